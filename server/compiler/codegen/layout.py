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
    Map,
    Signature,
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
_NOT_PLAIN: Final = frozenset({Kind.STRING, Kind.FLOAT32, Kind.FLOAT64, Kind.COMPLEX64, Kind.COMPLEX128})
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
    """What code generation knows about one type; sizes and offsets are bytes."""

    size: int
    align: int
    leaves: tuple[Leaf, ...]  # empty for a big type
    big: bool
    pointer_bytes: int  # length of the prefix that may hold pointers; 0 if none does
    plain: bool = False  # two values are equal exactly if their bytes are
    comparable: bool = True
    offsets: tuple[int, ...] = ()  # of a struct's fields

    @property
    def has_pointers(self) -> bool:
        """Whether the collector must look into it."""
        return self.pointer_bytes > 0


class Layouts:
    """Layouts of types on one target, computed once per type object, parts before wholes."""

    def __init__(self, target: Target) -> None:
        self.sizes = Sizes.of_target(target)
        self.machine = target.machine
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
        if isinstance(under, Struct):
            return self._of_struct(under, self.sizes.align_of(typ) if not under.fields else 1)
        if isinstance(under, Array):
            return self._of_array(under)
        leaves = tuple(self._simple_leaves(under))
        pointers = max((leaf.offset + leaf.size for leaf in leaves if leaf.llvm == "ptr"), default=0)
        plain = not (
            isinstance(under, Interface | Slice | Map | Signature)
            or (isinstance(under, Basic) and under.kind in _NOT_PLAIN)
        )
        comparable = not isinstance(under, Slice | Map | Signature)
        size = leaves[-1].offset + leaves[-1].size
        return Layout(size, leaves[0].size, leaves, False, pointers, plain, comparable)

    def _of_tuple(self, tuple_: Tuple) -> Layout:
        """Several results: leaves without offsets, for they are never in memory as a whole."""
        parts = [self.of(var.type) for var in tuple_.vars if var.type is not None]
        return Layout(0, 1, tuple(leaf for part in parts for leaf in part.leaves), False, 0)

    def _of_struct(self, struct: Struct, align: int) -> Layout:
        """Spec, "Size and alignment guarantees"; fields in order, each at its alignment."""
        parts = [self.of(f.type) for f in struct.fields if f.type is not None]
        offsets: list[int] = []
        end = pointers = 0
        for part in parts:
            align = max(align, part.align)
            offset = -(-end // part.align) * part.align
            offsets.append(offset)
            end = offset + part.size
            pointers = offset + part.pointer_bytes if part.has_pointers else pointers
        if parts and end > 0 and parts[-1].size == 0:
            end += 1  # a pointer to the last field must not point past the struct
        size = -(-end // align) * align
        leaves = _flatten(list(zip(offsets, parts)))
        named = all(f.name != "_" and part.plain for f, part in zip(struct.fields, parts))
        plain = named and sum(part.size for part in parts) == size
        comparable = all(part.comparable for part in parts)
        return Layout(size, align, leaves or (), leaves is None, pointers, plain, comparable, tuple(offsets))

    def _of_array(self, array: Array) -> Layout:
        part, length = self.of(array.element), max(array.length, 0)
        pointers = (length - 1) * part.size + part.pointer_bytes if length and part.has_pointers else 0
        leaves: tuple[Leaf, ...] | None = ()
        if length and part.size:
            # More elements than MAX_LEAVES have more leaves than that, unless they have none.
            leaves = None if length > MAX_LEAVES else _flatten([(part.size * i, part) for i in range(length)])
        size = length * part.size
        return Layout(size, part.align, leaves or (), leaves is None, pointers, part.plain, part.comparable)

    def _simple_leaves(self, under: Type) -> list[Leaf]:
        """The leaves of a type without parts."""
        word, size = self.word, self.word_size
        match under:
            case Basic(kind=kind):
                return self._basic_leaves(kind)
            case Slice():
                return [Leaf(0, "ptr", size), Leaf(size, word, size), Leaf(2 * size, word, size)]
            case Interface():
                return [Leaf(0, "ptr", size), Leaf(size, "ptr", size)]
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

    def field_leaves(self, struct: Type, index: int) -> slice:
        """Which leaves of a small struct's value are those of field `index`."""
        under = underlying(struct)
        assert isinstance(under, Struct)
        counts = [len(self.of(f.type).leaves) for f in under.fields if f.type is not None]
        start = sum(counts[:index])
        return slice(start, start + counts[index])

    def field_offset(self, struct: Type, index: int) -> int:
        """Byte offset of field `index`."""
        return self.of(struct).offsets[index]

    def field_type(self, struct: Type, index: int) -> Type:
        """The type of field `index`."""
        under = underlying(struct)
        assert isinstance(under, Struct)
        typ = under.fields[index].type
        assert typ is not None, "fields have types once they are checked"
        return typ

    def is_signed(self, typ: Type) -> bool:
        """Whether an integer type is signed."""
        under = underlying(typ)
        return isinstance(under, Basic) and under.kind in _SIGNED

    def scalar(self, typ: Type) -> str:
        """The LLVM type of a type with one leaf."""
        (leaf,) = self.of(typ).leaves
        return leaf.llvm


def _flatten(parts: list[tuple[int, Layout]]) -> tuple[Leaf, ...] | None:
    """The leaves of parts at offsets; None when a part is big or they are more than MAX_LEAVES."""
    leaves: list[Leaf] = []
    for offset, part in parts:
        if part.big or len(leaves) + len(part.leaves) > MAX_LEAVES:
            return None
        leaves.extend(Leaf(offset + leaf.offset, leaf.llvm, leaf.size) for leaf in part.leaves)
    return tuple(leaves)
