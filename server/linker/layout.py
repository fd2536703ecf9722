"""Gives every kept section its place in memory and in the file.

Three segments, never writable and executable at once: read-only with the headers in front, code, data. Sections stand
in the order of the records (package, chunk, section), so the image does not depend on the order of discovery. A
segment begins on a new page of memory but on the next byte of the file: address and offset stay equal modulo the page
size, which is all that mapping asks for, and the file needs no page-sized gaps.

Source: System V ABI, "Program Loading".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.diagnostics.codes import link as codes
from server.linker import elf
from server.linker.interface import LinkError
from server.linker.objectfile import Section
from server.target import Target

BASE: Final = 0x400000  # bytes; where static executables stand by custom
LIMIT: Final = 0x7FFF0000  # bytes; the small code model reaches 2 GiB
_READ, _EXEC, _WRITE = elf.PF_R, elf.PF_R | elf.PF_X, elf.PF_R | elf.PF_W


@dataclass(frozen=True, slots=True)
class OutputRow:
    """One kind of output section. Its order in the table is its order in the image."""

    name: str
    segment: int  # elf.PF_* of the segment that holds it
    type: int = elf.SHT_PROGBITS
    start: str = ""  # the symbol at its first byte
    end: str = ""  # the symbol behind its last byte


OUTPUT: Final = (
    OutputRow(".note.gnu.build-id", _READ, elf.SHT_NOTE),
    OutputRow(".note.go.buildid", _READ, elf.SHT_NOTE),
    OutputRow(".rodata", _READ, start="runtime.rodata", end="runtime.erodata"),
    OutputRow(".typelink", _READ, start="runtime.typelink", end="runtime.etypelink"),
    OutputRow(".inittask", _READ, start="runtime.inittask", end="runtime.einittask"),
    OutputRow(".gopclntab", _READ, start="runtime.pclntab", end="runtime.epclntab"),
    OutputRow(".go.faultmap", _READ, start="runtime.faultmap", end="runtime.efaultmap"),
    OutputRow(".go.buildinfo", _READ, start="runtime.buildinfo", end="runtime.ebuildinfo"),
    OutputRow(".text", _EXEC, start="runtime.text", end="runtime.etext"),
    OutputRow(".noptrdata", _WRITE, start="runtime.noptrdata", end="runtime.enoptrdata"),
    OutputRow(".data", _WRITE, start="runtime.data", end="runtime.edata"),
    OutputRow(".bss", _WRITE, elf.SHT_NOBITS, start="runtime.bss", end="runtime.ebss"),
    OutputRow(".noptrbss", _WRITE, elf.SHT_NOBITS, start="runtime.noptrbss", end="runtime.enoptrbss"),
)
# Sections of data without pointers, which the collector need not scan. LLVM leaves zeros out of the object only where
# the name begins with ".bss."; two dots keep these names apart from ".bss." + a symbol.
POINTER_FREE: Final = (".data..noptr.", ".bss..noptr.")
# Code of the run-time, in which no goroutine is stopped by a signal. It stands first in ".text".
RUNTIME_CODE: Final = ".text..runtime."
RUNTIME_CODE_END: Final = "runtime.eruntimetext"
_OWN_NAMES: Final = frozenset(row.name for row in OUTPUT if row.segment == _READ)
END: Final = "runtime.end"  # behind the last byte of the image in memory
BOUNDARIES: Final = frozenset(
    {END, RUNTIME_CODE_END, *(r.start for r in OUTPUT if r.start), *(r.end for r in OUTPUT if r.end)}
)


@dataclass(slots=True)
class OutputSection:
    """A section of the image."""

    name: str
    type: int
    flags: int
    inputs: list[Section] = field(default_factory=list)
    align: int = 1  # bytes
    address: int = 0  # virtual address; 0 when it is not loaded
    offset: int = 0  # byte offset in the file
    size: int = 0  # bytes in memory
    content: bytes | None = None  # instead of inputs
    link: int = 0  # index of the section that this one refers to
    info: int = 0  # as its type asks
    entry_size: int = 0  # bytes of one record, in tables

    @property
    def file_size(self) -> int:
        """Bytes in the file."""
        return 0 if self.type == elf.SHT_NOBITS else self.size


@dataclass(slots=True)
class Segment:
    """What the kernel maps as one."""

    flags: int  # elf.PF_*
    address: int
    offset: int
    file_size: int = 0  # bytes
    memory_size: int = 0  # bytes


@dataclass(slots=True)
class Layout:
    """The loaded part of the image."""

    sections: list[OutputSection]
    segments: list[Segment]
    header_size: int  # bytes of the file header and the program headers
    file_size: int  # bytes up to the end of the last loaded section
    boundaries: dict[str, int]  # symbol -> address


def lay_out(kept: Iterable[Section], target: Target) -> Layout:
    """Place the kept sections. Raises LinkError when the image exceeds what code can address."""
    outputs = _sort_into_outputs(kept)
    flags = list(dict.fromkeys(row.segment for row in OUTPUT if row.name in outputs or row.segment == _READ))
    notes = sum(output.type == elf.SHT_NOTE for output in outputs.values())
    header_size = elf.HEADER.size + (len(flags) + notes + 1) * elf.PROGRAM_HEADER.size  # and the stack's header
    segments: list[Segment] = []
    address, offset = BASE, 0
    for flag in flags:
        rows = [row for row in OUTPUT if row.segment == flag and row.name in outputs]
        segment, address = _begin_segment(flag, rows, address, offset, target.page_size)
        segments.append(segment)
        if flag == _READ:
            address, offset = address + header_size, offset + header_size
        start = offset
        for row in rows:
            address, offset = _place(outputs[row.name], address, offset)
        segment.file_size = offset - (0 if flag == _READ else start)
        segment.memory_size = address - segment.address
    boundaries = _boundaries(outputs, segments, address)
    return Layout([outputs[r.name] for r in OUTPUT if r.name in outputs], segments, header_size, offset, boundaries)


def _begin_segment(flag: int, rows: list[OutputRow], address: int, offset: int, page: int) -> tuple[Segment, int]:
    """A segment behind `address`, and its first address.

    One without bytes in the file begins at the start of a page: older kernels leave unmapped the part of a page that
    they take for the end of the file's bytes.
    """
    address = _align(address, page)
    if all(row.type == elf.SHT_NOBITS for row in rows) and flag != _READ:
        return Segment(flag, address, 0), address
    address += offset % page
    return Segment(flag, address, offset), address


def place_order(section: Section) -> tuple[bool, tuple[int, int], int]:
    """The key by which sections of one output are sorted."""
    return not section.name.startswith(RUNTIME_CODE), section.owner.order, section.index


def _align(value: int, align: int) -> int:
    return (value + align - 1) & -align


def _sort_into_outputs(kept: Iterable[Section]) -> dict[str, OutputSection]:
    """Distribute the sections, each output in record order; the code of the run-time comes before all others."""
    rows = {row.name: row for row in OUTPUT}
    outputs: dict[str, OutputSection] = {}
    for section in sorted(kept, key=place_order):
        name = _output_name(section)
        output = outputs.get(name)
        if output is None:
            row = rows[name]
            output = outputs[name] = OutputSection(name, row.type, _section_flags(row.segment))
        output.inputs.append(section)
    return outputs


def _section_flags(segment: int) -> int:
    """The flags of a section in a segment."""
    write = elf.SHF_WRITE if segment & elf.PF_W else 0
    execute = elf.SHF_EXECINSTR if segment & elf.PF_X else 0
    return elf.SHF_ALLOC | write | execute


def _output_name(section: Section) -> str:
    """The output section that an input section belongs to."""
    if section.is_code:
        return ".text"
    pointer_free = section.name.startswith(POINTER_FREE)
    if section.flags & elf.SHF_WRITE:
        if section.type == elf.SHT_NOBITS:
            return ".noptrbss" if pointer_free else ".bss"
        return ".noptrdata" if pointer_free else ".data"
    return section.name if section.name in _OWN_NAMES else ".rodata"


def _place(output: OutputSection, address: int, offset: int) -> tuple[int, int]:
    """Place one output section; the result is where the next one may begin."""
    in_file = output.type != elf.SHT_NOBITS
    output.align = max(section.align for section in output.inputs)
    start = _align(address, output.align)
    offset += start - address if in_file else 0
    output.address, output.offset = start, offset
    at = start
    for section in output.inputs:
        at = _align(at, section.align)
        section.address = at
        section.offset = offset + (at - start if in_file else 0)
        at += section.size
        if at > LIMIT:
            raise LinkError(codes.IMAGE_TOO_LARGE, section.label)
    output.size = at - start
    return at, offset + output.file_size


def _boundaries(outputs: dict[str, OutputSection], segments: Sequence[Segment], end: int) -> dict[str, int]:
    """Addresses of the symbols that the linker provides; both ends of an absent section are one address."""
    nowhere = segments[-1].address + segments[-1].memory_size
    boundaries = {END: end}
    for row in OUTPUT:
        output = outputs.get(row.name)
        start, size = (output.address, output.size) if output else (nowhere, 0)
        if row.start:
            boundaries[row.start], boundaries[row.end] = start, start + size
    code = outputs[".text"].inputs if ".text" in outputs else []
    ends = [section.address + section.size for section in code if section.name.startswith(RUNTIME_CODE)]
    boundaries[RUNTIME_CODE_END] = max(ends, default=nowhere)
    return boundaries
