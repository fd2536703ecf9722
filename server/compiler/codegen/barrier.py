"""Stores of which the garbage collector hears while it marks.

    storewb t0, t1 both     =>      old := *t0
                                    *t0 = t1
                                    if runtime.writeBarrier != 0 { runtime.gcWriteBarrier(old, t1) }

`runtime/mbarrier.go` says why the flag is read after the store. The fence keeps LLVM from reading it earlier (it stands
between the store and a signal, not between threads, and costs nothing), and the load is volatile so that each store has
its own. Values with many pointers are moved by a function of the runtime.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.codegen.bitmap import stored_pointers
from server.compiler.codegen.emitter import Emitter
from server.compiler.codegen.memory import part_address, store_value
from server.compiler.ir.func import Value
from server.compiler.ir.ops import Barrier, Op

_FLAG: Final = "runtime.writeBarrier"
_MOST: Final = 4  # pointers of a value that is stored in place


def lower_store_barrier(e: Emitter, value: Value) -> None:
    """storewb t0, t1 both"""
    target, stored = value.args
    offsets = stored_pointers(e.layouts, e.type_of(stored), _MOST)
    if offsets is None:
        _move(e, target, stored)
        return
    address = e.operand(target)
    parts = [(offset, part_address(e, address, offset)) for offset in offsets]
    known_zero = value.aux is Barrier.NEW
    old = [] if known_zero else [e.let(f"load ptr, ptr {part}") for _, part in parts]
    store_value(e, address, stored)
    e.emit('fence syncscope("singlethread") seq_cst')
    done = _unless_marking(e)
    new = [_stored_pointer(e, stored, offset) if value.aux is not Barrier.OLD else "null" for offset in offsets]
    for before, after in zip(old or ["null"] * len(new), new):
        e.call_runtime("gcWriteBarrier", "void", f"ptr {before}", f"ptr {after}")
    e.emit(f"br label %{done}")
    e.begin(done)


def _unless_marking(e: Emitter) -> str:
    """Begin a block that is left out while the flag is off; the label of what comes after it."""
    flag = e.let(f"load volatile i32, ptr {e.module.data(_FLAG)}")
    off = e.let(f"icmp eq i32 {flag}, 0")
    done, marking = e.fresh_label("stored"), e.fresh_label("marking")
    e.emit(f"br i1 {off}, label %{done}, label %{marking}, !prof !{e.module.unlikely}")
    e.begin(marking)
    return done


def _stored_pointer(e: Emitter, stored: Value, offset: int) -> str:
    """The pointer at an offset of a value."""
    layout = e.layout(stored)
    if layout.big:
        return e.let(f"load ptr, ptr {part_address(e, e.operand(stored), offset)}")
    (operand,) = [text for leaf, text in zip(layout.leaves, e.operands(stored)) if leaf.offset == offset]
    # Data and code are not in the heap.
    return "null" if operand.startswith("@") else operand


def _move(e: Emitter, target: Value, stored: Value) -> None:
    descriptor = e.module.type_descriptor(e.type_of(stored))
    if stored.op is Op.ZERO:
        e.call_runtime("typedmemclr", "void", f"ptr {descriptor}", f"ptr {e.operand(target)}")
    else:
        source = f"ptr {e.operand(stored)}"
        e.call_runtime("typedmemmove", "void", f"ptr {descriptor}", f"ptr {e.operand(target)}", source)


LOWERING: Final[dict[Op, Callable[[Emitter, Value], None]]] = {Op.STORE_BARRIER: lower_store_barrier}
