"""Simple statements, blocks, if and for, go, defer and return. Spec: "Statements"."""

from __future__ import annotations

from server.compiler.syntax import nodes as ast
from server.compiler.types.arith import apply_binary
from server.compiler.types.assignlist import assign_vars, init_vars, short_var_decl
from server.compiler.types.assignment import assign_operand, assign_var
from server.compiler.types.channels import channel_element
from server.compiler.types.checker import Checker, Kind
from server.compiler.types.info import Mode
from server.compiler.types.modes import generic_expr, use, value_expr
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import all_boolean, all_numeric
from server.compiler.types.stmtlist import (
    BREAK_OK,
    CONTINUE_OK,
    FALLTHROUGH_OK,
    FINAL_CASE,
    IN_TYPE_SWITCH,
    check_statements,
    nested,
)
from server.diagnostics.codes import types as rows
from server.diagnostics.data import Related


def empty_stmt(_c: Checker, _context: int, _stmt: ast.Stmt) -> None:
    """Nothing, or something that the parser has reported"""


def labeled_stmt(c: Checker, context: int, stmt: ast.LabeledStmt) -> None:
    """`label: stmt`; labels are checked at the end of the function."""
    c.env.has_label = True
    c.stmt(context, stmt.stmt)


def expr_stmt(c: Checker, _context: int, stmt: ast.ExprStmt) -> None:
    """Spec, "Expression statements": calls and receive operations."""
    x = Operand()
    kind = c.raw_expr(None, x, stmt.x)
    if x.mode is Mode.BUILTIN:
        c.error(rows.BUILTIN_NOT_CALLED, x, x)
    elif x.mode is Mode.TYPE:
        c.error(rows.TYPE_NOT_EXPRESSION, x, x)
    elif kind is not Kind.STATEMENT:
        c.error(rows.UNUSED_EXPRESSION, x, x)


def send_stmt(c: Checker, _context: int, stmt: ast.SendStmt) -> None:
    """`ch <- x`"""
    channel, value = Operand(), Operand()
    value_expr(c, channel, stmt.chan)
    generic_expr(c, value, stmt.value)
    if not channel.is_valid() or not value.is_valid():
        return
    element = channel_element(c, stmt, channel, receiving=False)
    if element is not None:
        assign_operand(c, value, element, "send")


def inc_dec_stmt(c: Checker, _context: int, stmt: ast.IncDecStmt) -> None:
    """`x++`: as `x += 1`"""
    x = Operand()
    value_expr(c, x, stmt.x)
    if not x.is_valid():
        return
    if not all_numeric(x.type):
        c.error(rows.NON_NUMERIC_INC_DEC, stmt.x, stmt.x, stmt.tok, x.type)
        return
    assign_var(c, stmt.x, None, x, "assignment")


def assign_stmt(c: Checker, _context: int, stmt: ast.AssignStmt) -> None:
    """`=`, `:=` and `op=`"""
    if stmt.tok == "=":
        assign_vars(c, stmt.lhs, stmt.rhs)
    elif stmt.tok == ":=":
        short_var_decl(c, c.at_offset(stmt.tok_pos, 2), stmt.lhs, stmt.rhs)
    else:  # the parser has seen to it that there is one operand on each side
        x, y = Operand(), Operand()
        value_expr(c, x, stmt.lhs[0])
        value_expr(c, y, stmt.rhs[0])
        apply_binary(c, x, y, None, stmt.lhs[0], stmt.rhs[0], stmt.tok[:-1])
        assign_var(c, stmt.lhs[0], None, x, "assignment")


def go_stmt(c: Checker, _context: int, stmt: ast.GoStmt) -> None:
    """`go call`"""
    _suspended_call(c, "go", stmt.call)


def defer_stmt(c: Checker, _context: int, stmt: ast.DeferStmt) -> None:
    """`defer call`"""
    _suspended_call(c, "defer", stmt.call)


def _suspended_call(c: Checker, keyword: str, call: ast.Expr) -> None:
    is_go = keyword == "go"
    while isinstance(call, ast.ParenExpr):  # the parser has reported them
        call = call.x
    if not isinstance(call, ast.CallExpr):
        c.error(rows.GO_NOT_CALL if is_go else rows.DEFER_NOT_CALL, call)
        use(c, call)
        return
    x = Operand()
    kind = c.raw_expr(None, x, call)
    if kind is Kind.CONVERSION:
        c.error(rows.GO_CONVERSION if is_go else rows.DEFER_CONVERSION, x, x)
    elif kind is Kind.EXPRESSION:
        c.error(rows.SUSPENDED_RESULT, x, keyword, x)


def return_stmt(c: Checker, _context: int, stmt: ast.ReturnStmt) -> None:
    """`return results`"""
    assert c.env.signature is not None
    results = c.env.signature.results.vars
    if stmt.results or not results or not results[0].name:
        if stmt.results or results:
            init_vars(c, results, stmt.results, stmt)
        return
    # Spec: the result parameters must not be shadowed where a bare return stands.
    for result in results:
        other = c.lookup(result.name)
        if other is not None and other is not result and result.name != "_":
            related = [Related(other.span, f"inner declaration of {_object_text(c, other)}")] if other.span else []
            c.error(rows.RESULT_NOT_IN_SCOPE, stmt, result.name, related=related)


def _object_text(c: Checker, obj: object) -> str:
    name, typ = getattr(obj, "name", ""), getattr(obj, "type", None)
    return f"var {name} {c.show(typ)}"


def branch_stmt(c: Checker, context: int, stmt: ast.BranchStmt) -> None:
    """break, continue, fallthrough without a label; labelled ones are checked at the end of the function."""
    if stmt.label is not None:
        c.env.has_label = True
        return
    if stmt.tok == "break" and not context & BREAK_OK:
        c.error(rows.MISPLACED_BREAK, stmt)
    elif stmt.tok == "continue" and not context & CONTINUE_OK:
        c.error(rows.MISPLACED_CONTINUE, stmt)
    elif stmt.tok == "fallthrough" and not context & FALLTHROUGH_OK:
        if context & FINAL_CASE:
            c.error(rows.FALLTHROUGH_FINAL, stmt)
        elif context & IN_TYPE_SWITCH:
            c.error(rows.FALLTHROUGH_TYPE_SWITCH, stmt)
        else:
            c.error(rows.FALLTHROUGH_MISPLACED, stmt)


def block_stmt(c: Checker, context: int, stmt: ast.BlockStmt) -> None:
    """`{ ... }`"""
    c.open_scope()
    check_statements(c, nested(context), stmt.stmts)
    c.close_scope()


def if_stmt(c: Checker, context: int, stmt: ast.IfStmt) -> None:
    """if and its chain of else-ifs, which may be long"""
    inner = nested(context)
    depth = 0
    current: ast.Stmt | None = stmt
    while isinstance(current, ast.IfStmt):
        c.open_scope()
        depth += 1
        if current.init is not None:
            c.stmt(0, current.init)
        _condition(c, current.cond, "if")
        c.stmt(inner, current.body)
        current = current.else_
    if current is not None:
        c.stmt(inner, current)
    for _ in range(depth):
        c.close_scope()


def _condition(c: Checker, cond: ast.Expr, keyword: str) -> None:
    top = len(c.delayed)
    x = Operand()
    value_expr(c, x, cond)
    if x.is_valid() and not all_boolean(x.type):
        c.error(rows.NON_BOOLEAN_IF if keyword == "if" else rows.NON_BOOLEAN_FOR, cond)
    c.process_delayed(top)


def for_stmt(c: Checker, context: int, stmt: ast.ForStmt) -> None:
    """`for init; cond; post`"""
    inner = nested(context) | BREAK_OK | CONTINUE_OK
    c.open_scope()
    if stmt.init is not None:
        c.stmt(0, stmt.init)
    if stmt.cond is not None:
        _condition(c, stmt.cond, "for")
    if stmt.post is not None:
        c.stmt(0, stmt.post)
        if isinstance(stmt.post, ast.AssignStmt) and stmt.post.tok == ":=":
            use(c, *stmt.post.lhs)  # the parser has reported the declaration
    c.stmt(inner, stmt.body)
    c.close_scope()
