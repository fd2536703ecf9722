"""Line tables of an object: which file and line each instruction of its functions comes from.

Reads the version 5 tables that LLVM writes: one program per compile unit, one sequence per function section. Columns,
statement and prologue marks are passed over. Rows without a line (LLVM's merged code) keep the line before them, for a
trace must name some line of the function.

Source: DWARF 5, section 6.2 "Line Number Information".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.linker import elf
from server.linker.objectfile import ObjectFile, Section

LINE_NAME: Final = ".debug_line"
_STRINGS: Final = ".debug_line_str"
_PATH: Final = 1  # DW_LNCT_path
_DIRECTORY: Final = 2  # DW_LNCT_directory_index
_DATA16_SIZE: Final = 16  # bytes
_SET_ADDRESS, _END_SEQUENCE = 2, 1  # extended opcodes

Row = tuple[int, int, int]  # byte offset in the section, index of the file, line


@dataclass(frozen=True, slots=True)
class UnitLines:
    """The table of one compile unit."""

    files: tuple[str, ...]
    rows: Mapping[int, list[Row]]  # by index of the code section, ascending by offset


class Cursor:
    """A place in the bytes of a section; numbers that a relocation sets come from there."""

    def __init__(self, section: Section, at: int = 0) -> None:
        self.section = section
        self.data = bytes(section.data)
        self.at = at
        self._fixed: dict[int, tuple[int, int]] = {
            offset: (info >> 32, addend) for offset, info, addend in elf.RELA.iter_unpack(section.rela)
        }

    def number(self, size: int) -> int:
        """An unsigned number of so many bytes, or the offset that its relocation names."""
        place = self._fixed.get(self.at) if size else None
        value = int.from_bytes(self.take(size), "little")
        if place is None:
            return value
        return self.section.owner.symbols[place[0]].value + place[1]

    def address(self, at: int) -> tuple[int, int]:
        """The section index and offset that the relocation at a place names."""
        index, addend = self._fixed[at]
        symbol = self.section.owner.symbols[index]
        return symbol.section, symbol.value + addend

    def take(self, size: int) -> bytes:
        """The next bytes; IndexError when there are not so many."""
        part = self.data[self.at : self.at + size]
        if len(part) != size:
            raise IndexError(self.at)
        self.at += size
        return part

    def unsigned(self) -> int:
        """A ULEB128 number."""
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def signed(self) -> int:
        """An SLEB128 number."""
        start = self.at
        value = self.unsigned()
        bits = 7 * (self.at - start)
        return value - (1 << bits) if value >> (bits - 1) else value

    def string(self) -> bytes:
        """Bytes up to a NUL."""
        end = self.data.index(0, self.at)
        text = self.data[self.at : end]
        self.at = end + 1
        return text


def section_named(owner: ObjectFile, name: str) -> Section | None:
    """The first section of that name."""
    return next((section for section in owner.sections if section and section.name == name), None)


def read_lines(owner: ObjectFile) -> dict[int, UnitLines]:
    """The tables of an object, by their offset in its section. Raises Index-, Key- or ValueError if broken."""
    section = section_named(owner, LINE_NAME)
    tables: dict[int, UnitLines] = {}
    if section is None:
        return tables
    cursor = Cursor(section)
    while cursor.at < len(cursor.data):
        start = cursor.at
        end = int.from_bytes(cursor.take(4), "little") + cursor.at
        tables[start] = _read_unit(cursor, end)
        cursor.at = end
    return tables


def _read_unit(cursor: Cursor, end: int) -> UnitLines:
    if (version := int.from_bytes(cursor.take(2), "little")) != 5:
        raise ValueError(f"line table of version {version}")
    cursor.take(2)  # sizes of addresses and of segment selectors
    length = int.from_bytes(cursor.take(4), "little")
    program = cursor.at + length
    smallest, _, _, base, spread, opcodes = cursor.take(6)
    base -= 0x100 if base >= 0x80 else 0
    operands = cursor.take(opcodes - 1)
    folders = [path for path, _ in _read_entries(cursor, [])]
    files = tuple(_joined(folder, path) for path, folder in _read_entries(cursor, folders))
    cursor.at = program
    return UnitLines(files, _run(cursor, end, (smallest, base, spread, opcodes), operands))


def _read_entries(cursor: Cursor, folders: list[str]) -> list[tuple[str, str]]:
    """A table of directories or files: the path of each entry, and that of its directory, "" if it has none."""
    forms = [(cursor.unsigned(), cursor.unsigned()) for _ in range(cursor.take(1)[0])]
    entries = []
    for _ in range(cursor.unsigned()):
        path = folder = ""
        for content, form in forms:
            text, number = _read_form(cursor, form)
            if content == _PATH:
                path = text
            elif content == _DIRECTORY:
                folder = folders[number]
        entries.append((path, folder))
    return entries


def _joined(folder: str, path: str) -> str:
    """A path as the compiler gave it: LLVM cuts it at the last slash."""
    return path if not folder or path.startswith("/") else f"{folder.rstrip('/')}/{path}"


def _read_form(cursor: Cursor, form: int) -> tuple[str, int]:
    """A field of an entry: its text, or its number."""
    match form:
        case 0x1F:  # DW_FORM_line_strp
            strings = section_named(cursor.section.owner, _STRINGS)
            if strings is None:
                raise KeyError(_STRINGS)
            return Cursor(strings, cursor.number(4)).string().decode("utf-8", "surrogateescape"), 0
        case 0x08:  # DW_FORM_string
            return cursor.string().decode("utf-8", "surrogateescape"), 0
        case 0x0F:  # DW_FORM_udata
            return "", cursor.unsigned()
        case 0x1E:  # DW_FORM_data16
            cursor.take(_DATA16_SIZE)
        case _:
            raise ValueError(f"form {form:#x} in a line table")
    return "", 0


def _run(cursor: Cursor, end: int, head: tuple[int, int, int, int], operands: bytes) -> dict[int, list[Row]]:
    """Run the program of a unit. Hot: every byte of it is looked at once, most of them here and not by the cursor."""
    smallest, base, spread, opcodes = head
    jump = (255 - opcodes) // spread * smallest
    found: dict[int, list[Row]] = {}
    data, rows, at = cursor.data, list[Row](), cursor.at
    section, offset, file, line, shown = -1, 0, 1, 1, 0
    while at < end:
        opcode = data[at]
        at += 1
        if opcode >= opcodes:
            advance, step = divmod(opcode - opcodes, spread)
            offset += advance * smallest
            line += base + step
            shown = line or shown
            rows.append((offset, file, shown))
        elif opcode == 1:  # copy
            shown = line or shown
            rows.append((offset, file, shown))
        elif opcode == 8:  # const_add_pc
            offset += jump
        elif 2 <= opcode <= 5 and data[at] < 0x40:  # a number of one byte, which has no sign
            number = data[at]
            at += 1
            if opcode == 2:  # advance_pc
                offset += number * smallest
            elif opcode == 3:  # advance_line
                line += number
            elif opcode == 4:  # set_file
                file = number
        else:
            cursor.at = at
            if opcode == 2:
                offset += cursor.unsigned() * smallest
            elif opcode == 3:
                line += cursor.signed()
            elif opcode == 4:
                file = cursor.unsigned()
            elif opcode == 9:  # fixed_advance_pc
                offset += cursor.number(2)
            elif opcode:
                for _ in range(operands[opcode - 1]):
                    cursor.unsigned()
            else:
                size = cursor.unsigned()
                following = cursor.at + size
                if data[cursor.at] == _SET_ADDRESS:
                    section, offset = cursor.address(cursor.at + 1)
                elif data[cursor.at] == _END_SEQUENCE:
                    found.setdefault(section, []).extend(rows)
                    rows, file, line, shown = [], 1, 1, 0
                cursor.at = following
            at = cursor.at
    cursor.at = at
    return found
