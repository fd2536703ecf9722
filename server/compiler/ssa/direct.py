"""Calls of interface methods whose table the SSA shows become calls of the method.

    t1 = itab *main.T main.I unsafe.Pointer
    t2 = ifacemake t1, t0 main.I                  t4 = changetype t0 *main.T
    t3 = callmethod t2.Value() int         =>     t3 = call main.(*T).Value(t4) int

Where the interface is visible on the typed tree, the call is direct already (decide/inline); here are those of which
only the flow of values tells. A method that only a wrapper can call through the table is left: a promoted one, and one
of an instance.
"""

from __future__ import annotations

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.func import Block, Callee, Itab, Method, Value
from server.compiler.ir.ops import Op
from server.compiler.ssa.options import Work
from server.compiler.types.linkname import function_symbol, link_name
from server.compiler.types.lookup import find
from server.compiler.types.model import Interface, Named, Pointer, Type, unalias, underlying
from server.compiler.types.objects import Func
from server.compiler.types.typeset import type_set


def call_directly(work: Work) -> None:
    """One walk; a call that becomes direct gets its receiver in front of it."""
    for block in work.func.blocks:
        if any(value.op is Op.CALL_METHOD for value in block.values):
            block.values = [new for value in block.values for new in _expanded(work, block, value)]


def _expanded(work: Work, block: Block, value: Value) -> list[Value]:
    holder = value.args[0] if value.op is Op.CALL_METHOD else None
    if holder is None or holder.op is not Op.IFACE_MAKE or holder.args[0].op is not Op.ITAB:
        return [value]
    table, data = holder.args
    assert isinstance(table.aux, Itab)
    assert isinstance(value.aux, Method)
    concrete = unalias(table.aux.concrete)
    method = _method(concrete, table.aux.interface, value.aux)
    if method is None or method.type is None:
        return [value]
    new = _receiver(work, block, data, concrete, value)
    value.op, value.aux = Op.CALL, Callee(function_symbol(method), method.type)
    value.args = [new[-1], *value.args[1:]]
    reason = f"the interface holds a value of type {link_name(concrete)}"
    work.decide(DecisionKind.DIRECT_CALL, value.span, "direct", reason, message="de-virtualizing call")
    return [*new, value]


def _method(concrete: Type, interface: Type, called: Method) -> Func | None:
    """The declared method behind a call, if it takes the concrete type as it is."""
    base = unalias(concrete.element) if isinstance(concrete, Pointer) else concrete
    if not isinstance(base, Named) or base.type_args or base.obj.local:
        return None
    under = underlying(interface)
    assert isinstance(under, Interface)
    meant = [one for one in type_set(under).methods if one.name == called.name]
    found = find(concrete, False, meant[0].package, called.name) if len(meant) == 1 else None
    if found is None or len(found.path) != 1 or not isinstance(found.obj, Func):
        return None
    return found.obj if found.obj.pointer_receiver == isinstance(concrete, Pointer) else None


def _receiver(work: Work, block: Block, data: Value, concrete: Type, call: Value) -> list[Value]:
    """The value in the interface: the data word itself, or what it points to."""
    if isinstance(concrete, Pointer):
        return [work.func.new_value(block, Op.CHANGE_TYPE, concrete, [data], None, call.span)]
    place = work.func.new_value(block, Op.CHANGE_TYPE, Pointer(concrete), [data], None, call.span)
    return [place, work.func.new_value(block, Op.LOAD, concrete, [place], None, call.span)]
