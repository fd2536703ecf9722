"""What the editor knows about functions is what a build makes of them, in every version; what cannot matter is kept."""

import random
import threading
from collections.abc import Iterable

import pytest

from server.build.functions import CompiledFunction, FunctionTable
from server.compiler.codegen.emit import CodegenOptions
from server.compiler.decide.bodies import TypedBodies
from server.compiler.decide.inline.verdicts import Options
from server.compiler.ir.decisions import Decision
from server.compiler.ir.print import print_func
from server.compiler.irbuild.context import BuildConfig
from server.compiler.pipeline import BackEnd, compile_unit
from server.compiler.ssa.options import PassOptions
from server.compiler.syntax.nodes import DeclTree
from server.compiler.syntax.parse import parse_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import Cancelled, CheckConfig
from server.compiler.types.info import TypedPackage
from server.compiler.types.linkname import written_name
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.target import TARGETS
from tests.compiler.stages import SIZES, only_unsafe

SOURCE = """package main

import "unsafe"

type shower interface{ show(p *int) }

type one struct{ n int }

type pair struct{ a, b one }

const limit = 10

var keep *int
var word = unsafe.Sizeof(pair{})
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

func pairs(ps []pair, i int) int { n := 0; for j := range ps { n += ps[j].b.n }; return n + ps[i].a.n + limit }

func bound() func(*int) { o := one{3}; defer o.show(keep); return o.show }

func count(n int) func() int { return func() int { n++; return func() int { return n }() } }

func seq(yield func(int) bool) { for i := 0; i < limit; i++ { if !yield(i) { return } } }

func sum() (total int) { for i := range seq { total += i }; go alone(); return total }

func forms(xs []int, v any) []int { defer alone(); n, _ := v.(int); return append(xs[1:n], n) }

func init() { hook(nil) }

func init() { keep = new(int) }

func rest() { words(); pairs(nil, 0); bound(); count(1); sum(); forms(nil, 1) }

func main() { both(); dynamic(); through(); circle(); alone(); rest() }
"""

# An edit each; one of a body is called after its function.
EDITS = {
    "peek": ("return *p + 1", "keep = p; return 2"),
    "store": ("{ keep = p }", "{ println(*p) }"),
    "odd": ("return false", "keep = p; return false"),
    "show": ("println(*p, o.n)", "keep = p"),
    "pick": ("if first { return a }", "if first { return nil }"),
    "alone": ("make([]int, 3)", "nil"),
    "words": ("return *pick(&a, &b, false)", "return a + b"),
    "both": ("return peek(&y)", "return peek(&x)"),
    "count": ("n++", "println(n)"),
    "constant": ("limit = 10", "limit = 300"),
    "field": ("type one struct{ n int }", "type one struct{ m, n int }"),
    "renamed field": ("type pair struct{ a, b one }", "type pair struct{ b, a one }"),
    "signature": ("func alone() []int {", "func alone() any {"),
    "error in a method set": ("func (o one) show", "func (o *one) show"),
    "directive": ("func peek(", "//go:noinline\nfunc peek("),
    "comment": ("const limit", "// a comment\nconst limit"),
    "one init less": ("func init() { hook(nil) }\n", ""),
    "new type": ("const limit", "type other struct{ one }\n\nconst limit"),
    "error in peek": ("return *p + 1", "return *p + nope"),
    "error in a type": ("type pair struct{ a, b one }", "type pair struct{ a, b on }"),
}


class Versions:
    """The versions of one package: declarations whose text stays keep their trees, as in the server."""

    def __init__(self) -> None:
        self.table: FunctionTable | None = None
        self._trees: dict[bytes, DeclTree] = {}

    def check(self, text: str) -> TypedPackage:
        """The next version, checked."""
        parsed = parse_file("main.go", text.encode())
        parsed.decls[:] = [self._trees.setdefault(tree.text, tree) for tree in parsed.decls]
        return check_package("main", [parsed], CheckConfig(SIZES, only_unsafe), Collector())

    def open(self, text: str) -> FunctionTable:
        """Its functions, with those of the version before at hand."""
        self.table = table(self.check(text), self.table)
        return self.table


def table(typed: TypedPackage, before: FunctionTable | None = None) -> FunctionTable:
    """The functions of a version."""
    return FunctionTable(typed, (), BuildConfig(SIZES), "amd64", threading.RLock(), before)


def never() -> bool:
    """Nobody cancels."""
    return False


def by_name(functions: FunctionTable) -> dict[str, CompiledFunction]:
    """All functions by name; of the functions `init` the last."""
    return {written_name(body.obj): functions.compiled(body, never) for body in functions.bodies.values()}


def facts(compiled: CompiledFunction) -> tuple[object, ...]:
    """What there is to compare."""
    rows = tuple((row.name, row.verdict, texts(row.decisions)) for row in compiled.instances)
    printed = [print_func(func) for func in compiled.funcs]
    return compiled.verdict, compiled.obstacle, texts(compiled.decisions), rows, printed


def texts(decisions: Iterable[Decision]) -> list[object]:
    """Decisions with their places and reasons."""
    return [
        (
            (item.kind, item.func, place(item), item.subject, item.verdict, item.reason, item.message, item.level),
            [(step.text, step.span and step.span.start) for step in item.steps],
        )
        for item in decisions
    ]


def place(item: Decision) -> object:
    """Where a decision is about."""
    return item.span and (item.span.anchor, item.span.start, item.span.end)


def edited(*names: str) -> str:
    """The source after edits."""
    text = SOURCE
    for name in names:
        old, new = EDITS[name]
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def built(typed: TypedPackage) -> tuple[dict[str, str], list[str]]:
    """What a build makes of a package: functions, and what is decided about them, sorted."""
    building = BuildConfig(SIZES)
    passes = PassOptions(sizes=SIZES)
    back = BackEnd(FileSet(), TARGETS[0], building, passes, CodegenOptions(), deciding=Options())
    compiled = compile_unit(typed, TypedBodies([typed]), back, Collector())
    assert compiled is not None
    return {func.symbol: print_func(func) for func in compiled.ir.funcs}, sorted(map(repr, texts(compiled.log.items)))


@pytest.mark.parametrize("seed", range(3))
def test_versions_equal_what_a_build_makes(seed: int) -> None:
    rng, versions = random.Random(seed), Versions()
    sound = [name for name in EDITS if not name.startswith("error")]
    for names in [(), *(rng.sample(sound, rng.randrange(3)) for _ in range(8))]:
        try:
            text = edited(*names)
        except AssertionError:
            continue  # two edits of one place
        typed = versions.check(text)
        functions, decisions = built(typed)
        versions.table = table(typed, versions.table)
        order = rng.sample(typed.functions, len(typed.functions))
        shown = [versions.table.compiled(body, never) for body in order]
        assert not [one.obstacle for one in shown if one.obstacle]
        for one in shown:
            for func in one.funcs:
                # A build has no code of an instance that is inlined everywhere.
                assert print_func(func) == functions.get(func.symbol, print_func(func) if one.generic else "")
        said = {repr(item) for one in shown if not one.generic for item in texts(one.decisions)}
        assert said <= set(decisions)


def test_all_that_is_decided_about_functions_is_shown() -> None:
    typed = Versions().check(SOURCE)
    _, decisions = built(typed)
    shown = [table(typed).compiled(body, never) for body in typed.functions]
    said = [repr(item) for one in shown if not one.generic for item in texts(one.decisions)]
    beyond = ("'main.init'", "[", "generated")  # initialisers of variables, instances
    missing = [item for item in set(decisions) - set(said) if not any(word in item for word in beyond)]
    assert not missing


def test_kept_functions_are_those_compiled_anew() -> None:
    rng, versions = random.Random(7), Versions()
    for names in [(), *(rng.sample(sorted(EDITS), rng.randrange(3)) for _ in range(25))]:
        try:
            text = edited(*names)
        except AssertionError:
            continue  # two edits of one place
        functions = versions.open(text)
        anew = table(versions.check(text))
        kept, made = by_name(functions), by_name(anew)
        assert {name: facts(one) for name, one in kept.items()} == {name: facts(one) for name, one in made.items()}


def test_the_order_of_questions_does_not_matter() -> None:
    typed = Versions().check(SOURCE)
    tables = table(typed), table(typed)
    bodies = typed.functions
    forth = {body: facts(tables[0].compiled(body, never)) for body in bodies}
    back = {body: facts(tables[1].compiled(body, never)) for body in reversed(bodies)}
    assert forth == back


CALLERS = {"rest"}  # of nearly everything
ABOVE_CYCLES = {"even", "odd", "circle", "main"}  # they may depend on all that leads to a cycle
GENERIC = {"pick"}  # it may depend on everything


@pytest.mark.parametrize(
    ("edit", "again"),
    [
        ("alone", {"alone", "sum", "forms"}),
        ("peek", {"peek", "both"}),
        ("show", {"one.show", "dynamic", "bound"}),
        ("pick", {"through", "words"}),
        ("count", {"count"}),
        ("constant", {"pairs", "seq", "sum"}),
        ("field", {"one.show", "dynamic", "bound", "pairs"}),
        ("renamed field", {"pairs"}),
        ("signature", {"alone", "sum", "forms"}),
        ("directive", {"peek", "both"}),
        ("comment", {"pairs", "seq", "sum"}),
        ("one init less", set()),
        ("new type", set()),
    ],
)
def test_what_an_edit_does_not_concern_is_kept(edit: str, again: set[str]) -> None:
    versions = Versions()
    before = by_name(versions.open(SOURCE))
    after = by_name(versions.open(edited(edit)))
    renewed = {name for name, one in after.items() if one is not before.get(name)}
    assert renewed - CALLERS - ABOVE_CYCLES - GENERIC - {"init"} == again & after.keys()


def test_an_edit_that_is_undone() -> None:
    versions = Versions()
    before = by_name(versions.open(SOURCE))
    by_name(versions.open(edited("field")))
    after = by_name(versions.open(SOURCE))
    assert [name for name, one in after.items() if one is not before[name]] == []


def test_an_edit_reaches_callers() -> None:
    versions = Versions()
    moved = [
        [item.subject for item in by_name(versions.open(text))["both"].decisions if item.verdict == "moved to heap"]
        for text in (SOURCE, edited("peek"))
    ]
    assert moved == [["x"], ["x", "y"]]


def test_callers_assume_the_worst_of_what_is_blocked() -> None:
    found = by_name(Versions().open(edited("error in peek")))
    assert found["peek"].obstacle
    assert not found["peek"].funcs
    assert "y" in [item.subject for item in found["both"].decisions if item.verdict == "moved to heap"]


def test_instances_of_a_generic_function() -> None:
    pick = by_name(Versions().open(SOURCE))["pick"]
    assert sorted(row.name for row in pick.instances) == ["pick[go.shape.int]", "pick[go.shape.string]"]
    assert sorted(func.name for func in pick.funcs) == ["pick[int]", "pick[string]"]
    assert pick.verdict in [row.verdict for row in pick.instances]


def test_cancelling() -> None:
    functions = Versions().open(SOURCE)
    for body in functions.bodies.values():
        with pytest.raises(Cancelled):
            functions.compiled(body, lambda: True)
        assert functions.ready(body) is None
    assert {name for name, one in by_name(functions).items() if one.obstacle} == set()
