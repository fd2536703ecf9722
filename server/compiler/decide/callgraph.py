"""Which functions a body mentions, and the cycles among functions, callees first.

A function that is mentioned may be called: gc orders its analyses by mentions, not by calls. Cycles are found with
Tarjan's algorithm, without recursion.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

from server.compiler.decide.reach import kept_condition, live_clauses, live_statements, static_bool
from server.compiler.decide.routine import Frame
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import children
from server.compiler.types.info import Info
from server.compiler.types.model import Type
from server.compiler.types.objects import Func

N = TypeVar("N", bound=Hashable)


def mentioned(frame: Frame) -> Iterator[tuple[Func, Sequence[Type]]]:
    """The functions and concrete methods that a frame's text and what is inlined into it mention, with type arguments.

    Literals are part of the text.
    """
    for inner in _all_inside(frame):
        view = inner.view
        uses = view.info.uses
        for node in _live_nodes(view.info, inner.node):
            if node.__class__ is ast.Ident:
                assert isinstance(node, ast.Ident)
                obj = uses.get(node)
                if isinstance(obj, Func) and not _is_method(obj):
                    yield obj, view.type_args(node)
            elif node.__class__ is ast.SelectorExpr:
                assert isinstance(node, ast.SelectorExpr)
                selection = view.selection(node)
                if selection is not None and isinstance(selection.obj, Func):
                    yield selection.obj, view.type_args(node.sel)
        for func in inner.direct.values():
            yield func, ()


def _live_nodes(info: Info, root: ast.Node) -> Iterator[ast.Node]:
    """A node and all below it that gc does not leave out."""
    todo: list[ast.Node] = [root]
    while todo:
        node = todo.pop()
        yield node
        prune = _PRUNERS.get(node.__class__)
        todo.extend(prune(info, node) if prune is not None else children(node))


def _if_parts(info: Info, node: ast.IfStmt) -> list[ast.Node]:
    value = static_bool(info, node.cond)
    parts: list[ast.Node | None] = [node.init, kept_condition(info, node.cond)]
    if value is not False:
        parts.append(node.body)
    if value is not True:
        parts.append(node.else_)
    return [part for part in parts if part is not None]


def _for_parts(info: Info, node: ast.ForStmt) -> list[ast.Node]:
    if node.cond is not None and static_bool(info, node.cond) is False:
        return [node.init] if node.init is not None else []
    return children(node)


def _switch_parts(info: Info, node: ast.SwitchStmt) -> list[ast.Node]:
    tag, clauses = live_clauses(info, node)
    return [part for part in (node.init, tag, *clauses) if part is not None]


_PRUNERS: Final[dict[type[ast.Node], Callable[[Info, Any], Iterable[ast.Node]]]] = {
    ast.BlockStmt: lambda info, node: live_statements(info, node.stmts),
    ast.CaseClause: lambda info, node: [*(node.exprs or ()), *live_statements(info, node.body)],
    ast.IfStmt: _if_parts,
    ast.ForStmt: _for_parts,
    ast.SwitchStmt: _switch_parts,
}


def _is_method(func: Func) -> bool:
    """A method is known by its selector alone, for that says whose method it is."""
    return func.type is not None and func.type.recv is not None


def _all_inside(frame: Frame) -> Iterator[Frame]:
    todo = [frame]
    while todo:
        inner = todo.pop()
        if inner is frame or inner.parent is not None:
            yield inner
        todo += [*inner.inlined.values(), *inner.literals.values(), *inner.wrapped.values()]


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
