"""Function literals.

A closure is a struct whose first word is the address of the code, followed by what it captures; a function value is a
pointer to it, and the called function finds it through CONTEXT. A variable that is never assigned again after its
declaration is captured by value, like gc does up to 128 bytes; any other by reference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Final

from server.compiler.decide.inline.names import link_name
from server.compiler.decide.routine import Frame
from server.compiler.ir.func import Callee, Func, Value, Variable
from server.compiler.ir.graph import remove_unreachable
from server.compiler.ir.ops import Op
from server.compiler.ir.types import UNSAFE_POINTER
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.capture import changed_variables
from server.compiler.irbuild.frame import build_body, new_func, op_of_hidden
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.model import Pointer, Signature, Struct, Type, underlying
from server.compiler.types.objects import Var
from server.source.span import Span

_BY_VALUE_LIMIT: Final = 128  # bytes


@dataclass(frozen=True, slots=True)
class Capture:
    """One captured variable, and whether the closure holds its value or its address."""

    var: Var
    by_value: bool
    type: Type  # what the closure's field holds


def build_literal(b: FuncBuilder, expr: ast.FuncLit) -> Value:
    """`func(...) { ... }`"""
    typ, declared = b.type_of(expr), b.view.info.types[expr].type
    signature = underlying(typ)
    assert isinstance(signature, Signature)
    assert isinstance(declared, Signature)
    if b.frame is not None and expr in b.frame.unused:
        return b.zero(typ, b.span(expr))  # all calls of it are inlined
    frame = b.frame.literals.get(expr) if b.frame is not None else None
    captures = captured_variables(b, frame, expr.body)
    func = inner_func(b, frame, signature, b.span(expr.type))
    layout = closure_layout([(capture.var.name, capture.type) for capture in captures])

    def build(inner: FuncBuilder) -> None:
        inner.changed = b.changed
        open_captures(inner, captures, layout)
        build_body(inner, declared, expr.body)

    construct_inner(b, func, build, frame)
    held = [b.load(b.slots[c.var]) if c.by_value else b.slots[c.var] for c in captures]
    return make_closure(b, Callee(func.symbol, signature), layout, held, typ, expr)


def inner_func(b: FuncBuilder, frame: Frame | None, signature: Signature, span: Span) -> Func:
    """A function without blocks for a literal or loop body in this one.

    It is named as gc names it. That of an inlined body is named after the body's function, of which there may be many
    copies: they need link names of their own. Of one in code that is never reached
    nothing is known, no name either.
    """
    if frame is None:
        b.shared.literals += 1
        kind = "unreached" if b.frame is not None else "" if b.is_literal else "func"
        symbol = title = f"{b.func.symbol}.{kind}{b.shared.literals}"
    else:
        symbol = title = link_name(frame)
        if title in b.context.inner or not is_own(b, frame):
            b.shared.literals += 1
            symbol = f"{b.func.symbol}.inlined{b.shared.literals}"
    b.context.inner.add(symbol)
    func = new_func(symbol, title.removeprefix(b.context.symbols.prefix + "."), signature, span)
    func.title = "" if title == symbol else title
    return func


def is_own(b: FuncBuilder, frame: Frame) -> bool:
    """Whether the function of a frame stands in the text of this function, not in that of an inlined one."""
    around = frame.lexical
    return around is not None and around.parent is None and link_name(around) == b.func.symbol


def captured_variables(b: FuncBuilder, frame: Frame | None, *roots: ast.Node) -> list[Capture]:
    """The variables of this function that an inner one, with that frame, mentions, in the order of the source."""
    uses = b.view.info.uses
    nodes = chain.from_iterable(preorder(root) for root in roots)
    mentioned = [(node.start, uses.get(node)) for node in nodes if isinstance(node, ast.Ident)]
    mentioned.sort(key=lambda item: item[0])
    found = dict.fromkeys(var for _, var in mentioned if isinstance(var, Var) and var in b.slots)
    if b.changed is None:
        b.changed = changed_variables(b)
    sizes = b.context.config.sizes
    captures = []
    for var in found:
        typ = b.type_of_var(var)
        if frame is not None:
            by_value = (frame, var) in b.context.plan.placement.by_value
        else:
            by_value = var not in b.changed and sizes.size_of(typ) <= _BY_VALUE_LIMIT
        captures.append(Capture(var, by_value, typ if by_value else Pointer(typ)))
    return captures


def closure_layout(fields: list[tuple[str, Type]]) -> Struct:
    """What a closure looks like in memory: where its code begins, then what it captures."""
    code = Var("F", None, None, UNSAFE_POINTER, is_field=True)
    held = [Var(name, None, None, typ, is_field=True) for name, typ in fields]
    return Struct([code, *held], [""] * (len(held) + 1))


def open_captures(b: FuncBuilder, captures: list[Capture], layout: Struct, first: int = 1) -> None:
    """Make the captured variables known inside the inner function; `first` is their first field in the closure."""
    if not captures:
        return
    context = b.emit(Op.CONTEXT, Pointer(layout))
    for index, capture in enumerate(captures, first):
        held = b.load(b.field_addr(context, index))
        if capture.by_value:
            # Nobody takes its address: the copy never outlives the call.
            slot = b.slots[capture.var] = b.local(capture.var.name, capture.type, b.here(capture.var.span))
            b.store(slot, held)
        else:
            b.slots[capture.var] = held
            if b.context.config.notes:
                span = b.here(capture.var.span)
                b.func.places[held] = Variable(capture.var.name, b.type_of_var(capture.var), span)


def construct_inner(
    b: FuncBuilder, func: Func, build: Callable[[FuncBuilder], None], frame: Frame | None = None
) -> None:
    """Build another function in the course of this one; `frame`: what was decided about it."""
    func.sources, func.weak = b.func.sources, b.func.weak
    inner = FuncBuilder(b.context, b.rules, func, b.tree, b.view, func.new_block("entry"), root=b.root, is_literal=True)
    inner.frame = frame
    if frame is not None:
        inner.shared.bodies[frame] = inner
        inner.hidden = op_of_hidden(inner, frame)
    build(inner)
    remove_unreachable(func)
    b.context.literals.append(func)


def make_closure(b: FuncBuilder, callee: Callee, layout: Struct, held: list[Value], typ: Type, node: ast.Node) -> Value:
    """The function value of a callee and what it captures."""
    span = b.span(node.call if isinstance(node, ast.GoStmt | ast.DeferStmt) else node)
    if not held:
        return b.emit(Op.FUNC, typ, aux=callee.symbol, span=span)
    name = "func literal" if isinstance(node, ast.FuncLit | ast.RangeStmt) else b.func.text_of(span)
    closure = b.allocate(name, layout, node, span)
    b.store(b.field_addr(closure, 0), b.emit(Op.CODE, UNSAFE_POINTER, aux=callee))
    for index, value in enumerate(held, 1):
        b.store(b.field_addr(closure, index), value)
    return b.emit(Op.CHANGE_TYPE, typ, closure, span=span)
