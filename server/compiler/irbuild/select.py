"""Select statements. Spec, "Select statements".

Channels and values to send are evaluated once, in source order; what a receive assigns to, only when it is chosen.

    select {}                           block()
    one case                            the operation itself
    one case and default                selectnbsend(c, &v), selectnbrecv(&v, c)
    otherwise                           selectgo(&cases, &order, sends, receives, block): the chosen case

The run-time wants the sends before the receives; those fill the array of cases from its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.compiler.ir.func import Block, Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import BOOL, UNSAFE_POINTER
from server.compiler.irbuild.address import unparen
from server.compiler.irbuild.ahead import evaluate_inside
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.channels import channel_element, filled_slot
from server.compiler.irbuild.stmt import build_list, enter, leave, take_label
from server.compiler.irbuild.target import assign_all
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Array, Kind, Struct
from server.compiler.types.objects import Var
from server.compiler.types.universe import TYP
from server.source.span import Span

_CASE: Final = Struct(
    [Var(name, None, None, UNSAFE_POINTER, is_field=True) for name in ("c", "elem")], ["", ""]
)  # scase of the run-time
_UINT16: Final = TYP[Kind.UINT16]


@dataclass(slots=True)
class _Case:
    """One communication whose operands are evaluated."""

    clause: ast.CommClause
    body: Block
    channel: Value  # as an unsafe.Pointer
    slot: Value  # address of what is sent, or of where the received value goes
    is_send: bool
    span: Span
    received: Value | None = None  # whether the received value was sent: the `ok` of the chosen case


def build_select(b: FuncBuilder, node: ast.SelectStmt) -> None:
    """`select { clauses }`"""
    label = take_label(b)
    span = b.span(node)
    if not node.body:
        b.runtime("block", span=span)
        return
    default = next((clause for clause in node.body if clause.comm is None), None)
    otherwise = None if default is None else b.new_block("select.default")
    done = b.new_block("select.done")
    cases = [_evaluate(b, clause) for clause in node.body if clause.comm is not None]
    _choose(b, cases, otherwise, span)
    enter(b, label, done, None)
    bodies: dict[ast.CommClause, _Case] = {case.clause: case for case in cases}
    for clause in node.body:
        if (case := bodies.get(clause)) is not None:
            b.start(case.body)
            _receive(b, case)
        else:
            assert otherwise is not None
            b.start(otherwise)
        build_list(b, clause.body)
        b.jump(done)
    leave(b)
    b.start(done)


def _evaluate(b: FuncBuilder, clause: ast.CommClause) -> _Case:
    comm = clause.comm
    body = b.new_block("select.body")
    assert comm is not None
    if isinstance(comm, ast.SendStmt):
        evaluate_inside(b, comm.chan)
        channel = b.expr(comm.chan)
        assert channel.type is not None
        evaluate_inside(b, comm.value)
        slot = filled_slot(b, b.expr_as(comm.value, channel_element(channel.type)), b.span(comm.value))
        return _Case(clause, body, b.pointer(channel), slot, True, b.span(comm))
    receive = _receive_expr(comm)
    evaluate_inside(b, receive.x)
    channel = b.expr(receive.x)
    assert channel.type is not None
    slot = b.local("", channel_element(channel.type), b.span(comm))
    return _Case(clause, body, b.pointer(channel), slot, False, b.span(comm))


def _receive_expr(comm: ast.Stmt) -> ast.UnaryExpr:
    expr: ast.Expr | None = None
    if isinstance(comm, ast.AssignStmt):
        expr = unparen(comm.rhs[0])
    elif isinstance(comm, ast.ExprStmt):
        expr = unparen(comm.x)
    assert isinstance(expr, ast.UnaryExpr)
    return expr


def _choose(b: FuncBuilder, cases: list[_Case], otherwise: Block | None, span: Span) -> None:
    """Leave the current block for the body of the chosen case, or for `otherwise`."""
    if not cases:
        assert otherwise is not None
        b.jump(otherwise)
    elif len(cases) == 1 and otherwise is None:
        _single(b, cases[0])
    elif len(cases) == 1 and otherwise is not None:
        _try(b, cases[0], otherwise)
    else:
        _select_one(b, cases, otherwise, span)


def _single(b: FuncBuilder, case: _Case) -> None:
    name = "chansend1" if case.is_send else "chanrecv2"
    case.received = b.runtime(name, case.channel, b.pointer(case.slot), span=case.span)
    b.jump(case.body)


def _try(b: FuncBuilder, case: _Case, otherwise: Block) -> None:
    if case.is_send:
        selected = b.runtime("selectnbsend", case.channel, b.pointer(case.slot), span=case.span)
    else:
        both = b.runtime("selectnbrecv", b.pointer(case.slot), case.channel, span=case.span)
        selected, case.received = b.extract(both, 0), b.extract(both, 1)
    b.branch(selected, case.body, otherwise, case.span)


def _select_one(b: FuncBuilder, cases: list[_Case], otherwise: Block | None, span: Span) -> None:
    sends = [case for case in cases if case.is_send]
    receives = [case for case in cases if not case.is_send]
    ordered = [*sends, *reversed(receives)]
    array = b.local("", Array(_CASE, len(ordered)), span)
    first = b.first_element(array)
    for position, case in enumerate(ordered):
        entry = b.element_addr(first, b.count(position))
        b.store(b.field_addr(entry, 0), case.channel)
        b.store(b.field_addr(entry, 1), b.pointer(case.slot))
    order = b.local("", Array(_UINT16, 2 * len(ordered)), span)
    blocking = b.constant(otherwise is None, BOOL)
    counts = (b.count(len(sends)), b.count(len(receives)))
    chosen = b.runtime("selectgo", b.pointer(array), b.pointer(order), *counts, blocking, span=span)
    index, received = b.extract(chosen, 0), b.extract(chosen, 1)
    # Without default one case is always chosen, so the last one needs no test.
    tested = ordered if otherwise is not None else ordered[:-1]
    for position, case in enumerate(ordered):
        case.received = received
        if position < len(tested):
            following = b.new_block("select.next")
            b.branch(b.compare(Op.EQ, index, b.count(position)), case.body, following, span)
            b.start(following)
    b.jump(otherwise if otherwise is not None else ordered[-1].body)


def _receive(b: FuncBuilder, case: _Case) -> None:
    """Assign what was received."""
    comm = case.clause.comm
    if not isinstance(comm, ast.AssignStmt):
        return
    assert case.received is not None
    received = case.received
    assign_all(b, comm.lhs, comm.tok, (lambda: b.load(case.slot, case.span), lambda: received))
