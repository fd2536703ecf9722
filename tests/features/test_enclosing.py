"""Which node a cursor means: `|` marks it in the source, the answer is the innermost node's text."""

import pytest

from server.compiler.syntax.parse import parse_file
from server.features.enclosing import declaration_at, nodes_at

CASES = [
    ("func f() { x := a|bc + d }", "abc"),
    ("func f() { x := abc| + d }", "abc"),
    ("func f() { g|(x) }", "g"),
    ("func f() { g(|x) }", "x"),
    ("func f() { x := a[i|] }", "i"),
    ("func f() { x := a +| b }", "a + b"),
    ("func f|oo() {}", "foo"),
    ("func (t *T|) m() {}", "T"),
    ("func (t T) m|() {}", "m"),
    ("var x = 1\nvar y = 2|3", "23"),
    ("func f() { a.b|c() }", "bc"),
    ("func é() { ü := 1; _ = ü| }", "ü"),
    ("type T struct { a, b| int }", "b"),
]


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_innermost(marked: str, expected: str) -> None:
    source = f"package p\n\n{marked}\n"
    offset = len(source[: source.index("|")].encode())
    data = source.replace("|", "").encode()
    found = declaration_at(parse_file("p.go", data), offset)
    assert found is not None
    decl, inside = found
    node = nodes_at(decl, inside)[-1]
    assert decl.text[node.start : node.end].decode() == expected


@pytest.mark.parametrize("offset", [0, 3, 10_000])
def test_outside_of_declarations(offset: int) -> None:
    assert declaration_at(parse_file("p.go", b"package p\n\n\n\nvar x int\n\n"), offset) is None


def test_no_recursion() -> None:
    depth = 900
    data = f"package p\n\nvar x = {'(' * depth}y{')' * depth}\n".encode()
    found = declaration_at(parse_file("p.go", data), data.index(b"y"))
    assert found is not None
    assert len(nodes_at(*found)) > depth
