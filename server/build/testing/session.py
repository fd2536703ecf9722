"""Builds test programs, one package at a time, over one set of loaded packages.

What programs share is compiled once: packages that do not import the package under test are those of an ordinary build,
and so is the code of those that do (variants.py). A session is a context manager, because LLVM's worker processes live
as long as it does.

    with TestSession(request, events, cancelled) as session:
        programs = [session.arrange(package) for package in session.packages]   # or what is wrong before all else
        session.compile_shared(programs)         # side by side
        for program in programs:
            session.compile(program)             # or what is wrong in the sources
            output = session.link(program)       # unless a result is known for program.key
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Final

from server.build.artefact import Need, PackageArtefact
from server.build.compilation import Compilation
from server.build.compilerflags import CompilerFlags
from server.build.constraints import BuildTags
from server.build.exports import ExportStore
from server.build.frontend import FrontEnd
from server.build.graph import dependency_order, describe_cycle, reachable_imports, shortest_cycle
from server.build.identity import backend_identity, digest, linker_identity
from server.build.loading import cache_of, environment_of, look_around
from server.build.origin import Surroundings
from server.build.packages import COMMAND_LINE, RUNTIME, LoadConfig, LoadedPackage, Loader
from server.build.patterns import load_patterns
from server.build.progress import Cancelled, Events, PackageDone, Stage
from server.build.provider import ChunkProvider
from server.build.request import BuildRequest
from server.build.requirements import check_requirements
from server.build.result import BuildResult, Output, Report
from server.build.schedule import Schedule
from server.build.surroundings import keep_sums
from server.build.testing.variants import HARNESS, TestWorld, make_world, parse_tested, test_files
from server.build.unfinished import explain_undefined
from server.build.workers import Failure, WorkerPool
from server.compiler.pipeline import BackEnd
from server.diagnostics.codes import build as codes
from server.diagnostics.codes import testing as test_codes
from server.diagnostics.collector import Collector
from server.diagnostics.data import Diagnostic
from server.garbage import collect_garbage
from server.source.file import FileSet
from server.symbol import PackageRecord
from server.target.runtime_dir import runtime_sources

_OPTIMISED: Final = 2  # LLVM's level, unless -N
_TEST_BINARY: Final = ("testing.testBinary", "1")  # what testing.Testing looks at


class Outcome(Enum):
    """How far a package came."""

    READY = "ready"  # to be linked
    NO_TESTS = "no test files"
    SETUP_FAILED = "setup failed"  # a package that it needs cannot be loaded
    BUILD_FAILED = "build failed"


@dataclass(slots=True)
class TestProgram:
    """The program of one package, or why there is none."""

    package: LoadedPackage
    outcome: Outcome
    result: BuildResult = field(default_factory=BuildResult)  # what was found
    # Of one that is ready:
    key: str = ""  # a digest of everything that the linked program depends on
    world: TestWorld | None = None
    provider: ChunkProvider | None = None
    records: list[PackageRecord] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)

    @property
    def broken(self) -> str:
        """The first package that has errors, as it is named in reports; "" if none has."""
        reports = (report for report in self.result.reports if any(item.is_error for item in report.diagnostics))
        return next((report.import_path for report in reports), "")

    def label(self, path: str) -> str:
        """A package as reports name it: `p [p.test]` is p with its tests."""
        tested = self.package.import_path
        own = self.world is not None and path in self.world.own and path != f"{tested}.test"
        return f"{path} [{tested}.test]" if own else path


class TestSession:
    """The state of one `bindery test`."""

    def __init__(self, request: BuildRequest, events: Events, cancelled: Callable[[], bool]) -> None:
        """Loads what the request's patterns name; `reports` is what is wrong before any package."""
        self.request = replace(request, linker=request.linker.setting(*_TEST_BINARY))
        self.events = events
        self.cancelled = cancelled
        self.files = FileSet()
        self.result = BuildResult()
        self.cache = cache_of(request, problems := Collector())
        self.result.add("", problems, self.files)
        self._problems: list[Diagnostic] = []  # found while loading, with a place
        self._broken: set[str] = set()  # packages with errors that were shown
        self._died: dict[str, Failure] = {}  # what became of the workers that compiled them
        self._objects: dict[str, bytes] = {}  # by chunk key
        self._pool = WorkerPool(request.jobs, cancelled)
        self.unloadable: list[TestProgram] = []  # stand for patterns that name no package
        self._load()
        exports = ExportStore(self.cache, request.target, BuildTags.for_target(request.target, request.tags))
        plain = FrontEnd(self.loader.packages, self.files, request.target, cancelled, exports=exports)
        self._shared = self._compilation(plain)

    def __enter__(self) -> TestSession:
        self._pool.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.__exit__(kind, error, trace)
        if self.cache is not None and kind is None:
            self.cache.trim()

    # Loading

    def _load(self) -> None:
        request, problems = self.request, Collector()
        self.events(Stage("Loading packages"))
        around = self.around = look_around(request, problems, self.events)
        config = LoadConfig(
            BuildTags.for_target(request.target, request.tags),
            around.module,
            {RUNTIME: runtime_sources()},
            trimpath=request.trimpath,
            overlay=request.overlay,
            std=around.std,
            modules=around.modules,
            pure=True,
            skim=True,
            skim_named=True,
            keep_test_only=True,
        )
        loader = self.loader = Loader(config, self.files, problems)
        self._load_patterns(loader, problems)
        self.packages = [package for package in loader.packages.values() if package.named]
        for package in self.packages:
            test_files(loader, package)
        loader.load_directory(runtime_sources(), RUNTIME)
        if around.std is not None:
            for path in HARNESS:
                loader.load_directory(around.std.directory(path), path, quiet=True)
        if not check_requirements(around.modules, loader.packages, request.mod, problems):
            self.packages, self.unloadable = [], []
        keep_sums(around, problems)
        order = {path: at for at, path in enumerate(loader.named)}
        self.packages.sort(key=lambda package: order.get(package.import_path, 0))
        self._problems = [item for item in problems.items if item.span is not None]
        problems.items = [item for item in problems.items if item.span is None]
        self.result.add("", problems, self.files)

    def _load_patterns(self, loader: Loader, problems: Collector) -> None:
        """As in go, a pattern that names no package stands for one that cannot be set up."""
        request = self.request
        named_files = any(pattern.endswith(".go") for pattern in request.patterns[:1])
        for pattern in [request.patterns] if named_files or not request.patterns else [[p] for p in request.patterns]:
            before = len(problems.items)
            load_patterns(loader, request.directory, pattern)
            found = Collector()
            found.items = [item for item in problems.items[before:] if item.span is None]
            if found.has_errors:
                problems.items[before:] = [item for item in problems.items[before:] if item.span is not None]
                name = pattern[0] if pattern else "."
                program = TestProgram(LoadedPackage(name, request.directory, None), Outcome.SETUP_FAILED)
                program.result.add(name, found, self.files)
                self.unloadable.append(program)

    def _problems_in(self, folders: Set[Path]) -> list[Diagnostic]:
        """What was found in the files of some folders while they were loaded."""
        return [item for item in self._problems if item.span and Path(item.span.anchor.path).parent in folders]

    def root_of(self, package: LoadedPackage) -> Path | None:
        """The folder of the module that a package belongs to, or GOROOT."""
        if package.standard:
            return self.around.goroot.directory if self.around.goroot is not None else None
        return package.module.directory if package.module is not None else None

    # Compiling

    def arrange(self, package: LoadedPackage) -> TestProgram:
        """What the test program of a package is made of; and what is wrong before anything is compiled."""
        tests, problems = package.tests, Collector()
        assert tests is not None  # _load saw to it
        if not tests.inside and not tests.external:
            return self._without_tests(package)
        path = package.import_path
        world = make_world(package, self.loader.packages, self.files, problems)
        problems.items += self._problems_in({one.directory for one in world.packages.values()})
        cycle = shortest_cycle(path, world.packages)
        if cycle and not shortest_cycle(path, self.loader.packages):
            problems.report(test_codes.IMPORT_CYCLE_IN_TEST, None, describe_cycle(cycle, world.packages))
        program = TestProgram(package, Outcome.READY, world=world)
        if not problems.has_errors:
            dependency_order(world.packages, problems)
        program.result.add(path, problems, self.files)
        if problems.has_errors:
            program.outcome = Outcome.SETUP_FAILED
        return program

    def _without_tests(self, package: LoadedPackage) -> TestProgram:
        program = TestProgram(package, Outcome.NO_TESTS)
        needed = reachable_imports(package.import_path, self.loader.packages)
        problems = Collector()
        problems.items += self._problems_in({self.loader.packages[path].directory for path in needed})
        program.result.add(package.import_path, problems, self.files)
        if problems.has_errors:
            program.outcome = Outcome.SETUP_FAILED
        return program

    def compile_shared(self, programs: Sequence[TestProgram]) -> None:
        """Compile what is not of one program alone; errors show with the programs concerned. Raises Cancelled."""
        loaded = self.loader.packages
        needed = reachable_imports(RUNTIME, loaded)
        for program in programs:
            if program.world is not None and program.outcome is Outcome.READY:
                world = program.world
                needed |= world.packages.keys() - world.own - world.changed
                needed |= {world.tested.import_path} if world.around else set()
            elif program.outcome is Outcome.NO_TESTS:
                needed |= reachable_imports(program.package.import_path, loaded)
        order = dependency_order({path: one for path, one in loaded.items() if path in needed}, Collector())
        self.events(Stage("Compiling"))
        # Workers do not know which packages are tested: those alone get flags without a pattern.
        side_by_side = all(rule.pattern for rule in self.request.compiler.rules)
        pool = self._pool if side_by_side else None
        schedule = Schedule(order, self._shared, self._request_for_workers(order), pool, self.cancelled)
        for done, made in enumerate(schedule.run(), 1):
            if made.failure is not None:
                self._died[made.package.import_path] = made.failure
            self.events(PackageDone(made.package.import_path, made.cached, done, len(order)))
            collect_garbage()

    def _request_for_workers(self, order: Sequence[LoadedPackage]) -> BuildRequest:
        """A build that loads these packages."""
        imported = {path for package in order for path in package.imports}
        own = (RUNTIME, COMMAND_LINE)
        roots = [one.import_path for one in order if one.import_path not in imported and one.import_path not in own]
        return replace(self.request, patterns=roots, environment=environment_of(self.request))

    def compile(self, program: TestProgram) -> None:
        """Compile everything that a program needs; its outcome says how that went. Raises Cancelled."""
        if program.world is not None and program.outcome is Outcome.READY:
            parse_tested(program.world, self.files)
            self._compile(program, program.world)
        elif program.outcome is Outcome.NO_TESTS:
            self._compile_alone(program)

    def _compile_alone(self, program: TestProgram) -> None:
        """As in go, a package without tests is compiled all the same."""
        needed = reachable_imports(program.package.import_path, self.loader.packages)
        needed |= reachable_imports(RUNTIME, self.loader.packages)
        for one in dependency_order({path: self.loader.packages[path] for path in needed}, Collector()):
            if self._make(self._shared, one, program) is None:
                program.outcome = Outcome.BUILD_FAILED
                break

    def _compile(self, program: TestProgram, world: TestWorld) -> None:
        front = self._shared.front.beside(world.packages, world.own | world.around)
        compilation = self._compilation(front)
        order = dependency_order(world.packages, Collector())
        keys = []
        for package in order:
            path = package.import_path
            mine = path in world.own or path in world.changed
            if path == world.tested.import_path and world.around:
                self._make(self._shared, world.tested, program)  # packages around it are compiled against that one
            artefact = self._make(compilation if mine else self._shared, package, program)
            if artefact is None or program.outcome is not Outcome.READY:
                program.outcome = Outcome.BUILD_FAILED
                return
            if not mine:
                compilation.adopt(path, self._shared)
            program.records.append(artefact.record)
            program.needs += artefact.needs
            keys.append([path, compilation.key_of(path)])
        program.provider = ChunkProvider(
            self.request.target, self._level_of(world.packages), self._pool, self.cache, compilation.texts, self.events
        )
        program.provider.known = self._objects
        # A package that was not kept has no key.
        program.key = self._link_key(keys) if all(map(compilation.key_of, world.packages)) else ""

    def _make(self, compilation: Compilation, package: LoadedPackage, program: TestProgram) -> PackageArtefact | None:
        """The artefact of one package, None when it has errors; these are shown once."""
        if self.cancelled():
            raise Cancelled
        path, shared = package.import_path, compilation is self._shared
        if shared and path in self._broken:
            program.outcome = Outcome.BUILD_FAILED
            return None
        artefact, cached = (None, False) if shared and path in self._died else compilation.artefact(package)
        problems = compilation.front.problems.pop(path, Collector())
        if shared and path in self._died:
            problems.report(codes.COMPILER_DIED, None, path, self._died[path].reason)
        flags = self._flags_of(package)
        label = path if shared else program.label(path)
        if not shared:
            self.events(Stage(f"Compiling {label}"))
        program.result.add(label, problems, self.files, package.named, flags)
        if artefact is None:
            program.outcome = Outcome.BUILD_FAILED
            self._broken |= {path} if shared else set()
            return None
        if not cached:
            self._pool.warm_up()
        decisions = compilation.decisions(package)
        program.result.reports.append(Report(label, (), decisions, package.named, flags))
        return artefact

    def _compilation(self, front: FrontEnd) -> Compilation:
        return Compilation(front.packages, front, self.cache, self._back_end, self._flags_of, self.events)

    def _flags_of(self, package: LoadedPackage) -> CompilerFlags:
        return self.request.compiler.of(package)

    def _level_of(self, packages: Mapping[str, LoadedPackage]) -> Callable[[str], int]:
        return lambda path: 0 if self._flags_of(packages[path]).no_optimisation else _OPTIMISED

    def _back_end(self, package: LoadedPackage) -> BackEnd:
        from server.build.backend import back_end  # the optimiser and code generator: not needed for a cached package

        flags = self._flags_of(package)
        level = 0 if flags.no_optimisation else _OPTIMISED
        return back_end(package, self.files, self.request.target, flags, level)

    # Linking

    def _link_key(self, keys: Sequence[object]) -> str:
        """A digest of what the linker is given."""
        request, modules = self.request, self.around.modules
        linker = [request.linker.rules, request.linker.written, request.compiler.written]
        godebug = [file.godebug for file in modules.files] if modules is not None else []
        return digest(linker_identity(), backend_identity(), request.target.name, linker, godebug, keys)

    def link(self, program: TestProgram) -> Output | None:
        """Link a program that is ready; None, and a report, when that fails. Raises Cancelled."""
        from server.build.linking import link_program  # the linker loads numpy

        assert program.world is not None  # it is ready
        assert program.provider is not None
        self.events(Stage(f"Linking the tests of {program.package.import_path}"))
        problems = Collector()
        around = Surroundings(program.world.packages, self.around.modules, self.around.std)
        output = link_program(
            program.world.main, None, around, program.records, program.provider, self.request, self.cancelled, problems
        )
        program.result.add_resolved(
            "", explain_undefined(problems.items, program.needs, self.files, self.loader.packages)
        )
        if output is None:
            program.outcome = Outcome.BUILD_FAILED
        return output
