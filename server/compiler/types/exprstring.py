"""Expressions as gc prints them in messages: on one line, bodies and literals cut to `{…}`.

Operands are joined as they stand in the tree; parentheses are printed where the source has them. Long left-leaning
chains are unrolled, so that depth is no limit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from server.compiler.syntax import nodes as ast


def expr_string(expr: ast.Node | None) -> str:
    """The expression or type as text."""
    out: list[str] = []
    _write(expr, out)
    return "".join(out)


def _write(expr: ast.Node | None, out: list[str]) -> None:
    rule = _RULES.get(type(expr))
    if rule is not None:
        rule(expr, out)


def _join(exprs: Sequence[ast.Node], out: list[str], separator: str = ", ") -> None:
    for i, expr in enumerate(exprs):
        if i:
            out.append(separator)
        _write(expr, out)


def _composite_lit(expr: ast.CompositeLit, out: list[str]) -> None:
    _write(expr.type, out)
    out.append("{…}" if expr.elements else "{}")


def _func_lit(expr: ast.FuncLit, out: list[str]) -> None:
    _write(expr.type, out)
    out.append(" {…}" if expr.body.stmts else " {}")


def _paren(expr: ast.ParenExpr, out: list[str]) -> None:
    inner: ast.Expr = expr
    depth = 0
    while isinstance(inner, ast.ParenExpr):
        depth += 1
        inner = inner.x
    out.append("(" * depth)
    _write(inner, out)
    out.append(")" * depth)


def _selector(expr: ast.SelectorExpr, out: list[str]) -> None:
    names = []
    inner: ast.Expr = expr
    while isinstance(inner, ast.SelectorExpr):
        names.append(inner.sel.name)
        inner = inner.x
    _write(inner, out)
    for name in reversed(names):
        out.append("." + name)


def _index(expr: ast.IndexExpr, out: list[str]) -> None:
    _write(expr.x, out)
    out.append("[")
    _join(expr.indices, out)
    out.append("]")


def _slice(expr: ast.SliceExpr, out: list[str]) -> None:
    _write(expr.x, out)
    out.append("[")
    _write(expr.low, out)
    out.append(":")
    _write(expr.high, out)
    if expr.max is not None:
        out.append(":")
        _write(expr.max, out)
    out.append("]")


def _type_assert(expr: ast.TypeAssertExpr, out: list[str]) -> None:
    _write(expr.x, out)
    out.append(".(")
    if expr.type is None:
        out.append("type")
    else:
        _write(expr.type, out)
    out.append(")")


def _call(expr: ast.CallExpr, out: list[str]) -> None:
    _write(expr.fun, out)
    out.append("(")
    _join(expr.args, out)
    out.append("...)" if expr.ellipsis >= 0 else ")")


def _star(expr: ast.StarExpr, out: list[str]) -> None:
    out.append("*")
    _write(expr.x, out)


def _unary(expr: ast.UnaryExpr, out: list[str]) -> None:
    out.append(expr.op)
    _write(expr.x, out)


def _binary(expr: ast.BinaryExpr, out: list[str]) -> None:
    rest: list[ast.BinaryExpr] = []
    left: ast.Expr = expr
    while isinstance(left, ast.BinaryExpr):
        rest.append(left)
        left = left.x
    _write(left, out)
    for node in reversed(rest):
        out.append(f" {node.op} ")
        _write(node.y, out)


def _key_value(expr: ast.KeyValueExpr, out: list[str]) -> None:
    _write(expr.key, out)
    out.append(": ")
    _write(expr.value, out)


def _array_type(expr: ast.ArrayType, out: list[str]) -> None:
    out.append("[")
    _write(expr.length, out)
    out.append("]")
    _write(expr.element, out)


def _ellipsis(expr: ast.Ellipsis, out: list[str]) -> None:
    out.append("...")
    _write(expr.element, out)


def _fields(fields: Sequence[ast.Field], out: list[str], separator: str) -> None:
    for i, field in enumerate(fields):
        if i:
            out.append(separator)
        _join(field.names, out)
        if field.names:
            if isinstance(field.type, ast.FuncType) and field.type.func_pos < 0:
                _signature(field.type, out)
                continue
            out.append(" ")
        _write(field.type, out)
        if field.tag is not None:
            out.append(" " + field.tag.value)


def _struct_type(expr: ast.StructType, out: list[str]) -> None:
    out.append("struct{")
    _fields(expr.fields.fields, out, "; ")
    out.append("}")


def _interface_type(expr: ast.InterfaceType, out: list[str]) -> None:
    out.append("interface{")
    _fields(expr.methods.fields, out, "; ")
    out.append("}")


def _func_type(expr: ast.FuncType, out: list[str]) -> None:
    out.append("func")
    _signature(expr, out)


def _signature(expr: ast.FuncType, out: list[str]) -> None:
    out.append("(")
    _fields(expr.params.fields, out, ", ")
    out.append(")")
    if expr.results is None or not expr.results.fields:
        return
    out.append(" ")
    fields = expr.results.fields
    if len(fields) == 1 and not fields[0].names:
        _write(fields[0].type, out)
        return
    out.append("(")
    _fields(fields, out, ", ")
    out.append(")")


def _map_type(expr: ast.MapType, out: list[str]) -> None:
    out.append("map[")
    _write(expr.key, out)
    out.append("]")
    _write(expr.value, out)


def _chan_type(expr: ast.ChanType, out: list[str]) -> None:
    out.append({"both": "chan ", "send": "chan<- ", "recv": "<-chan "}[expr.dir])
    parens = expr.dir == "both" and isinstance(expr.value, ast.ChanType) and expr.value.dir == "recv"
    if parens:
        out.append("(")
    _write(expr.value, out)
    if parens:
        out.append(")")


_RULES: dict[type, Callable[..., None]] = {
    ast.BadExpr: lambda _, out: out.append("<bad expr>"),
    ast.Ident: lambda expr, out: out.append(expr.name),
    ast.BasicLit: lambda expr, out: out.append(expr.value),
    ast.CompositeLit: _composite_lit,
    ast.FuncLit: _func_lit,
    ast.ParenExpr: _paren,
    ast.SelectorExpr: _selector,
    ast.IndexExpr: _index,
    ast.SliceExpr: _slice,
    ast.TypeAssertExpr: _type_assert,
    ast.CallExpr: _call,
    ast.StarExpr: _star,
    ast.UnaryExpr: _unary,
    ast.BinaryExpr: _binary,
    ast.KeyValueExpr: _key_value,
    ast.ArrayType: _array_type,
    ast.Ellipsis: _ellipsis,
    ast.StructType: _struct_type,
    ast.InterfaceType: _interface_type,
    ast.FuncType: _func_type,
    ast.MapType: _map_type,
    ast.ChanType: _chan_type,
}
