"""The linker's own object: values of `-X`, build info, build id and the table of faults.

A value of `-X` is a definition that stands in front of the program's own: a {pointer, length} datum under the
variable's name and the text beside it. References then lead to it, and the variable's first value is dropped like
everything else that nobody needs.
"""

from collections.abc import Sequence
from typing import Final

from server.diagnostics.codes import link as codes
from server.linker import buildinfo, debugfile, elf, faultmap, functab
from server.linker.architectures import ARCHITECTURES
from server.linker.interface import LinkError, LinkOptions, ObjectProvider
from server.linker.objectfile import NO_SECTION, ObjectFile, Section, Symbol
from server.linker.reachability import Reached
from server.linker.reader import read_object
from server.linker.symbols import SymbolTable
from server.symbol import SymbolKind, SymbolRecord
from server.target import Target

_ORDER: Final = -1  # in front of all packages
_STRING_SIZE: Final = 16  # bytes of {pointer, length}
_SETTABLE: Final = (SymbolKind.DATA, SymbolKind.BSS)


def new_synthetic_object(package: str = "", index: int = 0) -> ObjectFile:
    """An object without content; index 0 of its tables is taken, as in every object."""
    null = Symbol("", -1, 0, 0, elf.STB_LOCAL, elf.STT_NOTYPE)
    return ObjectFile("the linker", package, (_ORDER, index), {}, [None], [null])


def add_section(into: ObjectFile, name: str, data: bytes, *, flags: int = 0, align: int = 1) -> Section:
    """Add a loaded section to the linker's object."""
    section = Section(
        into,
        len(into.sections),
        name,
        elf.SHT_PROGBITS,
        elf.SHF_ALLOC | flags,
        align,
        len(data),
        memoryview(data),
        rela=memoryview(b""),
    )
    into.sections.append(section)
    return section


def add_addresses(into: ObjectFile, name: str, symbols: Sequence[str], target: Target) -> Section:
    """Add a kept section that holds the addresses of symbols."""
    size = target.pointer_size
    relocations = []
    for place, symbol in enumerate(symbols):
        info = len(into.symbols) << 32 | ARCHITECTURES[target.goarch].address
        into.symbols.append(Symbol(symbol, NO_SECTION, 0, 0, elf.STB_GLOBAL, elf.STT_NOTYPE))
        relocations.append(elf.RELA.pack(place * size, info, 0))
    table = add_section(into, name, bytes(len(symbols) * size), align=size)
    table.rela = memoryview(b"".join(relocations))
    table.kept = True
    return table


def add_string_values(symbols: SymbolTable, target: Target, options: LinkOptions) -> None:
    """Define the variables of `-X`. Names that no package defines are ignored, as by cmd/link."""
    for index, (name, text) in enumerate(sorted(options.string_values.items()), 1):
        home = symbols.home(name)
        if home is None:
            continue
        record = next(r for r in home.symbols if r.name == name)
        if record.kind not in _SETTABLE:
            raise LinkError(codes.NOT_A_STRING, name)
        own = new_synthetic_object(home.ref.package, index)
        data = text.encode("utf-8", "surrogateescape")
        content = add_section(own, f".rodata.{name}.str", data)
        _define(own, SymbolRecord(f"{name}.str", SymbolKind.STRING, record.file, record.line), content)
        header = bytes(8) + len(data).to_bytes(8, "little")
        variable = add_section(own, f".data.{name}", header, flags=elf.SHF_WRITE, align=8)
        info = (len(own.symbols) - 1) << 32 | ARCHITECTURES[target.goarch].address
        variable.rela = memoryview(elf.RELA.pack(0, info, 0))
        _define(own, record, variable)
        symbols.override(own)


def _define(into: ObjectFile, record: SymbolRecord, section: Section) -> None:
    """Add a symbol for a whole section."""
    symbol = Symbol(record.name, section.index, 0, section.size, elf.STB_GLOBAL, elf.STT_OBJECT)
    into.records[record.name] = record
    into.symbols.append(symbol)
    section.symbols.append(symbol)


def check_string_values(symbols: SymbolTable, provider: ObjectProvider, target: Target, options: LinkOptions) -> None:
    """Raise LinkError when a variable that was set and is needed is no string: not a datum of 16 bytes."""
    for name in sorted(options.string_values):
        definition, home = symbols.definitions.get(name), symbols.home(name)
        if home is None or definition is None or not definition.section.kept:
            continue
        first = symbols.objects.get(home.order)
        if first is None:
            (data,) = provider.objects([home.ref])
            first = read_object(home.new_object(), data, target)
        sizes = [s.size for s in first.symbols if s.name == name]
        if sizes != [_STRING_SIZE]:
            raise LinkError(codes.NOT_A_STRING, name)


def add_tables(
    own: ObjectFile, options: LinkOptions, target: Target, reached: Reached, fault_count: int, functions: bytes
) -> Section:
    """Add the tables that no object defines, as kept sections; the result is the one for the faults, still zero."""
    tables = [add_section(own, debugfile.BUILD_ID_NAME, debugfile.build_id_note(), align=4)]
    if options.build_id is not None:
        tables.append(add_section(own, buildinfo.BUILD_ID_NAME, buildinfo.build_id_section(options.build_id), align=4))
    if options.build_info is not None:
        data = buildinfo.build_info_section(options.build_info, target.pointer_size)
        tables.append(add_section(own, buildinfo.BUILD_INFO_NAME, data, align=buildinfo.BUILD_INFO_ALIGN))
    tables.append(add_section(own, functab.OUTPUT_NAME, functions, align=functab.ALIGN))
    faults = add_section(own, faultmap.OUTPUT_NAME, bytes(fault_count * faultmap.ENTRY.size), align=8)
    if fault_count:
        tables.append(faults)
    for table in tables:
        table.kept = True
    reached.sections += tables
    return faults
