"""Predeclared functions, but those of package unsafe. Spec: "Built-in functions".

Each function of the table `_RULES` checks one built-in: it gets the operand to fill in (holding the first argument),
the call, and all arguments; it returns whether the call is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.types.arguments import check_arguments
from server.compiler.types.assignable import is_assignable
from server.compiler.types.assignment import assign_operand
from server.compiler.types.builtins_numeric import complex_call, extremum_call, part_call
from server.compiler.types.builtins_unsafe import UNSAFE_RULES
from server.compiler.types.builtintype import builtin_signature, record_builtin
from server.compiler.types.channels import common_underlying
from server.compiler.types.checker import Checker
from server.compiler.types.identical import identical
from server.compiler.types.index import check_index_value
from server.compiler.types.info import Mode
from server.compiler.types.instances import require_version
from server.compiler.types.model import (
    Array,
    Basic,
    Chan,
    Map,
    Pointer,
    Signature,
    Slice,
    Tuple,
    Type,
    unalias,
    underlying,
)
from server.compiler.types.modes import expr_list, expr_or_type, use
from server.compiler.types.objects import Builtin
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import all_string, is_string, is_type_param, is_untyped, is_valid
from server.compiler.types.typeset import members
from server.compiler.types.typexpr import check_variable_type, variable_type
from server.compiler.types.universe import BYTE, EMPTY_INTERFACE, INT, INVALID, STRING, BuiltinRule
from server.compiler.types.version import GO1_21, GO1_26
from server.diagnostics.codes import types as rows

_TAKES_EXPRESSIONS: Final = frozenset({"make", "new", "Offsetof"})  # their arguments are not all plain values


def check_builtin(c: Checker, x: Operand, call: ast.CallExpr, builtin: Builtin, rule: BuiltinRule) -> bool:
    """Check a call of a predeclared function into x; False after an error."""
    name = builtin.name
    if call.ellipsis >= 0 and name != "append":
        c.error(rows.BUILTIN_DOTS, call, name)
        use(c, *call.args)
        return False
    had_call = c.env.has_call_or_recv
    if name in ("len", "cap"):
        c.env.has_call_or_recv = False
    args: list[Operand] = []
    count = len(call.args)
    if name not in _TAKES_EXPRESSIONS:
        args = expr_list(c, call.args)
        count = len(args)
        if not all(arg.is_valid() for arg in args):
            return False
        if args:
            x.assign(args[0])
    if count < rule.arguments or (count > rule.arguments and not rule.variadic):
        few = count < rule.arguments
        row = rows.BUILTIN_NOT_ENOUGH if few else rows.BUILTIN_TOO_MANY
        c.error(row, call, call, rule.arguments, count)
        return False
    rules = UNSAFE_RULES if builtin.package is not None else _RULES
    ok = rules[name](c, x, call, args)
    if name in ("len", "cap"):
        c.env.has_call_or_recv = had_call
    return ok


def _slice_element(c: Checker, x: Operand) -> tuple[Type | None, str]:
    """The element type that all members of a slice operand share, or None and why there is none."""
    element: Type | None = None
    for _, under in members(x.type):
        if not isinstance(under, Slice):
            have = "untyped nil" if x.is_nil else c.show(x)
            return None, f"argument must be a slice; have {have}"
        if element is not None and not identical(element, under.element):
            shown = c.show(element), c.show(under.element), c.show(x)
            return None, f"mismatched slice element types {shown[0]} and {shown[1]} in {shown[2]}"
        element = under.element
    return element, ""


def _bytes_or_string(y: Operand) -> tuple[bool, bool]:
    """(all members are []byte or string, one is a string)"""
    has_string = False
    for _, under in members(y.type):
        if isinstance(under, Slice) and identical(under.element, BYTE):
            continue
        if under is None or not is_string(under):
            return False, False
        has_string = True
    return True, has_string


def _append(c: Checker, x: Operand, call: ast.CallExpr, args: Sequence[Operand]) -> bool:
    element, cause = _slice_element(c, x)
    if element is None:
        c.error(rows.INVALID_APPEND, x, cause)
        return False
    signature: Signature | None = None
    if len(args) == 2 and call.ellipsis >= 0 and is_assignable(c, x, Slice(BYTE)):
        # Spec: append also accepts a second argument of bytestring type followed by "...".
        fits, has_string = _bytes_or_string(args[1])
        if fits and has_string:
            if is_untyped(args[1].type):
                c.convert_untyped(args[1], STRING)
            signature = builtin_signature(x.type, x.type, args[1].type)
            signature.variadic = True
    if signature is None:
        signature = builtin_signature(x.type, x.type, Slice(element))
        signature.variadic = True
        check_arguments(c, call, signature, [], [], list(args), {})
    record_builtin(c, call.fun, signature)
    x.mode = Mode.VALUE
    return True


def array_behind(typ: Type) -> Type:
    """The array behind a pointer to one; any other type itself."""
    bare = unalias(typ)
    if isinstance(bare, Pointer):
        base = underlying(bare.element)
        if isinstance(base, Array):
            return base
    return typ


def _length_mode(under: Type, is_len: bool) -> Mode | None:
    """How len or cap of one underlying type is computed; None if it is not defined."""
    match array_behind(under):
        case Basic() as basic:
            return Mode.VALUE if is_len and is_string(basic) else None
        case Array() | Slice() | Chan():
            return Mode.VALUE
        case Map():
            return Mode.VALUE if is_len else None
    return None


def _len_cap(c: Checker, x: Operand, call: ast.CallExpr, _args: Sequence[Operand]) -> bool:
    fun: ast.Expr = call.fun
    while isinstance(fun, ast.ParenExpr):
        fun = fun.x
    name = fun.name if isinstance(fun, ast.Ident) else ""
    is_len = name == "len"
    modes = [_length_mode(u, is_len) if u is not None else None for _, u in members(x.type)]
    if None in modes:
        if is_valid(underlying(x.type)):
            c.error(rows.INVALID_LEN if is_len else rows.INVALID_CAP, x, x, name)
        return False
    x_type = x.type
    array = array_behind(underlying(x_type))
    # Spec, "Length and capacity": constant for a string constant, and for an array expression that needs no evaluation.
    if is_string(x_type) and x.mode is Mode.CONSTANT and isinstance(x.value, bytes):
        x.value = len(x.value)
    elif isinstance(array, Array) and not is_type_param(x_type) and not c.env.has_call_or_recv:
        x.mode, x.value = Mode.CONSTANT, array.length if array.length >= 0 else None
    else:
        x.mode = Mode.VALUE
    if x.mode is not Mode.CONSTANT:
        record_builtin(c, call.fun, builtin_signature(INT, x_type))
    x.type = INT
    return True


def _clear(c: Checker, x: Operand, call: ast.CallExpr, _args: Sequence[Operand]) -> bool:
    require_version(c, call.fun, GO1_21, "clear")
    if not all(isinstance(under, Map | Slice) for _, under in members(x.type)):
        c.error(rows.INVALID_CLEAR, x, x)
        return False
    return _no_result(c, x, call, x.type)


def _no_result(c: Checker, x: Operand, call: ast.CallExpr, *params: Type) -> bool:
    record_builtin(c, call.fun, builtin_signature(None, *params))
    x.mode, x.type, x.value = Mode.NO_VALUE, Tuple([]), None
    return True


def _close(c: Checker, x: Operand, call: ast.CallExpr, _args: Sequence[Operand]) -> bool:
    for _, under in members(x.type):
        if not isinstance(under, Chan):
            c.error(rows.CLOSE_NON_CHANNEL, x, x)
            return False
        if under.dir == "recv":
            c.error(rows.CLOSE_RECEIVE_ONLY, x, x)
            return False
    return _no_result(c, x, call, x.type)


def _copy(c: Checker, x: Operand, call: ast.CallExpr, args: Sequence[Operand]) -> bool:
    to, cause = _slice_element(c, x)
    if to is None:
        c.error(rows.INVALID_COPY, x, cause)
        return False
    y = args[1]
    special = is_assignable(c, x, Slice(BYTE)) and _bytes_or_string(y)[0]
    if not special:
        source, cause = _slice_element(c, y)
        if source is None and all_string(y.type):
            source = BYTE
        if source is None:
            c.error(rows.INVALID_COPY, y, cause)
            return False
        if not identical(to, source):
            c.error(rows.COPY_ELEMENTS_DIFFER, x, x, y, to, source)
            return False
    if is_untyped(y.type):
        assign_operand(c, y, None, "argument to copy")
    record_builtin(c, call.fun, builtin_signature(INT, x.type, y.type))
    x.mode, x.type, x.value = Mode.VALUE, INT, None
    return True


def _delete(c: Checker, x: Operand, call: ast.CallExpr, args: Sequence[Operand]) -> bool:
    map_type = x.type
    key: Type | None = None
    for _, under in members(map_type):
        if not isinstance(under, Map):
            c.error(rows.DELETE_NOT_MAP, x, x)
            return False
        if key is not None and not identical(key, under.key):
            c.error(rows.DELETE_KEYS_DIFFER, x, x)
            return False
        key = under.key
    x.assign(args[1])
    assign_operand(c, x, key, "argument to delete")
    if not x.is_valid():
        return False
    return _no_result(c, x, call, map_type, key or INVALID)


def _make(c: Checker, x: Operand, call: ast.CallExpr, _args: Sequence[Operand]) -> bool:
    typ = variable_type(c, call.args[0])
    if not is_valid(typ):
        use(c, *call.args[1:])
        return False

    def condition(_member: Type | None, under: Type | None) -> str | None:
        if under is None:
            return "no specific type"
        return None if isinstance(under, Slice | Map | Chan) else "type must be slice, map, or channel"

    under, cause = common_underlying(c, typ, condition)
    if under is None:
        c.error(rows.CANNOT_MAKE, call.args[0], call.args[0], cause)
        return False
    least = 2 if isinstance(under, Slice) else 1
    if not least <= len(call.args) <= least + 1:
        c.error(rows.MAKE_ARGUMENTS, call, call, least, least + 1, len(call.args))
        return False
    types: list[Type] = [typ]
    sizes: list[int] = []
    for arg in call.args[1:]:
        size_type, size = check_index_value(c, arg, -1)
        types.append(size_type)
        if size >= 0:
            sizes.append(size)
    if len(sizes) == 2 and sizes[0] > sizes[1]:
        c.error(rows.SWAPPED_MAKE_ARGUMENTS, call.args[1])
    record_builtin(c, call.fun, builtin_signature(typ, *types))
    x.mode, x.type = Mode.VALUE, typ
    return True


def _new(c: Checker, x: Operand, call: ast.CallExpr, _args: Sequence[Operand]) -> bool:
    arg = call.args[0]
    expr_or_type(c, x, arg)
    if x.mode is Mode.BUILTIN:
        c.error(rows.BUILTIN_NOT_CALLED, x, x)
        return False
    if not x.is_valid():
        return False
    if x.mode is Mode.TYPE:
        check_variable_type(c, arg, x.type)
    else:
        # Go 1.26: new(expr) makes a variable initialised with the value.
        if is_untyped(x.type):
            assign_operand(c, x, None, "argument to new")
            if not x.is_valid():
                return False
        require_version(c, call.fun, GO1_26, f"new({c.show(arg)})")
    typ = x.type
    x.mode, x.type, x.value = Mode.VALUE, Pointer(typ), None
    record_builtin(c, call.fun, builtin_signature(x.type, typ))
    return True


def _panic(c: Checker, x: Operand, call: ast.CallExpr, _args: Sequence[Operand]) -> bool:
    c.env.panics.add(call)
    assign_operand(c, x, EMPTY_INTERFACE, "argument to panic")
    return x.is_valid() and _no_result(c, x, call, EMPTY_INTERFACE)


def _print(c: Checker, x: Operand, call: ast.CallExpr, args: Sequence[Operand]) -> bool:
    fun: ast.Expr = call.fun
    while isinstance(fun, ast.ParenExpr):
        fun = fun.x
    name = fun.name if isinstance(fun, ast.Ident) else "print"
    for arg in args:
        assign_operand(c, arg, None, f"argument to built-in {name}")
        if not arg.is_valid():
            return False
    return _no_result(c, x, call, *(arg.type for arg in args))


def _recover(c: Checker, x: Operand, call: ast.CallExpr, _args: Sequence[Operand]) -> bool:
    x.mode, x.type = Mode.VALUE, EMPTY_INTERFACE
    record_builtin(c, call.fun, builtin_signature(x.type))
    return True


Rule = Callable[[Checker, Operand, ast.CallExpr, Sequence[Operand]], bool]

_RULES: Final[dict[str, Rule]] = {
    "append": _append,
    "cap": _len_cap,
    "clear": _clear,
    "close": _close,
    "complex": complex_call,
    "copy": _copy,
    "delete": _delete,
    "imag": part_call,
    "len": _len_cap,
    "make": _make,
    "max": extremum_call,
    "min": extremum_call,
    "new": _new,
    "panic": _panic,
    "print": _print,
    "println": _print,
    "real": part_call,
    "recover": _recover,
}
