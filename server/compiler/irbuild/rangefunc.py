"""Range over functions. Spec, "For statements with range clause".

    for k, v := range seq { body }

    state = READY; seq(func(k, v) bool {
        if state != READY { panicrangestate(state) }
        state = PANIC; body; state = READY; return true
    })
    if state == PANIC { panicrangestate(MISSING_PANIC) }
    state = EXHAUSTED; go where `next` says

recover in a body recovers nothing, as in gc: its caller is the iterator.

Invariant: the numbers in `next` mean the same in all bodies inside one outermost loop, so a number that an inner loop
stores is handed on outwards as it is until the function is reached that it speaks of.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from server.compiler.decide.routine import Frame
from server.compiler.ir.func import Callee, Param, Value, Variable
from server.compiler.ir.ops import Op
from server.compiler.ir.types import BOOL, INT
from server.compiler.irbuild.address import unparen
from server.compiler.irbuild.builder import FuncBuilder, LoopBody
from server.compiler.irbuild.call import build_receiver
from server.compiler.irbuild.closures import (
    Capture,
    captured_variables,
    closure_layout,
    construct_inner,
    inner_func,
    make_closure,
    open_captures,
)
from server.compiler.irbuild.frame import has_defers, own_nodes, run_deferred
from server.compiler.irbuild.inline import build_inlined, inline_call, open_body
from server.compiler.irbuild.loopbody import State, end_body, set_state
from server.compiler.irbuild.stmt import branch_target, build_block, enter, leave, take_label
from server.compiler.irbuild.target import assign_all
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Pointer, Signature, Struct, Type, underlying
from server.compiler.types.objects import Func, Var
from server.source.span import Span


def build_range_function(b: FuncBuilder, node: ast.RangeStmt) -> None:
    """`for k, v := range seq { body }`"""
    label = take_label(b)
    span = b.span(node.x)
    yield_type = _signature(b, node.x).params.vars[0].type
    assert yield_type is not None
    inlined = b.frame.inlined.get(node) if b.frame is not None else None
    operands = _inlined_operands(b, node.x) if inlined is not None else [b.expr(node.x)]
    body = _loop_body(b, node, label)
    closure = b.retype(_function_value(b, node, body, yield_type), yield_type)
    if inlined is not None:
        inline_call(b, inlined, [*operands, closure])
    else:
        b.nil_check(operands[0], span)
        b.emit(Op.CALL_VALUE, None, *operands, closure, span=span)
    _check_state(b, body, b.span_at(node.body.rbrace))
    _go_on(b, body, span)


def _inlined_operands(b: FuncBuilder, function: ast.Expr) -> list[Value]:
    """What an inlined iterator needs of the expression that names it: the receiver of a method."""
    function = unparen(function)
    selection = b.view.selection(function) if isinstance(function, ast.SelectorExpr) else None
    if isinstance(function, ast.SelectorExpr) and selection is not None and isinstance(selection.obj, Func):
        return [build_receiver(b, function, selection, selection.obj)] if selection.kind == "method" else []
    if not isinstance(function, ast.FuncLit | ast.Ident):
        b.expr(function)
    return []


def _function_value(b: FuncBuilder, node: ast.RangeStmt, body: LoopBody, yield_type: Type) -> Value:
    """The loop body as a function value; none is needed when all calls of it are inlined."""
    if b.frame is not None:
        b.shared.loops[b.frame, node] = body
        if node in b.frame.unused:
            return b.zero(yield_type)
    signature = underlying(yield_type)
    assert isinstance(signature, Signature)
    return _make_body(b, node, body, signature)


def inline_loop_body(b: FuncBuilder, frame: Frame, operands: list[Value]) -> list[Value]:
    """A call of the loop body by an inlined iterator; whether the loop goes on."""
    assert isinstance(frame.node, ast.RangeStmt)
    assert frame.lexical is not None
    around, body = b.shared.bodies[frame.lexical], b.shared.loops[frame.lexical, frame.node]
    node, inner = frame.node, open_body(b, frame)
    inner.loop_body, inner.defers = replace(body, outer=around), around.defers

    def build() -> None:
        _run_body(inner, node, operands)

    return build_inlined(b, inner, [Var("", None, None, BOOL)], build)


def _signature(b: FuncBuilder, expr: ast.Expr) -> Signature:
    under = underlying(b.type_of(expr))
    assert isinstance(under, Signature)
    return under


def _loop_body(b: FuncBuilder, node: ast.RangeStmt, label: str) -> LoopBody:
    """The variables that loop and body share, and what the body needs of the function around."""
    span = b.span(node)
    nodes = list(own_nodes(node.body))
    state = b.emit(_op_of_state(b, node), Pointer(INT), aux=Variable("", INT, span), span=span)
    set_state(b, state, State.READY)
    around = b.loop_body
    if around is not None:
        body = LoopBody(b, state, around.next, around.results, around.exits)
    else:
        results = []
        if any(isinstance(found, ast.ReturnStmt) for found in nodes):
            results = b.results or [b.hidden_slot(typ, span) for typ in b.result_types]
        body = LoopBody(b, state, b.hidden_slot(INT, span), results, {})
    body.label = label
    body.labels = {found.label.name for found in nodes if isinstance(found, ast.LabeledStmt)}
    return body


def _op_of_state(b: FuncBuilder, node: ast.RangeStmt) -> Op:
    """NEW if the function made of the loop's body is a closure on the heap: no other holds the address of the state."""
    if b.hidden is Op.LOCAL or (b.frame is not None and node in b.frame.unused):
        return Op.LOCAL
    return b.op_of_site(node)


def _make_body(b: FuncBuilder, node: ast.RangeStmt, body: LoopBody, signature: Signature) -> Value:
    """The body as a function value of the given type."""
    frame = b.frame.literals.get(node) if b.frame is not None else None
    captures = captured_variables(b, frame, *_roots(node))
    shared = [body.state, body.next, *body.results]
    if b.defers is not None and has_defers(b, node.body):
        shared.append(b.defers)
    fields = [(f"s{index}", value.type) for index, value in enumerate(shared) if value.type is not None]
    layout = closure_layout([*fields, *[(capture.var.name, capture.type) for capture in captures]])
    func = inner_func(b, frame, signature, b.span(node))

    def build(inner: FuncBuilder) -> None:
        inner.changed = b.changed
        _open_shared(inner, b, body, layout, has_defers(b, node.body))
        open_captures(inner, captures, layout, len(shared) + 1)
        params = signature.params.vars
        arguments = [inner.emit(Op.PARAM, var.type, aux=Param(i, var.name)) for i, var in enumerate(params)]
        _run_body(inner, node, arguments)

    construct_inner(b, func, build, frame)
    return make_closure(b, Callee(func.symbol, signature), layout, [*shared, *_held(b, captures)], signature, node)


def _roots(node: ast.RangeStmt) -> list[ast.Node]:
    """What becomes part of the body's function."""
    assigned = [node.key, node.value] if node.tok == "=" else []
    return [*[expr for expr in assigned if expr is not None], node.body]


def _held(b: FuncBuilder, captures: list[Capture]) -> list[Value]:
    return [b.load(b.slots[c.var]) if c.by_value else b.slots[c.var] for c in captures]


def _open_shared(inner: FuncBuilder, b: FuncBuilder, body: LoopBody, layout: Struct, deferring: bool) -> None:
    """Find the shared variables through the closure, in the order in which _make_body has put them there."""
    context = inner.emit(Op.CONTEXT, Pointer(layout))
    deferring = deferring and b.defers is not None
    count = 2 + len(body.results) + deferring
    values = [inner.load(inner.field_addr(context, index + 1)) for index in range(count)]
    state, next_, *rest = values
    inner.defers = rest.pop() if deferring else None
    inner.loop_body = replace(body, outer=b, state=state, next=next_, results=rest)


def _run_body(b: FuncBuilder, node: ast.RangeStmt, params: list[Value]) -> None:
    """Check that the body may run, run it, and return whether the loop goes on."""
    body = b.loop_body
    assert body is not None
    span = b.span(node.x)
    running, refused = b.new_block("range.body"), b.new_block("range.refused")
    state = b.load(body.state)
    b.branch(b.compare(Op.EQ, state, b.count(State.READY)), running, refused, span)
    b.start(refused)
    b.runtime("panicrangestate", state, span=span)
    b.start(running)
    set_state(b, body.state, State.PANIC)
    again, done = b.new_block("range.next"), b.new_block("range.done")
    enter(b, body.label, done, again)
    assign_all(b, (node.key, node.value), node.tok, [partial(_itself, param) for param in params])
    build_block(b, node.body)
    leave(b)
    end = b.span_at(node.body.rbrace)
    b.jump(again)
    b.start(again)
    end_body(b, body, State.READY, end)
    b.start(done)
    end_body(b, body, State.DONE, end)


def _itself(param: Value) -> Value:
    return param


def _check_state(b: FuncBuilder, body: LoopBody, span: Span) -> None:
    """Behind the call: a panic of the body must not have been swallowed."""
    fine, swallowed = b.new_block("range.over"), b.new_block("range.swallowed")
    b.branch(b.compare(Op.NE, b.load(body.state), b.count(State.PANIC)), fine, swallowed, span)
    b.start(swallowed)
    b.runtime("panicrangestate", b.count(State.MISSING_PANIC), span=span)
    b.start(fine)
    set_state(b, body.state, State.EXHAUSTED)


def _go_on(b: FuncBuilder, body: LoopBody, span: Span) -> None:
    """Do what the body wanted to be done behind the loop."""
    for (tok, label), code in body.exits.items():
        if (tok, label) not in body.used:
            continue
        then, otherwise = b.new_block(f"range.{tok}"), b.new_block("range.else")
        b.branch(b.compare(Op.EQ, b.load(body.next), b.count(code)), then, otherwise, span)
        b.start(then)
        target = None if tok == "return" else branch_target(b, tok, label)
        if target is not None:
            b.store(body.next, b.count(0))
            b.jump(target, span)
        elif b.loop_body is not None:
            b.loop_body.used.add((tok, label))
            end_body(b, b.loop_body, State.DONE, span)
        else:
            _return(b, body, span)
        b.start(otherwise)


def _return(b: FuncBuilder, body: LoopBody, span: Span) -> None:
    results = body.results or b.results
    run_deferred(b, span)
    b.return_values([b.load(address, span) for address in results], span)
