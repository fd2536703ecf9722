"""The go statement. Spec, "Go statements": the operands are evaluated here, the call is made by a new goroutine."""

from __future__ import annotations

from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.enclose import plain_closure
from server.compiler.syntax import nodes as ast


def build_go(b: FuncBuilder, node: ast.GoStmt) -> None:
    """`go f(x)`"""
    b.runtime("newproc", plain_closure(b, node, "gowrap", lambda _: None), span=b.span(node))
