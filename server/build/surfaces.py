"""Packages as their importers see them: without the bodies of functions.

The standard library does not change while an editor runs. A `Library` loads a package of it, with everything that the
package imports, when it is first imported, and keeps it for the life of the process; all snapshots share it. Only
names are collected then: an object gets its type when somebody looks at it (`types/ondemand.py`).
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from server.build.bundle import BundleError
from server.build.constraints import BuildTags
from server.build.graph import dependency_order
from server.build.packages import LoadConfig, LoadedPackage, Loader
from server.build.stdlib import StandardLibrary
from server.compiler.types.check import declare_on_demand
from server.compiler.types.checker import Cancelled, CheckConfig
from server.compiler.types.objects import Package
from server.compiler.types.sizes import Sizes
from server.compiler.types.version import parse_version
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.target import Target

Cancel = Callable[[], bool]
Notice = Callable[[str], None]

_VERSION: Final = re.compile(r"v[0-9]+")  # last element of a path that says no name
LOADED: Final = ""  # told to a `Notice` when loading has ended


@dataclass(frozen=True, slots=True)
class Content:
    """All that the result of checking a package depends on; imports count by identity."""

    import_path: str
    language: str
    imports: tuple[Imported | None, ...]  # None: not found
    texts: tuple[tuple[str, bytes], ...]  # path and text of each file
    problems: tuple[tuple[str, tuple[str, ...]], ...] = ()  # found while loading: code and arguments

    def same_world(self, other: Content) -> bool:
        """Whether both see the same from outside: then functions differ only if their package does."""
        ours = (self.import_path, self.language, self.imports)
        return ours == (other.import_path, other.language, other.imports)


@dataclass(eq=False)
class Imported:
    """A package as its importers see it."""

    content: Content
    package: Package


class Library:
    """The standard library for one target. `surface` is called by one thread at a time."""

    def __init__(self, std: StandardLibrary, target: Target, tags: BuildTags, notice: Notice = lambda _: None) -> None:
        """`notice` hears the path of each package that is being loaded, and `LOADED` at the end."""
        self.files = FileSet()  # of the packages loaded so far
        self._std = std
        self._sizes = Sizes.of_target(target)
        self._tags = tags
        self._notice = notice
        self._known: dict[str, Imported] = {}
        self.has = cache(self._has)

    def _has(self, path: str) -> bool:
        """Whether an import path outside of the standard library means one of its packages."""
        try:
            return self._std.resolve(path, None) is not None
        except BundleError:
            return False  # said by whoever looks for the package itself

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """What programs may import, by the name under which they use it."""
        names: dict[str, list[str]] = {}
        try:
            for path in self._std.packages():
                parts = path.split("/")
                if "internal" not in parts and parts[0] != "vendor":
                    versioned = len(parts) > 1 and _VERSION.fullmatch(parts[-1])
                    names.setdefault(parts[-2] if versioned else parts[-1], []).append(path)
        except BundleError:
            pass  # said by whoever looks for a package
        return names

    def named(self, name: str) -> list[str]:
        """The import paths of the packages that programs use under a name: math/rand and math/rand/v2 for `rand`."""
        return self._names.get(name, [])

    def surface(self, path: str, cancelled: Cancel) -> Imported | None:
        """The declarations of a package; None when it has no files for the target. Raises Cancelled."""
        if path not in self._known:
            try:
                self._load(path, cancelled)
            finally:
                self._notice(LOADED)
        return self._known.get(path)

    def _load(self, path: str, cancelled: Cancel) -> None:
        self._notice(path)
        gc.disable()  # what is made here stays: looking for garbage among it would take a third of the time
        try:
            self._load_all(path, cancelled)
        finally:
            gc.freeze()
            gc.enable()

    def _load_all(self, path: str, cancelled: Cancel) -> None:
        config = LoadConfig(self._tags, None, std=self._std, skim=True, provided=self._known.__contains__)
        loader = Loader(config, self.files, Collector())
        loader.load_directory(self._std.directory(path), path, quiet=True)
        for package in dependency_order(loader.packages, Collector()):
            if cancelled():
                raise Cancelled
            self._notice(package.import_path)
            self._known[package.import_path] = self._open(package)

    def _open(self, package: LoadedPackage) -> Imported:
        paths = package.import_map

        def find(path: str) -> Package | None:
            known = self._known.get(paths.get(path, path))
            return known.package if known else None

        config = CheckConfig(
            sizes=self._sizes,
            importer=find,
            go_version=parse_version(package.language),
            file_versions=package.file_versions,
            ignore_bodies=True,
            trusted=True,
        )
        found = declare_on_demand(package.import_path, package.trees, config)
        found.imports = [known.package for path in package.imports if (known := self._known.get(path))]
        return Imported(Content(package.import_path, package.language, (), ()), found)
