"""What is decided is what is compiled: each allocation in the IR of a program has a decision, and the reverse.

The suite of tests/conformance/placement does the same with packages of the standard library.
"""

from pathlib import Path

from server.compiler.decide.bodies import TypedBodies
from server.compiler.decide.everything import Surroundings, decide_everything
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.verdicts import Options
from server.compiler.decide.plan import PackagePlan
from server.compiler.ir.decisions import DecisionLog
from server.compiler.irbuild.build import build_package
from server.compiler.ssa.options import PassOptions
from server.compiler.ssa.passes import optimise
from server.diagnostics.collector import Collector
from tests.compiler.stages import SIZES, check_source
from tests.conformance.placement.allocations import Comparison, allocations, compare, spots, static_copies


def _compare(follow: bool = True) -> Comparison:
    path = Path(__file__).with_name("program.go")
    typed, files = check_source(path.name, path.read_bytes())
    bodies, log, problems, result = TypedBodies([typed]), DecisionLog(), Collector(), Comparison()
    around = Surroundings(bodies, Inliner(bodies, SIZES, "amd64", Options()), SIZES, lambda _symbol: None)
    plan = decide_everything(typed, around, log)
    ir = build_package(typed, problems, None, bodies, plan if follow else PackagePlan(), log)
    assert not problems.items
    values = [*(value for _, value in allocations(ir.funcs)), *static_copies(ir.funcs)]
    built = [spot for value in values if value.span is not None for spot in spots(value.span, files)]
    for func in ir.funcs:
        optimise(func, log, PassOptions(verify=True, sizes=SIZES))
    compare(built, ir.funcs, log, files, result)
    return result


def test_decisions_are_carried_out() -> None:
    result = _compare()
    assert result.allocations > 0
    assert result.decisions > 0
    assert not result.undecided
    assert not result.unmet


def test_a_build_without_the_plan_is_seen() -> None:
    assert _compare(follow=False).undecided
