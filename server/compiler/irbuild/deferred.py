"""Deferred calls. Spec, "Defer statements".

A function with defer statements has a list of deferred calls in its frame, which the run-time knows from the entry on:

    deferenter(list)              at the entry
    setjmp(list)                  then; returns once more after a recovery, to run the other calls and to return
    deferproc(list, call)         at a defer statement; call is a closure that holds the evaluated operands
    deferreturn(list)             before each return, after the results are stored; runs the calls, last one first

In a loop the closures are on the heap (deferprocloop), for one statement may then defer several calls.
"""

from __future__ import annotations

from typing import Final

from server.compiler.ir.func import Callee, Value
from server.compiler.ir.ops import Op
from server.compiler.irbuild.address import unparen
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.call import PreparedCall, builtin_name, prepare_call
from server.compiler.irbuild.closures import closure_layout, construct_inner, make_closure
from server.compiler.irbuild.context import NotSupported
from server.compiler.irbuild.frame import new_func
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode
from server.compiler.types.model import Pointer, Signature, Tuple, underlying

_PLAIN: Final = Signature(Tuple([]), Tuple([]))


def build_defer(b: FuncBuilder, node: ast.DeferStmt) -> None:
    """`defer f(x)`"""
    call = unparen(node.call)
    assert isinstance(call, ast.CallExpr)
    assert b.defers is not None
    closure = _closure(b, call)
    looping = bool(b.labels) or any(target.continue_ is not None for target in b.targets)
    name = "deferprocloop" if looping else "deferproc"
    b.runtime(name, b.pointer(b.defers), closure, span=b.span(node))


def _closure(b: FuncBuilder, call: ast.CallExpr) -> Value:
    """The deferred call as a function without parameters and results."""
    function = unparen(call.fun)
    if builtin_name(b, function):
        return _enclose(b, call, _prepare_builtin(b, call))
    signature = underlying(b.type_of(function))
    if isinstance(signature, Signature) and isinstance(function, ast.FuncLit) and _is_plain(signature):
        return b.retype(b.expr(function), _PLAIN)
    return _enclose(b, call, prepare_call(b, call, function))


def _is_plain(signature: Signature) -> bool:
    return not signature.params.vars and not signature.results.vars


def _prepare_builtin(b: FuncBuilder, call: ast.CallExpr) -> PreparedCall:
    kept = [unparen(arg) for arg in call.args if _is_computed(b, arg)]
    several = next((arg for arg in kept if isinstance(b.type_of(arg), Tuple)), None)
    if several is not None:
        raise NotSupported("several results as arguments of a deferred built-in", several)

    def make(inner: FuncBuilder, operands: list[Value]) -> list[Value]:
        inner.evaluated.update(zip(kept, operands))
        inner.rules.values(inner, call)
        return []

    return PreparedCall([b.expr(arg) for arg in kept], make)


def _is_computed(b: FuncBuilder, arg: ast.Expr) -> bool:
    """Constants, nil and types are the same wherever they stand."""
    info = b.info(unparen(arg))
    return info is None or (info.value is None and info.mode not in (Mode.NIL, Mode.TYPE))


def _enclose(b: FuncBuilder, call: ast.CallExpr, prepared: PreparedCall) -> Value:
    types = [value.type for value in prepared.operands]
    layout = closure_layout([(f"X{i}", typ) for i, typ in enumerate(types) if typ is not None])
    b.adaptors += 1
    symbol = f"{b.func.symbol}.deferwrap{b.adaptors}"

    def build(inner: FuncBuilder) -> None:
        held = []
        if types:
            context = inner.emit(Op.CONTEXT, Pointer(layout))
            held = [inner.load(inner.field_addr(context, index + 1)) for index in range(len(types))]
        # The function called here is the deferred one: its calls of recover count.
        inner.runtime("deferwrap", inner.runtime("getcallerframe"), inner.runtime("getframe"))
        prepared.make(inner, held)
        inner.return_values([], None)

    construct_inner(b, new_func(symbol, f"deferwrap{b.adaptors}", _PLAIN, b.span(call)), build)
    return make_closure(b, Callee(symbol, _PLAIN), layout, prepared.operands, _PLAIN, call)
