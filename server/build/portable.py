"""Places in cache entries, so that an entry means the same wherever the sources stand.

A path inside the folder of a loaded package is kept as the package's import path and the name of the file, behind a
mark that no path begins with. Other paths (a `//line` directive may name any) are kept as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from server.build.artefact import Need, PlacedDecision
from server.build.packages import LoadedPackage
from server.diagnostics.render import Place

_MARK: Final = "\0"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of the packages of one build."""

    _by_folder: Mapping[str, str]  # import paths
    _by_path: Mapping[str, Path]  # folders

    @staticmethod
    def of(packages: Iterable[LoadedPackage]) -> Paths:
        """The folders of these packages."""
        folders = {package.import_path: package.directory for package in packages}
        return Paths({str(folder): path for path, folder in folders.items()}, folders)

    def kept(self, path: str) -> str:
        """The form of a path in the cache."""
        folder, slash, name = path.replace("\\", "/").rpartition("/")
        package = self._by_folder.get(path[: len(folder)]) if slash else None
        return f"{_MARK}{package}/{name}" if package is not None else path

    def here(self, path: str) -> str:
        """The path that a kept form means. Raises KeyError when its package is not loaded."""
        if not path.startswith(_MARK):
            return path
        package, _, name = path.removeprefix(_MARK).rpartition("/")
        return str(self._by_path[package] / name)


def moved_decision(item: PlacedDecision, path_of: Callable[[str], str]) -> PlacedDecision:
    """A decision whose paths have another form."""
    return replace(
        item,
        place=_moved(item.place, path_of),
        steps=tuple(replace(step, place=_moved(step.place, path_of)) for step in item.steps),
        reported=_moved(item.reported, path_of),
        inside=tuple(_moved(place, path_of) for place in item.inside),
    )


def moved_need(need: Need, path_of: Callable[[str], str]) -> Need:
    """A need whose paths have another form."""
    return replace(need, place=_moved(need.place, path_of))


def _moved(place: Place, path_of: Callable[[str], str]) -> Place:
    shown = place.shown
    return replace(
        place,
        path=path_of(place.path),
        shown=(path_of(shown[0]), *shown[1:]) if shown is not None else None,
    )
