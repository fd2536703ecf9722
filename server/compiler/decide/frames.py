"""Frames of bodies into which nothing is inlined, as under -l."""

from __future__ import annotations

from server.compiler.decide.routine import BodyNode, Frame, Routine
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import children
from server.compiler.types.model import Signature, underlying


def plain_frame(routine: Routine) -> Frame:
    """The frame of a routine with its function literals as frames of their own."""
    frame = Frame(routine, routine.decl, routine.name)
    add_plain_literals(frame)
    return frame


def add_plain_literals(frame: Frame) -> None:
    """Give a frame those of the function literals in its body, and these theirs."""
    todo = [frame]
    numbers: dict[Frame, int] = {}
    while todo:
        outer = todo.pop()
        for node in _functions_in(outer):
            number = numbers[outer] = numbers.get(outer, 0) + 1
            word = "-range" if isinstance(node, ast.RangeStmt) else ".func" if outer.lexical is None else "."
            inner = Frame(frame.routine, node, f"{outer.name}{word}{number}", lexical=outer)
            outer.literals[node] = inner
            todo.append(inner)


def _functions_in(frame: Frame) -> list[ast.FuncLit | ast.RangeStmt]:
    """The literals and loops over functions of a body, without those inside them, in source order."""
    found: list[ast.FuncLit | ast.RangeStmt] = []
    todo: list[ast.Node] = _parts(frame.node)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FuncLit):
            found.append(node)
            continue
        if isinstance(node, ast.RangeStmt) and _ranges_over_function(frame, node):
            found.append(node)
            todo.append(node.x)  # the operand is evaluated outside of the body
            continue
        todo.extend(reversed(children(node)))
    return found


def _parts(node: BodyNode) -> list[ast.Node]:
    body = getattr(node, "body", None)
    return [body] if isinstance(body, ast.Node) else []


def _ranges_over_function(frame: Frame, node: ast.RangeStmt) -> bool:
    typ = frame.view.type_of(node.x)
    return typ is not None and isinstance(underlying(typ), Signature)
