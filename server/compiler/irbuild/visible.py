"""Where in the text a local variable can be used by its name, for debuggers: variables may share one.

Spec, "Declarations and scope": from the end of its declaration to the end of the innermost block around that.
"""

from __future__ import annotations

from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import children

_BLOCKS: Final = (
    ast.BlockStmt,
    ast.CaseClause,
    ast.CommClause,
    ast.ForStmt,
    ast.FuncLit,
    ast.IfStmt,
    ast.RangeStmt,
    ast.SelectStmt,
    ast.SwitchStmt,
    ast.TypeSwitchStmt,
)
_DECLARATIONS: Final = (ast.AssignStmt, ast.ValueSpec)


def visible_range(root: ast.Node, offset: int) -> tuple[int, int] | None:
    """The offsets between which a variable declared at an offset can be used; None for one that `root` does not hold.

    The variable of a type switch is not visible from its declaration on: its clauses have one each.
    """
    if not root.start <= offset < root.end:
        return None
    begin, end, node = root.start, root.end, root
    while True:
        inside = next((child for child in children(node) if child.start <= offset < child.end), None)
        if inside is None:
            return begin, end
        node = inside
        if isinstance(node, _BLOCKS):
            begin, end = node.start, node.end
            if isinstance(node, ast.RangeStmt) and offset < node.body.start:
                begin = node.body.start
        elif isinstance(node, _DECLARATIONS):
            begin = node.end
