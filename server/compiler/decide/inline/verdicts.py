"""Which functions can be inlined, from the callees up.

A body costs what its calls cost, and a call costs the callee's body if that would be inlined. Callees are therefore
judged first, on demand. Functions that call each other in a circle are judged in the order in which they were met; a
function that is not judged yet is not inlined.

Algorithm: Tarjan's strongly connected components, where the calls are found while the body is counted. A circle of
more than one function is counted a second time, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from server.compiler.decide.bodies import Bodies
from server.compiler.decide.inline.callee import Callee, CallKind, callee_of, unparen
from server.compiler.decide.inline.facts import Around, Measure
from server.compiler.decide.inline.intrinsics import is_intrinsic
from server.compiler.decide.inline.prices import (
    BIG_BUDGET,
    BIG_NODES,
    BUDGET,
    CALLED_ONCE,
    CLOSURE_FACTOR,
    DICTIONARY,
    IN_RUNTIME,
    SPREAD,
)
from server.compiler.decide.inline.statements import is_range_func_type
from server.compiler.decide.inline.statics import Owner, Statics, statics_of
from server.compiler.decide.inline.walker import BodyFacts
from server.compiler.decide.plan import Verdict
from server.compiler.decide.routine import BodyNode, Literal, Routine
from server.compiler.syntax import nodes as ast
from server.compiler.types.objects import Func, Var

Body: TypeAlias = tuple[Routine, BodyNode]  # a body, wherever it is inlined

# Directives that forbid inlining, in the order in which they are looked for.
_FORBIDDING: Final = {
    "noinline": "marked go:noinline",
    "cgo_unsafe_args": "marked go:cgo_unsafe_args",
    "uintptrkeepalive": "marked as having a keep-alive uintptr argument",
    "uintptrescapes": "marked as having a keep-alive uintptr argument",
    "yeswritebarrierrec": "marked go:yeswritebarrierrec",
}
_BIG_TEXT: Final = BIG_NODES  # bytes; a node takes at least one
_ALIASES: Final = 100  # variables that stand for each other, one after the other


@dataclass(slots=True)
class Options:
    """The inliner's part of the compiler flags. level: 0 for -l, 1 normally."""

    level: int = 1


@dataclass(slots=True, eq=False)
class _Visit:
    """A body being judged: its number, and the lowest number of a body under judgement that it leads to."""

    number: int
    low: int


@dataclass(slots=True, eq=False)
class Verdicts:
    """The judgements of one program."""

    bodies: Bodies
    measure: Measure
    options: Options = field(default_factory=Options)
    known: Callable[[Routine], Verdict | None] = lambda _: None  # of functions of other packages
    _verdicts: dict[Body, Verdict] = field(default_factory=dict)
    _facts: dict[Body, BodyFacts] = field(default_factory=dict)
    _big: dict[Body, bool] = field(default_factory=dict)
    _statics: dict[ast.FuncDecl, Statics] = field(default_factory=dict)
    _visits: dict[Body, _Visit] = field(default_factory=dict)
    _stack: list[Body] = field(default_factory=list)
    _circle: set[Body] = field(default_factory=set)  # known to call each other, and not judged yet
    _counting: set[Body] = field(default_factory=set)  # literals of a circle that are judged before their turn
    _numbers: int = 0

    def verdict(self, routine: Routine, node: BodyNode) -> Verdict:
        """Whether a body can be inlined."""
        key = routine, node
        known = self._verdicts.get(key) or self._known(key)
        if known is None:
            self._look_at(key)
            known = self._verdicts[key]
        return known

    def _look_at(self, key: Body) -> None:
        try:
            self._visit(key)
        except BaseException:  # cancelled, perhaps: nothing is under judgement any more
            self._visits.clear()
            self._stack.clear()
            self._circle.clear()
            self._counting.clear()
            raise

    def wrapper(self, routine: Routine) -> Verdict:
        """Whether the function can be inlined that calls an instance with its dictionary and does nothing else."""
        signature = routine.obj.type
        assert signature is not None
        body = self.verdict(routine, routine.decl)
        callee = body.cost if body.can_inline else self.measure.prices(self.options.level).call
        results = len(signature.results.vars)
        returned = 0 if results == 0 else 1 if results == 1 else 2 + SPREAD * results
        cost = callee + 1 + DICTIONARY + 1 + len(signature.params.vars) + returned
        return self._verdict(cost, BUDGET, forbidden(routine.pragmas))

    def by_statement(self, routine: Routine) -> dict[ast.Stmt, int]:
        """What each statement of a declaration counts, nested ones too."""
        return self._again(routine, {}).by_statement

    def cost_with(self, routine: Routine, replaced: Mapping[ast.Stmt, int]) -> int:
        """What a declaration would cost if some statements counted something else."""
        return self._again(routine, replaced).cost

    def _again(self, routine: Routine, replaced: Mapping[ast.Stmt, int]) -> BodyFacts:
        key = routine, routine.decl
        self.verdict(*key)
        around = self.around(*key)
        level = self.options.level
        return self.measure.by_statement(routine, around, lambda callee: self._cost_of(key, callee), replaced, level)

    def facts(self, routine: Routine, node: BodyNode) -> BodyFacts:
        """What is known of a body once it is judged."""
        key = routine, node
        if key not in self._facts:
            self._look_at(key)
        return self._facts[key]

    def statics(self, routine: Routine) -> Statics:
        """The facts about local variables of a declaration."""
        known = self._statics.get(routine.decl)
        if known is None:
            view = routine.view
            known = statics_of(view.info, routine.decl, lambda stmt: is_range_func_type(view.type_of(stmt.x)))
            self._statics[routine.decl] = known
        return known

    def around(self, routine: Routine, node: BodyNode) -> Around:
        """The declaration or literal whose results a body returns."""
        inner: Owner | BodyNode = node
        while not isinstance(inner, ast.FuncDecl | ast.FuncLit):
            if inner is None:
                return self.measure.around(routine, routine.decl)
            inner = self.owner(routine, inner)
        return self.measure.around(routine, inner)

    def owner(self, routine: Routine, node: BodyNode) -> Owner:
        """The literal or loop body around a body; None for the declaration."""
        statics = self.statics(routine)
        if isinstance(node, ast.FuncLit | ast.RangeStmt):
            return statics.owner.get(node)
        best: Owner = None
        for literal in statics.owner:
            inside = literal.start <= node.start and node.end <= literal.end
            if inside and (best is None or literal.start >= best.start):
                best = literal
        return best

    def is_big(self, routine: Routine, node: BodyNode) -> bool:
        """Whether a body is so large that only small callees are inlined into it."""
        key = routine, node
        if key not in self._big:
            large = node.end - node.start >= _BIG_TEXT
            self._big[key] = large and self.measure.nodes(routine, node, self.around(routine, node)) >= BIG_NODES
        return self._big[key]

    def target(self, body: Body, callee: Callee) -> Body | None:
        """The body that a call in `body` would be replaced by, as far as is known before anything is inlined."""
        match callee.kind:
            case CallKind.FUNCTION | CallKind.METHOD | CallKind.METHOD_NAME:
                assert callee.func is not None
                return self._declared(callee.func, callee)
            case CallKind.LITERAL:
                assert callee.literal is not None
                return self._literal(body, callee.literal)
            case CallKind.VARIABLE:
                assert callee.var is not None
                return self._constant(body, callee.var)
        return None

    def _declared(self, func: Func, callee: Callee) -> Body | None:
        if callee.kind is CallKind.FUNCTION and is_intrinsic(func, self.measure.arch):
            return None
        routine = self.bodies.routine_of(func, callee.type_args)
        return (routine, routine.decl) if routine is not None else None

    def _literal(self, body: Body, literal: ast.FuncLit) -> Body | None:
        """A literal that captures something can be inlined only where its variables live."""
        routine, node = body
        if self.captures(routine, literal):
            owner = self.owner(routine, literal)
            if (owner or routine.decl) is not node:
                return None
        return routine, literal

    def captures(self, routine: Routine, literal: Literal) -> bool:
        """Whether a literal captures anything: in an instance, the dictionary."""
        return bool(routine.type_args) or literal in self.statics(routine).captures

    def _constant(self, body: Body, var: Var) -> Body | None:
        routine = body[0]
        for _ in range(_ALIASES):
            value = self.statics(routine).stands_for(var)
            value = unparen(value) if value is not None else None
            if isinstance(value, ast.FuncLit):
                return self._literal(body, value)
            if not isinstance(value, ast.Ident | ast.SelectorExpr):
                return None
            callee = callee_of(routine.view, value)
            if callee.kind is CallKind.VARIABLE and callee.var is not None:
                var = callee.var
            elif callee.kind in (CallKind.FUNCTION, CallKind.METHOD_NAME) and callee.func is not None:
                return self._declared(callee.func, callee)
            else:
                return None
        return None

    def _visit(self, key: Body) -> None:
        self._numbers += 1
        visit = self._visits[key] = _Visit(self._numbers, self._numbers)
        self._stack.append(key)
        facts = self._count(key)
        if visit.low < visit.number:
            return
        at = self._stack.index(key)
        circle, self._stack[at:] = self._stack[at:], []
        for member in circle:
            del self._visits[member]
        if len(circle) == 1:
            self._judge(key, facts)
            return
        self._circle.update(circle)
        for member in circle:
            if member not in self._verdicts:
                self._judge(member, self._count(member))

    def _count(self, key: Body) -> BodyFacts:
        routine, node = key
        return self.measure.facts(
            routine, node, self.around(routine, node), lambda callee: self._cost_of(key, callee), self.options.level
        )

    def _cost_of(self, key: Body, callee: Callee) -> int | None:
        """What the body of a callee adds to a body; None if it would not be inlined there."""
        target = self.target(key, callee)
        if target is None:
            return None
        verdict = self._verdicts.get(target) or self._known(target) or self._judged(key, target)
        if verdict is None or not verdict.can_inline:
            return None
        return verdict.cost if verdict.cost <= self.limit(*key, target[1]) else None

    def _known(self, body: Body) -> Verdict | None:
        """A verdict that was found where the function is declared."""
        return self.known(body[0]) if isinstance(body[1], ast.FuncDecl) else None

    def limit(self, routine: Routine, node: BodyNode, callee: BodyNode, once: bool = False) -> int:
        """The most that a callee may cost at a call in a body."""
        limit = BIG_BUDGET if self.is_big(routine, node) else BUDGET
        if isinstance(callee, ast.FuncDecl):
            return limit
        return max(limit * CLOSURE_FACTOR, CALLED_ONCE if once else 0)

    def _judged(self, key: Body, target: Body) -> Verdict | None:
        """Judge a callee; None while it is in a circle with its caller."""
        if target in self._circle:
            if not isinstance(target[1], ast.FuncDecl) and target not in self._counting:
                self._counting.add(target)
                self._judge(target, self._count(target))
            return self._verdicts.get(target)
        if target not in self._visits:
            self._visit(target)
        lower = self._visits.get(target)
        if lower is not None and key in self._visits:
            visit = self._visits[key]
            visit.low = min(visit.low, lower.low)
        return self._verdicts.get(target)

    def _judge(self, key: Body, facts: BodyFacts) -> None:
        routine, node = key
        declared = isinstance(node, ast.FuncDecl)
        budget = BUDGET if declared else CALLED_ONCE
        self._facts[key] = facts
        reason = forbidden(routine.pragmas) if declared else ""
        cost = min(facts.cost, IN_RUNTIME) if declared and _is_short_cut(routine) else facts.cost
        self._verdicts[key] = self._known(key) or self._verdict(cost, budget, reason or facts.reason)
        self._circle.discard(key)

    def _verdict(self, cost: int, budget: int, reason: str) -> Verdict:
        if not reason and cost > budget:
            reason = f"function too complex: cost {cost} exceeds budget {budget}"
        if self.options.level == 0:
            reason = reason or "inlining is switched off"
        return Verdict(cost, budget, reason)


def _is_short_cut(routine: Routine) -> bool:
    """Whether a function of the runtime is inlined however long it is, as what is frequent must be short."""
    package = routine.obj.package
    return "inline" in routine.pragmas and package is not None and package.path == "runtime"


def forbidden(pragmas: frozenset[str]) -> str:
    """Why a function with these directives cannot be inlined, whatever its body is; or ""."""
    return next((reason for pragma, reason in _FORBIDDING.items() if pragma in pragmas), "")
