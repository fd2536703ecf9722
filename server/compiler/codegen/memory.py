"""Memory: slots, heap objects, addresses, loads and stores.

A small value moves leaf by leaf. A big one moves as bytes: a load copies it into a slot of the frame, which then is
the value, and a store copies it out; LLVM forwards most of these copies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.codegen.emitter import Emitter, Operands
from server.compiler.codegen.layout import Layout
from server.compiler.ir.func import Value, Variable
from server.compiler.ir.ops import Op
from server.compiler.types.model import Pointer, Type, underlying


def element_type(pointer: Type) -> Type:
    """What a pointer type points to."""
    under = underlying(pointer)
    assert isinstance(under, Pointer), "an address has a pointer type"
    return under.element


def part_address(e: Emitter, base: str, offset: int) -> str:
    """The address `offset` bytes into an object."""
    return base if offset == 0 else e.let(f"getelementptr inbounds i8, ptr {base}, i64 {offset}")


def load_leaves(e: Emitter, address: str, layout: Layout) -> Operands:
    """Load a small value."""
    results = []
    for leaf in layout.leaves:
        part = e.let(f"load {leaf.memory}, ptr {part_address(e, address, leaf.offset)}")
        results.append(e.let(f"icmp ne i8 {part}, 0") if leaf.llvm == "i1" else part)
    return tuple(results)


def store_leaves(e: Emitter, address: str, layout: Layout, operands: Operands, store: str = "store") -> None:
    """Store a small value; `store` is the instruction."""
    for leaf, operand in zip(layout.leaves, operands):
        stored = e.let(f"zext i1 {operand} to i8") if leaf.llvm == "i1" else operand
        e.emit(f"{store} {leaf.memory} {stored}, ptr {part_address(e, address, leaf.offset)}")


def store_value(e: Emitter, address: str, value: Value, offset: int = 0) -> None:
    """Store any value at an offset from an address."""
    layout = e.layout(value)
    target = part_address(e, address, offset)
    if not layout.big:
        store_leaves(e, target, layout, e.operands(value))
    elif value.op is Op.ZERO:
        zero_memory(e, target, layout)
    else:
        copy_memory(e, target, e.operand(value), layout)


def copy_memory(e: Emitter, target: str, source: str, layout: Layout) -> None:
    """Copy a big value; the two places are the same or do not overlap."""
    callee = e.module.intrinsic("llvm.memmove.p0.p0.i64", "void", "ptr, ptr, i64, i1")
    e.emit(
        f"call void {callee}(ptr align {layout.align} {target}, ptr align {layout.align} {source}, "
        f"i64 {layout.size}, i1 false)"
    )


def zero_memory(e: Emitter, target: str, layout: Layout) -> None:
    """Clear a big value."""
    callee = e.module.intrinsic("llvm.memset.p0.i64", "void", "ptr, i8, i64, i1")
    e.emit(f"call void {callee}(ptr align {layout.align} {target}, i8 0, i64 {layout.size}, i1 false)")


def zero_operands(layout: Layout) -> Operands:
    """The zero value of a small type."""
    zeros = {"i1": "false", "ptr": "null", "float": "0.0", "double": "0.0"}
    return tuple(zeros.get(leaf.llvm, "0") for leaf in layout.leaves)


def lower_local(e: Emitter, value: Value) -> None:
    """t1 = local x *int    zero again each time it is executed"""
    layout = _variable_layout(e, value)
    slot = e.slot(layout)
    if layout.big:
        zero_memory(e, slot, layout)
    else:
        store_leaves(e, slot, layout, zero_operands(layout))
    e.define(value, (slot,))


def lower_new(e: Emitter, value: Value) -> None:
    """t1 = new x *int"""
    assert isinstance(value.aux, Variable)
    descriptor = e.module.type_descriptor(value.aux.type)
    e.define(value, (e.call_runtime("newobject", "ptr", f"ptr {descriptor}"),))


def _variable_layout(e: Emitter, value: Value) -> Layout:
    assert isinstance(value.aux, Variable)
    return e.layouts.of(value.aux.type)


def lower_load(e: Emitter, value: Value) -> None:
    """t1 = load t0 int"""
    layout = e.layout(value)
    address = e.operand(value.args[0])
    if not layout.big:
        e.define(value, load_leaves(e, address, layout))
        return
    slot = e.slot(layout)
    copy_memory(e, slot, address, layout)
    e.define(value, (slot,))


def lower_store(e: Emitter, value: Value) -> None:
    """store t0, t1

    A store to a result of a function that may recover is volatile: a fault of memory, of which LLVM knows nothing, must
    find what was stored last. So is one into the text of a constant, which LLVM would leave out: it faults.
    """
    address, stored = value.args
    layout = e.layout(stored)
    recovered = address.op is Op.FIELD_ADDR and address.args[0] is e.recovery
    if not layout.big and (recovered or e.module.is_text(e.operand(address))):
        store_leaves(e, e.operand(address), layout, e.operands(stored), "store volatile")
    else:
        store_value(e, e.operand(address), stored)


def lower_field_addr(e: Emitter, value: Value) -> None:
    """t1 = fieldaddr t0 .1 *int"""
    assert isinstance(value.aux, int)
    struct = element_type(e.type_of(value.args[0]))
    offset = e.layouts.field_offset(struct, value.aux)
    e.define(value, (part_address(e, e.operand(value.args[0]), offset),))


def lower_index_addr(e: Emitter, value: Value) -> None:
    """t2 = indexaddr t0, t1 *int"""
    base, index = value.args
    stride = e.layouts.of(element_type(e.type_of(value))).size
    index_llvm = e.layouts.scalar(e.type_of(index))
    text = f"getelementptr inbounds [{stride} x i8], ptr {e.operand(base)}, {index_llvm} {e.operand(index)}"
    e.define(value, (e.let(text),))


LOWERING: Final[dict[Op, Callable[[Emitter, Value], None]]] = {
    Op.LOCAL: lower_local,
    Op.NEW: lower_new,
    Op.LOAD: lower_load,
    Op.STORE: lower_store,
    Op.FIELD_ADDR: lower_field_addr,
    Op.INDEX_ADDR: lower_index_addr,
}
