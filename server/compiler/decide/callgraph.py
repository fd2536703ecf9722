"""Which functions a body mentions, and the cycles among functions, callees first.

A function that is mentioned may be called: gc orders its analyses by mentions, not by calls. A function literal that
captures nothing is a function like a declared one. Cycles are found with Tarjan's algorithm, without recursion.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from server.compiler.decide.reach import live_nodes, live_parts
from server.compiler.decide.routine import Frame
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import children
from server.compiler.types.model import Type
from server.compiler.types.objects import Func, Var
from server.compiler.types.view import BodyView

N = TypeVar("N", bound=Hashable)


@dataclass(slots=True, eq=False)
class Mentions:
    """What a function's text, literals and what is inlined into it included, mentions.

    functions: declared functions and concrete methods, with type arguments. literals: the literals among those in the
    text that capture nothing, which are functions for themselves; what they mention is not counted here.
    """

    functions: list[tuple[Func, Sequence[Type]]] = field(default_factory=list)
    literals: list[Frame] = field(default_factory=list)


def mentioned(unit: Frame) -> Mentions:
    """Look through the text of a function of its own: a declared one, or a literal that captures nothing."""
    found = Mentions()
    todo: list[tuple[Frame, ast.Node]] = [(unit, unit.node)]
    while todo:
        frame, node = todo.pop()
        kind = node.__class__
        if kind is ast.Ident or kind is ast.SelectorExpr:
            _note(frame.view, node, found)
        if kind not in _WITH_FRAMES:  # most nodes are names
            todo.extend((frame, part) for part in live_parts(frame.view.info, node))
            continue
        inlined = frame.inlined.get(node) if isinstance(node, ast.CallExpr | ast.RangeStmt) else None
        if inlined is not None:
            todo.append((inlined, inlined.node))
        home = frame
        if isinstance(node, ast.FuncLit | ast.RangeStmt) and node is not frame.node:
            home = frame.literals.get(node, frame)
            if isinstance(node, ast.FuncLit) and home is not frame and not captures_anything(home):
                found.literals.append(home)
                continue
            if node in frame.unused:
                continue
        elif isinstance(node, ast.GoStmt | ast.DeferStmt):
            home = frame.wrapped.get(node, frame)
        if isinstance(node, ast.CallExpr) and node in frame.direct:
            found.functions.append((frame.direct[node], ()))
        todo.extend((home, part) for part in children(node))
    return found


_WITH_FRAMES: Final = frozenset({ast.CallExpr, ast.RangeStmt, ast.FuncLit, ast.GoStmt, ast.DeferStmt})


def _note(view: BodyView, node: ast.Node, found: Mentions) -> None:
    if isinstance(node, ast.Ident):
        obj = view.info.uses.get(node)
        if isinstance(obj, Func) and not _is_method(obj):
            found.functions.append((obj, view.type_args(node)))
    elif isinstance(node, ast.SelectorExpr):
        selection = view.selection(node)
        if selection is not None and isinstance(selection.obj, Func):
            found.functions.append((selection.obj, view.type_args(node.sel)))


def captures_anything(literal: Frame) -> bool:
    """Whether a function literal mentions local variables of functions around it.

    In an instance of a generic function it always captures the instance's dictionary.
    """
    if literal.view.mapping:
        return True
    info = literal.view.info
    declared: set[Var] = set()
    mentioned_variables: set[Var] = set()
    for node in live_nodes(info, literal.node):
        if isinstance(node, ast.Ident):
            definition, use = info.defs.get(node), info.uses.get(node)
            if isinstance(definition, Var):
                declared.add(definition)
            elif isinstance(use, Var) and not use.is_global and not use.is_field:
                mentioned_variables.add(use)
        elif isinstance(node, ast.CaseClause):
            implicit = info.implicits.get(node)
            if isinstance(implicit, Var):
                declared.add(implicit)
    return not mentioned_variables <= declared


def _is_method(func: Func) -> bool:
    """A method is known by its selector alone, for that says whose method it is."""
    return func.type is not None and func.type.recv is not None


def cycles(nodes: Iterable[N], edges: Callable[[N], Iterable[N]]) -> Iterator[list[N]]:
    """The strongly connected components, those that others lead to first."""
    index: dict[N, int] = {}
    low: dict[N, int] = {}
    on_stack: set[N] = set()
    stack: list[N] = []
    for root in nodes:
        if root in index:
            continue
        work: list[tuple[N, Iterator[N]]] = []
        _open(root, edges, index, low, stack, on_stack, work)
        while work:
            node, successors = work[-1]
            following = next(successors, None)
            if following is not None:
                if following not in index:
                    _open(following, edges, index, low, stack, on_stack, work)
                elif following in on_stack:
                    low[node] = min(low[node], index[following])
                continue
            work.pop()
            if work:
                above = work[-1][0]
                low[above] = min(low[above], low[node])
            if low[node] == index[node]:
                yield _close(node, stack, on_stack)


def _open(
    node: N,
    edges: Callable[[N], Iterable[N]],
    index: dict[N, int],
    low: dict[N, int],
    stack: list[N],
    on_stack: set[N],
    work: list[tuple[N, Iterator[N]]],
) -> None:
    index[node] = low[node] = len(index)
    stack.append(node)
    on_stack.add(node)
    work.append((node, iter(edges(node))))


def _close(node: N, stack: list[N], on_stack: set[N]) -> list[N]:
    found: list[N] = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        found.append(member)
        if member == node:
            return found
