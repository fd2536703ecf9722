"""Calls: functions, methods, function values, built-ins and conversions. Spec, "Calls", "Order of evaluation".

The function value and the arguments are evaluated in the usual order, left to right, then the call is made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.compiler.decide.routine import Frame
from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.func import Callee, Method, Value
from server.compiler.ir.intrinsics import find_intrinsic
from server.compiler.ir.ops import Op
from server.compiler.ir.types import UNSAFE_POINTER
from server.compiler.irbuild.address import base_place, builtin_name, field_place, unparen
from server.compiler.irbuild.builder import FuncBuilder, Place, Site
from server.compiler.irbuild.builtins import build_builtin
from server.compiler.irbuild.conversion import build_conversion
from server.compiler.irbuild.inline import inline_call
from server.compiler.irbuild.interface import from_data
from server.compiler.irbuild.methodset import interface_index, is_abstract
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode, Selection
from server.compiler.types.lookup import find
from server.compiler.types.model import Array, Pointer, Signature, Slice, Tuple, Type, underlying
from server.compiler.types.objects import Func
from server.compiler.types.subst import instantiate_signature
from server.source.span import Span

__all__ = ["build_call", "build_values"]


def build_call(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """The value of a call with one result, of a conversion or of a built-in."""
    values = build_values(b, expr)
    assert len(values) == 1, "the checker has made sure that the call has one value"
    return values[0]


def build_values(b: FuncBuilder, expr: ast.Expr) -> list[Value]:
    """The results of a call; any other expression is one value."""
    expr = unparen(expr)
    if not isinstance(expr, ast.CallExpr) or expr in b.evaluated:
        return [b.expr(expr)]
    if expr in b.several:
        return b.several[expr]
    function = unparen(expr.fun)
    info = b.info(function)
    if info is not None and info.mode is Mode.TYPE:
        return [build_conversion(b, expr)]
    name = builtin_name(b, function)
    if name:
        result = build_builtin(b, name, expr)
        return [] if result is None else [result]
    return _call(b, expr, function)


@dataclass(frozen=True, slots=True)
class PreparedCall:
    """A call whose function value, receiver and arguments are evaluated; `make` makes it, here or in a closure.

    The operands of a call that is inlined are the receiver and the arguments.
    """

    operands: list[Value]
    make: Callable[[FuncBuilder, list[Value]], list[Value]]


def _call(b: FuncBuilder, expr: ast.CallExpr, function: ast.Expr) -> list[Value]:
    prepared = prepare_call(b, expr, function)
    return prepared.make(b, prepared.operands)


def prepare_call(b: FuncBuilder, expr: ast.CallExpr, function: ast.Expr, frame: Frame | None = None) -> PreparedCall:
    """Evaluate the operands of a call that is neither a conversion nor of a built-in function.

    frame: of the body in which the call is made, if that is not the one in which the operands are evaluated.
    """
    frame = frame or b.frame
    inlined = frame.inlined.get(expr) if frame is not None else None
    function = without_type_args(b, function)
    func = static_callee(b, function)
    if func is not None and is_abstract(func):
        method = frame.direct.get(expr) if frame is not None else None
        if frame is None or method is None:
            return _prepare_abstract(b, expr, function, func)
        prepared = _prepare_direct(b, expr, function, method, frame.receivers[expr])
    elif func is not None:
        prepared = _prepare_static(b, expr, function, func, is_inlined=inlined is not None)
    else:
        prepared = _prepare_value(b, expr, function, is_inlined=inlined is not None)
    if inlined is None:
        return prepared
    body = inlined
    return PreparedCall(prepared.operands, lambda inner, operands: inline_call(inner, body, operands))


def _prepare_value(b: FuncBuilder, expr: ast.CallExpr, function: ast.Expr, is_inlined: bool) -> PreparedCall:
    """A call of a function value. Of an inlined one the value is not needed, but what computes it is carried out."""
    span = b.span(expr)
    signature = underlying(b.type_of(function))
    assert isinstance(signature, Signature)
    if is_inlined:
        if not isinstance(function, ast.FuncLit | ast.Ident):
            b.expr(function)
        return PreparedCall(build_arguments(b, expr, signature), lambda _, values: values)
    value = b.expr(function)
    args = build_arguments(b, expr, signature)

    def make(inner: FuncBuilder, operands: list[Value]) -> list[Value]:
        inner.nil_check(operands[0], span)
        call = inner.emit(Op.CALL_VALUE, result_type(signature), *operands, span=span)
        return results_of(inner, call, signature)

    return PreparedCall([value, *args], make)


def static_callee(b: FuncBuilder, function: ast.Expr) -> Func | None:
    """The function or concrete method that a call names, if it is known."""
    match function:
        case ast.Ident():
            obj = b.object_of(function)
            return obj if isinstance(obj, Func) else None
        case ast.SelectorExpr():
            selection = b.view.selection(function)
            if selection is None:
                obj = b.object_of(function.sel)
                return obj if isinstance(obj, Func) else None
            if selection.kind == "method" and isinstance(selection.obj, Func):
                return selection.obj
            return None
    return None


def without_type_args(b: FuncBuilder, function: ast.Expr) -> ast.Expr:
    """`f` of `f[int]`; any other expression as it is."""
    function = unparen(function)
    if isinstance(function, ast.IndexExpr):
        generic = unparen(function.x)
        name = generic.sel if isinstance(generic, ast.SelectorExpr) else generic
        if isinstance(name, ast.Ident) and isinstance(b.object_of(name), Func):
            return generic
    return function


def type_args_of(b: FuncBuilder, function: ast.Expr) -> Sequence[Type]:
    """The type arguments with which a function is named, written or inferred."""
    name = function.sel if isinstance(function, ast.SelectorExpr) else function
    return b.view.type_args(name) if isinstance(name, ast.Ident) else ()


def _prepare_static(
    b: FuncBuilder, expr: ast.CallExpr, function: ast.Expr, func: Func, is_inlined: bool
) -> PreparedCall:
    signature = func.type
    assert signature is not None
    type_args = type_args_of(b, function)
    if type_args:
        signature = instantiate_signature(signature, type_args)
    args: list[Value] = []
    if isinstance(function, ast.SelectorExpr):
        selection = b.view.selection(function)
        if selection is not None:
            args.append(build_receiver(b, function, selection, func))
    args += build_arguments(b, expr, signature)
    symbol = "" if is_inlined else b.context.instances.use(func, type_args)
    callee, span = Callee(symbol, signature), b.span(expr)

    def make(inner: FuncBuilder, operands: list[Value]) -> list[Value]:
        call = inner.emit(Op.CALL, result_type(signature), *operands, aux=callee, span=span)
        _note_operation(inner, call, func.name, span)
        return results_of(inner, call, signature)

    return PreparedCall(args, make)


def _note_operation(b: FuncBuilder, call: Value, name: str, span: Span) -> None:
    """Record that a call is an operation, which code generation expands."""
    assert isinstance(call.aux, Callee)
    intrinsic = find_intrinsic(call.aux.symbol, b.context.config.goarch)
    if intrinsic is not None:
        operation = intrinsic.detail or intrinsic.form.name.lower().replace("_", " ")
        message = f"intrinsic substitution for {name} with {operation}"
        b.note(DecisionKind.INTRINSIC, span, f"expanded to {operation}", "the compiler knows the function", message)


def _prepare_direct(b: FuncBuilder, expr: ast.CallExpr, function: ast.Expr, method: Func, typ: Type) -> PreparedCall:
    """A method of an interface value that is known to hold a value of some type, or to be nil."""
    assert isinstance(function, ast.SelectorExpr)
    assert method.type is not None
    span, signature = b.span(expr), method.type
    value = build_interface(b, function)
    b.nil_check(b.emit(Op.IFACE_TAB, UNSAFE_POINTER, value), span)
    held = from_data(b, b.emit(Op.IFACE_DATA, UNSAFE_POINTER, value, span=span), typ, span)
    path = find(typ, True, method.package, method.name).path
    operands = [_receiver_of(b, held, path[:-1], signature, span), *build_arguments(b, expr, signature)]
    callee = Callee(b.context.instances.use(method), signature)

    def make(inner: FuncBuilder, operands: list[Value]) -> list[Value]:
        call = inner.emit(Op.CALL, result_type(signature), *operands, aux=callee, span=span)
        return results_of(inner, call, signature)

    return PreparedCall(operands, make)


def _receiver_of(b: FuncBuilder, value: Value, fields: tuple[int, ...], signature: Signature, span: Span) -> Value:
    """The receiver argument of a method of a value, through embedded fields."""
    assert signature.recv is not None
    wanted = signature.recv.type
    assert wanted is not None
    assert value.type is not None
    if not fields:
        return _adapt(b, value, wanted, span)
    holder = b.local("", value.type, span)
    b.store(holder, value)
    place = field_place(b, Place(value.type, lambda: holder), fields, span)
    if isinstance(underlying(wanted), Pointer) and not isinstance(underlying(place.type), Pointer):
        return place.address()
    return _adapt(b, b.load(place.address(), span), wanted, span)


def _prepare_abstract(b: FuncBuilder, expr: ast.CallExpr, function: ast.Expr, func: Func) -> PreparedCall:
    """A method of an interface value."""
    assert isinstance(function, ast.SelectorExpr)
    assert func.type is not None
    value = build_interface(b, function)
    args = build_arguments(b, expr, func.type)
    span = b.span(expr)

    def make(inner: FuncBuilder, operands: list[Value]) -> list[Value]:
        return call_abstract(inner, operands[0], func, operands[1:], span)

    return PreparedCall([value, *args], make)


def build_interface(b: FuncBuilder, expr: ast.SelectorExpr) -> Value:
    """The interface value whose method a selector names, through embedded fields."""
    fields = b.selected(expr).path[:-1]
    if not fields:
        return b.expr(expr.x)
    span = b.span(expr)
    return b.load(field_place(b, base_place(b, expr.x, span), fields, span).address(), span)


def call_abstract(b: FuncBuilder, value: Value, func: Func, args: list[Value], span: Span) -> list[Value]:
    """Call a method of an interface value; panics when it is nil."""
    assert value.type is not None
    assert func.type is not None
    b.nil_check(b.emit(Op.IFACE_TAB, UNSAFE_POINTER, value), span)
    bare = Signature(func.type.params, func.type.results, func.type.variadic)
    aux = Method(func.name, interface_index(value.type, func), bare)
    return results_of(b, b.emit(Op.CALL_METHOD, result_type(bare), value, *args, aux=aux, span=span), bare)


def build_receiver(b: FuncBuilder, expr: ast.SelectorExpr, selection: Selection, func: Func) -> Value:
    """The receiver argument: `x`, `&x` or `*x`, through the embedded fields of the selection."""
    assert func.type is not None
    assert func.type.recv is not None
    wanted = func.type.recv.type
    assert wanted is not None
    span = b.span(expr)
    fields = selection.path[:-1]
    if not fields:
        return _plain_receiver(b, expr.x, wanted, span)
    place = field_place(b, base_place(b, expr.x, span), fields, span)
    has_pointer = isinstance(underlying(place.type), Pointer)
    if isinstance(underlying(wanted), Pointer) and not has_pointer:
        return place.address()
    value = b.load(place.address(), span)
    return _adapt(b, value, wanted, span)


def _plain_receiver(b: FuncBuilder, operand: ast.Expr, wanted: Type, span: Span) -> Value:
    typ = b.type_of(operand)
    if isinstance(underlying(wanted), Pointer) and not isinstance(underlying(typ), Pointer):
        return b.rules.address(b, operand)
    return _adapt(b, b.expr(operand), wanted, span)


def _adapt(b: FuncBuilder, value: Value, wanted: Type, span: Span) -> Value:
    assert value.type is not None
    if isinstance(underlying(value.type), Pointer) and not isinstance(underlying(wanted), Pointer):
        b.nil_check(value, span)
        value = b.load(value, span)
    return b.retype(value, wanted)


def result_type(signature: Signature) -> Type | None:
    """The type of a call: None without results, a Tuple for several."""
    results = signature.results.vars
    if len(results) > 1:
        return signature.results
    return results[0].type if results else None


def results_of(b: FuncBuilder, call: Value, signature: Signature) -> list[Value]:
    """The results of a call, one by one."""
    count = len(signature.results.vars)
    if count > 1:
        assert isinstance(call.type, Tuple)
        return [b.extract(call, index) for index in range(count)]
    return [call] if count else []


def build_arguments(b: FuncBuilder, expr: ast.CallExpr, signature: Signature) -> list[Value]:
    """The arguments as the parameters want them, the variadic ones in a slice."""
    params = [var.type for var in signature.params.vars if var.type is not None]
    if expr.ellipsis >= 0:
        return [b.expr_as(arg, typ) for arg, typ in zip(expr.args, params)]
    fixed = params[:-1] if signature.variadic else params
    if len(expr.args) == 1 and _has_several_values(b, expr.args[0]):
        return _spread(b, build_values(b, expr.args[0]), params, signature, expr)
    args = [b.expr_as(arg, typ) for arg, typ in zip(expr.args, fixed)]
    if signature.variadic:
        rest = expr.args[len(fixed) :]
        element = _element(params[-1])
        args.append(_pack(b, [b.expr_as(arg, element) for arg in rest], params[-1], expr))
    return args


def _has_several_values(b: FuncBuilder, expr: ast.Expr) -> bool:
    return isinstance(unparen(expr), ast.CallExpr) and isinstance(b.type_of(expr), Tuple)


def _spread(
    b: FuncBuilder, values: list[Value], params: list[Type], signature: Signature, call: ast.CallExpr
) -> list[Value]:
    """`f(g())` where g has several results"""
    fixed = params[:-1] if signature.variadic else params
    args = [b.assigned(value, typ) for value, typ in zip(values, fixed)]
    if signature.variadic:
        element = _element(params[-1])
        rest = [b.assigned(value, element) for value in values[len(fixed) :]]
        args.append(_pack(b, rest, params[-1], call))
    return args


def _element(slice_type: Type) -> Type:
    under = underlying(slice_type)
    assert isinstance(under, Slice)
    return under.element


def _pack(b: FuncBuilder, values: list[Value], typ: Type, call: ast.CallExpr) -> Value:
    span = b.span(call)
    # Spec, "Passing arguments to ... parameters": without arguments the slice is nil.
    if not values:
        return b.zero(typ, span)
    array = b.allocate("... argument", Array(_element(typ), len(values)), call, span, Site.VARIADIC)
    first = b.first_element(array)
    for index, value in enumerate(values):
        b.store(b.element_addr(first, b.count(index)), value, span)
    length = b.count(len(values))
    return b.slice_make(typ, first, length, length, span)
