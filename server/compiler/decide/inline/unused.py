"""Literals of which no value is made any more, because all their calls are inlined.

        f := func(x int) int { return x + 1 }           f is mentioned nowhere: no closure is made
        return f(1) + f(2)                              return 1 + 1 + 2 + 1

A mention of a variable may stand in several copies of its text: in a literal or loop body that stays a function, and
in every frame that the body is inlined into. It is gone where the copy's call is inlined, where the parameter that it
is passed for is not mentioned either, and where the literal around it is itself unused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from server.compiler.decide.inline.callee import unparen
from server.compiler.decide.inline.values import Mention, Values, home_of, signature_of
from server.compiler.decide.routine import Frame, Literal
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Signature, underlying
from server.compiler.types.objects import Var


def drop_unused_literals(values: Values, frames: Iterable[Frame]) -> None:
    """Mark the literals of an expansion's frames that no value is made of."""
    dropper = _Dropper(values, frames)
    while dropper.step():
        pass


class _Dropper:
    """What is mentioned, while that becomes less."""

    def __init__(self, values: Values, frames: Iterable[Frame]) -> None:
        self.values = values
        self.inlined: dict[tuple[Frame, ast.Node], list[Frame]] = {}  # copies of a literal's body, by the text around
        self.waiting: dict[tuple[Frame, Var], None] = dict.fromkeys(values.called)  # variables that may be unused
        for frame in frames:
            if frame.parent is None:
                continue
            self.waiting |= dict.fromkeys((frame, var) for var in _function_parameters(frame))
            if frame.lexical is not None:
                self.inlined.setdefault((frame.lexical, frame.node), []).append(frame)

    def step(self) -> bool:
        """Drop what the variables that are not mentioned stand for; whether there is less to mention now."""
        before = list(self.waiting)
        changed = False
        for home, var in before:
            if self.values.verdicts.statics(home.routine).stable(var) and not self._is_mentioned(home, var):
                del self.waiting[home, var]
                changed |= self._drop(home, var)
        return changed

    def _is_mentioned(self, home: Frame, var: Var) -> bool:
        gone = self.values.called.get((home, var), ())
        return any(mention not in gone for mention in self._mentions(home, var))

    def _mentions(self, home: Frame, var: Var) -> Iterator[Mention]:
        """The mentions of a variable in all copies of its text that are compiled."""
        statics = self.values.verdicts.statics(home.routine)
        for ident, owner in statics.mentions.get(var, ()):
            around: list[Literal] = []
            while owner is not None and owner is not home.node:
                if not _is_operand(ident, owner):
                    around.append(owner)
                owner = statics.owner[owner]
            frames = [home]
            for literal in reversed(around):
                frames = [copy for frame in frames for copy in self._copies(frame, literal)]
            yield from ((frame, ident) for frame in frames)

    def _copies(self, frame: Frame, literal: Literal) -> Iterator[Frame]:
        function = frame.literals.get(literal)
        if function is not None and literal not in frame.unused:
            yield function
        yield from self.inlined.get((frame, literal), ())

    def _drop(self, home: Frame, var: Var) -> bool:
        """A variable is mentioned no more: nor is what it is set to."""
        value = self.values.variable(home, var)
        if value is None:
            return False
        frame = value.frame
        expr = unparen(value.expr) if value.expr is not None else value.loop
        if isinstance(expr, ast.FuncLit | ast.RangeStmt):
            if isinstance(expr, ast.FuncLit) and expr not in frame.literals:
                return False
            frame.unused.add(expr)
            return True
        passed = frame.view.object_of(expr) if isinstance(expr, ast.Ident) else None
        if not isinstance(passed, Var) or passed.is_global or expr is None:
            return False
        around = home_of(frame, passed)
        if around is None:
            return False
        self.values.called.setdefault((around, passed), set()).add((frame, expr))
        self.waiting[around, passed] = None
        return True


def _is_operand(ident: ast.Ident, owner: Literal) -> bool:
    """Whether a name stands in the operand of a range statement, which belongs to the text around the loop's body."""
    return isinstance(owner, ast.RangeStmt) and owner.x.start <= ident.start < owner.x.end


def _function_parameters(frame: Frame) -> Iterator[Var]:
    signature = signature_of(frame)
    for var in signature.params.vars if signature is not None else ():
        if var.type is not None and isinstance(underlying(var.type), Signature):
            yield var
