"""What calls count. Spec: "Calls", "Passing arguments to ... parameters".

A call counts its node, the name of the callee, the receiver and the arguments; and beyond that the callee's body if it
would be inlined here, else a fixed price. The arguments of a final `...` parameter make a slice literal.
"""

from __future__ import annotations

from server.compiler.decide.inline.callee import Callee, CallKind, callee_of, receiver_name, unparen
from server.compiler.decide.inline.intrinsics import CALLER, is_cheap, is_intrinsic, key_of
from server.compiler.decide.inline.operands import mentions_call, receiver
from server.compiler.decide.inline.prices import DICTIONARY, DICTIONARY_WORD, METHOD_WORD, SPREAD, STORED
from server.compiler.decide.inline.walker import Walker
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Pointer, Signature, Slice, Type, underlying
from server.compiler.types.objects import Func


def call(w: Walker, expr: ast.CallExpr, deferred: bool = False) -> int:
    """A call of a function, method or function value; one of a go or defer statement is made elsewhere."""
    callee = callee_of(w.view, expr.fun)
    count = 1 + _function_operand(w, expr.fun, callee)
    count += arguments(w, expr)
    if deferred:
        return count
    w.facts.calls.append((expr, callee))
    return count + price(w, callee)


def iterator_call(w: Walker, stmt: ast.RangeStmt) -> int:
    """The call that a range-over-func statement becomes; its one argument is the loop body."""
    callee = callee_of(w.view, stmt.x)
    count = 1 + _function_operand(w, stmt.x, callee) + 1
    w.facts.calls.append((stmt, callee))
    return count + price(w, callee)


def _function_operand(w: Walker, fun: ast.Expr, callee: Callee) -> int:
    """The callee's name or value, its receiver, and the dictionary that a generic callee takes."""
    match callee.kind:
        case CallKind.FUNCTION:
            return 1 + _dictionary(w, callee)
        case CallKind.METHOD_NAME:
            return w.prices.method_name + _dictionary(w, callee)
        case CallKind.METHOD:
            assert callee.selector is not None
            assert callee.selection is not None
            return w.prices.method_name + receiver(w, callee.selector, callee.selection) + _dictionary(w, callee)
        case CallKind.INTERFACE:
            assert callee.selector is not None
            assert callee.selection is not None
            kept = STORED if mentions_call(w, callee.selector.x) else 0
            return 1 + receiver(w, callee.selector, callee.selection) + kept
        case CallKind.TYPE_PARAMETER:
            assert callee.selector is not None
            return METHOD_WORD + w.expr(callee.selector.x)
    kept = STORED if callee.kind is CallKind.VALUE and mentions_call(w, fun) else 0
    return w.expr(fun) + kept


def _dictionary(w: Walker, callee: Callee) -> int:
    """A generic callee takes a dictionary of its type arguments: a known one, or one out of the caller's own."""
    func = callee.func
    assert func is not None
    if not callee.type_args and func.origin is None:
        return 0
    return DICTIONARY_WORD if w.mapped and _is_derived(w, callee) else DICTIONARY


def _is_derived(w: Walker, callee: Callee) -> bool:
    """Whether type arguments of the callee depend on those of the function around."""
    if callee.selector is not None:
        generic = w.info.selections.get(callee.selector)
        if generic is not None and w.derived(generic.recv):
            return True
        func = callee.func
        if (
            generic is not None
            and func is not None
            and func.origin is not None
            and w.derived(_receiver_type(generic.obj))
        ):
            return True
    return any(w.derived(arg) for arg in _written_arguments(w, callee))


def _receiver_type(method: object) -> Type | None:
    if isinstance(method, Func) and method.type is not None and method.type.recv is not None:
        return method.type.recv.type
    return None


def _written_arguments(w: Walker, callee: Callee) -> list[Type]:
    """The type arguments as the generic source has them."""
    if not callee.type_args:
        return []
    ident = callee.selector.sel if callee.selector is not None else callee.ident
    instance = w.info.instances.get(ident) if ident is not None else None
    return instance.type_args if instance is not None else []


def price(w: Walker, callee: Callee, kept: bool = False) -> int:
    """What the call counts beyond its nodes; `kept`: a function value comes out of a captured variable."""
    func = callee.func
    if func is not None and callee.kind in (CallKind.FUNCTION, CallKind.METHOD, CallKind.METHOD_NAME):
        special = _special_price(w, callee, func)
        if special is not None:
            return special
    if callee.kind in _NEVER_INLINED:
        return w.prices.parameter_call if kept and callee.kind is CallKind.VALUE else w.prices.call
    if w.prices.bodies:
        body = w.callee_cost(callee)
        if body is not None:
            return body
    is_named = callee.kind in (CallKind.FUNCTION, CallKind.METHOD, CallKind.METHOD_NAME)
    if (kept and not is_named) or (callee.var is not None and w.is_parameter(callee.var)):
        return w.prices.parameter_call
    return w.prices.call


_NEVER_INLINED = frozenset({CallKind.INTERFACE, CallKind.TYPE_PARAMETER, CallKind.VALUE})


def _special_price(w: Walker, callee: Callee, func: Func) -> int | None:
    if callee.kind is CallKind.FUNCTION:
        if key_of(func) in CALLER:
            w.impossible(f"call to {func.name}")
        if is_intrinsic(func, w.arch):
            return 0
    return 0 if is_cheap(func, receiver_name(func)) else None


def arguments(w: Walker, expr: ast.CallExpr) -> int:
    """The arguments, converted to the types of the parameters."""
    signature = signature_of(w, expr)
    if signature is None:
        return sum(w.expr(arg) for arg in expr.args)
    params = [var.type for var in signature.params.vars]
    spread = w.tuple_of(expr.args)
    if spread is not None:
        return _spread(w, expr, signature, [var.type for var in spread.vars])
    count = 0
    fixed = len(params) - 1 if signature.variadic else len(params)
    for arg, typ in zip(expr.args[:fixed], params):
        count += w.converted(arg, typ)
    if not signature.variadic:
        return count
    if expr.ellipsis >= 0:
        return count + sum(w.converted(arg, params[-1]) for arg in expr.args[fixed:])
    element = element_of(params[-1])
    extra = sum(w.converted(arg, element) for arg in expr.args[fixed:])
    return count + extra + _packed(w, len(expr.args) - fixed)


def _packed(w: Walker, extra: int) -> int:
    """The slice of a variadic call: nil, or a literal."""
    return 1 + w.prices.slice_literal if extra else 1


def _spread(w: Walker, expr: ast.CallExpr, signature: Signature, results: list[Type | None]) -> int:
    """`f(g())`: the results go through temporaries."""
    count = 1 + SPREAD * len(results) + w.expr(expr.args[0])
    if not w.prices.discounts:
        count += 1  # the conversion that carries the temporaries' statements
    params = [var.type for var in signature.params.vars]
    fixed = len(params) - 1 if signature.variadic else len(params)
    for i, src in enumerate(results):
        dst = params[i] if i < fixed else element_of(params[-1])
        if src is not None and dst is not None and src is not dst:
            count += w.assigned(src, dst)
    return count + (_packed(w, len(results) - fixed) if signature.variadic else 0)


def element_of(typ: Type | None) -> Type | None:
    """The element type of a slice type."""
    under = underlying(typ) if typ is not None else None
    return under.element if isinstance(under, Slice) else None


def signature_of(w: Walker, expr: ast.CallExpr) -> Signature | None:
    """The signature of what is called."""
    typ = w.type_of(unparen(expr.fun))
    under = underlying(typ) if typ is not None else None
    if isinstance(under, Pointer):
        under = underlying(under.element)
    return under if isinstance(under, Signature) else None
