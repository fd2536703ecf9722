"""All decisions about one package, callees before callers.

1. Routines: declared functions with a sound body, initialisers, and the instances of generic functions that they use.
2. Frames: their bodies with the calls inlined that are worth it (the caller says how frames are made).
3. Cycles of the call graph, bottom-up: escape analysis with the summaries of what was analysed before.

A function with an error is skipped, and said to be; its callers assume the worst of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from server.compiler.decide.bodies import Bodies
from server.compiler.decide.callgraph import cycles, mentioned
from server.compiler.decide.escape.analyse import analyse
from server.compiler.decide.escape.memory import TypeFacts
from server.compiler.decide.external import bodyless, promised_leaks, report_promises
from server.compiler.decide.initial import initializer_routines
from server.compiler.decide.plan import Leaks, PackagePlan
from server.compiler.decide.routine import Frame, Routine
from server.compiler.ir.decisions import Decision, DecisionKind, DecisionLog
from server.compiler.types.info import TypedPackage
from server.compiler.types.linkname import function_symbol
from server.compiler.types.model import Type
from server.compiler.types.objects import Func
from server.compiler.types.sizes import Sizes
from server.compiler.types.symbols import pragmas

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DecideOptions:
    """sizes: of the target. explain: whether the ways on which things escape are logged."""

    sizes: Sizes
    explain: bool = True


@dataclass(slots=True)
class Summaries:
    """What is known of functions that were analysed before, in this package and in those it imports."""

    bodies: Bodies
    imported: Callable[[str], tuple[Leaks, ...] | None]
    directives: Callable[[Func], frozenset[str]]
    leaks: dict[str, tuple[Leaks, ...]] = field(default_factory=dict)
    _symbols: dict[Func, str] = field(default_factory=dict)

    def symbol_of(self, func: Func, type_args: Sequence[Type]) -> str:
        """The link name of a function, method or instance."""
        if type_args:
            return self._symbol(func, type_args)
        known = self._symbols.get(func)
        if known is None:
            known = self._symbols[func] = self._symbol(func, ())
        return known

    def _symbol(self, func: Func, type_args: Sequence[Type]) -> str:
        routine = self.bodies.routine_of(func, type_args)
        return routine.symbol if routine is not None else function_symbol(func, type_args)

    def leaks_of(self, func: Func, type_args: Sequence[Type]) -> tuple[Leaks, ...] | None:
        """What becomes of its parameters; None: not known."""
        symbol = self.symbol_of(func, type_args)
        known = self.leaks.get(symbol)
        return known if known is not None else self.imported(symbol)

    def pragmas_of(self, func: Func) -> frozenset[str]:
        """The directives of its declaration."""
        return self.directives(func)


def decide_package(
    typed: TypedPackage,
    bodies: Bodies,
    frame_of: Callable[[Routine], Frame],
    imported: Callable[[str], tuple[Leaks, ...] | None],
    options: DecideOptions,
    log: DecisionLog,
    directives: Callable[[Func], frozenset[str]] = lambda _func: _NONE,
) -> PackagePlan:
    """Decide about a package; `imported` gives the summaries of other packages' functions by link name.

    directives: of declarations in other packages, as far as they matter to callers.
    """
    plan = PackagePlan()
    facts = TypeFacts(options.sizes)
    own = {func: pragmas(tree) for func, tree in bodyless(typed)}
    summaries = Summaries(bodies, imported, lambda func: own[func] if func in own else directives(func), plan.leaks)
    for func, tree in bodyless(typed):
        symbol = summaries.symbol_of(func, ())
        plan.leaks[symbol] = promised_leaks(func, tree, facts)
        report_promises(func, tree, symbol, facts, log)
    _report_blocked(typed, log)
    routines = _Routines(typed, bodies, frame_of)
    for component in cycles(routines.roots, routines.callees):
        frames = [routines.frames[routine] for routine in component]
        found = analyse(frames, summaries, facts, typed.package, plan.placement, log, options.explain)
        plan.leaks.update(found)
    for routine, frame in routines.frames.items():
        if routine.initializer is None:
            plan.frames[routine.symbol] = frame
        else:
            plan.initializers[routine.initializer] = frame
    return plan


class _Routines:
    """The routines to decide about, found while the call graph is walked."""

    def __init__(self, typed: TypedPackage, bodies: Bodies, frame_of: Callable[[Routine], Frame]) -> None:
        self._bodies = bodies
        self._frame_of = frame_of
        self.frames: dict[Routine, Frame] = {}
        self._own = typed.package
        self.roots = list(self._find_roots(typed))

    def _find_roots(self, typed: TypedPackage) -> Iterator[Routine]:
        for body in typed.functions:
            signature = body.obj.type
            if body.broken or signature is None or signature.type_params or signature.recv_type_params:
                continue
            routine = self._bodies.routine_of(body.obj)
            if routine is not None:
                yield routine
        yield from initializer_routines(typed)

    def frame(self, routine: Routine) -> Frame:
        """The frame of a routine; equal routines have one."""
        if routine not in self.frames:
            self.frames[routine] = self._frame_of(routine)
        return self.frames[routine]

    def callees(self, routine: Routine) -> Iterable[Routine]:
        """The routines of this package, instances of others' generic functions included, that a routine mentions."""
        seen: set[Routine] = set()
        for func, type_args in mentioned(self.frame(routine)):
            callee = self._bodies.routine_of(func, type_args)
            if callee is None or callee in seen:
                continue
            if callee.type_args or func.package is self._own:
                seen.add(callee)
                self.frame(callee)
                yield callee


def _report_blocked(typed: TypedPackage, log: DecisionLog) -> None:
    for body in typed.functions:
        if body.broken:
            reason = "it has an error; callers assume the worst of it"
            symbol = function_symbol(body.obj)
            log.add(Decision(DecisionKind.LEAK, symbol, body.obj.span, body.obj.name, "blocked", reason))
