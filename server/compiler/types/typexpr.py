"""Type expressions. Spec: "Types"."""

from __future__ import annotations

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker
from server.compiler.types.constant import to_int
from server.compiler.types.info import Mode
from server.compiler.types.instances import instantiate_type
from server.compiler.types.model import Array, Chan, Interface, Map, Pointer, Slice, Type, underlying
from server.compiler.types.modes import use, value_expr
from server.compiler.types.names import resolve_ident, resolve_selector
from server.compiler.types.objects import Const, TypeName
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import is_generic, is_integer, is_type_param, is_untyped, is_valid
from server.compiler.types.representable import represent
from server.compiler.types.typeset import is_comparable, type_set
from server.compiler.types.universe import INT, INVALID
from server.compiler.types.version import GO1_18, version_string
from server.diagnostics.codes import types as rows


def plain_type(c: Checker, expr: ast.Expr, owner: TypeName | None = None) -> Type:
    """The type an expression denotes; a generic type must be instantiated."""
    typ = c.type_expr(expr, owner)
    if is_generic(typ):
        c.error(rows.GENERIC_TYPE, expr, typ)
        typ = INVALID
    c.record_type(expr, Mode.TYPE, typ)
    return typ


def generic_type(c: Checker, expr: ast.Expr) -> tuple[Type, str]:
    """The generic type an expression denotes, or INVALID and the reason ("" if it has been reported)."""
    typ = c.type_expr(expr)
    cause = ""
    if is_valid(typ) and not is_generic(typ):
        cause = f"{c.show(typ)} is not a generic type"
        typ = INVALID
    c.record_type(expr, Mode.TYPE, typ)
    return typ, cause


def variable_type(c: Checker, expr: ast.Expr) -> Type:
    """The type of a variable, field, element: not an interface that only constraints may use."""
    typ = plain_type(c, expr)
    check_variable_type(c, expr, typ)
    return typ


def check_variable_type(c: Checker, expr: ast.Expr, typ: Type) -> None:
    """Report a constraint interface where an ordinary type is wanted, once its type set is known."""
    if is_type_param(typ):
        return

    def check() -> None:
        under = underlying(typ)
        if isinstance(under, Interface):
            types = type_set(under)
            if types.comparable:
                c.error(rows.CONSTRAINT_COMPARABLE, expr, typ)
            elif types.terms is not None:
                c.error(rows.CONSTRAINT_TYPES, expr, typ)

    c.later(check)


def name_type(c: Checker, expr: ast.Ident | ast.SelectorExpr, _owner: TypeName | None) -> Type:
    """`T` or `p.T`"""
    x = Operand()
    if isinstance(expr, ast.Ident):
        resolve_ident(c, x, expr, want_type=True)
    else:
        resolve_selector(c, x, expr, want_type=True)
    if x.mode is Mode.TYPE:
        return x.type
    if x.is_valid():
        c.error(rows.NOT_A_TYPE, x, x)
    return INVALID


def instance_type(c: Checker, expr: ast.IndexExpr, _owner: TypeName | None) -> Type:
    """`G[T1, T2]`"""
    generic, cause = generic_type(c, expr.x)
    if cause:
        listed = ", ".join(c.show(index) for index in expr.indices)
        c.error(rows.NOT_GENERIC, expr.x, expr.x, f"[{listed}]", cause)
    if not is_valid(generic):
        return INVALID
    if not c.allows(GO1_18):
        c.error(rows.UNSUPPORTED_FEATURE, expr, "type instantiation", version_string(GO1_18))
    args = [variable_type(c, index) for index in expr.indices]
    if not all(is_valid(arg) for arg in args):
        return INVALID
    return instantiate_type(c, expr, generic, args)


def paren_type(c: Checker, expr: ast.ParenExpr, owner: TypeName | None) -> Type:
    """`(T)`"""
    inner: ast.Expr = expr
    wrapped: list[ast.Expr] = []
    while isinstance(inner, ast.ParenExpr):
        wrapped.append(inner)
        inner = inner.x
    typ = plain_type(c, inner, owner)
    for paren in wrapped:
        c.record_type(paren, Mode.TYPE, typ)
    return typ


def pointer_type(c: Checker, expr: ast.StarExpr, _owner: TypeName | None) -> Type:
    """`*T`"""
    pointer = Pointer(INVALID)
    pointer.element = variable_type(c, expr.x)
    return pointer if is_valid(pointer.element) else INVALID


def array_type(c: Checker, expr: ast.ArrayType, _owner: TypeName | None) -> Type:
    """`[n]T` and `[]T`"""
    if expr.length is None:
        return Slice(variable_type(c, expr.element))
    if isinstance(expr.length, ast.Ellipsis):
        c.error(rows.OPEN_ARRAY, expr)
        length = -1
    else:
        length = _array_length(c, expr.length)
    element = variable_type(c, expr.element)
    return Array(element, length) if length >= 0 else INVALID


def _array_length(c: Checker, expr: ast.Expr) -> int:
    """The length, or -1 after reporting."""
    if isinstance(expr, ast.Ident):
        obj = c.lookup(expr.name)
        if obj is None:
            c.error(rows.UNDEFINED_ARRAY_LENGTH, expr, expr.name)
            return -1
        if not isinstance(obj, Const):
            c.error(rows.INVALID_ARRAY_LENGTH_NAME, expr, expr.name)
            return -1
    x = Operand()
    value_expr(c, x, expr)
    if x.mode is not Mode.CONSTANT:
        if x.is_valid():
            c.error(rows.ARRAY_LENGTH_NOT_CONSTANT, x, x)
        return -1
    if (is_untyped(x.type) or is_integer(x.type)) and x.value is not None:
        whole = to_int(x.value)
        if whole is not None and whole >= 0 and represent(whole, INT, c.sizes) is not None:
            return whole
    c.error(rows.INVALID_ARRAY_LENGTH if is_integer(x.type) else rows.ARRAY_LENGTH_NOT_INTEGER, x, x)
    return -1


def map_type(c: Checker, expr: ast.MapType, _owner: TypeName | None) -> Type:
    """`map[K]V`"""
    typ = Map(INVALID, INVALID)
    typ.key = variable_type(c, expr.key)
    typ.element = variable_type(c, expr.value)

    def check() -> None:
        # Spec, "Map types": == and != must be defined on the key type.
        if is_valid(typ.key) and not is_comparable(typ.key):
            why = " (missing comparable constraint)" if is_type_param(typ.key) else ""
            c.error(rows.INVALID_MAP_KEY, expr.key, typ.key, why)

    c.later(check)
    return typ


def chan_type(c: Checker, expr: ast.ChanType, _owner: TypeName | None) -> Type:
    """`chan T`"""
    typ = Chan(expr.dir, INVALID)
    typ.element = variable_type(c, expr.value)
    return typ


def bad_type(_c: Checker, _expr: ast.Expr, _owner: TypeName | None) -> Type:
    """What the parser could not read"""
    return INVALID


def no_type(c: Checker, expr: ast.Expr, _owner: TypeName | None) -> Type:
    """An expression that cannot be a type"""
    c.error(rows.EXPR_NOT_A_TYPE, expr, expr)
    use(c, expr)
    return INVALID
