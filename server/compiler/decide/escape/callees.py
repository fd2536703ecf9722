"""Who is called, and what becomes of the arguments there.

A call is resolved to declared functions, to methods of known receivers, and to function literals that a local
variable holds. Within the batch arguments flow into the parameters themselves; functions analysed before have a
summary; of anybody else the worst is assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.compiler.decide.escape.functions import owner_of
from server.compiler.decide.escape.graph import MAX_RESULTS, Hole, Location, Owner, shifted
from server.compiler.decide.escape.memory import is_interface_type
from server.compiler.decide.escape.statics import function_values
from server.compiler.decide.escape.walker import Walker
from server.compiler.decide.plan import Leaks
from server.compiler.decide.routine import Frame
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Selection
from server.compiler.types.model import Type, TypeParam, unalias
from server.compiler.types.objects import Func, Var

_WORST = Leaks(heap=0)


@dataclass(slots=True, eq=False)
class Callee:
    """One function that a call may reach: in the batch (owner), or known by its summary (leaks, None: unknown)."""

    owner: Owner | None = None
    leaks: tuple[Leaks, ...] | None = None
    func: Func | None = None
    has_receiver: bool = False


@dataclass(slots=True, eq=False)
class Target:
    """What a call calls.

    callees: empty if nothing is known. receiver: the selector whose operand is the receiver, as in `x.m()`.
    """

    callees: list[Callee]
    receiver: ast.SelectorExpr | None = None
    selection: Selection | None = None
    by_interface: bool = False


def unparen(x: ast.Expr) -> ast.Expr:
    """The expression inside parentheses."""
    while isinstance(x, ast.ParenExpr):
        x = x.x
    return x


def resolve(w: Walker, call: ast.CallExpr) -> Target:
    """Find out what a call that is neither a conversion nor of a built-in reaches."""
    fun = unparen(call.fun)
    if isinstance(fun, ast.IndexExpr):
        inner = unparen(fun.x)
        if isinstance(inner, ast.Ident | ast.SelectorExpr) and _names_function(w, inner):
            fun = inner
    if isinstance(fun, ast.SelectorExpr):
        selection = w.view.selection(fun)
        if selection is not None and selection.kind == "method":
            return _method_target(w, call, fun, selection)
        if selection is not None and selection.kind == "method expr":
            return Target(_method_expression(w, w.frame, fun, selection))
        if selection is None:
            return Target(_declared(w, fun.sel))
        return Target([])
    if isinstance(fun, ast.FuncLit) and fun in w.frame.literals:
        return Target([literal_callee(w, w.frame.literals[fun], w.owner)])
    if isinstance(fun, ast.Ident):
        if isinstance(w.object_of(fun), Func):
            return Target(_declared(w, fun))
        return Target(held_by_variable(w, w.frame, fun))
    return Target([])


def literal_callee(w: Walker, frame: Frame, around: Owner) -> Callee:
    """A function literal; `around` is the function that makes the closure."""
    leaks = w.batch.callees.leaks_of_frame(frame)
    return Callee(leaks=leaks) if leaks is not None else Callee(owner_of(w.batch, frame, around))


def _names_function(w: Walker, x: ast.Ident | ast.SelectorExpr) -> bool:
    name = x if isinstance(x, ast.Ident) else x.sel
    return isinstance(w.object_of(name), Func)


def _method_target(w: Walker, call: ast.CallExpr, fun: ast.SelectorExpr, selection: Selection) -> Target:
    method = selection.obj
    assert isinstance(method, Func)
    if _on_type_parameter(w.frame, fun):
        return Target([], fun, selection)
    known = w.frame.direct.get(call)
    if known is not None:
        return Target([known_function(w, known, (), True)], fun, selection, True)
    if belongs_to_interface(method):
        return Target([], fun, selection, True)
    return Target([known_function(w, method, w.view.type_args(fun.sel), True)], fun, selection)


def _on_type_parameter(frame: Frame, fun: ast.SelectorExpr) -> bool:
    """gc calls methods of type parameters through the instance's dictionary and knows nothing of them."""
    recorded = frame.view.info.selections[fun]
    return isinstance(recorded.recv, TypeParam) or isinstance(unalias(recorded.recv), TypeParam)


def is_dynamic(w: Walker, fun: ast.SelectorExpr, method: Func) -> bool:
    """Whether the method that runs is known only then."""
    return belongs_to_interface(method) or _on_type_parameter(w.frame, fun)


def belongs_to_interface(method: Func) -> bool:
    """Whether it is a method of an interface type."""
    receiver = method.type.recv if method.type is not None else None
    return receiver is not None and receiver.type is not None and is_interface_type(receiver.type)


def _method_expression(w: Walker, frame: Frame, fun: ast.SelectorExpr, selection: Selection) -> list[Callee]:
    method = selection.obj
    if not isinstance(method, Func) or belongs_to_interface(method) or _on_type_parameter(frame, fun):
        return []
    if len(selection.path) > 1:
        return []  # promoted: the wrapper is not analysed
    return [known_function(w, method, frame.view.type_args(fun.sel), True)]


def _declared(w: Walker, name: ast.Ident) -> list[Callee]:
    func = w.object_of(name)
    return [known_function(w, func, w.view.type_args(name), False)] if isinstance(func, Func) else []


def known_function(w: Walker, func: Func, type_args: Sequence[Type], has_receiver: bool) -> Callee:
    """A declared function or concrete method."""
    batch = w.batch
    frame = batch.members.get(batch.callees.symbol_of(func, type_args))
    if frame is not None:
        return Callee(owner_of(batch, frame, None), None, func, has_receiver)
    return Callee(None, batch.callees.leaks_of(func, type_args), func, has_receiver)


def held_by_variable(w: Walker, frame: Frame, name: ast.Ident) -> list[Callee]:
    """The functions that a local variable may hold; none if anything else may be in it."""
    var = frame.view.object_of(name)
    if not isinstance(var, Var) or var.is_global:
        return []
    home: Frame | None = frame
    while home is not None and var not in w.batch.scopes.get(home, {}):
        home = home.lexical
    if home is None:
        return []
    root = home.routine.decl
    if root not in w.batch.callee_names:
        w.batch.callee_names[root] = function_values(home.view.info, root)
    values = w.batch.callee_names[root].get(var, [])
    location = w.batch.scopes[home][var]
    if var.role == "parameter":
        if values == [] and location.defined_by is not None and not location.is_param:
            return _held_by(w, *location.defined_by)
        return []
    found = [_value_callee(w, home, value) for value in values or ()]
    return [callee for callee in found if callee is not None] if all(found) else []


def _held_by(w: Walker, home: Frame, value: ast.Expr | ast.RangeStmt) -> list[Callee]:
    """The functions that the argument of an inlined call may be; of a loop over a function, its body."""
    if isinstance(value, ast.RangeStmt):
        around = w.batch.owners.get(home.function())
        body = home.literals.get(value)
        return [literal_callee(w, body, around)] if body is not None and around is not None else []
    callee = _value_callee(w, home, value)
    if callee is not None:
        return [callee]
    value = unparen(value)
    return held_by_variable(w, home, value) if isinstance(value, ast.Ident) else []


def _value_callee(w: Walker, home: Frame, value: ast.Expr) -> Callee | None:
    value = unparen(value)
    if isinstance(value, ast.FuncLit):
        frame = _frame_of_literal(home, value)
        if frame is None:
            return None
        around = w.batch.owners.get(frame.lexical.function()) if frame.lexical is not None else None
        return literal_callee(w, frame, around) if around is not None else None
    if isinstance(value, ast.Ident):
        obj = home.view.object_of(value)
        if isinstance(obj, Func):
            return known_function(w, obj, home.view.type_args(value), False)
    if isinstance(value, ast.SelectorExpr):
        selection = home.view.selection(value)
        obj = home.view.object_of(value.sel)
        if selection is None and isinstance(obj, Func):
            return known_function(w, obj, home.view.type_args(value.sel), False)
        if selection is not None and selection.kind == "method expr":
            return next(iter(_method_expression(w, home, value, selection)), None)
    return None


def _frame_of_literal(frame: Frame, literal: ast.FuncLit) -> Frame | None:
    todo = [frame]
    while todo:
        frame = todo.pop()
        if literal in frame.literals:
            return frame.literals[literal]
        todo.extend(frame.literals.values())
    return None


# What becomes of arguments


def receiver_hole(w: Walker, x: ast.SelectorExpr, method: Func) -> Hole:
    """Where the receiver of a method value goes: it may be called by anybody, who may keep what it returns."""
    if is_dynamic(w, x, method):
        return Hole(w.graph.heap)
    callee = known_function(w, method, w.view.type_args(x.sel), True)
    count = len(method.type.results.vars) if method.type is not None else 0
    return argument_hole(w, [Hole(w.graph.heap)] * count, [callee], 0)


def argument_hole(w: Walker, holes: Sequence[Hole] | None, callees: Sequence[Callee], index: int) -> Hole:
    """Where an argument goes. index: among the receiver, if the callee has one, and the parameters."""
    if not callees:
        return Hole(w.graph.heap)
    return w.tee([_hole_in(w, holes, callee, index) for callee in callees])


def _hole_in(w: Walker, holes: Sequence[Hole] | None, callee: Callee, index: int) -> Hole:
    if callee.owner is not None:
        params = callee.owner.params
        param: Location | None = params[index] if index < len(params) else None
        return Hole(param) if param is not None else w.discard_hole
    leaks = callee.leaks[index] if callee.leaks is not None and index < len(callee.leaks) else _WORST
    return _hole_of_leaks(w, holes, leaks)


def _hole_of_leaks(w: Walker, holes: Sequence[Hole] | None, leaks: Leaks) -> Hole:
    into: list[Hole] = []
    if leaks.heap is not None:
        into.append(Hole(w.graph.heap, leaks.heap))
    if leaks.mutates is not None:
        into.append(Hole(w.graph.mutator, leaks.mutates))
    if leaks.calls is not None:
        into.append(Hole(w.graph.callee, leaks.calls))
    for index, level in leaks.results:
        if holes is not None and index < min(len(holes), MAX_RESULTS):
            into.append(shifted(holes[index], level))
    return w.tee(into)
