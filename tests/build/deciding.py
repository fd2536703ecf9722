"""Decides about one file, from the typed tree to the last pass, and gives the report that a build would make of it."""

from pathlib import Path

from server.build.compilerflags import CompilerFlags
from server.build.result import Report, place_decisions
from server.compiler.decide.bodies import TypedBodies
from server.compiler.decide.everything import Surroundings, decide_everything
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.ir.decisions import DecisionLog
from server.compiler.irbuild.build import build_package
from server.compiler.irbuild.context import BuildConfig
from server.diagnostics.collector import Collector
from tests.compiler.stages import SIZES, check_source, optimise_package


def decide_file(path: Path, flags: CompilerFlags) -> Report:
    """All that is decided about the package that a file makes up."""
    typed, files = check_source(str(path), path.read_bytes())
    bodies, log, problems = TypedBodies([typed]), DecisionLog(), Collector()
    around = Surroundings(bodies, Inliner(bodies, SIZES, "amd64"), SIZES, lambda _symbol: None)
    plan = decide_everything(typed, around, log)
    package = build_package(typed, problems, BuildConfig(SIZES), bodies, plan, log)
    assert not problems.items
    items = [*log.items, *optimise_package(package).items]
    return Report("command-line-arguments", (), place_decisions(items, files), True, flags)
