"""Composite literals and function literals. Spec, "Composite literals", "Function literals"."""

from __future__ import annotations

from server.compiler.decide.escape.functions import owner_of, walk_body
from server.compiler.decide.escape.graph import Hole, Owner, Site, noted
from server.compiler.decide.escape.walker import Walker
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Info
from server.compiler.types.lookup import find
from server.compiler.types.model import Array, Map, Pointer, Slice, Struct, Type, underlying
from server.compiler.types.objects import Var


def walk_composite(w: Walker, hole: Hole, x: ast.CompositeLit) -> None:
    """`T{...}`; an elided `&T{...}` allocates as if it were written."""
    found = w.types.get(x)
    typ = w.view.concrete(found.type) if found is not None else None
    under = underlying(typ) if typ is not None else None
    if isinstance(under, Pointer):
        typ = under.element
        hole = w.spill(hole, Site.LITERAL_ADDRESS, x, typ)
        under = underlying(typ)
    match under:
        case Struct():
            assert typ is not None
            _walk_struct(w, hole, x, under, typ)
        case Array(element=element):
            _walk_elements(w, noted(hole, "array literal element", w.frame, x), x, element)
        case Slice(element=element):
            inner = w.spill(hole, Site.VALUE, x, Array(element, length_of_literal(w.info, x)))
            _walk_elements(w, noted(inner, "slice-literal-element", w.frame, x), x, element)
        case Map():
            _walk_map(w, hole, x, under)


def _walk_struct(w: Walker, hole: Hole, x: ast.CompositeLit, struct: Struct, typ: Type) -> None:
    inner = noted(hole, "struct literal element", w.frame, x)
    for index, element in enumerate(x.elements):
        if isinstance(element, ast.KeyValueExpr):
            w.convert(inner, element.value, field_type(w, element.key, struct, typ))
        elif index < len(struct.fields):
            w.convert(inner, element, struct.fields[index].type)


def field_type(w: Walker, key: ast.Expr, struct: Struct, typ: Type) -> Type | None:
    """The type of the field that a key names, promoted fields included."""
    if not isinstance(key, ast.Ident):
        return None
    for field in struct.fields:
        if field.name == key.name:
            return field.type
    found = find(typ, True, w.frame.routine.typed.package, key.name)
    return found.obj.type if isinstance(found.obj, Var) else None


def _walk_elements(w: Walker, hole: Hole, x: ast.CompositeLit, element: Type) -> None:
    for item in x.elements:
        w.convert(hole, item.value if isinstance(item, ast.KeyValueExpr) else item, element)


def _walk_map(w: Walker, hole: Hole, x: ast.CompositeLit, typ: Map) -> None:
    w.spill(hole, Site.VALUE, x, None)
    for item in x.elements:
        if isinstance(item, ast.KeyValueExpr):
            w.convert(w.heap_hole("map literal key", x), item.key, typ.key)
            w.convert(w.heap_hole("map literal value", x), item.value, typ.element)


def length_of_literal(info: Info, x: ast.CompositeLit) -> int:
    """The number of elements that a slice or array literal makes room for."""
    index = longest = 0
    for item in x.elements:
        if isinstance(item, ast.KeyValueExpr):
            found = info.types.get(item.key)
            if found is not None and isinstance(found.value, int):
                index = found.value
        index += 1
        longest = max(longest, index)
    return longest


def walk_function(w: Walker, hole: Hole, x: ast.FuncLit) -> None:
    """`func() { ... }`: what it captures goes into the closure; its body is walked as a function of its own."""
    frame = w.frame.literals.get(x)
    if frame is None:
        return
    if x in w.frame.unused:
        return
    if stands_alone(w, x):
        w.spill(hole, Site.CLOSURE, x, None)  # captures nothing: a function for itself
    else:
        make_closure(w, hole, x, owner_of(w.batch, frame, w.owner))


def stands_alone(w: Walker, x: ast.FuncLit) -> bool:
    """Whether a literal captures nothing and so is a function for itself."""
    frame = w.frame.literals.get(x)
    return frame is not None and (frame in w.batch.units or w.batch.callees.leaks_of_frame(frame) is not None)


def make_closure(w: Walker, hole: Hole, node: ast.Node, owner: Owner) -> None:
    """Allocate a closure and walk the function that it holds."""
    inner = w.spill(hole, Site.CLOSURE, node, None)
    owner.made_depth = w.depth
    w.batch.made[inner.dst] = owner
    w.batch.closures.append((inner, owner))
    walk_body(w.batch, w.rules, owner)
