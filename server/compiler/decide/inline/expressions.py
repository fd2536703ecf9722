"""What expressions count. Spec: "Expressions".

An expression without a rule of its own counts one node and its operands. Constants never get here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from server.compiler.decide.inline.builtins import builtin_call
from server.compiler.decide.inline.callee import is_abstract, on_type_parameter, unparen
from server.compiler.decide.inline.calls import call
from server.compiler.decide.inline.conversion import is_empty_interface, needs_code
from server.compiler.decide.inline.operands import address_discount, builtin_name, indirection, receiver
from server.compiler.decide.inline.prices import DICTIONARY_WORD, METHOD_WORD, STORED, TYPE_WORD
from server.compiler.decide.inline.walker import Walker
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode
from server.compiler.types.model import Array, Map, Pointer, Slice, Struct, Type, underlying
from server.compiler.types.objects import Func
from server.compiler.types.predicates import is_string


def _ident(w: Walker, expr: ast.Ident) -> int:
    if w.mapped and expr in w.info.instances:
        return _function_value(w, expr)
    return 1


def _function_value(w: Walker, ident: ast.Ident) -> int:
    """A generic function as a value: by name, unless its dictionary is known only when the program runs."""
    if any(w.derived(arg) for arg in w.info.instances[ident].type_args):
        return STORED - 1 + DICTIONARY_WORD + 1 + w.prices.closure
    return 1


def _selector(w: Walker, expr: ast.SelectorExpr) -> int:
    selection = w.view.selection(expr)
    if selection is None:
        return _ident(w, expr.sel)
    if selection.kind == "field":
        return w.expr(expr.x) + len(selection.path)
    if selection.kind == "method expr":
        return w.prices.method_name if not on_type_parameter(w.view, expr) else METHOD_WORD
    if on_type_parameter(w.view, expr):
        kept = STORED - 1 + METHOD_WORD + STORED - 1 + w.expr(expr.x)
        return kept + 1 + w.prices.closure
    recv = receiver(w, expr, selection)
    if w.mapped and isinstance(selection.obj, Func) and not is_abstract(selection.obj):
        generic = w.info.selections[expr]
        if w.derived(generic.recv) and selection.obj.origin is not None:
            return STORED - 1 + recv + STORED - 1 + DICTIONARY_WORD + 1 + w.prices.closure
    return recv + 1 + w.prices.method_value


def _index(w: Walker, expr: ast.IndexExpr) -> int:
    inner = unparen(expr.x)
    ident = inner.sel if isinstance(inner, ast.SelectorExpr) else inner
    if isinstance(ident, ast.Ident) and ident in w.info.instances:
        return _function_value(w, ident) if not isinstance(inner, ast.SelectorExpr) else w.expr(inner)
    typ = w.type_of(expr.x)
    under = underlying(typ) if typ is not None else None
    count = 1 + w.expr(expr.x)
    if isinstance(under, Pointer):
        count += indirection(w, expr.x)
    return count + w.converted(expr.indices[0], under.key if isinstance(under, Map) else None)


def _slice(w: Walker, expr: ast.SliceExpr) -> int:
    typ = w.type_of(expr.x)
    count = 1 + w.expr(expr.x)
    is_array = typ is not None and isinstance(underlying(typ), Array)
    if is_array:
        count += 1 - address_discount(w, expr.x)
    for bound in (expr.low, expr.high, expr.max):
        if bound is not None:
            count += w.expr(bound)
    return count - (_superfluous(w, expr, is_array) if w.prices.discounts else 0)


def _superfluous(w: Walker, expr: ast.SliceExpr, is_array: bool) -> int:
    """Of `x[0:len(x)]` the bounds cost nothing."""
    spared = 0
    found = w.types.get(expr.low) if expr.low is not None else None
    if found is not None and found.value == 0 and found.value is not False:
        spared += 1
    high = unparen(expr.high) if expr.high is not None else None
    if isinstance(high, ast.CallExpr) and builtin_name(w, high.fun) == "len" and not is_array:
        sliced, measured = unparen(expr.x), unparen(high.args[0])
        if isinstance(sliced, ast.Ident) and isinstance(measured, ast.Ident) and not _constants(w, high):
            spared += 2 if w.view.object_of(sliced) is w.view.object_of(measured) else 0
    return spared


def _constants(w: Walker, expr: ast.Expr) -> tuple[ast.Expr, ...]:
    found = w.types.get(expr)
    return (expr,) if found is not None and found.value is not None else ()


def _type_assert(w: Walker, expr: ast.TypeAssertExpr) -> int:
    count = 1 + w.expr(expr.x)
    assert expr.type is not None
    typed = w.types.get(expr.type)
    if typed is not None and w.derived(typed.type):
        count += TYPE_WORD + DICTIONARY_WORD
    return count


def _star(w: Walker, expr: ast.StarExpr) -> int:
    return w.expr(expr.x) + indirection(w, expr.x)


def _unary(w: Walker, expr: ast.UnaryExpr) -> int:
    count = 1 + w.expr(expr.x)
    return count - address_discount(w, expr.x) if expr.op == "&" else count


def _binary(w: Walker, expr: ast.BinaryExpr) -> int:
    """A chain of operators to the left is walked in a loop: sources have chains of thousands."""
    count = 0
    operand: ast.Expr = expr
    chain: list[ast.BinaryExpr] = []
    while isinstance(operand, ast.BinaryExpr) and not _constants(w, operand):
        chain.append(operand)
        operand = unparen(operand.x)
    count = w.expr(operand)
    for node in reversed(chain):
        count += w.expr(node.y) + _operator(w, node)
    return count


def _operator(w: Walker, node: ast.BinaryExpr) -> int:
    if node.op == "+" and w.prices.discounts and _is_joined(w, node):
        return 1 - sum(_is_concatenation(w, side) for side in (node.x, node.y))
    if node.op in _COMPARISONS:
        return 1 + _comparison(w, node)
    return 1


_COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})


def _is_joined(w: Walker, node: ast.BinaryExpr) -> bool:
    typ = w.type_of(node)
    return typ is not None and is_string(typ)


def _is_concatenation(w: Walker, side: ast.Expr) -> bool:
    """Whether an operand of a concatenation is one itself: all its operands then belong to one node."""
    side = unparen(side)
    return isinstance(side, ast.BinaryExpr) and side.op == "+" and not _constants(w, side)


def _comparison(w: Walker, node: ast.BinaryExpr) -> int:
    """An operand that is compared with an interface value is converted."""
    x, y = w.type_of(node.x), w.type_of(node.y)
    if x is None or y is None or x is y:
        return 0
    if is_nil(w, node.x) or is_nil(w, node.y):
        return 0
    return w.assigned(x, y) or w.assigned(y, x)


def is_nil(w: Walker, expr: ast.Expr) -> bool:
    """Whether an operand is the predeclared nil."""
    found = w.types.get(expr)
    return found is not None and found.mode is Mode.NIL


def _call(w: Walker, expr: ast.CallExpr) -> int:
    found = w.types.get(unparen(expr.fun))
    if found is not None and found.mode is Mode.TYPE:
        return _conversion(w, expr)
    name = builtin_name(w, expr.fun) if found is None or found.mode is Mode.BUILTIN else ""
    return builtin_call(w, expr, name) if name else call(w, expr)


def _conversion(w: Walker, expr: ast.CallExpr) -> int:
    operand = expr.args[0]
    count = w.expr(operand)
    src, dst = w.type_of(operand), w.type_of(expr)
    if src is None or dst is None:
        return count
    if is_nil(w, operand) or (_constants(w, operand) and w.mapped and _converts_constant(w, expr)):
        return count + w.prices.conversion
    return count + (1 if needs_code(src, dst, w.sizes.word) else w.prices.conversion)


def _converts_constant(w: Walker, expr: ast.CallExpr) -> bool:
    """Whether the conversion makes a constant a value of a type parameter; strings to slices apart."""
    typ = w.type_of(expr)
    return typ is not None and not isinstance(underlying(typ), Slice) and not is_empty_interface(typ)


def _composite(w: Walker, expr: ast.CompositeLit) -> int:
    found = w.types.get(expr)
    typ = w.type_of(expr)
    assert found is not None
    assert typ is not None
    count = 1
    under = underlying(typ)
    if isinstance(under, Pointer):
        count, under = 2, underlying(under.element)
    if isinstance(under, Struct):
        return count + sum(_field(w, under, i, element) for i, element in enumerate(expr.elements))
    if isinstance(under, Map):
        return count + sum(_entry(w, under, element) for element in expr.elements)
    if isinstance(under, Slice):
        count += w.prices.slice_literal
    element_type: Type | None = under.element if isinstance(under, Slice | Array) else None
    for element in expr.elements:
        if isinstance(element, ast.KeyValueExpr):
            count += 1 + w.expr(element.key)
            element = element.value
        count += w.converted(element, element_type)
    return count


def _field(w: Walker, struct: Struct, index: int, element: ast.Expr) -> int:
    if not isinstance(element, ast.KeyValueExpr):
        return 1 + w.converted(element, struct.fields[index].type)
    assert isinstance(element.key, ast.Ident)
    field = w.info.uses.get(element.key)
    typ = getattr(field, "type", None)
    return 1 + w.converted(element.value, w.view.concrete(typ) if typ is not None else None)


def _entry(w: Walker, typ: Map, element: ast.Expr) -> int:
    assert isinstance(element, ast.KeyValueExpr)
    return 1 + w.converted(element.key, typ.key) + w.converted(element.value, typ.element)


def _literal(w: Walker, expr: ast.FuncLit) -> int:
    w.facts.literals.append(expr)
    return 1 + w.prices.closure


EXPRESSIONS: Final[dict[type, Callable[[Walker, Any], int]]] = {
    ast.Ident: _ident,
    ast.SelectorExpr: _selector,
    ast.ParenExpr: lambda w, expr: w.expr(unparen(expr)),
    ast.IndexExpr: _index,
    ast.SliceExpr: _slice,
    ast.TypeAssertExpr: _type_assert,
    ast.StarExpr: _star,
    ast.UnaryExpr: _unary,
    ast.BinaryExpr: _binary,
    ast.CallExpr: _call,
    ast.CompositeLit: _composite,
    ast.FuncLit: _literal,
}
