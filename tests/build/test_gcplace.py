"""Where gc reports what is decided about an expression: at its operator."""

import pytest

from server.build.gcplace import operator_offset

# The operator is marked by ^ below.
CASES = [
    ("x", 0),
    ("p.x", 1),
    ("a.b.c", 3),
    ("f(a.b).c", 6),
    ("s[i]", 1),
    ("m[a.b][c]", 6),
    ("s[i:j]", 1),
    ("f(x, g(y))", 1),
    ("v.Value(1)", 7),
    ("e.(*T)", 1),
    ("x.y.(interface{ M() })", 3),
    ("*p", 0),
    ("*p.q", 0),
    ("&p.x", 0),
    ("p.x = y.z", 4),
    ("*p = 7", 3),
    ("a.b += c[d]", 4),
    ("x := f(y)", 2),
    ("f(a == b)", 1),
    ('m["a.b=c"].d', 10),
    ("s[/* [ */ i]", 1),
    ("(x)", 0),
    ("T{a: 1}", 1),
    ("a.b < c.d", 4),
    ("s[i] == '<'", 5),
    ("a<<1 >= b", 5),
    ("*p != 0", 3),
    ("f(x < y)", 1),
    ("<-c", 0),
    ("return p.x", 0),
    ("defer f(x)", 0),
    ("", 0),
]


@pytest.mark.parametrize(("text", "offset"), CASES)
def test_operator(text: str, offset: int) -> None:
    assert operator_offset(text.encode()) == offset
