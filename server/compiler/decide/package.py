"""All decisions about one package, callees before callers.

1. Routines: declared functions with a sound body, initialisers, and the instances of generic functions that they use.
2. Frames: their bodies with the calls inlined that are worth it (the caller says how frames are made).
3. Cycles of the call graph, bottom-up: escape analysis with the summaries of what was analysed before.

A function with an error is skipped, and said to be; its callers assume the worst of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from server.compiler.decide.bodies import Bodies
from server.compiler.decide.callgraph import cycles, mentioned
from server.compiler.decide.escape.analyse import analyse
from server.compiler.decide.escape.memory import TypeFacts
from server.compiler.decide.external import bodyless, promised_leaks, report_promises
from server.compiler.decide.initial import initializer_routines
from server.compiler.decide.plan import Leaks, PackagePlan
from server.compiler.decide.routine import Frame, Routine
from server.compiler.ir.decisions import Decision, DecisionKind, DecisionLog
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import TypedPackage
from server.compiler.types.linkname import function_symbol
from server.compiler.types.model import Type
from server.compiler.types.objects import Func, Package
from server.compiler.types.sizes import Sizes
from server.compiler.types.symbols import pragmas

_NONE: frozenset[str] = frozenset()


class Outside(Protocol):
    """What is known of functions of other packages that come without their bodies."""

    def leaks_of(self, func: Func, type_args: Sequence[Type]) -> tuple[Leaks, ...] | None:
        """What becomes of the parameters of a function; None: not known."""

    def directives_of(self, func: Func) -> frozenset[str]:
        """The directives of its declaration that callers obey."""


@dataclass(frozen=True, slots=True)
class DecideOptions:
    """sizes: of the target. explain: whether the ways on which things escape are logged.

    instances: bodies of generic functions for shapes of type arguments, which gc's messages speak of.
    wrappers: frames of the functions through which these are reached (wrapped.py).
    outside: functions of other packages that `imported` does not know.
    """

    sizes: Sizes
    explain: bool = True
    instances: Callable[[TypedPackage], Iterable[Routine]] = lambda _typed: ()
    wrappers: Callable[[TypedPackage], Iterable[Frame]] = lambda _typed: ()
    outside: Outside | None = None


@dataclass(slots=True)
class Summaries:
    """What is known of functions that were analysed before, in this package and in those it imports."""

    bodies: Bodies
    imported: Callable[[str], tuple[Leaks, ...] | None]
    bodyless: Mapping[Func, frozenset[str]]  # directives of this package's functions without a body
    leaks: dict[str, tuple[Leaks, ...]] = field(default_factory=dict)
    literals: dict[Frame, tuple[Leaks, ...]] = field(default_factory=dict)  # and other functions of this package
    outside: Outside | None = None
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
        known = known if known is not None else self.imported(symbol)
        if known is None and self.outside is not None:
            known = self.outside.leaks_of(func, type_args)
        return known

    def leaks_of_frame(self, frame: Frame) -> tuple[Leaks, ...] | None:
        """The same for a function literal that captures nothing."""
        return self.literals.get(frame)

    def pragmas_of(self, func: Func) -> frozenset[str]:
        """The directives of its declaration, as far as they matter to callers."""
        known = self.bodyless.get(func)
        if known is not None:
            return known
        routine = self.bodies.routine_of(func)
        if routine is not None:
            return routine.pragmas
        return self.outside.directives_of(func) if self.outside is not None else _NONE


def decide_package(
    typed: TypedPackage,
    bodies: Bodies,
    frame_of: Callable[[Routine], Frame],
    imported: Callable[[str], tuple[Leaks, ...] | None],
    options: DecideOptions,
    log: DecisionLog,
) -> PackagePlan:
    """Decide about a package; `imported` gives the summaries of other packages' functions by link name."""
    plan = PackagePlan()
    facts = TypeFacts(options.sizes)
    own = {func: pragmas(tree) for func, tree in bodyless(typed)}
    summaries = Summaries(bodies, imported, own, plan.leaks, outside=options.outside)
    for func, tree in bodyless(typed):
        symbol = summaries.symbol_of(func, ())
        plan.leaks[symbol] = promised_leaks(func, tree, facts)
        report_promises(func, tree, symbol, facts, log)
    _report_blocked(typed, log)
    units = _Units(typed, bodies, frame_of, options.instances)
    deciding = _Deciding(typed.package, plan, units, summaries, facts, log, options.explain)
    deciding.components(units.roots)
    for wrapper in options.wrappers(typed):
        analyse([wrapper], summaries, facts, typed.package, plan.placement, log, options.explain)
    plan.decide = deciding.instance
    return plan


@dataclass(slots=True)
class _Deciding:
    """Escape analysis over the call graph, as far as it was not done before."""

    package: Package
    plan: PackagePlan
    units: _Units
    summaries: Summaries
    facts: TypeFacts
    log: DecisionLog
    explain: bool
    done: set[Frame] = field(default_factory=set)

    def components(self, roots: Sequence[Frame]) -> None:
        """Decide about functions and what they mention, callees first."""
        plan = self.plan
        for component in cycles(roots, self._callees):
            said = len(self.log.items)
            found = analyse(component, self.summaries, self.facts, self.package, plan.placement, self.log, self.explain)
            self.done.update(component)
            for frame, leaks in found.items():
                self.summaries.literals[frame] = leaks
                if isinstance(frame.node, ast.FuncDecl) and frame.routine.initializer is None:
                    plan.leaks[frame.routine.symbol] = leaks
            plan.said.append((component, self.log.items[said:]))
        for routine, frame in self.units.frames.items():
            if routine.initializer is None:
                plan.frames[routine.symbol] = frame
            else:
                plan.initializers[routine.initializer] = frame

    def instance(self, routine: Routine) -> None:
        """Decide about an instance that no function mentions."""
        self.components([self.units.frame(routine)])

    def _callees(self, unit: Frame) -> list[Frame]:
        return [callee for callee in self.units.callees(unit) if callee not in self.done]


class _Units:
    """The functions to decide about, found while the call graph is walked: routines, and literals that stand alone."""

    def __init__(
        self,
        typed: TypedPackage,
        bodies: Bodies,
        frame_of: Callable[[Routine], Frame],
        instances: Callable[[TypedPackage], Iterable[Routine]],
    ) -> None:
        self._bodies = bodies
        self._frame_of = frame_of
        self.frames: dict[Routine, Frame] = {}
        self._own = typed.package
        self.roots = [self.frame(routine) for routine in (*_declared(typed, bodies), *instances(typed))]

    def frame(self, routine: Routine) -> Frame:
        """The frame of a routine; equal routines have one."""
        if routine not in self.frames:
            self.frames[routine] = self._frame_of(routine)
        return self.frames[routine]

    def callees(self, unit: Frame) -> Iterator[Frame]:
        """The functions of this package, instances of others' generic functions included, that a function mentions."""
        seen: set[Routine] = set()
        mentions = mentioned(unit)
        yield from mentions.literals
        for func, type_args in mentions.functions:
            callee = self._bodies.routine_of(func, type_args)
            if callee is None or callee in seen:
                continue
            if callee.type_args or func.package is self._own:
                seen.add(callee)
                yield self.frame(callee)


def _declared(typed: TypedPackage, bodies: Bodies) -> Iterator[Routine]:
    """The functions that are not generic, and the initialisers of variables."""
    for body in typed.functions:
        signature = body.obj.type
        if body.broken or signature is None or signature.type_params or signature.recv_type_params:
            continue
        routine = bodies.routine_of(body.obj)
        if routine is not None:
            yield routine
    yield from initializer_routines(typed)


def _report_blocked(typed: TypedPackage, log: DecisionLog) -> None:
    for body in typed.functions:
        if body.broken:
            reason = "it has an error; callers assume the worst of it"
            symbol = function_symbol(body.obj)
            log.add(Decision(DecisionKind.LEAK, symbol, body.obj.span, body.obj.name, "blocked", reason))
