"""Before Go 1.22 all iterations share the loop variables: closures then hold them by reference, and they move."""

import pytest

from server.compiler.decide.bodies import TypedBodies
from server.compiler.decide.frames import plain_frame
from server.compiler.decide.package import DecideOptions, decide_package
from server.compiler.decide.plan import PackagePlan
from server.compiler.ir.decisions import DecisionLog
from server.compiler.syntax.parse import parse_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.compiler.types.version import Version
from server.diagnostics.collector import Collector
from tests.compiler.stages import SIZES, only_unsafe

LOOPS = {
    "for": "func f() { for i := 0; i < 3; i++ { sink = func() { println(i) } } }",
    "range": "func f(s []int) { for i := range s { sink = func() { println(i) } } }",
}


def decide(text: str, version: Version) -> PackagePlan:
    """The plan of one file under a language version."""
    tree = parse_file("x.go", f"package p\nvar sink func()\n{text}\n".encode())
    problems = Collector()
    typed = check_package("p", [tree], CheckConfig(SIZES, only_unsafe, version), problems)
    assert not problems.items
    bodies, log = TypedBodies([typed]), DecisionLog()
    return decide_package(typed, bodies, plain_frame, lambda _symbol: None, DecideOptions(SIZES), log)


@pytest.mark.parametrize("loop", LOOPS)
def test_shared(loop: str) -> None:
    placement = decide(LOOPS[loop], (1, 21)).placement
    assert [var.name for _, var in placement.variables] == ["i"]
    assert not placement.by_value


@pytest.mark.parametrize("loop", LOOPS)
def test_own(loop: str) -> None:
    placement = decide(LOOPS[loop], (1, 22)).placement
    assert not placement.variables
    assert [var.name for _, var in placement.by_value] == ["i"]
