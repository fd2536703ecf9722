"""Packages and files as they were read, for as long as they stay the same: what the next load need not read or parse.

A file is taken again when its bytes are the same; an imported package, without a look at its files, when the stamps of
its folder and the unsaved texts in it are. Shared by all loads for one target; they may run in several threads.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from server.build.locate import Place
from server.build.packages import LoadedPackage, SourceFile
from server.build.stamps import Stamp, have_settled, stamps_of

_K = TypeVar("_K")
_V = TypeVar("_V")

KEPT_FILES: Final = 4096
KEPT_PACKAGES: Final = 1024


@dataclass(frozen=True, slots=True)
class Sight:
    """A folder as it was seen before its files were read."""

    stamps: list[Stamp]
    unsaved: dict[str, bytes]  # texts that replace files of it
    settled: bool


class Keeper:
    """See the head of the file."""

    def __init__(self) -> None:
        self._files: OrderedDict[tuple[str, bool], SourceFile] = OrderedDict()
        self._packages: OrderedDict[tuple[Path, str], tuple[Sight, LoadedPackage]] = OrderedDict()
        self._guard = threading.Lock()

    def copy(self) -> Keeper:
        """Another one that begins with what this one holds."""
        other = Keeper()
        with self._guard:
            other._files, other._packages = self._files.copy(), self._packages.copy()
        return other

    def file(self, path: str, data: bytes, skimmed: bool) -> SourceFile | None:
        """The file as it was read before, if its bytes are the same."""
        known = self._files.get((path, skimmed))
        return known if known is not None and known.file.data == data else None

    def keep_file(self, source: SourceFile, skimmed: bool) -> None:
        """Remember a file."""
        _enter(self._files, (source.file.path, skimmed), source, KEPT_FILES, self._guard)

    @staticmethod
    def look(directory: Path, overlay: Mapping[str, bytes]) -> Sight:
        """How a folder looks now."""
        stamps = stamps_of(directory)
        folder = str(directory)
        unsaved = {path: data for path, data in overlay.items() if path.rpartition(os.sep)[0] == folder}
        return Sight(stamps, unsaved, have_settled(stamps))

    def package(self, import_path: str, place: Place, sight: Sight) -> LoadedPackage | None:
        """The package of a folder as it was read before, its imports yet to be followed; None if it may differ."""
        known = self._packages.get((place.directory, import_path))
        if (
            known is None
            or not known[0].settled
            or (known[0].stamps, known[0].unsaved) != (sight.stamps, sight.unsaved)
        ):
            return None
        return _unfollowed(replace(known[1], module=place.module, standard=place.standard))

    def keep_package(self, package: LoadedPackage, sight: Sight) -> None:
        """Remember a package that was read after its folder was looked at."""
        key = package.directory, package.import_path
        _enter(self._packages, key, (sight, _unfollowed(package)), KEPT_PACKAGES, self._guard)


def _unfollowed(package: LoadedPackage) -> LoadedPackage:
    """A copy that a load may fill in."""
    files, cgo = list(package.files), list(package.cgo)
    return replace(package, named=False, files=files, cgo=cgo, imports={}, embeds={}, matches=[])


def _enter(entries: OrderedDict[_K, _V], key: _K, value: _V, bound: int, guard: threading.Lock) -> None:
    with guard:
        entries[key] = value
        entries.move_to_end(key)
        while len(entries) > bound:
            entries.popitem(last=False)
