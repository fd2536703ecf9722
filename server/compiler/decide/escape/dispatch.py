"""The thin dispatcher: which file walks which node."""

from __future__ import annotations

from typing import Final

from server.compiler.decide.escape import (
    assign,
    calls,
    deferred,
    expressions,
    literals,
    loops,
    statements,
)
from server.compiler.decide.escape.walker import Rules
from server.compiler.syntax import nodes as ast

RULES: Final = Rules(
    exprs={
        ast.Ident: expressions.walk_ident,
        ast.SelectorExpr: expressions.walk_selector,
        ast.IndexExpr: expressions.walk_index,
        ast.SliceExpr: expressions.walk_slice,
        ast.TypeAssertExpr: expressions.walk_assertion,
        ast.StarExpr: expressions.walk_star,
        ast.UnaryExpr: expressions.walk_unary,
        ast.BinaryExpr: expressions.walk_binary,
        ast.CompositeLit: literals.walk_composite,
        ast.FuncLit: literals.walk_function,
        ast.CallExpr: calls.walk_call_expr,
    },
    stmts={
        ast.BlockStmt: statements.walk_block,
        ast.ExprStmt: statements.walk_expr_stmt,
        ast.DeclStmt: statements.walk_decl,
        ast.LabeledStmt: statements.walk_labeled,
        ast.IfStmt: statements.walk_if,
        ast.SwitchStmt: statements.walk_switch,
        ast.TypeSwitchStmt: statements.walk_type_switch,
        ast.SelectStmt: statements.walk_select,
        ast.SendStmt: statements.walk_send,
        ast.ReturnStmt: statements.walk_return,
        ast.AssignStmt: assign.walk_assign,
        ast.IncDecStmt: assign.walk_inc_dec,
        ast.ForStmt: loops.walk_for,
        ast.RangeStmt: loops.walk_range,
        ast.GoStmt: deferred.walk_go,
        ast.DeferStmt: deferred.walk_defer,
    },
)
