"""Reads the function table of an image back: which function, file and line an address belongs to.

Works on our images and on gc's of Go 1.20 to 1.27, stripped or not, since the program itself needs the table. What our
linker puts behind the code (functab.py) is no function here.

Source: functab.py; Go's debug/gosym.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from struct import Struct
from typing import Final

from elftools.elf.elffile import ELFFile

from server.diagnostics.codes import link as codes
from server.linker import functab
from server.linker.interface import LinkError

_MAGIC: Final = 0xFFFFFFF1
_HEADER: Final = Struct("<IHBBQQQQQQQQ")
_PAIR: Final = Struct("<II")
_RECORD: Final = Struct("<IiiIIIIII")  # the fields up to the one that numbers the files of the unit
_TEXT: Final = ".text"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an instruction comes from."""

    function: str
    file: str  # "" where the table has none
    line: int  # then -1


@dataclass(frozen=True, slots=True)
class CodeRange:
    """One function of an image."""

    name: str
    start: int  # address
    end: int
    record: int  # offset in the table


class FunctionTable:
    """The table, its code and what they say of each other."""

    def __init__(self, name: str, image: bytes) -> None:
        """Raises LinkError, which names the image, when the bytes are no image with a table."""
        self._name = name
        try:
            file = ELFFile(BytesIO(image))
            table, text = (file.get_section_by_name(section) for section in (functab.OUTPUT_NAME, _TEXT))
            if table is None or text is None:
                raise LinkError(codes.NOT_AN_IMAGE, name, f"no section {_TEXT if table else functab.OUTPUT_NAME}")
            self._data, self.code = table.data(), text.data()
            self.start = text["sh_addr"]
            self.machine = int.from_bytes(image[18:20], "little")  # e_machine
            magic, _, self._quantum, _, self._count, _, _, *self._parts = _HEADER.unpack_from(self._data)
            if magic != _MAGIC:
                raise LinkError(codes.NOT_AN_IMAGE, name, f"a function table of an unknown kind ({magic:#x})")
        except LinkError:
            raise
        except Exception as problem:  # pyelftools lets through whatever its parts raise on damaged input
            raise LinkError(codes.NOT_AN_IMAGE, name, f"not an ELF image ({problem})") from problem

    @cached_property
    def functions(self) -> list[CodeRange]:
        """All functions by address. Raises LinkError for a damaged table."""
        try:
            return self._read()
        except (ValueError, IndexError, OverflowError) as problem:
            raise self._damaged(problem) from problem
        except Exception as problem:  # struct.error is no class of its own to mypy's eyes; it means the same
            raise self._damaged(problem) from problem

    def _damaged(self, problem: Exception) -> LinkError:
        return LinkError(codes.NOT_AN_IMAGE, self._name, f"a damaged function table ({problem})")

    def _read(self) -> list[CodeRange]:
        names, table = self._parts[0], self._parts[4]
        pairs = [_PAIR.unpack_from(self._data, table + _PAIR.size * i) for i in range(self._count)]
        pairs = [pair for pair in pairs if pair[0] < len(self.code)]
        ends = [*(entry for entry, _ in pairs[1:]), len(self.code)]
        found = []
        for (entry, record), end in zip(pairs, ends, strict=True):
            fields = _RECORD.unpack_from(self._data, table + record)
            name = self._text(names + fields[1])
            found.append(CodeRange(name, self.start + entry, self.start + end, table + record))
        return found

    def place(self, address: int) -> Place | None:
        """What an address belongs to; None outside of all functions. Raises LinkError for a damaged table."""
        at = bisect_right(self.functions, address, key=lambda function: function.start) - 1
        if at < 0 or address >= self.functions[at].end:
            return None
        function = self.functions[at]
        try:
            *_, files, lines, _, unit = _RECORD.unpack_from(self._data, function.record)
            number, line = (self._value(table, address - function.start) for table in (files, lines))
            if number < 0:
                return Place(function.name, "", -1)
            place = self._parts[1] + 4 * (unit + number)
            path = self._text(self._parts[2] + int.from_bytes(self._data[place : place + 4], "little"))
        except Exception as problem:  # a number that leads out of the table, however it shows
            raise self._damaged(problem) from problem
        return Place(function.name, path, line)

    def _text(self, at: int) -> str:
        return self._data[at : self._data.index(0, at)].decode("utf-8", "replace")

    def _value(self, table: int, target: int) -> int:
        """The value of a table at an offset in the function; -1 where there is none."""
        if table == 0:
            return -1
        at, offset, value = self._parts[3] + table, 0, -1
        while True:
            step, at = self._number(at)
            if step == 0 and offset > 0:
                return -1
            value += -(step >> 1) - 1 if step & 1 else step >> 1
            length, at = self._number(at)
            offset += length * self._quantum
            if target < offset:
                return value

    def _number(self, at: int) -> tuple[int, int]:
        """A number in base 128, and the place behind it."""
        value = shift = 0
        while True:
            byte = self._data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value, at
            shift += 7
