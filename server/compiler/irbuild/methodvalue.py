"""Method values and method expressions. Spec, "Method values", "Method expressions".

A method value is a closure that holds the receiver; the function behind it, `T.M-fm`, is one for all values of the
method. A method expression is the method itself where its receiver is the declared one, else a wrapper.
"""

from __future__ import annotations

from server.compiler.ir.func import Callee, Param, Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import UNSAFE_POINTER
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.call import (
    build_interface,
    build_receiver,
    call_abstract,
    result_type,
    results_of,
)
from server.compiler.irbuild.closures import closure_layout, construct_inner, make_closure
from server.compiler.irbuild.frame import new_func
from server.compiler.irbuild.methodset import is_abstract
from server.compiler.irbuild.recovering import begin_wrapper
from server.compiler.irbuild.wrappers import Wrapped, build_wrapper
from server.compiler.syntax import nodes as ast
from server.compiler.types.identical import identical
from server.compiler.types.info import Selection
from server.compiler.types.linkname import written_name
from server.compiler.types.model import Pointer, Signature, Struct, Tuple, underlying
from server.compiler.types.objects import Func as FuncObject
from server.compiler.types.subst import instantiate_signature


def build_method_value(b: FuncBuilder, expr: ast.SelectorExpr, selection: Selection) -> Value:
    """`x.M` that is not called: a closure that holds the receiver, evaluated now."""
    method = selection.obj
    assert isinstance(method, FuncObject)
    if is_abstract(method):
        return _bind_abstract(b, expr, method)
    receiver = build_receiver(b, expr, selection, method)
    assert receiver.type is not None
    callee = method_callee(b, expr, method)
    # The selector of `x.M[int]` has a generic type; that of the instance follows from the method.
    signature = Signature(callee.signature.params, callee.signature.results, callee.signature.variadic)
    symbol = f"{callee.symbol}-fm"
    layout = closure_layout([("R", receiver.type)])
    if symbol not in b.context.bound:
        b.context.bound.add(symbol)
        _construct_bound(b, symbol, signature, method, callee, layout)
    return make_closure(b, Callee(symbol, signature), layout, [receiver], signature, expr)


def method_callee(b: FuncBuilder, expr: ast.SelectorExpr, method: FuncObject) -> Callee:
    """The concrete method that a selector names, under the type arguments that it gives a generic one."""
    assert method.type is not None
    type_args = b.view.type_args(expr.sel)
    signature = instantiate_signature(method.type, type_args) if type_args else method.type
    return Callee(b.context.instances.use(method, type_args), signature)


def _construct_bound(
    b: FuncBuilder, symbol: str, signature: Signature, method: FuncObject, callee: Callee, layout: Struct
) -> None:
    target = callee.signature

    def build(inner: FuncBuilder) -> None:
        begin_wrapper(inner)
        context = inner.emit(Op.CONTEXT, Pointer(layout))
        params = _parameters(inner, signature)
        receiver = inner.load(inner.field_addr(context, 1))
        call = inner.emit(Op.CALL, result_type(target), receiver, *params, aux=callee, span=method.span)
        inner.return_values(results_of(inner, call, target), None)

    func = new_func(symbol, f"{written_name(method)}-fm", signature, method.span)
    construct_inner(b, func, build)
    func.weak = True  # every package that binds the method has this function


def _parameters(b: FuncBuilder, signature: Signature) -> list[Value]:
    return [b.emit(Op.PARAM, var.type, aux=Param(i, var.name)) for i, var in enumerate(signature.params.vars)]


def _bind_abstract(b: FuncBuilder, expr: ast.SelectorExpr, method: FuncObject) -> Value:
    """A method of an interface value. Spec, "Method values": evaluating it panics if the interface is nil."""
    value = build_interface(b, expr)
    assert value.type is not None
    b.nil_check(b.emit(Op.IFACE_TAB, UNSAFE_POINTER, value), b.span(expr))
    layout = closure_layout([("R", value.type)])
    signature = underlying(b.type_of(expr))
    assert isinstance(signature, Signature)
    bare = Signature(signature.params, signature.results, signature.variadic)

    def build(inner: FuncBuilder) -> None:
        begin_wrapper(inner)
        context = inner.emit(Op.CONTEXT, Pointer(layout))
        held = inner.load(inner.field_addr(context, 1))
        inner.return_values(call_abstract(inner, held, method, _parameters(inner, bare), inner.span(expr)), None)

    symbol = _adaptor_symbol(b, f"{method.name}-fm")
    construct_inner(b, new_func(symbol, f"{method.name}-fm", bare, b.span(expr)), build)
    return make_closure(b, Callee(symbol, signature), layout, [value], b.type_of(expr), expr)


def _adaptor_symbol(b: FuncBuilder, name: str) -> str:
    """A link name for a function that stands between this one and a method."""
    b.shared.adaptors += 1
    return f"{b.func.symbol}.{name}{b.shared.adaptors}"


def build_method_expr(b: FuncBuilder, expr: ast.SelectorExpr, selection: Selection) -> Value:
    """`T.M`: the method as a function whose first parameter is the receiver."""
    method = selection.obj
    assert isinstance(method, FuncObject)
    assert method.type is not None
    assert method.type.recv is not None
    declared = method.type.recv.type
    promoted = len(selection.path) != 1 or is_abstract(method)
    if promoted or declared is None or not identical(declared, selection.recv):
        symbol = _adaptor_symbol(b, method.name)
        callee = None if is_abstract(method) else method_callee(b, expr, method)
        wrapper = build_wrapper(symbol, selection.recv, Wrapped(method, selection.path, callee))
        wrapper.weak = b.func.weak
        b.context.literals.append(wrapper)
        return b.emit(Op.FUNC, _as_function(wrapper.signature), aux=symbol, span=b.span(expr))
    callee = method_callee(b, expr, method)
    return b.emit(Op.FUNC, _as_function(callee.signature), aux=callee.symbol, span=b.span(expr))


def _as_function(signature: Signature) -> Signature:
    """A method's signature with the receiver as the first parameter."""
    if signature.recv is None:
        return signature
    return Signature(Tuple([signature.recv, *signature.params.vars]), signature.results, signature.variadic)
