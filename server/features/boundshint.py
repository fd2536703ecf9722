"""One bounds check in the place of several: `_ = b[3]` before `b[0]`, `b[1]`, `b[2]` and `b[3]`.

Only elements at constant indices count that are read or written one after the other whatever happens, without a branch
in between. So the same programs panic; they do so a little earlier, before the first of these elements is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from server.compiler.ir.decisions import Decision, DecisionKind
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.info import Info
from server.compiler.types.objects import Object, Var
from server.features.enclosing import children
from server.features.fixes import Change
from server.features.hover import Place

_PLAIN: Final = (ast.AssignStmt, ast.ExprStmt, ast.IncDecStmt, ast.DeclStmt, ast.ReturnStmt)
_LAZY: Final = ("&&", "||")


def bounds_hint(place: Place, decisions: Sequence[Decision]) -> tuple[str, tuple[Change, ...]] | None:
    """Title and change for the statement at the place; None where one check would not do."""
    kept = {
        (item.span.start, item.span.end)
        for item in decisions
        if item.kind is DecisionKind.BOUNDS_CHECK and item.verdict == "kept" and item.span is not None
        if item.span.inlined is None and item.span.anchor is place.decl.anchor
    }
    info = place.package.typed.info
    stmts, at = _statements(place.path)
    here = {obj: None for _, obj, _ in _accesses(stmts[at], info, kept)} if stmts else {}
    for obj in here:
        found = list(_run(stmts, at, obj, info, kept))
        largest = max((index for _, index in found), default=0)
        if len(found) > 1 and not _may_change(place, obj):
            return _change(place, found[0][0], obj.name, largest)
    return None


def _statements(path: Sequence[ast.Node]) -> tuple[list[ast.Stmt], int]:
    """The innermost list of statements around the place, and which of them it is in; an empty list for none."""
    for around, inside in zip(reversed(path[:-1]), reversed(path)):
        stmts = around.stmts if isinstance(around, ast.BlockStmt) else getattr(around, "body", None)
        at = next((at for at, one in enumerate(stmts) if one is inside), -1) if isinstance(stmts, list) else -1
        if isinstance(stmts, list) and at >= 0:
            return stmts, at
    return [], 0


def _run(
    stmts: Sequence[ast.Stmt], at: int, obj: Object, info: Info, kept: set[tuple[int, int]]
) -> Iterator[tuple[ast.Stmt, int]]:
    """The elements that are used one after the other around a statement: the statement and the index."""
    first = last = at
    while first > 0 and isinstance(stmts[first - 1], _PLAIN):
        first -= 1
    while last + 1 < len(stmts) and isinstance(stmts[last + 1], _PLAIN):
        last += 1
    for stmt in stmts[first : last + 1]:
        for _, used, index in _accesses(stmt, info, kept):
            if used is obj:
                yield stmt, index


def _accesses(stmt: ast.Stmt, info: Info, kept: set[tuple[int, int]]) -> Iterator[tuple[ast.IndexExpr, Object, int]]:
    """The elements at constant indices of a variable that a statement uses whatever happens, and which are checked."""
    waiting: list[ast.Node] = [stmt] if isinstance(stmt, _PLAIN) else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FuncLit):
            continue
        if isinstance(node, ast.BinaryExpr) and node.op in _LAZY:
            waiting.append(node.x)
            continue
        waiting += reversed(list(children(node)))
        if isinstance(node, ast.IndexExpr) and isinstance(node.x, ast.Ident) and (node.start, node.end) in kept:
            obj, known = info.uses.get(node.x), info.types.get(node.indices[0])
            if isinstance(obj, Var) and known is not None and isinstance(known.value, int):
                yield node, obj, known.value


def _may_change(place: Place, obj: Object) -> bool:
    """Whether the variable is anything but a parameter or a variable that is set once, here."""
    assert place.body is not None
    info, uses = place.package.typed.info, 0
    for node in preorder(place.body.decl):
        match node:
            case ast.AssignStmt():
                uses += sum(isinstance(one, ast.Ident) and info.uses.get(one) is obj for one in node.lhs)
            case ast.UnaryExpr(op="&", x=ast.Ident() as name):
                uses += info.uses.get(name) is obj
            case ast.RangeStmt(tok="="):
                uses += any(isinstance(one, ast.Ident) and info.uses.get(one) is obj for one in (node.key, node.value))
    declared = any(info.defs.get(node) is obj for node in preorder(place.body.decl) if isinstance(node, ast.Ident))
    return uses > 0 or not declared


def _change(place: Place, stmt: ast.Stmt, name: str, index: int) -> tuple[str, tuple[Change, ...]] | None:
    data, start = place.file.data, place.file.bases[place.decl.anchor] + stmt.start
    line = data.rfind(b"\n", 0, start) + 1
    indent = data[line:start]
    if indent.strip():
        return None  # the statement shares its line
    text = f"_ = {name}[{index}] // bounds check hint\n{indent.decode()}"
    return f"Check {name} once, before it is used (_ = {name}[{index}])", (Change(start, start, text),)
