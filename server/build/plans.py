"""What is decided about the functions of a package on the typed tree: on demand, and kept from version to version.

Decisions about a function follow from what its digest covers (dependence.py): what was decided under the same digest
stands. A function that has to be decided about is analysed together with those of its callees that are not known
either; the summaries of their parameters stand for all others. Functions that lead to cycles are decided about
together, in the order in which a build meets them.

Two kinds of functions depend on the whole package: generic ones, whose instances anybody may mention, and those into
which a body of another package was inlined that calls back. There are no decisions about a function with an error;
callers assume the worst of it.

Invariant: whatever was asked for before, the decisions are those of a build (tests/build/test_functions.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from server.build.dependence import Dependence
from server.compiler.decide.bodies import Bodies, TypedBodies, type_parameters
from server.compiler.decide.external import bodyless
from server.compiler.decide.imported import Imports, ReachedBodies
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.instances import Instance, instances_of
from server.compiler.decide.package import DecideOptions, Outside, decide_package
from server.compiler.decide.plan import Leaks, PackagePlan, Verdict
from server.compiler.decide.routine import Frame, Routine
from server.compiler.ir.decisions import Decision, DecisionLog
from server.compiler.irbuild.function import deep_recursion
from server.compiler.syntax.nodes import DeclTree
from server.compiler.types.checker import Cancelled
from server.compiler.types.info import FuncBody, TypedPackage
from server.compiler.types.linkname import function_symbol
from server.compiler.types.model import Type
from server.compiler.types.objects import Func
from server.compiler.types.sizes import Sizes
from server.compiler.types.symbols import pragmas
from server.source.span import Anchor

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DecidedInstance:
    """One instance of a generic function: the body for the shapes of its type arguments."""

    name: str
    verdict: Verdict
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about one function and its function literals.

    Of a generic function verdict and decisions are those of the instance that fares worst; there is no verdict about
    one without instances.
    """

    verdict: Verdict | None
    decisions: tuple[Decision, ...]
    leaks: Mapping[str, tuple[Leaks, ...]]  # by the link names of the function
    anchors: frozenset[Anchor]  # of all declarations of the package that are mentioned, or inlined
    wide: bool = False  # whether it depends on the whole package
    instances: tuple[DecidedInstance, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms decisions are made: the target, and what is known of functions of other packages."""

    sizes: Sizes
    arch: str
    imports: Imports | None = None


class _Limited:
    """The bodies of all functions but some."""

    def __init__(self, bodies: Bodies, hidden: Collection[Func]) -> None:
        self._bodies = bodies
        self._hidden = hidden

    def routine_of(self, func: Func, type_args: Sequence[Type] = ()) -> Routine | None:
        """The routine of a function that is not hidden."""
        return None if (func.origin or func) in self._hidden else self._bodies.routine_of(func, type_args)


@dataclass(slots=True)
class _Known:
    """What is known so far."""

    hidden: set[Func] = field(default_factory=set)  # functions that are analysed no more: summaries stand for them
    leaks: dict[str, tuple[Leaks, ...]] = field(default_factory=dict)
    plans: dict[str, PackagePlan] = field(default_factory=dict)  # by link name: the run in which a routine was analysed


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is known of functions that are not analysed: of this package, and of others."""

    bodies: Bodies
    directives: Mapping[Func, frozenset[str]]  # of this package's functions without a body
    others: Outside | None

    def leaks_of(self, func: Func, type_args: Sequence[Type]) -> tuple[Leaks, ...] | None:
        """What becomes of the parameters of another package's function."""
        return self.others.leaks_of(func, type_args) if self.others is not None else None

    def directives_of(self, func: Func) -> frozenset[str]:
        """The directives of a declaration."""
        if func in self.directives:
            return self.directives[func]
        routine = self.bodies.routine_of(func)
        if routine is not None:
            return routine.pragmas
        return self.others.directives_of(func) if self.others is not None else _NONE


class PackageDecisions:
    """The decisions about one version of a package."""

    def __init__(
        self, typed: TypedPackage, blocked: Collection[DeclTree], dependence: Dependence, terms: Terms
    ) -> None:
        """blocked: the functions with errors."""
        own, imports = TypedBodies([typed]), terms.imports
        bodies = ReachedBodies(own, imports) if imports is not None else own
        self.bodies = _Limited(bodies, {body.obj for body in typed.functions if body.tree in blocked})
        self._typed = typed
        self._sound = [body for body in typed.functions if body.tree not in blocked]
        self._blocked = blocked
        self._dependence = dependence
        self._terms = terms
        self._known = _Known()
        self._unknown = _Limited(self.bodies, self._known.hidden)
        known = imports.verdict_of if imports is not None else lambda _routine: None
        self._inliner = Inliner(self.bodies, terms.sizes, terms.arch, None, known)
        directives = {func: pragmas(tree) for func, tree in bodyless(typed)}
        self._outside = _Beside(self.bodies, directives, imports)
        self._instances: list[Instance] | None = None
        self._begun = False

    def keep(self, body: FuncBody, known: Decided) -> None:
        """What was decided about a function of an earlier version holds."""
        if not type_parameters(body.obj):
            self._known.hidden.add(body.obj)
            self._known.leaks.update(known.leaks)

    def decide(self, body: FuncBody, cancelled: Callable[[], bool]) -> dict[DeclTree, Decided]:
        """Decide about a function, and whichever others that takes. Raises Cancelled."""
        if type_parameters(body.obj):
            return {body.tree: self._decide_generic(body, cancelled)}
        circular = self._is_circular(body)
        wanted = [one for one in self._sound if self._is_circular(one)] if circular else [body]
        self._known.hidden.difference_update(one.obj for one in wanted)
        plan = self._run(wanted, (), cancelled)
        by_symbol = _by_symbol(plan)
        found: dict[DeclTree, Decided] = {}
        for frame in plan.frames.values():
            routine = frame.routine
            if routine.typed is self._typed and not routine.type_args and routine.obj not in self._known.hidden:
                found[routine.tree] = self._of_routine(frame, plan, by_symbol)
                self._known.hidden.add(routine.obj)
        return found

    def plan_of(self, routine: Routine) -> PackagePlan | None:
        """Frame and placement of a routine that was analysed in this version."""
        return self._known.plans.get(routine.symbol)

    def plan_instance(self, routine: Routine, cancelled: Callable[[], bool]) -> PackagePlan:
        """The same of an instance, which is analysed if it was not."""
        return self._known.plans.get(routine.symbol) or self._run((), [routine], cancelled)

    def instances(self, body: FuncBody, shaped: bool) -> list[Routine]:
        """The instances of a generic function: those of shapes, which decisions are about, or those with code.

        Initialisers mention instances too, and are looked at only where nothing is wrong: an error in one leaves holes
        in what is known of it.
        """
        if self._instances is None:
            order = self._typed.init_order if not self._blocked else []
            part = TypedPackage(self._typed.package, self._typed.files, self._typed.info, self._sound, order)
            self._instances = instances_of(part, self.bodies)
        return [one.routine for one in self._instances if one.shaped is shaped and one.routine.obj is body.obj]

    def _is_circular(self, body: FuncBody) -> bool:
        return self._dependence.in_cycles(body.tree) and not type_parameters(body.obj)

    def _run(
        self, wanted: Sequence[FuncBody], instances: Iterable[Routine], cancelled: Callable[[], bool]
    ) -> PackagePlan:
        """Analyse functions and what they need."""

        def frame_of(routine: Routine) -> Frame:
            if cancelled():
                raise Cancelled
            return self._inliner.expand(routine, home=self._typed.package)

        typed, known = self._typed, self._known
        # Functions without a body are looked at once.
        part = TypedPackage(typed.package, [] if self._begun else typed.files, typed.info, list(wanted), [])
        options = DecideOptions(self._terms.sizes, instances=lambda _typed: instances, outside=self._outside)
        with deep_recursion():
            plan = decide_package(part, self._unknown, frame_of, known.leaks.get, options, DecisionLog())
        self._begun = True
        known.leaks.update(plan.leaks)
        known.plans.update(dict.fromkeys(plan.frames, plan))
        return plan

    def _of_routine(self, frame: Frame, plan: PackagePlan, by_symbol: Mapping[str, Sequence[Decision]]) -> Decided:
        log, routine = DecisionLog(), frame.routine
        self._inliner.report(self._inliner.expand(routine, log), log)
        decisions = (*log.items, *by_symbol.get(routine.symbol, ()))
        leaks = plan.leaks.get(routine.symbol)
        symbols = (routine.symbol, function_symbol(routine.obj))  # callers that do not see its body use the second
        summaries = dict.fromkeys(symbols, leaks) if leaks is not None else {}
        self._known.leaks.update(summaries)
        anchors = self._own(_anchors(decisions)) | self._inlined(frame)
        return Decided(self._inliner.verdict(routine), decisions, summaries, anchors, self._leads_back(frame))

    def _decide_generic(self, body: FuncBody, cancelled: Callable[[], bool]) -> Decided:
        """The instances for shapes."""
        shaped = self.instances(body, shaped=True)
        by_symbol = _by_symbol(self._run((), shaped, cancelled)) if shaped else {}
        rows = [self._instance(routine, by_symbol) for routine in shaped]
        anchors = self._own(anchor for row in rows for anchor in _anchors(row.decisions))
        if not rows:
            return Decided(None, (), {}, anchors, wide=True)
        worst = max(rows, key=lambda row: (not row.verdict.can_inline, row.verdict.cost, len(row.decisions)))
        return Decided(worst.verdict, worst.decisions, {}, anchors, wide=True, instances=tuple(rows))

    def _instance(self, routine: Routine, by_symbol: Mapping[str, Sequence[Decision]]) -> DecidedInstance:
        log = DecisionLog()
        self._inliner.report_instance(Instance(routine, shaped=True), log, self._typed.package)
        decisions = (*log.items, *by_symbol.get(routine.symbol, ()))
        return DecidedInstance(routine.name, self._inliner.verdict(routine), decisions)

    def _own(self, anchors: Iterable[Anchor]) -> frozenset[Anchor]:
        own = self._dependence.anchors
        return frozenset(anchor for anchor in anchors if anchor in own)

    def _inlined(self, frame: Frame) -> frozenset[Anchor]:
        return self._own(one.routine.tree.anchor for one in frames_of(frame))

    def _leads_back(self, frame: Frame) -> bool:
        """Whether a body of another package that was inlined mentions functions of this one."""
        package = self._typed.package
        foreign = (one for one in frames_of(frame) if one.routine.typed.package is not package)
        return any(_mentions(one, self._typed) for one in foreign)


def frames_of(frame: Frame) -> list[Frame]:
    """The frames in a function: what is inlined, literals, and what is inside these."""
    found: list[Frame] = []
    todo = [frame]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += [*one.inlined.values(), *one.literals.values(), *one.wrapped.values()]
    return found


def _mentions(frame: Frame, typed: TypedPackage) -> bool:
    inlined = any(inner.routine.typed is typed for inner in frame.inlined.values())
    return inlined or any(func.package is typed.package for func in frame.direct.values())


def _by_symbol(plan: PackagePlan) -> dict[str, list[Decision]]:
    """The decisions by the function that is compiled: copies of a callee's literals belong to the caller."""
    found: dict[str, list[Decision]] = {}
    for frames, decisions in plan.said:
        symbols = dict.fromkeys(_declared(frame).routine.symbol for frame in frames)
        for item in decisions:
            found.setdefault(item.func if item.func in symbols else next(iter(symbols)), []).append(item)
    return found


def _declared(frame: Frame) -> Frame:
    """The declared function that a frame is compiled in."""
    while (outer := frame.parent or frame.lexical) is not None:
        frame = outer
    return frame


def _anchors(decisions: Sequence[Decision]) -> frozenset[Anchor]:
    places = (span for item in decisions for span in (item.span, *(step.span for step in item.steps)))
    return frozenset(span.anchor for span in places if span is not None)
