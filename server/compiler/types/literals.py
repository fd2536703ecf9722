"""Basic and composite literals, function literals.

Spec: "Integer literals" to "String literals", "Composite literals", "Function literals".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.types.arith import check_overflow
from server.compiler.types.assignment import assign_operand
from server.compiler.types.bodies import check_body
from server.compiler.types.channels import common_underlying
from server.compiler.types.checker import Checker, Kind, Target
from server.compiler.types.constant import Constant, to_float, to_int
from server.compiler.types.constformat import constant_string
from server.compiler.types.cycles import is_complete
from server.compiler.types.identical import identical
from server.compiler.types.index import check_index_value
from server.compiler.types.info import Mode
from server.compiler.types.litvalue import literal_value
from server.compiler.types.model import Array, Map, Signature, Slice, Struct, Type
from server.compiler.types.model import Kind as BasicKind
from server.compiler.types.modes import generic_expr, use
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import dereference, is_interface, is_valid
from server.compiler.types.structlit import check_struct_literal
from server.compiler.types.typexpr import plain_type, variable_type
from server.compiler.types.universe import INVALID, TYP
from server.compiler.types.version import GO1_13, version_string
from server.diagnostics.codes import types as rows

_LONGEST_NUMBER: Final = 10_000  # characters of a numeric literal, as in gc
_KINDS: Final = {
    "INT": BasicKind.UNTYPED_INT,
    "FLOAT": BasicKind.UNTYPED_FLOAT,
    "IMAG": BasicKind.UNTYPED_COMPLEX,
    "CHAR": BasicKind.UNTYPED_RUNE,
    "STRING": BasicKind.UNTYPED_STRING,
}


def basic_lit(c: Checker, x: Operand, expr: ast.BasicLit, _target: Target | None, _hint: Type | None) -> Kind:
    """A number, rune or string"""
    text = expr.value
    if expr.kind in ("INT", "FLOAT", "IMAG"):
        _check_number_syntax(c, expr)
        if len(text) > _LONGEST_NUMBER:
            c.error(rows.CONSTANT_TOO_LONG, expr, text[:10], len(text))
            return Kind.STATEMENT
    value = literal_value(expr.kind, text)
    if value is None:
        c.error(rows.MALFORMED_CONSTANT, expr, text)
        return Kind.STATEMENT
    x.mode, x.type, x.value, x.expr = Mode.CONSTANT, TYP[_KINDS[expr.kind]], value, expr
    if isinstance(value, int) and value.bit_length() > 512:
        check_overflow(c, x, expr)
    return Kind.EXPRESSION


def _check_number_syntax(c: Checker, expr: ast.BasicLit) -> None:
    text = expr.value
    if len(text) <= 2 or c.allows(GO1_13):
        return
    radix = text[1].lower() if text[0] == "0" else ""
    if "_" in text:
        what = "underscore in numeric literal"
    elif radix == "b":
        what = "binary literal"
    elif radix == "o":
        what = "0o/0O-style octal literal"
    elif radix == "x" and expr.kind != "INT":
        what = "hexadecimal floating-point literal"
    else:
        return
    c.error(rows.UNSUPPORTED_FEATURE, expr, what, version_string(GO1_13))


def func_lit(c: Checker, x: Operand, expr: ast.FuncLit, _target: Target | None, _hint: Type | None) -> Kind:
    """`func(params) results { body }`; the body is checked at the end of the enclosing statement."""
    signature = c.type_expr(expr.type)
    assert isinstance(signature, Signature)
    c.record_type(expr.type, Mode.TYPE, signature)
    if not c.config.ignore_bodies:
        outer, iota = c.env, c.env.iota
        c.later(lambda: check_body(c, outer, outer.decl, signature, expr.body, iota))
    x.mode, x.type = Mode.VALUE, signature
    return Kind.EXPRESSION


def composite_lit(c: Checker, x: Operand, expr: ast.CompositeLit, _target: Target | None, hint: Type | None) -> Kind:
    """`T{...}`"""
    typ, base = _literal_type(c, expr, hint)
    if not is_complete(c, base):
        return Kind.STATEMENT
    under, _ = common_underlying(c, base)
    match under:
        case Struct():
            check_struct_literal(c, expr, under, base)
        case Array():
            length = _elements(c, expr.elements, under.element, under.length)
            if under.length < 0:
                under.length = length
                if expr.type is not None:
                    c.record_type(expr.type, Mode.TYPE, typ)
        case Slice():
            _elements(c, expr.elements, under.element, -1)
        case Map():
            _map_elements(c, expr.elements, under)
        case _:
            use(c, *expr.elements)
            if under is not INVALID:
                cause = " (no common underlying type)" if under is None else ""
                c.error(rows.INVALID_LITERAL, expr, "" if expr.type else " element", typ, cause)
                return Kind.STATEMENT
    x.mode, x.type = Mode.VALUE, typ
    return Kind.EXPRESSION if is_valid(typ) else Kind.STATEMENT


def _literal_type(c: Checker, expr: ast.CompositeLit, hint: Type | None) -> tuple[Type, Type]:
    """The literal's type, and the type whose elements it lists (the pointer's base where &T is left out)."""
    if expr.type is not None:
        written = expr.type
        if isinstance(written, ast.ArrayType) and isinstance(written.length, ast.Ellipsis):
            open_array = Array(variable_type(c, written.element), -1)
            return open_array, open_array
        typ = plain_type(c, written)
        return typ, typ
    if hint is not None:
        under, _ = common_underlying(c, hint)
        base, is_pointer = dereference(under) if under is not None else (hint, False)
        return hint, base if is_pointer else hint
    c.error(rows.UNTYPED_LITERAL, expr)
    return INVALID, INVALID


def _elements(c: Checker, elements: Sequence[ast.Expr], element_type: Type, length: int) -> int:
    """Check the elements of an array or slice literal; the length that they need."""
    seen: set[int] = set()
    index = most = 0
    for element in elements:
        value = element
        valid = False
        if isinstance(element, ast.KeyValueExpr):
            value = element.value
            typ, constant = check_index_value(c, element.key, length)
            if is_valid(typ):
                if constant >= 0:
                    index, valid = constant, True
                else:
                    c.error(rows.INDEX_NOT_CONSTANT, element, element.key)
        elif 0 <= length <= index:
            c.error(rows.ARRAY_LITERAL_BOUNDS, element, index, length)
        else:
            valid = True
        if valid:
            if index in seen:
                c.error(rows.DUPLICATE_INDEX, element, index)
            seen.add(index)
        index += 1
        most = max(most, index)
        x = Operand()
        generic_expr(c, x, value, element_type)
        assign_operand(c, x, element_type, "array or slice literal")
    return most


def _map_elements(c: Checker, elements: Sequence[ast.Expr], typ: Map) -> None:
    seen: dict[object, list[Type]] = {}
    mixed_keys = is_interface(typ.key)
    x = Operand()
    for element in elements:
        if not isinstance(element, ast.KeyValueExpr):
            c.error(rows.MISSING_KEY, element)
            continue
        generic_expr(c, x, element.key, typ.key)
        assign_operand(c, x, typ.key, "map literal")
        if not x.is_valid():
            continue
        if x.mode is Mode.CONSTANT and x.value is not None:
            earlier = seen.setdefault(_comparable_key(x.value), [])
            if earlier and (not mixed_keys or any(identical(t, x.type) for t in earlier)):
                c.error(rows.DUPLICATE_KEY, x, constant_string(x.value))
                continue
            earlier.append(x.type)
        generic_expr(c, x, element.value, typ.element)
        assign_operand(c, x, typ.element, "map literal")


def _comparable_key(value: Constant) -> object:
    """Equal for constants that are equal as map keys; true and 1 are not."""
    if isinstance(value, bool | bytes):
        return type(value), value
    whole = to_int(value)
    if whole is not None:
        return whole
    real = to_float(value)
    return real if real is not None else value
