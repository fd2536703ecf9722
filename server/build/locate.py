"""Where imported packages lie: in what we provide, in the standard library, in the modules of the build.

`Locator.locate` gives a place, or the diagnostic that says why there is none. Source: `go help importpath`,
`go help packages` on `internal`, Go Modules Reference on `vendor`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from server.build.bundle import BundleError
from server.build.imports import check_path
from server.build.module import Module
from server.build.modules.moduleset import ModuleSet
from server.build.stdlib import StandardLibrary
from server.diagnostics.codes import build as codes
from server.diagnostics.codes import modules as module_codes
from server.diagnostics.data import Diagnostic, Row


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of a package, and what it belongs to."""

    directory: Path
    module: Module | None = None
    standard: bool = False  # of the standard library


class Importer(Protocol):
    """A package that imports."""

    import_path: str
    standard: bool


@dataclass(frozen=True, slots=True)
class Locator:
    """Finds packages for one build."""

    module: Module | None  # the main module that the command works in
    modules: ModuleSet | None = None  # None: the main module alone
    std: StandardLibrary | None = None  # None: imports of it are not supported
    builtin: Mapping[str, Path] = field(default_factory=dict)  # packages that we provide

    def package_path(self, importer: Importer, path: str) -> str:
        """The import path of the package that an import in `importer` means."""
        if self.std is None or not importer.standard:
            return path
        return self.std.resolve(path, importer.import_path) or path

    def place_of(self, directory: Path, import_path: str) -> Place:
        """What a folder that a pattern names belongs to."""
        if import_path in self.builtin:
            return Place(directory)
        if self.std is not None and directory.is_relative_to(self.std.source):
            return Place(directory, None, standard=True)
        if self.modules is not None:
            return Place(directory, self.modules.main_of(directory) or self._module_around(import_path, directory))
        return Place(directory, self.module)

    def locate(self, importer: Importer, path: str) -> Place | Diagnostic:
        """Where the package of an import lies; `path` is as written."""
        if problem := check_path(path):
            return _problem(problem, path)
        if path.startswith("vendor/") and not importer.standard:
            return _problem(module_codes.IMPORT_VENDORED)
        return self.find(self.package_path(importer, path), importer.import_path if importer.standard else None)

    def find(self, path: str, inside_std: str | None = None) -> Place | Diagnostic:
        """Where the package of an import path lies; `inside_std`: the importer, if of the standard library."""
        if path in self.builtin:
            return self._exists(Place(self.builtin[path]))
        std = self.std
        try:
            if std is not None and std.resolve(path, inside_std):
                return Place(std.directory(path), None, standard=True)
        except BundleError as err:
            return _problem(module_codes.STD_UNUSABLE, err)
        mains = self.modules.mains if self.modules else (self.module,) if self.module else ()
        own = next((main.directory_of(path) for main in mains if main.directory_of(path)), None)
        # As in go: a path whose first element has no dot is the standard library's, unless a main module has it.
        if own is None and "." not in path.partition("/")[0]:
            return (
                _problem(module_codes.IMPORT_NOT_STD, path, std.directory(path))
                if std
                else _problem(codes.IMPORT_STD, path)
            )
        if self.modules is not None:
            found = self.modules.resolve(path)
            return found if isinstance(found, Diagnostic) else Place(found.directory, found.module)
        if own is not None and own.is_dir():
            return Place(own, self.module)
        return _problem(codes.IMPORT_MISSING if self.module else codes.IMPORT_NO_MODULE, path)

    def _exists(self, place: Place) -> Place | Diagnostic:
        return place if place.directory.is_dir() else _problem(codes.IMPORT_MISSING, place.directory)

    def _module_around(self, import_path: str, directory: Path) -> Module | None:
        """The dependency that a named folder is of."""
        assert self.modules is not None
        found = self.modules.resolve(import_path)
        return None if isinstance(found, Diagnostic) or found.directory != directory else found.module


def may_import_internal(importer: str, path: str, same_world: bool) -> bool:
    """Whether one package may import another as far as `internal` goes; `same_world`: both of std, or neither."""
    parts = path.split("/")
    if "internal" not in parts:
        return True
    around = parts[: len(parts) - 1 - parts[::-1].index("internal")]
    return same_world and importer.split("/")[: len(around)] == around


def _problem(row: Row, *args: object) -> Diagnostic:
    return Diagnostic(row, None, tuple(map(str, args)))
