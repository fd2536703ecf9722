"""Which packages a flag of the form `pattern=flags` is for.

Source: `go help build`, "-asmflags, -gccgoflags, -gcflags, and -ldflags".
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from server.build.wildcard import wildcard

_RELATIVE: Final = ("./", "../")


class Matched(Protocol):
    """A package that a pattern may match."""

    import_path: str
    directory: Path
    named: bool
    standard: bool


def matcher(pattern: str, directory: Path) -> Callable[[Matched], bool]:
    """Whether a package is meant; "" means those that the command names, relative patterns start from the folder."""
    if pattern == "":
        return lambda package: package.named
    if pattern == "all":
        return lambda _: True
    if pattern == "std":
        return lambda package: package.standard
    if pattern in (".", "..") or pattern.startswith(_RELATIVE):
        return _below(pattern, directory)
    fits = wildcard(pattern)
    return lambda package: fits(package.import_path)


def _below(pattern: str, directory: Path) -> Callable[[Matched], bool]:
    """A pattern of folders: `./a`, `./a/...`."""
    fixed, dots, _ = pattern.partition("...")
    if not dots:
        folder = Path(os.path.normpath(directory / pattern))
        return lambda package: package.directory == folder
    base = Path(os.path.normpath(directory / fixed.rpartition("/")[0]))
    fits = wildcard(pattern[fixed.rfind("/") + 1 :])

    def matches(package: Matched) -> bool:
        return package.directory.is_relative_to(base) and fits(package.directory.relative_to(base).as_posix())

    return matches
