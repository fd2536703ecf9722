"""Walks syntax trees without recursion, so that depth costs memory only."""

import dataclasses
from collections.abc import Iterator
from typing import Final

from server.compiler.syntax import nodes
from server.compiler.syntax.nodes import Node

# The deepest tree the parser lets through: later stages walk trees recursively, a few Python frames per level, and
# the process that runs them sets `sys.setrecursionlimit(RECURSION_LIMIT)`. gc has no limit; the deepest declaration of
# Go's own source (a concatenation of strings) has 233 levels.
MAX_DEPTH: Final = 1500
RECURSION_LIMIT: Final = 20 * MAX_DEPTH


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


def first_too_deep(root: Node, limit: int = MAX_DEPTH) -> Node | None:
    """A node with more than `limit` nodes above it, if there is one."""
    level = [root]
    for _ in range(limit + 1):
        level = [child for node in level for child in children(node)]
        if not level:
            return None
    return level[0]
