"""append and copy. Spec, "Appending to and copying slices"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from server.compiler.decide.escape.memory import TypeFacts
from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import BOOL, INT, UINT, UINTPTR, type_text
from server.compiler.irbuild.address import as_int, build_index_value, builtin_name, string_ptr, unparen
from server.compiler.irbuild.builder import FuncBuilder, Place
from server.compiler.irbuild.makeslice import SMALL
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Array, Pointer, Slice, Struct, Type, underlying
from server.compiler.types.objects import Var
from server.compiler.types.predicates import is_string
from server.source.span import Span

_LENGTH_ONLY: Final = "append: len-only update"  # in gc's words
_LOCAL: Final = f"{_LENGTH_ONLY} (in local slice)"


def _element(typ: Type) -> Type:
    under = underlying(typ)
    assert isinstance(under, Slice)
    return under.element


def build_append(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`append(s, a, b)` and `append(s, t...)`

    newlen := len(s) + n
    if uint(newlen) > uint(cap(s)) { s = growslice(...) }
    store the new elements behind the old ones

    What stays in the frame begins in an array there, see _OwnArray.
    """
    typ = b.type_of(expr)
    slice_ = b.expr_as(b.args(expr)[0], typ)
    made = made_elements(b, expr)
    if made is not None:
        return _append_made(b, expr, slice_, made)
    if expr.ellipsis >= 0:
        return _append_slice(b, expr, slice_, typ)
    element = _element(typ)
    values = [b.expr_as(arg, element) for arg in b.args(expr)[1:]]
    if not values:
        return slice_
    span = b.span(expr)
    array = _own_array(b, expr, element)
    grown, length, new_length = _grow(b, slice_, b.count(len(values)), span, array=array)
    pointer = b.slice_ptr(grown)
    _fill(b, pointer, length, values, span)
    return b.slice_make(typ, pointer, new_length, b.emit(Op.SLICE_CAP, INT, grown), span)


def _fill(b: FuncBuilder, pointer: Value, length: Value, values: list[Value], span: Span) -> None:
    for offset, value in enumerate(values):
        index = length if offset == 0 else b.emit(Op.ADD, INT, length, b.count(offset))
        b.store(b.element_addr(pointer, index), value, span)


def build_append_in_place(b: FuncBuilder, place: Place, expr: ast.CallExpr, statement: Span) -> None:
    """`*p = append(*p, a, b)`: pointer and capacity are written only when the slice grows

    evaluate a, b; s := *p; newlen := len(s) + n
    if uint(newlen) > uint(cap(s)) { s = growslice(...); p.pointer, p.cap = s's }
    p.len = newlen; store the new elements
    """
    # The slice is read after its operands are evaluated, which may change it: its words always belong together.
    values = [b.expr_as(arg, _element(place.type)) for arg in b.args(expr)[1:]]
    b.note(DecisionKind.APPEND, statement, "len-only update", "the slice is written where it was read", _LENGTH_ONLY)
    span, address = b.span(expr), place.address()
    words = b.emit(Op.CHANGE_TYPE, Pointer(_words(_element(place.type))), address, span=span)

    def keep(grown: Value) -> None:
        b.store(b.field_addr(words, 0, span), b.slice_ptr(grown), statement)
        b.store(b.field_addr(words, 2, span), b.emit(Op.SLICE_CAP, INT, grown), span)

    grown, length, new_length = _grow(b, b.load(address, span), b.count(len(values)), span, keep)
    b.store(b.field_addr(words, 1, span), new_length, span)
    _fill(b, b.slice_ptr(grown), length, values, span)


def _words(element: Type) -> Struct:
    """A slice as three words in memory."""
    fields: list[tuple[str, Type]] = [("pointer", Pointer(element)), ("len", INT), ("cap", INT)]
    return Struct([Var(name, None, None, typ, is_field=True) for name, typ in fields], [""] * len(fields))


def note_local_append(b: FuncBuilder, statement: Span) -> None:
    """`s = append(s, a)` of a local variable: its words are values, of which the unchanged ones stay what they are."""
    b.note(DecisionKind.APPEND, statement, "len-only update", "the slice is a local variable", _LOCAL)


@dataclass(frozen=True, slots=True)
class _OwnArray:
    """An array in the frame for the first elements of a slice that does not leave it.

    if newlen <= room && !used && len(s) == 0 { used = true; s = array[:newlen:room] } else { s = growslice(...) }

    The frame has one for each slice variable, whatever loops do: `used` is set once and for all. gc has them, too, and
    programs that print capacities show it.
    """

    room: int
    used: Value  # address of a bool


def _own_array(b: FuncBuilder, expr: ast.CallExpr, element: Type) -> _OwnArray | None:
    size = b.context.config.sizes.size_of(element)
    if not 0 < size <= SMALL or b.op_of_site(expr) is Op.NEW:
        return None
    first = unparen(b.args(expr)[0])
    var = b.object_of(first) if isinstance(first, ast.Ident) else None
    key: object = None
    if isinstance(var, Var):
        key = b.slots.get(var)
    elif first in b.evaluated:
        key = type_text(b.type_of(first))  # a temporary: those of a type are one variable in gc
    if key in b.shared.with_array:
        return None
    if key is not None:
        b.shared.with_array.add(key)
    return _OwnArray(SMALL // size, b.local_at_entry(BOOL))


def _start_array(b: FuncBuilder, array: _OwnArray, typ: Type, new_length: Value) -> Value:
    """The slice of the elements to come, in the array in the frame."""
    b.store(array.used, b.constant(True, BOOL))
    first = b.first_element(b.local("", Array(_element(typ), array.room), implicit=True))
    return b.slice_make(typ, first, new_length, b.count(array.room))


def _grow(
    b: FuncBuilder,
    slice_: Value,
    count: Value,
    span: Span,
    keep: Callable[[Value], None] = lambda _: None,
    array: _OwnArray | None = None,
    reuse: Callable[[Value], None] = lambda _: None,
) -> tuple[Value, Value, Value]:
    """The slice with room for `count` more elements, its old length, its new length.

    `keep` is given what has grown, `reuse` the old length where there was room.
    """
    typ = slice_.type
    assert typ is not None
    length = b.slice_len(slice_)
    capacity = b.emit(Op.SLICE_CAP, INT, slice_)
    new_length = b.emit(Op.ADD, INT, length, count)
    # Unsigned, so that an overflowing length grows (and makes the run-time panic).
    full = b.compare(Op.GT, b.emit(Op.CONVERT, UINT, new_length), b.emit(Op.CONVERT, UINT, capacity))

    def grow() -> Value:
        pointer = b.pointer(b.slice_ptr(slice_))
        grown = b.runtime("growslice", pointer, new_length, capacity, count, b.type_addr(_element(typ)), span=span)
        keep(grown)
        return b.retype(grown, typ)

    def begin_or_grow() -> Value:
        if array is None:
            return grow()
        own = array
        fits = b.compare(Op.LE, new_length, b.count(own.room))
        unused = b.emit(Op.NOT, BOOL, b.load(own.used))
        is_empty = b.compare(Op.EQ, length, b.count(0))
        begins = b.emit(Op.AND, BOOL, b.emit(Op.AND, BOOL, fits, unused), is_empty)
        return b.choose(begins, lambda: _start_array(b, own, typ, new_length), grow, typ)

    def as_it_is() -> Value:
        reuse(length)
        return slice_

    return b.choose(full, begin_or_grow, as_it_is, typ), length, new_length


def _source(b: FuncBuilder, expr: ast.Expr, slice_type: Type) -> tuple[Value, Value]:
    """Pointer (unsafe) and length of what is copied from: a slice, or a string's bytes."""
    typ = b.type_of(expr)
    if is_string(typ) and not b.is_nil(expr):
        string = b.expr(expr)
        return b.pointer(string_ptr(b, string)), b.emit(Op.STRING_LEN, INT, string)
    value = b.expr_as(expr, slice_type if b.is_nil(expr) else typ)
    return b.pointer(b.slice_ptr(value)), b.slice_len(value)


def _move(b: FuncBuilder, to: Value, source: Value, count: Value, element: Type, span: Span) -> None:
    if TypeFacts(b.context.config.sizes).has_pointers(element):
        b.runtime("typedarraymove", b.type_addr(element), b.pointer(to), source, count, span=span)
        return
    size = b.emit(Op.MUL, UINTPTR, b.emit(Op.CONVERT, UINTPTR, count), b.size(element))
    b.runtime("memmove", b.pointer(to), source, size, span=span)


def _append_slice(b: FuncBuilder, expr: ast.CallExpr, slice_: Value, typ: Type) -> Value:
    span = b.span(expr)
    source, count = _source(b, b.args(expr)[1], typ)
    grown, length, new_length = _grow(b, slice_, count, span)
    pointer = b.slice_ptr(grown)
    # Nothing to move: the address behind the last element may not exist.
    move, done = b.new_block("append.move"), b.new_block("append.done")
    b.branch(b.compare(Op.NE, count, b.count(0)), move, done)
    b.start(move)
    _move(b, b.element_addr(pointer, length), source, count, _element(typ), span)
    b.jump(done)
    b.start(done)
    return b.slice_make(typ, pointer, new_length, b.emit(Op.SLICE_CAP, INT, grown), span)


def made_elements(b: FuncBuilder, expr: ast.CallExpr) -> ast.Expr | None:
    """The n of `append(s, make([]T, n)...)`, of which nothing is made."""
    made = unparen(expr.args[-1])
    if expr.ellipsis < 0 or not isinstance(made, ast.CallExpr) or builtin_name(b, unparen(made.fun)) != "make":
        return None
    return made.args[1] if len(made.args) == 2 else None


def _append_made(b: FuncBuilder, expr: ast.CallExpr, slice_: Value, made: ast.Expr) -> Value:
    """`append(s, make([]T, n)...)`: the elements behind the old ones are cleared, unless they are new

    if n < 0 { panicmakeslice(n) }
    newlen := len(s) + n
    if uint(newlen) > uint(cap(s)) { s = growslice(...) } else if n != 0 { clear(s[len(s):newlen]) }
    """
    span, typ = b.span(expr), b.type_of(expr)
    count = as_int(b, build_index_value(b, made))
    fits, panics = b.new_block("append.fits"), b.new_block("append.panics")
    b.branch(b.compare(Op.GE, count, b.count(0)), fits, panics)
    b.start(panics)
    b.runtime("panicmakeslice", count, span=span)
    b.start(fits)

    def clear(length: Value) -> None:
        # Nothing to clear: the address behind the last element may not exist.
        some, done = b.new_block("append.clear"), b.new_block("append.done")
        b.branch(b.compare(Op.NE, count, b.count(0)), some, done)
        b.start(some)
        clear_elements(b, b.element_addr(b.slice_ptr(slice_), length), count, _element(typ), span)
        b.jump(done)
        b.start(done)

    grown, _, new_length = _grow(b, slice_, count, span, reuse=clear)
    return b.slice_make(typ, b.slice_ptr(grown), new_length, b.emit(Op.SLICE_CAP, INT, grown), span)


def clear_elements(b: FuncBuilder, pointer: Value, count: Value, element: Type, span: Span) -> None:
    """Make elements zero."""
    if TypeFacts(b.context.config.sizes).has_pointers(element):
        b.runtime("typedarrayclear", b.type_addr(element), b.pointer(pointer), count, span=span)
        return
    size = b.emit(Op.MUL, UINTPTR, b.emit(Op.CONVERT, UINTPTR, count), b.size(element))
    b.runtime("memclrNoHeapPointers", b.pointer(pointer), size, span=span)


def build_copy(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`copy(dst, src)`: the number of elements copied"""
    span = b.span(expr)
    typ = b.type_of(b.args(expr)[0])
    target = b.expr(b.args(expr)[0])
    source, available = _source(b, b.args(expr)[1], typ)
    room = b.slice_len(target)
    fits = b.compare(Op.LT, available, room)
    count = b.choose(fits, lambda: available, lambda: room, INT)
    _move(b, b.slice_ptr(target), source, count, _element(typ), span)
    return count
