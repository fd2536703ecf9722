"""The verifier accepts what is well formed and names what is not."""

import pytest

from server.compiler.ir.print import print_func
from server.compiler.ir.verify import VerifyError, verify
from tests.compiler.ir.reader import read_func

GOOD = """
func main.f(a int, s []int) (int)
b0: entry
    t0 = param a int
    t1 = param s []int
    t2 = const 0 int
    t3 = lt t0, t2 bool
    if t3 then b1 else b2
b1: then <- b0
    t4 = slicelen t1 int
    boundscheck t0, t4 index
    t6 = sliceptr t1 *int
    t7 = indexaddr t6, t0 *int
    t8 = load t7 int
    jump b2
b2: done <- b0 b1
    t9 = phi [b0: t2, b1: t8] int
    t10 = call main.g(t9) int
    return t10
"""

# Each case: a change of GOOD (old text, new text) and what the verifier says about it.
BROKEN = {
    "use before definition": ("t9 = phi [b0: t2, b1: t8] int", "t9 = phi [b0: t8, b1: t8] int", "not defined on every"),
    "operand types differ": ("t3 = lt t0, t2 bool", "t3 = lt t0, t1 bool", "differ in type"),
    "comparison gives a bool": ("t3 = lt t0, t2 bool", "t3 = lt t0, t2 int", "gives a bool"),
    "load of another type": ("t8 = load t7 int", "t8 = load t7 bool", "not what the pointer points to"),
    "length of an int": ("t4 = slicelen t1 int", "t4 = slicelen t0 int", "wants a slice"),
    "too few operands": ("boundscheck t0, t4 index", "boundscheck t0 index", "wants 2 operands"),
    "unreachable block": ("if t3 then b1 else b2", "jump b2", "does not reach"),
    "wrong result type": ("return t10", "return t1", "wanted int"),
    "too many results": ("return t10", "return t10, t10", "returns 2 values"),
    "phi after values": ("    t9 = phi", "    t20 = const 1 int\n    t9 = phi", "PHI after"),
}


def test_well_formed() -> None:
    func = read_func(GOOD)
    verify(func)
    assert print_func(func).split("\n")[1:] == GOOD.split("\n")[2:]


@pytest.mark.parametrize("case", BROKEN)
def test_broken(case: str) -> None:
    old, new, problem = BROKEN[case]
    assert old in GOOD
    with pytest.raises(VerifyError, match=problem) as raised:
        verify(read_func(GOOD.replace(old, new)), "some pass")
    assert str(raised.value).startswith("main.f after some pass: ")


def test_edges_must_agree() -> None:
    func = read_func(GOOD)
    func.blocks[2].preds.pop()
    for value in func.blocks[2].values[:1]:
        value.args.pop()
    with pytest.raises(VerifyError, match="do not agree"):
        verify(func)


def test_numbers_are_unique() -> None:
    func = read_func(GOOD)
    func.blocks[1].values[0].id = 0
    with pytest.raises(VerifyError, match="taken twice"):
        verify(func)


def test_entry_has_no_predecessor() -> None:
    func = read_func(GOOD.replace("return t10", "jump b0"))
    with pytest.raises(VerifyError, match="the entry has a predecessor"):
        verify(func)


def test_large_values_are_no_phis() -> None:
    func = read_func(GOOD)
    array = read_func("func m.f(a [9]int)\nb0: entry\n    t0 = param a [9]int\n    return").params[0].type
    phi = func.blocks[2].values[0]
    phi.type = array
    with pytest.raises(VerifyError, match=r"differ in type|must stay in memory"):
        verify(func)
