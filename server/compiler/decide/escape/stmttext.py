"""Statements as gc's back end prints them where a message quotes one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.compiler.decide.escape.exprtext import ExprText
from server.compiler.syntax import nodes as ast


def statement_text(text: ExprText, node: ast.Node) -> str:
    """A statement or expression on one line."""
    rule = _WRITERS.get(node.__class__)
    return rule(text, node) if rule is not None else text(node)


def _assign(text: ExprText, node: ast.AssignStmt) -> str:
    if node.tok in (">>=", "<<="):
        return f"{text.list(node.lhs)} {node.tok} {text.shift_count(node.rhs[0])}"
    return f"{text.list(node.lhs)} {node.tok} {text.list(node.rhs)}"


def _spec(text: ExprText, node: ast.ValueSpec) -> str:
    return f"{text.list(node.names)} := {text.list(node.values)}"


def _clause(text: ExprText, node: ast.CaseClause) -> str:
    head = f"case {text.list(node.exprs)}" if node.exprs is not None else "default"
    return f"{head}: {'; '.join(statement_text(text, stmt) for stmt in node.body)}"


_WRITERS: Final[dict[type, Callable[[ExprText, Any], str]]] = {
    ast.AssignStmt: _assign,
    ast.ValueSpec: _spec,
    ast.CaseClause: _clause,
    ast.BlockStmt: lambda text, x: "; ".join(statement_text(text, stmt) for stmt in x.stmts),
    ast.ExprStmt: lambda text, x: text(x.x),
    ast.IncDecStmt: lambda text, x: f"{text(x.x)}{x.tok}",
    ast.ReturnStmt: lambda text, x: f"return {text.list(x.results)}",
    ast.SendStmt: lambda text, x: f"{text(x.chan, 3)} <- {text(x.value, 4)}",
    ast.GoStmt: lambda text, x: f"go {text(x.call)}",
    ast.DeferStmt: lambda text, x: f"defer {text(x.call)}",
    ast.IfStmt: lambda text, x: f"if {text(x.cond)} {{ {statement_text(text, x.body)} }}",
    ast.ForStmt: lambda _text, _x: "for loop",
    ast.RangeStmt: lambda _text, _x: "for loop",
    ast.SelectStmt: lambda _text, _x: "select statement",
    ast.SwitchStmt: lambda _text, _x: "switch statement",
    ast.TypeSwitchStmt: lambda _text, _x: "switch statement",
    ast.LabeledStmt: lambda _text, x: f"{x.label.name}: ",
    ast.BranchStmt: lambda _text, x: f"{x.tok} {x.label.name}" if x.label is not None else x.tok,
    ast.DeclStmt: lambda text, x: "; ".join(
        statement_text(text, spec) for spec in x.decl.specs if isinstance(spec, ast.ValueSpec)
    ),
}
