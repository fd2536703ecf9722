"""The account of every byte of the image.

Each kept section becomes one row per symbol in it, each table and header one row; what is left between them is
padding. The sizes add up to the size of the file because the rows are cut from it: they are sorted by offset, gaps
get rows, and nothing overlaps.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from server.linker import elf
from server.linker.interface import MapRow
from server.linker.layout import OutputSection
from server.linker.objectfile import Section
from server.linker.writer import Plan
from server.symbol import SymbolKind

PADDING: Final = "(padding)"
_TABLE_KINDS: Final = {".symtab": "symtab", ".strtab": "symtab", ".shstrtab": "header"}


def link_map(plan: Plan) -> tuple[MapRow, ...]:
    """The rows of the image, by offset; memory that has no bytes in the file stands at its section's offset."""
    rows = list(_headers(plan))
    for output in plan.sections:
        rows.extend(_output_rows(output))
    rows.sort(key=lambda row: (row.offset, row.address, -row.size))
    return tuple(fill_gaps(rows, plan.size, plan.sections))


def _headers(plan: Plan) -> Iterator[MapRow]:
    """The rows of what is no section."""
    programs = plan.layout.header_size - elf.HEADER.size
    address = plan.layout.segments[0].address
    yield MapRow("(ELF header)", "", "", "", "header", address, 0, elf.HEADER.size, elf.HEADER.size)
    at = elf.HEADER.size
    yield MapRow("(program headers)", "", "", "", "header", address + at, at, programs, programs)
    size = plan.size - plan.headers_offset
    yield MapRow("(section headers)", "", "", "", "header", 0, plan.headers_offset, size, 0)


def _output_rows(output: OutputSection) -> Iterator[MapRow]:
    """The rows of one output section."""
    if output.content is not None or not output.flags & elf.SHF_ALLOC:
        yield from _table_rows(output)
        return
    for section in output.inputs:
        yield from _section_rows(output, section)


def _table_rows(output: OutputSection) -> Iterator[MapRow]:
    """A table of the linker is one row; debug information is one row per package, unless gaps divide it.

    What is compressed or merged belongs to no package.
    """
    if output.content is not None and not output.inputs:
        kind = _TABLE_KINDS.get(output.name, "debug")
        yield MapRow(output.name, "", "", output.name, kind, 0, output.offset, output.size, 0)
    runs: list[tuple[str, int, int]] = []  # package, start, end
    for section in output.inputs:
        package, start = section.owner.package, section.offset
        if runs and runs[-1][0] == package and runs[-1][2] == start:
            start = runs.pop()[1]
        runs.append((package, start, section.offset + section.size))
    for package, start, end in runs:
        yield MapRow(output.name, package, "", output.name, "debug", 0, start, end - start, 0)


def _section_rows(output: OutputSection, section: Section) -> Iterator[MapRow]:
    """One row per symbol of a loaded section; bytes in front of, between and behind symbols are the section's own."""
    in_file = output.type != elf.SHT_NOBITS
    owner = section.owner
    at = 0
    rows: list[tuple[str, int, int]] = []  # name, start, end in the section
    for symbol in sorted(section.symbols, key=lambda s: (s.value, -s.size)):
        if symbol.value >= at and symbol.size:
            if symbol.value > at:
                rows.append((PADDING if rows else _unnamed(section), at, symbol.value))
            at = symbol.value + symbol.size
            rows.append((symbol.name, symbol.value, at))
    if at < section.size:
        rows.append((_unnamed(section), at, section.size))
    for name, start, end in rows:
        record = owner.records.get(name)
        size = end - start
        yield MapRow(
            name,
            owner.package,
            record.file if record else "",
            output.name,
            record.kind.value if record else "padding" if name == PADDING else _kind(output),
            section.address + start,
            section.offset + (start if in_file else 0),
            size if in_file else 0,
            size,
        )


def _unnamed(section: Section) -> str:
    """What stands in a section without saying so in its symbol table."""
    if section.symbols:
        return section.label  # a symbol without a size owns its section
    if section.name.startswith(".rodata.cst"):
        return "(constants)"
    return "(jump tables)" if section.name.startswith(".rodata") else section.name


def _kind(output: OutputSection) -> str:
    """The kind of bytes that no record describes."""
    if output.flags & elf.SHF_EXECINSTR:
        return SymbolKind.FUNC.value
    if output.type == elf.SHT_NOBITS:
        return SymbolKind.BSS.value
    return SymbolKind.DATA.value if output.flags & elf.SHF_WRITE else SymbolKind.RODATA.value


def fill_gaps(rows: Iterable[MapRow], file_size: int, sections: Sequence[OutputSection] = ()) -> Iterator[MapRow]:
    """The rows, by offset, and rows for the gaps between them and up to the end of the file."""
    at = 0
    for row in rows:
        if row.offset > at:
            yield _gap(at, row.offset, sections)
        yield row
        at = max(at, row.offset + row.size)
    if at < file_size:
        yield _gap(at, file_size, sections)


def _gap(start: int, end: int, sections: Sequence[OutputSection]) -> MapRow:
    """A gap belongs to the section in which it lies; between sections it belongs to none."""
    inside = next((s for s in sections if s.offset <= start < s.offset + s.file_size), None)
    name, size = inside.name if inside else "", end - start
    address = inside.address + start - inside.offset if inside and inside.address else 0
    return MapRow(PADDING, "", "", name, "padding", address, start, size, size if address else 0)
