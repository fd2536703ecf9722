"""Products that are added to something, in one instruction and rounded once, where gc does so.

The spec allows it ("Floating-point operators"): an explicit conversion between product and sum prevents it. gc does it
on every architecture whose baseline has the instruction, across statements too, and with programs that print their
results the difference shows; so the choice between two products is gc's as well: of `a*b + c*d` the second is rounded
once with the sum, of `a*b - c*d` too. On arm64 a product may be negated first, which is exact. Doubling is an addition
for gc and never fused.

Source: cmd/compile, the rewrite rules of the architecture and `generic.rules`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from server.compiler.codegen.emitter import Emitter
from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op


@dataclass(frozen=True, slots=True)
class _Product:
    """`x * y`, or its opposite."""

    x: Value
    y: Value
    negative: bool


def fuse(e: Emitter, value: Value, llvm: str) -> str | None:
    """The sum or difference of floats that `value` is, where an operand is a product to fuse; None otherwise.

    llvm: LLVM's name of the type, float or double.
    """
    if not e.module.target.machine.fuses_products or value.op not in (Op.ADD, Op.SUB):
        return None
    left, right = value.args
    opposites = e.module.target.machine.fuses_opposites
    if product := _product(right, opposites):
        return _multiply_add(e, llvm, product, value.op is Op.SUB, e.operand(left))
    if product := _product(left, opposites):
        addend = e.operand(right)
        if value.op is Op.SUB:
            addend = e.let(f"fneg {llvm} {addend}")
        return _multiply_add(e, llvm, product, False, addend)
    return None


def _product(value: Value, opposites: bool) -> _Product | None:
    negative = False
    while opposites and value.op is Op.NEG:
        value, negative = value.args[0], not negative
    if value.op is not Op.MUL or any(_is_two(factor) for factor in value.args):
        return None
    return _Product(value.args[0], value.args[1], negative)


def _is_two(factor: Value) -> bool:
    return factor.op is Op.CONST and isinstance(factor.aux, int | Fraction) and factor.aux == 2


def _multiply_add(e: Emitter, llvm: str, product: _Product, subtract: bool, addend: str) -> str:
    """x*y + addend, or addend - x*y."""
    x = e.operand(product.x)
    if product.negative is not subtract:
        x = e.let(f"fneg {llvm} {x}")
    return fused(e, llvm, x, e.operand(product.y), addend)


def fused(e: Emitter, llvm: str, x: str, y: str, addend: str) -> str:
    """x*y + addend, rounded once."""
    suffix = "f32" if llvm == "float" else "f64"
    callee = e.module.intrinsic(f"llvm.fma.{suffix}", llvm, ", ".join([llvm] * 3))
    return e.let(f"call {llvm} {callee}({llvm} {x}, {llvm} {y}, {llvm} {addend})")
