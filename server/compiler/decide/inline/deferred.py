"""The functions that go and defer statements start: a call whose operands were evaluated and kept before.

        defer mu.Unlock()       tmp := &mu; defer func() { tmp.Unlock() }()     f.deferwrap1

What can be evaluated late as well, such as constants, literals' structure and new(T), is not kept.
"""

from __future__ import annotations

from server.compiler.decide.inline.callee import Callee, CallKind, callee_of, unparen
from server.compiler.decide.inline.calls import element_of, price, signature_of
from server.compiler.decide.inline.operands import builtin_name, type_operand
from server.compiler.decide.inline.walker import Walker
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode
from server.compiler.types.model import Array, Interface, Slice, Struct, Type, underlying


def made_later(w: Walker, stmt: ast.GoStmt | ast.DeferStmt) -> int:
    """The count of the body: the call with its operands in captured variables."""
    call = unparen(stmt.call)
    assert isinstance(call, ast.CallExpr)
    name = builtin_name(w, call.fun)
    if name:
        if name == "recover":
            w.impossible("call to recover")
        extra = w.prices.panic if name == "panic" else 0
        return 1 + extra + sum(_kept(w, arg, None) for arg in call.args)
    callee = callee_of(w.view, call.fun)
    w.facts.calls.append((call, callee))
    return 1 + _function(w, callee) + _arguments(w, call) + price(w, callee, kept=True)


def _function(w: Walker, callee: Callee) -> int:
    generic = bool(callee.type_args) or (callee.func is not None and callee.func.origin is not None)
    match callee.kind:
        case CallKind.FUNCTION:
            return 1 + generic
        case CallKind.METHOD:
            return w.prices.method_name + 1 + generic
        case CallKind.METHOD_NAME:
            return w.prices.method_name + generic
        case CallKind.INTERFACE | CallKind.TYPE_PARAMETER:
            return 2
    return 1


def _arguments(w: Walker, call: ast.CallExpr) -> int:
    signature = signature_of(w, call)
    if signature is None:
        return len(call.args)
    spread = w.tuple_of(call.args)
    params = [var.type for var in signature.params.vars]
    fixed = len(params) - 1 if signature.variadic and call.ellipsis < 0 else len(params)
    if spread is not None:
        return len(params) + (w.prices.slice_literal if len(spread.vars) > fixed else 0)
    count = sum(_kept(w, arg, typ) for arg, typ in zip(call.args[:fixed], params))
    if fixed == len(params):
        return count
    extra = call.args[fixed:]
    element = element_of(params[-1])
    return count + sum(_kept(w, arg, element) for arg in extra) + (1 + w.prices.slice_literal if extra else 1)


def _kept(w: Walker, arg: ast.Expr, dst: Type | None) -> int:
    """An operand: a captured variable, or what needs none."""
    arg = unparen(arg)
    found = w.types.get(arg)
    boxed = dst is not None and isinstance(underlying(dst), Interface) and w.implicit(arg, dst)
    if boxed or found is None or found.value is not None or found.mode is Mode.NIL:
        return 1
    if isinstance(arg, ast.CallExpr) and builtin_name(w, arg.fun) == "new":
        operand = w.types.get(arg.args[0])
        return 1 + type_operand(w, arg.args[0]) if operand is not None and operand.mode is Mode.TYPE else 1
    if isinstance(arg, ast.CompositeLit):
        return _kept_elements(w, arg)
    return 1


def _kept_elements(w: Walker, arg: ast.CompositeLit) -> int:
    """Struct, array and slice literals are made late, of kept elements."""
    typ = w.type_of(arg)
    under = underlying(typ) if typ is not None else None
    if not isinstance(under, Struct | Array | Slice):
        return 1
    count = 1 + (w.prices.slice_literal if isinstance(under, Slice) else 0)
    for i, element in enumerate(arg.elements):
        value = element.value if isinstance(element, ast.KeyValueExpr) else element
        dst = under.fields[i].type if isinstance(under, Struct) and value is element else None
        keyed = isinstance(under, Struct) or value is not element
        count += _kept(w, value, dst) + (1 if keyed else 0)
        count += 1 if value is not element and not isinstance(under, Struct) else 0
    return count
