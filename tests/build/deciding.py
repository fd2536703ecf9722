"""Decides about one file and gives the report that a build would make of it."""

from pathlib import Path

from server.build.compilerflags import CompilerFlags
from server.build.result import Report, place_decisions
from server.compiler.decide.bodies import TypedBodies
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.package import DecideOptions, decide_package
from server.compiler.ir.decisions import DecisionKind, DecisionLog
from server.diagnostics.collector import Collector
from tests.compiler.stages import SIZES, build_typed, check_source, optimise_package

CHECKS = (DecisionKind.BOUNDS_CHECK, DecisionKind.NIL_CHECK)


def decide_file(path: Path, flags: CompilerFlags) -> Report:
    """Inlining, escapes and checks of the package that a file makes up."""
    typed, files = check_source(str(path), path.read_bytes())
    bodies, log = TypedBodies([typed]), DecisionLog()
    inliner = Inliner(bodies, SIZES, "amd64")
    for body in typed.functions:
        routine = bodies.routine_of(body.obj)
        assert routine is not None
        inliner.report(inliner.expand(routine, log), log)
    decide_package(typed, bodies, inliner.expand, lambda _: None, DecideOptions(SIZES), log)
    checks = optimise_package(build_typed(typed, Collector()))
    items = [*log.items, *(item for item in checks.items if item.kind in CHECKS)]
    return Report("command-line-arguments", (), place_decisions(items, files), True, flags)
