"""Finds the least number of dereferences between locations, and from it what escapes and what parameters leak.

From every location (the root) the edges are walked backwards, keeping the smallest count per location. A count below
zero says that the location's address reaches the root: if the root outlives it, it escapes. Counts are cut at zero
before the next edge, for `root = &l; l = x` does not give root the address of x; so negative edges make no negative
cycles. A location that begins to escape is walked from again.

Invariant: at the end no location whose address is held by something that outlives it is without ESCAPES.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from server.compiler.decide.escape.graph import CALLS, ESCAPES, MUTATES, Graph, Location, Owner, PathStep, Site

_LOST = ESCAPES | MUTATES | CALLS


class Solver:
    """One run over a graph. `made_by` gives the function that a closure's location holds."""

    def __init__(self, graph: Graph, made_by: Callable[[Location], Owner | None]) -> None:
        self.graph = graph
        self._made_by = made_by
        self._todo: deque[Location] = deque()
        self._generation = 0

    def solve(self) -> None:
        """Walk from every location until nothing changes."""
        graph = self.graph
        roots = [graph.heap, graph.callee, graph.mutator, *reversed(graph.locations)]
        for root in roots:
            root.queued = True
        self._todo.extend(roots)
        while self._todo:
            root = self._todo.popleft()
            root.queued = False
            if root.attrs & CALLS and root.site is Site.CLOSURE:
                self._lose_results(root)
            if root.edges or root.is_param:
                self._walk(root)

    def _enqueue(self, location: Location) -> None:
        if not location.queued:
            location.queued = True
            if location.attrs & ESCAPES:
                self._todo.appendleft(location)
            else:
                self._todo.append(location)

    def _lose_results(self, closure: Location) -> None:
        """Somebody unknown calls the closure: what it returns may go anywhere."""
        owner = self._made_by(closure)
        if owner is not None and not owner.results_lost:
            owner.results_lost = True
            for result in owner.results:
                self._enqueue(result)

    def _walk(self, root: Location) -> None:
        self._generation += 1
        generation = self._generation
        root.generation, root.derefs, root.dst, root.edge = generation, 0, None, None
        todo = deque((root,))
        root_attrs = root.attrs & (MUTATES | CALLS)
        while todo:
            location = todo.popleft()
            location.queued_in = 0
            derefs = location.derefs
            gained = 0
            if derefs < 0:
                derefs = 0
                if outlives(self.graph, root, location):
                    if not location.attrs & ESCAPES:
                        location.cause = _path(root, location)
                    gained = _LOST
            if derefs == 0:
                gained |= root_attrs
            if location.is_param:
                self._leak(root, location, derefs)
            if gained & ~location.attrs:
                location.attrs |= gained
                self._enqueue(location)
                if location.attrs & ESCAPES:
                    continue
            for edge in location.edges:
                src = edge.src
                if src.attrs & ESCAPES:
                    continue
                count = derefs + edge.derefs
                if src.generation != generation or src.derefs > count:
                    src.generation, src.derefs, src.dst, src.edge = generation, count, location, edge
                    if src.queued_in != generation:
                        src.queued_in = generation
                        todo.append(src)

    def _leak(self, root: Location, param: Location, derefs: int) -> None:
        if outlives(self.graph, root, param):
            if not param.attrs & ESCAPES and root is not param:
                where = root.result_index if root.result_index >= 0 and not root.attrs & ESCAPES else -1
                param.leak_paths.setdefault(where, _path(root, param))
            param.leak(root, derefs)
        if root.attrs & MUTATES and not 0 <= param.mutates_level <= derefs:
            param.mutates_level = derefs
        if root.attrs & CALLS and not 0 <= param.calls_level <= derefs:
            param.calls_level = derefs


def outlives(graph: Graph, holder: Location, other: Location) -> bool:
    """Whether what `holder` holds may be used after `other`, on the stack, would be gone."""
    if holder.attrs & ESCAPES:
        return True
    if holder is graph.mutator or holder is graph.callee:
        return False
    owner, others = holder.owner, other.owner
    assert owner is not None
    assert others is not None
    if holder.result_index >= 0:
        # What a closure returns is known to its callers here, unless one of them is not known.
        return not (others.contains(owner) and not owner.results_lost)
    if owner is others:
        return holder.depth < other.depth
    return owner.contains(others)


def _path(root: Location, location: Location) -> list[PathStep]:
    """The way from a location to the root, as the last walk found it; a cycle is cut."""
    steps: list[PathStep] = []
    seen: set[Location] = set()
    while location is not root and location not in seen:
        seen.add(location)
        dst, edge = location.dst, location.edge
        if dst is None or edge is None:
            break
        steps.append(PathStep(dst, location, edge.derefs, edge.notes))
        location = dst
    return steps
