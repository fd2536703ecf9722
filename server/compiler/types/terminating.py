"""Terminating statements. Spec: "Terminating statements"."""

from __future__ import annotations

from collections.abc import Sequence, Set

from server.compiler.syntax import nodes as ast


def is_terminating(stmt: ast.Stmt, panics: Set[ast.CallExpr], label: str = "") -> bool:
    """Whether control never goes past the statement; `panics` are the calls of the predeclared panic."""
    while True:
        match stmt:
            case ast.LabeledStmt():
                label = stmt.label.name
                stmt = stmt.stmt
                continue
            case ast.IfStmt():
                if stmt.else_ is None or not is_terminating(stmt.body, panics):
                    return False
                stmt, label = stmt.else_, ""
                continue
        return _plain(stmt, panics, label)


def _plain(stmt: ast.Stmt, panics: Set[ast.CallExpr], label: str) -> bool:
    match stmt:
        case ast.ReturnStmt():
            return True
        case ast.BranchStmt():
            return stmt.tok in ("goto", "fallthrough")
        case ast.ExprStmt():
            call = stmt.x
            while isinstance(call, ast.ParenExpr):
                call = call.x
            return isinstance(call, ast.CallExpr) and call in panics
        case ast.BlockStmt():
            return _list_terminates(stmt.stmts, panics)
        case ast.SwitchStmt() | ast.TypeSwitchStmt():
            has_default = any(clause.exprs is None for clause in stmt.body)
            return has_default and all(_clause_terminates(clause.body, panics, label) for clause in stmt.body)
        case ast.SelectStmt():
            return all(_clause_terminates(clause.body, panics, label) for clause in stmt.body)
        case ast.ForStmt():
            return stmt.cond is None and not has_break(stmt.body, label, implicit=True)
    return False


def _list_terminates(stmts: Sequence[ast.Stmt], panics: Set[ast.CallExpr]) -> bool:
    for stmt in reversed(stmts):
        if not isinstance(stmt, ast.EmptyStmt):
            return is_terminating(stmt, panics)
    return False


def _clause_terminates(stmts: Sequence[ast.Stmt], panics: Set[ast.CallExpr], label: str) -> bool:
    return _list_terminates(stmts, panics) and not _any_break(stmts, label, implicit=True)


def has_break(stmt: ast.Stmt, label: str, implicit: bool) -> bool:
    """Whether a break leaves the statement named `label`; `implicit`: one without a label does, too."""
    while True:
        match stmt:
            case ast.LabeledStmt():
                stmt = stmt.stmt
                continue
            case ast.IfStmt():
                if has_break(stmt.body, label, implicit):
                    return True
                if stmt.else_ is None:
                    return False
                stmt = stmt.else_
                continue
            case ast.BranchStmt() if stmt.tok == "break":
                return implicit if stmt.label is None else stmt.label.name == label
            case ast.BlockStmt():
                return _any_break(stmt.stmts, label, implicit)
            case ast.SwitchStmt() | ast.TypeSwitchStmt() | ast.SelectStmt():
                return bool(label) and any(_any_break(clause.body, label, False) for clause in stmt.body)
            case ast.ForStmt() | ast.RangeStmt():
                return bool(label) and has_break(stmt.body, label, False)
        return False


def _any_break(stmts: Sequence[ast.Stmt], label: str, implicit: bool) -> bool:
    return any(has_break(stmt, label, implicit) for stmt in stmts)
