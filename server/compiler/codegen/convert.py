"""Conversions between numeric types and between types of one representation.

Floating-point to integer conversion of a value in range truncates. Out of range, and for NaN, Go leaves the result to
the implementation; we give what gc gives on the same architecture:

- signed 64-bit and 32-bit results, and smaller ones cut from 32 bits: amd64 yields MIN, arm64 and riscv64 saturate (NaN
  is 0 on arm64, MAX on riscv64);
- uint32 is cut from a signed 64-bit result;
- uint64: arm64 saturates; the others convert x, or x - 2**63 with the top bit set when x >= 2**63 or NaN.

Spec: "Conversions between numeric types".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.codegen.emitter import Emitter
from server.compiler.codegen.layout import Leaf
from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.target.machine import Truncation

_TRUNCATE: Final = {  # amd64's own instructions, by result and operand type
    ("i32", "float"): ("cvttss2si", "sse", "<4 x float>"),
    ("i64", "float"): ("cvttss2si64", "sse", "<4 x float>"),
    ("i32", "double"): ("cvttsd2si", "sse2", "<2 x double>"),
    ("i64", "double"): ("cvttsd2si64", "sse2", "<2 x double>"),
}
_TWO_63: Final = "0x43E0000000000000"  # 2**63 as LLVM spells it, exact in both float types


def lower_convert(e: Emitter, value: Value) -> None:
    """t1 = convert t0 float64"""
    source = value.args[0]
    signed_from = e.layouts.is_signed(e.type_of(source))
    signed_to = e.layouts.is_signed(e.type_of(value))
    results = []
    for to, of, operand in zip(e.leaves(value), e.leaves(source), e.operands(source)):
        if to.is_float:
            results.append(_to_float(e, operand, of, to, signed_from))
        elif of.is_float:
            results.append(_float_to_integer(e, operand, of, to, signed_to))
        else:
            results.append(resize(e, operand, of.llvm, to.llvm, signed_from))
    e.define(value, tuple(results))


def resize(e: Emitter, operand: str, source: str, target: str, signed: bool) -> str:
    """An integer in another width."""
    if source == target:
        return operand
    if source == "ptr":
        return e.let(f"ptrtoint ptr {operand} to {target}")
    if target == "ptr":
        return e.let(f"inttoptr {source} {operand} to ptr")
    widen = "sext" if signed else "zext"
    name = "trunc" if int(source[1:]) > int(target[1:]) else widen
    return e.let(f"{name} {source} {operand} to {target}")


def _to_float(e: Emitter, operand: str, of: Leaf, to: Leaf, signed: bool) -> str:
    if not of.is_float:
        return e.let(f"{'sitofp' if signed else 'uitofp'} {of.llvm} {operand} to {to.llvm}")
    if of.llvm == to.llvm:
        return operand
    return e.let(f"{'fptrunc' if of.size > to.size else 'fpext'} {of.llvm} {operand} to {to.llvm}")


def _float_to_integer(e: Emitter, operand: str, of: Leaf, to: Leaf, signed: bool) -> str:
    if not signed and to.size == 8:
        return _float_to_uint64(e, operand, of)
    through = "i32" if to.size < 4 or (signed and to.size == 4) else "i64"
    return resize(e, _truncate(e, operand, of, through), through, to.llvm, True)


def _truncate(e: Emitter, operand: str, of: Leaf, result: str) -> str:
    """A float as i32 or i64, as the architecture's instruction does it."""
    truncation = e.module.target.machine.truncation
    if truncation is not Truncation.LOWEST:
        suffix = "f32" if of.llvm == "float" else "f64"
        callee = e.module.intrinsic(f"llvm.fptosi.sat.{result}.{suffix}", result, of.llvm)
        nearest = e.let(f"call {result} {callee}({of.llvm} {operand})")
        if truncation is Truncation.NEAREST_OR_ZERO:
            return nearest
        unordered = e.let(f"fcmp uno {of.llvm} {operand}, {operand}")
        highest = (1 << (int(result[1:]) - 1)) - 1
        return e.let(f"select i1 {unordered}, {result} {highest}, {result} {nearest}")
    name, extension, vector = _TRUNCATE[result, of.llvm]
    callee = e.module.intrinsic(f"llvm.x86.{extension}.{name}", result, vector)
    packed = e.let(f"insertelement {vector} zeroinitializer, {of.llvm} {operand}, i32 0")
    return e.let(f"call {result} {callee}({vector} {packed})")


def _float_to_uint64(e: Emitter, operand: str, of: Leaf) -> str:
    if e.module.target.machine.unsigned_truncation:
        suffix = "f32" if of.llvm == "float" else "f64"
        callee = e.module.intrinsic(f"llvm.fptoui.sat.i64.{suffix}", "i64", of.llvm)
        return e.let(f"call i64 {callee}({of.llvm} {operand})")
    below = e.let(f"fcmp olt {of.llvm} {operand}, {_TWO_63}")
    low = _truncate(e, operand, of, "i64")
    reduced = e.let(f"fsub {of.llvm} {operand}, {_TWO_63}")
    high = e.let(f"or i64 {_truncate(e, reduced, of, 'i64')}, -9223372036854775808")
    return e.let(f"select i1 {below}, i64 {low}, i64 {high}")


def lower_change_type(e: Emitter, value: Value) -> None:
    """t1 = changetype t0 T    pointers and uintptr change into each other"""
    source = value.args[0]
    if e.layout(value).big:
        e.define(value, e.operands(source))
        return
    triples = zip(e.leaves(value), e.leaves(source), e.operands(source))
    e.define(value, tuple([resize(e, operand, of.llvm, to.llvm, False) for to, of, operand in triples]))


LOWERING: Final[dict[Op, Callable[[Emitter, Value], None]]] = {
    Op.CONVERT: lower_convert,
    Op.CHANGE_TYPE: lower_change_type,
}
