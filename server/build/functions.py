"""The functions of a package as the editor shows them: optimised SSA with the decisions about it, on demand.

Inlining and escapes are decided on the typed tree (plans.py), checks in SSA; the stages are those of a build
(`compiler/pipeline.py`), one function at a time. From one version of a package to the next, a function keeps its naive
IR while its own text and the package's surface (all declarations without the bodies of functions) stay the same, and
its optimised SSA while the escape summaries of its callees do so as well. Functions with errors have no SSA and no
verdict; the others are not concerned, but that they assume the worst of them.

Invariant: what is kept for a surface was computed under exactly that surface, the same language version and the same
imports; the last few surfaces are kept, because typing makes a declaration come and go.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, TypeAlias

from server.build.plans import Decided, DecidedInstance, decide_functions
from server.compiler.decide.bodies import type_parameters
from server.compiler.decide.plan import Verdict
from server.compiler.ir.decisions import Decision, DecisionKind, DecisionLog
from server.compiler.ir.func import Callee, Func
from server.compiler.irbuild.build import build_function
from server.compiler.irbuild.context import BuildConfig
from server.compiler.ssa.options import Leak, Leaks, PassOptions
from server.compiler.ssa.passes import optimise
from server.compiler.ssa.summaries import Known, summarise
from server.compiler.syntax.nodes import DeclTree, FuncDecl
from server.compiler.types.checker import Cancelled
from server.compiler.types.info import FuncBody, TypedPackage
from server.diagnostics.collector import Collector
from server.diagnostics.data import Diagnostic

logger = logging.getLogger(__name__)

Surface: TypeAlias = tuple[bytes, ...]
KEPT_SURFACES: Final = 3
INTERNAL_ERROR: Final = "internal error of the compiler; the log tells more"


@dataclass(frozen=True, slots=True)
class CompiledFunction:
    """The function and after it its function literals; empty when there is no SSA, and `obstacle` says why.

    A generic function has no SSA of its own and no obstacle: verdict and decisions are those of the instance that fares
    worst, and `instances` has all.
    """

    funcs: tuple[Func, ...]
    decisions: tuple[Decision, ...] = ()
    obstacle: str = ""
    verdict: Verdict | None = None  # whether calls of it can be inlined; None: nobody knows
    instances: tuple[DecidedInstance, ...] = ()


@dataclass(slots=True)
class _State:
    """What is known of one function under one surface."""

    naive: list[Func]  # with its function literals
    obstacle: str  # why there is no naive IR
    callees: tuple[str, ...]  # link names
    seen: tuple[tuple[Leak, ...] | None, ...] = ()  # the callees' summaries when `compiled` was made
    compiled: CompiledFunction | None = None  # without what is decided on the typed tree
    decided: Decided | None = None  # that, when `shown` was made
    shown: CompiledFunction | None = None


@dataclass(slots=True)
class _World:
    """What is known under one surface."""

    functions: dict[DeclTree, _State] = field(default_factory=dict)
    summaries: Known = field(default_factory=dict)
    decided: dict[DeclTree, Decided] = field(default_factory=dict)


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
    ) -> None:
        """`before` is the table of an earlier version with the same language version and imports.

        `lock` guards the types, which the check of the next version may share with this one.
        """
        self.bodies = {body.tree: body for body in typed.functions}
        self._typed = typed
        self._errors = errors
        self._config = config
        self._arch = arch
        self._lock = lock  # types expand lazily, so that one thread at a time may look at them
        self._worlds: OrderedDict[Surface, _World] = OrderedDict()
        self._leaks: Leaks | None = None
        self._decided: dict[DeclTree, Decided] | None = None
        if before is not None:
            self._take_over(before)

    def compiled(self, body: FuncBody, cancelled: Callable[[], bool]) -> CompiledFunction:
        """The SSA of a function and the decisions about it. Raises Cancelled."""
        if _is_blocked(body):
            return CompiledFunction((), obstacle=_blocking_error(body, self._errors))
        with self._lock:
            if self._leaks is None:
                self._leaks = self._summarise(cancelled)
            state = self._world.functions[body.tree]
            seen = tuple(self._leaks.get(callee) for callee in state.callees)
            if state.compiled is None or state.seen != seen:
                state.compiled, state.seen, state.shown = self._compile(body, state), seen, None
            if self._decided is None:
                self._decided = self._decide(cancelled)
            decided = self._decided.get(body.tree)
            if state.shown is None or state.decided is not decided:
                state.shown, state.decided = _with_decisions(state.compiled, decided), decided
            return state.shown

    @cached_property
    def _world(self) -> _World:
        """What is known under this version's surface; called with the lock held."""
        surface = tuple(_without_body(tree) for file in self._typed.files for tree in file.decls)
        world = self._worlds.setdefault(surface, _World())
        self._worlds.move_to_end(surface)
        return world

    def _take_over(self, before: FunctionTable) -> None:
        with before._lock:
            for surface, world in list(before._worlds.items())[-KEPT_SURFACES:]:
                functions = {tree: state for tree, state in world.functions.items() if tree in self.bodies}
                alive = {func for state in functions.values() for func in state.naive}
                summaries = {func: known for func, known in world.summaries.items() if func in alive}
                decided = {tree: known for tree, known in world.decided.items() if tree in self.bodies}
                self._worlds[surface] = _World(functions, summaries, decided)

    def _summarise(self, cancelled: Callable[[], bool]) -> Leaks:
        """The escape summaries of all functions without errors, in the order in which a build finds them."""
        world = self._world
        naive: list[list[Func]] = []
        for body in self._typed.functions:
            if cancelled():
                raise Cancelled
            if not _is_blocked(body):
                state = world.functions.get(body.tree) or self._begin(body)
                world.functions[body.tree] = state
                naive += [state.naive] if body.obj.name != "_" else []
        declared = [func for funcs in naive for func in funcs[:1]]
        literals = [func for funcs in naive for func in funcs[1:]]
        try:
            return summarise([*declared, *literals], PassOptions(sizes=self._config.sizes), world.summaries)
        except Exception:  # a fault of ours in one function must not silence the others
            logger.exception("cannot summarise %s", self._typed.package.path)
            return {}

    def _decide(self, cancelled: Callable[[], bool]) -> dict[DeclTree, Decided]:
        """The decisions on the typed tree about all functions without errors."""
        world = self._world
        blocked = {body.tree for body in self._typed.functions if _is_blocked(body)}
        target = self._config.sizes, self._arch
        try:
            found = decide_functions(self._typed, blocked, world.decided, target, cancelled)
        except Cancelled:
            raise
        except Exception:  # a fault of ours in one function must not hide what SSA tells
            logger.exception("cannot decide about %s", self._typed.package.path)
            return {}
        world.decided |= found
        return found

    def _begin(self, body: FuncBody) -> _State:
        try:
            funcs, obstacle = self._build(body)
        except Exception:  # a fault of ours in one function must not silence the others
            logger.exception("cannot build the IR of %s", body.obj.name)
            return _State([], INTERNAL_ERROR, ())
        called = (value.aux for func in funcs for block in func.blocks for value in block.values)
        callees = dict.fromkeys(aux.symbol for aux in called if isinstance(aux, Callee))
        return _State(funcs, obstacle, tuple(callees))

    def _build(self, body: FuncBody) -> tuple[list[Func], str]:
        """Naive IR, or why there is none."""
        problems = Collector()
        if type_parameters(body.obj):
            return [], ""  # its instances are built
        funcs = build_function(self._typed, body, problems, self._config)
        return funcs, problems.items[0].message if problems.items else ""

    def _compile(self, body: FuncBody, state: _State) -> CompiledFunction:
        log = DecisionLog()
        options = PassOptions(sizes=self._config.sizes, leaks=self._leaks or {})
        try:
            funcs, obstacle = self._build(body) if state.naive else ([], state.obstacle)  # passes work in place
            for func in funcs:
                optimise(func, log, options)
        except Exception:  # a fault of ours in one function must not silence the others
            logger.exception("cannot optimise %s", body.obj.name)
            return CompiledFunction((), obstacle=INTERNAL_ERROR)
        return CompiledFunction(tuple(funcs), tuple(log.items), obstacle)


def _with_decisions(compiled: CompiledFunction, decided: Decided | None) -> CompiledFunction:
    """Escapes are decided on the typed tree; what SSA says about them only counts where that failed."""
    if decided is None:
        return compiled
    checks = (item for item in compiled.decisions if item.kind is not DecisionKind.ESCAPE)
    decisions = (*decided.decisions, *checks)
    return replace(compiled, decisions=decisions, verdict=decided.verdict, instances=decided.instances)


def _without_body(tree: DeclTree) -> bytes:
    decl = tree.decl
    if isinstance(decl, FuncDecl) and decl.body is not None:
        return tree.text[: decl.body.start]
    return tree.text


def _is_blocked(body: FuncBody) -> bool:
    """Whether an error keeps a function from being compiled: of types, or of syntax, which left only a part of it."""
    return body.broken or bool(body.tree.errors)


def _blocking_error(body: FuncBody, errors: tuple[Diagnostic, ...]) -> str:
    own = [item for item in errors if item.span is not None and item.span.anchor is body.tree.anchor]
    own.sort(key=lambda item: item.span.start if item.span else 0)
    return own[0].message if own else "it depends on a declaration with an error"
