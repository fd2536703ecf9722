"""Constants, parts and wholes: values that are put together or taken apart without touching Go's memory."""

from __future__ import annotations

import struct
from collections.abc import Callable
from fractions import Fraction
from typing import Final, cast

from server.compiler.codegen.emitter import Emitter, Operands
from server.compiler.codegen.layout import Leaf
from server.compiler.codegen.memory import load_leaves, part_address, store_value, zero_memory, zero_operands
from server.compiler.ir.func import Aux, Itab, Param, Value
from server.compiler.ir.ops import Op
from server.compiler.types.constant import ComplexValue
from server.compiler.types.model import Array, Type, underlying


def float_text(number: Fraction | int | float, llvm: str) -> str:
    """A floating-point constant in LLVM's exact spelling: the bits of a double, also for float."""
    value = float(number)
    if llvm == "float":
        (value,) = struct.unpack("<f", struct.pack("<f", value))
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


def scalar_text(constant: Aux, leaf: Leaf) -> str:
    """A constant of one leaf."""
    if leaf.llvm == "i1":
        return "true" if constant else "false"
    if isinstance(constant, ComplexValue):
        constant = constant.real
    assert isinstance(constant, int | Fraction), f"a constant of {leaf.llvm} is no {type(constant).__name__}"
    if leaf.is_float:
        return float_text(constant, leaf.llvm)
    if leaf.llvm == "ptr":
        return f"inttoptr (i64 {int(constant)} to ptr)" if constant else "null"
    bits = 8 * leaf.size
    wrapped = int(constant) & ((1 << bits) - 1)
    return str(wrapped - (1 << bits) if wrapped >> (bits - 1) else wrapped)


def lower_const(e: Emitter, value: Value) -> None:
    """t1 = const 42 int"""
    leaves = e.leaves(value)
    constant = value.aux
    if isinstance(constant, bytes):
        e.define(value, (e.module.string(constant), str(len(constant))))
    elif len(leaves) == 2:
        pair = constant if isinstance(constant, ComplexValue) else ComplexValue(_fraction(constant), Fraction(0))
        e.define(value, (float_text(pair.real, leaves[0].llvm), float_text(pair.imag, leaves[1].llvm)))
    else:
        e.define(value, (scalar_text(constant, leaves[0]),))


def _fraction(constant: Aux) -> Fraction:
    assert isinstance(constant, int | Fraction)
    return Fraction(constant)


def lower_zero(e: Emitter, value: Value) -> None:
    """t1 = zero T"""
    layout = e.layout(value)
    if not layout.big:
        e.define(value, zero_operands(layout))
        return
    slot = e.slot(layout)
    zero_memory(e, slot, layout)
    e.define(value, (slot,))


def lower_param(e: Emitter, value: Value) -> None:
    """t1 = param x int"""
    assert isinstance(value.aux, Param)
    e.define(value, parameter_names(e, value.aux.index))


def parameter_names(e: Emitter, index: int) -> Operands:
    """The operands of a parameter."""
    return tuple(f"%p{index}.{i}" for i in range(len(e.convention.params[index])))


def lower_global(e: Emitter, value: Value) -> None:
    """t1 = global main.x *int"""
    assert isinstance(value.aux, str)
    e.define(value, (e.module.data(value.aux),))


def lower_type_addr(e: Emitter, value: Value) -> None:
    """t1 = typeaddr []int unsafe.Pointer"""
    e.define(value, (e.module.type_descriptor(cast(Type, value.aux)),))


def lower_itab(e: Emitter, value: Value) -> None:
    """t1 = itab *main.T main.I unsafe.Pointer"""
    assert isinstance(value.aux, Itab)
    e.define(value, (e.module.itab(value.aux),))


def lower_make(e: Emitter, value: Value) -> None:
    """t3 = slicemake t0, t1, t2 []int: the operands of the parts, in order"""
    e.define(value, tuple(operand for arg in value.args for operand in e.operands(arg)))


def lower_struct_make(e: Emitter, value: Value) -> None:
    """t2 = structmake t0, t1 T"""
    if e.layout(value).big:
        _make_big(e, value, [e.layouts.field_offset(e.type_of(value), i) for i in range(len(value.args))])
    else:
        lower_make(e, value)


def lower_array_make(e: Emitter, value: Value) -> None:
    """t2 = arraymake t0, t1 [2]int"""
    if e.layout(value).big:
        under = underlying(e.type_of(value))
        assert isinstance(under, Array)
        stride = e.layouts.of(under.element).size
        _make_big(e, value, [stride * i for i in range(len(value.args))])
    else:
        lower_make(e, value)


def _make_big(e: Emitter, value: Value, offsets: list[int]) -> None:
    slot = e.slot(e.layout(value))
    for offset, part in zip(offsets, value.args):
        store_value(e, slot, part, offset)
    e.define(value, (slot,))


def lower_field(e: Emitter, value: Value) -> None:
    """t1 = field t0 .1 int"""
    assert isinstance(value.aux, int)
    (whole,) = value.args
    if not e.layout(whole).big:
        e.define(value, e.operands(whole)[e.layouts.field_leaves(e.type_of(whole), value.aux)])
        return
    address = part_address(e, e.operand(whole), e.layouts.field_offset(e.type_of(whole), value.aux))
    layout = e.layout(value)
    e.define(value, (address,) if layout.big else load_leaves(e, address, layout))


def lower_extract(e: Emitter, value: Value) -> None:
    """t1 = extract t0 #1 int"""
    assert isinstance(value.aux, int)
    e.define(value, e.results[value.args[0]][value.aux])


def _part(index: int) -> Callable[[Emitter, Value], None]:
    """The lowering of an op that takes leaf `index` of its operand."""

    def lower(e: Emitter, value: Value) -> None:
        e.define(value, (e.operands(value.args[0])[index],))

    return lower


def lower_copy(e: Emitter, value: Value) -> None:
    """t1 = copy t0 int"""
    e.define(value, e.operands(value.args[0]))


LOWERING: Final[dict[Op, Callable[[Emitter, Value], None]]] = {
    Op.CONST: lower_const,
    Op.ZERO: lower_zero,
    Op.PARAM: lower_param,
    Op.GLOBAL: lower_global,
    Op.TYPE_ADDR: lower_type_addr,
    Op.ITAB: lower_itab,
    **dict.fromkeys((Op.SLICE_MAKE, Op.STRING_MAKE, Op.COMPLEX_MAKE, Op.IFACE_MAKE), lower_make),
    **dict.fromkeys((Op.SLICE_PTR, Op.STRING_PTR, Op.REAL, Op.IFACE_TAB), _part(0)),
    **dict.fromkeys((Op.SLICE_LEN, Op.STRING_LEN, Op.IMAG, Op.IFACE_DATA), _part(1)),
    Op.SLICE_CAP: _part(2),
    Op.STRUCT_MAKE: lower_struct_make,
    Op.ARRAY_MAKE: lower_array_make,
    Op.FIELD: lower_field,
    Op.EXTRACT: lower_extract,
    Op.COPY: lower_copy,
}
