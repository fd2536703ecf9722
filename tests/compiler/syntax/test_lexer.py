"""Tokens: automatic semicolons, the tokens that depend on context, offsets in bytes, literals."""

import pytest

from server.compiler.syntax.lexer import lex, load_kinds
from server.compiler.syntax.nodes import BasicLit, Ident
from server.compiler.syntax.tables import load_tables


def words(source: str) -> list[str]:
    """The tokens of a text by name; `;` for every semicolon."""
    tables, kinds = load_tables(), load_kinds()
    texts = {number: text for text, number in tables.literals.items()}
    found = []
    for kind, value in zip(*(lambda t: (t.kinds, t.values))(lex(source.encode().decode("latin-1"))), strict=True):
        if kind == kinds.ident:
            found.append(value.name)
        elif isinstance(value, BasicLit):
            found.append(value.value)
        else:
            found.append(texts.get(kind, tables.terminals[kind]))
    return found[:-1]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a\n", "a ;"),
        ("a", "a ;"),
        ("a //c\nb", "a ; b ;"),
        ("a /*c*/ b", "a b ;"),
        ("a /*\n*/ b", "a ; b ;"),
        ("a +\nb", "a + b ;"),
        ("return\n}\n", "return ; } ;"),
        ("x++\ny--\n", "x INC_DEC ; y INC_DEC ;"),
        ("f(\na,\n)\n", "f ( a , ) ;"),
        ("break\ncontinue\nfallthrough\ngoto\n", "break ; continue ; fallthrough ; goto"),
        ("if x { T{} }", "if x BODY T { } } ;"),
        ("for x := range []T{1} {}", "for x := range [ ] T { 1 } BODY } ;"),
        ("switch x := f(T{}); {}", "switch x := f ( T { } ) ; BODY } ;"),
        ("if f := func() T { return 1 }; f {}", "if f := func ( ) T { return 1 } ; f BODY } ;"),
        ("for range map[K]struct{}{} {}", "for range map [ K ] struct { } { } BODY } ;"),
        ("type T[P any] int", "type T TYPE_PARAMS P any ] int ;"),
        ("type T[N] int", "type T [ N ] int ;"),
        ("type T[P /* c */ /* d */ *Q,] int", "type T TYPE_PARAMS P * Q , ] int ;"),
        ("type T[P *Q] int", "type T [ P * Q ] int ;"),
        ("type ( T[P any] int; U [N]int )", "type ( T TYPE_PARAMS P any ] int ; U [ N ] int ) ;"),
        ("x := a[i]", "x := a [ i ] ;"),
    ],
)
def test_tokens(source: str, expected: str) -> None:
    got = " ".join(words(source))
    assert got == expected


def test_offsets_count_bytes() -> None:
    tokens = lex('äö := "ß" + b'.encode().decode("latin-1"))
    assert tokens.starts == [0, 5, 8, 13, 15, 16, 16]
    first, text = tokens.values[0], tokens.values[2]
    assert isinstance(first, Ident)
    assert (first.name, first.start, first.end) == ("äö", 0, 4)
    assert isinstance(text, BasicLit)
    assert (text.value, text.end) == ('"ß"', 12)


@pytest.mark.parametrize(
    ("literal", "kind"),
    [
        ("0", "INT"), ("0x_1F", "INT"), ("0b1", "INT"), ("0o17", "INT"), ("017", "INT"), ("1_000", "INT"),
        ("1.", "FLOAT"), (".5e+3", "FLOAT"), ("1e3", "FLOAT"), ("08.5", "FLOAT"), ("0x1p-2", "FLOAT"),
        ("08i", "IMAG"), ("1.5i", "IMAG"), ("0x1i", "IMAG"), ("'a'", "CHAR"), ("'\\''", "CHAR"), ("'\\377'", "CHAR"),
        ("'\\U0010FFFF'", "CHAR"), ("'世'", "CHAR"), ('"\\""', "STRING"), ("`\\q`", "STRING"),
    ],
)  # fmt: skip
def test_good_literals(literal: str, kind: str) -> None:
    tokens = lex(literal.encode().decode("latin-1"))
    assert not tokens.problems
    assert tokens.values[0].kind == kind
    assert tokens.values[0].value == literal
