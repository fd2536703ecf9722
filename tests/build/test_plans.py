"""Decisions that are kept from version to version are those that would be made anew; what cannot matter is kept."""

import random

import pytest

from server.build.plans import Decided, decide_functions
from server.compiler.ir.decisions import Decision
from server.compiler.syntax.nodes import DeclTree, FuncDecl
from server.compiler.syntax.parse import parse_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import Cancelled, CheckConfig
from server.compiler.types.info import TypedPackage
from server.diagnostics.collector import Collector
from tests.compiler.stages import SIZES, only_unsafe

SOURCE = """package main

type shower interface{ show(p *int) }

type one struct{ n int }

var keep *int
var hook = func(p *int) { store(p) }

func store(p *int) { keep = p }

func peek(p *int) int { return *p + 1 }

func (o one) show(p *int) { println(*p, o.n) }

func dynamic() int { x := 1; var s shower = one{2}; s.show(&x); return x }

func even(n int, p *int) bool { if n == 0 { return true }; return odd(n-1, p) }

func odd(n int, p *int) bool { if n == 0 { return false }; return even(n-1, p) }

func pick[T any](a, b *T, first bool) *T { if first { return a }; return b }

func through() int { x, y := 1, 2; return *pick(&x, &y, true) }

func words() string { a, b := "a", "b"; return *pick(&a, &b, false) }

func alone() []int { return make([]int, 3) }

func circle() bool { x := 1; return even(3, &x) }

func both() int { x := 1; y := 2; store(&x); return peek(&y) }

func main() { both(); dynamic(); through(); circle(); alone() }
"""

# Edits of one body each, what a function is to be called in the tests being its name.
EDITS = {
    "peek": ("return *p + 1", "keep = p; return 2"),
    "store": ("{ keep = p }", "{ println(*p) }"),
    "odd": ("return false", "keep = p; return false"),
    "show": ("println(*p, o.n)", "keep = p"),
    "pick": ("if first { return a }", "if first { return nil }"),
    "alone": ("make([]int, 3)", "nil"),
    "words": ("return *pick(&a, &b, false)", "return a + b"),
    "both": ("return peek(&y)", "return peek(&x)"),
    "error in peek": ("return *p + 1", "return *p + nope"),
}
TARGET = (SIZES, "amd64")


class Versions:
    """The versions of one package: declarations whose text stays keep their trees, as in the server."""

    def __init__(self) -> None:
        self.known: dict[DeclTree, Decided] = {}
        self._trees: dict[bytes, DeclTree] = {}

    def check(self, text: str) -> TypedPackage:
        """The next version, checked."""
        parsed = parse_file("main.go", text.encode())
        parsed.decls[:] = [self._trees.setdefault(tree.text, tree) for tree in parsed.decls]
        return check_package("main", [parsed], CheckConfig(SIZES, only_unsafe), Collector())

    def decide(self, typed: TypedPackage) -> dict[DeclTree, Decided]:
        """Its decisions, with those of the versions before at hand."""
        found = decide_functions(typed, blocked(typed), self.known, TARGET, lambda: False)
        self.known |= found
        return found


def blocked(typed: TypedPackage) -> set[DeclTree]:
    """The functions with errors."""
    return {body.tree for body in typed.functions if body.broken}


def by_name(found: dict[DeclTree, Decided]) -> dict[str, Decided]:
    """The same by the name of the function."""
    return {tree.decl.name.name: known for tree, known in found.items() if isinstance(tree.decl, FuncDecl)}


def facts(known: Decided) -> tuple[object, ...]:
    """What there is to compare."""
    rows = tuple((row.name, row.verdict, texts(row.decisions)) for row in known.instances)
    return known.verdict, texts(known.decisions), dict(known.leaks), rows


def texts(decisions: tuple[Decision, ...]) -> list[object]:
    """Decisions with their places."""
    return [
        (item.kind, item.func, item.span and (item.span.start, item.span.end), item.subject, item.verdict, item.reason)
        for item in decisions
    ]


def edited(name: str) -> str:
    """The source after an edit."""
    old, new = EDITS[name]
    assert SOURCE.count(old) == 1
    return SOURCE.replace(old, new)


def test_kept_decisions_are_those_made_anew() -> None:
    rng, versions = random.Random(7), Versions()
    for name in ["", *rng.choices(sorted(EDITS), k=25)]:
        typed = versions.check(edited(name) if name else SOURCE)
        anew = decide_functions(typed, blocked(typed), {}, TARGET, lambda: False)
        kept = versions.decide(typed)
        assert {tree: facts(known) for tree, known in kept.items()} == {tree: facts(anew[tree]) for tree in anew}


@pytest.mark.parametrize(
    ("edit", "again"),
    [
        ("alone", {"alone", "main"}),
        ("peek", {"peek", "both", "main"}),
        ("show", {"show", "dynamic", "main"}),
    ],
)
def test_what_an_edit_does_not_concern_is_kept(edit: str, again: set[str]) -> None:
    versions = Versions()
    before = by_name(versions.decide(versions.check(SOURCE)))
    after = by_name(versions.decide(versions.check(edited(edit))))
    renewed = {name for name, known in after.items() if known is not before[name]}
    # Cycles and generic functions may depend on everything, and so may what leads to them.
    assert again <= renewed <= again | {"even", "odd", "circle", "pick", "through", "words"}


def test_an_edit_reaches_callers() -> None:
    versions = Versions()
    before = by_name(versions.decide(versions.check(SOURCE)))
    after = by_name(versions.decide(versions.check(edited("peek"))))
    moved = [
        [item.subject for item in found["both"].decisions if item.verdict == "moved to heap"]
        for found in (before, after)
    ]
    assert moved == [["x"], ["x", "y"]]


def test_callers_assume_the_worst_of_what_is_blocked() -> None:
    versions = Versions()
    found = by_name(versions.decide(versions.check(edited("error in peek"))))
    assert "peek" not in found
    assert "y" in [item.subject for item in found["both"].decisions if item.verdict == "moved to heap"]


def test_instances_of_a_generic_function() -> None:
    versions = Versions()
    pick = by_name(versions.decide(versions.check(SOURCE)))["pick"]
    assert sorted(row.name for row in pick.instances) == ["pick[go.shape.int]", "pick[go.shape.string]"]
    assert pick.verdict in [row.verdict for row in pick.instances]


def test_cancelling() -> None:
    typed = Versions().check(SOURCE)
    with pytest.raises(Cancelled):
        decide_functions(typed, set(), {}, TARGET, lambda: True)
