"""The functions of package unsafe. Spec: "Package unsafe"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.types.assignment import assign_operand
from server.compiler.types.builtintype import builtin_signature, record_builtin
from server.compiler.types.channels import common_underlying
from server.compiler.types.checker import Checker
from server.compiler.types.cycles import first_in_source, pop, push, report_cycle
from server.compiler.types.index import is_valid_index
from server.compiler.types.info import Mode, Selection
from server.compiler.types.instances import require_version
from server.compiler.types.lookup import find
from server.compiler.types.model import Array, Named, Pointer, Slice, Struct, Type, TypeParam, unalias
from server.compiler.types.modes import use, value_expr
from server.compiler.types.objects import Var
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import dereference_struct
from server.compiler.types.universe import BYTE, INVALID, STRING, UINTPTR, UNSAFE_POINTER
from server.compiler.types.version import GO1_17, GO1_20
from server.diagnostics.codes import types as rows


def has_variable_size(c: Checker, typ: Type) -> bool:
    """Whether the size of a type depends on type parameters; sizes are then not constant."""
    bare = unalias(typ)
    match bare:
        case TypeParam():
            return True
        case Array():
            return has_variable_size(c, bare.element)
        case Struct():
            return any(has_variable_size(c, f.type) for f in bare.fields if f.type is not None)
        case Named():
            return _named_has_variable_size(c, bare)
    return False


def _named_has_variable_size(c: Checker, typ: Named) -> bool:
    known = c.variable_size.get(typ)
    if known is not None:
        return known
    if typ.obj in c.path_index:
        cycle = c.path[c.path_index[typ.obj] :]
        report_cycle(c, cycle, first_in_source(c, cycle))
        return True
    push(c, typ.obj)
    inner = typ.underlying if typ.origin is not None else typ.rhs or typ.underlying
    result = has_variable_size(c, inner) if inner is not None else False
    pop(c)
    c.variable_size[typ] = result
    return result


def _value(c: Checker, x: Operand, call: ast.CallExpr, result: Type, *params: Type) -> bool:
    record_builtin(c, call.fun, builtin_signature(result, *params))
    x.mode, x.type, x.value = Mode.VALUE, result, None
    return True


def _add(c: Checker, x: Operand, call: ast.CallExpr, args: Sequence[Operand]) -> bool:
    require_version(c, call.fun, GO1_17, "unsafe.Add")
    assign_operand(c, x, UNSAFE_POINTER, "argument to unsafe.Add")
    if not x.is_valid():
        return False
    y = args[1]
    if not is_valid_index(c, y, "length", rows.ADD_NOT_INTEGER, None, rows.ADD_OVERFLOW):
        return False
    return _value(c, x, call, UNSAFE_POINTER, UNSAFE_POINTER, y.type)


def _alignof(c: Checker, x: Operand, call: ast.CallExpr, _args: Sequence[Operand]) -> bool:
    assign_operand(c, x, None, "argument to unsafe.Alignof")
    if not x.is_valid():
        return False
    if has_variable_size(c, x.type):
        return _value(c, x, call, UINTPTR, x.type)
    x.mode, x.value, x.type = Mode.CONSTANT, c.sizes.align_of(x.type), UINTPTR
    return True


def _sizeof(c: Checker, x: Operand, call: ast.CallExpr, _args: Sequence[Operand]) -> bool:
    assign_operand(c, x, None, "argument to unsafe.Sizeof")
    if not x.is_valid():
        return False
    if has_variable_size(c, x.type):
        return _value(c, x, call, UINTPTR, x.type)
    size = c.sizes.size_of(x.type)
    if size < 0:
        c.error(rows.TYPE_TOO_LARGE, x, x)
        return False
    x.mode, x.value, x.type = Mode.CONSTANT, size, UINTPTR
    return True


def _offsetof(c: Checker, x: Operand, call: ast.CallExpr, _args: Sequence[Operand]) -> bool:
    arg = call.args[0]
    selector: ast.Expr = arg
    while isinstance(selector, ast.ParenExpr):
        selector = selector.x
    if not isinstance(selector, ast.SelectorExpr):
        c.error(rows.OFFSETOF_NOT_SELECTOR, arg, arg)
        use(c, arg)
        return False
    value_expr(c, x, selector.x)
    if not x.is_valid():
        return False
    base = dereference_struct(x.type)
    name = selector.sel.name
    found = find(base, False, c.package, name)
    field = found.obj
    if field is None:
        c.error(rows.OFFSETOF_NO_FIELD, x, base, name)
        return False
    if not isinstance(field, Var):
        c.error(rows.OFFSETOF_METHOD, arg, arg)
        return False
    if found.indirect:
        c.error(rows.OFFSETOF_THROUGH_POINTER, x, name, base)
        return False
    c.info.uses[selector.sel] = field
    c.info.selections[selector] = Selection("field", base, field, found.path, False)
    c.record_type(selector, Mode.VARIABLE if x.mode is Mode.VARIABLE else Mode.VALUE, field.type or INVALID)
    if has_variable_size(c, base):
        return _value(c, x, call, UINTPTR, field.type or INVALID)
    offset = c.sizes.offset_of(base, found.path)
    if offset < 0:
        c.error(rows.TYPE_TOO_LARGE, x, x)
        return False
    x.mode, x.value, x.type = Mode.CONSTANT, offset, UINTPTR
    return True


def _slice(c: Checker, x: Operand, call: ast.CallExpr, args: Sequence[Operand]) -> bool:
    require_version(c, call.fun, GO1_17, "unsafe.Slice")
    pointer, _ = common_underlying(c, x.type)
    if not isinstance(pointer, Pointer):
        c.error(rows.UNSAFE_SLICE_NOT_POINTER, x, x)
        return False
    y = args[1]
    if not is_valid_index(
        c, y, "length", rows.SLICE_LENGTH_NOT_INTEGER, rows.SLICE_LENGTH_NEGATIVE, rows.SLICE_LENGTH_OVERFLOW
    ):
        return False
    return _value(c, x, call, Slice(pointer.element), pointer, y.type)


def _slice_data(c: Checker, x: Operand, call: ast.CallExpr, _args: Sequence[Operand]) -> bool:
    require_version(c, call.fun, GO1_20, "unsafe.SliceData")
    under, _ = common_underlying(c, x.type)
    if not isinstance(under, Slice):
        c.error(rows.SLICE_DATA_NOT_SLICE, x, x)
        return False
    return _value(c, x, call, Pointer(under.element), under)


def _string(c: Checker, x: Operand, call: ast.CallExpr, args: Sequence[Operand]) -> bool:
    require_version(c, call.fun, GO1_20, "unsafe.String")
    assign_operand(c, x, Pointer(BYTE), "argument to unsafe.String")
    if not x.is_valid():
        return False
    y = args[1]
    if not is_valid_index(
        c, y, "length", rows.STRING_LENGTH_NOT_INTEGER, rows.STRING_LENGTH_NEGATIVE, rows.STRING_LENGTH_OVERFLOW
    ):
        return False
    return _value(c, x, call, STRING, Pointer(BYTE), y.type)


def _string_data(c: Checker, x: Operand, call: ast.CallExpr, _args: Sequence[Operand]) -> bool:
    require_version(c, call.fun, GO1_20, "unsafe.StringData")
    assign_operand(c, x, STRING, "argument to unsafe.StringData")
    if not x.is_valid():
        return False
    return _value(c, x, call, Pointer(BYTE), STRING)


Rule = Callable[[Checker, Operand, ast.CallExpr, Sequence[Operand]], bool]

UNSAFE_RULES: Final[dict[str, Rule]] = {
    "Add": _add,
    "Alignof": _alignof,
    "Offsetof": _offsetof,
    "Sizeof": _sizeof,
    "Slice": _slice,
    "SliceData": _slice_data,
    "String": _string,
    "StringData": _string_data,
}
