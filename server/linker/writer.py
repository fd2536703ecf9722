"""Assembles the image: headers, contents, section headers.

The file is: file header, program headers, loaded sections, debug sections, symbol table, names, section headers. All
gaps are zero, except between functions, where instructions stand that trap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.linker import elf
from server.linker.layout import Layout, OutputSection
from server.linker.relocation import Architecture
from server.target import Target

_HEADER_ALIGN: Final = 8  # bytes
_STACK: Final = (elf.PT_GNU_STACK, elf.PF_R | elf.PF_W, 0, 0, 0, 0, 0, 16)  # a stack that is not executable


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole file, every part with its place."""

    layout: Layout
    sections: list[OutputSection]  # loaded, debug, symbols, section names; section 0 of ELF is not among them
    headers_offset: int  # byte offset of the section headers
    size: int  # bytes


def plan_file(layout: Layout, extra: Sequence[OutputSection]) -> Plan:
    """Place what is not loaded behind the loaded part, and the names of all sections behind that."""
    sections = [*layout.sections, *extra]
    content = b"\0" + b"".join(s.name.encode() + b"\0" for s in sections) + b".shstrtab\0"
    sections.append(OutputSection(".shstrtab", elf.SHT_STRTAB, 0, size=len(content), content=content))
    at = layout.file_size
    for output in sections[len(layout.sections) :]:
        output.offset = at = _align(at, output.align)
        for section in output.inputs:
            section.offset = at + section.address
        at += output.file_size
    headers_offset = _align(at, _HEADER_ALIGN)
    return Plan(layout, sections, headers_offset, headers_offset + (len(sections) + 1) * elf.SECTION_HEADER.size)


def _align(value: int, align: int) -> int:
    return (value + align - 1) & -align


def write_contents(plan: Plan, architecture: Architecture) -> bytearray:
    """The image without headers: the contents of all sections as the objects have them."""
    image = bytearray(plan.size)
    for output in plan.sections:
        if output.flags & elf.SHF_EXECINSTR and output.file_size:
            padding = architecture.padding * (output.size // len(architecture.padding) + 1)
            image[output.offset : output.offset + output.size] = padding[: output.size]
        if output.content is not None:
            image[output.offset : output.offset + output.size] = output.content
        elif output.type != elf.SHT_NOBITS:
            for section in output.inputs:
                image[section.offset : section.offset + len(section.data)] = section.data
    return image


def write_headers(image: bytearray, plan: Plan, target: Target, entry: int) -> None:
    """Put the file header, the program headers and the section headers into the image."""
    programs = _program_headers(plan.layout, target)
    ident = elf.MAGIC + bytes((elf.CLASS_64, elf.LITTLE_ENDIAN, elf.VERSION))
    elf.HEADER.pack_into(
        image, 0, ident.ljust(16, b"\0"), elf.ET_EXEC, target.machine.elf_machine, elf.VERSION, entry, elf.HEADER.size,
        plan.headers_offset, target.machine.elf_flags, elf.HEADER.size, elf.PROGRAM_HEADER.size, len(programs),
        elf.SECTION_HEADER.size, len(plan.sections) + 1, len(plan.sections),
    )  # fmt: skip
    for index, program in enumerate(programs):
        elf.PROGRAM_HEADER.pack_into(image, elf.HEADER.size + index * elf.PROGRAM_HEADER.size, *program)
    name = 1  # offset in the table of names, which begins with an empty one
    at = plan.headers_offset
    for s in plan.sections:
        at += elf.SECTION_HEADER.size
        row = (name, s.type, s.flags, s.address, s.offset, s.size, s.link, s.info, s.align, s.entry_size)
        elf.SECTION_HEADER.pack_into(image, at, *row)
        name += len(s.name.encode()) + 1


def _program_headers(layout: Layout, target: Target) -> list[tuple[int, ...]]:
    """The rows of the program header table."""
    rows: list[tuple[int, ...]] = [
        (elf.PT_LOAD, s.flags, s.offset, s.address, s.address, s.file_size, s.memory_size, target.page_size)
        for s in layout.segments
    ]
    rows += [
        (elf.PT_NOTE, elf.PF_R, s.offset, s.address, s.address, s.size, s.size, s.align)
        for s in layout.sections
        if s.type == elf.SHT_NOTE
    ]
    return [*rows, _STACK]
