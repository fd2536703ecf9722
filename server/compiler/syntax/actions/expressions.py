"""Builds the nodes of expressions. Spec, "Expressions"."""

from collections.abc import Callable
from typing import Any, Final

from server.compiler.syntax.actions.fields import Signature
from server.compiler.syntax.actions.malformed import MalformedError
from server.compiler.syntax.nodes import (
    ArrayType,
    BadExpr,
    BasicLit,
    BinaryExpr,
    BlockStmt,
    CallExpr,
    ChanType,
    CompositeLit,
    Expr,
    FieldList,
    FuncLit,
    FuncType,
    Ident,
    IndexExpr,
    KeyValueExpr,
    MapType,
    ParenExpr,
    SelectorExpr,
    SliceExpr,
    StructType,
    SyntaxProblem,
    TypeAssertExpr,
    UnaryExpr,
)
from server.compiler.syntax.print import expression_text
from server.diagnostics.codes import syntax as codes

Op = tuple[int, str]

# Spec, "Operator precedence".
PRECEDENCE: Final[dict[str, int]] = {
    op: level
    for level, ops in enumerate(("||", "&&", "== != < <= > >=", "+ - | ^", "* / % << >> & &^"), 1)
    for op in ops.split()
}

_LITERAL_TYPES: Final = frozenset((Ident, SelectorExpr, IndexExpr, ArrayType, StructType, MapType))

_VALUES: Final = frozenset(
    (BasicLit, CompositeLit, FuncLit, SliceExpr, TypeAssertExpr, CallExpr, UnaryExpr, BinaryExpr)
)


def binary(left: Expr, op: Op, right: Expr) -> BinaryExpr:
    """`x op y`, where `left` is all that stands before: rotate until `left` binds at least as tightly.

    The operators on the right spine of a correctly rotated tree bind ever tighter, so the loop runs at most 5 times.
    """
    offset, text = op
    level = PRECEDENCE[text]
    end = right.end
    if left.__class__ is not BinaryExpr or PRECEDENCE[left.op] >= level:
        return BinaryExpr(left.start, end, left, text, offset, right)
    spine = left
    spine.end = end
    while spine.y.__class__ is BinaryExpr and PRECEDENCE[spine.y.op] < level:
        spine = spine.y
        spine.end = end
    spine.y = BinaryExpr(spine.y.start, end, spine.y, text, offset, right)
    return left


def unary(op: Op, x: Expr) -> UnaryExpr:
    """`op x`"""
    return UnaryExpr(op[0], x.end, op[1], x)


def receive(arrow: int, x: Expr) -> Expr:
    """`<-x`; in front of a channel type the arrow belongs to the leftmost `chan`. Spec, "Channel types"."""
    if not isinstance(x, ChanType):
        return UnaryExpr(arrow, x.end, "<-", x)
    whole = x
    while True:
        direction, next_arrow = x.dir, x.arrow
        x.start, x.dir, x.arrow = arrow, "recv", arrow
        if direction == "recv":
            args = ("<-", ", expected chan")
            raise MalformedError(codes.UNEXPECTED, args, next_arrow, next_arrow + 2, whole)
        if direction == "both":
            return whole
        # `<-chan<- chan T` reads `<-chan (<-chan T)`: the second arrow moves on as well.
        if not isinstance(x.value, ChanType):
            args = (expression_text(x.value), ", expected chan")
            raise MalformedError(codes.UNEXPECTED, args, x.value.start, x.value.end, whole)
        x, arrow = x.value, next_arrow


def paren(lparen: int, x: Expr, rparen: int) -> ParenExpr:
    """`(x)`"""
    return ParenExpr(lparen, rparen + 1, x)


def function_literal(keyword: int, signature: Signature, body: BlockStmt) -> FuncLit:
    """`func(params) results { body }`"""
    params, results = signature
    type_ = FuncType(keyword, (results or params).end, keyword, None, params, results)
    return FuncLit(keyword, body.end, type_, body)


def generic_function_literal(keyword: int, params: FieldList, signature: Signature, body: BlockStmt) -> FuncLit:
    """`func[type params](params) results { body }`, which only a declaration may be"""
    value = function_literal(keyword, signature, body)
    raise MalformedError(codes.GENERIC_FUNCTION_TYPE, (), params.start, params.end, value)


def selector(x: Expr, _dot: int, sel: Ident) -> SelectorExpr:
    """`x.sel`"""
    return SelectorExpr(x.start, sel.end, x, sel)


def index(x: Expr, lbrack: int, indices: list[Expr], rbrack: int) -> IndexExpr:
    """`x[i]`, `F[A, B]`"""
    return IndexExpr(x.start, rbrack + 1, x, lbrack, indices, rbrack)


def index_trailing(x: Expr, lbrack: int, indices: list[Expr], _comma: int, rbrack: int) -> IndexExpr:
    """`x[i,]`"""
    return IndexExpr(x.start, rbrack + 1, x, lbrack, indices, rbrack)


def slice_(x: Expr, lbrack: int, _colon: int, rbrack: int) -> SliceExpr:
    """`x[:]`"""
    return SliceExpr(x.start, rbrack + 1, x, lbrack, None, None, None, False, rbrack)


def slice_low(x: Expr, lbrack: int, low: Expr, _colon: int, rbrack: int) -> SliceExpr:
    """`x[low:]`"""
    return SliceExpr(x.start, rbrack + 1, x, lbrack, low, None, None, False, rbrack)


def slice_high(x: Expr, lbrack: int, _colon: int, high: Expr, rbrack: int) -> SliceExpr:
    """`x[:high]`"""
    return SliceExpr(x.start, rbrack + 1, x, lbrack, None, high, None, False, rbrack)


def slice_low_high(x: Expr, lbrack: int, low: Expr, _colon: int, high: Expr, rbrack: int) -> SliceExpr:
    """`x[low:high]`"""
    return SliceExpr(x.start, rbrack + 1, x, lbrack, low, high, None, False, rbrack)


def slice_high_max(x: Expr, lbrack: int, _colon: int, high: Expr, _colon2: int, max_: Expr, rbrack: int) -> SliceExpr:
    """`x[:high:max]`"""
    return SliceExpr(x.start, rbrack + 1, x, lbrack, None, high, max_, True, rbrack)


def slice_full(
    x: Expr, lbrack: int, low: Expr, _colon: int, high: Expr, _colon2: int, max_: Expr, rbrack: int
) -> SliceExpr:
    """`x[low:high:max]`"""
    return SliceExpr(x.start, rbrack + 1, x, lbrack, low, high, max_, True, rbrack)


def slice_no_middle(x: Expr, lbrack: int, _colon: int, colon2: int, max_: Expr, rbrack: int) -> SliceExpr:
    """`x[::max]`, which lacks an index"""
    value = SliceExpr(x.start, rbrack + 1, x, lbrack, None, BadExpr(colon2, colon2), max_, True, rbrack)
    raise MalformedError(codes.MIDDLE_INDEX, (), colon2, colon2 + 1, value)


def slice_low_no_middle(
    x: Expr, lbrack: int, low: Expr, _colon: int, colon2: int, max_: Expr, rbrack: int
) -> SliceExpr:
    """`x[low::max]`, which lacks an index"""
    value = SliceExpr(x.start, rbrack + 1, x, lbrack, low, BadExpr(colon2, colon2), max_, True, rbrack)
    raise MalformedError(codes.MIDDLE_INDEX, (), colon2, colon2 + 1, value)


def slice_no_indices(x: Expr, lbrack: int, _colon: int, colon2: int, rbrack: int) -> SliceExpr:
    """`x[::]`, which lacks two indices"""
    raise _without_indices(x, lbrack, None, colon2, rbrack)


def slice_low_no_indices(x: Expr, lbrack: int, low: Expr, _colon: int, colon2: int, rbrack: int) -> SliceExpr:
    """`x[low::]`, which lacks two indices"""
    raise _without_indices(x, lbrack, low, colon2, rbrack)


def _without_indices(x: Expr, lbrack: int, low: Expr | None, colon2: int, rbrack: int) -> MalformedError:
    high, max_ = BadExpr(colon2, colon2), BadExpr(rbrack, rbrack)
    value = SliceExpr(x.start, rbrack + 1, x, lbrack, low, high, max_, True, rbrack)
    error = MalformedError(codes.MIDDLE_INDEX, (), colon2, colon2 + 1, value)
    error.problems.append(SyntaxProblem(codes.FINAL_INDEX, (), rbrack, rbrack + 1))
    return error


def slice_no_final(x: Expr, lbrack: int, _colon: int, high: Expr, _colon2: int, rbrack: int) -> SliceExpr:
    """`x[:high:]`, which lacks an index"""
    value = SliceExpr(x.start, rbrack + 1, x, lbrack, None, high, BadExpr(rbrack, rbrack), True, rbrack)
    raise MalformedError(codes.FINAL_INDEX, (), rbrack, rbrack + 1, value)


def slice_low_no_final(
    x: Expr, lbrack: int, low: Expr, _colon: int, high: Expr, _colon2: int, rbrack: int
) -> SliceExpr:
    """`x[low:high:]`, which lacks an index"""
    value = SliceExpr(x.start, rbrack + 1, x, lbrack, low, high, BadExpr(rbrack, rbrack), True, rbrack)
    raise MalformedError(codes.FINAL_INDEX, (), rbrack, rbrack + 1, value)


def type_assertion(x: Expr, _dot: int, lparen: int, type_: Expr, rparen: int) -> TypeAssertExpr:
    """`x.(T)`"""
    return TypeAssertExpr(x.start, rparen + 1, x, lparen, type_, rparen)


def type_switch_guard(x: Expr, _dot: int, lparen: int, _keyword: Op, rparen: int) -> TypeAssertExpr:
    """`x.(type)`"""
    return TypeAssertExpr(x.start, rparen + 1, x, lparen, None, rparen)


def call_empty(fun: Expr, lparen: int, rparen: int) -> CallExpr:
    """`f()`"""
    return CallExpr(fun.start, rparen + 1, fun, lparen, [], -1, rparen)


def call(fun: Expr, lparen: int, args: list[Expr], rparen: int) -> CallExpr:
    """`f(args)`"""
    return CallExpr(fun.start, rparen + 1, fun, lparen, args, -1, rparen)


def call_trailing(fun: Expr, lparen: int, args: list[Expr], _comma: int, rparen: int) -> CallExpr:
    """`f(args,)`"""
    return CallExpr(fun.start, rparen + 1, fun, lparen, args, -1, rparen)


def call_spread(fun: Expr, lparen: int, args: list[Expr], dots: int, rparen: int) -> CallExpr:
    """`f(args...)`"""
    return CallExpr(fun.start, rparen + 1, fun, lparen, args, dots, rparen)


def call_spread_trailing(fun: Expr, lparen: int, args: list[Expr], dots: int, _comma: int, rparen: int) -> CallExpr:
    """`f(args...,)`"""
    return CallExpr(fun.start, rparen + 1, fun, lparen, args, dots, rparen)


def composite(type_: Expr, value: CompositeLit) -> CompositeLit:
    """`T{elements}`"""
    value.type = type_
    value.start = type_.start
    if type_.__class__ in _LITERAL_TYPES and not (type_.__class__ is IndexExpr and is_value(type_)):
        return value
    at = value.lbrace
    if isinstance(type_, ParenExpr):
        raise MalformedError(codes.PARENTHESISED_LITERAL_TYPE, (), at, at + 1, value)
    raise MalformedError(codes.UNEXPECTED, ("{", " at end of statement"), at, at + 1, value)


def is_value(x: Expr) -> bool:
    """Whether an expression cannot be a type, by its form alone."""
    while isinstance(x, ParenExpr):
        x = x.x
    while isinstance(x, IndexExpr):
        if any(index.__class__ in _VALUES for index in x.indices):
            return True
        x = x.x
    return x.__class__ in _VALUES


def empty_value(lbrace: int, rbrace: int) -> CompositeLit:
    """`{}`"""
    return CompositeLit(lbrace, rbrace + 1, None, lbrace, [], rbrace)


def literal_value(lbrace: int, elements: list[Expr], rbrace: int) -> CompositeLit:
    """`{elements}`"""
    return CompositeLit(lbrace, rbrace + 1, None, lbrace, elements, rbrace)


def literal_value_trailing(lbrace: int, elements: list[Expr], _comma: int, rbrace: int) -> CompositeLit:
    """`{elements,}`"""
    return CompositeLit(lbrace, rbrace + 1, None, lbrace, elements, rbrace)


def keyed(key: Expr, colon: int, value: Expr) -> KeyValueExpr:
    """`key: value`"""
    return KeyValueExpr(key.start, value.end, key, colon, value)


ACTIONS: Final[dict[str, Callable[..., Any]]] = {
    "binary": binary,
    "unary": unary,
    "receive": receive,
    "paren": paren,
    "function_literal": function_literal,
    "generic_function_literal": generic_function_literal,
    "selector": selector,
    "index": index,
    "index_trailing": index_trailing,
    "slice": slice_,
    "slice_low": slice_low,
    "slice_high": slice_high,
    "slice_low_high": slice_low_high,
    "slice_high_max": slice_high_max,
    "slice_full": slice_full,
    "slice_no_middle": slice_no_middle,
    "slice_low_no_middle": slice_low_no_middle,
    "slice_no_final": slice_no_final,
    "slice_no_indices": slice_no_indices,
    "slice_low_no_indices": slice_low_no_indices,
    "slice_low_no_final": slice_low_no_final,
    "type_assertion": type_assertion,
    "type_switch_guard": type_switch_guard,
    "call_empty": call_empty,
    "call": call,
    "call_trailing": call_trailing,
    "call_spread": call_spread,
    "call_spread_trailing": call_spread_trailing,
    "composite": composite,
    "empty_value": empty_value,
    "literal_value": literal_value,
    "literal_value_trailing": literal_value_trailing,
    "keyed": keyed,
}
