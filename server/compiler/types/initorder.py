"""The order in which package-level variables are initialised. Spec: "Package initialization".

Objects depend on what their initialisers mention, through functions as well. Functions are taken out of the graph by
joining what mentions them with what they mention; then the variable with the fewest uninitialised dependencies, the
earliest in the source among equals, comes next.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from server.compiler.types.checker import Checker, DeclInfo
from server.compiler.types.info import Initializer
from server.compiler.types.objects import Const, Func, Object, TypeName, Var
from server.diagnostics.codes import types as rows
from server.diagnostics.data import Related


class _Node:
    """A constant, variable or function of the dependency graph."""

    __slots__ = ("count", "obj", "order", "pred", "succ")

    def __init__(self, obj: Object, order: int) -> None:
        self.obj = obj
        self.order = order
        self.pred: set[_Node] = set()  # what mentions it
        self.succ: set[_Node] = set()  # what it mentions
        self.count = 0  # dependencies not yet initialised

    def rank(self) -> tuple[bool, int, int]:
        """Constants first, then by dependencies, then by place."""
        return not isinstance(self.obj, Const), self.count, self.order


def initialization_order(c: Checker) -> list[Initializer]:
    """The initialisers in order; cycles are reported."""
    nodes = _graph(c)
    heap = [(node.rank(), node) for node in nodes]
    heap.sort(key=lambda entry: entry[0])
    queue: list[tuple[tuple[bool, int, int], int, _Node]] = [(rank, node.order, node) for rank, node in heap]
    done: set[_Node] = set()
    emitted: set[DeclInfo] = set()
    result: list[Initializer] = []
    while queue:
        rank, _, node = heapq.heappop(queue)
        if node in done or rank != node.rank():
            continue
        done.add(node)
        if node.count > 0:
            cycle = _find_path(c, node.obj, node.obj)
            if cycle:
                _report(c, cycle)
        for user in node.pred:
            user.count -= 1
            if user not in done:
                heapq.heappush(queue, (user.rank(), user.order, user))
        _emit(c, node.obj, emitted, result)
    return result


def _emit(c: Checker, obj: Object, emitted: set[DeclInfo], result: list[Initializer]) -> None:
    decl = c.decls[obj]
    if isinstance(obj, Var) and decl.init is not None and decl not in emitted:
        emitted.add(decl)
        lhs = decl.lhs if decl.lhs is not None else [obj]
        named = any(var.name != "_" for var in lhs)
        result.append(Initializer(list(lhs) if named else [], decl.init, decl.tree))


def _graph(c: Checker) -> list[_Node]:
    nodes: dict[Object, _Node] = {}
    for order, obj in enumerate(c.decls):
        if not isinstance(obj, TypeName):
            nodes[obj] = _Node(obj, order)
    for obj, node in nodes.items():
        for dep in c.decls[obj].deps:
            other = nodes.get(dep)
            if other is not None:
                node.succ.add(other)
                other.pred.add(node)
    functions = [node for node in nodes.values() if isinstance(node.obj, Func)]
    for node in sorted(functions, key=lambda one: len(one.pred) * len(one.succ)):
        _take_out(node)
    rest = [node for node in nodes.values() if not isinstance(node.obj, Func)]
    for node in rest:
        node.count = len(node.succ)
    return rest


def _take_out(function: _Node) -> None:
    for user in function.pred:
        if user is function:
            continue
        for used in function.succ:
            if used is not function:
                user.succ.add(used)
                used.pred.add(user)
        user.succ.discard(function)
    for used in function.succ:
        used.pred.discard(function)


def _find_path(c: Checker, start: Object, goal: Object) -> list[Object]:
    """The objects on a path of dependencies from start to goal, last one first; empty if there is none."""
    order = {obj: i for i, obj in enumerate(c.decls)}
    seen = {start}
    path = [start]
    stack = [iter(sorted(c.decls[start].deps, key=lambda obj: order[obj]))]
    while stack:
        dep = next(stack[-1], None)
        if dep is None:
            stack.pop()
            path.pop()
        elif dep is goal:
            return [goal, *reversed(path[1:])]
        elif dep not in seen:
            seen.add(dep)
            path.append(dep)
            stack.append(iter(sorted(c.decls[dep].deps, key=lambda obj: order[obj])))
    return []


def _report(c: Checker, cycle: Sequence[Object]) -> None:
    obj = cycle[0]
    if len(cycle) == 1:
        c.error(rows.INIT_REFERS_TO_ITSELF, obj, obj.name)
        return
    steps = []
    for following in reversed(cycle):
        if obj.span is not None:
            steps.append(Related(obj.span, f"{obj.name} refers to {following.name}"))
        obj = following
    c.error(rows.INIT_CYCLE, cycle[0], cycle[0].name, related=steps)
