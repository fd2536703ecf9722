"""Type switches. Spec, "Type switches": the first case that lists the dynamic type, or an interface it implements."""

from __future__ import annotations

from server.compiler.ir.func import Value, Variable
from server.compiler.ir.ops import Op
from server.compiler.ir.types import UNSAFE_POINTER
from server.compiler.irbuild.ahead import evaluate_inside
from server.compiler.irbuild.assertion import as_type, type_test
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.interface import data_of, type_word
from server.compiler.irbuild.stmt import build_list, define, enter, leave, take_label
from server.compiler.syntax import nodes as ast
from server.compiler.types.objects import Var


def build_type_switch(b: FuncBuilder, node: ast.TypeSwitchStmt) -> None:
    """`switch init; v := x.(type) { clauses }`

    test 1 -> body 1 or test 2 -> ... -> default or done
    """
    label = take_label(b)
    if node.init is not None:
        b.rules.stmt(b, node.init)
    operand = _operand(node.assign)
    evaluate_inside(b, operand)
    value = b.expr(operand)
    word = type_word(b, value)
    bodies = [b.new_block("typeswitch.body") for _ in node.body]
    done = b.new_block("typeswitch.done")
    otherwise = done
    firsts: dict[ast.CaseClause, Value] = {}  # the first word of the value as the clause's only type
    for clause, body in zip(node.body, bodies):
        if clause.exprs is None:
            otherwise = body
        for expr in clause.exprs or ():
            following = b.new_block("typeswitch.next")
            ok, firsts[clause] = _test(b, word, expr)
            b.branch(ok, body, following, b.span(expr))
            b.start(following)
    b.jump(otherwise)
    enter(b, label, done, None)
    for clause, body in zip(node.body, bodies):
        b.start(body)
        _bind(b, clause, value, firsts.get(clause))
        build_list(b, clause.body)
        b.jump(done)
    leave(b)
    b.start(done)


def _operand(assign: ast.Stmt) -> ast.Expr:
    guard: ast.Expr | None = None
    if isinstance(assign, ast.AssignStmt):
        guard = assign.rhs[0]
    elif isinstance(assign, ast.ExprStmt):
        guard = assign.x
    assert isinstance(guard, ast.TypeAssertExpr)
    return guard.x


def _test(b: FuncBuilder, word: Value, expr: ast.Expr) -> tuple[Value, Value]:
    span = b.span(expr)
    if b.is_nil(expr):
        return b.compare(Op.EQ, word, b.zero(UNSAFE_POINTER), span), word
    return type_test(b, word, b.type_of(expr), span)


def _bind(b: FuncBuilder, clause: ast.CaseClause, value: Value, first: Value | None) -> None:
    """The clause's variable: of its type if it lists exactly one, else like the operand."""
    var = b.view.info.implicits.get(clause)
    if var is None:
        return
    exprs = clause.exprs or []
    if first is not None and len(exprs) == 1 and not b.is_nil(exprs[0]):
        value = as_type(b, first, data_of(b, value), b.type_of(exprs[0]), value.span)
    define(b, var, value, b.span(exprs[0]) if exprs else None)
    slot = b.slots.get(var) if isinstance(var, Var) else None
    if slot is not None and isinstance(slot.aux, Variable):
        slot.aux.visible = clause.colon, clause.end
