"""Reads an image back: its symbols as `nm` lists them, and an estimate of its bytes where no map is at hand.

Works on ELF64 little-endian executables and objects of any linker, gc's included. Names alone say which package a
symbol belongs to, so the estimate is one: `go.string.*` and other shared data count for no package.
"""

from collections.abc import Iterator
from io import BytesIO

import msgspec
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import Section

from server.diagnostics.codes import link as codes
from server.linker import elf
from server.linker.interface import LinkError, MapRow
from server.linker.linkmap import PADDING, fill_gaps
from server.symbol import SymbolKind

_SYMBOLS = ".symtab"


class ImageSymbol(msgspec.Struct, frozen=True):
    """One symbol of an image."""

    address: int
    letter: str  # T text, R read-only data, D data, B zero data, U undefined, A absolute; small when local
    name: str
    size: int  # bytes
    section: str  # "" for undefined and absolute symbols


class _Image(msgspec.Struct, frozen=True):
    """What the functions here need of an image."""

    sections: tuple["_SectionInfo", ...]
    symbols: tuple[ImageSymbol, ...]
    programs: tuple[int, int]  # byte offset and size of the program headers
    headers: tuple[int, int]  # byte offset and size of the section headers


class _SectionInfo(msgspec.Struct, frozen=True):
    """One section header."""

    name: str
    type: str
    flags: int
    address: int
    offset: int
    size: int


def read_symbols(name: str, data: bytes) -> tuple[ImageSymbol, ...]:
    """The symbols of an image, by address and name; without a symbol table there are none.

    Raises LinkError, which names the image, when the bytes are no image that we can read.
    """
    return _read(name, data).symbols


def estimate_rows(name: str, data: bytes) -> tuple[MapRow, ...]:
    """Rows like those of the linker's map, made from headers and symbols. Their sizes add up to the size of the file.

    Raises LinkError as `read_symbols` does.
    """
    image = _read(name, data)
    rows = list(_header_rows(image))
    for section in image.sections:
        if section.type != "SHT_NULL":
            rows.extend(_section_rows(section, [s for s in image.symbols if s.section == section.name and s.size]))
    rows.sort(key=lambda row: (row.offset, row.address, -row.size))
    return tuple(fill_gaps(_without_overlap(rows, len(data)), len(data)))


def package_of(symbol: str) -> str:
    """The package that a Go link name belongs to: what stands in front of the first dot after the last slash.

    Brackets of type arguments may hold slashes and dots, and are not looked into. Shared data has no package.
    """
    head = symbol.split("[", 1)[0].split("(", 1)[0]
    if symbol.startswith(("go.", "go:", "type:", "type..")) or "." not in head:
        return ""
    slash = head.rfind("/") + 1
    return head[: head.index(".", slash)] if "." in head[slash:] else ""


def _read(name: str, data: bytes) -> _Image:
    """Parse an image."""
    try:
        file = ELFFile(BytesIO(data))
        if file.elfclass != 64 or not file.little_endian:
            raise LinkError(codes.NOT_AN_IMAGE, name, "not supported yet: anything but 64-bit little-endian ELF")
        sections = [_describe(section) for section in file.iter_sections()]
        table = file.get_section_by_name(_SYMBOLS)
        symbols = _symbols(table, file.get_section(table["sh_link"]), sections) if table else []
        programs = file["e_phoff"], file["e_phnum"] * file["e_phentsize"]
        headers = file["e_shoff"], len(sections) * file["e_shentsize"]
    except LinkError:
        raise
    except Exception as problem:  # pyelftools lets through whatever its parts raise on damaged input
        raise LinkError(codes.NOT_AN_IMAGE, name, f"not an ELF image ({problem})") from problem
    return _Image(tuple(sections), tuple(symbols), programs, headers)


def _describe(section: Section) -> _SectionInfo:
    return _SectionInfo(
        section.name,
        str(section["sh_type"]),
        section["sh_flags"],
        section["sh_addr"],
        section["sh_offset"],
        section["sh_size"],
    )


def _symbols(table: Section, strings: Section, sections: list[_SectionInfo]) -> list[ImageSymbol]:
    """The named symbols of a table. Records are unpacked here, for pyelftools takes seconds for gc's larger tables."""
    text = strings.data() + b"\0"
    found = []
    for at, info, _, index, value, size in elf.SYMBOL.iter_unpack(table.data()):
        if at == 0 or info & 15 in (elf.STT_SECTION, elf.STT_FILE):
            continue
        name = text[at : text.index(0, at)].decode("utf-8", "replace")
        section = sections[index] if index < len(sections) else None
        letter = _letter(index, section)
        shown = letter.lower() if info >> 4 == elf.STB_LOCAL else letter
        found.append(ImageSymbol(value, shown, name, size, section.name if section else ""))
    return sorted(found, key=lambda s: (s.address, s.name))


def _letter(index: int, section: _SectionInfo | None) -> str:
    """What kind of section a symbol lies in."""
    if index == elf.SHN_UNDEF:
        return "U"
    if section is None:
        return "A" if index == elf.SHN_ABS else "?"
    if section.flags & elf.SHF_EXECINSTR:
        return "T"
    if section.flags & elf.SHF_WRITE:
        return "B" if section.type == "SHT_NOBITS" else "D"
    return "R" if section.flags & elf.SHF_ALLOC else "?"


def _header_rows(image: _Image) -> Iterator[MapRow]:
    yield MapRow("(ELF header)", "", "", "", "header", 0, 0, elf.HEADER.size, elf.HEADER.size)
    yield MapRow("(program headers)", "", "", "", "header", 0, *image.programs, image.programs[1])
    yield MapRow("(section headers)", "", "", "", "header", 0, *image.headers, 0)


def _section_rows(section: _SectionInfo, symbols: list[ImageSymbol]) -> Iterator[MapRow]:
    """The symbols of a section and what lies between them."""
    loaded, in_file = section.flags & elf.SHF_ALLOC, section.type != "SHT_NOBITS"
    kind = _kind(section)
    at = section.address
    for symbol in symbols if loaded else ():
        if symbol.address >= at and symbol.address + symbol.size <= section.address + section.size:
            if symbol.address > at:
                yield _row(section, PADDING, "", "padding", at, symbol.address - at)
            at = symbol.address + symbol.size
            yield _row(section, symbol.name, package_of(symbol.name), kind, symbol.address, symbol.size)
    rest = section.address + section.size - at
    if rest and (in_file or loaded):
        yield _row(section, section.name, "", kind, at, rest)


def _row(section: _SectionInfo, name: str, package: str, kind: str, address: int, size: int) -> MapRow:
    in_file = section.type != "SHT_NOBITS"
    offset = section.offset + (address - section.address if in_file else 0)
    memory = size if section.flags & elf.SHF_ALLOC else 0
    return MapRow(
        name, package, "", section.name, kind, address if memory else 0, offset, size if in_file else 0, memory
    )


def _kind(section: _SectionInfo) -> str:
    """The kind of bytes in a section."""
    if section.flags & elf.SHF_ALLOC:
        kinds = {"T": SymbolKind.FUNC, "R": SymbolKind.RODATA, "D": SymbolKind.DATA, "B": SymbolKind.BSS}
        return kinds[_letter(1, section)].value
    if section.type in ("SHT_SYMTAB", "SHT_STRTAB"):
        return "symtab"
    return "debug"


def _without_overlap(rows: list[MapRow], size: int) -> Iterator[MapRow]:
    """The rows that do not run into the one before, nor beyond the end of the file."""
    at = 0
    for row in rows:
        if row.size == 0 or (row.offset >= at and row.offset + row.size <= size):
            yield row
            at = max(at, row.offset + row.size)
