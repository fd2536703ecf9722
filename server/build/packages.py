"""Packages: from patterns and imports to parsed files.

A `Loader` finds the directories that patterns name, chooses the files that belong to the build, parses them and follows
their imports within the module and into the standard library. What is wrong goes into the collector; a package with a
problem is still returned with what could be read of it, so that the editor keeps as much as possible.

Invariant: each import path is loaded at most once, and `packages` holds every package under its import path.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from server.build.constraints import BuildTags, ConstraintError, evaluate, header_constraint, name_matches
from server.build.imports import Import, check_path, imports_of
from server.build.module import Module
from server.build.stdlib import LANGUAGE, StandardLibrary
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.parse import parse_file, to_file
from server.diagnostics.codes import build as codes
from server.diagnostics.codes import modules as module_codes
from server.diagnostics.collector import Collector
from server.diagnostics.data import Diagnostic
from server.source.file import File, FileSet
from server.source.span import Anchor, Span

RUNTIME: Final = "runtime"
COMMAND_LINE: Final = "command-line-arguments"  # import path of a package made of named files


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a package: its bytes and its tree."""

    file: File
    tree: ast.FileTree


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
    cgo: list[Import] = field(default_factory=list)  # imports of "C"; their files do not belong to the build

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
    def import_map(self) -> dict[str, str]:
        """Imports as written that mean a package of another path: `golang.org/x/...` in the standard library."""
        return {found.path: path for path, found in self.imports.items() if found.path != path}

    @property
    def trees(self) -> list[ast.FileTree]:
        """The syntax trees, in the order of the files."""
        return [source.tree for source in self.files]


@dataclass(frozen=True, slots=True)
class LoadConfig:
    """What decides which files and packages there are."""

    tags: BuildTags
    module: Module | None
    builtin: Mapping[str, Path] = field(default_factory=dict)  # packages that we provide: "runtime" and its directory
    trimpath: bool = False  # keep absolute paths out of binaries
    std: StandardLibrary | None = None  # None: imports of it are not supported
    skim: bool = False  # do not parse the function bodies of packages that no pattern names
    skim_named: bool = False  # nor those of packages that a pattern names: see parse_bodies
    overlay: Mapping[str, bytes] = field(default_factory=dict)  # text that replaces files, by absolute path
    previous: Mapping[str, ast.FileTree] = field(default_factory=dict)  # trees whose declarations may be reused


class Loader:
    """Loads packages and everything that they import."""

    def __init__(self, config: LoadConfig, files: FileSet, diagnostics: Collector) -> None:
        self.config = config
        self.files = files
        self.diagnostics = diagnostics
        self.packages: dict[str, LoadedPackage] = {}

    def load_directory(self, directory: Path, import_path: str, *, named: bool = False, quiet: bool = False) -> bool:
        """Load the package of a directory and its imports; False when there is none.

        `quiet` says nothing about a directory without files for this build, as `./...` wants it.
        """
        before = self.packages.get(import_path)
        skim = self._skims(named)
        if before is None or (before.skimmed and not skim):
            package = self._read_directory(directory, import_path, skim)
            if isinstance(package, Diagnostic):
                self.diagnostics.items += [] if quiet else [package]
                return False
            package.named = named
            self._finish(package)
        if named:
            self.packages[import_path].named = True
        return True

    def load_files(self, paths: list[Path]) -> None:
        """Load the named files as one package; build constraints do not apply to them, as in go."""
        skim = self._skims(named=True)
        package = LoadedPackage(COMMAND_LINE, paths[0].parent, self.config.module, named=True, skimmed=skim)
        for path in sorted(set(paths)):
            data = self._read(path)
            if data is not None:
                self._add_file(package, path, data)
        self._finish(package)

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
            for source in current.files:
                for found in imports_of(source.tree):
                    path = self._package_path(current, found.path)
                    if path not in current.imports:
                        imported = self._import(current, found, path)
                        waiting += [imported] if imported else []
                        current.imports[path] = found
        for current in loaded:
            for path, found in current.imports.items():
                if path in self.packages and self.packages[path].name == "main":
                    self.diagnostics.report(codes.IMPORT_MAIN, found.span, path)

    # Files of a directory

    def _read_directory(self, directory: Path, import_path: str, skim: bool) -> LoadedPackage | Diagnostic:
        """The package of a directory, or why there is none."""
        package = LoadedPackage(import_path, directory, self._module_of(import_path), skimmed=skim)
        if package.module is None and self._is_standard(directory):
            package.standard = True
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
            names = {entry.name for entry in directory.iterdir() if not entry.is_dir()}
        except OSError as err:
            self.diagnostics.report(codes.UNREADABLE, None, f"open {directory}", reason(err))
            names = set()
        names.update(path.name for path in map(Path, self.config.overlay) if path.parent == directory)
        return sorted(name for name in names if name.endswith(".go") and name[0] not in "_.")

    def _belongs(self, package: LoadedPackage, path: Path, data: bytes) -> bool:
        """Whether name and `//go:build` line allow a file in this build."""
        tags = self.config.tags
        if package.standard and self.config.std:
            forced = self.config.std.forced(package.import_path, path.name)
            if forced is not None:
                return forced
            tags = self.config.std.tags(package.import_path, tags)
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

    def _read(self, path: Path) -> bytes | None:
        if (text := self.config.overlay.get(str(path))) is not None:
            return text
        try:
            return path.read_bytes()
        except OSError as err:
            self.diagnostics.report(codes.UNREADABLE, None, f"open {path}", reason(err))
            return None

    def _add_file(self, package: LoadedPackage, path: Path, data: bytes) -> None:
        tree = parse_file(str(path), data, self.config.previous.get(str(path)), package.skimmed)
        file = replace(to_file(tree, data), recorded=self._recorded(package, path))
        self.files.add(file)
        if tree.package is not None and tree.package.name.name == "documentation":
            return  # as in go: such files only hold documentation
        cgo = [found for found in imports_of(tree) if found.path == "C"]
        if cgo:
            package.cgo.append(cgo[0])
            return
        package.files.append(SourceFile(file, tree))

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
        package.name = next(iter(first_file), "")
        if len(first_file) > 1:
            found = [f"{name} ({file})" for name, file in first_file.items()]
            listed = ", ".join(found[:-1]) + " and " + found[-1]
            self.diagnostics.report(codes.SEVERAL_PACKAGES, None, listed, package.directory)

    def _module_of(self, import_path: str) -> Module | None:
        if import_path in self.config.builtin or self.config.module is None:
            return None
        return self.config.module if self.config.module.directory_of(import_path) else None

    def _is_standard(self, directory: Path) -> bool:
        return self.config.std is not None and directory.is_relative_to(self.config.std.source)

    def _package_path(self, importer: LoadedPackage, path: str) -> str:
        """The import path of the package that an import in `importer` means."""
        if self.config.std is None or not importer.standard:
            return path
        return self.config.std.resolve(path, importer.import_path) or path

    def _import(self, importer: LoadedPackage, found: Import, path: str) -> LoadedPackage | None:
        """The package of one import when it was loaded just now; None when it was there before or is missing."""
        if path == "unsafe":
            return None
        if path in self.packages:
            self._check_internal(importer, found, self.packages[path])
            return None
        where = self._directory_of(importer, found, path)
        if where is None:
            return None
        package = self._read_directory(where, path, self.config.skim)
        if isinstance(package, Diagnostic):
            self.diagnostics.report(codes.IMPORT_BROKEN, found.span, path, package.message)
            return None
        self._check_internal(importer, found, package)
        self.packages[path] = package
        return package

    def _check_internal(self, importer: LoadedPackage, found: Import, package: LoadedPackage) -> None:
        """As in go: what lies below `internal` is for the tree around it."""
        if importer.import_path not in self.config.builtin and not may_import_internal(importer, package):
            self.diagnostics.report(module_codes.IMPORT_INTERNAL, found.span, found.path)

    def _directory_of(self, importer: LoadedPackage, found: Import, path: str) -> Path | None:
        """Where an imported package lies; reports why not."""
        report = self.diagnostics.report
        if problem := check_path(found.path):
            report(problem, found.span, found.path)
            return None
        std = self.config.std
        if path.startswith("vendor/") and not importer.standard:
            report(module_codes.IMPORT_VENDORED, found.span)
            return None
        if importer.module is None and importer.import_path in self.config.builtin:
            directory = self.config.builtin.get(path)
        elif std is not None and std.resolve(path, importer.import_path if importer.standard else None):
            directory = std.directory(path)
        else:
            directory = self.config.module.directory_of(path) if self.config.module else None
        if directory is not None and directory.is_dir():
            return directory
        # As in go: a path whose first element has no dot is the standard library's.
        if directory is None and "." not in found.path.partition("/")[0]:
            if std is None:
                report(codes.IMPORT_STD, found.span, found.path)
            else:
                report(module_codes.IMPORT_NOT_STD, found.span, found.path, std.directory(path))
        elif directory is None and self._is_required(found.path):
            report(codes.IMPORT_MODULE, found.span, found.path)
        elif self.config.module is None:
            report(codes.IMPORT_NO_MODULE, found.span, found.path)
        else:
            report(codes.IMPORT_MISSING, found.span, found.path)
        return None

    def _is_required(self, path: str) -> bool:
        required = self.config.module.requires if self.config.module else ()
        return any(path == name or path.startswith(f"{name}/") for name, _ in required)

    def _report_cgo(self, package: LoadedPackage) -> None:
        """As with CGO_ENABLED=0 in go, a file that imports "C" does not belong to the build; but we say so."""
        for found in package.cgo:
            if not package.files:
                self.diagnostics.report(codes.IMPORT_C, found.span)
            elif package.named:
                self.diagnostics.report(codes.IMPORT_C_IGNORED, found.span)


def may_import_internal(importer: LoadedPackage, package: LoadedPackage) -> bool:
    """Whether one package may import another as far as `internal` goes. Source: `go help packages`."""
    parts = package.import_path.split("/")
    if "internal" not in parts:
        return True
    if importer.standard != package.standard:
        return False
    if importer.import_path == COMMAND_LINE:
        return True  # named files lie in the module
    around = parts[: len(parts) - 1 - parts[::-1].index("internal")]
    return importer.import_path.split("/")[: len(around)] == around


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
