"""Conversions `T(x)`: which of them allocate, and how pointers come through package unsafe. Spec, "Conversions"."""

from __future__ import annotations

from typing import Final

from server.compiler.decide.escape.graph import Hole, Site, dereferenced, noted
from server.compiler.decide.escape.memory import is_interface_type
from server.compiler.decide.escape.walker import Walker
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Array, Basic, Kind, Named, Slice, Type, unalias, underlying
from server.compiler.types.predicates import is_bytes_or_runes, is_integer, is_string, is_uintptr, is_unsafe_pointer

_SHIFTS: Final = frozenset({"<<", ">>"})
_ARITHMETIC: Final = frozenset({"+", "-", "|", "^", "*", "/", "%", "&", "&^"})
_HEADERS: Final = frozenset({"SliceHeader", "StringHeader"})


def walk_conversion(w: Walker, hole: Hole, call: ast.CallExpr) -> None:
    """`T(x)`"""
    x = call.args[0]
    target, source = w.type_of(call.fun), w.type_of(x)
    if target is None or source is None:
        w.discard(x)
        return
    if is_interface_type(target):
        if not is_interface_type(source) and not w.facts.is_direct(source) and w.types[x].mode.name != "NIL":
            hole = w.spill(hole, Site.BOX, call, source)
        w.expr(noted(hole, "interface-converted", w.frame, call), x)
    elif _copies_string(target, source):
        found = w.types.get(x)
        is_literal = found is not None and found.value is not None and not is_string(target)
        typ: Type | None = None
        if is_literal and found is not None and isinstance(found.value, bytes) and not is_bytes(target):
            runes = underlying(target)
            assert isinstance(runes, Slice)
            typ = Array(runes.element, len(found.value.decode("utf-8", "replace")))
        w.spill(hole, Site.VALUE, call, typ)
        w.discard(x)
    elif is_unsafe_pointer(target) and is_uintptr(source):
        walk_unsafe(w, hole, x)
    elif isinstance(underlying(source), Slice) and isinstance(underlying(target), Array):
        w.expr(dereferenced(hole, "slice-to-array", w.frame, call), x)
    else:
        w.expr(hole, x)


def is_bytes(typ: Type) -> bool:
    """A slice of bytes."""
    under = underlying(typ)
    element = underlying(under.element) if isinstance(under, Slice) else None
    return isinstance(element, Basic) and element.kind is Kind.UINT8


def _copies_string(target: Type, source: Type) -> bool:
    """Between strings and slices of bytes or runes, and from a rune to a string."""
    if is_string(target):
        return is_integer(source) or is_bytes_or_runes(underlying(source))
    return is_string(source) and is_bytes_or_runes(underlying(target))


def walk_unsafe(w: Walker, hole: Hole, x: ast.Expr) -> None:
    """Arithmetic on a uintptr that becomes a pointer again: pointers converted inside it flow through.

    Rules of package unsafe: `unsafe.Pointer(uintptr(p) + offset)`, and the Data field of reflect's headers.
    """
    while isinstance(x, ast.ParenExpr):
        x = x.x
    match x:
        case ast.CallExpr(args=[operand]) if w.view.is_type(x.fun):
            typ = w.type_of(operand)
            if typ is not None and is_unsafe_pointer(typ):
                w.expr(hole, operand)
            else:
                w.discard(operand)
        case ast.SelectorExpr() if is_header_data(w, x):
            w.expr(dereferenced(hole, "reflect.Header.Data", w.frame, x), x.x)
        case ast.UnaryExpr(op=op, x=operand) if op in ("+", "-", "^"):
            walk_unsafe(w, hole, operand)
        case ast.BinaryExpr(op=op, x=left, y=right) if op in _ARITHMETIC:
            walk_unsafe(w, hole, left)
            walk_unsafe(w, hole, right)
        case ast.BinaryExpr(op=op, x=left, y=right) if op in _SHIFTS:
            walk_unsafe(w, hole, left)
            w.discard(right)
        case _:
            w.discard(x)


def is_header_data(w: Walker, x: ast.Expr) -> bool:
    """`h.Data` of a pointer to reflect.SliceHeader or reflect.StringHeader"""
    if not isinstance(x, ast.SelectorExpr) or x.sel.name != "Data":
        return False
    selection = w.view.selection(x)
    if selection is None or not selection.indirect:
        return False
    typ = unalias(selection.recv)
    element = unalias(typ.element) if hasattr(typ, "element") else None
    named = element if isinstance(element, Named) else None
    package = named.obj.package if named is not None else None
    return named is not None and package is not None and package.path == "reflect" and named.obj.name in _HEADERS
