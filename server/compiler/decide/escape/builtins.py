"""Calls of the predeclared functions and of package unsafe's. Spec, "Built-in functions"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.decide.escape.graph import Hole, Site, dereferenced, noted
from server.compiler.decide.escape.walker import Walker
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Chan, Map, Slice, underlying
from server.compiler.types.universe import ANY


def _discard_all(w: Walker, _hole: Hole, call: ast.CallExpr) -> None:
    for arg in call.args:
        w.discard(arg)


def _nothing(_w: Walker, _hole: Hole, _call: ast.CallExpr) -> None:
    """The operand is not evaluated."""


def _new(w: Walker, hole: Hole, call: ast.CallExpr) -> None:
    """`new(T)`, `new(x)`"""
    arg = call.args[0]
    inner = w.spill(hole, Site.VALUE, call, w.type_of(arg))
    if not w.view.is_type(arg):
        w.expr(noted(inner, "assign", w.frame, call), arg)


def _make(w: Walker, hole: Hole, call: ast.CallExpr) -> None:
    """Channels always live on the heap and are not mentioned."""
    typ = w.type_of(call)
    if typ is None or not isinstance(underlying(typ), Chan):
        w.spill(hole, Site.VALUE, call, typ)
    for arg in call.args[1:]:
        w.discard(arg)


def _append(w: Walker, hole: Hole, call: ast.CallExpr) -> None:
    """`append(s, x...)`: the elements may go to a new array on the heap, and s itself may be the result."""
    first, rest = call.args[0], call.args[1:]
    typ = w.type_of(call) or w.type_of(first)
    under = underlying(typ) if typ is not None else None
    element = under.element if isinstance(under, Slice) else None
    old = w.tee([hole, Hole(w.graph.mutator)])
    if element is None or w.facts.has_pointers(element):
        old = w.tee([old, dereferenced(Hole(w.graph.heap), "appendee slice", w.frame, call)])
    w.expr(noted(old, "call parameter", w.frame, call), first)
    if call.ellipsis >= 0:
        appended = w.discard_hole
        source = w.type_of(rest[0])
        if source is not None and w.facts.is_slice_with_pointers(source):
            appended = dereferenced(Hole(w.graph.heap), "appended slice...", w.frame, call)
        w.expr(noted(appended, "call parameter", w.frame, call), rest[0])
    else:
        for arg in rest:
            w.convert(noted(Hole(w.graph.heap), "call parameter", w.frame, call), arg, element)
    # Whether the new array can be reused is decided when the program runs: it counts as outside all loops.
    w.spill(hole, Site.APPEND, call, None).dst.depth = 0


def _copy(w: Walker, _hole: Hole, call: ast.CallExpr) -> None:
    target, source = call.args
    w.expr(noted(Hole(w.graph.mutator), "call parameter", w.frame, call), target)
    copied = w.discard_hole
    typ = w.type_of(source)
    if typ is not None and w.facts.is_slice_with_pointers(typ):
        copied = dereferenced(Hole(w.graph.heap), "copied slice", w.frame, call)
    w.expr(noted(copied, "call parameter", w.frame, call), source)


def _panic(w: Walker, _hole: Hole, call: ast.CallExpr) -> None:
    w.convert(noted(Hole(w.graph.heap), "call parameter", w.frame, call), call.args[0], ANY)


def _delete(w: Walker, _hole: Hole, call: ast.CallExpr) -> None:
    """Keys are only compared."""
    typ = w.type_of(call.args[0])
    under = underlying(typ) if typ is not None else None
    w.discard(call.args[0])
    for key in call.args[1:]:
        w.convert(w.discard_hole, key, under.key if isinstance(under, Map) else None)


def _clear(w: Walker, _hole: Hole, call: ast.CallExpr) -> None:
    w.expr(noted(Hole(w.graph.mutator), "call parameter", w.frame, call), call.args[0])


def _choose(w: Walker, hole: Hole, call: ast.CallExpr) -> None:
    """min, max: one of the arguments is the result."""
    for arg in call.args:
        w.expr(noted(hole, "call parameter", w.frame, call), arg)


def _first(w: Walker, hole: Hole, call: ast.CallExpr) -> None:
    """unsafe functions: the result points to where the first argument points."""
    w.expr(noted(hole, "call parameter", w.frame, call), call.args[0])
    for arg in call.args[1:]:
        w.discard(arg)


BUILTINS: Final[dict[str, Callable[[Walker, Hole, ast.CallExpr], None]]] = {
    "append": _append,
    "cap": _discard_all,
    "clear": _clear,
    "close": _discard_all,
    "complex": _discard_all,
    "copy": _copy,
    "delete": _delete,
    "imag": _discard_all,
    "len": _discard_all,
    "make": _make,
    "max": _choose,
    "min": _choose,
    "new": _new,
    "panic": _panic,
    "print": _discard_all,
    "println": _discard_all,
    "real": _discard_all,
    "recover": _discard_all,
    "Add": _first,
    "Alignof": _nothing,
    "Offsetof": _nothing,
    "Sizeof": _nothing,
    "Slice": _first,
    "SliceData": _first,
    "String": _first,
    "StringData": _first,
}
