"""Map literals. Spec, "Composite literals".

An entry is made for each element, in the order of the source. Where many elements are constant, as gc draws the line,
their keys and values are data and a loop makes the entries:

    for i := 0; i < n; i++ { m[keys[i]] = values[i] }
"""

from __future__ import annotations

from typing import Final

from server.compiler.ir.func import Aggregate, Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import INT
from server.compiler.irbuild.ahead import evaluate_entry_ahead
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.maps import entry_address, map_of, new_map
from server.compiler.irbuild.staticdata import static_value
from server.compiler.syntax import nodes as ast
from server.compiler.types.constant import Constant
from server.compiler.types.model import Array, Map, Pointer, Type
from server.source.span import Span

_MANY: Final = 25  # constant elements; beyond it a loop is smaller than the calls


def build_map_literal(b: FuncBuilder, expr: ast.CompositeLit, typ: Type) -> Value:
    """`map[K]V{k: v, ...}`"""
    span, map_ = b.span(expr), map_of(typ)
    elements = [element for element in expr.elements if isinstance(element, ast.KeyValueExpr)]
    table = new_map(b, typ, b.count(len(elements)) if elements else None, span)
    constant = {element: parts for element in elements if (parts := _constant_parts(b, element, map_)) is not None}
    if len(constant) > _MANY:
        _fill_from_data(b, table, map_, list(constant.values()), span)
        elements = [element for element in elements if element not in constant]
    for element in elements:
        place = b.span(element)
        evaluate_entry_ahead(b, map_, element.key, element.value)
        key = b.expr_as(element.key, map_.key)
        value = b.expr_as(element.value, map_.element)
        b.store(entry_address(b, typ, table, key, place), value, place)
    return table


def _constant_parts(
    b: FuncBuilder, element: ast.KeyValueExpr, map_: Map
) -> tuple[Constant | Aggregate, Constant | Aggregate] | None:
    """Key and value of an element that are known without running code."""
    key = static_value(b.view.info, element.key, map_.key)
    value = static_value(b.view.info, element.value, map_.element) if key is not None else None
    return None if key is None or value is None else (key, value)


def _fill_from_data(
    b: FuncBuilder,
    table: Value,
    map_: Map,
    parts: list[tuple[Constant | Aggregate, Constant | Aggregate]],
    span: Span,
) -> None:
    keys = _data(b, map_.key, [key for key, _ in parts])
    values = _data(b, map_.element, [value for _, value in parts])
    index = b.local("", INT)
    head, body, done = (b.new_block(f"literal.{name}") for name in ("head", "body", "done"))
    b.jump(head)
    b.start(head)
    b.branch(b.compare(Op.LT, b.load(index), b.count(len(parts))), body, done)
    b.start(body)
    at = b.load(index)
    value = b.load(b.element_addr(values, at), span)
    assert table.type is not None
    b.store(entry_address(b, table.type, table, b.load(b.element_addr(keys, at), span), span), value, span)
    b.store(index, b.emit(Op.ADD, INT, at, b.count(1)))
    b.jump(head)
    b.start(done)


def _data(b: FuncBuilder, typ: Type, parts: list[Constant | Aggregate]) -> Value:
    """The address of the first element of an array with this content."""
    array = Array(typ, len(parts))
    symbol = b.context.shared_data(array, Aggregate(tuple(enumerate(parts))))
    return b.first_element(b.emit(Op.GLOBAL, Pointer(array), aux=symbol))
