"""Function signatures: receivers, type parameters, parameters, results.

Spec: "Function types", "Method declarations", "Type parameter declarations".
"""

from __future__ import annotations

from collections.abc import Sequence

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker
from server.compiler.types.composite import union_type
from server.compiler.types.info import Instance, Mode
from server.compiler.types.model import (
    Alias,
    Basic,
    Interface,
    Kind,
    Named,
    Pointer,
    Signature,
    Slice,
    Tuple,
    Type,
    TypeParam,
    unalias,
)
from server.compiler.types.objects import Object, Scope, TypeName, Var
from server.compiler.types.predicates import dereference, is_type_param, is_valid
from server.compiler.types.structural import same_package
from server.compiler.types.subst import instantiate_named, substitute
from server.compiler.types.typexpr import generic_type, plain_type, variable_type
from server.compiler.types.universe import INVALID
from server.diagnostics.codes import types as rows
from server.source.span import Span


def func_type(c: Checker, expr: ast.FuncType, _owner: TypeName | None) -> Type:
    """`func(params) results`"""
    return check_signature(c, Signature(Tuple([]), Tuple([])), None, expr)


def check_signature(c: Checker, signature: Signature, recv: ast.FieldList | None, expr: ast.FuncType) -> Signature:
    """Fill in a signature and declare its names in a scope of their own, kept for the body."""
    c.open_scope()
    c.function_scopes[signature] = c.env.scope
    receiver: Var | None = None
    named: list[tuple[ast.Ident, Var]] = []
    if recv is not None and recv.fields:
        receiver = _receiver(c, signature, recv.fields[0])
        if recv.fields[0].names:
            named.append((recv.fields[0].names[0], receiver))
    if expr.type_params is not None:
        declare_type_params(c, expr.type_params.fields, signature.type_params)
    params, variadic = _parameters(c, expr.params.fields, "parameter", named)
    results, _ = _parameters(c, expr.results.fields if expr.results else [], "result variable", named)
    for ident, var in named:
        declare(c, c.env.scope, ident, var)
    signature.recv = receiver
    signature.params, signature.results, signature.variadic = Tuple(params), Tuple(results), variadic
    c.close_scope()
    return signature


def declare(c: Checker, scope: Scope, ident: ast.Ident | None, obj: Object) -> bool:
    """Enter an object into a scope, unless its name is taken there."""
    if obj.name != "_":
        other = scope.names.get(obj.name)
        if other is not None:
            c.error(rows.REDECLARED, obj, obj.name, related=c.other_declaration(other))
            return False
        scope.names[obj.name] = obj
    if ident is not None:
        c.info.defs[ident] = obj
    return True


def _parameters(
    c: Checker, fields: Sequence[ast.Field], role: str, named: list[tuple[ast.Ident, Var]]
) -> tuple[list[Var], bool]:
    result: list[Var] = []
    variadic = False
    for i, node in enumerate(fields):
        expr = node.type
        is_final = role == "parameter" and i == len(fields) - 1 and len(node.names) <= 1
        if isinstance(expr, ast.Ellipsis) and expr.element is not None:
            variadic = is_final  # elsewhere the parser has reported it
            expr = expr.element
        typ = variable_type(c, expr)
        if variadic and is_final:
            typ = Slice(typ)
            c.record_type(node.type, Mode.TYPE, typ)
        for ident in node.names:
            var = Var(ident.name, c.package, c.span_of(ident), typ, role=role)
            named.append((ident, var))
            result.append(var)
        if not node.names:
            var = Var("", c.package, c.span_of(node), typ, role=role)
            c.info.implicits[node] = var
            result.append(var)
    return result, variadic


# Type parameters


def declare_type_params(c: Checker, fields: Sequence[ast.Field], params: list[TypeParam]) -> None:
    """Declare type parameters into `params`, all names first: a constraint may mention any of them."""
    for node in fields:
        params += [declare_type_param(c, ident, len(params) + i) for i, ident in enumerate(node.names)]
    before, c.in_type_params = c.in_type_params, True
    at = 0
    for node in fields:
        bound = _bound(c, node.type)
        for _ in node.names:
            params[at].constraint = bound
            at += 1
    c.in_type_params = before


def declare_type_param(c: Checker, ident: ast.Ident, index: int) -> TypeParam:
    """Declare one type parameter; its constraint follows."""
    name = TypeName(ident.name, c.package, c.span_of(ident), local=True)
    param = TypeParam(name, index, INVALID)
    name.type = param
    declare(c, c.env.scope, ident, name)
    return param


def _bound(c: Checker, expr: ast.Expr) -> Type:
    is_tilde = isinstance(expr, ast.UnaryExpr) and expr.op == "~"
    is_union = isinstance(expr, ast.BinaryExpr) and expr.op == "|"
    if is_tilde or is_union:
        # Spec: `[T ~int]` is short for `[T interface{ ~int }]`.
        bound: Type = Interface([], [union_type(c, expr)], implicit=True, embed_spans=[c.span_of(expr)])
        c.record_type(expr, Mode.TYPE, bound)
        return bound
    bound = plain_type(c, expr)
    if is_type_param(bound):
        c.error(rows.TYPE_PARAM_CONSTRAINT, expr)
        return INVALID
    return bound


# Receivers


def _receiver(c: Checker, signature: Signature, node: ast.Field) -> Var:
    is_pointer, base, names = unpack_receiver(node.type)
    if names is None:
        typ = variable_type(c, node.type)
        typ = _refuse_instance_alias(c, base, typ)
    else:
        typ = _generic_receiver(c, signature, node, is_pointer, base, names)
    ident = node.names[0] if node.names else None
    var = Var(ident.name if ident else "", c.package, c.span_of(ident or node), typ, role="receiver")
    if ident is None:
        c.info.implicits[node] = var
    at = c.span_of(base)
    c.later(lambda: _check_receiver(c, at, var))
    return var


def unpack_receiver(expr: ast.Expr) -> tuple[bool, ast.Expr, list[ast.Expr] | None]:
    """(is a pointer, base type, type parameter names or None) of a receiver's type `*T[P, Q]`."""
    is_pointer = False
    while isinstance(expr, ast.ParenExpr | ast.StarExpr):
        is_pointer = is_pointer or isinstance(expr, ast.StarExpr)
        expr = expr.x
    if isinstance(expr, ast.IndexExpr):
        return is_pointer, expr.x, expr.indices
    return is_pointer, expr, None


def _refuse_instance_alias(c: Checker, base: ast.Expr, typ: Type) -> Type:
    """Methods belong to a type's declaration, not to an alias of one of its instances."""
    alias = _without_pointers(typ)
    while isinstance(alias, Alias):
        actual = _without_pointers(alias.actual or INVALID)
        if isinstance(actual, Named | Alias) and actual.origin is not None:
            c.error(rows.METHOD_ON_INSTANCE, base, actual)
            return INVALID
        alias = actual
    return typ


def _without_pointers(typ: Type) -> Type:
    while isinstance(typ, Pointer):
        typ = typ.element
    return typ


def _generic_receiver(
    c: Checker, signature: Signature, node: ast.Field, is_pointer: bool, base: ast.Expr, names: list[ast.Expr]
) -> Type:
    generic, cause = generic_type(c, base)
    if cause:
        c.error(rows.RECEIVER_NOT_GENERIC, base, cause)
    elif isinstance(generic, Alias) and is_valid(generic):
        c.error(rows.METHOD_ON_GENERIC_ALIAS, base, generic)
        generic = INVALID
    params = _receiver_params(c, names)
    signature.recv_type_params = params
    if not isinstance(generic, Named):
        return INVALID
    wanted = generic.type_params
    if len(params) != len(wanted):
        got = f"{len(params)} type parameter{'s' if len(params) != 1 else ''}"
        c.error(rows.RECEIVER_PARAM_COUNT, base, got, len(wanted))
        return INVALID
    mapping: dict[Type, Type] = dict(zip(wanted, params))
    for param, original in zip(params, wanted):
        c.instances.same_param(param, original)
        param.constraint = substitute(original.constraint, mapping) if original.constraint is not None else None
    inst: Type = instantiate_named(generic, params)
    if isinstance(base, ast.Ident):
        c.info.instances[base] = Instance(list(params), inst)
    typ: Type = Pointer(inst) if is_pointer else inst
    c.record_type(node.type, Mode.TYPE, typ)
    return typ


def _receiver_params(c: Checker, names: Sequence[ast.Expr]) -> list[TypeParam]:
    params = []
    for i, expr in enumerate(names):
        if isinstance(expr, ast.Ident):
            ident = expr
        else:
            c.error(rows.RECEIVER_PARAM_NOT_NAME, expr, expr)
            ident = ast.Ident(expr.start, expr.end, "_")
        param = declare_type_param(c, ident, i)
        c.record_type(ident, Mode.TYPE, param)
        params.append(param)
    return params


def _check_receiver(c: Checker, at: Span | None, var: Var) -> None:
    """Spec, "Method declarations": a defined type of this package that is neither a pointer nor an interface."""
    typ, _ = dereference(var.type or INVALID)
    bare = unalias(typ)
    if not is_valid(bare):
        return
    if isinstance(bare, Basic):
        c.error(rows.METHOD_ON_NON_LOCAL, at, typ)
    elif not isinstance(bare, Named):
        c.error(rows.INVALID_RECEIVER, at, var.type)
    elif not same_package(bare.obj.package, c.package):
        c.error(rows.METHOD_ON_NON_LOCAL, at, typ)
    else:
        under = bare.underlying
        cause = ""
        if isinstance(under, Basic) and under.kind is Kind.UNSAFE_POINTER:
            cause = "unsafe.Pointer"
        elif isinstance(under, Pointer | Interface):
            cause = "pointer or interface type"
        if cause:
            c.error(rows.INVALID_RECEIVER_CAUSE, at, typ, cause)
