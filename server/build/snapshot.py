"""Snapshots: what the workspace holds at one moment, and what the compiler knows about it.

A snapshot is the open documents over the disk. What it computes is kept in a `Store` that all snapshots share, keyed by
content: an unchanged declaration keeps its syntax tree, a package whose files and imports are unchanged keeps its
types, and a function keeps its SSA while its own text and all that it depends on (`dependence.py`) are unchanged, even
while its neighbours are edited or broken. After an edit inside a function's body, that
body alone is checked again. The standard library is loaded once (`surfaces.py`).

Threads: several may ask one snapshot, and different snapshots, at the same time. A lock per package lets the first
compute and the others wait; waiting ends when `cancelled` says so. Locks are taken in one order, a package before the
packages that it imports, and never two of the latter at once.

`membership.py` says which package a document belongs to, `workspace.py` for which target it is looked at.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, cast
from weakref import WeakKeyDictionary

from server.build.cache import open_cache
from server.build.cgoimports import report_cgo_imports
from server.build.constraints import BuildTags
from server.build.dependence import Identities
from server.build.dependencies import Dependencies
from server.build.documents import Document
from server.build.environment import resolve_environment, tags_of_flags
from server.build.followon import without_follow_on
from server.build.importable import Sources, importable
from server.build.importers import Folder, user_folders
from server.build.keeping import Keeper
from server.build.membership import Membership, find_membership, import_path_of, slot_of
from server.build.packages import COMMAND_LINE, LoadConfig, LoadedPackage, SourceFile
from server.build.stdlib import StandardLibrary
from server.build.surfaces import LOADED, Cancel, Content, Imported, Library, Notice
from server.build.surroundings import Surroundings, find_surroundings
from server.compiler.syntax.graft import graft_bodies
from server.compiler.syntax.nodes import FileTree
from server.compiler.syntax.parse import parse_file, syntax_diagnostics, to_file
from server.compiler.types.check import PackageCheck, begin_check, check_again, check_package
from server.compiler.types.checker import Cancelled, CheckConfig
from server.compiler.types.info import TypedPackage
from server.compiler.types.objects import Package
from server.compiler.types.sizes import Sizes
from server.compiler.types.version import parse_version
from server.diagnostics.collector import Collector
from server.diagnostics.data import Diagnostic
from server.source.file import File, FileSet
from server.source.span import Span
from server.target import Target

if TYPE_CHECKING:
    from server.build.functions import FunctionTable
    from server.compiler.decide.imported import ImportedPackage

T = TypeVar("T")

POLL: Final = 0.02  # seconds between looks at `cancelled` while another thread computes what we want
_MODULE_FILES: Final = ("go.mod", "go.work")
KEPT_PACKAGES: Final = 64
KEPT_VERSIONS: Final = 3  # of a package
KEPT_CLOSED: Final = 2  # packages without an open document, when one is closed: the user may come back
KEPT_TREES: Final = 4096


@dataclass(eq=False)
class CheckedPackage:
    """One version of one package, checked."""

    content: Content
    files: FileSet
    trees: Mapping[str, FileTree]  # by path; the package's own files
    typed: TypedPackage
    diagnostics: tuple[Diagnostic, ...]
    check: PackageCheck  # to be continued by the next version
    sizes: Sizes  # what its functions are compiled for
    arch: str
    functions_of: Callable[[Package], ImportedPackage | None]  # those of a package that it imports
    identities: Identities  # of imports, for digests
    earlier: FunctionTable | None = None  # of a version before, from which functions may be taken over
    table: FunctionTable | None = None  # its own, once somebody has looked at a function

    @property
    def functions(self) -> FunctionTable:
        """Its functions as the optimiser leaves them."""
        if self.table is not None:
            return self.table  # whoever compiles a function has the lock for long
        # The optimiser is not needed for diagnostics, and these come first.
        from server.build.functions import FunctionTable
        from server.compiler.decide.imported import Imports
        from server.compiler.irbuild.context import BuildConfig

        with self.check.lock:
            if self.table is None:
                config, errors = BuildConfig(self.sizes), self.diagnostics
                imports = Imports(self.functions_of, config.sizes, self.arch)
                self.table = FunctionTable(
                    self.typed, errors, config, self.arch, self.check.lock, self.earlier, imports, self.identities
                )
                self.earlier = None
            return self.table

    @property
    def stands_alone(self) -> bool:
        """Whether it was made for one document, which its folder's package leaves out."""
        return self.content.import_path == COMMAND_LINE


class Store:
    """What has been computed, for all snapshots of one server."""

    def __init__(
        self, target: Target, notice: Notice = lambda _: None, goroot: str = "", extra_tags: Sequence[str] = ()
    ) -> None:
        """`notice` hears, in whichever thread, of packages of the standard library that are being loaded.

        `goroot` and `extra_tags` are the user's settings.
        """
        self.target = target
        self.goroot = goroot
        self.environment = resolve_environment(os.environ, Path.home())
        self._extra_tags = tuple(extra_tags)
        self.tags = BuildTags.for_target(target, (*tags_of_flags(self.environment), *extra_tags))
        self.notice = notice
        self._libraries: dict[Path, Library] = {}  # by the folder of their source
        self.trees: OrderedDict[str, FileTree] = OrderedDict()  # newest by path
        self.packages: OrderedDict[str, CheckedPackage] = OrderedDict()  # by folder, or path of a lone document
        self.keeper = Keeper()
        self.identities = Identities()
        self.imported: dict[str, Imported] = {}  # by folder
        self.trials: WeakKeyDictionary[CheckedPackage, dict[Hashable, object]] = WeakKeyDictionary()
        self._earlier: dict[str, list[CheckedPackage]] = {}  # the last versions, for an edit that is undone
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    @contextmanager
    def locked(self, name: str, cancelled: Cancel) -> Iterator[None]:
        """Hold the lock of that name; raises Cancelled while waiting for it."""
        with self._guard:
            lock = self._locks.setdefault(name, threading.Lock())
        while not lock.acquire(timeout=POLL):
            if cancelled():
                raise Cancelled
        try:
            yield
        finally:
            lock.release()

    def emptied(self) -> Store:
        """A store for the same target that knows nothing but the standard library."""
        store = Store(self.target, self.notice, self.goroot, self._extra_tags)
        store._libraries, store.identities = self._libraries, self.identities
        return store

    def branched(self) -> Store:
        """A store that begins with what this one knows; what is added to either, the other does not see."""
        store = self.emptied()
        with self._guard:
            store.trees, store.packages, store.imported = self.trees.copy(), self.packages.copy(), self.imported.copy()
            store._earlier = self._earlier.copy()
        store.keeper = self.keeper.copy()
        return store

    def library(self, std: StandardLibrary) -> Library:
        """The packages of a standard library."""
        with self._guard:
            if std.source not in self._libraries:
                cache = open_cache(self.environment)
                self._libraries[std.source] = Library(std, self.target, self.tags, self.notice, cache)
            return self._libraries[std.source]

    @property
    def libraries(self) -> list[Library]:
        """The standard libraries that were looked into."""
        with self._guard:
            return list(self._libraries.values())

    def keep_tree(self, tree: FileTree) -> None:
        """Remember the newest tree of a file."""
        with self._guard:
            self.trees[tree.path] = tree
            while len(self.trees) > KEPT_TREES:
                self.trees.popitem(last=False)

    def keep_package(self, name: str, package: CheckedPackage) -> None:
        """Remember the newest version of a package."""
        with self._guard:
            others = [one for one in self._earlier.get(name, ()) if one is not package]
            self._earlier[name] = [package, *others][:KEPT_VERSIONS]
            self.packages[name] = package
            self.packages.move_to_end(name)
            while len(self.packages) > KEPT_PACKAGES:
                del self._earlier[self.packages.popitem(last=False)[0]]

    def keep_open(self, paths: Collection[str]) -> None:
        """Forget the packages that have none of these files, but for the newest version of those asked for last."""
        with self._guard:
            others = [name for name, package in self.packages.items() if package.trees.keys().isdisjoint(paths)]
            for name in others[:-KEPT_CLOSED]:
                del self.packages[name], self._earlier[name]
            for name in others[-KEPT_CLOSED:]:
                self._earlier[name] = self._earlier[name][:1]

    def versions(self, name: str) -> list[CheckedPackage]:
        """What is remembered of a package, newest first."""
        with self._guard:
            return self._earlier.get(name, [])

    def return_to(self, name: str, package: CheckedPackage) -> CheckedPackage:
        """Make a remembered version the newest."""
        self.keep_sources(package)
        self.keep_package(name, package)
        return package

    def keep_sources(self, package: CheckedPackage) -> None:
        """Have the next version begin with the trees of this one."""
        for tree in package.trees.values():
            self.keep_tree(tree)
            file = package.files.file(tree.path)
            if file is not None:
                self.keeper.keep_file(SourceFile(file, tree), skimmed=False)


class Snapshot:
    """The workspace at one moment."""

    def __init__(self, documents: Mapping[str, Document], store: Store, roots: Sequence[str] = ()) -> None:
        """`roots` are the folders that the editor has open."""
        self.documents = documents
        self.roots = roots
        self._store = store
        self.target = store.target
        self._overlay = {path: document.data for path, document in documents.items()}
        self.target = store.target
        self.sizes = Sizes.of_target(store.target)
        self._known: dict[str, CheckedPackage] = {}  # answers of this snapshot, by path

    def beside(self, documents: Mapping[str, Document]) -> Snapshot:
        """The workspace as it would be with other texts, as after an edit; what is computed for it is kept apart."""
        return Snapshot(documents, self._store.branched(), self.roots)

    def trial(self, package: CheckedPackage, change: Hashable, attempt: Callable[[], T]) -> T:
        """What came of a change of a package; it is tried once, for a light bulb asks whenever the cursor moves."""
        known = cast(dict[Hashable, T], self._store.trials.setdefault(package, {}))
        if change not in known:
            known[change] = attempt()
        return known[change]

    def document(self, path: str) -> Document | None:
        """The open document of that path."""
        return self.documents.get(path)

    def parsed(self, path: str) -> tuple[FileTree, File] | None:
        """The syntax of an open document."""
        document = self.documents.get(path)
        if document is None or not document.is_go:
            return None
        tree = parse_file(path, document.data, self._store.trees.get(path))
        return tree, to_file(tree, document.data)

    def package_of(self, path: str, cancelled: Cancel) -> CheckedPackage | None:
        """The package that an open Go document belongs to; None for any other path. Raises Cancelled."""
        document = self.documents.get(path)
        return self.package_at(path, cancelled) if document is not None and document.is_go else None

    def package_at(self, path: str, cancelled: Cancel) -> CheckedPackage:
        """The same for any Go file, open or not. Raises Cancelled."""
        if path not in self._known:
            with self._store.locked(str(Path(path).parent), cancelled):
                if path not in self._known:
                    self._known[path] = self._check(path, cancelled)
        return self._known[path]

    def checked(self, path: str) -> CheckedPackage | None:
        """The package of a file, if this snapshot has checked one with the file in it."""
        with_it = (package for package in tuple(self._known.values()) if path in package.trees)
        return self._known.get(path) or next(with_it, None)

    def importable(self, path: str, name: str, member: str, cancelled: Cancel) -> list[str]:
        """What a document could import to use `name.member`."""
        around, library = self.surroundings(Path(path).parent, Collector())
        named = library.named if library else lambda _: []
        own = import_path_of(Path(path).parent, around)
        folders = partial(self.user_folders, cancelled)
        return importable(name, member, Sources(own, around.std, named, around.modules, folders), cancelled)

    def user_folders(self, cancelled: Cancel) -> list[Folder]:
        """The folders with Go files of the user's modules: those in the editor's folders and around open documents.

        Raises Cancelled.
        """
        bases = {Path(root): None for root in self.roots}
        for folder in {Path(path).parent for path, document in self.documents.items() if document.is_go}:
            around = self.surroundings(folder, Collector())[0]
            mains = around.modules.mains if around.modules else ()
            bases |= {main.directory: None for main in mains if not _is_of_library(main.directory, around)}
        found = list(user_folders(bases, self._overlay, cancelled))
        if cancelled():
            raise Cancelled
        return found

    # Packages

    def _check(self, path: str, cancelled: Cancel) -> CheckedPackage:
        diagnostics = Collector()
        around, library = self.surroundings(Path(path).parent, diagnostics)
        files = FileSet(behind=library.files if library else None)
        member = self._find(path, around, library, files, diagnostics)
        main, slot = member.package, member.slot
        needed = [package for package in member.order if package is not main]
        report_cgo_imports(main, needed, diagnostics)
        imported = self._check_imports(needed, library, files, cancelled)
        imported |= self._from_library(main, library, cancelled)
        problems = tuple((item.row.code, item.args) for item in diagnostics.items)
        content = _content(main, imported, problems)
        for version in self._store.versions(slot):
            if version.content == content:
                return self._store.return_to(slot, version)
        before = self._store.packages.get(slot)
        check = self._check_bodies(main, before, content, imported, files, cancelled)
        for tree in main.trees:
            _report_syntax(tree, diagnostics)
        if member.excluded is None:
            diagnostics.items += without_follow_on(check.problems, main.trees)
        else:
            diagnostics.items.append(member.excluded)
        trees = {tree.path: tree for tree in main.trees}
        errors = tuple(diagnostics.items)
        kept = before.table or before.earlier if before is not None else None
        functions = _functions_of(library, imported)
        arch, identities = self._store.target.goarch, self._store.identities
        package = CheckedPackage(
            content, files, trees, check.typed, errors, check, self.sizes, arch, functions, identities, kept
        )
        self._store.keep_sources(package)
        self._store.keep_package(slot, package)
        return package

    def _check_bodies(
        self,
        main: LoadedPackage,
        before: CheckedPackage | None,
        content: Content,
        imported: Mapping[str, Imported],
        files: FileSet,
        cancelled: Cancel,
    ) -> PackageCheck:
        """The types of the package: those of the version before where only bodies differ."""
        config = _check_config(self.sizes, main, imported, files, cancelled)
        if before is not None and before.content.same_world(content):
            grafted = graft_bodies(before.check.files, main.trees)
            if grafted is not None:
                trees, edited = grafted
                with before.check.lock:
                    check = check_again(before.check, trees, edited, config)
                if check is not None:
                    _replace_trees(main, trees, files)
                    return check
        return begin_check(main.import_path, main.trees, config)

    def surroundings(self, folder: Path, diagnostics: Collector) -> tuple[Surroundings, Library | None]:
        """What lies around a folder; for documents that are no files, the standard library alone."""
        place = folder if folder.is_absolute() else Path(folder.anchor or os.sep)
        store = self._store
        found = Collector()
        around = find_surroundings(place, store.environment, found, goroot=store.goroot, overlay=self._overlay)
        if around.modules is None and any(Path(path).name in _MODULE_FILES for path in self._overlay):
            # Half a line of go.mod, as it is typed, must not take every package apart: the disk's text counts.
            around = find_surroundings(place, store.environment, found, goroot=store.goroot)
        diagnostics.items += found.items
        return around, self._store.library(around.std) if around.std else None

    def _from_library(self, package: LoadedPackage, library: Library | None, cancelled: Cancel) -> dict[str, Imported]:
        """What a package imports from the standard library, by import path."""
        found: dict[str, Imported] = {}
        wanted = [path for path in package.imports if library is not None and library.has(path)]
        if library is None or not wanted:
            return found
        with self._store.locked("standard library", cancelled):
            for path in wanted:
                surface = library.surface(path, cancelled)
                if surface is not None:
                    found[path] = surface
        return found

    def _find(
        self, path: str, around: Surroundings, library: Library | None, files: FileSet, diagnostics: Collector
    ) -> Membership:
        """The document's package, and all packages it needs but those of the library."""
        config = LoadConfig(
            self._store.tags,
            around.module,
            std=around.std,
            modules=around.modules,
            skim=True,
            overlay=self._overlay,
            previous=self._store.trees,
            keeper=self._store.keeper,
            provided=library.has if library else lambda _: False,
        )
        return find_membership(Path(path), around, config, files, diagnostics)

    def _check_imports(
        self, packages: Sequence[LoadedPackage], library: Library | None, files: FileSet, cancelled: Cancel
    ) -> dict[str, Imported]:
        """The declarations of imported packages, by import path; `packages` come imports first."""
        imported: dict[str, Imported] = {}
        fresh = any(slot_of(package) not in self._store.imported for package in packages)
        try:
            for package in packages:
                if fresh:
                    self._store.notice(package.import_path)
                seen = {**imported, **self._from_library(package, library, cancelled)}
                imported[package.import_path] = self._check_import(package, seen, library, files, cancelled)
        finally:
            if fresh:
                self._store.notice(LOADED)
        return imported

    def _check_import(
        self,
        package: LoadedPackage,
        seen: Mapping[str, Imported],
        library: Library | None,
        files: FileSet,
        cancelled: Cancel,
    ) -> Imported:
        """The declarations of one package; `seen` is what it imports."""
        name = slot_of(package)
        content = _content(package, seen)
        with self._store.locked(f"import {name}", cancelled):
            known = self._store.imported.get(name)
            if known is None or known.content != content:
                known = self._declarations(package, content, seen, library, files, cancelled)
                self._store.imported[name] = known
                for tree in package.trees:
                    self._store.keep_tree(tree)
        return known

    def _declarations(
        self,
        package: LoadedPackage,
        content: Content,
        seen: Mapping[str, Imported],
        library: Library | None,
        files: FileSet,
        cancelled: Cancel,
    ) -> Imported:
        """From export data, or by a check; what is checked goes into the cache, unless it is unsaved text."""
        dependencies = Dependencies(library.exports, library) if library else None
        key = ""
        if dependencies is not None:
            key = dependencies.key(package, {path: one.key for path, one in seen.items()})
            folders = {path: one.directory for path, one in seen.items() if one.directory}
            beside = {path: one.package for path, one in seen.items() if one.directory}
            folders[package.import_path] = package.directory
            found = dependencies.read(key, folders, beside.get)
            if found is not None:
                return self._as_imported(package, content, found, key, seen, files)
        problems = Collector()
        config = _check_config(self.sizes, package, seen, files, cancelled, surface=True)
        typed = check_package(package.import_path, package.trees, config, problems)
        if dependencies is not None and not any(source.file.path in self._overlay for source in package.files):
            dependencies.write(package, key, typed.package, problems, files)
        return self._as_imported(package, content, typed.package, key, seen, files)

    def _as_imported(
        self,
        package: LoadedPackage,
        content: Content,
        declared: Package,
        key: str,
        seen: Mapping[str, Imported],
        files: FileSet,
    ) -> Imported:
        """A package with what gives its functions; what is decided about unsaved text is not kept."""
        saved = not any(source.file.path in self._overlay for source in package.files)
        sizes, environment = self.sizes, self._store.environment

        # Packages outlast the snapshot in which they were first seen, so this must not lead back to it.
        def functions() -> ImportedPackage:
            # Diagnostics come first, and need no decisions.
            from server.build.records import PackageRecords, functions_of

            config = _check_config(sizes, package, seen, files, lambda: False, surface=True)
            cache = open_cache(environment) if saved else None
            stored = PackageRecords(cache, lambda: key) if cache is not None else None
            return functions_of(declared, package, config, stored)

        return Imported(content, declared, key, package.directory, functions)


def _check_config(
    sizes: Sizes,
    package: LoadedPackage,
    imported: Mapping[str, Imported],
    files: FileSet,
    cancelled: Cancel,
    surface: bool = False,
) -> CheckConfig:
    paths = package.import_map

    def find(path: str) -> Package | None:
        known = imported.get(paths.get(path, path))
        return known.package if known and known.package.name else None  # without a name it has no files

    return CheckConfig(
        sizes=sizes,
        importer=find,
        go_version=parse_version(package.language),
        file_versions=package.file_versions,
        ignore_bodies=surface,
        standard=package.standard,
        complete=not package.standard and package.complete,
        cancelled=cancelled,
        place=partial(_place, files),
    )


def _functions_of(
    library: Library | None, imported: Mapping[str, Imported]
) -> Callable[[Package], ImportedPackage | None]:
    """What gives the functions of imported packages: the library's, and others."""
    others = {one.package: one for one in imported.values() if one.directory is not None}

    def find(package: Package) -> ImportedPackage | None:
        if package in others:
            return others[package].functions
        return library.functions.find(package) if library is not None else None

    return find


def _is_of_library(directory: Path, around: Surroundings) -> bool:
    """Whether a folder belongs to the standard library or to the module cache, which are nobody's to change."""
    cache = around.environment["GOMODCACHE"]
    places = [around.std.source] if around.std else []
    return any(directory.is_relative_to(place) for place in (*places, *([Path(cache)] if cache else [])))


def _replace_trees(package: LoadedPackage, trees: Sequence[FileTree], files: FileSet) -> None:
    """Put other trees of the same text in the place of a package's own."""
    for at, (source, tree) in enumerate(zip(package.files, trees)):
        file = replace(to_file(tree, source.file.data), recorded=source.file.recorded)
        files.add(file)
        package.files[at] = SourceFile(file, tree)


def _content(
    package: LoadedPackage, imported: Mapping[str, Imported], problems: tuple[tuple[str, tuple[str, ...]], ...] = ()
) -> Content:
    texts = tuple((source.file.path, source.file.data) for source in package.files)
    used = tuple(imported.get(path) for path in package.imports)
    return Content(package.import_path, package.language, used, texts, problems)


def _report_syntax(tree: FileTree, diagnostics: Collector) -> None:
    diagnostics.items.extend(syntax_diagnostics(tree))


def _place(files: FileSet, span: Span) -> str:
    """`main.go:3:5`, for a place that a message names; the editor knows the folder."""
    location = files.locate(span)
    file = files.file(location.path)
    line, column = file.lines.line_column(location.start) if file else (1, 1)
    return f"{Path(location.path).name}:{line}:{column}"
