"""Arithmetic and comparisons with Go's exact meaning.

LLVM leaves some results undefined where Go defines them: MIN / -1, shifts by the width or more. Those get a select, so
the undefined value is never looked at. No operation carries nsw, nuw or fast-math flags: integers wrap, floating-point
numbers follow IEEE 754, and LLVM fuses nothing of its own accord (what gc fuses: fused.py).

Spec: "Arithmetic operators", "Integer overflow", "Comparison operators".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.codegen.emitter import Emitter
from server.compiler.codegen.fused import fuse, fused
from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.types.model import Basic, Kind, underlying

_INTEGER: Final = {
    Op.ADD: "add",
    Op.SUB: "sub",
    Op.MUL: "mul",
    Op.AND: "and",
    Op.OR: "or",
    Op.XOR: "xor",
}
_FLOAT: Final = {Op.ADD: "fadd", Op.SUB: "fsub", Op.MUL: "fmul", Op.DIV: "fdiv"}
# Predicates: signed, unsigned, floating point. A comparison with NaN is false, but != is true.
_PREDICATES: Final = {
    Op.EQ: ("eq", "eq", "oeq"),
    Op.NE: ("ne", "ne", "une"),
    Op.LT: ("slt", "ult", "olt"),
    Op.LE: ("sle", "ule", "ole"),
    Op.GT: ("sgt", "ugt", "ogt"),
    Op.GE: ("sge", "uge", "oge"),
}


def lower_binary(e: Emitter, value: Value) -> None:
    """t2 = add t0, t1 int"""
    left, right = value.args
    leaves = e.leaves(value)
    if len(leaves) == 2:
        _complex_binary(e, value)
        return
    (leaf,) = leaves
    sum_with_product = fuse(e, value, leaf.llvm) if leaf.is_float else None
    if sum_with_product is not None:
        e.define(value, (sum_with_product,))
        return
    table = _FLOAT if leaf.is_float else _INTEGER
    e.define(value, (e.let(f"{table[value.op]} {leaf.llvm} {e.operand(left)}, {e.operand(right)}"),))


def _complex_binary(e: Emitter, value: Value) -> None:
    """(a+bi) op (c+di) for +, -, *."""
    if value.op is Op.MUL:
        _complex_multiply(e, value)
        return
    llvm = e.leaves(value)[0].llvm
    a, b = e.operands(value.args[0])
    c, d = e.operands(value.args[1])
    name = _FLOAT[value.op]
    e.define(value, (e.let(f"{name} {llvm} {a}, {c}"), e.let(f"{name} {llvm} {b}, {d}")))


def _complex_multiply(e: Emitter, value: Value) -> None:
    """(ac-bd) + (ad+bc)i as written, without regard to infinities, in double precision, as gc does."""
    is_single = e.leaves(value)[0].llvm == "float"
    parts = [part for arg in value.args for part in e.operands(arg)]
    a, b, c, d = (e.let(f"fpext float {part} to double") for part in parts) if is_single else parts
    ac, ad = e.let(f"fmul double {a}, {c}"), e.let(f"fmul double {a}, {d}")
    if e.module.target.machine.fuses_products:
        results = (
            fused(e, "double", e.let(f"fneg double {b}"), d, ac),
            fused(e, "double", b, c, ad),
        )
    else:
        bd, bc = e.let(f"fmul double {b}, {d}"), e.let(f"fmul double {b}, {c}")
        results = e.let(f"fsub double {ac}, {bd}"), e.let(f"fadd double {ad}, {bc}")
    e.define(value, tuple(e.let(f"fptrunc double {part} to float") for part in results) if is_single else results)


def lower_divide(e: Emitter, value: Value) -> None:
    """t2 = div t0, t1 int    the divisor is not 0; MIN / -1 is MIN"""
    leaves = e.leaves(value)
    if len(leaves) == 2:
        _complex_divide(e, value)
        return
    (leaf,) = leaves
    x, y = e.operand(value.args[0]), e.operand(value.args[1])
    if leaf.is_float:
        e.define(value, (e.let(f"fdiv {leaf.llvm} {x}, {y}"),))
    elif not e.layouts.is_signed(e.type_of(value)):
        e.define(value, (e.let(f"udiv {leaf.llvm} {x}, {y}"),))
    else:
        e.define(value, (_signed_divide(e, value, leaf.llvm, x, y),))


def _signed_divide(e: Emitter, value: Value, llvm: str, x: str, y: str) -> str:
    if _is_harmless_divisor(value.args[1]):
        return e.let(f"sdiv {llvm} {x}, {y}")
    minus_one = e.let(f"icmp eq {llvm} {y}, -1")
    divisor = e.let(f"select i1 {minus_one}, {llvm} 1, {llvm} {y}")
    quotient = e.let(f"sdiv {llvm} {x}, {divisor}")
    negated = e.let(f"sub {llvm} 0, {x}")
    return e.let(f"select i1 {minus_one}, {llvm} {negated}, {llvm} {quotient}")


def _is_harmless_divisor(divisor: Value) -> bool:
    """Whether a divisor is known to be neither 0 nor -1."""
    return divisor.op is Op.CONST and divisor.aux not in (0, -1)


def lower_remainder(e: Emitter, value: Value) -> None:
    """t2 = rem t0, t1 int    x % -1 is 0"""
    (leaf,) = e.leaves(value)
    x, y = e.operand(value.args[0]), e.operand(value.args[1])
    if not e.layouts.is_signed(e.type_of(value)):
        e.define(value, (e.let(f"urem {leaf.llvm} {x}, {y}"),))
        return
    if not _is_harmless_divisor(value.args[1]):
        minus_one = e.let(f"icmp eq {leaf.llvm} {y}, -1")
        y = e.let(f"select i1 {minus_one}, {leaf.llvm} 1, {leaf.llvm} {y}")
    e.define(value, (e.let(f"srem {leaf.llvm} {x}, {y}"),))


def _complex_divide(e: Emitter, value: Value) -> None:
    """Division of complex numbers is a runtime call in double precision, as in gc."""
    leaf = e.leaves(value)[0]
    parts = [part for arg in value.args for part in e.operands(arg)]
    if leaf.llvm == "float":
        parts = [e.let(f"fpext float {part} to double") for part in parts]
    pair = e.call_runtime("complex128div", "{ double, double }", *[f"double {part}" for part in parts])
    results = [e.let(f"extractvalue {{ double, double }} {pair}, {i}") for i in range(2)]
    if leaf.llvm == "float":
        results = [e.let(f"fptrunc double {part} to float") for part in results]
    e.define(value, tuple(results))


def lower_and_not(e: Emitter, value: Value) -> None:
    """t2 = andnot t0, t1 int"""
    (leaf,) = e.leaves(value)
    mask = e.let(f"xor {leaf.llvm} {e.operand(value.args[1])}, -1")
    e.define(value, (e.let(f"and {leaf.llvm} {e.operand(value.args[0])}, {mask}"),))


def lower_shift(e: Emitter, value: Value) -> None:
    """t2 = shl t0, t1 int    a count of the width or more gives 0, or the sign for a signed right shift"""
    (leaf,) = e.leaves(value)
    count_llvm = e.layouts.scalar(e.type_of(value.args[1]))
    x, count = e.operand(value.args[0]), e.operand(value.args[1])
    width = 8 * leaf.size
    arithmetic = value.op is Op.SHR and e.layouts.is_signed(e.type_of(value))
    name = "shl" if value.op is Op.SHL else "ashr" if arithmetic else "lshr"
    constant = value.args[1].aux if value.args[1].op is Op.CONST else None
    if isinstance(constant, int):
        amount = str(min(constant, width - 1))
        if constant < width or arithmetic:
            e.define(value, (e.let(f"{name} {leaf.llvm} {x}, {amount}"),))
        else:
            e.define(value, ("0",))
        return
    large = e.let(f"icmp uge {count_llvm} {count}, {width}")
    amount = _resize_count(e, count, count_llvm, leaf.llvm)
    if arithmetic:
        amount = e.let(f"select i1 {large}, {leaf.llvm} {width - 1}, {leaf.llvm} {amount}")
        e.define(value, (e.let(f"{name} {leaf.llvm} {x}, {amount}"),))
        return
    shifted = e.let(f"{name} {leaf.llvm} {x}, {amount}")
    e.define(value, (e.let(f"select i1 {large}, {leaf.llvm} 0, {leaf.llvm} {shifted}"),))


def _resize_count(e: Emitter, count: str, source: str, target: str) -> str:
    """A shift count in the width of what is shifted; counts that do not fit were found large before."""
    from_bits, to_bits = int(source[1:]), int(target[1:])
    if from_bits == to_bits:
        return count
    return e.let(f"{'trunc' if from_bits > to_bits else 'zext'} {source} {count} to {target}")


def lower_negate(e: Emitter, value: Value) -> None:
    """t1 = neg t0 int"""
    results = []
    for leaf, operand in zip(e.leaves(value), e.operands(value.args[0])):
        text = f"fneg {leaf.llvm} {operand}" if leaf.is_float else f"sub {leaf.llvm} 0, {operand}"
        results.append(e.let(text))
    e.define(value, tuple(results))


def lower_complement(e: Emitter, value: Value) -> None:
    """t1 = com t0 int; t1 = not t0 bool"""
    (leaf,) = e.leaves(value)
    e.define(value, (e.let(f"xor {leaf.llvm} {e.operand(value.args[0])}, {'true' if value.op is Op.NOT else -1}"),))


def lower_compare(e: Emitter, value: Value) -> None:
    """t2 = lt t0, t1 bool"""
    left, right = value.args
    signed, unsigned, floating = _PREDICATES[value.op]
    leaves = e.leaves(left)
    if _is_complex(left):
        _complex_compare(e, value, floating)
        return
    # A slice, function or interface is compared with nil: its first word decides.
    leaf, x, y = leaves[0], e.operands(left)[0], e.operands(right)[0]
    if leaf.is_float:
        e.define(value, (e.let(f"fcmp {floating} {leaf.llvm} {x}, {y}"),))
        return
    predicate = signed if e.layouts.is_signed(e.type_of(left)) else unsigned
    e.define(value, (e.let(f"icmp {predicate} {leaf.llvm} {x}, {y}"),))


def _is_complex(value: Value) -> bool:
    under = underlying(value.type) if value.type is not None else None
    return isinstance(under, Basic) and under.kind in (Kind.COMPLEX64, Kind.COMPLEX128)


def _complex_compare(e: Emitter, value: Value, predicate: str) -> None:
    leaves = e.leaves(value.args[0])
    pairs = zip(leaves, e.operands(value.args[0]), e.operands(value.args[1]))
    results = [e.let(f"fcmp {predicate} {leaf.llvm} {x}, {y}") for leaf, x, y in pairs]
    e.define(value, (e.let(f"{'and' if value.op is Op.EQ else 'or'} i1 {results[0]}, {results[1]}"),))


LOWERING: Final[dict[Op, Callable[[Emitter, Value], None]]] = {
    **dict.fromkeys((Op.ADD, Op.SUB, Op.MUL, Op.AND, Op.OR, Op.XOR), lower_binary),
    **dict.fromkeys(_PREDICATES, lower_compare),
    Op.DIV: lower_divide,
    Op.REM: lower_remainder,
    Op.AND_NOT: lower_and_not,
    Op.SHL: lower_shift,
    Op.SHR: lower_shift,
    Op.NEG: lower_negate,
    Op.COM: lower_complement,
    Op.NOT: lower_complement,
}
