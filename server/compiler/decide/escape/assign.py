"""Assignments and declarations of variables. Spec, "Assignment statements"."""

from __future__ import annotations

from collections.abc import Sequence

from server.compiler.decide.escape.callees import unparen
from server.compiler.decide.escape.calls import Operand, give, temporaries
from server.compiler.decide.escape.conversions import is_header_data, walk_unsafe
from server.compiler.decide.escape.graph import Hole, Location, noted
from server.compiler.decide.escape.selfassign import puts_nothing_new
from server.compiler.decide.escape.walker import Ignored, Walker
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Array, Map, Tuple, Type, underlying
from server.compiler.types.objects import Var


def is_blank(x: ast.Expr | None) -> bool:
    """`_`, or nothing"""
    return x is None or (isinstance(x, ast.Ident) and x.name == "_")


def address(w: Walker, x: ast.Expr | None) -> Hole:
    """The hole that stands for storing into an operand."""
    x = unparen(x) if x is not None else None
    if x is None or is_blank(x):
        return w.discard_hole
    match x:
        case ast.Ident():
            obj = w.object_of(x)
            location = w.lookup(obj, x) if isinstance(obj, Var) and not obj.is_global else None
            return Hole(location if location is not None else w.graph.heap)
        case ast.SelectorExpr():
            return _address_of_field(w, x)
        case ast.IndexExpr():
            return _address_of_element(w, x)
        case ast.StarExpr():
            w.mutate(x.x)
    return Hole(w.graph.heap)


def _address_of_field(w: Walker, x: ast.SelectorExpr) -> Hole:
    selection = w.view.selection(x)
    if selection is None:
        return Hole(w.graph.heap)
    steps = w.steps(selection, len(selection.path))
    if not any(steps):
        return address(w, x.x)
    last = len(steps) - 1 - steps[::-1].index(True)  # what is stored into lies behind this pointer
    w.expr(w.select(Hole(w.graph.mutator), selection, x, last), x.x)
    return Hole(w.graph.heap)


def _address_of_element(w: Walker, x: ast.IndexExpr) -> Hole:
    typ = w.type_of(x.x)
    under = underlying(typ) if typ is not None else None
    if isinstance(under, Map):
        w.discard(x.x)
        w.convert(w.heap_hole("key of map put", x), x.indices[0], under.key)
        return Hole(w.graph.heap)
    w.discard(x.indices[0])
    if isinstance(under, Array):
        return address(w, x.x)
    w.mutate(x.x)
    return Hole(w.graph.heap)


def type_of_target(w: Walker, x: ast.Expr) -> Type | None:
    """The type that a value assigned to an operand is converted to; None for `_`."""
    x = unparen(x)
    return None if is_blank(x) else w.type_of(x)


def walk_assign(w: Walker, node: ast.AssignStmt) -> None:
    """`a, b = x, y`, `a := x`, `a += x`"""
    if node.tok == ":=":
        assign(w, node, *_define(w, node.lhs), node.lhs, node.rhs)
    elif node.tok == "=":
        holes = [address(w, x) for x in node.lhs]
        assign(w, node, holes, frozenset(), node.lhs, node.rhs)
    else:
        hole = address(w, node.lhs[0])
        _assign_one(w, node, hole, node.lhs[0], node.rhs[0], "assign")
        mark_assigned([hole], frozenset())


def walk_inc_dec(w: Walker, node: ast.IncDecStmt) -> None:
    """`x++`"""
    mark_assigned([address(w, node.x)], frozenset())


def _define(w: Walker, names: Sequence[ast.Expr]) -> tuple[list[Hole], frozenset[Location]]:
    """The holes of the left side of `:=`, and those of them that are new variables."""
    fresh: dict[ast.Expr, Location] = {}
    for name in names:
        obj = w.info.defs.get(name) if isinstance(name, ast.Ident) else None
        if isinstance(obj, Var) and not is_blank(name):
            fresh[name] = w.declare(obj)
    holes = [Hole(fresh[name]) if name in fresh else address(w, name) for name in names]
    return holes, frozenset(fresh.values())


def walk_var_spec(w: Walker, spec: ast.ValueSpec) -> None:
    """`var a, b T = x, y`; without values the zero value is the first, and no assignment."""
    holes, fresh = _define(w, spec.names)
    if spec.values:
        assign(w, spec, holes, fresh, spec.names, spec.values)


def assign(
    w: Walker,
    node: ast.Node,
    holes: Sequence[Hole],
    fresh: frozenset[Location],
    targets: Sequence[ast.Expr],
    values: Sequence[ast.Expr],
) -> None:
    """Values go into holes; `fresh` are the variables that the statement declares."""
    if len(values) == len(targets):
        why = "assign" if len(targets) == 1 else "assign-pair"
        for hole, target, value in zip(holes, targets, values):
            _assign_one(w, node, hole, target, value, why)
            if hole.dst in fresh:
                hole.dst.defined_by = w.frame, value
    else:
        for hole, target, operand in zip(holes, targets, _several(w, node, values[0], len(targets))):
            give(w, noted(hole, "assign-pair", w.frame, node), operand, type_of_target(w, target))
    mark_assigned(holes, fresh)


def _assign_one(w: Walker, node: ast.Node, hole: Hole, target: ast.Expr, value: ast.Expr, why: str) -> None:
    if is_header_data(w, unparen(target)):
        walk_unsafe(w, w.heap_hole(why, node), value)
        return
    if not w.becomes_interface(value, type_of_target(w, target)) and puts_nothing_new(
        w, unparen(target), unparen(value)
    ):
        w.batch.ignored.append(Ignored(w.owner, w.frame, node))
        hole = w.discard_hole
    w.convert(noted(hole, why, w.frame, node), value, type_of_target(w, target))


def _several(w: Walker, node: ast.Node, value: ast.Expr, count: int) -> list[Operand]:
    """The values of one expression: of a call with several results, or of `v, ok = x.(T)` and its like."""
    value = unparen(value)
    found = w.types.get(value)
    if isinstance(value, ast.CallExpr) and found is not None and isinstance(found.type, Tuple):
        return [Operand(temporary=one) for one in temporaries(w, value, found.type, node)]
    first = found.type.vars[0].type if found is not None and isinstance(found.type, Tuple) else None
    typ = first if first is not None else found.type if found is not None else None
    temporary = w.temporary(node, w.view.concrete(typ) if typ is not None else None)
    w.expr(noted(Hole(temporary), "assign-pair", w.frame, node), value)
    return [Operand(temporary=temporary), *(Operand() for _ in range(count - 1))]


def mark_assigned(holes: Sequence[Hole], fresh: frozenset[Location]) -> None:
    """Variables assigned to anywhere but in their declaration cannot be captured by value."""
    for hole in holes:
        if hole.dst not in fresh:
            hole.dst.reassigned = hole.dst.assigned = True
