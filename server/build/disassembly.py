"""Functions of an object as instructions: offset, file and line, text.

Objects hold one section per function, all at address 0, so sections get addresses of their own before the line table
is relocated. What a relocation inserts (a called function, a datum) is named behind the instruction.

Syntax: that of the processor's manual as capstone prints it; Intel's for amd64, with the destination first.
Source: DWARF 5, 6.2 "Line Number Information"; ELF gABI, "Relocation".
"""

import bisect
import io
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from elftools.elf.elffile import ELFFile
from elftools.elf.relocation import RelocationSection
from elftools.elf.sections import Section, SymbolTableSection

if TYPE_CHECKING:
    from capstone import Cs

SYNTAX: Final = {"amd64": "Intel syntax", "arm64": "A64 syntax", "riscv64": "RISC-V syntax"}
_STEP: Final = 1 << 24  # bytes between the addresses given to sections
_SYMBOL: Final = 24  # bytes of an Elf64_Sym; its value stands at byte 8
_PC_RELATIVE: Final = (2, 4, 9, 41, 42)  # R_X86_64_PC32, PLT32, GOTPCREL, GOTPCRELX, REX_GOTPCRELX
_RISCV_WORDS: Final = {1: "<I", 2: "<Q"}  # R_RISCV_32, R_RISCV_64: the width of the word
_EXECUTABLE: Final = 0x4  # SHF_EXECINSTR
_MACHINES: Final = {  # names of capstone's: its architecture, and the bits of its mode
    "amd64": ("CS_ARCH_X86", "CS_MODE_64"),
    "arm64": ("CS_ARCH_ARM64", "CS_MODE_ARM"),
    "riscv64": ("CS_ARCH_RISCV", "CS_MODE_RISCV64", "CS_MODE_RISCVC"),
}
# Mnemonics of branches whose operand capstone writes as a distance; elsewhere it writes addresses.
_RELATIVE: Final = {"riscv64": re.compile(r"(?:c\.)?(?:j|jal|b[a-z]+)")}


class DisassemblyError(Exception):
    """The object cannot be read, or nobody here knows its processor."""


class Instruction(NamedTuple):
    """One instruction; `line` is 0 where the line table says nothing."""

    offset: int  # bytes from the start of the function
    file: str
    line: int
    text: str
    target: str  # what its relocation names, with an addend: "runtime.panicIndex"; "" for none


@dataclass(slots=True)
class Function:
    """One function of an object."""

    name: str  # link name
    size: int  # bytes
    align: int  # bytes
    code: bytes
    instructions: list[Instruction] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, int]:
        """File and line of its first instruction that has them."""
        return next(((item.file, item.line) for item in self.instructions if item.line), ("", 0))


class _Target(NamedTuple):
    """What a relocation inserts at an offset of its section."""

    offset: int
    name: str
    addend: int
    relative: bool  # to its own place, as displacements are: the end of the instruction is what the processor adds


class _Row(NamedTuple):
    """A row of the line table."""

    address: int
    file: str
    line: int


def disassemble(data: bytes, goarch: str) -> list[Function]:
    """The functions of an object, in its order. Raises DisassemblyError."""
    _decoder(goarch)
    try:
        elf = ELFFile(io.BytesIO(_with_addresses(data)))
        rows = sorted(_line_rows(elf))
        return [function for section in _code_sections(elf) for function in _functions(elf, section, rows, goarch)]
    except DisassemblyError:
        raise
    except Exception as err:  # whatever pyelftools stumbles over in an object that is not what it says
        raise DisassemblyError(f"damaged object: {type(err).__name__}: {err}") from err


def decode(code: bytes, address: int, goarch: str) -> Iterator[tuple[int, bytes, str]]:
    """The instructions of linked code: address, bytes, text. Raises DisassemblyError."""
    for at, length, mnemonic, operands in _decode(code, address, goarch):
        yield at, code[at - address : at - address + length], f"{mnemonic} {operands}".rstrip()


def _decode(code: bytes, address: int, goarch: str) -> Iterator[tuple[int, int, str, str]]:
    """Address, length, mnemonic and operands of each instruction; branches lead to addresses."""
    relative = _RELATIVE.get(goarch)
    for at, length, mnemonic, operands in _decoder(goarch).disasm_lite(code, address):
        if relative is not None and relative.fullmatch(mnemonic):
            before, comma, distance = operands.rpartition(", ")
            operands = f"{before}{comma}{at + int(distance, 0):#x}"
        yield at, length, mnemonic, operands


def _decoder(goarch: str) -> "Cs":
    if goarch not in _MACHINES:
        raise DisassemblyError(f"not supported yet: assembly of {goarch}; supported: {', '.join(_MACHINES)}")
    try:
        import capstone  # there is no wheel of it for Windows on Arm, where the rest works
    except ImportError as err:
        raise DisassemblyError("the disassembler (package capstone) is not installed on this machine") from err
    architecture, *modes = (getattr(capstone, name) for name in _MACHINES[goarch])
    machine = capstone.Cs(architecture, sum(modes))
    machine.skipdata = True  # tables between instructions
    return machine


def _code_sections(elf: ELFFile) -> Iterator[tuple[int, Section]]:
    for index, section in enumerate(elf.iter_sections()):
        if section["sh_flags"] & _EXECUTABLE and section["sh_size"]:
            yield index, section


def _with_addresses(data: bytes) -> bytes:
    """The object with each code section's symbols at an address of its own."""
    patched = bytearray(data)
    elf = ELFFile(io.BytesIO(data))
    code = {index for index, _ in _code_sections(elf)}
    for table in elf.iter_sections():
        if not isinstance(table, SymbolTableSection):
            continue
        for number, symbol in enumerate(table.iter_symbols()):
            if symbol["st_shndx"] in code:
                at = table["sh_offset"] + number * _SYMBOL + 8
                struct.pack_into("<Q", patched, at, symbol["st_value"] + _address(symbol["st_shndx"]))
    if elf["e_machine"] == "EM_RISCV":
        _relocate_debug(patched)
    return bytes(patched)


def _relocate_debug(data: bytearray) -> None:
    """Fill in what debug sections refer to, for RISC-V, which pyelftools cannot."""
    elf = ELFFile(io.BytesIO(bytes(data)))
    for table in elf.iter_sections():
        if not isinstance(table, RelocationSection) or not table.name.startswith(".rela.debug"):
            continue
        symbols, section = elf.get_section(table["sh_link"]), elf.get_section(table["sh_info"])
        for item in table.iter_relocations():
            form = _RISCV_WORDS.get(item["r_info_type"])
            if form is not None and isinstance(symbols, SymbolTableSection):
                value = symbols.get_symbol(item["r_info_sym"])["st_value"] + item["r_addend"]
                at = section["sh_offset"] + item["r_offset"]
                struct.pack_into(form, data, at, value % (1 << 8 * struct.calcsize(form)))


def _address(section: int) -> int:
    return section * _STEP


def _line_rows(elf: ELFFile) -> Iterator[_Row]:
    if not elf.has_dwarf_info():
        return
    dwarf = elf.get_dwarf_info(relocate_dwarf_sections=elf["e_machine"] != "EM_RISCV")  # these are relocated already
    for unit in dwarf.iter_CUs():
        program = dwarf.line_program_for_CU(unit)
        if program is None:
            continue
        version = program["version"]
        files = [_path_of(program, entry, version) for entry in program["file_entry"]]
        first = 0 if version >= 5 else 1
        for entry in program.get_entries():
            state = entry.state
            if state is not None:
                at = state.file - first
                path = files[at] if 0 <= at < len(files) else ""
                yield _Row(state.address, path, 0 if state.end_sequence else state.line)


def _path_of(program: object, entry: object, version: int) -> str:
    name = _text(entry.name)  # type: ignore[attr-defined]  # pyelftools is untyped
    folders = program["include_directory"]  # type: ignore[index]  # likewise
    index = entry.dir_index - (0 if version >= 5 else 1)  # type: ignore[attr-defined]  # pyelftools has no types
    folder = _text(folders[index]) if 0 <= index < len(folders) else ""
    return name if name.startswith("/") or not folder else f"{folder}/{name}"


def _text(value: bytes | str) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _functions(elf: ELFFile, found: tuple[int, Section], rows: Sequence[_Row], goarch: str) -> Iterator[Function]:
    index, section = found
    base, data = _address(index), section.data()
    targets = sorted(_targets(elf, index))
    starts = sorted(
        (symbol["st_value"] - base, symbol["st_size"], symbol.name)
        for table in elf.iter_sections()
        if isinstance(table, SymbolTableSection)
        for symbol in table.iter_symbols()
        if symbol["st_shndx"] == index and symbol["st_info"]["type"] == "STT_FUNC"
    )
    for start, size, name in starts:
        code = data[start : start + size]
        function = Function(name, size, section["sh_addralign"], code)
        for offset, length, mnemonic, operands in _decode(code, 0, goarch):
            row = _row_at(rows, base + start + offset, base)
            target = _target_text(targets, start + offset, length)
            text = f"{mnemonic}\t{operands}".rstrip()
            function.instructions.append(Instruction(offset, row.file, row.line, text, target))
        function.instructions = _with_places(function)
        yield function


def _with_places(function: Function) -> list[Instruction]:
    """What the line table leaves open belongs to the line before it, at the start of a function to the first one."""
    file, line = function.place
    found = []
    for item in function.instructions:
        file, line = (item.file, item.line) if item.line else (file, line)
        found.append(item._replace(file=file, line=line))
    return found


def _row_at(rows: Sequence[_Row], address: int, base: int) -> _Row:
    """The last row at or before an address, in the same section."""
    at = bisect.bisect_right(rows, address, key=lambda row: row.address) - 1
    return rows[at] if at >= 0 and rows[at].address >= base else _Row(0, "", 0)


def _targets(elf: ELFFile, index: int) -> Iterator[_Target]:
    """What the relocations of a section insert."""
    for table in elf.iter_sections():
        if not isinstance(table, RelocationSection) or table["sh_info"] != index:
            continue
        symbols = elf.get_section(table["sh_link"])
        if not isinstance(symbols, SymbolTableSection):
            raise DisassemblyError("damaged object: relocations without symbols")
        for item in table.iter_relocations():
            symbol = symbols.get_symbol(item["r_info_sym"])
            name = symbol.name or elf.get_section(symbol["st_shndx"]).name
            relative = elf["e_machine"] == "EM_X86_64" and item["r_info_type"] in _PC_RELATIVE
            yield _Target(item["r_offset"], name, item["r_addend"], relative)


def _target_text(targets: Sequence[_Target], offset: int, length: int) -> str:
    """The target of the relocation inside an instruction, as `name+8`."""
    at = bisect.bisect_left(targets, offset, key=lambda target: target.offset)
    if at == len(targets) or targets[at].offset >= offset + length:
        return ""
    found = targets[at]
    addend = found.addend + (offset + length - found.offset if found.relative else 0)
    return f"{found.name}{addend:+d}" if addend else found.name
