"""Reads relocatable objects, trusting nothing in them.

An object comes from a cache that a crash or another user may have damaged. Every offset, index and size is checked
against the bytes that are there, and what does not fit is a LinkError that names the object. Relocation tables stay
bytes here: reachability walks them once, and `relocate` turns all of them into numpy arrays at a stroke; both check
the symbol index and the place they name.

Source: System V ABI, "Object Files".
"""

from typing import NamedTuple

from server.diagnostics.codes import link as codes
from server.linker import elf
from server.linker.interface import LinkError
from server.linker.objectfile import ABSOLUTE, NO_SECTION, ObjectFile, Section, Symbol
from server.target import Target

_MAX_ALIGN = 0x10000  # bytes; the largest page of any target
_EMPTY = memoryview(b"")
_NOT_CONTENT = frozenset((elf.SHT_NULL, elf.SHT_SYMTAB, elf.SHT_STRTAB, elf.SHT_RELA))


class _Header(NamedTuple):
    """One section header. Offsets and sizes in bytes."""

    name: int
    type: int
    flags: int
    addr: int
    offset: int
    size: int
    link: int
    info: int
    align: int
    entsize: int


def read_object(into: ObjectFile, data: bytes, target: Target) -> ObjectFile:
    """Fill `into` with the sections and symbols of an ELF64 object for the target.

    Raises LinkError when the bytes are no such object.
    """
    _Reader(into, data).read(target)
    return into


class _Reader:
    """One object under way."""

    def __init__(self, into: ObjectFile, data: bytes) -> None:
        self.into = into
        self.data = memoryview(data)
        self.headers: list[_Header] = []

    def broken(self, what: str) -> LinkError:
        """The error that says what is wrong with this object."""
        return LinkError(codes.BROKEN_OBJECT, self.into.label, what)

    def unsupported(self, what: str) -> LinkError:
        """The error that says what we cannot link yet."""
        return LinkError(codes.UNSUPPORTED_OBJECT, self.into.label, what)

    def read(self, target: Target) -> None:
        names_index = self._read_header(target)
        names = self._string_table(names_index)
        self.into.sections = [self._section(i, h, names) for i, h in enumerate(self.headers)]
        tables = [h for h in self.headers if h.type == elf.SHT_SYMTAB]
        if len(tables) > 1:
            raise self.broken("more than one symbol table")
        for table in tables:
            self._read_symbols(table)
        self._attach_relocations()

    def _read_header(self, target: Target) -> int:
        """Check the file header and read the section headers; the result is the index of their name table."""
        if len(self.data) < elf.HEADER.size or bytes(self.data[:4]) != elf.MAGIC:
            raise self.broken("not an ELF object")
        fields = elf.HEADER.unpack_from(self.data)
        ident, kind, machine = fields[0], fields[1], fields[2]
        section_offset, entry_size, count, names_index = fields[6], fields[11], fields[12], fields[13]
        if ident[4] != elf.CLASS_64 or ident[5] != elf.LITTLE_ENDIAN or kind != elf.ET_REL:
            raise self.broken("not a 64-bit little-endian relocatable object")
        if machine != target.machine.elf_machine:
            raise self.broken(f"made for machine {machine}, not for {target.name}")
        if count == 0:
            raise self.unsupported("an object with no section headers or more than 65279 of them")
        if entry_size != elf.SECTION_HEADER.size:
            raise self.broken(f"section headers of {entry_size} bytes")
        table = self._slice(section_offset, count * entry_size, "section headers")
        self.headers = [_Header(*row) for row in elf.SECTION_HEADER.iter_unpack(table)]
        return int(names_index)

    def _slice(self, offset: int, size: int, what: str) -> memoryview:
        """The bytes [offset, offset + size) of the object."""
        if offset + size > len(self.data):
            raise self.broken(f"{what} reach beyond the end: {offset} + {size} of {len(self.data)} bytes")
        return self.data[offset : offset + size]

    def _string_table(self, index: int) -> bytes:
        """The bytes of a string table, made to end in NUL so that a lookup always ends."""
        if index >= len(self.headers) or self.headers[index].type != elf.SHT_STRTAB:
            raise self.broken(f"section {index} is no string table")
        header = self.headers[index]
        return bytes(self._slice(header.offset, header.size, "string table")) + b"\0"

    def _string(self, table: bytes, offset: int) -> str:
        """The NUL-terminated string at an offset."""
        if offset >= len(table):
            raise self.broken(f"name at {offset} lies beyond its string table")
        try:
            return table[offset : table.index(0, offset)].decode()
        except UnicodeDecodeError as problem:
            raise self.broken(f"name at {offset} is not UTF-8") from problem

    def _section(self, index: int, header: _Header, names: bytes) -> Section | None:
        """The section of a header, or None when it is not content."""
        if header.type in _NOT_CONTENT:
            return None
        name = self._string(names, header.name)
        self._check_content(name, header)
        if header.type == elf.SHT_NOBITS:
            content = _EMPTY
        else:
            content = self._slice(header.offset, header.size, f"bytes of {name}")
        align = max(header.align, 1)
        size, pieces = header.size, header.entsize
        return Section(self.into, index, name, header.type, header.flags, align, size, content, _EMPTY, pieces)

    def _check_content(self, name: str, header: _Header) -> None:
        """Refuse what layout cannot place."""
        if header.align & (header.align - 1) or header.align > _MAX_ALIGN:
            raise self.broken(f"{name} is aligned to {header.align}")
        if header.flags & elf.SHF_TLS:
            raise self.unsupported(f"thread-local section {name}")
        if header.flags & elf.SHF_COMPRESSED:
            raise self.unsupported(f"compressed section {name}")
        if header.flags & elf.SHF_WRITE and header.flags & elf.SHF_EXECINSTR:
            raise self.unsupported(f"section {name}, which is writable and executable")
        if header.type == elf.SHT_NOBITS and not (header.flags & elf.SHF_ALLOC and header.flags & elf.SHF_WRITE):
            raise self.broken(f"{name} has no bytes and is no variable")
        if header.type == elf.SHT_REL:
            raise self.unsupported(f"relocations without addends ({name})")

    def _read_symbols(self, header: _Header) -> None:
        """Read the symbol table and hang each definition on its section."""
        if header.size % elf.SYMBOL.size:
            raise self.broken(f"symbol table of {header.size} bytes")
        names = self._string_table(header.link)
        table = self._slice(header.offset, header.size, "symbol table")
        symbols, sections = self.into.symbols, self.into.sections
        for name, info, _, index, value, size in elf.SYMBOL.iter_unpack(table):
            text = self._string(names, name)
            symbol = Symbol(text, self._defining(text, index), value, size, info >> 4, info & 15)
            symbols.append(symbol)
            section = sections[symbol.section] if symbol.section >= 0 else None
            if section is None:
                if symbol.section >= 0 and symbol.type != elf.STT_SECTION:
                    raise self.broken(f"symbol {text} is defined in a table")
                continue
            if value + size > section.size:
                raise self.broken(f"symbol {text} lies outside its section")
            if symbol.type != elf.STT_SECTION and not text.startswith((".L", "$")):
                section.symbols.append(symbol)

    def _defining(self, name: str, index: int) -> int:
        """The section that a symbol's header names, as ObjectFile counts it."""
        if index == elf.SHN_UNDEF:
            return NO_SECTION
        if index == elf.SHN_ABS:
            return ABSOLUTE
        if index >= elf.SHN_LORESERVE:
            raise self.unsupported(f"symbol {name} in special section {index:#x}")
        if index >= len(self.headers):
            raise self.broken(f"symbol {name} is defined in section {index} of {len(self.headers)}")
        return index

    def _attach_relocations(self) -> None:
        """Give each section its relocation table."""
        for header in self.headers:
            if header.type != elf.SHT_RELA:
                continue
            section = self.into.sections[header.info] if header.info < len(self.headers) else None
            if section is None or header.size % elf.RELA.size:
                raise self.broken(f"relocation table for section {header.info} is malformed")
            if len(section.rela):
                raise self.broken(f"{section.name} has two relocation tables")
            section.rela = self._slice(header.offset, header.size, f"relocations of {section.name}")
