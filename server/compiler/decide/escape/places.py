"""The place that gc names for a piece of source: where its operator stands, not where it begins.

        x := f(a)[i]     the assignment at `:=`, the index at `[`, the call at `(`, operands at their first byte

Positions are byte offsets relative to the declaration. Source: measured with -m=2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.compiler.decide.escape.graph import Location, Site
from server.compiler.decide.escape.memory import is_interface_type
from server.compiler.decide.routine import Frame
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


def place_of_site(location: Location) -> ast.Node:
    """The node whose place stands for an allocation: of a conversion, its operand."""
    node, frame = location.node, location.frame
    assert node is not None
    if frame is None or not isinstance(node, ast.CallExpr) or len(node.args) != 1:
        return node
    is_conversion = frame.view.is_type(node.fun)
    if is_conversion and (location.site is Site.VALUE or (is_explicit_box(frame, node) and location.site is Site.BOX)):
        return node.args[0]
    return node


def is_explicit_box(frame: Frame, node: ast.CallExpr) -> bool:
    """Whether a call is a conversion to an interface type."""
    if not frame.view.is_type(node.fun):
        return False
    typ = frame.view.type_of(node.fun)
    return typ is not None and is_interface_type(typ)
