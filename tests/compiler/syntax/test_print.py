"""Expressions as messages quote them: what is printed for what is written."""

import pytest

from server.compiler.syntax.nodes import GenDecl, ValueSpec
from server.compiler.syntax.parse import parse_file
from server.compiler.syntax.print import expression_text

SAME = [
    "x", "42", '"a\\n"', "x.f.g", "f(a, b...)", "x[i]", "x[a, b]", "x[i:j]", "x[:]", "x[:j:k]", "x.(T)", "*p", "-x",
    "a + b * c", "(a + b) * c", "<-c", "&x", "[]int", "[...]int", "[N]p.T", "map[K][]V", "chan int", "<-chan int",
    "chan<- int", "chan (<-chan int)", "func(a, b int, c ...string) (x T, err error)", "func() int", "func(int)",
    "struct{a, b int; c string \"tag\"; T}", "interface{m(a int) string; ~int | T}", "interface{}",
]  # fmt: skip
CHANGED = {
    "a+b": "a + b",
    "T{1, 2}": "T{…}",
    "T{}": "T{}",
    "[]T{{1}}": "[]T{…}",
    "func() int { return 1 }": "func() int {…}",
    "func( ) { }": "func() {}",
    "f( a,\n b,\n)": "f(a, b)",
    "x[ i : j ]": "x[i:j]",
    "interface {}": "interface{}",
}


def printed(text: str) -> str:
    tree = parse_file("a.go", f"package p\nvar _ = {text}\n".encode())
    decl = tree.decls[0].decl
    assert isinstance(decl, GenDecl)
    spec = decl.specs[0]
    assert isinstance(spec, ValueSpec)
    return expression_text(spec.values[0])


@pytest.mark.parametrize("text", SAME)
def test_unchanged(text: str) -> None:
    assert printed(text) == text


@pytest.mark.parametrize(("text", "expected"), CHANGED.items())
def test_changed(text: str, expected: str) -> None:
    assert printed(text) == expected


def test_depth_needs_no_recursion() -> None:
    text = "(" * 1400 + "x" + ")" * 1400
    assert printed(text) == text
