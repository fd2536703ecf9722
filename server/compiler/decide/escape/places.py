"""The place that gc names for a piece of source: where its operator stands, not where it begins.

        x := f(a)[i]     the assignment at `:=`, the index at `[`, the call at `(`, operands at their first byte

Positions are byte offsets relative to the declaration. Source: measured with -m=2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.compiler.syntax import nodes as ast

_OFFSETS: Final[dict[type[ast.Node], Callable[[Any], int]]] = {
    ast.CompositeLit: lambda x: x.lbrace,
    ast.SelectorExpr: lambda x: x.x.end,
    ast.TypeAssertExpr: lambda x: x.x.end,
    ast.IndexExpr: lambda x: x.lbrack,
    ast.SliceExpr: lambda x: x.lbrack,
    ast.CallExpr: lambda x: x.lparen,
    ast.BinaryExpr: lambda x: x.op_pos,
    ast.KeyValueExpr: lambda x: x.colon,
    ast.AssignStmt: lambda x: x.tok_pos,
    ast.IncDecStmt: lambda x: x.tok_pos,
    ast.SendStmt: lambda x: x.arrow,
    ast.ExprStmt: lambda x: offset_of(x.x),
}


def offset_of(node: ast.Node) -> int:
    """Where gc says that a node stands."""
    offset = _OFFSETS.get(node.__class__)
    return offset(node) if offset is not None else node.start
