"""Which package a document belongs to, and which files and imports that package has.

In a module, the files of the document's folder that the target's build constraints let in; a test belongs to those
files together with the tests of the same package, or to the external test package (`name_test`), which sees what the
tests inside the package declare. A document that no build of the folder takes, because of its constraints, stands
beside the folder's files of its package, and `excluded` says so; one marked `//go:build ignore` is a program of its
own. Outside of a module, and for documents that are no files, the document stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.build.constraints import ConstraintError, admits, header_constraint
from server.build.graph import dependency_order
from server.build.packages import COMMAND_LINE, LoadConfig, LoadedPackage, Loader
from server.build.surroundings import Surroundings
from server.diagnostics.codes import build as codes
from server.diagnostics.collector import Collector
from server.diagnostics.data import Diagnostic
from server.source.file import FileSet
from server.source.span import Anchor, Span

STANDALONE: Final = "ignore"  # the constraint by which a file says that it is a program of its own
TEST: Final = "_test.go"
_CLAUSE: Final = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|//[^\n]*+|/\*.*?\*/)*+package[ \t]+([^\s;/]+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Membership:
    """The package of a document, and all packages it needs, imports first; without those that are provided."""

    package: LoadedPackage
    order: list[LoadedPackage]
    slot: str  # under which name the versions of the package are remembered
    excluded: Diagnostic | None = None  # why no build takes the document, which was checked nevertheless


def slot_of(package: LoadedPackage) -> str:
    """A name for the variant of a folder's package: with tests, or without."""
    tests = any(source.file.path.endswith(TEST) for source in package.files)
    return f"{package.directory} [{package.import_path}]" if tests else str(package.directory)


def import_path_of(folder: Path, around: Surroundings) -> str:
    """The import path of a folder; "" outside of modules and of the standard library."""
    if around.std is not None and folder.is_relative_to(around.std.source):
        return folder.relative_to(around.std.source).as_posix()
    return around.module.import_path(folder) if around.module is not None else ""


def package_clause(data: bytes) -> str:
    """The package name that a file declares; "" when it does not."""
    match = _CLAUSE.match(data)
    return match[1].decode("utf-8", "replace") if match else ""


def find_membership(
    path: Path, around: Surroundings, config: LoadConfig, files: FileSet, diagnostics: Collector
) -> Membership:
    """The package of one document; what is wrong with its files goes into the collector."""
    import_path = import_path_of(path.parent, around)
    search = _Search(path, import_path, config, files, diagnostics)
    found = None
    if import_path:
        found = search.test() if path.name.endswith(TEST) else search.member()
    return found or search.alone()


@dataclass(frozen=True, slots=True)
class _Search:
    path: Path
    import_path: str  # of the document's folder; "" for none
    config: LoadConfig
    files: FileSet
    diagnostics: Collector

    def member(self) -> Membership | None:
        """As one of the files of the folder's package."""
        found = Collector()
        loader = Loader(self.config, self.files, found)
        loader.load_directory(self.path.parent, self.import_path, named=True, quiet=True)
        main = loader.packages.get(self.import_path)
        if main is not None and any(source.file.path == str(self.path) for source in main.files):
            self.diagnostics.items += found.items
            _keep_clause(main, str(self.path))
            return self._ordered(main, loader)
        self.diagnostics.items += [item for item in found.items if self._is_bad_constraint(item)]
        return None

    def test(self) -> Membership | None:
        """As one of the tests of the folder's package; None when the build leaves it out."""
        inside, external = self._tests()
        if self.path not in (*inside, *external):
            return None
        name = self._clause(self.path).removesuffix("_test")
        sources = [file for file in self._admitted() if not file.name.endswith(TEST) and self._clause(file) == name]
        loader = Loader(self.config, self.files, self.diagnostics)
        directory = self.path.parent
        if self.path in inside:
            return self._ordered(loader.load_as(self.import_path, directory, [*sources, *inside]), loader)
        if inside:
            loader.load_as(self.import_path, directory, [*sources, *inside], named=False)
        main = loader.load_as(f"{self.import_path}_test", directory, external)
        return self._ordered(main, loader)

    def alone(self) -> Membership:
        """By itself, or beside the files of its package that would be with it."""
        expression = self._constraint() if self.import_path else None
        excluded = None
        beside: list[Path] = []
        if expression is not None and expression != STANDALONE:
            clause = self._clause(self.path)
            beside = [file for file in self._admitted() if file != self.path and self._clause(file) == clause]
            name = f"//go:build {expression}" if expression else f"the name {self.path.name}"
            excluded = self._exclusion(expression, name)
        elif self.import_path and self._is_of_std() and not self.path.name.endswith(TEST):
            excluded = self._exclusion("", "the pure Go form of its package is in use")
        loader = Loader(self.config, self.files, self.diagnostics)
        loader.load_files([self.path, *beside])
        main = loader.packages[COMMAND_LINE]
        return Membership(main, dependency_order(loader.packages, self.diagnostics), str(self.path), excluded)

    def _ordered(self, main: LoadedPackage, loader: Loader) -> Membership:
        return Membership(main, dependency_order(loader.packages, self.diagnostics), slot_of(main))

    # Files of the folder

    def _admitted(self) -> Iterator[Path]:
        """The files that the target's build takes, tests included."""
        for file in sorted({*self.path.parent.glob("*.go"), *self._unsaved()}):
            data = self._read(file)
            try:
                if data is not None and file.name[0] not in "_." and admits(file.name, data, self.config.tags):
                    yield file
            except ConstraintError:
                continue  # said where the file is opened

    def _unsaved(self) -> Iterator[Path]:
        paths = (path for path in map(Path, self.config.overlay) if path.parent == self.path.parent)
        return (path for path in paths if path.suffix == ".go")

    def _tests(self) -> tuple[list[Path], list[Path]]:
        """The tests inside the document's package, and those of its external test package."""
        name = self._clause(self.path).removesuffix("_test")
        inside: list[Path] = []
        external: list[Path] = []
        for file in self._admitted():
            if file.name.endswith(TEST):
                clause = self._clause(file)
                inside += [file] if clause == name else []
                external += [file] if clause == f"{name}_test" else []
        return inside, external

    def _clause(self, file: Path) -> str:
        """The package name that a file declares; "" when it cannot be read."""
        return package_clause(self._read(file) or b"")

    def _read(self, file: Path) -> bytes | None:
        unsaved = self.config.overlay.get(str(file))
        try:
            return file.read_bytes() if unsaved is None else unsaved
        except OSError:
            return None

    # Constraints of the document

    def _constraint(self) -> str | None:
        """What keeps the document out of the build: an expression, or "" for its name; None when nothing does."""
        data = self._read(self.path) or b""
        try:
            if self.path.name[0] in "_." or admits(self.path.name, data, self.config.tags):
                return None
            return header_constraint(data) or ""
        except ConstraintError:
            return None  # said by `member`

    def _exclusion(self, expression: str, reason: str) -> Diagnostic:
        data = self._read(self.path) or b""
        at = max(data.find(b"//go:build"), 0) if expression else 0
        end = data.find(b"\n", at)
        span = Span(Anchor(str(self.path)), at, end if end >= 0 else len(data))
        return Diagnostic(codes.FILE_EXCLUDED, span, (reason,))

    def _is_of_std(self) -> bool:
        return self.config.std is not None and self.path.is_relative_to(self.config.std.source)

    def _is_bad_constraint(self, item: Diagnostic) -> bool:
        return item.row is codes.BAD_CONSTRAINT and item.span is not None and item.span.anchor.path == str(self.path)


def _keep_clause(package: LoadedPackage, path: str) -> None:
    """Where files of several packages share a folder (already reported), keep those of the document's package."""
    clause = {source.file.path: source.tree.package.name.name for source in package.files if source.tree.package}
    if path in clause:
        wanted = clause[path]
        package.files = [source for source in package.files if clause.get(source.file.path, wanted) == wanted]
