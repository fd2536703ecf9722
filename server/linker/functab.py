"""The function table `.gopclntab`: which function, file, line and inlined call an instruction belongs to.

The format is that of Go 1.20 to 1.27, read by our runtime (runtime/symtab.go) and Go's tools: a header, names, files,
tables of values by program counter, then {entry, record} pairs sorted by entry, and the records. We leave out what only
a precise unwinder needs (sizes of frames, maps of pointers). Function data is an offset from the table's first byte.

An inlined call names its caller by an instruction at the place of the call. Nothing of the call need be left in the
code, so these places get addresses of their own behind the code, where nothing runs: each function with inlined calls
has a second {entry, record} pair there, and its tables of values go on to them.

All places are offsets from the first instruction, so the table is complete before the image has addresses.

Source: Go's debug/gosym (reader), and the layout of `runtime._func`.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from struct import Struct
from typing import Final

from server.linker import elf
from server.linker.debuginlines import InlinedCall
from server.linker.functionlines import lines_of
from server.linker.functionvalues import MARK_SPACING, Values
from server.linker.objectfile import Section
from server.linker.symbols import SymbolTable
from server.linker.tracenames import trace_name
from server.symbol import SymbolKind, SymbolRecord

OUTPUT_NAME: Final = ".gopclntab"
ALIGN: Final = 32  # bytes, of the table

_MAGIC: Final = 0xFFFFFFF1
_HEADER: Final = Struct("<IHBBQQQQQQQQ")
_PAIR: Final = Struct("<II")  # entry, offset of the record
_RECORD: Final = Struct("<IiiIIIIIIiBBBB")
_INLINED: Final = Struct("<Iiii")  # kind, name, place of the call, line of the declaration
_CALLS: Final = Struct("<7I")  # what follows the record of a function with inlined calls: tables of values, then data
_NOTHING: Final = 0xFFFFFFFF
_UNKNOWN_SIZE: Final = -0x80000000  # of arguments
_WRAPPER: Final = 23  # internal/abi.FuncIDWrapper
_NO_VALUES: Final = b"\0\xff\xff\xff\x7f\0"  # at offset 0, for readers that look there: no step, all the way
_ASSEMBLY: Final = 4  # internal/abi.FuncFlagAsm


@dataclass(slots=True)
class _Function:
    """One function of the image."""

    section: Section
    name: str
    start: int  # offset in the section
    size: int  # bytes
    entry: int  # offset from the first instruction


class _Pool:
    """Bytes in which each piece stands once."""

    def __init__(self, start: bytes = b"") -> None:
        self.data = bytearray(start)
        self._known: dict[bytes, int] = {}

    def place(self, piece: bytes) -> int:
        """The offset of a piece."""
        at = self._known.get(piece)
        if at is None:
            at = self._known[piece] = len(self.data)
            self.data += piece
        return at

    def text(self, text: str) -> int:
        """The offset of a text that ends with NUL."""
        return self.place(text.encode("utf-8", "surrogateescape") + b"\0")


def function_table(
    code: Sequence[Section], symbols: SymbolTable, quantum: int, shared: Set[Section] = frozenset()
) -> bytes:
    """The table for the kept code, which stands in this order; `quantum` is the size of the smallest instruction.

    Code that is shared stands for several instances of a generic function: its names are without type arguments.
    Raises LinkError for malformed debug information.
    """
    return _Builder(symbols, quantum, shared).build(code)


class _Builder:
    """The parts of the table in the making."""

    def __init__(self, symbols: SymbolTable, quantum: int, shared: Set[Section]) -> None:
        self._symbols = symbols
        self._shared = shared
        self._quantum = quantum
        self._names, self._files, self._values = _Pool(), _Pool(), _Pool(_NO_VALUES)
        self._numbers: dict[str, int] = {}  # of files
        self._offsets: list[int] = []  # of files, by number
        self._trees = bytearray()
        self._uses: list[tuple[int, int]] = []  # place among the records, offset among the trees
        self._marks = 0  # where the next function's inlined calls get their addresses

    def build(self, code: Sequence[Section]) -> bytes:
        """The whole table."""
        functions = list(_functions(code))
        end = functions[-1].entry + functions[-1].size if functions else 0
        self._marks = (end + 15) & -16
        records, marked = bytearray(), []
        pairs = []
        for function in functions:
            pairs.append((function.entry, len(records)))
            section = function.section
            _, calls = lines_of(section.owner).of(section.index, function.start, function.size)
            if calls:
                marked.append((self._marks, len(records)))
            records += self._record(function, calls, len(records))
        pairs += marked
        first = _PAIR.size * len(pairs) + 4
        table = b"".join(_PAIR.pack(entry, first + at) for entry, at in pairs) + self._marks.to_bytes(4, "little")
        return self._assemble(table, records, len(pairs))

    def _assemble(self, table: bytes, records: bytearray, count: int) -> bytes:
        """Put the parts behind each other, and the places of the trees into the records."""
        units = b"".join(offset.to_bytes(4, "little") for offset in self._offsets)
        parts = [bytes(self._names.data), units, bytes(self._files.data), bytes(self._values.data)]
        at, offsets = _HEADER.size, []
        for index, part in enumerate(parts):
            offsets.append(at)
            parts[index] = part + bytes(-len(part) % 8)
            at += len(parts[index])
        trees = at + len(table) + len(records)
        for place, tree in self._uses:
            records[place : place + 4] = (trees + tree).to_bytes(4, "little")
        header = _HEADER.pack(_MAGIC, 0, self._quantum, 8, count, len(self._offsets), 0, *offsets, at)
        return b"".join((header, *parts, table, records, self._trees))

    def _record(self, function: _Function, calls: Sequence[InlinedCall], at: int) -> bytes:
        """The record of a function, which will stand at an offset among all; its values and tree go into the pools."""
        section = function.section
        values = lines_of(section.owner).values(section.index, function.start, function.size, self._quantum)
        marks, self._marks = self._marks - function.entry, self._marks + len(calls) * MARK_SPACING
        distance = marks - function.size if calls else 0
        known = self._symbols.record(function.name)
        shown = trace_name if section in self._shared else str
        record = _RECORD.pack(
            function.entry, self._names.text(shown(_title(known) or function.name)), _arguments(known), 0, 0,
            self._place(values.files(self._file), distance), self._place(values.lines, distance),
            3 if calls else 0, 0, known.line if known else 0, _kind(known), _flags(known), 0, 4 if calls else 0,
        )  # fmt: skip
        if not calls:
            return record
        self._uses.append((at + len(record) + 4 * (3 + 3), len(self._trees)))
        for place, call in enumerate(calls):
            callee = self._symbols.record(call.callee)
            name = self._names.text(shown(call.callee))
            line = callee.line if callee else 0
            self._trees += _INLINED.pack(_kind(callee), name, marks + place * MARK_SPACING, line)
        return record + _CALLS.pack(0, 0, self._place(values.inner, distance), _NOTHING, _NOTHING, _NOTHING, 0)

    def _file(self, path: str) -> int:
        number = self._numbers.get(path)
        if number is None:
            number = self._numbers[path] = len(self._offsets)
            self._offsets.append(self._files.text(path))
        return number

    def _place(self, values: Values | None, distance: int) -> int:
        """The offset of a table of values; 0 for none."""
        return 0 if values is None else self._values.place(values.encode(distance, self._quantum))


def _functions(code: Sequence[Section]) -> Iterator[_Function]:
    """The functions of the image in order, with the places that layout will give them."""
    at = 0
    for section in code:
        at = (at + section.align - 1) & -section.align
        starts = {s.value: s.name for s in section.symbols if s.type in (elf.STT_FUNC, elf.STT_NOTYPE)}
        places = sorted(starts)
        for start, end in zip(places, (*places[1:], section.size), strict=True):
            if start < end:
                yield _Function(section, starts[start], start, end - start, at + start)
        at += section.size


def _arguments(record: SymbolRecord | None) -> int:
    """The size of a function's arguments; traces show those without any as `f()`."""
    return 0 if record is not None and record.nullary else _UNKNOWN_SIZE


def _title(record: SymbolRecord | None) -> str:
    """What traces call a function that they do not call by its link name."""
    return record.title if record is not None else ""


def _flags(record: SymbolRecord | None) -> int:
    """What the runtime calls FuncFlags."""
    return _ASSEMBLY if record is not None and record.kind is SymbolKind.STUB else 0


def _kind(record: SymbolRecord | None) -> int:
    """What the runtime calls a FuncID."""
    return _WRAPPER if record is not None and record.wrapper else 0
