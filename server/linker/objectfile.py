"""An object in memory: its sections and symbols, as the reader or the linker itself made them.

Invariant: a symbol's `section` is an index into `ObjectFile.sections`, whose items are None where the object has no
content to link (string tables, relocation tables, groups). `Section.kept`, `address` and `offset` are the only fields
that change after an object is made: reachability sets the first, layout the other two. An object that is kept for the
next link (memory.py) remembers what passes found out about it, which follows from its bytes alone.
"""

from __future__ import annotations

from builtins import memoryview  # mypyc looks in the module for the names of annotations
from dataclasses import dataclass, field
from typing import NamedTuple

from server.linker import elf
from server.symbol import SymbolRecord

NO_SECTION = -1  # an undefined symbol
ABSOLUTE = -2  # a symbol whose value is not an address


class Symbol(NamedTuple):
    """One row of an object's symbol table."""

    name: str
    section: int  # index into ObjectFile.sections, NO_SECTION or ABSOLUTE
    value: int  # byte offset in the section; the value itself when ABSOLUTE
    size: int  # bytes
    binding: int  # elf.STB_*
    type: int  # elf.STT_*


@dataclass(slots=True, eq=False)
class Section:
    """What is kept or dropped as a whole: a function, a datum, a constant pool, one object's debug section."""

    owner: ObjectFile
    index: int
    name: str
    type: int  # elf.SHT_*
    flags: int  # elf.SHF_*
    align: int  # bytes, a power of two
    size: int  # bytes in memory
    data: memoryview  # empty for SHT_NOBITS
    rela: memoryview  # table of elf.RELA records
    entry_size: int = 0  # bytes of one piece, in sections of pieces
    symbols: list[Symbol] = field(default_factory=list)  # defined here, without section symbols

    kept: bool = False  # set by reachability
    address: int = 0  # virtual address, or offset in the output section for debug sections; set by layout
    offset: int = 0  # byte offset in the image; set by layout

    # Remembered by reachability: the symbols that it keeps, and the type descriptors among those.
    references: list[int] | None = None
    types: list[str] | None = None

    @property
    def label(self) -> str:
        """How messages and explanations name it: by its first symbol, else by its name and its object."""
        return self.symbols[0].name if self.symbols else f"{self.name} ({self.owner.label})"

    @property
    def is_code(self) -> bool:
        """Whether it holds instructions."""
        return bool(self.flags & elf.SHF_EXECINSTR)

    @property
    def is_loaded(self) -> bool:
        """Whether it occupies memory in the running program."""
        return bool(self.flags & elf.SHF_ALLOC)


class Remembered:
    """What a pass found out about an object, and keeps with it."""


@dataclass(slots=True, eq=False)
class ObjectFile:
    """One relocatable object. `order` places it in the image, whatever the order in which objects were fetched."""

    label: str  # for messages: "chunk 3f2a of package fmt"
    package: str
    order: tuple[int, int]  # place of the package and of the chunk in the records
    records: dict[str, SymbolRecord]  # what the package says of the chunk's symbols
    sections: list[Section | None] = field(default_factory=list)
    symbols: list[Symbol] = field(default_factory=list)
    lines: Remembered | None = None  # by functionlines
    faults: Remembered | None = None  # by faultmap
    labelled: frozenset[int] | None = None  # by fold: sections that others of the object name places in

    def section_of(self, symbol: Symbol) -> Section | None:
        """The section that defines a symbol of this object."""
        return self.sections[symbol.section] if symbol.section >= 0 else None
