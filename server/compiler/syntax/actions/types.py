"""Builds the nodes of types. Spec, "Types"."""

from collections.abc import Callable
from typing import Any, Final

from server.compiler.syntax.actions.fields import Signature
from server.compiler.syntax.actions.malformed import MalformedError
from server.compiler.syntax.nodes import (
    ArrayType,
    BinaryExpr,
    ChanType,
    Ellipsis,
    Expr,
    Field,
    FieldList,
    FuncType,
    InterfaceType,
    MapType,
    StarExpr,
    StructType,
)
from server.diagnostics.codes import syntax as codes

Op = tuple[int, str]  # offset and text of a token


def slice_type(lbrack: int, _rbrack: int, element: Expr) -> ArrayType:
    """`[]T`"""
    return ArrayType(lbrack, element.end, lbrack, None, element)


def array_type(lbrack: int, length: Expr, _rbrack: int, element: Expr) -> ArrayType:
    """`[N]T`"""
    return ArrayType(lbrack, element.end, lbrack, length, element)


def open_array_type(lbrack: int, dots: int, _rbrack: int, element: Expr) -> ArrayType:
    """`[...]T`"""
    return ArrayType(lbrack, element.end, lbrack, Ellipsis(dots, dots + 3, None), element)


def struct_type(keyword: int, lbrace: int, fields: list[Field], rbrace: int) -> StructType:
    """`struct { fields }`"""
    return StructType(keyword, rbrace + 1, FieldList(lbrace, rbrace + 1, fields))


def pointer(star: Op, base: Expr) -> StarExpr:
    """`*T`, or the indirection `*x`"""
    return StarExpr(star[0], base.end, base)


def function_type(keyword: int, signature: Signature) -> FuncType:
    """`func(params) results`"""
    params, results = signature
    return FuncType(keyword, (results or params).end, keyword, None, params, results)


def generic_function_type(keyword: int, params: FieldList, signature: Signature) -> FuncType:
    """`func[type params](params) results`, which only a declaration may be"""
    value = function_type(keyword, signature)
    raise MalformedError(codes.GENERIC_FUNCTION_TYPE, (), params.start, params.end, value)


def interface_type(keyword: int, lbrace: int, elements: list[Field], rbrace: int) -> InterfaceType:
    """`interface { elements }`"""
    return InterfaceType(keyword, rbrace + 1, FieldList(lbrace, rbrace + 1, elements))


def union(left: Expr, bar: Op, right: Expr) -> BinaryExpr:
    """`A | B` in a constraint"""
    return BinaryExpr(left.start, right.end, left, "|", bar[0], right)


def map_type(keyword: int, _lbrack: int, key: Expr, _rbrack: int, value: Expr) -> MapType:
    """`map[K]V`"""
    return MapType(keyword, value.end, key, value)


def channel(keyword: int, element: Expr) -> ChanType:
    """`chan T`"""
    return ChanType(keyword, element.end, "both", -1, element)


def send_channel(keyword: int, arrow: int, element: Expr) -> ChanType:
    """`chan<- T`"""
    return ChanType(keyword, element.end, "send", arrow, element)


def receive_channel(arrow: int, _keyword: int, element: Expr) -> ChanType:
    """`<-chan T`"""
    return ChanType(arrow, element.end, "recv", arrow, element)


ACTIONS: Final[dict[str, Callable[..., Any]]] = {
    "slice_type": slice_type,
    "array_type": array_type,
    "open_array_type": open_array_type,
    "struct_type": struct_type,
    "pointer": pointer,
    "function_type": function_type,
    "generic_function_type": generic_function_type,
    "interface_type": interface_type,
    "union": union,
    "map_type": map_type,
    "channel": channel,
    "send_channel": send_channel,
    "receive_channel": receive_channel,
}
