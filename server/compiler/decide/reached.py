"""Decides about one function and all that it mentions, as far as nobody has decided about that yet.

The walk goes through all packages that the function reaches, callees first: functions and instances of generic ones,
cycles together. What is known ends the walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from server.compiler.decide.bodies import Bodies
from server.compiler.decide.callgraph import cycles, mentioned
from server.compiler.decide.escape.analyse import analyse
from server.compiler.decide.escape.memory import TypeFacts
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.package import Outside, Summaries
from server.compiler.decide.plan import Leaks, Placement
from server.compiler.decide.routine import Frame, Routine
from server.compiler.ir.decisions import DecisionLog
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Type
from server.compiler.types.objects import Func, Package


class Known(Bodies, Outside, Protocol):
    """Bodies of what is to be decided about, and what is known of everything else."""

    def is_settled(self, func: Func, type_args: Sequence[Type], caller: Package) -> bool:
        """Whether enough is known of a function that a function of the package `caller` mentions."""


def decide_reached(
    routine: Routine, known: Known, inliner: Inliner, facts: TypeFacts, poll: Callable[[], None]
) -> Iterator[tuple[Routine, tuple[Leaks, ...]]]:
    """The routines that were decided about, with what their parameters leak; `poll` may raise between two of them."""
    walk = _Walk(known, inliner, poll)
    summaries = Summaries(known, lambda _symbol: None, {}, outside=known)
    for component in cycles([walk.frame(routine)], walk.callees):
        poll()
        package = component[0].routine.typed.package
        found = analyse(component, summaries, facts, package, Placement(), DecisionLog(), explain=False)
        for frame, leaks in found.items():
            summaries.literals[frame] = leaks
            if isinstance(frame.node, ast.FuncDecl):
                summaries.leaks[frame.routine.symbol] = leaks
                yield frame.routine, leaks


class _Walk:
    """The call graph, found while it is walked."""

    def __init__(self, known: Known, inliner: Inliner, poll: Callable[[], None]) -> None:
        self._known = known
        self._inliner = inliner
        self._poll = poll
        self._frames: dict[Routine, Frame] = {}

    def frame(self, routine: Routine) -> Frame:
        """The frame of a routine; equal routines have one."""
        if routine not in self._frames:
            self._poll()
            self._frames[routine] = self._inliner.expand(routine)
        return self._frames[routine]

    def callees(self, unit: Frame) -> Sequence[Frame]:
        """The functions that a function mentions and nobody knows yet."""
        mentions, package = mentioned(unit), unit.routine.typed.package
        found: dict[Frame, None] = dict.fromkeys(mentions.literals)
        for func, type_args in mentions.functions:
            if not self._known.is_settled(func, type_args, package):
                callee = self._known.routine_of(func, type_args)
                if callee is not None:
                    found.setdefault(self.frame(callee))
        return list(found)
