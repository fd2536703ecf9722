"""Puts a finished image on disk: all of it or nothing.

The bytes go to a new file in the same folder, which then takes the place of the old one in one step. So a reader never
sees half an image, a program that is running keeps its file, and a failure leaves what was there. A symbolic link stays
and its target is replaced. What is no regular file is never replaced, nor is a file that no linker wrote.

While a new file is written its writer holds a lock on it. One that nobody has locked is what a killed process has
left, and goes when the next image is written into that folder.
"""

import os
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from server.diagnostics.codes import link as codes
from server.linker.interface import LinkError

EXECUTABLE: Final = 0o755  # less the user's umask, as every mode
_NEW: Final = ".bindery-"  # how names of files begin that are being written
_SETTLED: Final = 10.0  # seconds after which a new file that nobody has locked is a leftover
_OBJECT_MAGIC: Final = (  # how executables and objects of any system begin
    b"\x7fELF",
    b"MZ",
    b"!<arch>\n",
    b"\0asm",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
)


def write_executable(path: Path, image: bytes, mode: int = EXECUTABLE) -> None:
    """Write an image to `path`, executable unless the mode says otherwise.

    The null device takes it silently. Raises LinkError when the path cannot be written or must not be replaced.
    """
    try:
        target = path.resolve()
        if _accepts(path, target):
            _replace(target, image, mode)
    except OSError as problem:
        raise LinkError(codes.OUTPUT_UNWRITABLE, path, (problem.strerror or str(problem)).lower()) from problem
    except (ValueError, RuntimeError) as problem:  # a NUL in the path; a loop of links
        raise LinkError(codes.OUTPUT_UNWRITABLE, path, problem) from problem


def _accepts(path: Path, target: Path) -> bool:
    """Whether something must be written. Raises LinkError when the target must stay."""
    if target == Path(os.devnull):
        return False
    try:
        status = target.stat()
    except FileNotFoundError:
        return True
    if stat.S_ISDIR(status.st_mode):
        raise LinkError(codes.OUTPUT_IS_DIRECTORY, path)
    if not stat.S_ISREG(status.st_mode):
        raise LinkError(codes.OUTPUT_NOT_REGULAR, path)
    if status.st_size:
        with target.open("rb") as file:
            if not file.read(8).startswith(_OBJECT_MAGIC):
                raise LinkError(codes.OUTPUT_NOT_AN_OBJECT, path)
    return True


def _replace(target: Path, image: bytes, mode: int) -> None:
    """Write beside the target, then rename."""
    _remove_leftovers(target.parent)
    beside = target.with_name(f"{_NEW}{token_hex(8)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            _lock(file.fileno())
            file.write(image)
        beside.replace(target)
    except BaseException:  # also when interrupted: nothing is left behind
        beside.unlink(missing_ok=True)
        raise


def _remove_leftovers(folder: Path) -> None:
    """Remove new files that nobody writes any more. One that is young may not be locked yet, or not renamed yet."""
    now = time.time()
    for path in folder.glob(f"{_NEW}{'[0-9a-f]' * 16}"):
        with suppress(OSError):
            found = path.lstat()
            if not stat.S_ISREG(found.st_mode) or now - found.st_mtime < _SETTLED:
                continue
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                if _lock(handle):
                    path.unlink()
            finally:
                os.close(handle)


def _lock(handle: int) -> bool:
    """Take the lock on a file, which ends with its last handle; whether nobody had it. Without locks nobody has."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
