"""How Go types are laid out in memory and how their values travel: the flattening rules.

A value of a small type is a tuple of scalars, its *leaves*: one for a number or pointer, two for a string, an interface
or a complex number, three for a slice, and those of its parts for a struct or array. Leaves are what parameters,
results and operands consist of. A type with more than MAX_LEAVES leaves is *big*: its value is the address of memory
that nobody writes while the value lives; such values are never operands of a PHI (see ssaable types in lifting).

A bool is i1 as a value and a byte in memory. Zero-size types have no leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from server.compiler.types.model import (
    Array,
    Basic,
    Interface,
    Kind,
    Slice,
    Struct,
    Tuple,
    Type,
    underlying,
)
from server.compiler.types.sizes import Sizes
from server.target import Target

MAX_LEAVES: Final = 4

# LLVM type of the value and size in bytes; word-sized kinds are added per target.
_SCALARS: Final = {
    Kind.BOOL: ("i1", 1),
    Kind.UNTYPED_BOOL: ("i1", 1),
    Kind.INT8: ("i8", 1),
    Kind.UINT8: ("i8", 1),
    Kind.INT16: ("i16", 2),
    Kind.UINT16: ("i16", 2),
    Kind.INT32: ("i32", 4),
    Kind.UINT32: ("i32", 4),
    Kind.UNTYPED_RUNE: ("i32", 4),
    Kind.INT64: ("i64", 8),
    Kind.UINT64: ("i64", 8),
    Kind.FLOAT32: ("float", 4),
    Kind.FLOAT64: ("double", 8),
}
_WORDS: Final = (Kind.INT, Kind.UINT, Kind.UINTPTR, Kind.UNTYPED_INT)
_SIGNED: Final = frozenset(
    {Kind.INT, Kind.INT8, Kind.INT16, Kind.INT32, Kind.INT64, Kind.UNTYPED_INT, Kind.UNTYPED_RUNE}
)
_FLOATS: Final = frozenset({"float", "double"})


class Leaf(NamedTuple):
    """One scalar of a value. `offset` and `size` are bytes in memory."""

    offset: int
    llvm: str  # type of the value
    size: int

    @property
    def memory(self) -> str:
        """The LLVM type with which it is loaded and stored."""
        return "i8" if self.llvm == "i1" else self.llvm

    @property
    def is_float(self) -> bool:
        """Whether it is a floating-point number."""
        return self.llvm in _FLOATS


@dataclass(frozen=True, slots=True)
class Layout:
    """What code generation knows about one type; size and align are bytes."""

    size: int
    align: int
    leaves: tuple[Leaf, ...]  # empty for a big type
    big: bool
    has_pointers: bool


class Layouts:
    """Layouts of types on one target, computed once per type object."""

    def __init__(self, target: Target) -> None:
        self.sizes = Sizes.of_target(target)
        self.word = f"i{8 * target.pointer_size}"  # LLVM's type of int and uintptr
        self.word_size = target.pointer_size
        self._known: dict[Type, Layout] = {}
        self._scalars = {**_SCALARS, **dict.fromkeys(_WORDS, (self.word, self.word_size))}

    def of(self, typ: Type) -> Layout:
        """The layout of a type."""
        layout = self._known.get(typ)
        if layout is None:
            layout = self._known[typ] = self._compute(typ)
        return layout

    def _compute(self, typ: Type) -> Layout:
        under = underlying(typ)
        if isinstance(under, Tuple):
            return self._of_tuple(under)
        size, align = self.sizes.size_of(typ), self.sizes.align_of(typ)
        leaves = self._leaves(under)
        if leaves is None:
            return Layout(size, align, (), True, self._contains_pointers(under))
        pointers = any(leaf.llvm == "ptr" for leaf in leaves)
        return Layout(size, align, tuple(leaves), False, pointers)

    def _of_tuple(self, tuple_: Tuple) -> Layout:
        """Several results: leaves without offsets, for they are never in memory as a whole."""
        parts = [self.of(var.type) for var in tuple_.vars if var.type is not None]
        leaves = tuple(leaf for part in parts for leaf in part.leaves)
        return Layout(0, 1, leaves, False, any(part.has_pointers for part in parts))

    def _leaves(self, under: Type) -> list[Leaf] | None:
        """The leaves of an underlying type, or None when there are more than MAX_LEAVES."""
        word, size = self.word, self.word_size
        match under:
            case Basic(kind=kind):
                return self._basic_leaves(kind)
            case Slice():
                return [Leaf(0, "ptr", size), Leaf(size, word, size), Leaf(2 * size, word, size)]
            case Interface():
                return [Leaf(0, "ptr", size), Leaf(size, "ptr", size)]
            case Struct(fields=fields):
                parts = [(offset, f.type) for offset, f in zip(self.sizes.offsets(fields), fields)]
                return self._flatten([(offset, t) for offset, t in parts if t is not None])
            case Array(element=element, length=length):
                stride = self.sizes.size_of(element)
                if stride == 0 or length <= 0:
                    return []
                if length > MAX_LEAVES:
                    return None
                return self._flatten([(stride * i, element) for i in range(length)])
        return [Leaf(0, "ptr", size)]

    def _basic_leaves(self, kind: Kind) -> list[Leaf]:
        if kind in (Kind.STRING, Kind.UNTYPED_STRING):
            return [Leaf(0, "ptr", self.word_size), Leaf(self.word_size, self.word, self.word_size)]
        if kind is Kind.COMPLEX64:
            return [Leaf(0, "float", 4), Leaf(4, "float", 4)]
        if kind in (Kind.COMPLEX128, Kind.UNTYPED_COMPLEX):
            return [Leaf(0, "double", 8), Leaf(8, "double", 8)]
        if kind is Kind.UNTYPED_FLOAT:
            return [Leaf(0, "double", 8)]
        scalar = self._scalars.get(kind)
        return [Leaf(0, "ptr", self.word_size)] if scalar is None else [Leaf(0, *scalar)]

    def _flatten(self, parts: list[tuple[int, Type]]) -> list[Leaf] | None:
        leaves: list[Leaf] = []
        for offset, typ in parts:
            part = self.of(typ)
            if part.big or len(leaves) + len(part.leaves) > MAX_LEAVES:
                return None
            leaves.extend(Leaf(offset + leaf.offset, leaf.llvm, leaf.size) for leaf in part.leaves)
        return leaves

    def _contains_pointers(self, under: Type) -> bool:
        if isinstance(under, Array):
            return under.length > 0 and self.of(under.element).has_pointers
        if isinstance(under, Struct):
            return any(self.of(f.type).has_pointers for f in under.fields if f.type is not None)
        return True

    def field_leaves(self, struct: Type, index: int) -> slice:
        """Which leaves of a small struct's value are those of field `index`."""
        under = underlying(struct)
        assert isinstance(under, Struct)
        counts = [len(self.of(f.type).leaves) for f in under.fields if f.type is not None]
        start = sum(counts[:index])
        return slice(start, start + counts[index])

    def field_offset(self, struct: Type, index: int) -> int:
        """Byte offset of field `index`."""
        under = underlying(struct)
        assert isinstance(under, Struct)
        return self.sizes.offsets(under.fields)[index]

    def is_signed(self, typ: Type) -> bool:
        """Whether an integer type is signed."""
        under = underlying(typ)
        return isinstance(under, Basic) and under.kind in _SIGNED

    def scalar(self, typ: Type) -> str:
        """The LLVM type of a type with one leaf."""
        (leaf,) = self.of(typ).leaves
        return leaf.llvm
