"""The standard library's source that we ship: packing it into one archive, and unpacking that on first use.

The archive holds `LICENSE`, `VERSION`, `go.env` and `src/` of one Go release, without tests, test data and the
commands, as a tar file compressed with xz; beside it stands a file with its SHA-256. Packing is deterministic: names
are sorted, and times and owners are zero. The packer runs when a wheel is built and when a checkout is set up
(`hatch_build.py`).

Invariant: an unpacked tree appears under its final name in one step, complete, and that name carries the digest of the
archive it came from. This module imports nothing but the standard library, since the build hook runs it alone.
"""

import hashlib
import io
import lzma
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ARCHIVE: Final = Path(__file__).resolve().parents[1] / "_std" / "std.tar.xz"
_SUFFIXES_LEFT_OUT: Final = ("_test.go", ".syso")
_NAME_LENGTH: Final = 32  # digits of the digest in the name of the unpacked folder
_PRESET: Final = 6  # higher ones pack 3% better and take twice as long


class BundleError(Exception):
    """The archive is missing or damaged, or cannot be unpacked; the text says why."""


def pack(goroot: Path, licence: Path, archive: Path = ARCHIVE) -> None:
    """Write the archive of a GOROOT and its digest."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=archive.parent, prefix=".new-")
    temporary = Path(name)
    try:
        with (
            os.fdopen(handle, "wb") as raw,
            tarfile.open(fileobj=raw, mode="w:xz", preset=_PRESET, format=tarfile.USTAR_FORMAT) as tar,
        ):
            _add(tar, "LICENSE", licence)
            for name in ("VERSION", "go.env"):
                _add(tar, name, goroot / name)
            for path in _sources(goroot / "src"):
                _add(tar, path.relative_to(goroot).as_posix(), path)
        digest = hashlib.sha256(temporary.read_bytes()).hexdigest()
        temporary.chmod(0o644)
        temporary.replace(archive)
        digest_file(archive).write_text(f"{digest}\n", "ascii")
    finally:
        temporary.unlink(missing_ok=True)


def digest_file(archive: Path) -> Path:
    """Where the digest of an archive stands."""
    return archive.with_name(archive.name + ".sha256")


def location(cache: Path, archive: Path = ARCHIVE) -> Path:
    """The folder below `cache` that the bundled GOROOT has, or will have. Raises BundleError."""
    try:
        return cache / "std" / digest_file(archive).read_text("ascii").strip()[:_NAME_LENGTH]
    except OSError as err:
        raise BundleError(f"the bundled source of the standard library is missing ({archive})") from err


def place_of(directory: Path) -> str:
    """A folder as keys name it: below an unpacked tree the same wherever that lies; others by their paths."""
    parts, tree = directory.parts, _tree_name()
    at = parts.index(tree) if tree in parts else 0
    return "/".join(parts[at:]) if at else str(directory)


@cache
def _tree_name() -> str:
    """The name of the folder that the archive is unpacked to; none of a folder where there is no archive."""
    try:
        return location(Path()).name
    except BundleError:
        return "/no archive/"


def unpack(final: Path, archive: Path = ARCHIVE) -> None:
    """Unpack the bundled GOROOT into its `location`, unless it is there. Raises BundleError."""
    if final.is_dir():
        return
    try:
        data = archive.read_bytes()
        if hashlib.sha256(data).hexdigest()[:_NAME_LENGTH] != final.name:
            raise BundleError(f"the bundled source of the standard library is damaged ({archive})")
        final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=final.parent, prefix=".new-") as temporary:
            _extract(data, Path(temporary) / "go")
            _settle(Path(temporary) / "go", final)
    except (OSError, tarfile.TarError, lzma.LZMAError) as err:
        raise BundleError(f"cannot unpack the standard library's source into {final.parent}: {err}") from err


def _extract(data: bytes, into: Path) -> None:
    """Write the files of the archive. tarfile's own way asks the file system about every name, for half a second."""
    made: set[str] = set()
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(data)), mode="r:") as tar:
        for member in tar:
            folder, _, name = member.name.rpartition("/")
            content = tar.extractfile(member)
            if content is None or not name or not {"", ".", ".."}.isdisjoint(member.name.split("/")):
                raise tarfile.TarError(f"an odd name: {member.name}")  # it would lead out of the folder
            if folder not in made:
                (into / folder).mkdir(parents=True, exist_ok=True)
                made.add(folder)
            path = into / member.name
            path.write_bytes(content.read())
            os.utime(path, (0, 0))


def _settle(made: Path, final: Path) -> None:
    """Give the tree its name; another process may have been faster."""
    try:
        made.rename(final)
    except OSError:
        if not final.is_dir():
            raise
        shutil.rmtree(made, ignore_errors=True)


def _sources(src: Path) -> Iterator[Path]:
    for current, folders, names in os.walk(src):
        folders[:] = sorted(name for name in folders if name != "testdata" and Path(current, name) != src / "cmd")
        for name in sorted(names):
            if not name.endswith(_SUFFIXES_LEFT_OUT):
                yield Path(current) / name


def _add(tar: tarfile.TarFile, name: str, path: Path) -> None:
    data = path.read_bytes()
    info = tarfile.TarInfo(name)
    info.size = len(data)
    info.mode = 0o644
    tar.addfile(info, io.BytesIO(data))
