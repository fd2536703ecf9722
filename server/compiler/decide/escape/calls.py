"""Calls of functions, methods and function values, and calls replaced by the callee's body. Spec, "Calls"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from server.compiler.decide.escape.builtins import BUILTINS
from server.compiler.decide.escape.callees import Target, argument_hole, resolve, unparen
from server.compiler.decide.escape.conversions import walk_conversion
from server.compiler.decide.escape.expressions import asserted, walk_receiver
from server.compiler.decide.escape.functions import parameter_variables, signature_of
from server.compiler.decide.escape.graph import Hole, Location, Site, noted
from server.compiler.decide.escape.walker import Walker
from server.compiler.decide.routine import Frame
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode
from server.compiler.types.model import Array, Basic, Kind, Signature, Slice, Tuple, Type, underlying
from server.compiler.types.objects import Builtin, Var

_ESCAPE_NON_STRING: Final = ("internal/abi", "EscapeNonString")
_LETS_ESCAPE: Final = "uintptrescapes"
_KEEPS_ALIVE: Final = "uintptrkeepalive"


@dataclass(slots=True, eq=False)
class Operand:
    """An argument: an expression, or one of several values of a call that were put into temporaries."""

    expr: ast.Expr | None = None
    temporary: Location | None = None


def walk_call_expr(w: Walker, hole: Hole, call: ast.CallExpr) -> None:
    """A call whose value goes into one hole."""
    walk_call(w, [hole], call)


def walk_call(w: Walker, holes: Sequence[Hole] | None, call: ast.CallExpr) -> None:
    """A call whose results go into holes; None for a call that stands as a statement."""
    fun = unparen(call.fun)
    found = w.types.get(fun)
    if found is not None and found.mode is Mode.TYPE:
        walk_conversion(w, holes[0] if holes else w.discard_hole, call)
    elif found is not None and found.mode is Mode.BUILTIN:
        _walk_builtin(w, holes[0] if holes else w.discard_hole, call, fun)
    elif call in w.frame.inlined:
        walk_inlined(w, holes, call, w.frame.inlined[call])
    else:
        _walk_function_call(w, holes, call, fun)


def _walk_builtin(w: Walker, hole: Hole, call: ast.CallExpr, fun: ast.Expr) -> None:
    name = fun if isinstance(fun, ast.Ident) else getattr(fun, "sel", None)
    obj = w.object_of(name) if isinstance(name, ast.Ident) else None
    if not isinstance(obj, Builtin):
        return
    inner = unparen(call.args[0]) if len(call.args) == 1 else None
    several = w.type_of(inner) if isinstance(inner, ast.CallExpr) else None
    if isinstance(inner, ast.CallExpr) and isinstance(several, Tuple):
        # `append(f())`: what f gives goes anywhere.
        walk_call(w, [Hole(w.graph.heap)] * len(several.vars), inner)
    else:
        BUILTINS[obj.name](w, hole, call)


def _walk_function_call(w: Walker, holes: Sequence[Hole] | None, call: ast.CallExpr, fun: ast.Expr) -> None:
    target = resolve(w, call)
    for callee in target.callees:
        if callee.owner is not None:
            for hole, result in zip(holes or (), callee.owner.results):
                w.flow_typed(hole, result)
    signature = w.type_of(fun)
    signature = underlying(signature) if signature is not None else None
    if target.receiver is not None:
        _walk_receiver_argument(w, holes, call, target)
    else:
        w.expr(_hole_of_callee(w, holes, call, target), fun)
    if not isinstance(signature, Signature):
        return
    base = 0 if target.receiver is None else 1

    special = _special_hole(w, target, signature)

    def hole_of(index: int) -> Hole:
        hole = special(index) if special is not None else argument_hole(w, holes, target.callees, base + index)
        return noted(hole, "call parameter", w.frame, call)

    keep = _keep_hole(w, target) if any(_kept_pointer(w, arg) for arg in call.args) else None
    walk_arguments(w, call, signature, hole_of, keep)


def _hole_of_callee(w: Walker, holes: Sequence[Hole] | None, call: ast.CallExpr, target: Target) -> Hole:
    """A closure that is called by somebody who does not know it loses track of its results."""
    if not target.callees and any(hole.dst is not w.blank for hole in holes or ()):
        return noted(Hole(w.graph.callee), "callee operand", w.frame, call)
    return w.discard_hole


def _walk_receiver_argument(w: Walker, holes: Sequence[Hole] | None, call: ast.CallExpr, target: Target) -> None:
    receiver, selection = target.receiver, target.selection
    assert receiver is not None
    assert selection is not None
    hole = noted(argument_hole(w, holes, target.callees, 0), "call parameter", w.frame, call)
    if target.by_interface and target.callees:
        hole = asserted(w, hole, w.frame.receivers.get(call), receiver, "dot")
        if receiver in w.overrides:
            w.flow_typed(hole, w.overrides[receiver])
        else:
            w.expr(w.select(hole, selection, receiver, len(selection.path) - 1), receiver.x)
    else:
        walk_receiver(w, hole, receiver, selection)


def _special_hole(w: Walker, target: Target, signature: Signature) -> Callable[[int], Hole] | None:
    """A function of the standard library that the compiler knows: its argument escapes but for strings in it."""
    func = target.callees[0].func if len(target.callees) == 1 else None
    if func is None or func.package is None or (func.package.path, func.name) != _ESCAPE_NON_STRING:
        return None
    typ = signature.params.vars[0].type
    escapes = typ is not None and w.facts.has_pointers_beside_strings(typ)
    return lambda _index: Hole(w.graph.heap) if escapes else w.discard_hole


def _keep_hole(w: Walker, target: Target) -> Hole | None:
    """For callees that take pointers as uintptr: where `p` goes in an argument `uintptr(unsafe.Pointer(p))`."""
    for callee in target.callees:
        if callee.func is None:
            continue
        directives = w.batch.callees.pragmas_of(callee.func)
        if _LETS_ESCAPE in directives:
            return Hole(w.graph.heap)
        if _KEEPS_ALIVE in directives or (callee.func.decl is not None and callee.func.decl.body is None):
            return Hole(w.graph.mutator)
    return None


# Arguments


def operands(w: Walker, call: ast.CallExpr) -> list[Operand]:
    """The arguments; those of `f(g())` with several values are evaluated into temporaries."""
    if len(call.args) == 1:
        only = unparen(call.args[0])
        if only in w.several:
            return [Operand(temporary=one) for one in w.several[only]]
        typ = w.types.get(only)
        if isinstance(only, ast.CallExpr) and typ is not None and isinstance(typ.type, Tuple):
            return [Operand(temporary=one) for one in temporaries(w, only, typ.type, call)]
    return [Operand(expr=arg) for arg in call.args]


def temporaries(w: Walker, call: ast.CallExpr, types: Tuple, node: ast.Node) -> list[Location]:
    """Evaluate a call with several results into temporaries of their types."""
    found = [w.temporary(node, w.view.concrete(var.type) if var.type is not None else None) for var in types.vars]
    walk_call(w, [Hole(one) for one in found], call)
    return found


def give(w: Walker, hole: Hole, operand: Operand, target: Type | None) -> None:
    """An operand goes into a hole as a value of the target type."""
    if operand.expr is not None:
        w.convert(hole, operand.expr, target)
    elif operand.temporary is not None:
        w.convert_temporary(hole, operand.temporary, target)


def walk_arguments(
    w: Walker, call: ast.CallExpr, signature: Signature, hole_of: Callable[[int], Hole], keep: Hole | None = None
) -> None:
    """The arguments go to where the parameters' values go; variadic ones are packed into a slice."""
    params = signature.params.vars
    given = operands(w, call)
    packed = signature.variadic and call.ellipsis < 0
    fixed = len(params) - 1 if packed else len(params)
    for index, operand in enumerate(given[:fixed]):
        _keep_alive(w, keep, operand)
        give(w, hole_of(index), operand, params[index].type)
    extra = given[fixed:]
    if not packed or not extra:
        return
    slice_type = params[-1].type
    under = underlying(slice_type) if slice_type is not None else None
    assert isinstance(under, Slice)
    inner = w.spill(hole_of(fixed), Site.VARIADIC, call, Array(under.element, len(extra)))
    for operand in extra:
        _keep_alive(w, keep, operand)
        give(w, noted(inner, "slice-literal-element", w.frame, call), operand, under.element)


def _keep_alive(w: Walker, keep: Hole | None, operand: Operand) -> None:
    """`uintptr(unsafe.Pointer(p))`: p stays alive, or escapes, as the callee says."""
    if keep is None or operand.expr is None:
        return
    pointer = _kept_pointer(w, operand.expr)
    if pointer is not None:
        w.expr(noted(keep, "//go:uintptrescapes", w.frame, unparen(operand.expr)), pointer)


def _kept_pointer(w: Walker, arg: ast.Expr) -> ast.Expr | None:
    """The pointer of an argument `uintptr(pointer)`."""
    arg = unparen(arg)
    if not isinstance(arg, ast.CallExpr) or len(arg.args) != 1 or not w.view.is_type(arg.fun):
        return None
    to, source = w.type_of(arg), w.type_of(arg.args[0])
    is_kept = to is not None and source is not None and _kind(to) is Kind.UINTPTR
    return arg.args[0] if is_kept and source is not None and _kind(source) is Kind.UNSAFE_POINTER else None


def _kind(typ: Type) -> Kind | None:
    under = underlying(typ)
    return under.kind if isinstance(under, Basic) else None


# Inlined calls


def walk_inlined(w: Walker, holes: Sequence[Hole] | None, call: ast.CallExpr, frame: Frame) -> None:
    """The callee's body in place of the call: parameters and results are variables of the caller."""
    if isinstance(frame.node, ast.RangeStmt) and frame.lexical is not None:
        w.batch.loop_results[frame] = w.batch.loop_results.get(frame.lexical.literals.get(frame.node, frame), [])
    params = declare_parameters(w, frame)
    _assign_parameters(w, call, params)
    for hole, result in zip(holes or (), walk_inlined_body(w, frame)):
        w.flow_typed(hole, result)


def walk_wrapper(w: Walker, frame: Frame) -> None:
    """The function of an instance, into which the body that instances share is inlined: it passes its parameters on."""
    for own, param in zip(w.owner.params, declare_parameters(w, frame)):
        if own is not None and param is not None:
            w.flow_typed(Hole(param), own)
    for result, inner in zip(w.results, walk_inlined_body(w, frame)):
        w.flow_typed(Hole(result), inner)


def declare_parameters(w: Walker, frame: Frame) -> list[Location | None]:
    """The parameters of an inlined body, as variables; None for one without a name."""
    return [_declare_inlined(w, frame, var) for var in parameter_variables(frame)]


def walk_inlined_body(w: Walker, frame: Frame) -> list[Location]:
    """Walk an inlined body; gives the variables that hold its results."""
    signature = signature_of(frame)
    results = [_declare_result(w, frame, var) for var in (signature.results.vars if signature is not None else ())]
    outside = w.frame, w.results, w.overrides, w.depth
    w.enter(frame)
    w.results, w.overrides = w.batch.loop_results.get(frame, results), {}
    w.stmt(frame.body)
    outer, w.results, w.overrides, w.depth = outside
    w.enter(outer)
    return results


def _declare_inlined(w: Walker, frame: Frame, var: Var) -> Location | None:
    if var.name in ("", "_"):
        return None
    return _declare_result(w, frame, var)


def _declare_result(w: Walker, frame: Frame, var: Var) -> Location:
    typ = frame.view.concrete(var.type) if var.type is not None else None
    location = Location(Site.VARIABLE, w.owner, frame, w.depth, None, var, typ)
    w.graph.locations.append(location)
    w.batch.scopes.setdefault(frame, {})[var] = location
    return location


def _assign_parameters(w: Walker, call: ast.CallExpr, params: list[Location | None]) -> None:
    fun = unparen(call.fun)
    if isinstance(fun, ast.IndexExpr):
        fun = unparen(fun.x)
    selection = w.view.selection(fun) if isinstance(fun, ast.SelectorExpr) else None
    if isinstance(fun, ast.SelectorExpr) and selection is not None and selection.kind == "method":
        hole = _parameter_hole(w, call, params, 0)
        if call in w.frame.direct:
            hole = asserted(w, hole, w.frame.receivers.get(call), fun, "dot")
            w.expr(w.select(hole, selection, fun, len(selection.path) - 1), fun.x)
        else:
            walk_receiver(w, hole, fun, selection)
        params = params[1:]
    elif not isinstance(fun, ast.FuncLit):
        w.discard(fun)
    typ = w.type_of(call.fun)
    signature = underlying(typ) if typ is not None else None
    if isinstance(signature, Signature):
        walk_arguments(w, call, signature, lambda index: _parameter_hole(w, call, params, index))
        _remember_values(w, call, signature, params)


def _parameter_hole(w: Walker, call: ast.CallExpr, params: Sequence[Location | None], index: int) -> Hole:
    param = params[index] if index < len(params) else None
    return noted(Hole(param), "assign-pair", w.frame, call) if param is not None else w.discard_hole


def _remember_values(w: Walker, call: ast.CallExpr, signature: Signature, params: Sequence[Location | None]) -> None:
    """A parameter that is not assigned to has the value of the argument."""
    count = len(params) - (1 if signature.variadic else 0)
    if len(call.args) >= count:
        for param, arg in zip(params[:count], call.args):
            if param is not None:
                param.defined_by = w.frame, arg
    if (
        signature.variadic
        and call.ellipsis < 0
        and (last := params[count] if count < len(params) else None) is not None
    ):
        last.packed = max(len(call.args) - count, 0)
