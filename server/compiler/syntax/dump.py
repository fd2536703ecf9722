"""Writes a syntax tree as text, one node per line: for goldens and for comparison with other parsers.

    FuncDecl 0-21
      .name Ident 5-6 "f"
      .type FuncType 0-8 func_pos=0
        .params FieldList 6-8
      .body BlockStmt 9-21 rbrace=20

A line holds the field of the parent, the kind, the extent in bytes and the plain fields that say something.
"""

import dataclasses
from typing import Final

from server.compiler.syntax.nodes import Node
from server.compiler.syntax.walk import CHILD_FIELDS

_INDENT: Final = "  "


def dump(root: Node, base: int = 0) -> str:
    """The tree below `root`; `base` is added to every offset."""
    lines: list[str] = []
    work: list[tuple[int, str, Node]] = [(0, "", root)]
    while work:
        depth, name, node = work.pop()
        lines.append(f"{_INDENT * depth}{name}{_line(node, base)}")
        below: list[tuple[int, str, Node]] = []
        for field in CHILD_FIELDS[node.__class__]:
            value = getattr(node, field)
            if isinstance(value, Node):
                below.append((depth + 1, f".{field} ", value))
            elif value is not None:
                below += [(depth + 1, f".{field}[{number}] ", item) for number, item in enumerate(value)]
        work.extend(reversed(below))
    return "\n".join(lines) + "\n"


def _line(node: Node, base: int) -> str:
    parts = [node.__class__.__name__, f"{base + node.start}-{base + node.end}"]
    for field in dataclasses.fields(node):
        value = getattr(node, field.name)
        if field.name in ("start", "end") or field.name in CHILD_FIELDS[node.__class__]:
            continue
        if field.name in ("name", "value"):
            parts.append(f'"{value}"')
        elif isinstance(value, bool):
            parts.append(field.name if value else "")
        elif isinstance(value, int):
            parts.append(f"{field.name}={value if field.name == 'iota' else base + value}" if value >= 0 else "")
        else:
            parts.append(f"{field.name}={value}")
    return " ".join(part for part in parts if part)
