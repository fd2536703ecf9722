"""Which instructions of an object's functions come from calls that were replaced by bodies.

Reads the entries of inlined subroutines from `.debug_info`: the callee, where the call stands, and the ranges of code.
Forms are those that LLVM uses for line tables only, and their near relatives.

Invariant: a call stands in the list of its section behind the call that it is part of.

Source: DWARF 5, sections 3.3.8 "Inlined Subroutines", 7.5 (entries), 7.25 (range lists).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.linker.debuglines import Cursor, UnitLines, section_named
from server.linker.objectfile import ObjectFile

_INLINED: Final = 0x1D  # DW_TAG_inlined_subroutine
_NAME, _LOW, _HIGH, _LINES, _ORIGIN, _RANGES, _FILE, _LINE = 0x03, 0x11, 0x12, 0x10, 0x31, 0x55, 0x58, 0x59
_STRINGS_BASE, _ADDRESSES_BASE, _RANGES_BASE = 0x72, 0x73, 0x74
_EXPRESSION, _SIGNED, _IMPLICIT = 0x18, 0x0D, 0x21
# By form: how many bytes a plain number has.
_SIZES: Final = {
    0x0B: 1, 0x05: 2, 0x06: 4, 0x07: 8, 0x0C: 1, 0x01: 8, 0x17: 4, 0x13: 4, 0x11: 1, 0x12: 2, 0x0E: 4, 0x1F: 4,
    0x25: 1, 0x26: 2, 0x27: 3, 0x28: 4, 0x29: 1, 0x2A: 2, 0x2B: 3, 0x2C: 4, 0x19: 0,
}  # fmt: skip
_UNSIGNED: Final = frozenset((0x0F, 0x15, 0x1A, 0x1B, 0x22, 0x23))  # udata, ref_udata, strx, addrx, loclistx, rnglistx
_SECTION_OFFSET: Final = 0x17
_INDEXED_ADDRESS: Final = frozenset((0x1B, 0x29, 0x2A, 0x2B, 0x2C))  # addrx, addrx1, ...


@dataclass(slots=True, eq=False)
class InlinedCall:
    """One call whose body stands in a function."""

    parent: "InlinedCall | None"  # the call that it is part of
    callee: str  # link name
    file: str  # where the call stands
    line: int
    ranges: list[tuple[int, int]]  # of bytes in the section


_Fields = dict[int, tuple[int, int]]  # attribute -> (form, value)


def read_inlined(owner: ObjectFile, lines: dict[int, UnitLines]) -> dict[int, list[InlinedCall]]:
    """The calls of an object, by the index of the code section; errors as of `read_lines`."""
    info, abbreviations = section_named(owner, ".debug_info"), section_named(owner, ".debug_abbrev")
    found: dict[int, list[InlinedCall]] = {}
    if info is None or abbreviations is None:
        return found
    cursor = Cursor(info)
    while cursor.at < len(cursor.data):
        start = cursor.at
        end = int.from_bytes(cursor.take(4), "little") + cursor.at
        cursor.take(4)  # version, kind of unit, size of addresses
        shapes = _read_shapes(Cursor(abbreviations, cursor.number(4)))
        _Unit(owner, cursor, start, end, shapes).collect(lines, found)
        cursor.at = end
    return found


def _read_shapes(cursor: Cursor) -> dict[int, tuple[int, bool, list[tuple[int, int, int]]]]:
    """By number: tag, whether it has children, attributes {name, form, implicit value}."""
    shapes = {}
    while code := cursor.unsigned():
        tag, children = cursor.unsigned(), cursor.take(1)[0] != 0
        fields = []
        while True:
            name, form = cursor.unsigned(), cursor.unsigned()
            value = cursor.signed() if form == _IMPLICIT else 0
            if not form:
                break
            fields.append((name, form, value))
        shapes[code] = tag, children, fields
    return shapes


class _Unit:
    """The entries of one compile unit."""

    def __init__(
        self,
        owner: ObjectFile,
        cursor: Cursor,
        start: int,
        end: int,
        shapes: dict[int, tuple[int, bool, list[tuple[int, int, int]]]],
    ) -> None:
        self.cursor, self.start, self.end, self.shapes = cursor, start, end, shapes
        self.tables = {name: self._table(owner, name) for name in ("str", "str_offsets", "addr", "rnglists")}
        self.unit: _Fields = {}
        self.names: dict[int, str] = {}  # by offset in the unit

    @staticmethod
    def _table(owner: ObjectFile, name: str) -> Cursor | None:
        section = section_named(owner, f".debug_{name}")
        return Cursor(section) if section else None

    def collect(self, lines: dict[int, UnitLines], found: dict[int, list[InlinedCall]]) -> None:
        """Add the unit's calls."""
        origins: list[tuple[InlinedCall, int]] = []
        parents: list[InlinedCall | None] = []
        files: tuple[str, ...] = ()
        for depth, tag, fields in self._entries():
            if not self.unit:
                self.unit = fields
                table = lines.get(fields[_LINES][1]) if _LINES in fields else None
                files = table.files if table else ()
            del parents[depth:]
            parents.append(parents[-1] if parents else None)
            if tag != _INLINED:
                continue
            section, ranges = self._ranges(fields)
            call = InlinedCall(parents[-1], "", files[fields[_FILE][1]], fields[_LINE][1], ranges)
            parents[-1] = call
            origins.append((call, fields[_ORIGIN][1]))
            found.setdefault(section, []).append(call)
        for call, origin in origins:
            call.callee = self.names[origin]

    def _entries(self) -> Iterator[tuple[int, int, _Fields]]:
        """Depth, tag and attributes of every entry."""
        cursor, depth = self.cursor, 0
        while cursor.at < self.end:
            place = cursor.at - self.start
            code = cursor.unsigned()
            if not code:
                depth -= 1
                continue
            tag, children, shape = self.shapes[code]
            fields = {name: (form, self._value(form, implicit)) for name, form, implicit in shape}
            if self.unit and _NAME in fields:
                self.names[place] = self._name(fields[_NAME][1])
            yield depth, tag, fields
            depth += children

    def _value(self, form: int, implicit: int) -> int:
        """The value of an attribute, as it is written."""
        size = _SIZES.get(form)
        if size is not None:
            return self.cursor.number(size)
        if form in _UNSIGNED:
            return self.cursor.unsigned()
        if form == _IMPLICIT:
            return implicit
        if form == _EXPRESSION:
            self.cursor.take(self.cursor.unsigned())
            return 0
        if form == _SIGNED:
            return self.cursor.signed()
        raise ValueError(f"form {form:#x} of an attribute")

    def _at(self, table: str, base: int, index: int, size: int) -> Cursor:
        """A cursor at an entry of a table of the unit."""
        cursor = self.tables[table]
        if cursor is None:
            raise KeyError(table)
        cursor.at = self.unit[base][1] + index * size
        return cursor

    def _name(self, index: int) -> str:
        strings = self.tables["str"]
        if strings is None:
            raise KeyError("str")
        strings.at = self._at("str_offsets", _STRINGS_BASE, index, 4).number(4)
        return strings.string().decode("utf-8", "surrogateescape")

    def _address(self, index: int) -> tuple[int, int]:
        cursor = self._at("addr", _ADDRESSES_BASE, index, 8)
        return cursor.address(cursor.at)

    def _base(self) -> tuple[int, int]:
        """The section and the place that offsets in range lists count from: where the unit's only range begins."""
        form, value = self.unit.get(_LOW, (0, 0))
        return self._address(value) if form in _INDEXED_ADDRESS else (-1, value)

    def _ranges(self, fields: _Fields) -> tuple[int, list[tuple[int, int]]]:
        """The section and the ranges of an entry's code."""
        if _RANGES not in fields:
            section, low = self._address(fields[_LOW][1])
            return section, [(low, low + fields[_HIGH][1])]
        form, value = fields[_RANGES]
        base = self.unit[_RANGES_BASE][1]
        cursor = self._at("rnglists", _RANGES_BASE, 0 if form == _SECTION_OFFSET else value, 4)
        cursor.at = value if form == _SECTION_OFFSET else base + cursor.number(4)
        (section, start), ranges = self._base(), []
        while kind := cursor.take(1)[0]:
            match kind:
                case 1:  # base_addressx
                    section, start = self._address(cursor.unsigned())
                case 3:  # startx_length
                    section, low = self._address(cursor.unsigned())
                    ranges.append((low, low + cursor.unsigned()))
                case 4:  # offset_pair
                    low = start + cursor.unsigned()
                    ranges.append((low, start + cursor.unsigned()))
                case _:
                    raise ValueError(f"range of kind {kind}")
        return section, ranges
