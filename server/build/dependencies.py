"""Imported packages of modules, through the cache: export data in the place of a check.

The sources are at hand, since their imports have been followed; so the key of a package comes from their bytes and from
the keys of what it imports. Only a package in which nothing is wrong is written. See exports.py for the standard
library's, of which no sources are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from server.build.exports import ExportStore, describe
from server.build.packages import LoadedPackage
from server.build.surfaces import Library
from server.compiler.syntax.parse import syntax_diagnostics
from server.compiler.types.export_read import DamagedExportError, Decoding, read_package
from server.compiler.types.export_write import NotExportable, write_package
from server.compiler.types.objects import Package
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.source.span import Anchor

Importer = Callable[[str], Package | None]


class Dependencies:
    """The packages that programs import beside those of one library; or all of them, where there is none."""

    def __init__(self, exports: ExportStore, library: Library | None = None) -> None:
        self._library = library
        self._exports = exports
        self._decoding = library.decoding if library is not None else Decoding()
        self._anchors: dict[str, Anchor] = {}

    def key(self, package: LoadedPackage, keys: Mapping[str, str]) -> str:
        """The key of a package's export data; `keys` are those of other packages than the library's. "": not known."""
        content = describe(package)
        imports = {path: keys.get(path) or self._library_key(path) for path in content.imports}
        return self._exports.key(package.import_path, content, imports) if all(imports.values()) else ""

    def _library_key(self, path: str) -> str:
        return self._library.export_key(path) if self._library is not None else ""

    def read(self, key: str, directories: Mapping[str, Path], find: Importer) -> Package | None:
        """The package from export data, if the cache has it.

        `directories` and `find` know the package itself and all others that are behind it, but for the library's.
        """
        data = self._exports.get(key) if key else None
        if data is None:
            return None

        def importer(path: str) -> Package | None:
            return find(path) or (self._library.find(path) if self._library is not None else None)

        def anchor(path: str, name: str) -> Anchor:
            directory = directories.get(path)
            if directory is None and self._library is not None:
                return self._library.anchor(path, name)
            file = str(directory / name) if directory is not None else name
            return self._anchors.setdefault(file, Anchor(file))

        try:
            return read_package(data, importer, anchor, self._decoding)
        except DamagedExportError:
            self._exports.drop(key)
            return None

    def write(self, package: LoadedPackage, key: str, checked: Package, problems: Collector, files: FileSet) -> None:
        """Keep the export data of a checked package, if nothing is wrong with it."""
        if not key or problems.items or any(syntax_diagnostics(tree) for tree in package.trees):
            return
        try:
            self._exports.put(key, write_package(checked, files))
        except NotExportable:
            return
