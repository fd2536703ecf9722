"""The thin dispatcher: which file lowers which node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.compiler.ir.func import Value
from server.compiler.irbuild import (
    address,
    arith,
    assertion,
    assign,
    call,
    closures,
    deferred,
    goroutine,
    interface,
    literals,
    loops,
    mapliteral,
    maps,
    methodvalue,
    operand,
    rangefunc,
    select,
    stmt,
    switch,
    typeswitch,
)
from server.compiler.irbuild.builder import FuncBuilder, Rules
from server.compiler.irbuild.context import NotSupported
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode
from server.compiler.types.predicates import is_interface


def _build_selector(b: FuncBuilder, expr: ast.SelectorExpr) -> Value:
    selection = b.view.selection(expr)
    if selection is not None and selection.kind == "method":
        return methodvalue.build_method_value(b, expr, selection)
    if selection is not None and selection.kind != "field":
        return methodvalue.build_method_expr(b, expr, selection)
    return operand.build_selector(b, expr)


def _build_index(b: FuncBuilder, expr: ast.IndexExpr) -> Value:
    function = call.without_type_args(b, expr)
    return operand.build_index(b, expr) if function is expr else build_expr(b, function)


_EXPRS: Final[dict[type, Callable[[FuncBuilder, Any], Value]]] = {
    ast.Ident: operand.build_ident,
    ast.SelectorExpr: _build_selector,
    ast.FuncLit: closures.build_literal,
    ast.IndexExpr: _build_index,
    ast.SliceExpr: operand.build_slice,
    ast.StarExpr: operand.build_star,
    ast.UnaryExpr: arith.build_unary,
    ast.BinaryExpr: arith.build_binary,
    ast.CallExpr: call.build_call,
    ast.CompositeLit: literals.build_composite,
    ast.TypeAssertExpr: assertion.build_assertion,
}
_STMTS: Final[dict[type, Callable[[FuncBuilder, Any], None]]] = {
    ast.EmptyStmt: stmt.build_empty,
    ast.DeclStmt: stmt.build_decl,
    ast.LabeledStmt: stmt.build_labeled,
    ast.ExprStmt: stmt.build_expr_stmt,
    ast.IncDecStmt: assign.build_inc_dec,
    ast.AssignStmt: assign.build_assign,
    ast.ReturnStmt: stmt.build_return,
    ast.BranchStmt: stmt.build_branch,
    ast.BlockStmt: stmt.build_block,
    ast.IfStmt: stmt.build_if,
    ast.SwitchStmt: switch.build_switch,
    ast.DeferStmt: deferred.build_defer,
    ast.TypeSwitchStmt: typeswitch.build_type_switch,
    ast.ForStmt: loops.build_for,
    ast.RangeStmt: loops.build_range,
    ast.GoStmt: goroutine.build_go,
    ast.SelectStmt: select.build_select,
    ast.SendStmt: stmt.build_send,
}


def build_expr(b: FuncBuilder, expr: ast.Expr) -> Value:
    """The value of an expression: a constant, or what its construct computes."""
    while isinstance(expr, ast.ParenExpr):
        expr = expr.x
    if expr in b.evaluated:
        return b.evaluated[expr]
    info = b.info(expr)
    if info is not None and info.value is not None and not is_interface(info.type):
        return b.constant(info.value, b.type_of(expr), b.span(expr))
    if info is not None and info.mode is Mode.NIL:
        return b.zero(info.type, b.span(expr))
    rule = _EXPRS.get(type(expr))
    if rule is None:
        raise NotSupported("this expression", expr)
    return rule(b, expr)


def build_stmt(b: FuncBuilder, node: ast.Stmt) -> None:
    """One statement."""
    rule = _STMTS.get(type(node))
    if rule is None:
        raise NotSupported("this statement", node)
    rule(b, node)


RULES: Final = Rules(
    expr=build_expr,
    values=call.build_values,
    address=address.build_address,
    stmt=build_stmt,
    to_interface=interface.to_interface,
    inline_loop_body=rangefunc.inline_loop_body,
    map_literal=mapliteral.build_map_literal,
    map_place=maps.map_place,
)
