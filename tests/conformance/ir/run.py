"""Every function of the dependency closure of net/http builds IR and goes through all passes, verified after each.

The stages are those of a build: what is inlined and placed where is decided package by package, then IR follows. Beyond
a build, instances of generic functions that are inlined everywhere are built as well.

The packages come from the oracle's GOROOT with our own package runtime among them. Run it with import paths for other
closures, `-only` to build the named packages alone, `-sample N` for N of the closure's packages chosen with `-seed`,
`-l` without inlining.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.build.backend import back_end
from server.build.compilerflags import CompilerFlags
from server.build.constraints import BuildTags
from server.build.frontend import FrontEnd
from server.build.graph import dependency_order
from server.build.packages import RUNTIME, LoadConfig, LoadedPackage, Loader
from server.build.stdlib import StandardLibrary
from server.compiler.decide.plan import Leaks, PackagePlan
from server.compiler.decide.routine import Routine
from server.compiler.ir.decisions import DecisionLog
from server.compiler.ir.func import Func
from server.compiler.ir.verify import VerifyError
from server.compiler.irbuild.build import need_every_instance, open_package, own_routines
from server.compiler.irbuild.context import PackageContext
from server.compiler.irbuild.function import build_routine
from server.compiler.irbuild.instances import described_types
from server.compiler.irbuild.packageinit import build_init
from server.compiler.pipeline import BackEnd, decide_unit
from server.compiler.ssa.options import PassOptions
from server.compiler.ssa.passes import optimise
from server.compiler.types.info import TypedPackage
from server.diagnostics.collector import Collector
from server.diagnostics.render import resolve_all
from server.garbage import collect_rarely
from server.source.file import FileSet
from server.target import TARGETS, Target
from server.target.runtime_dir import runtime_sources
from tests.conformance.oracle import goroot

_T = TypeVar("_T")


@dataclass(slots=True)
class Tally:
    """What became of the functions."""

    built: int = 0
    lines: int = 0
    seconds: float = 0.0  # of building and passes
    failures: Counter[str] = field(default_factory=Counter)  # by reason
    examples: dict[str, str] = field(default_factory=dict)

    def fail(self, reason: str, where: str) -> None:
        """Count a function that did not make it."""
        self.failures[reason] += 1
        self.examples.setdefault(reason, where)


class Closure:
    """The packages below some import paths, checked with bodies, and the IR of their functions."""

    def __init__(self, source: Path, target: Target, own_runtime: bool, inlining: bool) -> None:
        self.own_runtime = own_runtime
        self.files = FileSet()
        self.problems = Collector()
        replaced = {RUNTIME: runtime_sources()} if own_runtime else {}
        std = StandardLibrary(source)
        self.source = source
        self.target = target
        self.loader = Loader(
            LoadConfig(BuildTags.for_target(target), None, replaced, std=std), self.files, self.problems
        )
        self.front = FrontEnd(self.loader.packages, self.files, target, lambda: False)
        self.flags = CompilerFlags(inline_level=int(inlining))
        self.leaks: dict[str, tuple[Leaks, ...]] = {}

    def load(self, paths: Sequence[str]) -> list[LoadedPackage]:
        """All packages that the named ones need, in dependency order."""
        for path in paths:
            self.loader.load_directory(self.source / path, path, quiet=True)
        return dependency_order(self.loader.packages, self.problems)

    def check(self, package: LoadedPackage) -> TypedPackage | None:
        """Types of a package, whose bodies instances may need from then on."""
        whole = self.own_runtime or package.import_path != RUNTIME
        typed = self.front.check(package, ignore_bodies=not whole)
        if typed is not None and whole:
            self.front.bodies.add(typed)
        return typed

    def decide(self, package: LoadedPackage, typed: TypedPackage) -> PackagePlan:
        """What is inlined and where things live; packages that import this one rely on it."""
        plan = decide_unit(typed, self.front.bodies, self.back_end(package))
        self.leaks |= plan.leaks
        return plan

    def back_end(self, package: LoadedPackage) -> BackEnd:
        """The stages after type checking for a package, verified."""
        back = back_end(package, self.files, self.target, self.flags, optimisation=0)
        build, passes = replace(back.build, every_instance=True), replace(back.passes, verify=True)
        return replace(back, build=build, passes=passes, leaks_of=self.leaks.get)

    def errors(self, package: LoadedPackage) -> list[str]:
        """The errors of types in a package."""
        found = resolve_all(self.front.problems[package.import_path].items, self.files)
        return [f"{item.place.path}:{item.place.line}: {item.message}" for item in found if item.is_error]

    def build(self, package: LoadedPackage, typed: TypedPackage, plan: PackagePlan, tally: Tally) -> None:
        """IR and passes of all functions of a package, its instances and its initialisation."""
        problems = Collector()
        begin = time.process_time()
        back = self.back_end(package)
        context = open_package(typed, back.build, self.front.bodies, plan)
        for routine in own_routines(context):
            _function(context, routine, problems, back.passes, tally)
        init = _guarded(lambda: build_init(context, problems), package.import_path, tally)
        _run_passes([init] if init is not None else [], back.passes, tally)
        need_every_instance(context)
        while (instance := context.instances.take()) is not None:
            _function(context, instance, problems, back.passes, tally)
        for item in resolve_all(problems.items, self.files):
            tally.fail(item.message, f"{item.place.path}:{item.place.line}")
        tally.seconds += time.process_time() - begin
        tally.lines += sum(source.file.data.count(b"\n") for source in package.files)


def _function(
    context: PackageContext, routine: Routine, problems: Collector, passes: PassOptions, tally: Tally
) -> None:
    before = len(context.literals)
    func = _guarded(lambda: build_routine(context, routine, problems), routine.symbol, tally)
    funcs = [func, *context.literals[before:]] if func is not None else []
    context.instances.need_types(described_types(funcs))
    _run_passes(funcs, passes, tally)


def _run_passes(funcs: Sequence[Func], options: PassOptions, tally: Tally) -> None:
    for func in funcs:
        if _guarded(partial(_optimise, func, options), func.symbol, tally):
            tally.built += 1


def _optimise(func: Func, options: PassOptions) -> bool:
    optimise(func, DecisionLog(), options)
    return True


def _guarded(work: Callable[[], _T], where: str, tally: Tally) -> _T | None:
    """The outcome of some work; a fault of the compiler is counted and the rest goes on."""
    try:
        return work()
    except VerifyError as err:
        tally.fail(f"verifier: {str(err).rpartition(': ')[2]}", f"{where}: {err}")
    except Exception as err:  # any fault counts as a failure of the function, and the others must be seen too
        place = _innermost(err)
        tally.fail(f"{type(err).__name__} at {place}: {err}", where)
    return None


def _innermost(err: BaseException) -> str:
    """Where an exception was raised: `file:line`."""
    trace = err.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else "?"


def _report(tally: Tally, shown: int) -> None:
    failed = tally.failures.total()
    for reason, count in tally.failures.most_common(shown):
        print(f"{count:6} {reason[:150]}  (first: {tally.examples[reason][:150]})")
    if len(tally.failures) > shown:
        print(f"       and {len(tally.failures) - shown} more reasons")
    speed = tally.lines / tally.seconds if tally.seconds else 0
    print(f"{tally.lines} lines in {tally.seconds:.1f} s through IR building and passes: {speed:.0f} lines/s")
    share = 100 * tally.built / max(tally.built + failed, 1)
    print(
        f"RESULT functions with verified IR through all passes: {tally.built} of {tally.built + failed}, {share:.2f}%"
    )


def build_all(closure: Closure, paths: Sequence[str], wanted: Sequence[str], tally: Tally) -> None:
    """Check the packages below some import paths, and build those that are wanted."""
    for package in closure.load(paths):
        typed = closure.check(package)
        errors = closure.errors(package)
        if typed is None or errors:
            tally.fail("errors of types", f"{package.import_path}: {errors[:1]}")
        if typed is None or not typed.functions:
            continue
        if package.import_path == RUNTIME and not closure.own_runtime:
            continue
        plan = closure.decide(package, typed)
        if package.import_path in wanted:
            closure.build(package, typed, plan, tally)


def main(args: Sequence[str]) -> int:
    """Check and build; 1 if any function failed."""
    collect_rarely()
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", nargs="*", default=["net/http"])
    parser.add_argument("-only", action="store_true", help="build the named packages, not what they import")
    parser.add_argument("-sample", type=int, default=0)
    parser.add_argument("-seed", type=int, default=1)
    parser.add_argument("-shown", type=int, default=40, help="how many reasons of failure are listed")
    parser.add_argument("-gc-runtime", action="store_true", help="declarations of gc's package runtime, not of ours")
    parser.add_argument("-l", action="store_true", help="without inlining")
    options = parser.parse_args(args)
    closure = Closure(goroot() / "src", TARGETS[0], own_runtime=not options.gc_runtime, inlining=not options.l)
    loaded = (package.import_path for package in closure.load(options.paths))
    wanted = [path for path in loaded if closure.own_runtime or path != RUNTIME]
    if options.only:
        wanted = options.paths
    if options.sample:
        print(f"sample of {options.sample} packages, seed {options.seed}")
        wanted = random.Random(options.seed).sample(wanted, min(options.sample, len(wanted)))
    tally = Tally()
    build_all(closure, options.paths, wanted, tally)
    _report(tally, options.shown)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
