"""What is evaluated ahead of the rest of an expression: calls, and what else can be told apart from reading variables.

    println(*p, f(), x)    becomes    t := f(); println(*p, t, x)

Spec, "Order of evaluation": calls, receives and logical operators happen from left to right; when variables are read
beside them is left open. Programs depend on it without knowing, so this follows what gc does: an operation that may
take a call of the run-time (a slice expression, `len`, an assertion, a conversion to bytes) takes place where it
stands, like a call; names, fields, elements, indirections and arithmetic on them are read behind all of those.

A statement calls `evaluate_ahead` for its operands and builds them then; what has been evaluated is found in
`FuncBuilder.evaluated`. Operands of `&&` and `||`, and the entries of map literals, are statements of their own.

Source: measured with gc; tests/run/testdata/order_of_reads.go has the forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from server.compiler.decide.escape.memory import TypeFacts
from server.compiler.ir.types import field_type
from server.compiler.irbuild.address import builtin_name, is_addressable, unparen
from server.compiler.irbuild.append import made_elements
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.call import build_values
from server.compiler.irbuild.conversion import is_string_of_bytes
from server.compiler.irbuild.interface import is_pointer_shaped
from server.compiler.irbuild.literals import field_values
from server.compiler.irbuild.maps import has_fast_keys, only_part
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode
from server.compiler.types.model import Array, Map, Pointer, Signature, Slice, Struct, Tuple, Type, underlying
from server.compiler.types.predicates import is_interface, is_string

_Part: TypeAlias = tuple[ast.Expr, bool]  # an operand, and whether it is copied where it stands

_LEAVES: Final = (ast.Ident, ast.BasicLit, ast.FuncLit)
_LOGIC: Final = frozenset({"&&", "||"})
_FIRST_BUILTINS: Final = frozenset(
    {"append", "cap", "complex", "copy", "imag", "len", "make", "max", "min", "new", "real", "recover"}
)
_UNEVALUATED: Final = frozenset({"unsafe.Sizeof", "unsafe.Alignof", "unsafe.Offsetof"})
_VALUE_SIZES: Final = (4, 8)  # bytes of values without pointers that the run-time boxes without their address


def evaluate_ahead(b: FuncBuilder, *exprs: ast.Expr) -> None:
    """Evaluate what comes first in the operands of a statement, the operands themselves included."""
    _evaluate(b, [(expr, False) for expr in exprs])


def evaluate_values(b: FuncBuilder, exprs: Sequence[ast.Expr], types: Sequence[Type | None]) -> None:
    """The same for values that are assigned to variables of some types, if those are known."""
    if len(exprs) == 1:
        evaluate_inside(b, exprs[0])
        return
    _evaluate(b, [(expr, typ is not None and _is_boxed(b, expr, typ)) for expr, typ in zip(exprs, types, strict=True)])


def evaluate_entry_ahead(b: FuncBuilder, map_: Map, key: ast.Expr, value: ast.Expr) -> None:
    """The same for an entry of a map literal."""
    _evaluate(b, [(key, _is_copied_key(b, map_, key)), (value, False)])


def evaluate_inside(b: FuncBuilder, *exprs: ast.Expr) -> None:
    """Evaluate what comes first inside of expressions that are evaluated right behind it, or assigned to."""
    inside = [part for expr in exprs if not isinstance(expr, _LEAVES) for part in _parts(b, unparen(expr))]
    if inside:
        _evaluate(b, inside)


def _evaluate(b: FuncBuilder, parts: Sequence[_Part]) -> None:
    """Operands first, from left to right; deep expressions are followed without recursion."""
    pending = [(expr, is_copied, False) for expr, is_copied in reversed(parts)]
    while pending:
        expr, is_copied, is_next = pending.pop()
        expr = unparen(expr)
        if isinstance(expr, _LEAVES):
            continue
        if not is_next:
            pending.append((expr, is_copied, True))
            pending += [(part, copied, False) for part, copied in reversed(list(_parts(b, expr)))]
        elif isinstance(expr, ast.CallExpr) and isinstance(b.view.type_of(expr), Tuple):
            b.several[expr] = build_values(b, expr)
        elif _has_code(b, expr) and (is_copied or _comes_first(b, expr)):
            b.evaluated[expr] = b.expr(expr)


def _has_code(b: FuncBuilder, expr: ast.Expr) -> bool:
    info = b.info(expr)
    return info is not None and info.value is None and info.mode not in (Mode.NIL, Mode.TYPE, Mode.BUILTIN)


def _comes_first(b: FuncBuilder, expr: ast.Expr) -> bool:
    """Whether an expression is evaluated where it stands."""
    match expr:
        case ast.CallExpr():
            return _is_first_call(b, expr)
        case ast.UnaryExpr(op=op):
            return op == "<-"
        case ast.BinaryExpr(op=op):
            return op in _LOGIC
        case ast.TypeAssertExpr(type=wanted):
            return wanted is not None and not is_pointer_shaped(b.type_of(wanted))
        case ast.CompositeLit():
            return isinstance(underlying(b.type_of(expr)), Map)
        case ast.IndexExpr():
            # The entry is looked up before the bytes of the key can change.
            return isinstance(underlying(b.type_of(expr.x)), Map) and is_string_of_bytes(b, expr.indices[0])
    return isinstance(expr, ast.SliceExpr)


def _is_first_call(b: FuncBuilder, expr: ast.CallExpr) -> bool:
    function = unparen(expr.fun)
    if b.view.is_type(function):
        return is_string(b.type_of(expr.args[0])) and isinstance(underlying(b.type_of(expr)), Slice)
    name = builtin_name(b, function)
    return not name or name in _FIRST_BUILTINS


# The operands of an expression, in the order in which they are evaluated


def _parts(b: FuncBuilder, expr: ast.Expr) -> Iterator[_Part]:
    rule = _PARTS.get(type(expr))
    info = b.info(expr)
    if rule is None or (info is not None and info.value is not None):
        return iter(())
    return rule(b, expr)


def _of_operand(_: FuncBuilder, expr: ast.StarExpr | ast.UnaryExpr | ast.TypeAssertExpr) -> Iterator[_Part]:
    yield expr.x, False


def _of_selector(b: FuncBuilder, expr: ast.SelectorExpr) -> Iterator[_Part]:
    if b.view.selection(expr) is not None and not b.view.is_type(expr.x):
        yield expr.x, False


def _of_index(b: FuncBuilder, expr: ast.IndexExpr) -> Iterator[_Part]:
    info = b.info(expr.x)
    under = underlying(info.type) if info is not None and info.mode is not Mode.TYPE else None
    if under is None or isinstance(under, Signature):
        return  # an instance of a generic function or type
    yield expr.x, False
    index = expr.indices[0]
    yield index, isinstance(under, Map) and _is_copied_key(b, under, index)


def _of_slice(_: FuncBuilder, expr: ast.SliceExpr) -> Iterator[_Part]:
    for part in (expr.x, expr.low, expr.high, expr.max):
        if part is not None:
            yield part, False


def _of_binary(_: FuncBuilder, expr: ast.BinaryExpr) -> Iterator[_Part]:
    if expr.op not in _LOGIC:
        yield expr.x, False
        yield expr.y, False


def _of_literal(b: FuncBuilder, expr: ast.CompositeLit) -> Iterator[_Part]:
    under = underlying(b.type_of(expr))
    if isinstance(under, Pointer):
        under = underlying(under.element)
    if isinstance(under, Array | Slice):
        for element in expr.elements:
            value = element.value if isinstance(element, ast.KeyValueExpr) else element
            yield value, _is_boxed(b, value, under.element)
    elif isinstance(under, Struct):
        for path, value in field_values(b.view.info, expr, under):
            typ: Type = under
            for index in path:
                struct = underlying(typ)
                assert isinstance(struct, Struct)
                typ = field_type(struct, index)
            yield value, _is_boxed(b, value, typ)


def _of_call(b: FuncBuilder, expr: ast.CallExpr) -> Iterator[_Part]:
    function = unparen(expr.fun)
    if b.view.is_type(function):
        return iter([(expr.args[0], _is_boxed(b, expr.args[0], b.type_of(expr)))])
    name = builtin_name(b, function)
    return _of_builtin(b, name, expr) if name else _of_function(b, function, expr)


def _of_builtin(b: FuncBuilder, name: str, expr: ast.CallExpr) -> Iterator[_Part]:
    made = made_elements(b, expr) if name == "append" else None
    if made is not None:
        yield expr.args[0], False
        yield made, False
        return
    under = underlying(b.type_of(expr)) if name == "append" and expr.ellipsis < 0 else None
    for position, arg in enumerate(expr.args if name not in _UNEVALUATED else ()):
        if not b.view.is_type(arg):
            yield arg, position > 0 and isinstance(under, Slice) and _is_boxed(b, arg, under.element)


def _of_function(b: FuncBuilder, function: ast.Expr, expr: ast.CallExpr) -> Iterator[_Part]:
    yield function, False
    info = b.info(function)
    signature = underlying(info.type) if info is not None else None
    params = [var.type for var in signature.params.vars] if isinstance(signature, Signature) else []
    if isinstance(signature, Signature) and signature.variadic and expr.ellipsis < 0:
        rest = underlying(params[-1]) if params[-1] is not None else None
        element = rest.element if isinstance(rest, Slice) else None
        params[-1:] = [element] * (len(expr.args) - len(params) + 1)
    for position, arg in enumerate(expr.args):
        wanted = params[position] if position < len(params) else None
        yield arg, wanted is not None and _is_boxed(b, arg, wanted)


_PARTS: Final[dict[type, Callable[[FuncBuilder, Any], Iterator[_Part]]]] = {
    ast.BinaryExpr: _of_binary,
    ast.CallExpr: _of_call,
    ast.CompositeLit: _of_literal,
    ast.IndexExpr: _of_index,
    ast.SelectorExpr: _of_selector,
    ast.SliceExpr: _of_slice,
    ast.StarExpr: _of_operand,
    ast.TypeAssertExpr: _of_operand,
    ast.UnaryExpr: _of_operand,
}


# Operands that the run-time is given by their address: they are copied to where they have one


def _is_copied_key(b: FuncBuilder, map_: Map, key: ast.Expr) -> bool:
    return not has_fast_keys(b, map_) and (is_interface(map_.key) or not is_addressable(b, key))


def _is_boxed(b: FuncBuilder, expr: ast.Expr, wanted: Type) -> bool:
    """Whether a value that is no variable becomes an interface value, and its type needs memory for that."""
    if not is_interface(wanted) or isinstance(expr, _LEAVES) or b.is_nil(unparen(expr)):
        return False
    typ = b.view.type_of(expr)
    if typ is None or isinstance(typ, Tuple) or is_interface(typ):
        return False
    return _needs_address(b, typ) and not is_addressable(b, expr)


def _needs_address(b: FuncBuilder, typ: Type) -> bool:
    sizes = b.context.config.sizes
    size = sizes.size_of(typ)
    if size == 2 and sizes.align_of(typ) == size:
        return False
    if size in _VALUE_SIZES and sizes.align_of(typ) == size and not TypeFacts(sizes).has_pointers(typ):
        return False
    part = only_part(typ)
    return not is_string(part) and not isinstance(underlying(part), Slice)
