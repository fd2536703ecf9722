"""The modules of a build: the main ones, what they require, and which of them provides a package.

A `ModuleSet` answers from go.mod, go.work, `vendor/`, replacements and the module cache. It touches the network only
through a `Fetcher`, which it has when the user asked for downloads; otherwise what is not on disk is a diagnostic that
says what to run.

Lazy, as in go: imports are looked up in the modules that go.mod names; the module graph is only loaded when that does
not suffice, or when go.mod predates pruning and does not name all modules.

Invariant: a tree of the module cache is used only when go.sum states the hash that its zip was verified with.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

from server.build.module import Module
from server.build.modules import buildlist, semver
from server.build.modules.buildlist import ModuleGraph
from server.build.modules.errors import DownloadError, MismatchError
from server.build.modules.hashes import ChecksumError, GoSum, hash_go_mod
from server.build.modules.modcache import ModuleCache
from server.build.modules.modfile import (
    DEFAULT_GO,
    ModFile,
    ModuleError,
    ModuleVersion,
    Replace,
    is_directory_path,
    parse_modfile,
)
from server.build.modules.paths import prefixes
from server.build.modules.vendored import Vendor
from server.diagnostics.codes import modules as codes
from server.diagnostics.data import Diagnostic, Row

_AT_ONCE: Final = 8  # downloads of go.mod files


class MissingModuleError(Exception):
    """A module's go.mod or files are not on disk, or are not what go.sum states."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Found:
    """Where a package lies, and which module it is of."""

    directory: Path
    module: Module


class Fetcher(Protocol):
    """Downloads modules and vouches for them. Raises DownloadError."""

    def go_mod(self, module: ModuleVersion) -> bytes:
        """The go.mod of a version."""

    def tree(self, module: ModuleVersion) -> Path:
        """The folder with the files of a version."""


@dataclass(frozen=True)
class ModuleSet:
    """Everything that decides which module an import path belongs to."""

    mains: tuple[Module, ...]
    files: tuple[ModFile, ...]  # files[i] is the go.mod of mains[i]
    work: ModFile | None  # the go.work
    cache: ModuleCache
    sums: GoSum
    vendor: Vendor | None = None
    fetcher: Fetcher | None = None  # None: nothing is downloaded
    adds_sums: bool = False  # what go.sum does not state may be fetched, too, and is added

    # Versions

    @property
    def toolchain(self) -> str:
        """The toolchain that go.work, or else the go.mod, asks for."""
        return self.work.wanted_toolchain if self.work else self.files[0].wanted_toolchain

    @cached_property
    def replaces(self) -> Sequence[Replace]:
        """The replacements in force: those of go.work come first."""
        from_work = self.work.replaces if self.work else []
        return [*from_work, *(item for file in self.files for item in file.replaces)]

    @cached_property
    def excludes(self) -> frozenset[ModuleVersion]:
        """Versions that nothing may require."""
        return frozenset().union(*(file.excludes for file in self.files))

    @cached_property
    def roots(self) -> dict[str, str]:
        """The modules that the main ones name, with their versions."""
        found: dict[str, str] = {}
        main_paths = {module.path for module in self.mains}
        for file in self.files:
            for module in buildlist.requirements(file, self.excludes):
                if module.path not in main_paths:
                    found[module.path] = semver.newer(found.get(module.path, ""), module.version)
        return found

    @cached_property
    def graph(self) -> ModuleGraph:
        """All modules that are reached. Raises MissingModuleError or ModuleError."""
        if self.fetcher is None:
            return buildlist.load_graph(self.files, self._read_verified, self.excludes)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return buildlist.load_graph(self.files, self._read_verified, self.excludes, pool.map)

    @cached_property
    def names_all(self) -> bool:
        """Whether the main modules name every module that their packages need."""
        return all(buildlist.is_pruned(file) for file in self.files)

    def replacement(self, module: ModuleVersion) -> Replace | None:
        """The replacement of a module, if it has one; one for its version goes before one for all."""
        fitting = [item for item in self.replaces if item.old == module.path and item.version in ("", module.version)]
        return max(fitting, key=lambda item: item.version != "", default=None)

    def main_of(self, directory: Path) -> Module | None:
        """The main module that a folder lies in; the innermost one."""
        around = [module for module in self.mains if directory.is_relative_to(module.directory)]
        return max(around, key=lambda module: len(module.directory.parts), default=None)

    def actual(self, module: ModuleVersion) -> ModuleVersion | None:
        """The version that the module cache holds for a module: its replacement's; None for one on disk."""
        replaced = self.replacement(module)
        if replaced is None:
            return module
        return ModuleVersion(replaced.new, replaced.new_version) if replaced.new_version else None

    # go.mod files

    def mod_file(self, module: ModuleVersion) -> ModFile:
        """The go.mod of a dependency, its replacement's if it has one. Raises MissingModuleError or ModuleError."""
        return self._parsed(module, must_be_stated=False)

    def _read_verified(self, module: ModuleVersion) -> ModFile:
        return self._parsed(module, must_be_stated=True)

    def _parsed(self, module: ModuleVersion, must_be_stated: bool) -> ModFile:
        replaced = self.replacement(module)
        if replaced is not None and not replaced.new_version:
            file = self._replaced_directory(replaced) / "go.mod"
            try:
                return parse_modfile(file, file.read_bytes(), lax=True)
            except OSError as err:
                why = f"reading {file}: {(err.strerror or str(err)).lower()}"
                raise MissingModuleError(_problem(codes.BAD_REPLACEMENT, module, replaced.new, why)) from err
        actual = self.actual(module) or module
        data = self._cached_go_mod(actual)
        try:
            stated = self.sums.verify(actual, hash_go_mod(data), go_mod=True)
        except ChecksumError as err:
            raise MissingModuleError(_problem(codes.CHECKSUM, err)) from err
        if must_be_stated and not stated:
            raise MissingModuleError(_problem(codes.NO_SUM_OF_GO_MOD, actual))
        return parse_modfile(self.cache.download(actual, "mod"), data, lax=True)

    def _cached_go_mod(self, module: ModuleVersion) -> bytes:
        data, stated = self.cache.go_mod(module), self.sums.has(module, go_mod=True)
        if data is not None and (stated or not self.adds_sums):
            return data
        if self.fetcher is None:
            raise MissingModuleError(_problem(codes.NOT_DOWNLOADED, module))
        if not stated and not self.adds_sums:
            raise MissingModuleError(_problem(codes.NO_SUM_OF_GO_MOD, module))
        try:
            return self.fetcher.go_mod(module)
        except DownloadError as err:
            raise MissingModuleError(_failure(err)) from err

    def _replaced_directory(self, replaced: Replace) -> Path:
        base = self.mains[0].directory
        if self.work is not None and replaced in self.work.replaces:
            base = self.work.file.parent
        else:
            for main, file in zip(self.mains, self.files):
                if replaced in file.replaces:
                    base = main.directory
                    break
        return Path(base, replaced.new)

    # Where modules lie

    def directory(self, module: ModuleVersion) -> Path | Diagnostic:
        """The folder of a dependency's files, or why it cannot be used."""
        replaced = self.replacement(module)
        if replaced is not None and is_directory_path(replaced.new):
            directory = self._replaced_directory(replaced)
            return directory if directory.is_dir() else _problem(codes.NO_REPLACEMENT, module, replaced.new)
        actual = self.actual(module) or module
        stated, there = self.sums.has(actual), self.cache.has_tree(actual)
        kept = there and stated and self.cache.zip_hash(actual)
        if self.fetcher is not None and (self.adds_sums or stated) and not kept:
            try:
                return self.fetcher.tree(actual)
            except DownloadError as err:
                return _failure(err)
        if not there:
            return _problem(codes.NO_SUM if self.fetcher is not None else codes.NOT_DOWNLOADED, actual)
        try:
            stated = self.sums.verify(actual, self.cache.zip_hash(actual))
        except ChecksumError as err:
            return _problem(codes.CHECKSUM, err)
        return self.cache.tree(actual) if stated else _problem(codes.NO_SUM, actual)

    def dependencies(self) -> Iterator[tuple[str, Path]]:
        """The path and folder of each dependency that is on disk."""
        if self.vendor is not None:
            for path in self.vendor.modules:
                yield path, self.vendor.directory / path
            return
        for path, version in sorted(self.roots.items()):
            directory = self.directory(ModuleVersion(path, version))
            if isinstance(directory, Path):
                yield path, directory

    # Packages

    def resolve(self, import_path: str) -> Found | Diagnostic:
        """The folder and module of an imported package."""
        if self.vendor is not None:
            return self._resolve_vendored(import_path)
        found, obstacle = self._providers(import_path, self.roots)
        if not found and (not self.names_all or obstacle is None):
            try:
                found, obstacle = self._providers(import_path, self.graph.selected)
            except MissingModuleError as err:
                # The graph needs the go.mod of a replacement that is not there, and says more of it.
                no_folder = obstacle is not None and obstacle.row is codes.NO_REPLACEMENT
                obstacle = err.problem if no_folder else obstacle or err.problem
            except ModuleError as err:
                obstacle = _problem(codes.BAD_MODULE_FILE, err.path, err.line, err.message)
        if len(found) > 1:
            places = "".join(f"\n\t{_shown(item.module)} ({item.directory})" for item in found)
            return _problem(codes.AMBIGUOUS_IMPORT, import_path, places)
        if found:
            return found[0]
        return obstacle or _problem(codes.NO_PROVIDER, import_path)

    def _providers(self, import_path: str, versions: dict[str, str]) -> tuple[list[Found], Diagnostic | None]:
        """The modules that hold a package, longest path first; and why one that might could not be looked into."""
        found: list[Found] = []
        obstacle: Diagnostic | None = None
        for prefix in prefixes(import_path):
            rest = import_path.removeprefix(prefix).lstrip("/")
            main = next((module for module in self.mains if module.path == prefix), None)
            if main is not None:
                if holds_package(main.directory, rest, local=True):
                    found.append(Found(main.directory / rest, main))
                continue
            if prefix not in versions:
                continue
            module = ModuleVersion(prefix, versions[prefix])
            directory = self.directory(module)
            if isinstance(directory, Diagnostic):
                missing = directory.row is codes.NO_SUM
                obstacle = obstacle or (_problem(codes.NO_SUM, import_path) if missing else directory)
            elif holds_package(directory, rest, local=not directory.is_relative_to(self.cache.root)):
                found.append(Found(directory / rest, self._module(module, directory)))
        return found, obstacle

    def _resolve_vendored(self, import_path: str) -> Found | Diagnostic:
        assert self.vendor is not None
        for main in self.mains:
            directory = main.directory_of(import_path)
            if directory is not None and holds_package(main.directory, import_path[len(main.path) + 1 :], local=True):
                return Found(directory, main)
        owner = self.vendor.owner.get(import_path)
        if owner is None:
            return _problem(codes.NOT_VENDORED, import_path)
        entry = self.vendor.modules[owner]
        directory = self.vendor.directory / owner
        module = Module(owner, directory, entry.go or DEFAULT_GO, version=entry.module.version)
        return Found(self.vendor.directory / import_path, module)

    def _module(self, module: ModuleVersion, directory: Path) -> Module:
        try:
            go = self.mod_file(module).go
        except (MissingModuleError, ModuleError):
            go = ""  # no go.mod, or one that we cannot read: as if it did not say
        return Module(module.path, directory, go or DEFAULT_GO, version=module.version)


def holds_package(directory: Path, rest: str, local: bool) -> bool:
    """Whether a module's folder has Go files in that subfolder, which no module inside it owns."""
    folder = directory / rest
    try:
        if not any(name.endswith(".go") for name in _names(folder)):
            return False
    except OSError:
        return False
    while local and folder != directory:
        if (folder / "go.mod").is_file():
            return False
        folder = folder.parent
    return True


def _problem(row: Row, *args: object) -> Diagnostic:
    return Diagnostic(row, None, tuple(map(str, args)))


def _failure(err: DownloadError) -> Diagnostic:
    return _problem(codes.CHECKSUM if isinstance(err, MismatchError) else codes.DOWNLOAD_FAILED, err)


def _names(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


def _shown(module: Module) -> str:
    return f"{module.path} {module.version}".strip()
