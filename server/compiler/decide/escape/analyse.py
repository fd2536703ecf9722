"""Escape analysis of a batch of functions, on one page.

        func f() *int { x := 1; return &x }     moved to heap: x
        func g(p *int) int { return *p }        p does not escape

A batch is a cycle of the call graph: its functions, with their literals, are analysed together; what their callees do
to arguments is known from summaries.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from server.compiler.decide.escape.calls import walk_wrapper
from server.compiler.decide.escape.dispatch import RULES
from server.compiler.decide.escape.functions import owner_of, walk_body
from server.compiler.decide.escape.graph import ESCAPES, MUTATES, Graph, Hole, Location, Owner, Site, addressed, noted
from server.compiler.decide.escape.initial import walk_initializer
from server.compiler.decide.escape.limits import known_length, place_large_objects
from server.compiler.decide.escape.memory import MAX_BY_VALUE, TypeFacts
from server.compiler.decide.escape.places import is_explicit_box
from server.compiler.decide.escape.report import Reporter, is_bytes_of_string, leaks_of
from server.compiler.decide.escape.solve import Solver
from server.compiler.decide.escape.walker import Batch, Callees, Walker
from server.compiler.decide.plan import Leaks, Placement
from server.compiler.decide.routine import Frame
from server.compiler.decide.wrapped import wrapped_body
from server.compiler.ir.decisions import DecisionLog
from server.compiler.syntax import nodes as ast
from server.compiler.types.objects import Package

Key: TypeAlias = tuple[Frame, ast.Node]


def analyse(
    frames: Sequence[Frame],
    callees: Callees,
    facts: TypeFacts,
    package: Package,
    placement: Placement,
    log: DecisionLog,
    explain: bool = True,
) -> dict[Frame, tuple[Leaks, ...]]:
    """Decide about the functions of one cycle; gives what their parameters leak.

    frames: of routines, and of literals that capture nothing; literals that do are inside them. package: the one being
    compiled. explain: log the ways on which things escape.
    """
    members = {frame.routine.symbol: frame for frame in frames if isinstance(frame.node, ast.FuncDecl)}
    batch = Batch(Graph(), facts, callees, members, frozenset(frames))
    owners = [owner_of(batch, frame, None) for frame in frames]

    # The graph, from the bodies; literals are walked where they stand.
    for owner in owners:
        _walk(batch, owner)

    # All assignments are known now, and with them which variables closures may copy.
    for hole, owner in batch.closures:
        _capture_variables(batch, hole, owner, placement)
    place_large_objects(batch)

    # Beyond this point the graph is complete.
    Solver(batch.graph, batch.made.get).solve()
    _place(batch, placement)
    Reporter(batch, package, log, explain).report()
    return {owner.frame: _summary(owner) for owner in owners}


def _walk(batch: Batch, owner: Owner) -> None:
    body = wrapped_body(owner.frame)
    if body is not None:
        walk_wrapper(Walker(batch, RULES, owner, owner.frame), body)
        return
    initializer = owner.frame.routine.initializer
    if initializer is None or not isinstance(owner.frame.node, ast.FuncDecl):
        walk_body(batch, RULES, owner)
    else:
        walk_initializer(Walker(batch, RULES, owner, owner.frame), initializer)


def _capture_variables(batch: Batch, hole: Hole, owner: Owner, placement: Placement) -> None:
    """What a closure mentions flows into it, as a copy if nobody could tell."""
    for location, mention in owner.captures.items():
        size = batch.facts.size_of(location.type) if location.type is not None else 0
        by_value = not location.addr_taken and not location.reassigned and size <= MAX_BY_VALUE
        into = hole
        if by_value and location.var is not None:
            placement.by_value.add((owner.frame, location.var))
        if not by_value:
            into = addressed(hole, "reference", owner.frame, mention)
        batch.graph.flow(noted(into, "captured by a closure", owner.frame, mention), location)


def _place(batch: Batch, placement: Placement) -> None:
    """Record what must live on the heap, and what need not. Where one node stands for several things, the heap wins."""
    placement.boxes.update(batch.loop_boxes)
    for location in sorted(batch.graph.locations, key=_is_on_stack):
        frame, node, heap = location.frame, location.node, bool(location.attrs & ESCAPES)
        if frame is None:
            continue
        if location.site is Site.VARIABLE and location.var is not None:
            (placement.variables if heap else placement.stack_variables).add((frame, location.var))
        elif location.site is Site.BOX and node is not None:
            _put((frame, _boxed(frame, node)), heap, placement.boxes, placement.stack_boxes)
        elif location.site is Site.VARIADIC and node is not None:
            _put((frame, node), heap, placement.variadic, placement.stack_variadic)
        elif node is not None and location.site is not Site.TEMPORARY:
            _put((frame, node), heap, placement.sites, placement.stack_sites)
            if not location.attrs & MUTATES and is_bytes_of_string(frame, location):
                placement.borrowed.add((frame, node))
            if not heap and (length := known_length(batch, location)) is not None:
                placement.lengths[frame, node] = length


def _is_on_stack(location: Location) -> bool:
    return not location.attrs & ESCAPES


def _put(key: Key, heap: bool, on_heap: set[Key], on_stack: set[Key]) -> None:
    if heap:
        on_heap.add(key)
    elif key not in on_heap:
        on_stack.add(key)


def _boxed(frame: Frame, node: ast.Node) -> ast.Node:
    """The operand of an explicit conversion; any other expression itself."""
    node = node.args[0] if isinstance(node, ast.CallExpr) and is_explicit_box(frame, node) else node
    while isinstance(node, ast.ParenExpr):
        node = node.x
    return node


def _summary(owner: Owner) -> tuple[Leaks, ...]:
    return tuple(_leaks_of_parameter(location) for location in owner.params)


def _leaks_of_parameter(location: Location | None) -> Leaks:
    return leaks_of(location) if location is not None else Leaks()
