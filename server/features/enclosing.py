"""Which syntax stands at a place of a file.

The descent goes from the top-level declaration to the innermost node, without recursion. A place between two nodes
(`f|(x)`) counts for the one that ends there, as a cursor behind a name means that name.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import fields
from functools import cache

from server.compiler.syntax.nodes import DeclTree, FileTree, Ident, Node


def declaration_at(tree: FileTree, offset: int) -> tuple[DeclTree, int] | None:
    """The top-level declaration that contains a byte offset, and the offset counted from its start."""
    index = bisect_right(tree.bases, offset) - 1
    if index < 0:
        return None
    decl, inside = tree.decls[index], offset - tree.bases[index]
    return (decl, inside) if inside <= len(decl.text) else None


def nodes_at(decl: DeclTree, offset: int) -> list[Node]:
    """The nodes that contain an offset (counted from the declaration's start), outermost first."""
    path: list[Node] = []
    node: Node | None = decl.decl
    while node is not None:
        path.append(node)
        node = _child_at(node, offset)
    return path


def _child_at(node: Node, offset: int) -> Node | None:
    touching = [child for child in children(node) if child.start <= offset <= child.end]
    names = [child for child in touching if isinstance(child, Ident)]
    covering = [child for child in touching if offset < child.end]
    candidates = [child for child in names if child in covering] or names or covering or touching
    return min(candidates, key=lambda child: child.end - child.start, default=None)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below one."""
    kind: type = type(node)
    for name in _field_names(kind):
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, Node))


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
