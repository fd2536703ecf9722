"""Expression switches, type switches and select. Spec: "Switch statements", "Select statements"."""

from __future__ import annotations

from collections.abc import Sequence

from server.compiler.syntax import nodes as ast
from server.compiler.types.assignment import assign_operand
from server.compiler.types.checker import Checker
from server.compiler.types.comparison import compare_operands
from server.compiler.types.constant import Constant, to_float
from server.compiler.types.identical import identical
from server.compiler.types.implements import assertion_cause
from server.compiler.types.info import Mode
from server.compiler.types.model import Type
from server.compiler.types.modes import value_expr
from server.compiler.types.objects import Nil, Var
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import has_nil, is_interface, is_type_param, is_valid
from server.compiler.types.stmtlist import (
    BREAK_OK,
    FALLTHROUGH_OK,
    FINAL_CASE,
    IN_TYPE_SWITCH,
    check_statements,
    nested,
)
from server.compiler.types.typeset import is_comparable
from server.compiler.types.typexpr import variable_type
from server.compiler.types.universe import BOOL, INVALID
from server.diagnostics.codes import types as rows
from server.diagnostics.data import Related
from server.source.span import Span


def switch_stmt(c: Checker, context: int, stmt: ast.SwitchStmt) -> None:
    """`switch init; tag { clauses }`"""
    inner = nested(context) | BREAK_OK
    c.open_scope()
    if stmt.init is not None:
        c.stmt(0, stmt.init)
    tag = _tag(c, stmt)
    _report_second_default(c, [clause for clause in stmt.body if clause.exprs is None])
    seen: dict[object, list[tuple[Span | None, Type]]] = {}
    for i, clause in enumerate(stmt.body):
        for expr in clause.exprs or ():
            _case_value(c, tag, expr, seen)
        flag = FALLTHROUGH_OK if i + 1 < len(stmt.body) else FINAL_CASE
        c.open_scope()
        check_statements(c, inner | flag, clause.body)
        c.close_scope()
    c.close_scope()


def _tag(c: Checker, stmt: ast.SwitchStmt) -> Operand:
    x = Operand()
    if stmt.tag is None:
        # Spec: a missing switch expression is equivalent to the boolean value true.
        at = stmt.body[0].start if stmt.body else stmt.rbrace
        return Operand(Mode.CONSTANT, ast.Ident(at, at, "true"), BOOL, True)
    value_expr(c, x, stmt.tag)
    assign_operand(c, x, None, "switch expression")
    if x.is_valid() and not is_comparable(x.type) and not has_nil(x.type):
        c.error(rows.CANNOT_SWITCH, x, x, x.type)
        x.invalidate()
    return x


def _report_second_default(c: Checker, defaults: Sequence[ast.CaseClause | ast.CommClause]) -> None:
    for clause in defaults[1:]:
        span = c.span_of(clause)
        at = Span(span.anchor, span.start, span.start + len("default")) if span else None
        c.error(rows.DUPLICATE_DEFAULT, at, c.place_of(c.span_of(defaults[0])))


def _case_value(c: Checker, tag: Operand, expr: ast.Expr, seen: dict[object, list[tuple[Span | None, Type]]]) -> None:
    v = Operand()
    value_expr(c, v, expr)
    if not tag.is_valid() or not v.is_valid():
        return
    c.convert_untyped(v, tag.type)
    if not v.is_valid():
        return
    result = v.copy()
    compare_operands(c, result, tag, "==", switch_case=True)
    if not result.is_valid() or v.mode is not Mode.CONSTANT or v.value is None:
        return
    key = _case_key(v.value)
    if key is None:
        return
    for span, typ in seen.get(key, ()):
        if identical(v.type, typ):
            related = [Related(span, "previous case")] if span else []
            c.error(rows.DUPLICATE_CASE, v, v, related=related)
            return
    seen.setdefault(key, []).append((c.span_of(v), v.type))


def _case_key(value: Constant) -> object:
    """What equal case values share; gc does not look for duplicates among booleans and complex numbers."""
    if isinstance(value, bool):
        return None
    if isinstance(value, bytes):
        return value
    return to_float(value)


def type_switch_stmt(c: Checker, context: int, stmt: ast.TypeSwitchStmt) -> None:
    """`switch init; v := x.(type) { clauses }`"""
    inner = nested(context) | BREAK_OK | IN_TYPE_SWITCH
    c.open_scope()
    if stmt.init is not None:
        c.stmt(0, stmt.init)
    name, guard = _guard(stmt.assign)
    if name is not None:
        if name.name == "_":
            c.error(rows.NO_NEW_TYPE_SWITCH_VARIABLE, name)
            name = None
        else:
            c.info.defs[name] = None  # each clause declares a variable of its own
    x = _switched(c, guard.x) if guard is not None else None
    _report_second_default(c, [clause for clause in stmt.body if clause.exprs is None])
    variables: list[Var] = []
    seen: list[tuple[Type | None, ast.Expr]] = []
    for clause in stmt.body:
        typ = _case_types(c, x, clause.exprs or [], seen)
        c.open_scope()
        if name is not None:
            var = Var(name.name, c.package, c.span_of(name), typ)
            c.env.scope.names[name.name] = var
            c.info.implicits[clause] = var
            variables.append(var)
        check_statements(c, inner, clause.body)
        c.close_scope()
    if name is not None and not any(var.used for var in variables):
        c.error(rows.UNUSED_TYPE_SWITCH_VARIABLE, name, name.name)
    c.close_scope()


def _guard(assign: ast.Stmt) -> tuple[ast.Ident | None, ast.TypeAssertExpr | None]:
    name: ast.Ident | None = None
    guard: ast.Expr | None = None
    if isinstance(assign, ast.AssignStmt):
        left = assign.lhs[0]
        name = left if isinstance(left, ast.Ident) else None
        guard = assign.rhs[0]
    elif isinstance(assign, ast.ExprStmt):
        guard = assign.x
    return name, guard if isinstance(guard, ast.TypeAssertExpr) else None


def _switched(c: Checker, expr: ast.Expr) -> Operand | None:
    x = Operand()
    value_expr(c, x, expr)
    if not x.is_valid():
        return None
    if is_type_param(x.type):
        c.error(rows.TYPE_SWITCH_ON_PARAM, x, x)
    elif is_interface(x.type):
        return x
    else:
        c.error(rows.TYPE_SWITCH_NOT_INTERFACE, x, x)
    return None


def _case_types(
    c: Checker, x: Operand | None, exprs: Sequence[ast.Expr], seen: list[tuple[Type | None, ast.Expr]]
) -> Type:
    """Check the types of a clause; the type of the variable in it."""
    typ: Type | None = None
    for expr in exprs:
        if _is_nil(c, expr):
            typ = None
            value_expr(c, Operand(), expr)
        else:
            typ = variable_type(c, expr)
            if not is_valid(typ):
                continue
        other = next((e for t, e in seen if (t is None and typ is None) or identical(t, typ)), None)
        if other is not None:
            span = c.span_of(other)
            related = [Related(span, "previous case")] if span else []
            c.error(rows.DUPLICATE_TYPE_CASE, expr, "nil" if typ is None else typ, related=related)
            continue
        seen.append((typ, expr))
        if x is not None and typ is not None:
            cause = assertion_cause(c, x.type, typ)
            if cause is not None:
                c.error(rows.IMPOSSIBLE_CASE, expr, expr, x, typ, cause)
    if len(exprs) == 1 and typ is not None:
        return typ
    return x.type if x is not None else INVALID


def _is_nil(c: Checker, expr: ast.Expr) -> bool:
    while isinstance(expr, ast.ParenExpr):
        expr = expr.x
    return isinstance(expr, ast.Ident) and isinstance(c.lookup(expr.name), Nil)


def select_stmt(c: Checker, context: int, stmt: ast.SelectStmt) -> None:
    """`select { clauses }`"""
    inner = nested(context) | BREAK_OK
    _report_second_default(c, [clause for clause in stmt.body if clause.comm is None])
    for clause in stmt.body:
        if not _is_communication(clause.comm):
            assert clause.comm is not None
            c.error(rows.INVALID_SELECT_CASE, clause.comm)
            continue
        c.open_scope()
        if clause.comm is not None:
            c.stmt(inner, clause.comm)
        check_statements(c, inner, clause.body)
        c.close_scope()


def _is_communication(comm: ast.Stmt | None) -> bool:
    match comm:
        case None | ast.SendStmt():
            return True
        case ast.AssignStmt(rhs=[received]):
            expr = received
        case ast.ExprStmt(x=received):
            expr = received
        case _:
            return False
    while isinstance(expr, ast.ParenExpr):
        expr = expr.x
    return isinstance(expr, ast.UnaryExpr) and expr.op == "<-"
