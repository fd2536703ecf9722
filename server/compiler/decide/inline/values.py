"""Which function a value is, found through the frames of an expansion.

A literal or a declared function is followed back from a call through variables that are set once, parameters of
inlined bodies and the results of inlined calls. Spec: "Function literals", "Calls".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from server.compiler.decide.inline.callee import Callee, CallKind, callee_of, is_conversion, unparen
from server.compiler.decide.inline.verdicts import Verdicts
from server.compiler.decide.routine import BodyNode, CallNode, Frame, Routine
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Signature, Type, underlying
from server.compiler.types.objects import Func, Var

_STEPS: Final = 200  # from a call back to a function; more are taken for unknown

Mention: TypeAlias = tuple[Frame, ast.Node]  # an operand in the text of a frame


@dataclass(frozen=True, slots=True)
class Target:
    """A body to inline: a declaration's (lexical is None), or that of a literal or loop in the text of a frame."""

    routine: Routine
    node: BodyNode
    lexical: Frame | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """What a parameter of an inlined body is set to: an operand in the text of a frame, or that frame's loop body."""

    frame: Frame
    expr: ast.Expr | None
    loop: ast.RangeStmt | None = None


@dataclass(slots=True, eq=False)
class Values:
    """Follows values through frames."""

    verdicts: Verdicts
    called: dict[tuple[Frame, Var], set[Mention]] = field(default_factory=dict)  # mentions gone into inlined calls

    def routine_target(self, func: Func, type_args: Sequence[Type]) -> Target | None:
        """The body of a declared function."""
        routine = self.verdicts.bodies.routine_of(func, type_args)
        return Target(routine, routine.decl) if routine is not None else None

    def of_callee(self, frame: Frame, callee: Callee, call: CallNode) -> Target | None:
        """The body that a call of a literal, variable or other value runs."""
        if callee.literal is not None:
            return Target(frame.routine, callee.literal, text_frame(frame))
        return self.function(frame, call.x if isinstance(call, ast.RangeStmt) else call.fun)

    def function(self, frame: Frame, expr: ast.Expr) -> Target | None:
        """The body of the function that an operand always is."""
        frame = text_frame(frame)
        for _ in range(_STEPS):
            expr = unparen(expr)
            if isinstance(expr, ast.FuncLit):
                return Target(frame.routine, expr, frame)
            if isinstance(expr, ast.CallExpr):
                step = self._result(frame, expr)
            else:
                callee = callee_of(frame.view, expr)
                if callee.kind in (CallKind.FUNCTION, CallKind.METHOD_NAME) and callee.func is not None:
                    return self.routine_target(callee.func, callee.type_args)
                step = self.variable(frame, callee.var) if callee.var is not None else None
            if step is None:
                return None
            if step.loop is not None:
                return Target(step.frame.routine, step.loop, step.frame)
            assert step.expr is not None
            frame, expr = step.frame, step.expr
        return None

    def variable(self, frame: Frame, var: Var) -> Argument | None:
        """What a local variable or parameter of an inlined body is set to, once and for all."""
        home = home_of(frame, var)
        if home is None:
            return None
        statics = self.verdicts.statics(home.routine)
        value = statics.stands_for(var)
        if value is not None:
            return Argument(home, value)
        return self.argument(home, var) if statics.stable(var) else None

    def argument(self, home: Frame, var: Var) -> Argument | None:
        """What a parameter is set to when its function is inlined."""
        if home.parent is None or home.call is None:
            return None
        index = parameter_index(home, var)
        if index is None:
            return None
        caller = text_frame(home.parent)
        if isinstance(home.call, ast.RangeStmt):
            return Argument(caller, None, home.call) if index == 0 else None
        return self._operand(caller, home, home.call, index)

    def _operand(self, caller: Frame, home: Frame, call: ast.CallExpr, index: int) -> Argument | None:
        callee = callee_of(caller.view, call.fun)
        if index < 0:  # the receiver
            if call in caller.direct:
                return None  # an assertion of what is in the interface
            if callee.kind is CallKind.METHOD_NAME:
                return Argument(caller, call.args[0])
            return Argument(caller, callee.selector.x) if callee.selector is not None else None
        if callee.kind is CallKind.METHOD_NAME:
            index += 1
        signature = signature_of(home)
        if signature is not None and signature.variadic and index >= len(signature.params.vars) - 1:
            return None
        if index >= len(call.args) or (len(call.args) == 1 and index > 0):
            return None
        return Argument(caller, call.args[index])

    def _result(self, frame: Frame, call: ast.CallExpr) -> Argument | None:
        """The operand of a conversion, or the one result of an inlined call."""
        if is_conversion(frame.view, call):
            return Argument(frame, call.args[0]) if len(call.args) == 1 else None
        inlined = frame.inlined.get(call)
        return self.result(inlined) if inlined is not None else None

    def result(self, inlined: Frame) -> Argument | None:
        """The result of an inlined body that has one return statement and a result without a name."""
        if not isinstance(inlined.node, ast.FuncDecl | ast.FuncLit):
            return None
        signature = signature_of(inlined)
        returns = self.verdicts.facts(inlined.routine, inlined.node).returns
        if signature is None or any(var.name not in ("", "_") for var in signature.results.vars):
            return None
        if len(returns) != 1 or len(returns[0].results) != 1:
            return None
        return Argument(inlined, returns[0].results[0])

    def note_call(self, frame: Frame, callee: Callee, call: CallNode) -> None:
        """A call of a variable is inlined: one mention less of it."""
        if callee.var is None:
            return
        frame = text_frame(frame)
        home = home_of(frame, callee.var)
        if home is not None:
            fun = call.x if isinstance(call, ast.RangeStmt) else call.fun
            self.called.setdefault((home, callee.var), set()).add((frame, unparen(fun)))


def text_frame(frame: Frame) -> Frame:
    """The frame in whose text the operands of a call stand: for a go or defer statement's function the one around."""
    while isinstance(frame.node, ast.GoStmt | ast.DeferStmt) and frame.lexical is not None:
        frame = frame.lexical
    return frame


def home_of(frame: Frame, var: Var) -> Frame | None:
    """The frame whose text declares a variable that is visible in `frame`."""
    at: Frame | None = frame
    while at is not None:
        here = var.span is not None and var.span.anchor is at.routine.tree.anchor
        if here and var.span is not None and at.node.start <= var.span.start < at.node.end:
            return at
        at = at.lexical
    return None


def signature_of(frame: Frame) -> Signature | None:
    """The signature of a declaration or literal, as its source has it."""
    if isinstance(frame.node, ast.FuncDecl):
        return frame.routine.obj.type
    found = frame.view.info.types.get(frame.node)
    under = underlying(found.type) if found is not None else None
    return under if isinstance(under, Signature) else None


def parameter_index(frame: Frame, var: Var) -> int | None:
    """The place of a parameter of the frame's function; -1 for the receiver; None for another variable."""
    if isinstance(frame.node, ast.RangeStmt):
        idents = [frame.node.key, frame.node.value] if frame.node.tok == ":=" else []
        declared = [frame.view.info.defs.get(expr) for expr in idents if isinstance(expr, ast.Ident)]
        return declared.index(var) if var in declared else None
    signature = signature_of(frame)
    if signature is None:
        return None
    if var is signature.recv or var.role == "receiver":
        return -1
    return next((i for i, param in enumerate(signature.params.vars) if param is var), None)
