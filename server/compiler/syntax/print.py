"""Prints expressions and types as gc's messages quote them: on one line, with bodies as `{…}`.

Algorithm: a work list of texts and nodes; a node is replaced by its parts, so that depth costs no recursion.
Source: the forms are those of messages that gc 1.27.3 prints.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

from server.compiler.syntax.nodes import (
    ArrayType,
    BadExpr,
    BasicLit,
    BinaryExpr,
    CallExpr,
    ChanType,
    CompositeLit,
    Ellipsis,
    Field,
    FieldList,
    FuncLit,
    FuncType,
    Ident,
    IndexExpr,
    InterfaceType,
    KeyValueExpr,
    MapType,
    Node,
    ParenExpr,
    SelectorExpr,
    SliceExpr,
    StarExpr,
    StructType,
    TypeAssertExpr,
    UnaryExpr,
)

Part: TypeAlias = str | Node
Parts: TypeAlias = Sequence[Part]


def expression_text(x: Node) -> str:
    """The text by which a message calls an expression: `x.f`, `f(a, b)`, `func(x int) {…}`, `[]int{…}`."""
    out: list[str] = []
    work: list[Part] = [x]
    while work:
        part = work.pop()
        if isinstance(part, str):
            out.append(part)
        else:
            work.extend(reversed(_PARTS[part.__class__](part)))
    return "".join(out)


def _joined(nodes: Iterable[Node], separator: str = ", ") -> list[Part]:
    parts: list[Part] = []
    for node in nodes:
        if parts:
            parts.append(separator)
        parts.append(node)
    return parts


def _func_lit(x: FuncLit) -> Parts:
    return [x.type, " {…}" if x.body.stmts else " {}"]


def _composite(x: CompositeLit) -> Parts:
    body = "{…}" if x.elements else "{}"
    return [body] if x.type is None else [x.type, body]


def _slice(x: SliceExpr) -> Parts:
    parts: list[Part] = [x.x, "["]
    if x.low is not None:
        parts.append(x.low)
    parts.append(":")
    if x.high is not None:
        parts.append(x.high)
    if x.max is not None:
        parts += [":", x.max]
    return [*parts, "]"]


def _call(x: CallExpr) -> Parts:
    return [x.fun, "(", *_joined(x.args), "..." if x.ellipsis >= 0 else "", ")"]


def _array(x: ArrayType) -> Parts:
    return ["[", x.length or "", "]", x.element]


def _func_type(x: FuncType) -> Parts:
    return ["func", *_signature(x)]


def _signature(x: FuncType) -> list[Part]:
    parts: list[Part] = ["(", *_joined(x.params.fields), ")"]
    if x.results is not None:
        parts.append(" ")
        fields = x.results.fields
        if len(fields) == 1 and not fields[0].names:
            parts.append(fields[0])
        else:
            parts += ["(", *_joined(fields), ")"]
    return parts


def _field(x: Field) -> Parts:
    if len(x.names) == 1 and isinstance(x.type, FuncType) and x.type.func_pos < 0:
        return [x.names[0], *_signature(x.type)]
    parts = _joined(x.names)
    if parts:
        parts.append(" ")
    parts.append(x.type)
    if x.tag is not None:
        parts += [" ", x.tag]
    return parts


def _channel(x: ChanType) -> Parts:
    words = {"both": "chan ", "send": "chan<- ", "recv": "<-chan "}[x.dir]
    if x.dir == "both" and isinstance(x.value, ChanType) and x.value.dir == "recv":
        return [words, "(", x.value, ")"]
    return [words, x.value]


_PARTS: Final[dict[type[Node], Callable[[Any], Parts]]] = {
    BadExpr: lambda _x: ["<bad expr>"],
    Ident: lambda x: [x.name],
    BasicLit: lambda x: [x.value],
    FuncLit: _func_lit,
    CompositeLit: _composite,
    ParenExpr: lambda x: ["(", x.x, ")"],
    SelectorExpr: lambda x: [x.x, ".", x.sel],
    IndexExpr: lambda x: [x.x, "[", *_joined(x.indices), "]"],
    SliceExpr: _slice,
    TypeAssertExpr: lambda x: [x.x, ".(", x.type or "type", ")"],
    CallExpr: _call,
    StarExpr: lambda x: ["*", x.x],
    UnaryExpr: lambda x: [x.op, x.x],
    BinaryExpr: lambda x: [x.x, f" {x.op} ", x.y],
    KeyValueExpr: lambda x: [x.key, ": ", x.value],
    ArrayType: _array,
    Ellipsis: lambda x: ["...", x.element or ""],
    Field: _field,
    FieldList: lambda x: _joined(x.fields),
    StructType: lambda x: ["struct{", *_joined(x.fields.fields, "; "), "}"],
    FuncType: _func_type,
    InterfaceType: lambda x: ["interface{", *_joined(x.methods.fields, "; "), "}"],
    MapType: lambda x: ["map[", x.key, "]", x.value],
    ChanType: _channel,
}
