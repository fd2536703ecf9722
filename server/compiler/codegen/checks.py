"""Run-time checks: a branch to a cold block that calls the panic function, which carries the line.

A failed bounds check reports its operands as signed or unsigned numbers by the type of the index, as gc does.
Implicit nil checks are marked so that LLVM may fold them into the access that follows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.codegen.convert import resize
from server.compiler.codegen.emitter import Emitter
from server.compiler.ir.func import Value
from server.compiler.ir.ops import BoundsKind, Op

# The comparison that must hold, unsigned, and the runtime function that reports its failure.
_BOUNDS: Final = {
    BoundsKind.INDEX: ("ult", "panicIndex"),
    BoundsKind.SLICE_ALEN: ("ule", "panicSliceAlen"),
    BoundsKind.SLICE_ACAP: ("ule", "panicSliceAcap"),
    BoundsKind.SLICE_B: ("ule", "panicSliceB"),
    BoundsKind.SLICE3_ALEN: ("ule", "panicSlice3Alen"),
    BoundsKind.SLICE3_ACAP: ("ule", "panicSlice3Acap"),
    BoundsKind.SLICE3_B: ("ule", "panicSlice3B"),
    BoundsKind.SLICE3_C: ("ule", "panicSlice3C"),
    BoundsKind.CONVERT: ("uge", "panicSliceConvert"),
}
assert _BOUNDS.keys() == set(BoundsKind), "every bounds kind has a row"


def lower_bounds_check(e: Emitter, value: Value) -> None:
    """boundscheck t0, t1 index"""
    assert isinstance(value.aux, BoundsKind)
    predicate, name = _BOUNDS[value.aux]
    word = e.word()
    x, y = (_as_word(e, arg) for arg in value.args)
    good = e.let(f"icmp {predicate} {word} {x}, {y}")
    suffix = "" if e.layouts.is_signed(e.type_of(value.args[0])) else "U"
    e.panic_unless(good, name + suffix, f"{word} {x}", f"{word} {y}")


def _as_word(e: Emitter, value: Value) -> str:
    """An integer in the width of int; a uint64 on a 32-bit target never gets here."""
    typ = e.type_of(value)
    return resize(e, e.operand(value), e.layouts.scalar(typ), e.word(), e.layouts.is_signed(typ))


def lower_nil_check(e: Emitter, value: Value) -> None:
    """nilcheck t0 implicit"""
    good = e.let(f"icmp ne ptr {e.operands(value.args[0])[0]}, null")
    e.panic_unless(good, "sigpanic", implicit=value.aux is True)


def lower_division_check(e: Emitter, value: Value) -> None:
    """divcheck t0"""
    llvm = e.layouts.scalar(e.type_of(value.args[0]))
    e.panic_unless(e.let(f"icmp ne {llvm} {e.operand(value.args[0])}, 0"), "panicdivide")


def lower_shift_check(e: Emitter, value: Value) -> None:
    """shiftcheck t0"""
    llvm = e.layouts.scalar(e.type_of(value.args[0]))
    e.panic_unless(e.let(f"icmp sge {llvm} {e.operand(value.args[0])}, 0"), "panicshift")


LOWERING: Final[dict[Op, Callable[[Emitter, Value], None]]] = {
    Op.BOUNDS_CHECK: lower_bounds_check,
    Op.NIL_CHECK: lower_nil_check,
    Op.DIV_CHECK: lower_division_check,
    Op.SHIFT_CHECK: lower_shift_check,
}
