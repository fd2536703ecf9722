"""The functions of a package as the editor shows them: optimised SSA with the decisions about it, on demand.

The stages are those of a build (`compiler/pipeline.py`), one function at a time: inlining and escapes are decided on
the typed tree (plans.py), SSA follows these decisions, checks are decided in SSA. From one version of a package to the
next, a function keeps all that while its digest (dependence.py) stays the same. Functions with errors have no SSA and
no verdict; the others are not concerned, but that they assume the worst of them.

Invariant: what is shown of a function is what a build of this version would make of it (tests/build/test_functions.py).
"""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from server.build.dependence import Dependence, Identities
from server.build.plans import Decided, DecidedInstance, PackageDecisions, Terms
from server.compiler.decide.bodies import type_parameters
from server.compiler.decide.imported import Imports
from server.compiler.decide.plan import PackagePlan, Verdict
from server.compiler.decide.routine import Routine
from server.compiler.ir.decisions import Decision, DecisionLog
from server.compiler.ir.func import Func
from server.compiler.irbuild.build import open_package
from server.compiler.irbuild.context import BuildConfig, PackageContext
from server.compiler.irbuild.function import build_routine
from server.compiler.ssa.options import PassOptions
from server.compiler.ssa.passes import optimise
from server.compiler.syntax.nodes import DeclTree
from server.compiler.types.checker import Cancelled
from server.compiler.types.info import FuncBody, TypedPackage
from server.compiler.types.objects import PkgName
from server.diagnostics.collector import Collector
from server.diagnostics.data import Diagnostic

logger = logging.getLogger(__name__)

Watch: TypeAlias = Callable[[str, Func], None]  # hears the name of each pass, and the function as the pass leaves it

KEPT_STATES: Final = 3  # of a function: typing makes a declaration come and go
KEPT_ORIGINS: Final = 12  # versions in which what is kept was found out: it keeps the types of its version alive
NEWEST: Final = 4  # of them that are kept however little it is
INTERNAL_ERROR: Final = "internal error of the compiler; the log tells more"


@dataclass(frozen=True, slots=True)
class CompiledFunction:
    """The function and after it its function literals; empty when there is no SSA, and `obstacle` says why.

    Of a generic function, `funcs` has the instances with code, each with its literals; verdict and decisions are those
    of the instance that fares worst, and `instances` has all that decisions are about.
    """

    funcs: tuple[Func, ...]
    decisions: tuple[Decision, ...] = ()
    obstacle: str = ""
    verdict: Verdict | None = None  # whether calls of it can be inlined; None: nobody knows
    instances: tuple[DecidedInstance, ...] = ()
    generic: bool = False


@dataclass(slots=True)
class _State:
    """What is known of one function under one digest."""

    digest: bytes
    decided: Decided
    origin: int  # the number of the version for which this was found out
    compiled: CompiledFunction | None = None
    seconds: float = 0.0  # that it took to make `compiled`


@dataclass(frozen=True, slots=True)
class _Work:
    """What the functions of one version share."""

    dependence: Dependence
    decisions: PackageDecisions
    context: PackageContext

    def digest(self, tree: DeclTree, decided: Decided) -> bytes:
        """The digest of all that what was decided about a function depends on."""
        key = self.dependence.key(tree)
        return key + self.dependence.package if decided.wide else key

    def fits(self, tree: DeclTree, state: _State) -> bool:
        """Whether what is known of a function in another version holds in this one."""
        return state.digest == self.digest(tree, state.decided) and state.decided.anchors <= self.dependence.anchors


def _unwatched(_name: str, _func: Func) -> None:
    """Nobody watches."""


class FunctionTable:
    """The functions of one version of a package."""

    def __init__(
        self,
        typed: TypedPackage,
        errors: tuple[Diagnostic, ...],
        config: BuildConfig,
        arch: str,
        lock: AbstractContextManager[bool],
        before: FunctionTable | None,
        imports: Imports | None = None,
        identities: Identities | None = None,
    ) -> None:
        """`before` is the table of an earlier version; `imports` are the functions of imported packages.

        Tables that are to be compared, earlier ones apart, need the same `identities`.
        `lock` guards the types, which the check of the next version may share with this one.
        """
        self.bodies = {body.tree: body for body in typed.functions}
        self._typed = typed
        self._errors = errors
        self._config = config
        self._terms = Terms(config.sizes, arch, imports)
        self._identities: Identities = identities or (before._identities if before is not None else Identities())
        self._lock = lock  # types expand lazily, so that one thread at a time may look at them
        self._before = before  # until this version is looked at
        self._begun: _Work | None = None
        self._states: dict[DeclTree, _State] = {}  # of this version
        self._history: dict[DeclTree, list[_State]] = {}  # of all, newest first
        self._failed: dict[DeclTree, CompiledFunction] = {}
        self._number = 0  # of the version, among those that follow each other
        self._unknown = _unknown_imports(typed)

    def compiled(self, body: FuncBody, cancelled: Callable[[], bool]) -> CompiledFunction:
        """The SSA of a function and the decisions about it. Raises Cancelled."""
        if self._is_blocked(body):
            return CompiledFunction((), obstacle=_blocking_error(body, self._errors))
        with self._lock:
            if body.tree in self._failed:
                return self._failed[body.tree]
            try:
                state = self._decided(body, cancelled)
                if state.compiled is None:
                    started = time.monotonic()
                    state.compiled = self._compile(body, state, cancelled)
                    state.seconds = time.monotonic() - started
                return state.compiled
            except Cancelled:
                raise
            except Exception:  # a fault of ours in one function must not silence the others
                logger.exception("cannot compile %s", body.obj.name)
                self._failed[body.tree] = CompiledFunction((), obstacle=INTERNAL_ERROR)
                return self._failed[body.tree]

    def watched(self, body: FuncBody, watch: Watch, cancelled: Callable[[], bool]) -> CompiledFunction:
        """The same, made once more from the IR as it was built, while somebody watches. Raises Cancelled."""
        if self._is_blocked(body):
            return self.compiled(body, cancelled)
        with self._lock:
            try:
                return self._compile(body, self._decided(body, cancelled), cancelled, watch)
            except Cancelled:
                raise
            except Exception:  # as above; whoever watches shall not end in silence either
                logger.exception("cannot compile %s", body.obj.name)
                return CompiledFunction((), obstacle=INTERNAL_ERROR)

    def ready(self, body: FuncBody) -> CompiledFunction | None:
        """The same if nothing has to be computed for it."""
        if self._is_blocked(body) or body.tree in self._failed:
            return self.compiled(body, lambda: False)
        with self._lock:
            _ = self._work
            state = self._states.get(body.tree)
            return state.compiled if state is not None else None

    def effort(self, body: FuncBody) -> float:
        """The seconds that the function took to compile when that was last necessary; 0 for a new one."""
        with self._lock:
            _ = self._work
            return max((state.seconds for state in self._history.get(body.tree, ())[:1]), default=0.0)

    def unchanged(self, body: FuncBody, before: FunctionTable, earlier: FuncBody) -> bool:
        """Whether nothing can differ between a function that was compiled and that of another version."""
        with self._lock:
            state = self._states.get(body.tree)
        if state is None or self._is_blocked(body) or before._is_blocked(earlier):
            return False
        with before._lock:
            return state.digest == before._work.digest(earlier.tree, state.decided)

    def _is_blocked(self, body: FuncBody) -> bool:
        """Whether an error keeps a function from being compiled: of types, of syntax, which left only a part of it, or
        of an import, about whose names nothing more is said."""
        unknown = self._unknown is not None and self._unknown.search(body.tree.text) is not None
        return body.broken or bool(body.tree.errors) or unknown

    # From version to version

    @property
    def _work(self) -> _Work:
        """What this version's functions share; asked for with the lock held."""
        if self._begun is None:
            self._begun = self._begin()
        return self._begun

    def _begin(self) -> _Work:
        """Take over what holds of earlier versions."""
        before, typed = self._before, self._typed
        self._before = None
        while before is not None and before._begun is None:
            before = before._before
        blocked = {body.tree for body in typed.functions if self._is_blocked(body)}
        base = repr((typed.package.path, typed.package.name, typed.language, self._terms.arch)).encode()
        earlier = before._work.dependence if before is not None else None
        dependence = Dependence(typed, blocked, base, self._identities, earlier)
        decisions = PackageDecisions(typed, blocked, dependence, self._terms)
        work = _Work(dependence, decisions, open_package(typed, self._config, decisions.bodies))
        if before is not None:
            with before._lock:
                self._history = {tree: list(kept) for tree, kept in before._history.items() if tree in self.bodies}
                self._number = before._number + 1
            self._forget_origins()
        for tree in self._history.keys() - blocked:
            fitting = next((state for state in self._history[tree] if work.fits(tree, state)), None)
            if fitting is not None:
                self._states[tree] = fitting
                decisions.keep(self.bodies[tree], fitting.decided)
        return work

    def _forget_origins(self) -> None:
        """Forget what was found out in versions of which little is left; it is found out again when it is asked for."""
        counts = Counter(state.origin for kept in self._history.values() for state in kept)
        newest = sorted(counts, reverse=True)[:NEWEST]
        others = sorted(counts.keys() - newest, key=lambda origin: (counts[origin], origin), reverse=True)
        origins = {*newest, *others[: KEPT_ORIGINS - len(newest)]}
        for kept in self._history.values():
            kept[:] = [state for state in kept if state.origin in origins]

    # One function

    def _decided(self, body: FuncBody, cancelled: Callable[[], bool], again: bool = False) -> _State:
        work = self._work
        known = self._states.get(body.tree)
        if known is not None and not again:
            return known
        imports = self._terms.imports
        if imports is not None:
            imports.cancelled = cancelled
        try:
            for tree, decided in work.decisions.decide(body, cancelled).items():
                self._keep(tree, decided)
        finally:
            if imports is not None:
                imports.keep()
        return self._states[body.tree]

    def _keep(self, tree: DeclTree, decided: Decided) -> None:
        """What was decided anew about a function that was kept is the same."""
        if tree not in self._states:
            state = self._states[tree] = _State(self._work.digest(tree, decided), decided, self._number)
            others = [one for one in self._history.get(tree, ()) if one.digest != state.digest]
            self._history[tree] = [state, *others][:KEPT_STATES]

    def _compile(
        self, body: FuncBody, state: _State, cancelled: Callable[[], bool], watch: Watch = _unwatched
    ) -> CompiledFunction:
        decided = state.decided
        if type_parameters(body.obj):
            return self._compile_instances(body, decided, cancelled, watch)
        routine = self._work.decisions.bodies.routine_of(body.obj)
        assert routine is not None
        plan = self._work.decisions.plan_of(routine)
        if plan is None:
            self._decided(body, cancelled, again=True)
            plan = self._work.decisions.plan_of(routine)
        assert plan is not None
        funcs, checks, obstacle = self._optimised(routine, plan, cancelled, watch)
        return CompiledFunction(funcs, (*decided.decisions, *checks), obstacle, decided.verdict)

    def _compile_instances(
        self, body: FuncBody, decided: Decided, cancelled: Callable[[], bool], watch: Watch
    ) -> CompiledFunction:
        """All instances with code; the checks are those of the one with most."""
        found: list[Func] = []
        worst: Sequence[Decision] = ()
        for routine in self._work.decisions.instances(body, shaped=False):
            plan = self._work.decisions.plan_instance(routine, cancelled)
            funcs, checks, _ = self._optimised(routine, plan, cancelled, watch)
            found += funcs
            worst = max(worst, checks, key=lambda items: sum(item.verdict == "kept" for item in items))
        decisions = (*decided.decisions, *worst)
        return CompiledFunction(tuple(found), decisions, "", decided.verdict, decided.instances, generic=True)

    def _optimised(
        self, routine: Routine, plan: PackagePlan, cancelled: Callable[[], bool], watch: Watch
    ) -> tuple[tuple[Func, ...], list[Decision], str]:
        """SSA, what was decided there, and why there is none."""

        def poll(name: str, func: Func) -> None:
            if cancelled():
                raise Cancelled
            watch(name, func)

        problems, log = Collector(), DecisionLog()
        # What lives on the stack is decided in the plan.
        options = PassOptions(sizes=self._config.sizes, on_pass=poll)
        # What the functions of a package share would have to be made by the first that needs it.
        shared = self._work.context
        alone = replace(shared, plan=plan, globals=[], literals=[], shared={}, bound=set(), log=log)
        func = build_routine(alone, routine, problems)
        funcs = (func, *alone.literals) if func is not None else ()
        for one in funcs:
            optimise(one, log, options)
        return funcs, log.items, problems.items[0].message if problems.items else ""


def _unknown_imports(typed: TypedPackage) -> re.Pattern[bytes] | None:
    """Finds the mention of a package that could not be imported; None when all could."""
    imported = [obj for obj in typed.info.defs.values() if isinstance(obj, PkgName)]
    imported += [obj for obj in typed.info.implicits.values() if isinstance(obj, PkgName)]
    names = sorted({re.escape(obj.name.encode()) for obj in imported if obj.imported.fake})
    return re.compile(rb"\b(?:%s)\s*\." % b"|".join(names)) if names else None


def _blocking_error(body: FuncBody, errors: tuple[Diagnostic, ...]) -> str:
    own = [item for item in errors if item.span is not None and item.span.anchor is body.tree.anchor]
    own.sort(key=lambda item: item.span.start if item.span else 0)
    return own[0].message if own else "it depends on a declaration with an error"
