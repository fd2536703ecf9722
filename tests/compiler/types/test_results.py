"""What the checker records for IR building and the editor, and how it behaves towards its caller."""

from collections.abc import Iterator

import pytest

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.checker import Cancelled
from server.compiler.types.info import Mode, TypedPackage
from server.compiler.types.typestring import type_string
from tests.compiler.types.checking import check_source


def nodes(typed: TypedPackage, kind: type) -> Iterator[ast.Node]:
    """All nodes of a kind in a package."""
    for file in typed.files:
        for tree in file.decls:
            yield from (node for node in preorder(tree.decl) if isinstance(node, kind))


def types_of(source: str, kind: type) -> list[str]:
    """Mode, type and value recorded for each node of a kind, in source order."""
    typed = check_source("package p\n\n" + source).typed
    shown = []
    for node in nodes(typed, kind):
        recorded = typed.info.types[node]
        value = "" if recorded.value is None else f" = {recorded.value!r}"
        shown.append(f"{recorded.mode.value} {type_string(recorded.type)}{value}")
    return shown


@pytest.mark.parametrize(
    ("source", "kind", "expected"),
    [
        ("var x float32 = 1 + 2", ast.BasicLit, ["constant untyped int = 1", "constant untyped int = 2"]),
        ("var x float32 = 1 + 2", ast.BinaryExpr, ["constant float32 = Fraction(3, 1)"]),
        ("var s uint\nvar x int64 = 1 << s", ast.BasicLit, ["constant int64 = 1"]),
        ("var x any = 'a'", ast.BasicLit, ["constant rune = 97"]),
        ('var m map[string]int\nvar v, ok = m["a"]', ast.IndexExpr, ["map index expression (int, bool)"]),
        ("func f(a []int) { _ = append(a, 1) }", ast.CallExpr, ["value []int"]),
        ("func f() {}\n\nfunc g() { f() }", ast.CallExpr, ["no value ()"]),
        ("var x = [...]int{1, 2}", ast.CompositeLit, ["value [2]int"]),
        ('func f[P any](x P) P { return x }\n\nvar y = f("a")', ast.CallExpr, ["value string"]),
        ("var b = 1 == 2", ast.BinaryExpr, ["constant bool = False"]),
    ],
)
def test_recorded_types(source: str, kind: type, expected: list[str]) -> None:
    """Types, modes and values of expressions."""
    assert types_of(source, kind) == expected


def test_every_expression_of_a_body_has_a_type() -> None:
    """Nothing that IR building looks at is missing."""
    source = """package p

type T struct{ a, b int }

func (t *T) m(x ...string) (int, error) { return len(x), nil }

func f(t *T, c chan int, m map[string][]int) (r int) {
	for i, v := range m["a"] {
		r += i * v << 2
	}
	n, err := t.m("a", "b")
	if err != nil && n > 1 || !(t.a == -t.b) {
		defer func() { _ = recover() }()
	}
	select {
	case v, ok := <-c:
		_, _ = v, ok
	}
	switch x := any(t).(type) {
	case *T:
		x.a = 1
	}
	return r
}
"""
    checked = check_source(source)
    assert not checked.findings
    info = checked.typed.info
    known = info.types.keys() | info.uses.keys() | info.defs.keys()
    skipped = (ast.KeyValueExpr, ast.Field, ast.FieldList)
    for tree in checked.typed.files[0].decls:
        for node in preorder(tree.decl):
            if isinstance(node, ast.Ident | ast.CallExpr | ast.BinaryExpr | ast.UnaryExpr | ast.SelectorExpr):
                assert node in known or isinstance(node, skipped), node


def test_selections_and_methods_through_embedding() -> None:
    """The path through embedded fields, and whether a pointer is followed."""
    source = "package p\n\ntype A struct{ f int }\n\ntype B struct{ *A }\n\nvar b B\nvar x = b.f\n"
    typed = check_source(source).typed
    (selection,) = typed.info.selections.values()
    assert (selection.kind, selection.path, selection.indirect) == ("field", (0, 0), True)


def test_initialization_order() -> None:
    """Dependencies first, through functions; otherwise as written."""
    source = (
        "package p\n\nvar a = b + f()\nvar b = 1\n\nfunc f() int { return c }\n\nvar c, d = g()\n\n"
        "func g() (int, int) { return 1, 2 }\n\nvar _ = h()\n\nfunc h() int { return 0 }\n"
    )
    typed = check_source(source).typed
    assert [[var.name for var in one.lhs] for one in typed.init_order] == [["b"], ["c", "d"], ["a"], []]


@pytest.mark.parametrize(
    "source",
    [
        "var x = " + "(" * 1000 + "1" + ")" * 1000,
        "var x " + "*" * 1000 + "int",
        "func f(x int) int { return x }\n\nvar x = " + "f(" * 500 + "1" + ")" * 500,
        "func f() {" + "{" * 1000 + "}" * 1000 + "}",
        "var a int\nvar x = " + " + ".join(["a"] * 1000),
        "\n".join(f"type T{i} struct {{ f T{i + 1} }}" for i in range(1000)) + "\ntype T1000 int",
        "\n".join(f"var v{i} = v{i + 1}" for i in range(1000)) + "\nvar v1000 = 1",
    ],
)
def test_deep_programs(source: str) -> None:
    """Depth that the parser lets through is no problem."""
    assert not check_source("package p\n\n" + source + "\n").findings


def test_cancelling() -> None:
    """The caller's wish is asked for at every declaration."""
    with pytest.raises(Cancelled):
        check_source("package p\n\nfunc f() {}\n", cancelled=lambda: True)


def test_declarations_only() -> None:
    """Bodies are not looked at, imports are not called unused."""
    source = 'package p\n\nimport "unsafe"\n\nfunc F() int { return nope }\n'
    checked = check_source(source, ignore_bodies=True)
    assert not checked.findings
    assert "F" in checked.typed.package.scope.names


def test_syntax_errors_silence_their_declaration_only() -> None:
    """The others keep their types."""
    typed = check_source("package p\n\nvar x = 1\n").typed
    (literal,) = nodes(typed, ast.BasicLit)
    assert typed.info.types[literal].mode is Mode.CONSTANT
