"""Composite literals and `&`. Spec, "Composite literals".

A literal is built in place: element by element into zeroed memory. Small structs are built as values.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import field_type, is_ssaable, pointee
from server.compiler.irbuild.address import build_place, unparen
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.syntax import nodes as ast
from server.compiler.types.constant import to_int
from server.compiler.types.info import Info
from server.compiler.types.lookup import find
from server.compiler.types.model import Array, Map, Pointer, Slice, Struct, Type, underlying
from server.compiler.types.objects import Object, Var
from server.compiler.types.typestring import type_string


def build_address_of(b: FuncBuilder, expr: ast.UnaryExpr) -> Value:
    """`&x`, `&T{...}`"""
    operand = unparen(expr.x)
    typ = b.type_of(expr)
    if isinstance(operand, ast.CompositeLit):
        return b.retype(_new_literal(b, operand, pointee(typ), expr), typ)
    return b.retype(build_place(b, operand).address(), typ)


def _new_literal(b: FuncBuilder, expr: ast.CompositeLit, typ: Type, site: ast.Node) -> Value:
    address = b.allocate("&" + _literal_name(b, expr, typ), typ, site, b.span(expr))
    fill(b, expr, address)
    return address


def _literal_name(b: FuncBuilder, expr: ast.CompositeLit, typ: Type) -> str:
    """`T{...}`, the type as written or, where it is implied, as gc prints it."""
    home = b.context.typed.package
    written = b.func.text_of(b.span(expr.type)) if expr.type is not None else ""
    return (written or type_string(typ, lambda package: "" if package is home else package.name)) + "{...}"


def build_composite(b: FuncBuilder, expr: ast.CompositeLit) -> Value:
    """`T{...}`; the literal of a pointer type, inside another literal, is `&T{...}`."""
    typ = b.type_of(expr)
    under = underlying(typ)
    span = b.span(expr)
    if isinstance(under, Pointer):
        return b.retype(_new_literal(b, expr, under.element, expr), typ)
    if isinstance(under, Slice):
        return _slice_literal(b, expr, typ, under)
    if isinstance(under, Struct) and is_ssaable(typ):
        given = list(field_values(b.view.info, expr, under))
        if all(len(path) == 1 for path, _ in given):
            values = {path[0]: b.expr_as(value, field_type(under, path[0])) for path, value in given}
            parts = [values.get(i) or b.zero(field_type(under, i)) for i in range(len(under.fields))]
            return b.emit(Op.STRUCT_MAKE, typ, *parts, span=span)
    if isinstance(under, Map):
        return b.rules.map_literal(b, expr, typ)
    address = b.local("", typ, span)
    fill(b, expr, address)
    return b.load(address, span)


def _slice_literal(b: FuncBuilder, expr: ast.CompositeLit, typ: Type, under: Slice) -> Value:
    elements = list(element_values(b.view.info, expr))
    length = max((index + 1 for index, _ in elements), default=0)
    array = Array(under.element, length)
    address = b.allocate(_literal_name(b, expr, typ), array, expr, b.span(expr))
    _fill_elements(b, elements, address)
    count = b.count(length)
    return b.slice_make(typ, b.first_element(address), count, count, b.span(expr))


def fill(b: FuncBuilder, expr: ast.CompositeLit, address: Value) -> None:
    """Evaluate a literal into zeroed memory."""
    typ = pointee(address.type)
    match underlying(typ):
        case Struct() as struct:
            for path, value in field_values(b.view.info, expr, struct):
                place = address
                for index in path:
                    place = b.field_addr(place, index, b.span(value))
                _fill_one(b, value, place)
        case Array():
            _fill_elements(b, list(element_values(b.view.info, expr)), address)
        case Slice() as slice_:
            b.store(address, _slice_literal(b, expr, typ, slice_))
        case _:
            b.store(address, b.evaluated.get(expr) or b.rules.map_literal(b, expr, typ))


def _fill_elements(b: FuncBuilder, elements: list[tuple[int, ast.Expr]], address: Value) -> None:
    if not elements:
        return
    first = b.first_element(address)
    for index, value in elements:
        _fill_one(b, value, b.element_addr(first, b.count(index), b.span(value)))


def _fill_one(b: FuncBuilder, value: ast.Expr, address: Value) -> None:
    typ = pointee(address.type)
    inner = unparen(value)
    in_place = isinstance(inner, ast.CompositeLit) and isinstance(underlying(typ), Struct | Array)
    if in_place and isinstance(inner, ast.CompositeLit) and not is_ssaable(typ):
        fill(b, inner, address)
    else:
        b.store(address, b.expr_as(value, typ), b.span(value))


def field_values(info: Info, expr: ast.CompositeLit, struct: Struct) -> Iterator[tuple[tuple[int, ...], ast.Expr]]:
    """The fields that a literal gives, each by its path: a promoted one lies inside embedded structs."""
    for position, element in enumerate(expr.elements):
        if isinstance(element, ast.KeyValueExpr):
            assert isinstance(element.key, ast.Ident)
            yield _path(struct, element.key.name, info.uses.get(element.key)), element.value
        else:
            yield (position,), element


def _path(struct: Struct, name: str, field: Object | None) -> tuple[int, ...]:
    # By name: the struct of an instance has fields of its own.
    direct = [i for i, own in enumerate(struct.fields) if own.name == name]
    if direct:
        return (direct[0],)
    assert isinstance(field, Var)
    return find(struct, True, field.package, name).path


def element_values(info: Info, expr: ast.CompositeLit) -> Iterator[tuple[int, ast.Expr]]:
    """The elements that a literal of an array or slice gives, each by its index."""
    index = 0
    for element in expr.elements:
        value: ast.Expr = element
        if isinstance(element, ast.KeyValueExpr):
            known = info.types.get(element.key)
            key = to_int(known.value) if known is not None and known.value is not None else None
            assert key is not None, "the checker has made sure that keys are constants"
            index, value = key, element.value
        yield index, value
        index += 1
