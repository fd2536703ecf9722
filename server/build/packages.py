"""Packages: from patterns and imports to parsed files.

A `Loader` finds the directories that patterns name, chooses the files that belong to the build, parses them and follows
their imports within the module and into the standard library. What is wrong goes into the collector; a package with a
problem is still returned with what could be read of it, so that the editor keeps as much as possible.

Invariant: each import path is loaded at most once, and `packages` holds every package under its import path.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from server.build.cgo import alternative
from server.build.constraints import (
    BuildTags,
    ConstraintError,
    evaluate,
    header_constraint,
    language_version,
    name_matches,
)
from server.build.embed import DIRECTIVE, check_embeds, embedded_files
from server.build.imports import Import, imports_of
from server.build.locate import Locator, Place, may_import_internal
from server.build.module import Module
from server.build.modules.moduleset import ModuleSet
from server.build.pureform import pure_tags
from server.build.stdlib import LANGUAGE, StandardLibrary
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.parse import parse_file, to_file
from server.diagnostics.codes import build as codes
from server.diagnostics.codes import modules as module_codes
from server.diagnostics.collector import Collector
from server.diagnostics.data import Diagnostic
from server.source.file import File, FileSet
from server.source.span import Anchor, Span

if TYPE_CHECKING:
    from server.build.keeping import Keeper

RUNTIME: Final = "runtime"
_OLDEST_OF_FILES: Final = (1, 21)  # what a file's go:build line can set
_OTHER_LANGUAGES: Final = frozenset(
    (".s", ".S", ".sx", ".syso", ".c", ".cc", ".cpp", ".cxx", ".m", ".f", ".for", ".f90")
)
COMMAND_LINE: Final = "command-line-arguments"  # import path of a package made of named files


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a package: its bytes and its tree."""

    file: File
    tree: ast.FileTree


@dataclass(slots=True)
class TestFiles:
    """The `_test.go` files of a package, without the bodies of functions, and what they import."""

    inside: list[SourceFile] = field(default_factory=list)  # of the package itself
    external: list[SourceFile] = field(default_factory=list)  # of its external test package, `name_test`
    imports: dict[str, Import] = field(default_factory=dict)  # by the files inside: package's path -> the first import
    external_imports: dict[str, Import] = field(default_factory=dict)


@dataclass(slots=True)
class LoadedPackage:
    """A package as read from disk, before it is checked."""

    import_path: str
    directory: Path
    module: Module | None
    named: bool = False  # a pattern of the command names it, as opposed to an import
    standard: bool = False  # it belongs to the standard library
    skimmed: bool = False  # the bodies of its functions were not parsed
    files: list[SourceFile] = field(default_factory=list)  # sorted by name
    name: str = ""
    imports: dict[str, Import] = field(default_factory=dict)  # package's path -> the first import of it
    embeds: dict[str, list[str]] = field(default_factory=dict)  # pattern of go:embed -> files, relative to directory
    cgo: list[Import] = field(default_factory=list)  # imports of "C"; their files do not belong to the build
    matches: list[str] = field(default_factory=list)  # the patterns of the command that name it
    library: bool = False  # even a package main is compiled to be imported: by the program that runs its tests
    tests: TestFiles | None = None  # its test files; None: they were not looked at

    @property
    def language(self) -> str:
        """The language version that its files are written in: `go1.27`."""
        return self.module.language if self.module else LANGUAGE

    @property
    def language_version(self) -> tuple[int, int]:
        """The language version as numbers: (1, 27)."""
        major, minor = self.language.removeprefix("go").split(".")
        return int(major), int(minor)

    @property
    def complete(self) -> bool:
        """Whether Go files are all there is: files of other languages may hold the bodies of functions."""
        if self.import_path == RUNTIME:
            return False  # the code generator has stubs and operations that have no body in Go
        try:
            return not any(path.suffix in _OTHER_LANGUAGES for path in self.directory.iterdir())
        except OSError:
            return False

    @property
    def import_map(self) -> dict[str, str]:
        """Imports as written that mean a package of another path: `golang.org/x/...` in the standard library."""
        return {found.path: path for path, found in self.imports.items() if found.path != path}

    @property
    def file_versions(self) -> dict[str, tuple[int, int]]:
        """The language versions of files whose `//go:build` line sets one; Go 1.21 is the oldest that it can set."""
        found = {}
        for source in self.files:
            line = header_constraint(source.file.data)
            version = language_version(line) if line and "go1." in line else None
            if version is not None:
                found[source.file.path] = max(version, _OLDEST_OF_FILES)
        return found

    @property
    def is_external_test(self) -> bool:
        """Whether it is the package `name_test` of a folder's tests."""
        tests = self.import_path.endswith("_test") and bool(self.files)
        return tests and all(source.file.path.endswith("_test.go") for source in self.files)

    @property
    def embedded(self) -> dict[str, dict[str, bytes]]:
        """What go:embed puts into its variables: contents by file, by variable."""
        return embedded_files(self.trees, self.directory, self.embeds) if self.embeds else {}

    @property
    def trees(self) -> list[ast.FileTree]:
        """The syntax trees, in the order of the files."""
        return [source.tree for source in self.files]


@dataclass(frozen=True, slots=True)
class LoadConfig:
    """What decides which files and packages there are."""

    tags: BuildTags
    module: Module | None  # the main module that the command works in
    builtin: Mapping[str, Path] = field(default_factory=dict)  # packages that we provide: "runtime" and its directory
    trimpath: bool = False  # keep absolute paths out of binaries
    std: StandardLibrary | None = None  # None: imports of it are not supported
    modules: ModuleSet | None = None  # all modules of the build; None: the main module alone
    skim: bool = False  # do not parse the function bodies of packages that no pattern names
    skim_named: bool = False  # nor those of packages that a pattern names: see parse_bodies
    overlay: Mapping[str, bytes] = field(default_factory=dict)  # text that replaces files, by absolute path
    previous: Mapping[str, ast.FileTree] = field(default_factory=dict)  # trees whose declarations may be reused
    provided: Callable[[str], bool] = lambda _: False  # packages of the standard library that the caller has
    keep_test_only: bool = False  # a named folder that holds nothing but tests is a package, too
    keeper: Keeper | None = None  # what earlier loads have read
    pure: bool = False  # packages with assembly are to be compiled: in a form without, if they have one


class Loader:
    """Loads packages and everything that they import."""

    def __init__(self, config: LoadConfig, files: FileSet, diagnostics: Collector) -> None:
        self.config = config
        self.files = files
        self.diagnostics = diagnostics
        self.packages: dict[str, LoadedPackage] = {}
        self.missing: dict[str, tuple[str, Diagnostic]] = {}  # imports that led nowhere: the first importer, and why
        self.named: dict[str, None] = {}  # import paths in the order in which patterns named them
        self.pattern = ""  # the one that is being loaded
        self.locator = Locator(config.module, config.modules, config.std, config.builtin)
        self._chosen: dict[Path, BuildTags] = {}  # for folders outside of the standard library

    def load_directory(self, directory: Path, import_path: str, *, named: bool = False, quiet: bool = False) -> bool:
        """Load the package of a directory and its imports; False when there is none.

        `quiet` says nothing about a directory without files for this build, as `./...` wants it.
        """
        before = self.packages.get(import_path)
        skim = self._skims(named)
        if before is None or (before.skimmed and not skim):
            package = self._read_package(self.locator.place_of(directory, import_path), import_path, skim)
            if isinstance(package, Diagnostic) and self.config.keep_test_only:
                package = self._read_test_only(directory, import_path) or package
            if isinstance(package, Diagnostic):
                self.diagnostics.items += [] if quiet else [package]
                return False
            package.named = named
            self._finish(package)
        if named:
            self.packages[import_path].named = True
            self._note_match(self.packages[import_path])
        return True

    def _note_match(self, package: LoadedPackage) -> None:
        self.named.setdefault(package.import_path)
        if self.pattern and self.pattern not in package.matches:
            package.matches.append(self.pattern)

    def load_tests(self, package: LoadedPackage) -> TestFiles:
        """Read the test files of a package, and load what they import."""
        if package.tests is not None:
            return package.tests
        found = package.tests = self._test_files(package)
        for sources, imports in ((found.inside, found.imports), (found.external, found.external_imports)):
            for item in (item for source in sources for item in imports_of(source.tree)):
                path = self.locator.package_path(package, item.path)
                if path not in imports and item.path != "C":
                    imports[path] = item
                    imported = self._import(package, item, path)
                    if imported is not None:
                        self._finish(imported)
        return found

    def _test_files(self, package: LoadedPackage) -> TestFiles:
        found = TestFiles()
        for name in self._go_files(package.directory) if package.import_path != COMMAND_LINE else ():
            path = package.directory / name
            data = self._read(path) if name.endswith("_test.go") else None
            if data is None or not self._belongs(package, path, data):
                continue
            tree = parse_file(str(path), data, self.config.previous.get(str(path)), skim=True)
            source = SourceFile(replace(to_file(tree, data), recorded=self._recorded(package, path)), tree)
            self.files.add(source.file)
            clause = tree.package.name.name if tree.package else ""
            if clause != "documentation":
                (found.external if clause.endswith("_test") else found.inside).append(source)
        return found

    def _read_test_only(self, directory: Path, import_path: str) -> LoadedPackage | None:
        """The package of a folder that holds nothing but tests."""
        place = self.locator.place_of(directory, import_path)
        package = LoadedPackage(import_path, directory, place.module, standard=place.standard, skimmed=True)
        files = self._test_files(package)
        clauses = [source.tree.package for source in (*files.inside, *files.external)]
        package.name = next((clause.name.name.removesuffix("_test") for clause in clauses if clause), "")
        return package if clauses else None

    def load_files(self, paths: list[Path]) -> None:
        """Load the named files as one package; build constraints do not apply to them, as in go."""
        skim = self._skims(named=True)
        package = LoadedPackage(COMMAND_LINE, paths[0].parent, self.config.module, named=True, skimmed=skim)
        for path in sorted(set(paths)):
            data = self._read(path)
            if data is not None:
                self._add_file(package, path, data)
        package.matches = [str(path) for path in paths]
        self._finish(package)

    def load_as(self, import_path: str, directory: Path, paths: list[Path], *, named: bool = True) -> LoadedPackage:
        """Load files of a folder as a package of that import path; build constraints do not apply to them."""
        place, skim = self.locator.place_of(directory, import_path), self._skims(named)
        package = LoadedPackage(import_path, directory, place.module, named, place.standard, skim)
        for path in sorted(set(paths)):
            data = self._read(path)
            if data is not None:
                self._add_file(package, path, data)
        self._finish(package)
        return package

    def _skims(self, named: bool) -> bool:
        return self.config.skim and (self.config.skim_named or not named)

    def _finish(self, package: LoadedPackage) -> None:
        """Register a package and load what it imports, however deep, without recursion."""
        self.packages[package.import_path] = package
        waiting = [package]
        loaded = []
        while waiting:
            current = waiting.pop()
            loaded.append(current)
            self._agree_on_name(current)
            self._report_cgo(current)
            self._find_embedded(current)
            for source in current.files:
                for found in imports_of(source.tree):
                    path = self.locator.package_path(current, found.path)
                    if path not in current.imports:
                        imported = self._import(current, found, path)
                        waiting += [imported] if imported else []
                        current.imports[path] = found
        for current in loaded:
            for path, found in current.imports.items():
                if path in self.packages and self.packages[path].name == "main":
                    self.diagnostics.report(codes.IMPORT_MAIN, found.spec, path)

    # Files of a directory

    def _read_import(self, place: Place, import_path: str) -> LoadedPackage | Diagnostic:
        """The package of a directory without bodies: as an earlier load has read it, if that still holds."""
        keeper, before = self.config.keeper, len(self.diagnostics.items)
        if keeper is None:
            return self._read_package(place, import_path, self.config.skim)
        sight = keeper.look(place.directory, self.config.overlay)  # before reading: a change in between shows next time
        known = keeper.package(import_path, place, sight)
        if known is not None:
            for source in known.files:
                self.files.add(source.file)
            return known
        package = self._read_package(place, import_path, self.config.skim)
        if isinstance(package, LoadedPackage) and len(self.diagnostics.items) == before:
            keeper.keep_package(package, sight)
        return package

    def _read_package(self, place: Place, import_path: str, skim: bool) -> LoadedPackage | Diagnostic:
        """The package of a directory, or why there is none."""
        directory = place.directory
        package = LoadedPackage(import_path, directory, place.module, standard=place.standard, skimmed=skim)
        names = self._go_files(directory)
        sources = [name for name in names if not name.endswith("_test.go")]
        before = len(self.diagnostics.items)
        for name in sources:
            data = self._read(directory / name)
            if data is not None and self._belongs(package, directory / name, data):
                self._add_file(package, directory / name, data)
        if package.files or package.cgo or len(self.diagnostics.items) > before:
            return package
        if sources:
            return Diagnostic(codes.ALL_EXCLUDED, None, (import_path, str(directory)))
        if names:
            return Diagnostic(codes.ONLY_TEST_FILES, None, (import_path, str(directory)))
        return Diagnostic(codes.NO_GO_FILES, None, (str(directory),))

    def _go_files(self, directory: Path) -> list[str]:
        try:
            with os.scandir(directory) as entries:
                names = {entry.name for entry in entries if not _is_folder(entry)}
        except OSError as err:
            self.diagnostics.report(codes.UNREADABLE, None, f"open {directory}", reason(err))
            names = set()
        names.update(path.name for path in map(Path, self.config.overlay) if path.parent == directory)
        return sorted(name for name in names if name.endswith(".go") and name[0] not in "_.")

    def _belongs(self, package: LoadedPackage, path: Path, data: bytes) -> bool:
        """Whether name and `//go:build` line allow a file in this build."""
        if package.standard and self.config.std:
            forced = self.config.std.forced(package.import_path, path.name)
            if forced is not None:
                return forced
        tags = self._tags_of(package)
        if not name_matches(path.name, tags):
            return False
        try:
            expression = header_constraint(data)
            return expression is None or evaluate(expression, tags)
        except ConstraintError as err:
            self.files.add(File(str(path), data))
            at = max(data.find(b"//go:build"), 0)
            self.diagnostics.report(codes.BAD_CONSTRAINT, Span(Anchor(str(path)), at, at), err)
            return False

    def _tags_of(self, package: LoadedPackage) -> BuildTags:
        """The tags by which the files of a package are chosen."""
        config, directory = self.config, package.directory
        if package.standard:
            return config.std.tags(package.import_path, config.tags) if config.std else config.tags
        if not config.pure:
            return config.tags
        if directory not in self._chosen:
            self._chosen[directory] = pure_tags(directory, self._go_files(directory), config.tags, self._read)
        return self._chosen[directory]

    def _read(self, path: Path) -> bytes | None:
        if (text := self.config.overlay.get(str(path))) is not None:
            return text
        try:
            return path.read_bytes()
        except OSError as err:
            self.diagnostics.report(codes.UNREADABLE, None, f"open {path}", reason(err))
            return None

    def _add_file(self, package: LoadedPackage, path: Path, data: bytes) -> None:
        source = self._source(package, path, data)
        tree = source.tree
        self.files.add(source.file)
        if tree.package is not None and tree.package.name.name == "documentation":
            return  # as in go: such files only hold documentation
        cgo = [found for found in imports_of(tree) if found.path == "C"]
        if cgo:
            package.cgo.append(cgo[0])
            return
        package.files.append(source)

    def _source(self, package: LoadedPackage, path: Path, data: bytes) -> SourceFile:
        """A parsed file: as an earlier load has read it, if its bytes are the same."""
        keeper = self.config.keeper
        if keeper is not None and (known := keeper.file(str(path), data, package.skimmed)) is not None:
            return known
        tree = parse_file(str(path), data, self.config.previous.get(str(path)), package.skimmed)
        source = SourceFile(replace(to_file(tree, data), recorded=self._recorded(package, path)), tree)
        if keeper is not None:
            keeper.keep_file(source, package.skimmed)
        return source

    def _recorded(self, package: LoadedPackage, path: Path) -> str:
        """The path that binaries name: under -trimpath, and for what we provide, it begins with the import path."""
        if self.config.trimpath or package.standard or package.import_path in self.config.builtin:
            return f"{package.import_path}/{path.name}"
        return ""

    # Package clauses and imports

    def _agree_on_name(self, package: LoadedPackage) -> None:
        """All package clauses must agree."""
        first_file: dict[str, str] = {}
        for source in package.files:
            if source.tree.package is not None:
                first_file.setdefault(source.tree.package.name.name, Path(source.file.path).name)
        package.name = next(iter(first_file), "") or package.name
        if len(first_file) > 1:
            found = [f"{name} ({file})" for name, file in first_file.items()]
            listed = ", ".join(found[:-1]) + " and " + found[-1]
            self.diagnostics.report(codes.SEVERAL_PACKAGES, None, listed, package.directory)

    def _import(self, importer: LoadedPackage, found: Import, path: str) -> LoadedPackage | None:
        """The package of one import when it was loaded just now; None when it was there before or is missing."""
        if path == "unsafe":
            return None
        if path in self.packages:
            self._check_internal(importer, found, path, self.packages[path].standard)
            return None
        if self.config.provided(path) and (importer.standard or not path.startswith("vendor/")):
            self._check_internal(importer, found, path, standard=True)
            return None
        place = self.locator.locate(importer, found.path)
        if isinstance(place, Diagnostic):
            self._miss(importer, path, replace(place, span=found.spec))
            return None
        package = self._read_import(place, path)
        if isinstance(package, Diagnostic):
            self._miss(importer, path, Diagnostic(codes.IMPORT_BROKEN, found.spec, (path, package.message)))
            return None
        self._check_internal(importer, found, path, package.standard)
        self.packages[path] = package
        return package

    def _miss(self, importer: LoadedPackage, path: str, problem: Diagnostic) -> None:
        self.diagnostics.items.append(problem)
        self.missing.setdefault(path, (importer.import_path, problem))

    def _check_internal(self, importer: LoadedPackage, found: Import, imported: str, standard: bool) -> None:
        """As in go: what lies below `internal` is for the tree around it."""
        if importer.import_path in self.config.builtin:
            return
        path = importer.import_path
        if path == COMMAND_LINE and importer.module is not None:
            path = importer.module.import_path(importer.directory)  # as if the folder had been named
        elif importer.is_external_test:
            path = path.removesuffix("_test")
        if not may_import_internal(path, imported, importer.standard == standard):
            self.diagnostics.report(module_codes.IMPORT_INTERNAL, found.spec, found.path)

    def _find_embedded(self, package: LoadedPackage) -> None:
        for source in package.files:
            if DIRECTIVE in source.file.data:
                package.embeds.update(check_embeds(source.tree, package.directory, self.diagnostics))

    def _report_cgo(self, package: LoadedPackage) -> None:
        """As with CGO_ENABLED=0 in go, a file that imports "C" does not belong to the build; but we say so."""
        for found in package.cgo:
            if not package.files:
                self.diagnostics.report(codes.IMPORT_C, found.span, alternative(package.import_path))
            elif package.named:
                self.diagnostics.report(codes.IMPORT_C_IGNORED, found.span)


def parse_bodies(package: LoadedPackage, files: FileSet) -> None:
    """Parse a skimmed package whole, because it will be compiled. What the skim parsed is taken over."""
    for at, source in enumerate(package.files):
        tree = parse_file(source.file.path, source.file.data, source.tree)
        file = replace(to_file(tree, source.file.data), recorded=source.file.recorded)
        files.add(file)
        package.files[at] = SourceFile(file, tree)
    package.skimmed = False


def reason(err: OSError) -> str:
    """What the operating system says, in the lower case of Go's messages: `permission denied`."""
    return (err.strerror or type(err).__name__).lower()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether a name leads to a folder; one that leads nowhere does not, and reading it as a file says why."""
    try:
        return entry.is_dir()
    except OSError:
        return False
