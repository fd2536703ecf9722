"""Index and slice expressions. Spec: "Index expressions", "Slice expressions"."""

from __future__ import annotations

from server.compiler.syntax import nodes as ast
from server.compiler.types.assignment import assign_operand
from server.compiler.types.checker import Checker, Kind, Target
from server.compiler.types.constant import is_negative, to_int
from server.compiler.types.constformat import constant_string
from server.compiler.types.cycles import is_complete
from server.compiler.types.identical import identical
from server.compiler.types.info import Mode
from server.compiler.types.instances import instantiate_function, is_generic_function
from server.compiler.types.model import Array, Basic, Map, Pointer, Slice, Type, TypeParam, unalias, underlying
from server.compiler.types.modes import expr_or_type, generic_expr, use, value_expr
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import all_integer, is_string, is_type_param, is_untyped
from server.compiler.types.representable import represent
from server.compiler.types.typeset import members
from server.compiler.types.universe import BYTE, INT, INVALID, STRING
from server.compiler.types.untyped import convert_untyped
from server.diagnostics.codes import types as rows
from server.diagnostics.data import Row


def index_expr(c: Checker, x: Operand, expr: ast.IndexExpr, target: Target | None, _hint: Type | None) -> Kind:
    """`x[i]`, or an instantiation `x[T1, T2]`"""
    if check_index(c, x, expr):
        instantiate_function(c, target, x, expr, infer=True)
    return Kind.EXPRESSION if x.is_valid() else Kind.STATEMENT


def check_index(c: Checker, x: Operand, expr: ast.IndexExpr) -> bool:
    """Check an index expression; True says that x is a generic function still to be instantiated."""
    expr_or_type(c, x, expr.x, allow_generic=True)
    if not x.is_valid():
        use(c, *expr.indices)
        return False
    if x.mode is Mode.TYPE:
        x.type = c.type_expr(expr)
        if x.type is INVALID:
            x.invalidate()
        return False
    if x.mode is Mode.VALUE and is_generic_function(x.type):
        return True
    c.rules.non_generic(c, None, x)
    if not x.is_valid() or not _complete_operand(c, x):
        x.invalidate()
        return False
    _index_value(c, x, expr)
    return False


def _complete_operand(c: Checker, x: Operand) -> bool:
    if not is_complete(c, x.type):
        return False
    under = underlying(x.type)
    return not isinstance(under, Pointer | Map) or is_complete(c, under.element)


def _index_value(c: Checker, x: Operand, expr: ast.IndexExpr) -> None:
    under = underlying(x.type)
    if isinstance(under, Map):
        _index_map(c, x, expr, under.key, under.element)
        return
    if isinstance(unalias(x.type), TypeParam):
        element = _common_element(x)
        if element is not None and element[0] is not None:
            _index_map(c, x, expr, element[0], element[1])
            return
        plain = (element[1], element[2], element[3]) if element is not None else None
    else:
        plain = _element(x, under)
    if plain is None:
        c.error(rows.CANNOT_INDEX, c.operator_span(expr), x)
        use(c, *expr.indices)
        x.invalidate()
        return
    x.type, x.mode, length = plain
    index = _single_index(c, expr)
    check_index_value(c, index, length)


def _element(x: Operand, under: Type) -> tuple[Type, Mode, int] | None:
    """Element type, mode of the result and length (-1: unknown) of an indexable operand."""
    match under:
        case Basic() if is_string(under):
            length = len(x.value) if x.mode is Mode.CONSTANT and isinstance(x.value, bytes) else -1
            return BYTE, Mode.VALUE, length
        case Array():
            return under.element, x.mode if x.mode is Mode.VARIABLE else Mode.VALUE, under.length
        case Pointer():
            array = underlying(under.element)
            if isinstance(array, Array):
                return array.element, Mode.VARIABLE, array.length
        case Slice():
            return under.element, Mode.VARIABLE, -1
    return None


def _common_element(x: Operand) -> tuple[Type | None, Type, Mode, int] | None:
    """Key (for maps), element, mode and least length for a type parameter all of whose members can be indexed."""
    result: tuple[Type | None, Type, Mode, int] | None = None
    mode = Mode.VARIABLE
    for _, under in members(x.type):
        if under is None:
            return None
        key: Type | None = None
        if isinstance(under, Map):
            key, found = under.key, (under.element, Mode.VARIABLE, -1)
        else:
            plain = _element(x, under)
            if plain is None:
                return None
            found = plain
        if found[1] is Mode.VALUE:
            mode = Mode.VALUE
        length = found[2]
        if result is None:
            result = key, found[0], mode, length
            continue
        same_key = key is result[0] or (key is not None and identical(key, result[0]))
        if not same_key or not identical(found[0], result[1]):
            return None
        if 0 <= length < result[3] or result[3] < 0:
            result = result[0], result[1], mode, length
    return None if result is None else (result[0], result[1], mode, result[3])


def _index_map(c: Checker, x: Operand, expr: ast.IndexExpr, key: Type, element: Type) -> None:
    index = _single_index(c, expr)
    k = Operand()
    generic_expr(c, k, index)
    assign_operand(c, k, key, "map index")
    x.mode, x.type, x.expr = Mode.MAP_INDEX, element, expr


def _single_index(c: Checker, expr: ast.IndexExpr) -> ast.Expr:
    if len(expr.indices) > 1:
        c.error(rows.MORE_THAN_ONE_INDEX, expr.indices[1])
    return expr.indices[0]


def check_index_value(c: Checker, index: ast.Expr, limit: int) -> tuple[Type, int]:
    """Check an index below `limit` (if not negative): its type, and its value if constant, else -1."""
    x = Operand()
    value_expr(c, x, index)
    if not is_valid_index(c, x, "index", rows.INDEX_NOT_INTEGER, rows.INDEX_NEGATIVE, rows.INDEX_OVERFLOW):
        return INVALID, -1
    if x.mode is not Mode.CONSTANT:
        return x.type, -1
    if not isinstance(x.value, int):
        return INVALID, -1
    if 0 <= limit <= x.value:
        c.error(rows.INDEX_OUT_OF_BOUNDS, x, constant_string(x.value), limit)
        return INVALID, -1
    return x.type, x.value


def is_valid_index(c: Checker, x: Operand, what: str, not_integer: Row, negative: Row | None, overflow: Row) -> bool:
    """Whether x can be an index, length or capacity; negative=None allows negative constants."""
    if not x.is_valid():
        return False
    convert_untyped(c, x, INT)
    if not x.is_valid():
        return False
    if not all_integer(x.type):
        c.error(not_integer, x, what, x)
        return False
    if x.mode is Mode.CONSTANT and x.value is not None:
        if negative is not None and is_negative(x.value):
            c.error(negative, x, what, x)
            return False
        if represent(x.value, INT, c.sizes) is None:
            c.error(overflow, x, what, x)
            return False
        x.value = to_int(x.value)
    return True


def slice_expr(c: Checker, x: Operand, expr: ast.SliceExpr, _target: Target | None, _hint: Type | None) -> Kind:
    """`x[low:high]`, `x[low:high:max]`"""
    value_expr(c, x, expr.x)
    if not x.is_valid():
        use(c, expr.low, expr.high, expr.max)
        return Kind.STATEMENT
    common = _common_sliceable(c, x)
    under = underlying(x.type)
    if common is None or (isinstance(under, Pointer) and not is_complete(c, under.element)):
        x.invalidate()
        return Kind.STATEMENT
    length = _slice_operand(c, x, expr, common)
    if length is None:
        x.invalidate()
        return Kind.STATEMENT
    x.mode = Mode.VALUE
    _check_bounds(c, expr, length)
    return Kind.EXPRESSION


def _common_sliceable(c: Checker, x: Operand) -> Type | None:
    """The underlying type that all members share, strings counting as byte slices."""
    common: Type | None = None
    first: Type | None = None
    has_string = False
    for member, under in members(x.type):
        if under is None:
            c.error(rows.CANNOT_SLICE_NO_TYPE, x, x, x.type)
            return None
        if is_string(under):
            has_string = True
            under = Slice(BYTE)
        if common is None:
            first, common = member, under
        elif not identical(common, under):
            c.error(rows.CANNOT_SLICE_DIFFERENT, x, x, first, member)
            return None
    if has_string:
        return STRING if is_type_param(x.type) else underlying(x.type)
    return common


def _slice_operand(c: Checker, x: Operand, expr: ast.SliceExpr, common: Type) -> int | None:
    """Give x the slice's type; the length of the operand (-1: unknown), or None after reporting."""
    match common:
        case Basic() if is_string(common):
            if expr.three:
                c.error(rows.THREE_INDEX_STRING, expr.max or expr)
                return None
            length = len(x.value) if x.mode is Mode.CONSTANT and isinstance(x.value, bytes) else -1
            if is_untyped(x.type):
                x.type = STRING
            return length
        case Array():
            if x.mode is not Mode.VARIABLE:
                c.error(rows.CANNOT_SLICE_VALUE, x, x)
                return None
            x.type = Slice(common.element)
            return common.length
        case Pointer():
            array = underlying(common.element)
            if isinstance(array, Array):
                x.type = Slice(array.element)
                return array.length
        case Slice():
            return -1
    c.error(rows.CANNOT_SLICE, x, x)
    return None


def _check_bounds(c: Checker, expr: ast.SliceExpr, length: int) -> None:
    indices = [expr.low, expr.high, expr.max]
    known = []
    for i, index in enumerate(indices):
        if index is not None:
            known.append(check_index_value(c, index, length + 1 if length >= 0 else -1)[1])
        else:
            known.append(0 if i == 0 else length)
    if not expr.three:
        known[2] = length
    for i, low in enumerate(known):
        for j in range(i + 1, 3):
            index = indices[j]
            if low > 0 and 0 <= known[j] < low and index is not None:
                c.error(rows.SWAPPED_SLICE_INDICES, index, known[j], low)
                return
