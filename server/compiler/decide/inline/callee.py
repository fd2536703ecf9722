"""What a call calls, as far as its own text tells.

Spec: "Calls", "Selectors", "Method expressions", "Instantiations".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode, Selection
from server.compiler.types.model import Named, Pointer, Type, TypeParam, unalias
from server.compiler.types.objects import Func, Var
from server.compiler.types.predicates import is_interface
from server.compiler.types.view import BodyView


class CallKind(Enum):
    """How the callee is found."""

    FUNCTION = auto()  # by its name
    METHOD = auto()  # a concrete method, by the receiver's type
    METHOD_NAME = auto()  # T.M(x, ...)
    INTERFACE = auto()  # in the interface value
    TYPE_PARAMETER = auto()  # a method of a type argument, in the dictionary
    LITERAL = auto()  # func() { ... }()
    VARIABLE = auto()  # a local variable, parameter or result
    VALUE = auto()  # any other value


@dataclass(frozen=True, slots=True)
class Callee:
    """The callee of one call.

    func: of the kinds up to TYPE_PARAMETER. type_args: those of a generic function or method, its receiver's apart.
    selector: of METHOD, INTERFACE and TYPE_PARAMETER. var, literal: of those kinds.
    """

    kind: CallKind
    func: Func | None = None
    type_args: tuple[Type, ...] = ()
    selector: ast.SelectorExpr | None = None
    selection: Selection | None = None
    var: Var | None = None
    literal: ast.FuncLit | None = None
    ident: ast.Ident | None = None  # of FUNCTION: the name in the source


_VALUE = Callee(CallKind.VALUE)


def unparen(expr: ast.Expr) -> ast.Expr:
    """An expression without the parentheses around it."""
    while isinstance(expr, ast.ParenExpr):
        expr = expr.x
    return expr


def callee_of(view: BodyView, fun: ast.Expr) -> Callee:
    """What the function operand of a call denotes; the call is neither a conversion nor of a built-in."""
    fun = unparen(fun)
    match fun:
        case ast.Ident():
            return _named(view, fun)
        case ast.SelectorExpr():
            return _selected(view, fun)
        case ast.IndexExpr():
            inner = unparen(fun.x)
            if isinstance(inner, ast.Ident | ast.SelectorExpr) and not _is_value(view, inner):
                return _named(view, inner) if isinstance(inner, ast.Ident) else _selected(view, inner)
        case ast.FuncLit():
            return Callee(CallKind.LITERAL, literal=fun)
    return _VALUE


def _is_value(view: BodyView, operand: ast.Expr) -> bool:
    """Whether `operand[...]` indexes it; otherwise it names something generic."""
    ident = operand.sel if isinstance(operand, ast.SelectorExpr) else operand
    return not (isinstance(ident, ast.Ident) and isinstance(view.object_of(ident), Func))


def _named(view: BodyView, ident: ast.Ident) -> Callee:
    obj = view.object_of(ident)
    if isinstance(obj, Func):
        return Callee(CallKind.FUNCTION, obj, tuple(view.type_args(ident)), ident=ident)
    if isinstance(obj, Var) and not obj.is_global:
        return Callee(CallKind.VARIABLE, var=obj)
    return _VALUE


def _selected(view: BodyView, selector: ast.SelectorExpr) -> Callee:
    selection = view.selection(selector)
    if selection is None:
        return _named(view, selector.sel)
    func = selection.obj
    if not isinstance(func, Func):
        return _VALUE
    type_args = tuple(view.type_args(selector.sel))
    if selection.kind == "method expr":
        if is_abstract(func) or len(selection.path) > 1 or not _has_receiver(selection, func):
            return _VALUE
        return Callee(CallKind.METHOD_NAME, func, type_args, selector, selection)
    if on_type_parameter(view, selector):
        return Callee(CallKind.TYPE_PARAMETER, func, (), selector, selection)
    kind = CallKind.INTERFACE if is_abstract(func) else CallKind.METHOD
    return Callee(kind, func, type_args, selector, selection)


def _has_receiver(selection: Selection, func: Func) -> bool:
    """Whether the type of a method expression is that of the method's receiver itself."""
    return isinstance(unalias(selection.recv), Pointer) == func.pointer_receiver


def on_type_parameter(view: BodyView, selector: ast.SelectorExpr) -> bool:
    """Whether a selector names a method of a type parameter, whatever its type argument is."""
    generic = view.info.selections.get(selector)
    return generic is not None and isinstance(unalias(generic.recv), TypeParam)


def is_abstract(method: Func) -> bool:
    """Whether a method belongs to an interface."""
    receiver = method.type.recv if method.type is not None else None
    return receiver is None or receiver.type is None or is_interface(receiver.type)


def receiver_name(func: Func) -> str:
    """The name of the type that a method is declared on; "" for a function."""
    receiver = func.type.recv if func.type is not None else None
    if receiver is None or receiver.type is None:
        return ""
    typ = unalias(receiver.type)
    if isinstance(typ, Pointer):
        typ = unalias(typ.element)
    return typ.obj.name if isinstance(typ, Named) else ""


def is_conversion(view: BodyView, call: ast.CallExpr) -> bool:
    """Whether `T(x)` is what a call expression is."""
    found = view.info.types.get(unparen(call.fun))
    return found is not None and found.mode is Mode.TYPE
