"""Expression switches. Spec, "Switch statements": cases are tried from top to bottom, left to right."""

from __future__ import annotations

from server.compiler.ir.func import Block, Value
from server.compiler.ir.types import BOOL
from server.compiler.irbuild.ahead import evaluate_inside
from server.compiler.irbuild.arith import build_condition
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.compare import switch_test
from server.compiler.irbuild.conversion import borrowed_string
from server.compiler.irbuild.stmt import build_list, enter, leave, take_label
from server.compiler.syntax import nodes as ast
from server.compiler.types.predicates import is_interface


def build_switch(b: FuncBuilder, node: ast.SwitchStmt) -> None:
    """`switch init; tag { clauses }`

    test 1 -> body 1 or test 2 -> ... -> default or done
    """
    label = take_label(b)
    if node.init is not None:
        b.rules.stmt(b, node.init)
    tag = None if node.tag is None else _tag(b, node.tag, node.body)
    bodies = [b.new_block("switch.body") for _ in node.body]
    done = b.new_block("switch.done")
    otherwise = done
    for clause, body in zip(node.body, bodies):
        if clause.exprs is None:
            otherwise = body
        for expr in clause.exprs or ():
            _build_test(b, tag, expr, body)
    b.jump(otherwise)
    enter(b, label, done, None)
    for position, (clause, body) in enumerate(zip(node.body, bodies)):
        b.start(body)
        following = bodies[position + 1] if position + 1 < len(bodies) else None
        _build_body(b, clause, following)
        b.jump(done)
    leave(b)
    b.start(done)


def _tag(b: FuncBuilder, tag: ast.Expr, clauses: list[ast.CaseClause]) -> Value:
    """The value that is compared. Where it is compared with constants only, nothing can change it meanwhile."""
    evaluate_inside(b, tag)
    cases = [b.info(expr) for clause in clauses for expr in clause.exprs or ()]
    if all(info is not None and info.value is not None for info in cases):
        return borrowed_string(b, tag)
    return b.expr(tag)


def _build_test(b: FuncBuilder, tag: Value | None, expr: ast.Expr, body: Block) -> None:
    following = b.new_block("switch.next")
    if tag is None and is_interface(b.type_of(expr)):
        tag = b.constant(True, BOOL)
    if tag is None:
        build_condition(b, expr, body, following)
    else:
        evaluate_inside(b, expr)
        b.branch(switch_test(b, tag, expr), body, following, b.span(expr))
    b.start(following)


def _build_body(b: FuncBuilder, clause: ast.CaseClause, following: Block | None) -> None:
    outer, b.next_case = b.next_case, following
    build_list(b, clause.body)
    b.next_case = outer
