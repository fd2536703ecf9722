"""A call as a function without parameters and results, for `go` and `defer`.

The function value and the arguments are evaluated when the statement is executed; the closure holds them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.decide.inline.names import link_name
from server.compiler.decide.routine import Frame
from server.compiler.ir.func import WRAPPER, Callee, Value
from server.compiler.ir.ops import Op
from server.compiler.irbuild.address import builtin_name, unparen
from server.compiler.irbuild.ahead import evaluate_inside
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.call import PreparedCall, prepare_call
from server.compiler.irbuild.closures import closure_layout, construct_inner, make_closure
from server.compiler.irbuild.frame import new_func
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode
from server.compiler.types.model import Pointer, Signature, Tuple, underlying

_PLAIN: Final = Signature(Tuple([]), Tuple([]))


def plain_closure(
    b: FuncBuilder, node: ast.GoStmt | ast.DeferStmt, kind: str, begin: Callable[[FuncBuilder], None]
) -> Value:
    """The call as a value of type func().

    kind: what a function around the call is named after, as in gc: "deferwrap" or "gowrap".
    begin: what such a function does first.
    """
    call = unparen(node.call)
    frame = b.frame.wrapped.get(node) if b.frame is not None else None
    assert isinstance(call, ast.CallExpr)
    evaluate_inside(b, call)
    function = unparen(call.fun)
    if builtin_name(b, function) == "recover":
        return _enclose(b, node, call, _prepare_recover(b), kind, begin, frame)
    if builtin_name(b, function) or _is_conversion(b, function):
        return _enclose(b, node, call, _prepare_operation(b, call), kind, begin, frame)
    if _starts_at_once(b, node, function):
        return b.retype(b.expr(function), _PLAIN)
    return _enclose(b, node, call, prepare_call(b, call, function, frame), kind, begin, frame)


def _starts_at_once(b: FuncBuilder, node: ast.GoStmt | ast.DeferStmt, function: ast.Expr) -> bool:
    """Whether the function value itself can be started: the inliner has found out which calls need one around them."""
    signature = underlying(b.type_of(function))
    if not isinstance(signature, Signature) or signature.params.vars or signature.results.vars:
        return False
    return isinstance(function, ast.FuncLit) or (b.frame is not None and node not in b.frame.wrapped)


def _is_conversion(b: FuncBuilder, function: ast.Expr) -> bool:
    info = b.info(function)
    return info is not None and info.mode is Mode.TYPE


def _prepare_operation(b: FuncBuilder, call: ast.CallExpr) -> PreparedCall:
    """A built-in function; its operands are evaluated now, the operation is carried out by `make`."""
    b.spread_results(call)
    args = b.args(call)
    b.spread.pop(call, None)
    kept = [unparen(arg) for arg in args if _is_computed(b, arg)]

    def make(inner: FuncBuilder, operands: list[Value]) -> list[Value]:
        inner.spread[call] = args
        inner.evaluated.update(zip(kept, operands))
        inner.rules.values(inner, call)
        return []

    return PreparedCall([b.expr(arg) for arg in kept], make)


def _prepare_recover(b: FuncBuilder) -> PreparedCall:
    """As in gc, a deferred recover counts as called by the function with the defer statement."""

    def make(inner: FuncBuilder, operands: list[Value]) -> list[Value]:
        return [inner.runtime("gorecover", operands[0])]

    return PreparedCall([b.runtime("getcallerframe")], make)


def _is_computed(b: FuncBuilder, arg: ast.Expr) -> bool:
    """Constants, nil and types are the same wherever they stand."""
    info = b.info(unparen(arg))
    return info is None or (info.value is None and info.mode not in (Mode.NIL, Mode.TYPE))


def _enclose(
    b: FuncBuilder,
    node: ast.GoStmt | ast.DeferStmt,
    call: ast.CallExpr,
    prepared: PreparedCall,
    kind: str,
    begin: Callable[[FuncBuilder], None],
    frame: Frame | None,
) -> Value:
    types = [value.type for value in prepared.operands]
    layout = closure_layout([(f"X{i}", typ) for i, typ in enumerate(types) if typ is not None])
    b.shared.adaptors += 1
    number = b.shared.adaptors
    symbol = f"{b.func.symbol}.{kind}{number}"

    def build(inner: FuncBuilder) -> None:
        held = []
        if types:
            context = inner.emit(Op.CONTEXT, Pointer(layout))
            held = [inner.load(inner.field_addr(context, index + 1)) for index in range(len(types))]
        begin(inner)
        prepared.make(inner, held)
        inner.return_values([], None)

    func = new_func(symbol, f"{kind}{number}", _PLAIN, b.span(call))
    func.title = link_name(frame) if frame is not None else ""
    func.pragmas |= {WRAPPER}
    construct_inner(b, func, build, frame)
    return make_closure(b, Callee(symbol, _PLAIN), layout, prepared.operands, _PLAIN, node)
