"""The inlines of one function, carried out: its frame with the frames of the bodies that replace calls in it.

gc expands a declared function together with the literals in it, repeatedly, until nothing more can be inlined: an
inlined body brings calls that can be inlined in turn, and makes known what a parameter or a result is, a literal for
example, or the type behind an interface value. Literals of inlined bodies stay as they are, unless they are called.

A closure that is called at one place only may cost more; the calls are counted before anything is inlined, and those
of each inlined body before any of them is.

Invariant: a call is inlined at most once on any chain of calls, and so is a function.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from server.compiler.decide.frames import add_plain_literals
from server.compiler.decide.inline.callee import Callee, CallKind
from server.compiler.decide.inline.devirtual import Devirtualiser
from server.compiler.decide.inline.intrinsics import never_inlined
from server.compiler.decide.inline.names import literal_name, loop_name, routine_name, wrapper_name
from server.compiler.decide.inline.unused import drop_unused_literals
from server.compiler.decide.inline.values import Target, Values
from server.compiler.decide.inline.verdicts import Verdicts
from server.compiler.decide.routine import BodyNode, CallNode, Frame, Literal, Routine
from server.compiler.syntax import nodes as ast
from server.compiler.types.identical import identical
from server.compiler.types.model import Type
from server.compiler.types.objects import Func

_Identity: TypeAlias = tuple[object, BodyNode]  # what counts as one function: a routine's, or a literal of one frame


@dataclass(slots=True, eq=False)
class Site:
    """A call at one place of a function under expansion."""

    frame: Frame
    call: CallNode
    callee: Callee
    target: Target | None = None
    counted: _Identity | None = None
    done: bool = False
    passed: bool = False  # the wrapper of the instance that it calls is inlined


def _is_deferred(site: Site) -> bool:
    """Whether a go or defer statement makes the call, whose operands are evaluated long before."""
    return isinstance(site.frame.node, ast.GoStmt | ast.DeferStmt)


def _reaches_through(method: Func, typ: Type) -> bool:
    """Whether the receiver lies behind a value of the type, or within it: it is then taken when the call is made."""
    signature = method.type
    return signature is None or signature.recv is None or not identical(signature.recv.type, typ)


@dataclass(slots=True, eq=False)
class _Function:
    """A function under expansion: the frame that is compiled as one, and all calls in it so far."""

    frame: Frame
    big: bool
    sites: list[Site] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Inlined:
    """One inline that was carried out, in the order gc reports them."""

    site: Site
    frame: Frame  # the copy of the callee's body


@dataclass(slots=True, eq=False)
class Refused:
    """A call that could be inlined but for a function, `name`, that is on its chain of calls already."""

    site: Site
    name: str


@dataclass(frozen=True, slots=True)
class Passed:
    """The wrapper that passes the dictionary of an instance was inlined before the instance itself."""

    site: Site
    routine: Routine


@dataclass(frozen=True, slots=True)
class Judged:
    """A literal of an inlined body was looked at because it is called."""

    frame: Frame


Event: TypeAlias = Inlined | Refused | Judged | Passed | Site


@dataclass(slots=True, eq=False)
class Expansion:
    """The outcome for one declared function. A site among the events: its interface call is direct from now on."""

    frame: Frame
    events: list[Event] = field(default_factory=list)  # a Site: its interface call is direct now
    functions: list[Frame] = field(default_factory=list)  # the declaration and all literals in it, even those gone
    big: list[Frame] = field(default_factory=list)  # functions in which only small callees are inlined


class Expander:
    """Expands one declared function, or one package-level initialiser."""

    def __init__(self, verdicts: Verdicts, routine: Routine, name: str, numbers: Counter[str] | None = None) -> None:
        self.verdicts = verdicts
        self.values = Values(verdicts)
        self.outcome = Expansion(Frame(routine, routine.decl, name))
        self._counts: Counter[_Identity] = Counter()
        self._functions: list[_Function] = []
        self._judged: set[Frame] = set()  # literals of inlined bodies
        self._numbers = numbers if numbers is not None else Counter()  # of literals and wrappers, by function name
        self._devirtualiser = Devirtualiser(self.values)

    def expand(self) -> Expansion:
        """Carry out all inlines."""
        self._start(self.outcome.frame)
        for function in self._functions:
            for site in function.sites:
                self._resolve(function, site)
        return self._finish()

    def expand_wrapper(self, at: int) -> Expansion:
        """The same for the wrapper of an instance, which does nothing but call it; `at` is where messages stand."""
        frame = self.outcome.frame
        routine = frame.routine
        call = ast.CallExpr(at, at, ast.Ident(at, at, routine.obj.name), at, [], -1, at)
        target = Target(routine, routine.decl)
        site = Site(frame, call, Callee(CallKind.FUNCTION, routine.obj), target, (routine, routine.decl))
        self._functions.append(_Function(frame, False, [site]))
        return self._finish()

    def _finish(self) -> Expansion:
        changed = True
        while changed:
            changed = False
            for function in self._functions:
                changed |= self._pass(function)
        drop_unused_literals(self.values, (one for function in self._functions for one in function.frame.inside()))
        return self.outcome

    def _start(self, frame: Frame) -> None:
        """Take up a function of its own and those inside it."""
        big = self.verdicts.is_big(frame.routine, frame.node)
        if big:
            self.outcome.big.append(frame)
        function = _Function(frame, big)
        self._functions.append(function)
        self.outcome.functions.append(frame)
        self._enter(function, frame)
        for inner in (*frame.literals.values(), *frame.wrapped.values()):
            self._start(inner)

    def _enter(self, function: _Function, frame: Frame) -> None:
        """Find the calls and the literals of a body."""
        facts = self.verdicts.facts(frame.routine, frame.node)
        function.sites += [Site(frame, call, callee) for call, callee in facts.calls]
        in_literal = not isinstance(function.frame.node, ast.FuncDecl)
        own = Counter[str]() if frame is not function.frame else self._numbers
        for literal in facts.literals:
            name = self._literal_name(own, frame.name, literal, in_literal)
            inner = frame.literals[literal] = Frame(frame.routine, literal, name, lexical=frame)
            if frame is not function.frame:
                add_plain_literals(inner)
        for stmt in facts.wrapped:
            key = f"{function.frame.name} wrap"
            self._numbers[key] += 1
            named = wrapper_name(function.frame.name, stmt, self._numbers[key])
            frame.wrapped[stmt] = Frame(frame.routine, stmt, named, lexical=frame)

    def _literal_name(self, numbers: Counter[str], outer: str, literal: Literal, in_literal: bool) -> str:
        key = f"{outer} range" if isinstance(literal, ast.RangeStmt) else outer
        numbers[key] += 1
        if isinstance(literal, ast.RangeStmt):
            return loop_name(outer, numbers[key])
        return literal_name(outer, in_literal, numbers[key])

    def _resolve(self, function: _Function, site: Site) -> Target | None:
        """What a call calls; counts the call the first time that this is known."""
        if site.target is None and not site.done:
            self._make_direct(site)
            site.target = self._target(function, site)
            if site.target is not None:
                identity = (site.target.lexical or site.target.routine, site.target.node)
                site.counted = identity
                self._counts[identity] += 1
        return site.target

    def _make_direct(self, site: Site) -> None:
        if site.callee.kind is CallKind.INTERFACE and site.call not in site.frame.direct:
            found = self._devirtualiser.method(site.frame, site.callee)
            if found is not None and not (_is_deferred(site) and _reaches_through(*found)):
                site.frame.direct[site.call], site.frame.receivers[site.call] = found
                self.outcome.events.append(site)

    def _target(self, function: _Function, site: Site) -> Target | None:
        callee = site.callee
        direct = site.frame.direct.get(site.call)
        func = direct or callee.func
        if direct is None and callee.kind in (CallKind.INTERFACE, CallKind.TYPE_PARAMETER):
            return None
        if func is not None:
            if callee.kind is CallKind.FUNCTION and never_inlined(func, self.verdicts.measure.arch):
                return None
            return self.values.routine_target(func, callee.type_args)
        target = self.values.of_callee(site.frame, callee, site.call)
        if target is None or target.lexical is None:
            return target
        assert isinstance(target.node, ast.FuncLit | ast.RangeStmt)
        captures = self.verdicts.captures(target.routine, target.node)
        return target if not captures or target.lexical.function() is function.frame else None

    def _pass(self, function: _Function) -> bool:
        """Try each call once, and those that come with inlined bodies, a batch at a time."""
        changed = False
        begin, end = 0, len(function.sites)
        while begin < end:
            for site in function.sites[begin:end]:
                changed |= self._try(function, site)
            begin, end = end, len(function.sites)
            for site in function.sites[begin:end]:
                self._resolve(function, site)
        return changed

    def _try(self, function: _Function, site: Site) -> bool:
        if site.done:
            return False
        target = self._resolve(function, site)
        if target is None:
            return False
        self._note_copy(target)
        through = site.call in site.frame.direct and bool(target.routine.type_args)
        if through and not site.passed and self.verdicts.wrapper(target.routine).can_inline:
            site.passed = True
            self.outcome.events.append(Passed(site, target.routine))
        if not self._allowed(function, site, target):
            return False
        site.done = True
        name = self._name(target)
        frame = Frame(target.routine, target.node, name, site.frame, site.call, target.lexical)
        site.frame.inlined[site.call] = frame
        self.outcome.events.append(Inlined(site, frame))
        self.values.note_call(site.frame, site.callee, site.call)
        if site.callee.literal is not None and not isinstance(site.frame.node, ast.GoStmt | ast.DeferStmt):
            site.frame.literals.pop(site.callee.literal)
        self._enter(function, frame)
        return True

    def _note_copy(self, target: Target) -> None:
        """gc judges a literal of an inlined body anew, and says so."""
        lexical = target.lexical
        if lexical is None or lexical.parent is None:
            return
        assert isinstance(target.node, ast.FuncLit | ast.RangeStmt)
        copy = lexical.literals.get(target.node)
        if copy is not None and copy not in self._judged:
            self._judged.add(copy)
            self.outcome.events.append(Judged(copy))

    def _name(self, target: Target) -> str:
        if target.lexical is None:
            return routine_name(target.routine)
        assert isinstance(target.node, ast.FuncLit | ast.RangeStmt)
        return target.lexical.literals[target.node].name

    def _allowed(self, function: _Function, site: Site, target: Target) -> bool:
        verdict = self.verdicts.verdict(target.routine, target.node)
        if not verdict.can_inline:
            return False
        assert site.counted is not None
        once = self._counts[site.counted] == 1
        limit = self.verdicts.limit(function.frame.routine, function.frame.node, target.node, once)
        if verdict.cost > limit:
            return False
        for outer in _chain(site.frame):
            if outer.call is site.call:
                return False
            if outer.node is target.node and outer.routine is target.routine and outer.lexical is target.lexical:
                self.outcome.events.append(Refused(site, self._name(target)))
                return False
        return True


def _chain(frame: Frame) -> Iterator[Frame]:
    """The inlined frames around a place, innermost first."""
    at: Frame | None = frame
    while at is not None and at.parent is not None:
        yield at
        at = at.parent


def outermost(site: Site) -> tuple[Frame, CallNode]:
    """Where messages about a call stand: at the outermost call of its chain, in the text of the function's frame."""
    path = [*site.frame.call_path(), site.call]
    return site.frame.function(), path[0]
