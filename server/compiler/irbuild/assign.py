"""Assignments. Spec, "Assignment statements".

Two phases: the operands of index expressions and pointer indirections on the left and the expressions on the right are
evaluated in the usual order; then the assignments are carried out from left to right.
"""

from __future__ import annotations

from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import STRING
from server.compiler.irbuild.address import build_place, unparen
from server.compiler.irbuild.ahead import evaluate_ahead, evaluate_inside, evaluate_values
from server.compiler.irbuild.append import build_append_in_place, note_local_append
from server.compiler.irbuild.arith import build_arithmetic, build_shift
from server.compiler.irbuild.assertion import build_several
from server.compiler.irbuild.builder import FuncBuilder, Place
from server.compiler.irbuild.maps import is_map_index
from server.compiler.irbuild.sameplace import appends_to_itself, is_local
from server.compiler.irbuild.stmt import define
from server.compiler.irbuild.strings import concatenate
from server.compiler.syntax import nodes as ast
from server.compiler.types.objects import Var
from server.compiler.types.predicates import is_integer, is_string


def build_assign(b: FuncBuilder, node: ast.AssignStmt) -> None:
    """`=`, `:=` and `op=`"""
    if node.tok == ":=":
        _define(b, node)
    elif node.tok == "=":
        _assign(b, node)
    else:
        _update(b, node)


def is_blank(expr: ast.Expr) -> bool:
    """Whether an expression is the blank identifier."""
    return isinstance(expr, ast.Ident) and expr.name == "_"


def _place(b: FuncBuilder, expr: ast.Expr) -> Place | None:
    expr = unparen(expr)
    return None if is_blank(expr) else build_place(b, expr)


def _value_for(b: FuncBuilder, place: Place | None, expr: ast.Expr) -> Value:
    if place is not None:
        return b.expr_as(expr, place.type)
    return b.zero(b.type_of(expr)) if b.is_nil(expr) else b.expr(expr)


def _assign(b: FuncBuilder, node: ast.AssignStmt) -> None:
    appended = appends_to_itself(b, node)
    if appended is not None and is_local(b, node.lhs[0]):
        note_local_append(b, b.span(node))
    elif appended is not None:
        evaluate_inside(b, appended)
        build_append_in_place(b, build_place(b, appended.args[0]), appended, b.span(node))
        return
    evaluate_inside(b, *node.lhs)
    places, values = _both_sides(b, node)
    for place, value in zip(places, values):
        if place is not None:
            b.store(place.address(), b.assigned(value, place.type), b.span(node))


def _both_sides(b: FuncBuilder, node: ast.AssignStmt) -> tuple[list[Place | None], list[Value]]:
    """Where to, and what."""
    if len(node.rhs) != len(node.lhs):
        evaluate_inside(b, node.rhs[0])
        values = build_several(b, node.rhs[0])
        return [_place(b, expr) for expr in node.lhs], values
    if isinstance(unparen(node.lhs[0]), ast.Ident):
        evaluate_values(b, node.rhs, [None if is_blank(expr) else b.view.type_of(expr) for expr in node.lhs])
    else:
        evaluate_ahead(b, *node.rhs)
    places = [_place(b, expr) for expr in node.lhs]
    return places, [_value_for(b, place, expr) for place, expr in zip(places, node.rhs)]


def _define(b: FuncBuilder, node: ast.AssignStmt) -> None:
    """Spec, "Short variable declarations": names already declared in this scope are assigned to."""
    defs = b.view.info.defs
    new = [defs.get(expr) if isinstance(expr, ast.Ident) else None for expr in node.lhs]
    is_tuple = len(node.rhs) != len(node.lhs)
    if is_tuple:
        evaluate_inside(b, node.rhs[0])
    else:
        evaluate_values(b, node.rhs, [b.view.type_of(expr) for expr in node.lhs])
    places = [None if isinstance(var, Var) else _place(b, expr) for var, expr in zip(new, node.lhs)]
    if not is_tuple:
        values = [_defined_value(b, var, place, rhs) for var, place, rhs in zip(new, places, node.rhs)]
    else:
        values = build_several(b, node.rhs[0])
    for var, place, value in zip(new, places, values):
        if place is not None:
            b.store(place.address(), b.assigned(value, place.type), b.span(node))
        else:
            define(b, var, value)


def _defined_value(b: FuncBuilder, var: object, place: Place | None, expr: ast.Expr) -> Value:
    if isinstance(var, Var):
        return b.expr_as(expr, b.type_of_var(var))
    return _value_for(b, place, expr)


def _update(b: FuncBuilder, node: ast.AssignStmt) -> None:
    """`x op= y`: the operands of x are evaluated once."""
    evaluate_inside(b, node.lhs[0])
    evaluate_ahead(b, node.rhs[0])
    place = build_place(b, node.lhs[0])
    op = node.tok.removesuffix("=")
    span = b.span(node)
    shift = op in ("<<", ">>")
    operand = None if shift else b.expr_as(node.rhs[0], place.type)
    if op in ("/", "%") and operand is not None and is_map_index(b, node.lhs[0]) and is_integer(place.type):
        b.emit(Op.DIV_CHECK, None, operand, span=span)  # before an entry is made
    address = place.address()
    old = b.load(address, span)
    if operand is None:
        new = build_shift(b, op, old, node.rhs[0], span)
    elif is_string(place.type):
        new = concatenate(b, [b.retype(value, STRING) for value in (old, operand)], span)
    else:
        new = build_arithmetic(b, op, old, operand, span)
    b.store(address, new, span)


def build_inc_dec(b: FuncBuilder, node: ast.IncDecStmt) -> None:
    """`x++`, `x--`"""
    evaluate_inside(b, node.x)
    address = build_place(b, node.x).address()
    span = b.span(node)
    old = b.load(address, span)
    assert old.type is not None
    one = b.constant(1, old.type)
    b.store(address, b.emit(Op.ADD if node.tok == "++" else Op.SUB, old.type, old, one, span=span), span)
