"""What is decided about the functions of a package on the typed tree, kept from one version to the next.

Decisions about a function follow from its own text and from the functions that it may call or that may be inlined into
it. These are not known before the decisions are made, but they have names: whatever declaration of the package declares
an identifier that stands in a function's text may matter to it, and so on from there. The key of a function is the
digest of all these texts. What is kept under another key is decided again, and callees whose key is the same stand for
themselves with the summaries of their parameters.

Two things depend on more and get the text of the whole package into their keys: cycles of functions, whose order is
that in which they are met, and generic functions, whose instances anybody may mention. A function with an error has a
key as well, that of a function nothing is known about.

Invariant: what is kept was decided under the package's present surface (functions.py), imports and target.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from server.compiler.decide.bodies import Bodies, TypedBodies, type_parameters
from server.compiler.decide.callgraph import cycles
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.instances import Instance, instances_of
from server.compiler.decide.package import DecideOptions, decide_package
from server.compiler.decide.plan import Leaks, PackagePlan, Verdict
from server.compiler.decide.routine import Frame, Routine
from server.compiler.ir.decisions import Decision, DecisionLog
from server.compiler.syntax.nodes import Decl, DeclTree, FuncDecl, GenDecl, ValueSpec
from server.compiler.types.checker import Cancelled
from server.compiler.types.info import FuncBody, TypedPackage
from server.compiler.types.linkname import function_symbol
from server.compiler.types.model import Type
from server.compiler.types.objects import Func
from server.compiler.types.sizes import Sizes
from server.source.span import Anchor

_IDENTIFIER: Final = re.compile(r"[^\W\d]\w*")


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

    key: bytes
    verdict: Verdict | None
    decisions: tuple[Decision, ...]
    leaks: Mapping[str, tuple[Leaks, ...]]  # by the link names of the function
    anchors: frozenset[Anchor]  # of all places that the decisions mention
    instances: tuple[DecidedInstance, ...] = ()


def decide_functions(
    typed: TypedPackage,
    blocked: Collection[DeclTree],
    before: Mapping[DeclTree, Decided],
    target: tuple[Sizes, str],
    cancelled: Callable[[], bool],
) -> dict[DeclTree, Decided]:
    """Decide about all functions that are not blocked, as far as `before` does not hold it. Raises Cancelled.

    target: sizes and architecture.
    """
    keys = _keys(typed, blocked)
    present = {tree.anchor for file in typed.files for tree in (file.header, *file.decls)}
    kept: dict[DeclTree, Decided] = {}
    new: list[FuncBody] = []
    for body in typed.functions:
        if body.tree in blocked:
            continue
        known = before.get(body.tree)
        if known is not None and known.key == keys[body.tree] and known.anchors <= present:
            kept[body.tree] = known
        else:
            new.append(body)
    return kept | _Deciding(typed, blocked, kept, target, cancelled).decide(new, keys) if new else kept


class _Limited:
    """The bodies of all functions but some."""

    def __init__(self, bodies: Bodies, hidden: Collection[Func]) -> None:
        self._bodies = bodies
        self._hidden = hidden

    def routine_of(self, func: Func, type_args: Sequence[Type] = ()) -> Routine | None:
        """The routine of a function that is not hidden."""
        return None if (func.origin or func) in self._hidden else self._bodies.routine_of(func, type_args)


class _Deciding:
    """One run over the functions whose decisions are not known."""

    def __init__(
        self,
        typed: TypedPackage,
        blocked: Collection[DeclTree],
        kept: Mapping[DeclTree, Decided],
        target: tuple[Sizes, str],
        cancelled: Callable[[], bool],
    ) -> None:
        self._typed = typed
        self._cancelled = cancelled
        self._sizes, arch = target
        self._sound = [body for body in typed.functions if body.tree not in blocked]
        self._bodies = _Limited(TypedBodies([typed]), {body.obj for body in typed.functions if body.tree in blocked})
        # A function whose decisions are known is analysed no more: its summary stands for it.
        self._unknown = _Limited(self._bodies, {body.obj for body in self._sound if body.tree in kept})
        self._leaks = {symbol: leaks for known in kept.values() for symbol, leaks in known.leaks.items()}
        self._inliner = Inliner(self._bodies, self._sizes, arch)

    def decide(self, new: Sequence[FuncBody], keys: Mapping[DeclTree, bytes]) -> dict[DeclTree, Decided]:
        """Decide about some functions."""
        instances = self._instances()
        log = DecisionLog()
        shaped = [instance.routine for instance in instances]
        options = DecideOptions(self._sizes, instances=lambda _typed: shaped)
        part = self._part(new)
        plan = decide_package(part, self._unknown, self._frame, self._leaks.get, options, log)
        by_symbol: dict[str, list[Decision]] = {}
        for item in log.items:
            by_symbol.setdefault(item.func, []).append(item)
        found: dict[DeclTree, Decided] = {}
        for body in new:
            if type_parameters(body.obj):
                rows = [self._instance(one, by_symbol) for one in instances if one.routine.obj is body.obj]
                found[body.tree] = _of_instances(keys[body.tree], rows)
            elif (routine := self._bodies.routine_of(body.obj)) is not None:
                found[body.tree] = self._of_routine(keys[body.tree], routine, plan, by_symbol)
        return found

    def _part(self, bodies: Sequence[FuncBody]) -> TypedPackage:
        typed = self._typed
        return TypedPackage(typed.package, typed.files, typed.info, list(bodies), [])

    def _frame(self, routine: Routine) -> Frame:
        if self._cancelled():
            raise Cancelled
        return self._inliner.expand(routine, home=self._typed.package)

    def _instances(self) -> list[Instance]:
        """The instances of the package's generic functions, as functions and the variables' initialisers mention them.

        Initialisers are looked at only where nothing is wrong: an error in one leaves holes in what is known of it.
        """
        if not any(type_parameters(body.obj) for body in self._sound):
            return []
        part = self._part(self._sound)
        if len(self._sound) == len(self._typed.functions):
            part.init_order += self._typed.init_order
        own = {body.obj for body in self._sound}
        return [one for one in instances_of(part, self._bodies) if one.shaped and one.routine.obj in own]

    def _of_routine(
        self, key: bytes, routine: Routine, plan: PackagePlan, by_symbol: Mapping[str, Sequence[Decision]]
    ) -> Decided:
        log = DecisionLog()
        self._inliner.report(self._inliner.expand(routine, log), log)
        decisions = (*log.items, *by_symbol.get(routine.symbol, ()))
        leaks = plan.leaks.get(routine.symbol)
        symbols = (routine.symbol, function_symbol(routine.obj))  # callers that do not see its body use the second
        summaries = dict.fromkeys(symbols, leaks) if leaks is not None else {}
        return Decided(key, self._inliner.verdict(routine), decisions, summaries, _anchors(decisions))

    def _instance(self, instance: Instance, by_symbol: Mapping[str, Sequence[Decision]]) -> DecidedInstance:
        log, routine = DecisionLog(), instance.routine
        self._inliner.report_instance(instance, log, self._typed.package)
        decisions = (*log.items, *by_symbol.get(routine.symbol, ()))
        return DecidedInstance(routine.name, self._inliner.verdict(routine), decisions)


def _of_instances(key: bytes, rows: Sequence[DecidedInstance]) -> Decided:
    anchors = frozenset(anchor for row in rows for anchor in _anchors(row.decisions))
    if not rows:
        return Decided(key, None, (), {}, anchors)
    worst = max(rows, key=lambda row: (not row.verdict.can_inline, row.verdict.cost, len(row.decisions)))
    return Decided(key, worst.verdict, worst.decisions, {}, anchors, tuple(rows))


def _anchors(decisions: Sequence[Decision]) -> frozenset[Anchor]:
    places = (span for item in decisions for span in (item.span, *(step.span for step in item.steps)))
    return frozenset(span.anchor for span in places if span is not None)


# Keys


def _keys(typed: TypedPackage, blocked: Collection[DeclTree]) -> dict[DeclTree, bytes]:
    """The digest of all that the decisions about each declaration can depend on."""
    trees = [tree for file in typed.files for tree in file.decls]
    names = {tree: _names(tree) for tree in trees}
    texts = {tree: sha256(tree.text + bytes([tree in blocked])).digest() for tree in trees}
    package = sha256(b"".join(texts.values())).digest()
    generic = {body.tree for body in typed.functions if type_parameters(body.obj)}
    declaring: dict[str, list[DeclTree]] = {}
    for tree in trees:
        for name in _declared_names(tree.decl):
            declaring.setdefault(name, []).append(tree)

    def callees(tree: DeclTree) -> Iterator[DeclTree]:
        for name in names[tree]:
            yield from declaring.get(name, ())

    keys: dict[DeclTree, bytes] = {}
    for circle in cycles(trees, callees):
        below = {keys[callee] for tree in circle for callee in callees(tree) if callee in keys}
        whole = sum(isinstance(tree.decl, FuncDecl) for tree in circle) > 1 or not generic.isdisjoint(circle)
        key = sha256(b"".join([*(texts[tree] for tree in circle), *sorted(below), package if whole else b""])).digest()
        keys |= dict.fromkeys(circle, key)
    return keys


def _names(tree: DeclTree) -> list[str]:
    """The identifiers in a declaration's text, in a stable order: of what code comes from, functions and variables."""
    decl = tree.decl
    if not isinstance(decl, FuncDecl) and not _is_variables(decl):
        return []
    return sorted(set(_IDENTIFIER.findall(tree.text[decl.start :].decode("utf-8", "replace"))))


def _declared_names(decl: Decl) -> list[str]:
    """The names under which the text of others mentions a declaration."""
    if isinstance(decl, FuncDecl):
        return [decl.name.name]
    if not isinstance(decl, GenDecl):
        return []
    return [name.name for spec in decl.specs if isinstance(spec, ValueSpec) for name in spec.names]


def _is_variables(decl: Decl) -> bool:
    return isinstance(decl, GenDecl) and decl.tok == "var"
