"""The inliner's own answers: breakdowns, flags, frames, functions that are left out, deep nesting."""

import sys

import pytest

from server.compiler.decide.bodies import TypedBodies
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.verdicts import Options
from server.compiler.decide.routine import Frame, Routine
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.parse import parse_file
from server.compiler.syntax.walk import RECURSION_LIMIT
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.compiler.types.sizes import Sizes
from server.diagnostics.collector import Collector


def inliner_of(source: str, level: int = 1) -> tuple[Inliner, dict[str, Routine]]:
    """The inliner for a package without imports, and its functions by name. Errors in the source are allowed."""
    tree = parse_file("a.go", source.encode())
    typed = check_package("p", [tree], CheckConfig(Sizes(8), lambda _path: None), Collector())
    bodies = TypedBodies([typed])
    routines = {}
    for body in typed.functions:
        routine = bodies.routine_of(body.obj)
        if routine is not None:
            routines[body.obj.name] = routine
    return Inliner(bodies, Sizes(8), "amd64", Options(level)), routines


def inlined_names(frame: Frame) -> list[str]:
    """The names of the functions inlined into a frame."""
    return [inner.name for inner in frame.inside() if inner is not frame]


LARGE = """package p
//go:noinline
func sink(int) {}
func f(a int) int {
	a++
	if a > 1 {
		sink(a)
		sink(a + 1)
		sink(a + 2)
	}
	return a
}
"""


def test_breakdown_adds_up() -> None:
    """The costs of the statements of a body are its cost."""
    inliner, routines = inliner_of(LARGE)
    found = inliner.breakdown(routines["f"])
    assert sum(cost for _, cost in found.parts) == found.verdict.cost
    assert [type(stmt) for stmt, _ in found.parts] == [ast.IncDecStmt, ast.IfStmt, ast.ReturnStmt]


def test_extraction_makes_it_fit() -> None:
    """The statement named is the only one that is enough, and the function fits without it."""
    inliner, routines = inliner_of(LARGE)
    found = inliner.breakdown(routines["f"])
    assert not found.verdict.can_inline
    assert found.extraction is not None
    assert isinstance(found.extraction.stmt, ast.IfStmt)
    assert found.extraction.cost <= found.verdict.budget


def test_extraction_is_really_enough() -> None:
    """A function with the statement moved out by hand costs what was said."""
    inliner, routines = inliner_of(LARGE)
    found = inliner.breakdown(routines["f"]).extraction
    assert found is not None
    moved = LARGE.replace("if a > 1 {\n\t\tsink(a)\n\t\tsink(a + 1)\n\t\tsink(a + 2)\n\t}", "moved(a)")
    moved += "func moved(a int) { if a > 1 { sink(a); sink(a+1); sink(a+2) } }\n"
    inliner, routines = inliner_of(moved)
    assert inliner.verdict(routines["f"]).cost == found.cost


def test_no_extraction_of_statements_that_leave() -> None:
    """A statement with a return in it cannot become a function."""
    source = LARGE.replace("sink(a + 2)", "return 3")
    inliner, routines = inliner_of(source)
    found = inliner.breakdown(routines["f"])
    assert not found.verdict.can_inline
    assert found.extraction is None


SMALL = """package p
func leaf(x int) int { return x + 1 }
func middle(x int) int { return leaf(x) + leaf(x) }
func top() int { return middle(1) }
"""


def test_frames_are_copies() -> None:
    """Every inlined call has a frame of its own, callers first, with the way it came."""
    inliner, routines = inliner_of(SMALL)
    frame = inliner.expand(routines["top"])
    assert inlined_names(frame) == ["middle", "leaf", "leaf"]
    frames = list(frame.inside())
    assert len(set(frames)) == 4
    assert all(inner.function() is frame for inner in frames)
    assert [len(inner.call_path()) for inner in frames] == [0, 1, 2, 2]


def test_level_zero_inlines_nothing() -> None:
    """-l"""
    inliner, routines = inliner_of(SMALL, level=0)
    assert not inliner.verdict(routines["leaf"]).can_inline
    assert inlined_names(inliner.expand(routines["top"])) == []


def test_level_four_makes_calls_cheap() -> None:
    """-l=4"""
    source = "package p\nfunc sink(int)\nfunc f(a int) { sink(a); sink(a); sink(a) }\n"
    inliner, routines = inliner_of(source)
    assert not inliner.verdict(routines["f"]).can_inline
    inliner, routines = inliner_of(source, level=4)
    assert inliner.verdict(routines["f"]).can_inline


def test_broken_callee_is_called() -> None:
    """A function with an error has no body that could be inlined; its callers are decided about as usual."""
    source = SMALL.replace("return x + 1", 'return x + "a"')
    inliner, routines = inliner_of(source)
    assert "leaf" not in routines
    assert inliner.verdict(routines["middle"]).cost > 2 * 57
    assert inlined_names(inliner.expand(routines["top"])) == []


def test_closure_is_gone_when_all_its_calls_are_inlined() -> None:
    """The frame says which literals no value is made of."""
    source = "package p\nfunc f(a int) int {\n\tg := func() int { return a }\n\treturn g() + g()\n}\n"
    inliner, routines = inliner_of(source)
    frame = inliner.expand(routines["f"])
    assert inlined_names(frame) == ["f.func1", "f.func1"]
    assert set(frame.literals) == frame.unused


def test_directly_called_literal_is_no_function() -> None:
    """`func() { ... }()` leaves nothing behind."""
    inliner, routines = inliner_of("package p\nfunc f(a int) int { return func() int { return a }() }\n")
    frame = inliner.expand(routines["f"])
    assert inlined_names(frame) == ["f.func1"]
    assert not frame.literals


@pytest.mark.parametrize(
    "expression",
    ["(" * 1000 + "a" + ")" * 1000, "^" * 1000 + "a", "a" + " + a" * 5000, "f(" * 700 + "a" + ")" * 700],
    ids=["parentheses", "signs", "chain", "calls"],
)
def test_deep_nesting(expression: str) -> None:
    """What the parser lets through is counted."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(RECURSION_LIMIT)
    try:
        inliner, routines = inliner_of(f"package p\nfunc f(a int) int {{ return {expression} }}\n")
        assert inliner.verdict(routines["f"]).cost > 1
        inliner.expand(routines["f"])
    finally:
        sys.setrecursionlimit(before)
