"""Memory of initialisers that are carried out when their package is compiled.

An object stands for what a LOCAL or NEW makes, or for a variable of package level. It has one cell for each number,
string or pointer that is not zero, by its offset in bytes. What lasts becomes data in the end:

    &T{1, "a"}      object of T: {0: 1, 8: "a"}      Global("main.x..0", T, data={1, "a"}) and AddressOf("main.x..0")

A cell is read as what it was stored as, or not at all: the bits of a float are no integer here.

Invariant: cells of an object do not overlap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

from server.compiler.ir.func import AddressOf, Aggregate, Callee, Descriptor, FuncValue, Global, Itab, StaticData
from server.compiler.ir.types import UNSAFE_POINTER, field_type
from server.compiler.types.constant import ComplexValue, Constant
from server.compiler.types.model import Array, Basic, Interface, Kind, Slice, Struct, Type, underlying
from server.compiler.types.predicates import is_boolean, is_complex, is_float, is_string
from server.compiler.types.sizes import Sizes

_WIDEST: Final = 16  # bytes of the widest cell
_MOST: Final = 2_000  # cells of one value
_NOTHING: Final = (0, False, None, b"", ComplexValue(Fraction(0), Fraction(0)))


class Unknown(Exception):
    """Something that only the running program finds out."""


@dataclass(slots=True, eq=False)
class Object:
    """A piece of memory."""

    type: Type | None  # None: of a variable that is never looked into
    symbol: str = ""  # of a variable of package level
    lasts: bool = True  # data may point to it
    readable: bool = True  # what it holds is known
    writable: bool = True
    partial: bool = False  # what has no cell is not zero, but unknown
    cells: dict[int, Cell] = field(default_factory=dict)  # by offset


@dataclass(frozen=True, slots=True)
class Ref:
    """An address in an object."""

    object: Object
    offset: int = 0


Scalar: TypeAlias = "Constant | Ref | FuncValue | Callee | Itab | Descriptor | None"  # None: a nil pointer


class Cell(NamedTuple):
    """A scalar in memory."""

    size: int  # bytes
    content: Scalar
    kind: Kind | None = None  # of what it was stored as; None: a pointer, or the like


@dataclass(frozen=True, slots=True)
class Slot:
    """One scalar of a type: where it lies, and what it is at first."""

    offset: int
    size: int
    zero: Scalar
    kind: Kind | None = None  # None: a pointer, or the like


class Shapes:
    """The scalars of types."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self._slots: dict[Type, tuple[Slot, ...]] = {}

    def slots(self, typ: Type) -> tuple[Slot, ...]:
        """The scalars of a type, in the order of memory. Raises Unknown if there are too many."""
        found = self._slots.get(typ)
        if found is None:
            found = self._slots[typ] = tuple(self._find(typ))
        return found

    def _find(self, typ: Type) -> list[Slot]:
        under, word = underlying(typ), self.sizes.word
        match under:
            case Struct(fields=fields):
                offsets = self.sizes.offsets(fields)
                parts = [(offsets[index], field_type(under, index)) for index in range(len(fields))]
            case Array(element=element, length=length):
                if length > _MOST:
                    raise Unknown
                size = self.sizes.size_of(element)
                parts = [(index * size, element) for index in range(length)]
            case Slice():
                return [Slot(0, word, None), Slot(word, word, 0, Kind.INT), Slot(2 * word, word, 0, Kind.INT)]
            case Interface():
                return [Slot(0, word, None), Slot(word, word, None)]
            case _:
                return [Slot(0, self.sizes.size_of(typ), _zero(under), _kind(under))]
        found = [replace(slot, offset=at + slot.offset) for at, part in parts for slot in self.slots(part)]
        if len(found) > _MOST:
            raise Unknown
        return found


def _kind(typ: Type) -> Kind | None:
    return typ.kind if isinstance(typ, Basic) and typ.kind is not Kind.UNSAFE_POINTER else None


def _is_stored_as(cell: Cell, kind: Kind | None) -> bool:
    """Whether what was stored may be taken for something of that kind; an address stays one as a uintptr."""
    addresses = (None, Kind.UINTPTR)
    return cell.kind is kind or (cell.kind in addresses and kind in addresses and not isinstance(cell.content, int))


def _zero(typ: Type) -> Scalar:
    if not isinstance(typ, Basic) or typ.kind is Kind.UNSAFE_POINTER:
        return None
    if is_boolean(typ):
        return False
    if is_string(typ):
        return b""
    if is_complex(typ):
        return ComplexValue(Fraction(0), Fraction(0))
    return Fraction(0) if is_float(typ) else 0


def load(address: Ref, slots: tuple[Slot, ...]) -> tuple[Scalar, ...]:
    """What lies at an address. Raises Unknown."""
    if not address.object.readable:
        raise Unknown
    cells, found = address.object.cells, []
    for slot in slots:
        cell = cells.get(address.offset + slot.offset)
        if cell is not None:
            if cell.size != slot.size or not _is_stored_as(cell, slot.kind):
                raise Unknown
            found.append(cell.content)
            continue
        if address.object.partial:
            raise Unknown
        _want_empty(cells, address.offset + slot.offset, slot.size)
        found.append(slot.zero)
    return tuple(found)


def store(address: Ref, slots: tuple[Slot, ...], value: tuple[Scalar, ...]) -> None:
    """Put something at an address. Raises Unknown."""
    if not address.object.writable:
        raise Unknown
    cells = address.object.cells
    for slot, content in zip(slots, value, strict=True):
        place = address.offset + slot.offset
        if place not in cells or cells[place].size != slot.size:
            _want_empty(cells, place, slot.size)
        if content in _NOTHING:
            cells.pop(place, None)
        else:
            cells[place] = Cell(slot.size, content, slot.kind)


def _want_empty(cells: dict[int, Cell], place: int, size: int) -> None:
    """Raise Unknown if a cell has a part of these bytes: memory is used as something that it was not stored as."""
    for at in range(place - _WIDEST + 1, place + size):
        if at in cells and at + cells[at].size > place:
            raise Unknown


def fill(target: Object, typ: Type, data: StaticData, shapes: Shapes, variable: Callable[[str], Object]) -> None:
    """Put data into an object; `variable` gives those that it may point to, by symbol."""
    waiting: list[tuple[Type, StaticData, int]] = [(typ, data, 0)]
    word = shapes.sizes.word
    while waiting:
        typ, data, at = waiting.pop()
        under = underlying(typ)
        if isinstance(data, Aggregate):
            waiting += ((part, inner, at + offset) for part, inner, offset in _parts(under, data, shapes.sizes))
        elif isinstance(data, AddressOf):
            target.cells[at] = Cell(word, Ref(variable(data.symbol), data.offset))
            if isinstance(under, Slice) and data.length:
                target.cells[at + word] = target.cells[at + 2 * word] = Cell(word, data.length, Kind.INT)
        elif data not in _NOTHING:
            target.cells[at] = Cell(shapes.sizes.size_of(typ), data, _kind(under))


def _parts(under: Type, data: Aggregate, sizes: Sizes) -> list[tuple[Type, StaticData, int]]:
    """The parts of a struct, array or interface: type, content, offset."""
    found = []
    for index, inner in data.parts:
        match under:
            case Struct(fields=fields):
                found.append((field_type(under, index), inner, sizes.offsets(fields)[index]))
            case Array(element=element):
                found.append((element, inner, index * sizes.size_of(element)))
            case _:
                found.append((UNSAFE_POINTER, inner, index * sizes.word))
    return found


@dataclass(slots=True)
class DataMaker:
    """Makes data of objects. What it holds gets names that begin with `prefix`."""

    prefix: str
    shapes: Shapes
    held: list[Global]  # the variables without a name, those made before included
    described: list[Type] = field(default_factory=list)  # whose descriptors or methods the data mentions
    _waiting: list[tuple[Object, Global]] = field(default_factory=list)
    _used: int = 0  # cells that are part of data

    def value(self, made: Object) -> StaticData | None:
        """The content of an object, and of everything that it leads to; None if it is zero. Raises Unknown."""
        found = self._content(made)
        while self._waiting:
            item, variable = self._waiting.pop()
            variable.data = self._content(item)
        return found

    def _content(self, item: Object) -> StaticData | None:
        assert item.type is not None
        self._used = 0
        found = self._part(item, item.type, 0, sorted(item.cells))
        if self._used != len(item.cells):
            raise Unknown  # it is not what its type says
        return found

    def _part(self, item: Object, typ: Type, at: int, places: list[int]) -> StaticData | None:
        """What the object has of a type at an offset; `places` are those of its cells."""
        size = self.shapes.sizes.size_of(typ)
        first, last = bisect_left(places, at), bisect_left(places, at + size)
        if first == last:
            return None
        under = underlying(typ)
        match under:
            case Struct(fields=fields):
                offsets = self.shapes.sizes.offsets(fields)
                parts = [(i, field_type(under, i), at + offset) for i, offset in enumerate(offsets)]
            case Array(element=element):
                step = self.shapes.sizes.size_of(element)
                rows = sorted({(place - at) // step for place in places[first:last]})
                parts = [(row, element, at + row * step) for row in rows]
            case Interface():
                self._used += last - first
                word = self.shapes.sizes.word
                words = [(index, self._scalar(item, at + index * word, None)) for index in range(2)]
                return Aggregate(tuple((index, content) for index, content in words if content is not None))
            case Slice():
                self._used += last - first
                return self._slice(item, at)
            case _:
                self._used += 1
                return self._scalar(item, at, _kind(under))
        content = [(index, self._part(item, part, place, places)) for index, part, place in parts]
        return Aggregate(tuple((index, inner) for index, inner in content if inner is not None))

    def _slice(self, item: Object, at: int) -> AddressOf:
        word = self.shapes.sizes.word
        nothing = Cell(word, 0)
        first, length, capacity = (item.cells.get(at + index * word, nothing).content for index in range(3))
        if not isinstance(first, Ref) or not isinstance(length, int) or length != capacity:
            raise Unknown
        return AddressOf(self._symbol(first.object), length, first.offset)

    def _scalar(self, item: Object, at: int, kind: Kind | None) -> StaticData | None:
        cell = item.cells.get(at)
        if cell is None:
            return None
        if not _is_stored_as(cell, kind):
            raise Unknown
        match cell.content:
            case Ref(object=target, offset=offset):
                return AddressOf(self._symbol(target), 0, offset)
            case Itab(concrete=concrete, interface=interface):
                self.described += (concrete, interface)
            case Descriptor(type=typ):
                self.described.append(typ)
        return cell.content

    def _symbol(self, item: Object) -> str:
        """The variable that an object is or becomes."""
        if not item.symbol:
            if not item.lasts or item.type is None:
                raise Unknown
            item.symbol = f"{self.prefix}..{len(self.held)}"
            self.held.append(Global(item.symbol, item.type, None))
            self._waiting.append((item, self.held[-1]))
        return item.symbol
