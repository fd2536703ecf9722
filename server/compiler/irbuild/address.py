"""Addresses of variables, and places that are assigned to; what a name in an operand means.

Spec, "Address operators", "Assignment statements": an assignment first evaluates the operands of index expressions and
pointer indirections on its left and all of its right, then assigns. So a place is made of evaluated operands, and its
checks (nil, bounds) happen when it is stored to.
"""

from __future__ import annotations

from server.compiler.ir.func import Value
from server.compiler.ir.ops import BoundsKind, Op
from server.compiler.ir.types import INT, UINT, UINT8, field_type, pointee, struct_of
from server.compiler.irbuild.builder import FuncBuilder, Place
from server.compiler.irbuild.context import NotSupported
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode
from server.compiler.types.model import Array, Basic, Kind, Pointer, Slice, underlying
from server.compiler.types.objects import Builtin, Package, PkgName, Var
from server.compiler.types.predicates import is_integer
from server.source.span import Span


def unparen(expr: ast.Expr) -> ast.Expr:
    """The expression inside any parentheses."""
    while isinstance(expr, ast.ParenExpr):
        expr = expr.x
    return expr


def builtin_name(b: FuncBuilder, function: ast.Expr) -> str:
    """`append`, `unsafe.Add`; "" when the function is not built in."""
    ident = function.sel if isinstance(function, ast.SelectorExpr) else function
    if not isinstance(ident, ast.Ident):
        return ""
    obj = b.view.info.uses.get(ident)
    if not isinstance(obj, Builtin):
        return ""
    return f"unsafe.{obj.name}" if isinstance(obj.package, Package) else obj.name


def is_addressable(b: FuncBuilder, expr: ast.Expr) -> bool:
    """Whether an operand is a variable, so that it can be used in place."""
    expr = unparen(expr)
    match expr:
        case ast.Ident():
            return isinstance(b.object_of(expr), Var)
        case ast.StarExpr():
            return True
        case ast.SelectorExpr():
            selection = b.view.selection(expr)
            if selection is None:
                return isinstance(b.object_of(expr.sel), Var)
            return selection.kind == "field" and (selection.indirect or is_addressable(b, expr.x))
        case ast.IndexExpr():
            under = underlying(b.type_of(expr.x))
            return isinstance(under, Slice | Pointer) or (isinstance(under, Array) and is_addressable(b, expr.x))
    return False


def build_address(b: FuncBuilder, expr: ast.Expr) -> Value:
    """A valid pointer to a variable; a value that is no variable is copied to a fresh one."""
    if is_addressable(b, expr):
        return build_place(b, expr).address()
    value = b.expr(expr)
    assert value.type is not None
    address = b.local("", value.type, b.span(expr))
    b.store(address, value)
    return address


def build_place(b: FuncBuilder, expr: ast.Expr) -> Place:
    """Evaluate the operands of an assignable expression."""
    expr = unparen(expr)
    info = b.info(expr)
    if info is not None and info.mode is Mode.MAP_INDEX:
        assert isinstance(expr, ast.IndexExpr)
        return b.rules.map_place(b, expr)
    match expr:
        case ast.Ident():
            return _variable(b, expr, expr)
        case ast.StarExpr():
            return _pointed(b, b.expr(expr.x), b.span(expr))
        case ast.SelectorExpr():
            return _selected(b, expr)
        case ast.IndexExpr():
            return _indexed(b, expr)
    raise NotSupported("assignment to this expression", expr)


def _variable(b: FuncBuilder, ident: ast.Ident, expr: ast.Expr) -> Place:
    var = b.object_of(ident)
    assert isinstance(var, Var)
    return Place(b.type_of_var(var), lambda: variable_address(b, var, b.span(expr)))


def variable_address(b: FuncBuilder, var: Var, span: Span) -> Value:
    """The address of a local or package-level variable."""
    slot = b.slots.get(var)
    if slot is not None:
        return slot
    assert var.type is not None
    return b.emit(Op.GLOBAL, Pointer(var.type), aux=b.context.symbols.of_var(var), span=span)


def _pointed(b: FuncBuilder, pointer: Value, span: Span) -> Place:
    def address() -> Value:
        b.nil_check(pointer, span)
        return pointer

    return Place(pointee(pointer.type), address)


def _selected(b: FuncBuilder, expr: ast.SelectorExpr) -> Place:
    selection = b.view.selection(expr)
    if selection is None:
        return _variable(b, expr.sel, expr)
    return field_place(b, base_place(b, expr.x, b.span(expr)), selection.path, b.span(expr))


def base_place(b: FuncBuilder, expr: ast.Expr, span: Span) -> Place:
    """What a selector selects from: the variable a pointer points to, or a variable itself."""
    if isinstance(underlying(b.type_of(expr)), Pointer):
        return _pointed(b, b.expr(expr), span)
    if is_addressable(b, expr):
        return build_place(b, expr)
    address = build_address(b, expr)
    return Place(pointee(address.type), lambda: address)


def field_place(b: FuncBuilder, place: Place, path: tuple[int, ...], span: Span) -> Place:
    """Follow field indices, through embedded pointers where the path has them."""
    for index in path:
        if isinstance(underlying(place.type), Pointer):
            place = _pointed(b, b.load(place.address(), span), span)
        place = _field(b, place, index, span)
    return place


def _field(b: FuncBuilder, place: Place, index: int, span: Span) -> Place:
    return Place(
        field_type(struct_of(place.type), index),
        lambda: b.field_addr(place.address(), index, span),
    )


def _indexed(b: FuncBuilder, expr: ast.IndexExpr) -> Place:
    span = b.span(expr)
    under = underlying(b.type_of(expr.x))
    match under:
        case Slice():
            slice_ = b.expr(expr.x)
            index = build_index_value(b, expr.indices[0])
            return Place(under.element, lambda: slice_element(b, slice_, index, span))
        case Array():
            base = base_place(b, expr.x, span)
            index = build_index_value(b, expr.indices[0])
            return Place(under.element, lambda: array_element(b, base.address(), under, index, span))
        case Pointer():
            array = underlying(under.element)
            assert isinstance(array, Array)
            pointed = _pointed(b, b.expr(expr.x), span)
            index = build_index_value(b, expr.indices[0])
            return Place(array.element, lambda: array_element(b, pointed.address(), array, index, span))
    raise NotSupported("indexing of this type", expr)


def build_index_value(b: FuncBuilder, expr: ast.Expr) -> Value:
    """An index, bound or size as BOUNDS_CHECK takes it: an int, or a uint where an int could not hold it."""
    info = b.info(expr)
    if info is not None and info.value is not None:
        return b.constant(info.value, INT, b.span(expr))
    value = b.expr(expr)
    typ = value.type
    assert typ is not None
    assert is_integer(typ)
    under = underlying(typ)
    wide = isinstance(under, Basic) and under.kind in (Kind.UINT, Kind.UINT64, Kind.UINTPTR)
    if isinstance(typ, Basic) and typ.kind in (Kind.INT, Kind.UINT):
        return value
    if isinstance(under, Basic) and under.kind is Kind.INT:
        return b.retype(value, INT)
    return b.emit(Op.CONVERT, UINT if wide else INT, value, span=value.span)


def checked_index(b: FuncBuilder, index: Value, limit: Value, kind: BoundsKind, span: Span) -> Value:
    """Check an index and give it as an int."""
    b.bounds_check(index, limit, kind, span)
    return as_int(b, index)


def as_int(b: FuncBuilder, index: Value) -> Value:
    """A checked index as an int."""
    if isinstance(index.type, Basic) and index.type.kind is Kind.UINT:
        return b.emit(Op.CONVERT, INT, index, span=index.span)
    return index


def slice_element(b: FuncBuilder, slice_: Value, index: Value, span: Span) -> Value:
    """The address of a slice's element, after the check."""
    place = checked_index(b, index, b.slice_len(slice_), BoundsKind.INDEX, span)
    return b.element_addr(b.slice_ptr(slice_), place, span)


def array_element(b: FuncBuilder, array: Value, typ: Array, index: Value, span: Span) -> Value:
    """The address of an array's element, after the check."""
    place = checked_index(b, index, b.count(typ.length), BoundsKind.INDEX, span)
    return b.element_addr(b.first_element(array), place, span)


def string_element(b: FuncBuilder, string: Value, index: Value, span: Span) -> Value:
    """The address of a byte of a string, after the check."""
    assert string.type is not None
    length = b.emit(Op.STRING_LEN, INT, string)
    place = checked_index(b, index, length, BoundsKind.INDEX, span)
    return b.element_addr(string_ptr(b, string), place, span)


def string_ptr(b: FuncBuilder, string: Value) -> Value:
    """The address of a string's first byte."""
    return b.emit(Op.STRING_PTR, Pointer(UINT8), string)


def is_package(b: FuncBuilder, expr: ast.Expr) -> bool:
    """Whether an operand names an imported package."""
    return isinstance(expr, ast.Ident) and isinstance(b.object_of(expr), PkgName)
