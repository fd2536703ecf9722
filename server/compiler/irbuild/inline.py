"""Calls that are replaced by the callee's body, as the frames of the function say.

    x := g(a)    becomes    p := a; result r; <body of g: return v is r = v; jump done>; done: x := r

An inlined body has a builder of its own over the same function: its variables, labels and returns are not the
caller's. The body of a literal sees the variables of the text around it, through the builder of that frame.

Invariant: inlined bodies defer nothing and recover nothing; the decisions see to that.
"""

from __future__ import annotations

from collections.abc import Callable

from server.compiler.decide.inline.names import link_name
from server.compiler.decide.routine import CallNode, Frame
from server.compiler.ir.func import Exit, Value
from server.compiler.irbuild.builder import Continuation, FuncBuilder
from server.compiler.irbuild.frame import declared_params, op_of_hidden
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Pointer, Signature, Type, underlying
from server.compiler.types.objects import Var
from server.source.span import Inlined, Span


def inline_call(b: FuncBuilder, frame: Frame, operands: list[Value]) -> list[Value]:
    """The results of a call whose body is put in its place; operands: the receiver, then the arguments."""
    if isinstance(frame.node, ast.RangeStmt):
        return b.rules.inline_loop_body(b, frame, operands)
    signature = _declared(frame)
    inner = open_body(b, frame)
    _set_parameters(inner, declared_params(signature), operands)

    def build() -> None:
        inner.rules.stmt(inner, frame.body)

    return build_inlined(b, inner, signature.results.vars, build)


def open_body(b: FuncBuilder, frame: Frame) -> FuncBuilder:
    """A builder for the body of a frame that is inlined into the function of `b`."""
    routine, call = frame.routine, frame.call
    assert call is not None
    b.context.instances.adopt(routine)
    b.func.sources[routine.tree.anchor] = routine.tree.text
    inner = FuncBuilder(b.context, b.rules, b.func, routine.tree, routine.view, b.block)
    inner.root, inner.is_literal, inner.frame, inner.shared = routine.decl.body, b.is_literal, frame, b.shared
    inner.inlined = Inlined(_call_span(b, call), link_name(frame))
    around = b.shared.bodies.get(frame.lexical) if frame.lexical is not None else None
    if around is not None:
        inner.slots = dict(around.slots)
    part = around is not None and isinstance(frame.node, ast.RangeStmt)
    inner.hidden = around.hidden if around is not None and part else op_of_hidden(inner, frame)
    b.shared.bodies[frame] = inner
    return inner


def build_inlined(b: FuncBuilder, inner: FuncBuilder, results: list[Var], build: Callable[[], None]) -> list[Value]:
    """Build a body behind the current block of `b`, and go on behind it; the results of the body."""
    inner.result_types = [inner.type_of_var(var) for var in results]
    inner.results = [_result(inner, var, typ) for var, typ in zip(results, inner.result_types)]
    done = inner.new_block("inline.done")
    inner.continuation = Continuation(done, inner.results)
    build()
    if results:
        inner.block.exit = Exit.UNREACHABLE  # the checker has found that the end is never reached
    else:
        inner.jump(done)
    inner.start(done)
    place = inner.inlined.call if inner.inlined is not None else None
    values = [inner.load(address, place) for address in inner.results]
    b.block = inner.block
    return values


def _result(b: FuncBuilder, var: Var, typ: Type) -> Value:
    return b.declare(var) if var.name not in ("", "_") else b.hidden_slot(typ, None)


def _declared(frame: Frame) -> Signature:
    """The signature whose variables the body mentions."""
    if isinstance(frame.node, ast.FuncLit):
        signature = underlying(frame.view.info.types[frame.node].type)
        assert isinstance(signature, Signature)
        return signature
    assert frame.routine.obj.type is not None
    return frame.routine.obj.type


def _set_parameters(b: FuncBuilder, params: list[Var], operands: list[Value]) -> None:
    for number, (var, operand) in enumerate(zip(params, operands, strict=True), 1):
        typ, value = b.type_of_var(var), operand
        assert operand.type is not None
        if isinstance(underlying(operand.type), Pointer) and not isinstance(underlying(typ), Pointer):
            # A value method named through a pointer type: `(*T).M(p)`.
            b.nil_check(operand, operand.span)
            value = b.load(operand, operand.span)
        if var.name not in ("", "_"):
            b.store(b.declare(var, number), b.assigned(value, typ), b.here(var.span))


def _call_span(b: FuncBuilder, call: CallNode) -> Span:
    return b.span(call.x if isinstance(call, ast.RangeStmt) else call)
