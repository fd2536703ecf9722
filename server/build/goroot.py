"""Which standard library source a build uses.

Candidates, first match wins: the setting; `GOROOT`; the toolchain that GOTOOLCHAIN or go.mod selects, when the module
cache holds it; the `go` that PATH finds; the source that we bundle. A candidate counts when its VERSION file names
the Go release line that we implement: one version of the standard library, one runtime that fits it. Others are
skipped, and said to be. The bundled source is unpacked when it is first needed, into the cache or, where that is not
to be written to, into a folder of the process. Nothing is executed: `go` on PATH is
followed through its links to the folder it lies in.
"""

import atexit
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Final

import platformdirs

from server import GO_VERSION
from server.build import bundle
from server.build.cache import pack_folder
from server.build.environment import Environment

_RELEASE: Final = ".".join(GO_VERSION.split(".")[:2])  # go1.27
_TOOLCHAIN_MODULE: Final = "golang.org/toolchain@v0.0.1-"
_TOOLCHAIN_NAME: Final = re.compile(r"go1[\w.]*\Z")


class Origin(Enum):
    """Where a GOROOT was named."""

    SETTING = "setting"
    ENVIRONMENT = "GOROOT"
    TOOLCHAIN = "toolchain"
    PATH = "PATH"
    BUNDLED = "bundled"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A GOROOT that was named but is not used."""

    directory: Path
    origin: Origin
    reason: str  # "it is go1.26.8, and bindery implements go1.27"

    def __str__(self) -> str:
        return f"{self.directory} ({self.origin.value}) is not used: {self.reason}"


@dataclass(frozen=True, slots=True)
class Goroot:
    """The GOROOT in use."""

    directory: Path
    version: str  # go1.27.3
    origin: Origin
    skipped: tuple[Skipped, ...] = ()

    def source(self) -> Path:
        """The folder of the standard library's packages; unpacks the bundled one. Raises BundleError."""
        if self.origin is Origin.BUNDLED:
            bundle.unpack(self.directory)
        return self.directory / "src"

    def describe(self) -> str:
        """`bundled go1.27.3`, and what was skipped."""
        return "; ".join([f"{self.origin.value} {self.version}", *map(str, self.skipped)])


def find_goroot(
    environment: Environment, toolchain: str = "", setting: str = "", search_path: str | None = None
) -> Goroot:
    """The GOROOT for a build; `toolchain` is what go.mod selects (`go1.27.1`), `setting` the user's choice.

    `search_path` is PATH; None means that of the process.

    Raises BundleError when there is none at all.
    """
    skipped: list[Skipped] = []
    for origin, directory in _candidates(environment, toolchain, setting, search_path):
        version = read_version(directory)
        if version == _RELEASE or version.startswith((f"{_RELEASE}.", f"{_RELEASE}rc")):
            if (directory / "src" / "fmt").is_dir():
                return Goroot(directory, version, origin, tuple(skipped))
            skipped.append(Skipped(directory, origin, "it has no standard library source"))
        elif version:
            skipped.append(Skipped(directory, origin, f"it is {version}, and bindery implements {_RELEASE}"))
        elif origin is not Origin.PATH:
            skipped.append(Skipped(directory, origin, "it has no VERSION file"))
    return Goroot(_bundled(_cache(environment), pack_folder(environment)), GO_VERSION, Origin.BUNDLED, tuple(skipped))


def read_version(goroot: Path) -> str:
    """The first line of a GOROOT's VERSION file: `go1.27.3`; "" when there is none."""
    try:
        with (goroot / "VERSION").open(encoding="utf-8", errors="replace") as file:
            return file.readline().strip()
    except OSError:
        return ""


def _candidates(
    environment: Environment, toolchain: str, setting: str, search_path: str | None
) -> Iterator[tuple[Origin, Path]]:
    if setting:
        yield Origin.SETTING, Path(setting)
    if environment["GOROOT"]:
        yield Origin.ENVIRONMENT, Path(environment["GOROOT"])
    chosen = _chosen_toolchain(environment["GOTOOLCHAIN"], toolchain)
    if chosen:
        name = f"{_TOOLCHAIN_MODULE}{chosen}.{environment['GOHOSTOS']}-{environment['GOHOSTARCH']}"
        directory = Path(environment["GOMODCACHE"]) / name
        if directory.is_dir():
            yield Origin.TOOLCHAIN, directory
    command = shutil.which("go", path=search_path)
    if command:
        # <GOROOT>/bin/go, perhaps through links.
        yield Origin.PATH, Path(os.path.realpath(command)).parent.parent


def _chosen_toolchain(gotoolchain: str, from_module: str) -> str:
    """The toolchain that GOTOOLCHAIN selects: `go1.27.1+auto`, `go1.27.1`, `auto`, `local`, `path`."""
    name, _, mode = gotoolchain.partition("+")
    if name in ("auto", "path"):
        return from_module if _TOOLCHAIN_NAME.match(from_module) else ""
    if mode in ("auto", "path") and _release_key(from_module) > _release_key(name):
        return from_module
    return name if _TOOLCHAIN_NAME.match(name) else ""


def _release_key(name: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", name)))


def _bundled(cache: Path, pack: Path | None) -> Path:
    """Where the bundled source is, or will be; a folder of this process where the cache cannot hold it."""
    if pack is not None and (packed := bundle.location(pack)).is_dir():
        return packed
    folder = bundle.location(cache)
    if folder.is_dir() or _can_hold(folder):
        return folder
    return bundle.location(_own_folder())


def _can_hold(folder: Path) -> bool:
    """Whether a folder can be made there."""
    existing = next(parent for parent in folder.parents if os.path.lexists(parent))
    return existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)


@lru_cache(maxsize=1)
def _own_folder() -> Path:
    """A temporary folder that goes away when the process ends."""
    folder = tempfile.mkdtemp(prefix="go-bindery-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _cache(environment: Environment) -> Path:
    """Where the bundled source is unpacked; it has to lie somewhere even when there is no build cache."""
    cache = environment["BINDERY_CACHE"]
    return Path(cache) if cache != "off" else Path(platformdirs.user_cache_dir("go-bindery", appauthor=False))
