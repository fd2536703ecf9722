"""Walks syntax trees without recursion, so that depth costs memory only."""

import dataclasses
from collections.abc import Iterator
from typing import Final

from server.compiler.syntax import nodes
from server.compiler.syntax.nodes import Node

# The deepest tree the parser lets through: later stages walk trees recursively, a few Python frames per level, and
# the process that runs them sets `sys.setrecursionlimit(RECURSION_LIMIT)`. gc has no limit; the deepest declaration of
# Go's own source (a concatenation of strings) has 233 levels. A chain grows to the left (`x.f().g()`), or from else to
# else, and does not nest; chains of binary operators count for nothing, for every walk goes along them in a loop.
MAX_DEPTH: Final = 1500  # levels of nesting
MAX_CHAIN: Final = 12_000  # levels of nesting and links of chains together
RECURSION_LIMIT: Final = 20 * MAX_CHAIN
_LINKS: Final[dict[type[Node], str]] = {
    nodes.BinaryExpr: "x",
    nodes.CallExpr: "fun",
    nodes.SelectorExpr: "x",
    nodes.IndexExpr: "x",
    nodes.SliceExpr: "x",
    nodes.TypeAssertExpr: "x",
    nodes.IfStmt: "else_",
}


def _child_fields() -> dict[type[Node], tuple[str, ...]]:
    """Per node class, the fields that hold a node, a list of nodes or None, in source order."""
    plain = ("int", "str", "bool", int, str, bool)  # as written, or, of classes that mypyc compiled, the type itself
    return {
        cls: tuple(field.name for field in dataclasses.fields(cls) if field.type not in plain)
        for cls in vars(nodes).values()
        if isinstance(cls, type) and issubclass(cls, Node)
    }


CHILD_FIELDS: Final[dict[type[Node], tuple[str, ...]]] = _child_fields()


def children(node: Node) -> list[Node]:
    """The nodes directly below a node, in the order of its fields."""
    found: list[Node] = []
    for name in CHILD_FIELDS[node.__class__]:
        value = getattr(node, name)
        if isinstance(value, Node):
            found.append(value)
        elif value:
            found.extend(value)
    return found


def preorder(root: Node) -> Iterator[Node]:
    """A node and all below it, parents first."""
    work = [root]
    while work:
        node = work.pop()
        yield node
        work.extend(reversed(children(node)))


def first_too_deep(root: Node, limit: int = MAX_DEPTH, longest: int = MAX_CHAIN) -> Node | None:
    """A node nested more than `limit` levels deep, or with more than `longest` links above it, if there is one."""
    level = [(root, 0)]  # with the links above
    for _ in range(limit + 1):
        below: list[tuple[Node, int]] = []
        for start, links in level:
            node: Node | None = start
            above = links
            while node is not None:
                link = getattr(node, _LINKS[node.__class__]) if node.__class__ in _LINKS else None
                below += [(child, above + 1) for child in children(node) if child is not link]
                above += node.__class__ is not nodes.BinaryExpr
                if above > longest:
                    return node
                node = link
        if not below:
            return None
        level = below
    return level[0][0]
