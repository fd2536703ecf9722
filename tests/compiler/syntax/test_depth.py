"""Chains may be long; what nests too deeply gets a diagnostic."""

import pytest

from server.compiler.syntax.parse import parse_file
from server.compiler.syntax.walk import MAX_CHAIN, MAX_DEPTH, RECURSION_LIMIT
from tests.compiler.types.checking import check_source

PROGRAM = """package p

type T struct{ p *T }

func (t T) f() T { return t }

func g(a int) int { return a }

func h(a int, s string, b bool, t T, p *T) {
	%s
}
"""
LONG = {
    "sum": "_ = a" + " + a" * 10_000,
    "concatenation": "_ = s" + ' + "x"' * 10_000,
    "condition": "_ = b" + " && b" * 10_000,
    "methods": "t" + ".f()" * 5_000,
    "fields": "_ = p" + ".p" * 10_000,
    "else": "if b { }" + " else if b { }" * 5_000,
}
DEEP = {
    "parentheses": "_ = " + "(" * 10_000 + "a" + ")" * 10_000,
    "calls": "_ = " + "g(" * 10_000 + "a" + ")" * 10_000,
    "signs": "_ = " + "- " * 10_000 + "a",
    "methods": "t" + ".f()" * MAX_CHAIN,
    "right operands": "_ = a" + " + (a" * 10_000 + ")" * 10_000,
}


@pytest.mark.parametrize("name", LONG)
def test_long_chain(name: str) -> None:
    """Accepted, as by gc."""
    assert not check_source(PROGRAM % LONG[name]).findings


def test_error_in_long_chain() -> None:
    """The error in the middle is the only one."""
    text = LONG["sum"] + " + nope" + " + a" * 1_000
    assert [one.message for one in check_source(PROGRAM % text).findings] == ["undefined: nope"]


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting(name: str) -> None:
    """Reported."""
    tree = parse_file("a.go", (PROGRAM % DEEP[name]).encode())
    errors = [error.row.code for decl in tree.decls for error in decl.errors]
    assert errors == ["TooDeep"]


def test_limits_fit() -> None:
    """Nesting is part of what the recursion limit allows for."""
    assert MAX_DEPTH < MAX_CHAIN < RECURSION_LIMIT
