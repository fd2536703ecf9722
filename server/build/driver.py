"""The driver: from a request to programs on disk, or to a list of what is wrong.

`build` loads packages, compiles them in dependency order, links and writes; `check` stops after the types. Both are
ordinary functions that report progress through `events` and poll `cancelled`; they raise Cancelled and nothing else.

Invariant: LLVM never runs in this process; equal requests over equal files give equal bytes.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from server.build.artefact import ChunkTexts, Need, encode_texts
from server.build.cache import Cache
from server.build.compilation import Compilation
from server.build.compilerflags import CompilerFlags
from server.build.constraints import BuildTags
from server.build.exports import ExportStore
from server.build.frontend import FrontEnd
from server.build.graph import dependency_order
from server.build.images import plan_outputs, save_account, save_graph
from server.build.loading import cache_of, environment_of, look_around
from server.build.modules.moduleset import ModuleSet
from server.build.origin import Surroundings
from server.build.packages import RUNTIME, LoadConfig, LoadedPackage, Loader, reason
from server.build.patterns import load_patterns
from server.build.progress import Cancelled, Events, PackageDone, Stage, Step, ignore_events, never_cancelled
from server.build.provider import ChunkProvider
from server.build.request import BuildRequest, DumpRequest
from server.build.requirements import check_requirements
from server.build.result import BuildResult, Output, Report, place_decisions
from server.build.schedule import Made, Schedule
from server.build.stamp import Stamper, StampError
from server.build.stdlib import StandardLibrary
from server.build.surroundings import keep_sums
from server.build.unfinished import explain_undefined
from server.build.workers import WorkerPool
from server.compiler.pipeline import BackEnd, CompiledPackage
from server.diagnostics.codes import build as codes
from server.diagnostics.collector import Collector
from server.garbage import collect_garbage, rare_collection
from server.source.file import FileSet
from server.symbol import PackageRecord
from server.target.runtime_dir import runtime_sources

if TYPE_CHECKING:
    from server.build.explain import Explanation, Watch
    from server.build.keeping import Keeper
    from server.build.memory import Memory

_OPTIMISED = 2  # LLVM's level, unless -N
_MAIN = "main.main"


def build(
    request: BuildRequest,
    events: Events = ignore_events,
    cancelled: Callable[[], bool] = never_cancelled,
    memory: "Memory | None" = None,
) -> BuildResult:
    """Compile, link and write; a memory saves what earlier builds have done. Raises Cancelled."""
    with rare_collection():
        if memory is not None:
            memory.settle()
        state = _Build(request, events, cancelled, memory)
        return state.dump_passes(request.dump) if request.dump else state.build()


def check(
    request: BuildRequest, events: Events = ignore_events, cancelled: Callable[[], bool] = never_cancelled
) -> BuildResult:
    """Report the errors of the packages that the patterns name. Raises Cancelled."""
    with rare_collection():
        return _Build(request, events, cancelled).check()


def explain(
    request: BuildRequest,
    func: str,
    events: Events = ignore_events,
    cancelled: Callable[[], bool] = never_cancelled,
) -> BuildResult:
    """Compile the packages that the patterns name, for what there is to say about a function. Raises Cancelled."""
    with rare_collection():
        return _Build(request, events, cancelled).explain(func)


def open_build(request: BuildRequest) -> tuple[Compilation, Mapping[str, LoadedPackage]]:
    """The packages of a build whose errors another process reports, and what compiles them."""
    state = _Build(request, ignore_events, never_cancelled)
    compilation, _ = state.open()
    return compilation, state.packages


class _Build:
    """The state of one build."""

    def __init__(
        self,
        request: BuildRequest,
        events: Events,
        cancelled: Callable[[], bool],
        memory: "Memory | None" = None,
    ) -> None:
        self.request = request
        self.events = events
        self.cancelled = cancelled
        self.memory = memory
        self.started = time.monotonic()
        self.files = FileSet()
        self.result = BuildResult()
        self.needs: list[Need] = []  # of functions that nobody defines yet
        self.packages: dict[str, LoadedPackage] = {}
        self.stamper = Stamper(request.directory, request.buildvcs)
        self.cache: Cache | None = None
        self.std: StandardLibrary | None = None
        self.modules: ModuleSet | None = None
        # Whether a check goes on to decisions, which depend on the bodies of what is imported.
        self.decides = request.dump is not None or any(rule.flags.wants_decisions for rule in request.compiler.rules)
        self.front = FrontEnd(self.packages, self.files, request.target, cancelled)

    def check(self) -> BuildResult:
        """The stages up to types; for packages whose decisions somebody wants to see, up to LLVM IR."""
        self.cache = self._open_cache()
        order = self._load(with_runtime=False)
        self.result.files = [tuple(one.file.path for one in package.files) for package in order if package.named]
        # As in go: while packages or imports are missing, errors of types would mostly be follow-ons.
        for package in order if self.result.ok else ():
            self._poll()
            if self._flags_of(package).wants_decisions:
                self._decide(package)
            else:
                self._take_in(package)
            collect_garbage()
        self.front.keep_decisions()
        if self.front.library is not None and self.front.library.missing:
            self.result.afterwards = self.front.library.keep_exports
        return self._finish()

    def _take_in(self, package: LoadedPackage) -> None:
        """Check a package about which nobody wants to see decisions, for those that import it."""
        if package.named:
            self.front.check(package)
        elif self.decides and not (self.front.library and self._is_usual(package)):
            self.front.decide(package, self._back_end(package))
        else:
            self.front.declare(package)
        self._report(package)

    def build(self) -> BuildResult:
        """All stages."""
        compilation, order = self.open()
        cache, outputs = self.cache, self._plan(order)
        self.result.packages = self.packages
        if not self.result.ok:
            return self._finish()
        if self.request.dry:
            self._foresee(order, outputs, compilation)
            return self._finish()
        with self._workers() as pool:
            records = self._compile(order, compilation, pool if outputs else None)
            for package, _ in outputs:
                self._require_main(package, records)
            provider = ChunkProvider(self.request.target, self._level_of, pool, cache, compilation.texts, self.events)
            provider.memory = self.memory.objects if self.memory is not None else None
            for package, path in outputs if self.result.ok else ():
                self._link(package, path, records, provider, compilation)
            self._list_assembly(records, provider)
        if cache is not None:
            for output in self.result.outputs:
                self._keep_account(cache, output)
            cache.trim()
        return self._finish()

    def _keep_account(self, cache: Cache, output: Output) -> None:
        """Keep what there is to say of a program. What keeps what in it can wait where the process stays."""
        save_account(cache, output.image, output.rows)
        if output.make_graph is not None:
            save = partial(save_graph, cache, output.image, output.make_graph)
            if self.memory is not None:
                self.memory.later.append(save)
            else:
                save()

    def _foresee(
        self, order: Sequence[LoadedPackage], outputs: Sequence[tuple[LoadedPackage, Path | None]], known: Compilation
    ) -> None:
        """Say what a build would do. What imports a package that is to be compiled counts as to be compiled, too."""
        missing: set[str] = set()
        for count, package in enumerate(order, 1):
            path = package.import_path
            if missing.isdisjoint(package.imports) and known.stored(package) is not None:
                self.events(PackageDone(path, True, count, len(order)))
            else:
                missing.add(path)
                self.events(PackageDone(path, False, count, len(order)))
        for package, output in outputs:
            self._announce(package, output)

    def _announce(self, package: LoadedPackage, path: Path | None) -> None:
        self.events(Step(f"link {package.import_path}"))
        if path is not None:
            self.events(Step(f"write {path}"))

    def open(self) -> tuple[Compilation, list[LoadedPackage]]:
        """Load the packages of a build, in dependency order; and what compiles them."""
        self.cache = self._open_cache()
        order = self._load(with_runtime=True)
        flags_of, back_of = self._flags_of, self._back_end
        memory, front = self.memory, self.front
        return Compilation(self.packages, front, self.cache, back_of, flags_of, self.events, memory), order

    def _decide(self, package: LoadedPackage) -> None:
        """Compile a package for what is decided about it, and for its assembly if that is asked for."""
        compiled = self.front.compile(package, self._back_end(package))
        self._report(package)
        if compiled is None:
            return
        flags = self._flags_of(package)
        decisions = place_decisions(compiled.log.items, self.files)
        self.result.reports.append(Report(package.import_path, (), decisions, package.named, flags))
        if flags.print_assembly:
            with WorkerPool(self.request.jobs, self.cancelled) as pool:
                self._list_assembly([_record_of(package, compiled)], self._provider_of(compiled, pool))

    def _provider_of(self, compiled: CompiledPackage, pool: WorkerPool) -> ChunkProvider:
        """What gives the objects of one package that was compiled without the others."""
        texts = ChunkTexts(encode_texts({chunk.key: chunk.text for chunk in compiled.chunks}))
        return ChunkProvider(self.request.target, self._level_of, pool, self.cache, lambda _: texts, self.events)

    def _with_machine_code(
        self, package: LoadedPackage, compiled: CompiledPackage, watch: "Watch"
    ) -> Iterator["Explanation"]:
        """The explanations; where assembly is asked for, it is the last pass."""
        from server.build.assembly import list_function

        wanted = self._flags_of(package).print_assembly
        with WorkerPool(self.request.jobs, self.cancelled) as pool:
            provider = self._provider_of(compiled, pool)
            for item in watch.explanations(compiled):
                problems = Collector()
                record = _record_of(package, compiled)
                code = list_function(record, item.symbol, provider, self.request.target, problems) if wanted else ""
                self.result.add(package.import_path, problems, self.files)
                yield item.with_pass("machine code", code) if code else item

    def _list_assembly(self, records: Sequence[PackageRecord], provider: ChunkProvider) -> None:
        """The listing of -S for the packages that it was given for."""
        for record in records:
            flags = self._flags_of(self.packages[record.path])
            if not flags.print_assembly or not self.result.ok:
                continue
            from server.build.assembly import list_package  # reads objects and disassembles: only for -S

            problems = Collector()
            text = list_package(record, provider, self.request.target, problems)
            self.result.reports.append(Report(record.path, (), assembly=text))
            self.result.add(record.path, problems, self.files)

    def dump_passes(self, wanted: DumpRequest) -> BuildResult:
        """The IR of one function of the named packages after one pass."""
        from server.build.dump import Dump

        dump = Dump(wanted)
        for package in self._load(with_runtime=False) if self.result.ok else ():
            self._poll()
            if not package.named:
                self._take_in(package)
            elif self.result.ok:
                self.front.compile(package, dump.watching(self._back_end(package)))
                self._report(package)
        if self.result.ok:
            problems = Collector()
            self.result.dump = dump.text(problems)
            self.result.add("", problems, self.files)
        return self._finish()

    def explain(self, func: str) -> BuildResult:
        """What there is to say about the functions of that name in the named packages."""
        from server.build.explain import Watch

        self.cache = self._open_cache()
        watch = Watch(func, self.files)
        for package in self._load(with_runtime=False) if self.result.ok else ():
            self._poll()
            if not package.named:
                self._take_in(package)
            elif self.result.ok:
                back = watch.watching(self._back_end(package))
                compiled = self.front.compile(package, back)
                self._report(package)
                if compiled is not None:
                    self.result.explained += self._with_machine_code(package, compiled, watch)
                elif (part := self.front.sound_part(package, back)) is not None:
                    self.result.explained += watch.alone(*part)
        self.front.keep_decisions()
        self.result.functions = list(watch.names)
        return self._finish()

    def _write_logs(self) -> None:
        """The optimisation logs of -json=0,dir."""
        from server.build.optlog import write_log  # only when it is asked for

        problems = Collector()
        for report in self.result.reports:
            folder = report.flags.log_folder
            if folder is None or report.import_path not in self.packages:
                continue
            try:
                write_log(report, self.packages[report.import_path].name, folder, self.request.target)
            except OSError as err:
                problems.report(codes.UNREADABLE, None, f"write {err.filename}", reason(err))
        self.result.add("", problems, self.files)

    def _workers(self) -> AbstractContextManager[WorkerPool]:
        if self.memory is not None:
            return self.memory.workers(self.request.jobs, self.cancelled)
        return WorkerPool(self.request.jobs, self.cancelled)

    def _finish(self) -> BuildResult:
        if any(rule.flags.log_folder for rule in self.request.compiler.rules):
            self._write_logs()
        self.result.seconds = time.monotonic() - self.started
        return self.result

    def _report(self, package: LoadedPackage) -> None:
        """Report what the front end found in a package."""
        problems = self.front.problems.get(package.import_path, Collector())
        self.result.add(package.import_path, problems, self.files, package.named, self._flags_of(package))

    def _poll(self) -> None:
        if self.cancelled():
            raise Cancelled

    def _open_cache(self) -> Cache | None:
        cache = cache_of(self.request, problems := Collector())
        self.result.add("", problems, self.files)
        return cache

    def _load(self, with_runtime: bool) -> list[LoadedPackage]:
        """The packages in dependency order; what is wrong with them goes into the result.

        Without the runtime it is for checking alone: the standard library is there, and imports need no bodies.
        A build parses the bodies of what the cache does not hold.
        """
        self.events(Stage("Loading packages"))
        problems = Collector()
        request = self.request
        around = look_around(request, problems, self.events)
        tags = BuildTags.for_target(request.target, request.tags)
        self.std, self.modules = around.std, around.modules
        if with_runtime:
            self.front.exports = ExportStore(self.cache, request.target, tags)
        else:
            self._look_at_library(around.std, tags)
        config = LoadConfig(
            tags,
            around.module,
            {RUNTIME: runtime_sources()} if with_runtime else {},
            trimpath=request.trimpath,
            overlay=request.overlay,
            std=around.std,
            modules=around.modules,
            pure=True,
            skim=True,
            skim_named=with_runtime,
            provided=self._in_library,
            keeper=self._keeper(around.std, tags) if with_runtime else None,
        )
        loader = Loader(config, self.files, problems)
        load_patterns(loader, request.directory, request.patterns)
        check_requirements(around.modules, loader.packages, request.mod, problems)
        keep_sums(around, problems)
        if with_runtime:
            loader.load_directory(runtime_sources(), RUNTIME)
        self.packages.update(loader.packages)
        order = dependency_order(self.packages, problems)
        self.result.add("", problems, self.files)
        return order

    def _keeper(self, std: StandardLibrary | None, tags: BuildTags) -> "Keeper | None":
        """What is remembered of the packages that are read as this build reads them."""
        if self.memory is None:
            return None
        return self.memory.keeper((tags, std.source if std else None, runtime_sources(), self.request.trimpath))

    def _look_at_library(self, std: StandardLibrary | None, tags: BuildTags) -> None:
        """Import from the standard library on demand, unless the request replaces files of it."""
        # The type checker, which a cached build can do without.
        from server.build.dependencies import Dependencies
        from server.build.surfaces import Library

        if std is None or any(Path(path).is_relative_to(std.source) for path in self.request.overlay):
            return
        # Decisions need the bodies of what is imported, unless it is compiled as everywhere: then there are records.
        if not self.decides or all(self._is_usual(self._stand_in(path)) for path in std.packages()):
            self.front.cache = self.cache
            self.front.notice = lambda path: self.events(Stage(f"Deciding about functions of {path}"))
            self.front.library = Library(std, self.request.target, tags, store=self.cache)
            self.files.put_behind(self.front.library.files)
            self.front.dependencies = Dependencies(self.front.library.exports, self.front.library)

    def _stand_in(self, path: str) -> LoadedPackage:
        """A package of the standard library, as far as -gcflags asks what it is."""
        assert self.std is not None
        return LoadedPackage(path, self.std.directory(path), None, standard=True)

    def _is_usual(self, package: LoadedPackage) -> bool:
        """Whether no flags are given for a package, so that what is decided about it can come from records."""
        return self.request.compiler.of(package) == CompilerFlags()

    def _in_library(self, path: str) -> bool:
        """Whether a package is imported from there."""
        return self.front.from_library(path) is not None

    def _plan(self, order: Sequence[LoadedPackage]) -> list[tuple[LoadedPackage, Path | None]]:
        """What is linked, and where it goes."""
        problems = Collector()
        outputs = plan_outputs(self.request, [p for p in order if p.named], problems) if self.result.ok else []
        self.result.add("", problems, self.files)
        return outputs

    def _compile(
        self, order: Sequence[LoadedPackage], compilation: Compilation, pool: WorkerPool | None
    ) -> list[PackageRecord]:
        """Artefacts of all packages that can have one; the records for the linker."""
        self.events(Stage("Compiling"))
        schedule = Schedule(order, compilation, self._request_for_workers(), pool, self.cancelled)
        made: dict[str, Made] = {}
        for one in schedule.run():
            made[one.package.import_path] = one
            if one.artefact is not None:
                self.events(PackageDone(one.package.import_path, one.cached, len(made), len(order)))
            collect_garbage()
        return [record for package in order for record in self._account(made[package.import_path], compilation)]

    def _account(self, made: Made, compilation: Compilation) -> Iterator[PackageRecord]:
        """Report what was found in a package that is settled; its record for the linker, if it has one."""
        package = made.package
        self._report(package)
        if made.failure is not None:
            problems = Collector()
            problems.report(codes.COMPILER_DIED, None, package.import_path, made.failure.reason)
            self.result.add(package.import_path, problems, self.files)
        if made.artefact is not None:
            self.needs += made.artefact.needs
            flags, decisions = self._flags_of(package), compilation.decisions(package)
            self.result.reports.append(Report(package.import_path, (), decisions, package.named, flags))
            yield made.artefact.record

    def _request_for_workers(self) -> BuildRequest:
        """The request with the environment that was resolved for it here."""
        return replace(self.request, environment=environment_of(self.request))

    def _require_main(self, package: LoadedPackage, records: Sequence[PackageRecord]) -> None:
        """A program begins in function main. Spec, "Program execution"."""
        chunks = [chunk for record in records if record.path == package.import_path for chunk in record.chunks]
        if chunks and not any(symbol.name == _MAIN for chunk in chunks for symbol in chunk.symbols):
            problems = Collector()
            problems.report(codes.NO_MAIN_FUNCTION, None)
            self.result.add(package.import_path, problems, self.files)

    def _link(
        self,
        package: LoadedPackage,
        path: Path | None,
        records: Sequence[PackageRecord],
        provider: ChunkProvider,
        compilation: Compilation,
    ) -> None:
        """Link one program and write it, unless it is there."""
        from server.build.linkplan import link_key, linked_before, note_linked, plan_link  # a check does not link

        self.events(Stage("Linking"))
        problems, cache = Collector(), self.cache
        try:
            stamp = self.stamper.stamp(package)
        except StampError as err:
            problems.report(codes.NO_STAMP, None, err)
            self.result.add("", problems, self.files)
            return
        around = Surroundings(self.packages, self.modules, self.std, stamp)
        chosen, options = plan_link(package, around, records, self.request, self.cancelled)
        # A program whose debug file may be missing or old is linked again.
        known = not self.request.separate_debug
        key = link_key(chosen, options, self.request.target, compilation.key_of) if known else ""
        output = linked_before(cache, key, package, path) if cache is not None else None
        if output is not None:
            self.events(Step(f"keep {path}"))
        else:
            from server.build.linking import link_program  # the linker loads numpy

            self._announce(package, path)
            output = link_program(package, path, around, records, provider, self.request, self.cancelled, problems)
            if output is not None and cache is not None:
                note_linked(cache, key, output)
        if output is not None:
            self.result.outputs.append(output)
        self.result.add_resolved("", explain_undefined(problems.items, self.needs, self.files, self.packages))

    def _flags_of(self, package: LoadedPackage) -> CompilerFlags:
        """What -gcflags says of a package."""
        return self.request.compiler.of(package)

    def _level_of(self, path: str) -> int:
        return 0 if self._flags_of(self.packages[path]).no_optimisation else _OPTIMISED

    def _back_end(self, package: LoadedPackage) -> BackEnd:
        from server.build.backend import back_end  # the optimiser and code generator: not needed for a cached package

        level = self._level_of(package.import_path)
        return back_end(package, self.files, self.request.target, self._flags_of(package), level)


def _record_of(package: LoadedPackage, compiled: CompiledPackage) -> PackageRecord:
    return PackageRecord(package.import_path, tuple(chunk.record for chunk in compiled.chunks))
