"""Packages as their importers see them: without the bodies of functions.

The standard library does not change while an editor runs. A `Library` opens a package of it when it is first imported,
and keeps it for the life of the process; all snapshots share it. Where the cache has the package's export data, that is
read, as far as somebody looks (`types/export_read.py`). Otherwise the sources are, with those of everything that the
package imports; only names are collected then, and an object gets its type when somebody looks at it
(`types/ondemand.py`). `keep_exports` puts into the cache what was missing there.

Invariant: whoever opens packages holds `lazy.LOCK`, since a type that is looked at may open the package of another.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from server.build.bundle import BundleError
from server.build.cache import Cache
from server.build.constraints import BuildTags
from server.build.exports import ExportStore, describe
from server.build.graph import dependency_order
from server.build.pack import Entry
from server.build.packages import LoadConfig, LoadedPackage, Loader
from server.build.stdlib import LANGUAGE, StandardLibrary
from server.compiler.types.check import declare_on_demand
from server.compiler.types.checker import Cancelled, CheckConfig
from server.compiler.types.export_read import DamagedExportError, Decoding, read_package
from server.compiler.types.export_write import NotExportable, write_package
from server.compiler.types.lazy import LOCK
from server.compiler.types.objects import Package
from server.compiler.types.sizes import Sizes
from server.compiler.types.universe import UNSAFE
from server.compiler.types.version import parse_version
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.source.span import Anchor
from server.target import Target

if TYPE_CHECKING:
    from server.build.records import LibraryFunctions
    from server.compiler.decide.imported import ImportedPackage

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
    key: str = ""  # of its export data; "" when it is not known, and for the library's
    directory: Path | None = None  # None for the library's
    open_functions: Callable[[], ImportedPackage] | None = None  # None for the library's, whose functions it has

    @cached_property
    def functions(self) -> ImportedPackage | None:
        """What is decided about its functions."""
        return self.open_functions() if self.open_functions is not None else None


class Library:
    """The standard library for one target."""

    def __init__(
        self,
        std: StandardLibrary,
        target: Target,
        tags: BuildTags,
        notice: Notice = lambda _: None,
        store: Cache | None = None,
    ) -> None:
        """`notice` hears the path of each package that is being loaded, and `LOADED` at the end."""
        self.files = FileSet()  # of the packages opened so far
        self._std = std
        self.target = target
        self._sizes = Sizes.of_target(target)
        self._tags = tags
        self._notice = notice
        self._store = store
        self.exports = ExportStore(store, target, tags)
        self.decoding = Decoding()
        self._anchors: dict[str, Anchor] = {}  # of files whose packages were read from export data, by path
        self._keys: dict[str, str | None] = {}  # of export data, by import path; None: not known
        self._known: dict[str, Imported] = {}
        self._absent: set[str] = set()  # paths that mean none of its packages, or one without files for the target
        self._sources: dict[str, LoadedPackage] = {}  # of the packages that the cache did not have, imports first
        self._skimmed: dict[str, LoadedPackage | None] = {}  # of those whose sources somebody looked at
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

    def packages(self) -> Iterator[str]:
        """The import paths of all packages; some may have no files for the target. Raises BundleError."""
        return self._std.packages()

    def named(self, name: str) -> list[str]:
        """The import paths of the packages that programs use under a name: math/rand and math/rand/v2 for `rand`."""
        return self._names.get(name, [])

    def surface(self, path: str, cancelled: Cancel = lambda: False) -> Imported | None:
        """The declarations of a package; None when it has no files for the target. Raises Cancelled."""
        if path not in self._known and path not in self._absent:
            with LOCK:
                if path not in self._known and not (self.has(path) and self._read(path)):
                    self._load(path, cancelled)
        return self._known.get(path)

    def find(self, path: str) -> Package | None:
        """The importer of packages of the library; `path` is resolved."""
        if path == "unsafe":
            return UNSAFE
        surface = self.surface(path)
        return surface.package if surface else None

    # From export data

    def _read(self, path: str) -> bool:
        """Open a package from export data, if the cache has it."""
        key = self._key(path)
        data = self.exports.get(key) if key else None
        if key is None or data is None:
            return False
        try:
            package = read_package(data, self.find, self.anchor, self.decoding)
        except DamagedExportError:
            self.exports.drop(key)
            return False
        self._known[path] = Imported(Content(path, LANGUAGE, (), ()), package)
        return True

    def export_key(self, path: str) -> str:
        """The key of a package's export data; "" when it is not known."""
        if path == "unsafe":
            return path
        with LOCK:
            return (self._key(path) or "") if self.surface(path) else ""

    def _key(self, path: str) -> str | None:
        """The key of a package's export data, found from the folders of the package and its imports."""
        if path not in self._keys:
            self._keys[path] = None
            folder = self.exports.folder(path, self._std.directory(path))
            if folder is not None:
                imports = {name: key for name in folder.imports if (key := self._key(name))}
                if len(imports) == len(folder.imports):
                    self._keys[path] = self.exports.key(path, folder, imports)
        return self._keys[path]

    def anchor(self, path: str, name: str) -> Anchor:
        """What the offsets in a file of a package count from: its beginning."""
        file = str(self._std.directory(path) / name)
        if file not in self._anchors:
            self._anchors[file] = Anchor(file)
            self.files.promise(file)
        return self._anchors[file]

    # From sources

    def _load(self, path: str, cancelled: Cancel) -> None:
        if self.has(path):
            self._notice(path)
            enabled = gc.isenabled()
            gc.disable()  # what is made here stays: looking for garbage among it would take a third of the time
            try:
                self._load_all(path, cancelled)
            finally:
                if enabled:
                    # All that is there goes to the oldest generation, and nothing stays frozen: other things than the
                    # library are alive, too, and will be garbage.
                    gc.freeze()
                    gc.unfreeze()
                    gc.enable()
                self._notice(LOADED)
        if path not in self._known:
            self._absent.add(path)

    def _load_all(self, path: str, cancelled: Cancel) -> None:
        config = LoadConfig(self._tags, None, std=self._std, skim=True, provided=self._is_open)
        loader = Loader(config, self.files, Collector())
        loader.load_directory(self._std.directory(path), path, quiet=True)
        for package in dependency_order(loader.packages, Collector()):
            if cancelled():
                raise Cancelled
            self._notice(package.import_path)
            self._known[package.import_path] = self._open(package)
            self._sources[package.import_path] = self._skimmed[package.import_path] = package
            content = describe(package)
            imports = {name: key for name in content.imports if (key := self._key(name))}
            if len(imports) == len(content.imports):
                self._keys[package.import_path] = self.exports.key(package.import_path, content, imports)

    def _is_open(self, path: str) -> bool:
        return path in self._known or self._read(path)

    def _open(self, package: LoadedPackage) -> Imported:
        found = declare_on_demand(package.import_path, package.trees, self.configuration(package))
        found.imports = [known.package for path in package.imports if (known := self._known.get(path))]
        return Imported(Content(package.import_path, package.language, (), ()), found)

    def sources(self, path: str) -> LoadedPackage | None:
        """The skimmed files of a package, even if its declarations came from export data."""
        with LOCK:
            if path not in self._skimmed:
                config = LoadConfig(self._tags, None, std=self._std, skim=True, provided=self.has)
                loader = Loader(config, self.files, Collector())
                loader.load_directory(self._std.directory(path), path, quiet=True)
                self._skimmed[path] = loader.packages.get(path)
            return self._skimmed[path]

    def is_own(self, package: Package) -> bool:
        """Whether a package is what importers of the library have."""
        known = self._known.get(package.path)
        return known is not None and known.package is package

    @cached_property
    def functions(self) -> LibraryFunctions:
        """What is decided about the functions of its packages."""
        from server.build.records import LibraryFunctions  # diagnostics come first, and need no decisions

        return LibraryFunctions(self, self._store)

    def configuration(self, package: LoadedPackage) -> CheckConfig:
        """How a package of the library is checked."""
        paths = package.import_map

        def find(path: str) -> Package | None:
            return self.find(paths.get(path, path))

        return CheckConfig(
            sizes=self._sizes,
            importer=find,
            go_version=parse_version(package.language),
            file_versions=package.file_versions,
            ignore_bodies=True,
            trusted=True,
        )

    # Into the cache

    @property
    def missing(self) -> list[str]:
        """The packages that `keep_exports` would put into the cache."""
        return list(self._sources) if self.exports.directory else []

    @property
    def filling(self) -> tuple[list[str], dict[str, str]]:
        """Arguments of `bindery cache fill` that do the same in another process, and variables for it."""
        variables = {
            "BINDERY_CACHE": self.exports.directory,
            "GOROOT": str(self._std.source.parent),
            "GOOS": self.target.goos,
            "GOARCH": self.target.goarch,
            "GOFLAGS": "",
        }
        return [f"-tags={','.join(sorted(self._tags.names))}", *self.missing], variables

    def entries(self, path: str) -> Iterator[Entry]:
        """What the cache holds of a package, for a pack."""
        from server.build.records import record_entries

        key = self.export_key(path)
        yield from self.exports.entries(key)
        yield from self.exports.folder_entries(path, self._std.directory(path))
        if key and self._store is not None:
            yield from record_entries(self._store, key)

    def keep_exports(self, cancelled: Cancel) -> None:
        """Write the export data of the packages that were read from sources, until `cancelled` says to stop."""
        for path in self.missing:
            if cancelled():
                return
            with LOCK:
                if self._keep(path, self._sources[path]):
                    del self._sources[path]

    def _keep(self, path: str, package: LoadedPackage) -> bool:
        key = self._keys[path]
        if key is None:
            return False  # not all of its imports are there
        try:
            data = write_package(self._known[path].package, self.files)
        except NotExportable:
            return False
        self.exports.put(key, data)
        self.exports.keep_folder(package)
        return True
