"""Types and LLVM IR of loaded packages, each made once, when somebody first needs it.

A package that the cache holds needs no types, unless a package that imports it is compiled; then its declarations are
checked without the bodies. Packages of the standard library that were not loaded are looked at on demand
(surfaces.py). What is wrong with a package is kept beside it in `problems`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from server.build.artefact import Summaries
from server.build.graph import reachable_imports
from server.build.pack import Entry
from server.build.packages import RUNTIME, LoadedPackage, parse_bodies
from server.build.progress import Cancelled
from server.compiler import pipeline
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.source.span import Span
from server.target import Target

if TYPE_CHECKING:
    from server.build.cache import Cache
    from server.build.dependencies import Dependencies
    from server.build.exports import ExportStore
    from server.build.surfaces import Library
    from server.compiler.decide.bodies import Bodies, TypedBodies
    from server.compiler.decide.imported import ImportedPackage, Imports, Stored
    from server.compiler.decide.plan import Leaks, Verdict
    from server.compiler.types.checker import CheckConfig
    from server.compiler.types.info import TypedPackage
    from server.compiler.types.objects import Package


def _no_bodies() -> TypedBodies:
    from server.compiler.decide.bodies import TypedBodies  # not needed when the cache holds every package

    return TypedBodies()


@dataclass(slots=True)
class FrontEnd:
    """The compiler's front half over one set of packages."""

    packages: Mapping[str, LoadedPackage]
    files: FileSet
    target: Target
    cancelled: Callable[[], bool]
    library: Library | None = None  # the standard library, where packages import it from there
    dependencies: Dependencies | None = None  # export data of what is not named; with a library only
    exports: ExportStore | None = None  # of all packages; for builds, which have no library
    problems: dict[str, Collector] = field(default_factory=dict)  # by import path
    bodies: TypedBodies = field(default_factory=lambda: _no_bodies())
    # Of packages that were decided about, now or when they were cached; in dependency order, by import path.
    summaries: dict[str, Summaries] = field(default_factory=dict)
    notice: Callable[[str], None] = lambda _: None  # hears of imported packages whose functions are decided about
    cache: Cache | None = None  # keeps what is decided about functions of imported packages
    behind: FrontEnd | None = None  # one over other packages, some of which are the same
    own: Set[str] = frozenset()  # import paths of those that are not
    _imports: Imports | None = None
    _modules: dict[Package, ImportedPackage] = field(default_factory=dict)
    _declared: dict[str, Package | None] = field(default_factory=dict)  # checked at least without bodies
    _keys: dict[str, str] = field(default_factory=dict)  # of export data; "" for unknown ones
    _places: dict[str, Path] = field(default_factory=dict)

    def beside(self, packages: Mapping[str, LoadedPackage], own: Set[str]) -> FrontEnd:
        """The front half over packages of which those in `own` are others, or import such; the rest is shared.

        Those in `own` are checked with their bodies: export data would come without them.
        """
        return FrontEnd(
            packages,
            self.files,
            self.target,
            self.cancelled,
            self.library,
            notice=self.notice,
            cache=self.cache,
            behind=self,
            own=own,
        )

    def check(self, package: LoadedPackage, ignore_bodies: bool = False) -> TypedPackage | None:
        """Check one package; its errors are in `problems`. Raises Cancelled."""
        from server.compiler.types import checker  # not needed when the cache holds every package

        problems = self.problems[package.import_path] = Collector()
        if package.skimmed and not ignore_bodies:
            parse_bodies(package, self.files)
        config = self._configuration(package, ignore_bodies)
        try:
            typed = pipeline.check_unit(pipeline.Unit(package.import_path, package.trees, config), problems)
        except checker.Cancelled as err:
            raise Cancelled from err
        self._declared[package.import_path] = typed.package if typed else None
        return typed

    def _configuration(self, package: LoadedPackage, ignore_bodies: bool = False) -> CheckConfig:
        from server.compiler.types import checker, sizes

        return checker.CheckConfig(
            sizes=sizes.Sizes.of_target(self.target),
            importer=partial(self._import, package.import_map),
            go_version=package.language_version,
            file_versions=package.file_versions,
            ignore_bodies=ignore_bodies,
            standard=package.standard or package.import_path == RUNTIME,
            complete=not package.standard and package.complete,
            cancelled=self.cancelled,
            place=self._place,
            library=package.library,
        )

    def types_of(self, path: str) -> Package | None:
        """The importer: the declarations of a loaded package."""
        if self.behind is not None and path not in self.own:
            return self.behind.types_of(path)
        if path not in self._declared and path in self.packages:
            self.declare(self.packages[path])
        return self._declared.get(path)

    def declare(self, package: LoadedPackage) -> None:
        """Have the declarations of a package: from export data, or by a check without bodies. Raises Cancelled."""
        path = package.import_path
        if path in self._declared:
            return
        dependencies = self._open_dependencies()
        if dependencies is None:
            typed = self.check(package)
            if typed is not None:
                self.bodies.add(typed)  # an importer may copy them
            return
        key = self._export_key(package, dependencies)
        found = dependencies.read(key, self._directories, self._find)
        if found is not None:
            self.problems[path], self._declared[path] = Collector(), found
            return
        typed = self.check(package, ignore_bodies=True)
        if typed is not None:
            dependencies.write(package, key, typed.package, self.problems[path], self.files)

    def _open_dependencies(self) -> Dependencies | None:
        if self.dependencies is None and self.exports is not None:
            from server.build.dependencies import Dependencies  # not needed when the cache holds every package

            self.dependencies = Dependencies(self.exports)
        return self.dependencies

    def _known_key(self, path: str) -> str:
        return self._keys.get(path, "")

    @property
    def _directories(self) -> Mapping[str, Path]:
        """Where the packages lie that are not the library's."""
        if not self._places:
            kept = [one for one in self.packages.values() if self.library is None or not one.standard]
            self._places.update({one.import_path: one.directory for one in kept})
        return self._places

    def _find(self, path: str) -> Package | None:
        """A package that is not the library's."""
        return None if self.library and self.library.has(path) else self.types_of(path)

    def _export_key(self, package: LoadedPackage, dependencies: Dependencies) -> str:
        path = package.import_path
        if path not in self._keys:
            self._keys[path] = ""  # of a member of an import cycle
            beside = (self.packages[one] for one in package.imports if one in self.packages)
            own = [one for one in beside if self.library is None or not one.standard]
            keys = {one.import_path: self._export_key(one, dependencies) for one in own}
            self._keys[path] = dependencies.key(package, keys)
        return self._keys[path]

    def export_entries(self, package: LoadedPackage) -> Iterator[Entry]:
        """The entry of a package's export data, for a pack. Raises Cancelled."""
        dependencies = self._open_dependencies()
        if dependencies is not None and self.exports is not None:
            self.declare(package)
            yield from self.exports.entries(self._export_key(package, dependencies))

    def from_library(self, path: str) -> Package | None:
        """A package of the standard library, if packages import it from there. Raises Cancelled."""
        if self.library is None or not self.library.has(path):
            return None
        from server.compiler.types import checker

        try:
            surface = self.library.surface(path, self.cancelled)
        except checker.Cancelled as err:
            raise Cancelled from err
        return surface.package if surface else None

    def _import(self, import_map: Mapping[str, str], path: str) -> Package | None:
        meant = import_map.get(path, path)
        # The library's packages are one world: those that it has come from it, even if they are checked here as well.
        return self.from_library(meant) or self.types_of(meant)

    def compile(self, package: LoadedPackage, back: pipeline.BackEnd) -> pipeline.CompiledPackage | None:
        """Check and compile one package; None when it has errors. Raises Cancelled."""
        typed = self.check(package)
        problems = self.problems[package.import_path]
        if typed is None or problems.has_errors:
            return None
        self.bodies.add(typed)
        compiled = pipeline.compile_unit(typed, self._reached_bodies(), self._with_imports(package, back), problems)
        if self.cancelled():
            raise Cancelled
        if compiled is not None:
            self._note(package, typed, compiled.leaks, compiled.verdicts)
            dependencies = self._open_dependencies() if self.library is None else None
            if dependencies is not None and package.name != "main":
                key = self._export_key(package, dependencies)
                dependencies.write(package, key, typed.package, problems, self.files)
        return compiled

    def decide(self, package: LoadedPackage, back: pipeline.BackEnd) -> None:
        """Check one package and decide about its functions, for those that import it. Raises Cancelled."""
        typed = self.check(package)
        if typed is not None and not self.problems[package.import_path].has_errors:
            self.bodies.add(typed)
            plan = pipeline.decide_unit(typed, self._reached_bodies(), self._with_imports(package, back))
            self._note(package, typed, plan.declared_leaks, plan.verdicts)

    def _note(
        self,
        package: LoadedPackage,
        typed: TypedPackage,
        leaks: Mapping[str, tuple[Leaks, ...]],
        verdicts: Mapping[str, Verdict],
    ) -> None:
        """Have those that import a package know what was decided about it."""
        from server.build.summaries import summaries_of

        self.summaries[package.import_path] = summaries_of(typed, leaks, verdicts)

    def sound_part(
        self, package: LoadedPackage, back: pipeline.BackEnd
    ) -> tuple[TypedPackage, Bodies, pipeline.BackEnd] | None:
        """Check a package that has errors, for what can be said about its functions without any. Raises Cancelled."""
        typed = self.check(package)
        if typed is None:
            return None
        from server.compiler.types.info import TypedPackage

        self.bodies.add(typed)
        sound = [body for body in typed.functions if not body.broken and not body.tree.errors]
        part = TypedPackage(typed.package, typed.files, typed.info, sound, [])
        return part, self._reached_bodies(), self._with_imports(package, back)

    # Functions of packages that come without bodies

    @property
    def imports(self) -> Imports | None:
        """The functions of imported packages, where these come without bodies."""
        if self.behind is not None:
            return self.behind.imports  # the packages that are not the same are here with their bodies
        if self._imports is None and self._open_dependencies() is not None:
            from server.compiler.decide.imported import Imports  # not needed to check alone
            from server.compiler.types.sizes import Sizes

            sizes = Sizes.of_target(self.target)
            self._imports = Imports(self._imported, sizes, self.target.goarch, self.cancelled, self.notice)
        return self._imports

    def keep_decisions(self) -> None:
        """Have what was decided about functions of imported packages kept."""
        if self._imports is not None:
            self._imports.keep()

    def _with_imports(self, package: LoadedPackage, back: pipeline.BackEnd) -> pipeline.BackEnd:
        """The back end for one package, which hears what was decided about functions of all that it imports."""
        from server.build.summaries import Known  # the compiler: not needed when the cache holds every package

        behind = reachable_imports(package.import_path, self.packages)
        known = Known.of(summaries for path, summaries in self.summaries.items() if path in behind)
        return replace(
            back,
            leaks_of=known.leaks_of,
            verdict_of=known.verdict_of,
            imports=self.imports,
            cancelled=self.cancelled,
        )

    def _reached_bodies(self) -> Bodies:
        if self.behind is not None:
            from server.compiler.decide.bodies import LayeredBodies

            return LayeredBodies(self.bodies, self.behind._reached_bodies())
        if self.imports is None:
            return self.bodies
        from server.compiler.decide.imported import ReachedBodies

        return ReachedBodies(self.bodies, self.imports)

    def _imported(self, package: Package) -> ImportedPackage | None:
        """An imported package: the library's, or one of which no bodies were checked."""
        if self.library is not None and self.library.is_own(package):
            return self.library.functions.find(package)
        loaded = self.packages.get(package.path)
        if loaded is None or not loaded.skimmed or self._declared.get(package.path) is not package:
            return None
        if package not in self._modules:
            from server.build.records import PackageRecords, functions_of
            from server.build.summaries import SummaryRecords

            stored: Stored | None = None
            if self.library is None:
                stored = SummaryRecords(package, self.summaries)
            elif self.cache is not None:
                stored = PackageRecords(self.cache, partial(self._known_key, package.path))
            self._modules[package] = functions_of(package, loaded, self._configuration(loaded), stored)
        return self._modules[package]

    def _place(self, span: Span) -> str:
        """A position inside a message, as the packages' own positions are printed."""
        where = self.files.locate(span)
        file = self.files.file(where.path)
        line, column = file.lines.line_column(where.start) if file else (1, 1)
        return f"{where.path}:{line}:{column}"
