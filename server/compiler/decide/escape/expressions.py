"""Operands, selectors, indices, slices and operators. Spec, "Expressions"."""

from __future__ import annotations

from typing import Final

from server.compiler.decide.escape.callees import receiver_hole
from server.compiler.decide.escape.graph import Hole, Site, addressed, dereferenced, noted
from server.compiler.decide.escape.memory import depends_on_shape, is_interface_type
from server.compiler.decide.escape.walker import Walker
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Selection
from server.compiler.types.model import Array, Map, Pointer, Signature, Type, underlying
from server.compiler.types.objects import Func, Var
from server.compiler.types.predicates import is_string

_COMPARISONS: Final = frozenset({"==", "!="})


def walk_ident(w: Walker, hole: Hole, x: ast.Ident) -> None:
    """`x`: a local variable flows; globals and functions are there for ever."""
    obj = w.object_of(x)
    if isinstance(obj, Var) and not obj.is_global:
        location = w.lookup(obj, x)
        if location is not None:
            w.graph.flow(hole, location)


def walk_selector(w: Walker, hole: Hole, x: ast.SelectorExpr) -> None:
    """`x.f`: a field, a method value, or what another package declares."""
    selection = w.view.selection(x)
    if selection is None or selection.kind == "method expr":
        return
    if selection.kind == "field":
        w.expr(w.select(hole, selection, x, len(selection.path)), x.x)
    else:
        walk_method_value(w, hole, x, selection)


def walk_method_value(w: Walker, hole: Hole, x: ast.SelectorExpr, selection: Selection) -> None:
    """`x.m` as a value: the receiver goes into a closure, and to wherever the method lets it go."""
    method = selection.obj
    assert isinstance(method, Func)
    # Of an instance's method, gc makes a function literal of its own that it says nothing about.
    site = Site.WRAPPER if depends_on_shape(selection.recv) else Site.METHOD_VALUE
    closure = w.spill(hole, site, x, w.type_of(x))
    receiver = receiver_hole(w, x, method)
    walk_receiver(w, w.tee([receiver, closure]), x, selection)


def walk_receiver(w: Walker, hole: Hole, x: ast.SelectorExpr, selection: Selection) -> None:
    """The receiver operand of `x.m`, its address taken or its pointer followed as the method wants it."""
    if x in w.overrides:
        w.flow_typed(hole, w.overrides[x])
        return
    method = selection.obj
    assert isinstance(method, Func)
    typ = _type_behind(selection)
    is_pointer = typ is not None and isinstance(underlying(typ), Pointer)
    if not (typ is not None and is_interface_type(typ)):
        if method.pointer_receiver and not is_pointer:
            hole = addressed(hole, "address-of", w.frame, x)
        elif not method.pointer_receiver and is_pointer:
            hole = dereferenced(hole, "indirection", w.frame, x)
    w.expr(w.select(hole, selection, x, len(selection.path) - 1), x.x)


def _type_behind(selection: Selection) -> Type | None:
    """The type of the receiver operand after the embedded fields on the way."""
    typ: Type | None = selection.recv
    for index in selection.path[:-1]:
        under = underlying(typ) if typ is not None else None
        if isinstance(under, Pointer):
            under = underlying(under.element)
        typ = under.fields[index].type if under is not None and hasattr(under, "fields") else None
    return typ


def walk_index(w: Walker, hole: Hole, x: ast.IndexExpr) -> None:
    """`x[i]`; an instance of a generic function is a constant."""
    typ = w.type_of(x.x)
    under = underlying(typ) if typ is not None else None
    if under is None or isinstance(under, Signature):
        return
    index = x.indices[0]
    if isinstance(under, Map):
        w.discard(x.x)
        w.convert(w.discard_hole, index, under.key)
        return
    if isinstance(under, Array):
        w.expr(noted(hole, "fixed-array-index-of", w.frame, x), x.x)
    elif isinstance(under, Pointer):
        inner = noted(hole, "fixed-array-index-of", w.frame, x)
        w.expr(dereferenced(inner, "indirection", w.frame, x.x), x.x)
    else:
        w.expr(dereferenced(hole, "dot of pointer", w.frame, x), x.x)
    w.discard(index)


def walk_slice(w: Walker, hole: Hole, x: ast.SliceExpr) -> None:
    """`x[i:j]`: slicing an array takes its address."""
    typ = w.type_of(x.x)
    inner = noted(hole, "slice", w.frame, x)
    if typ is not None and isinstance(underlying(typ), Array):
        inner = addressed(inner, "address-of", w.frame, x)
    w.expr(inner, x.x)
    for part in (x.low, x.high, x.max):
        w.discard(part)


def walk_assertion(w: Walker, hole: Hole, x: ast.TypeAssertExpr) -> None:
    """`x.(T)`: a value that an interface holds indirectly is loaded."""
    typ = w.type_of(x.type) if x.type is not None else None
    w.expr(asserted(w, hole, typ, x, "dot"), x.x)


def asserted(w: Walker, hole: Hole, typ: Type | None, node: ast.Node, why: str) -> Hole:
    """The hole for an interface value of which a value of the type is taken."""
    if typ is not None and not is_interface_type(typ) and not w.facts.is_direct(typ):
        return dereferenced(hole, why, w.frame, node)
    return noted(hole, why, w.frame, node)


def walk_star(w: Walker, hole: Hole, x: ast.StarExpr) -> None:
    """`*x`"""
    w.expr(dereferenced(hole, "indirection", w.frame, x), x.x)


def walk_unary(w: Walker, hole: Hole, x: ast.UnaryExpr) -> None:
    """`&x` takes an address or allocates; the other operators make new values."""
    if x.op != "&":
        w.discard(x.x)
        return
    operand = x.x
    while isinstance(operand, ast.ParenExpr):
        operand = operand.x
    if isinstance(operand, ast.CompositeLit):
        inner = w.spill(hole, Site.LITERAL_ADDRESS, x, w.type_of(operand))
        w.expr(inner, operand)
    else:
        w.expr(addressed(hole, "address-of", w.frame, x), operand)


def walk_binary(w: Walker, hole: Hole, x: ast.BinaryExpr) -> None:
    """`x op y`: only the concatenation of strings allocates. Goes along chains of operators without recursion."""
    found = w.types.get(x)
    if x.op == "+" and found is not None and is_string(w.view.concrete(found.type)):
        w.spill(hole, Site.VALUE, x, found.type)
        for part in concatenated(w, x):
            w.discard(part)
        return
    left: ast.Expr = x
    while isinstance(left, ast.BinaryExpr) and not _has_own_rule(w, left):
        _discard_right(w, left)
        left = left.x
        while isinstance(left, ast.ParenExpr):
            left = left.x
    if isinstance(left, ast.BinaryExpr) and left.op in _COMPARISONS:
        _compare(w, left)
    elif left is x:
        w.discard(x.x)
        w.discard(x.y)
    else:
        w.discard(left)


def _has_own_rule(w: Walker, x: ast.BinaryExpr) -> bool:
    found = w.types.get(x)
    if found is None or found.value is not None:
        return True
    return x.op in _COMPARISONS or (x.op == "+" and is_string(w.view.concrete(found.type)))


def _discard_right(w: Walker, x: ast.BinaryExpr) -> None:
    w.discard(x.y)


def _compare(w: Walker, x: ast.BinaryExpr) -> None:
    """`x == y`: a concrete operand is converted to the interface type of the other one."""
    left, right = w.type_of(x.x), w.type_of(x.y)
    w.convert(w.discard_hole, x.x, right)
    w.convert(w.discard_hole, x.y, left)


def concatenated(w: Walker, x: ast.BinaryExpr) -> list[ast.Expr]:
    """The operands of a concatenation of strings, nested ones and those in parentheses included, in order."""
    parts: list[ast.Expr] = []
    todo: list[ast.Expr] = [x]
    while todo:
        part = todo.pop()
        while isinstance(part, ast.ParenExpr):
            part = part.x
        found = w.types.get(part)
        if isinstance(part, ast.BinaryExpr) and part.op == "+" and (found is None or found.value is None):
            todo += [part.y, part.x]
        else:
            parts.append(part)
    return parts
