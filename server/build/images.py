"""Finished programs: what they are called, where they go, and their maps.

The map of an image, and the graph of what keeps what in it, are in the cache under the digest of the image, so that
`bindery size` finds them wherever the file has been moved to.
"""

import hashlib
import os
import re
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from server.build.cache import Cache
from server.build.packages import COMMAND_LINE, LoadedPackage
from server.build.request import BuildRequest
from server.diagnostics.codes import build as codes
from server.diagnostics.codes import link as link_codes
from server.diagnostics.collector import Collector
from server.linker.interface import KeepGraph, LinkError, MapRow
from server.linker.output import EXECUTABLE, write_executable
from server.linker.retention import Retention

_MAP: Final = "map"
_GRAPH: Final = "graph"


def program_name(package: LoadedPackage) -> str:
    """The file name that go gives a program: the last element of its import path, or of its first file."""
    if package.import_path == COMMAND_LINE:
        return Path(package.files[0].file.path).stem
    return name_of_path(package.import_path)


def name_of_path(import_path: str) -> str:
    """The same for an import path: `tool` of example.com/tool and of example.com/tool/v2."""
    parts = import_path.split("/")
    # A major version is no name: example.com/tool/v2 is `tool`.
    if len(parts) > 1 and re.fullmatch(r"v[1-9]\d*", parts[-1]) and parts[-1] != "v1":
        return parts[-2]
    return parts[-1]


def plan_outputs(
    request: BuildRequest, named: Sequence[LoadedPackage], diagnostics: Collector
) -> list[tuple[LoadedPackage, Path | None]]:
    """Which packages are linked, and where each program goes (None: nowhere)."""
    mains = [package for package in named if package.name == "main"]
    if request.to_run and len(mains) != 1:
        row, who = (codes.SEVERAL_MAINS, mains) if mains else (codes.NOT_MAIN, named)
        diagnostics.report(row, None, ", ".join(package.import_path for package in who))
        return []
    if not request.write:
        return [(package, None) for package in mains]
    if request.output is None:
        # As in go: one program goes into the current directory; with several packages only their errors count.
        return (
            [(mains[0], request.directory / (program_name(mains[0]) + request.suffix))]
            if len(named) == 1 and mains
            else []
        )
    output = request.directory / request.output
    suffix = request.suffix
    is_directory = request.output.endswith(("/", os.sep)) or output.is_dir()
    if output == Path(os.devnull):
        return [(package, output) for package in mains]
    if not mains:
        diagnostics.report(codes.NO_MAIN_TO_WRITE, None)
        return []
    if is_directory:
        return [(package, output / (program_name(package) + suffix)) for package in mains]
    if len(named) > 1:
        diagnostics.report(codes.SEVERAL_TO_ONE_FILE, None, request.output)
        return []
    return [(mains[0], output.with_name(output.name + suffix))]


def debug_path(path: Path | None) -> Path | None:
    """Where the symbols of the program at a path go that does not keep them; None if the program goes nowhere."""
    return None if path is None or path == Path(os.devnull) else path.with_name(f"{path.name}.debug")


def write_program(path: Path, image: bytes, mode: int = EXECUTABLE) -> None:
    """Write a program, creating its folder as go does. Raises LinkError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise LinkError(link_codes.OUTPUT_UNWRITABLE, path, (err.strerror or str(err)).lower()) from err
    write_executable(path, image, mode)


def save_account(cache: Cache, image: bytes, rows: Sequence[MapRow]) -> None:
    """Keep the account of an image's bytes."""
    cache.put(_MAP, hashlib.sha256(image).hexdigest(), msgspec.msgpack.encode(rows))


def save_graph(cache: Cache, image: bytes, make_graph: Callable[[], KeepGraph]) -> None:
    """Keep what keeps what in an image."""
    content = zlib.compress(msgspec.msgpack.encode(make_graph()), 1)
    cache.put(_GRAPH, hashlib.sha256(image).hexdigest(), content)


def load_map(cache: Cache, image: bytes) -> tuple[MapRow, ...] | None:
    """The account of an image that was linked here; None when it is not at hand."""
    rows = load_rows(cache, hashlib.sha256(image).hexdigest())
    return rows if rows is not None and sum(row.size for row in rows) == len(image) else None


def load_rows(cache: Cache, digest: str) -> tuple[MapRow, ...] | None:
    """The same by the digest alone: the image may be gone."""
    content = cache.get(_MAP, digest)
    if content is None:
        return None
    try:
        return msgspec.msgpack.decode(content, type=tuple[MapRow, ...])
    except (msgspec.DecodeError, UnicodeDecodeError):
        cache.drop(_MAP, digest)
        return None


def load_graph(cache: Cache, image: bytes) -> Retention | None:
    """What keeps what in an image that was linked here; None when it is not at hand."""
    key = hashlib.sha256(image).hexdigest()
    content = cache.get(_GRAPH, key)
    if content is None:
        return None
    try:
        return Retention(msgspec.msgpack.decode(zlib.decompress(content), type=KeepGraph))
    except (msgspec.DecodeError, zlib.error, ValueError):
        cache.drop(_GRAPH, key)
        return None
