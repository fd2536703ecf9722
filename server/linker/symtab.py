"""The symbol table of the image, for `nm`, debuggers and profilers.

Every symbol of a kept section, sorted by address, then the boundaries that the program uses. Local symbols come
first, as ELF asks; the table's `info` is the index of the first that is not local. A function literal of an inlined
body has the name that gc gives it, as in stack traces, not the one that it is linked by. Instances of a generic
function that share their code all have their names, at one address.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from server.linker import elf
from server.linker.layout import OutputSection
from server.linker.objectfile import Section, Symbol

_Entry = tuple[int, int, Symbol, str]  # address, index of the output section, symbol, name to show


def symbol_sections(
    outputs: Sequence[OutputSection],
    boundaries: Mapping[str, int],
    used: Iterable[str],
    first_index: int,
    instances: Sequence[tuple[Section, Section]] = (),
) -> list[OutputSection]:
    """`.symtab` and `.strtab`, not placed yet. Sections count from 1; `.symtab` will be section `first_index`.

    Of `instances` the first has the place of the second.
    """
    local, other = _kept_symbols(outputs)
    other += _shared_symbols(outputs, instances)
    for name in sorted(used):
        index = _index_at(outputs, boundaries[name])
        other.append((boundaries[name], index, Symbol(name, index, 0, 0, elf.STB_GLOBAL, elf.STT_NOTYPE), name))
    local.sort(key=_by_address)
    other.sort(key=_by_address)
    names, offsets = _names([name for *_, name in (*local, *other)])
    rows = [bytes(elf.SYMBOL.size)]
    for offset, (address, index, symbol, _) in zip(offsets, (*local, *other), strict=True):
        info = symbol.binding << 4 | symbol.type
        rows.append(elf.SYMBOL.pack(offset, info, 0, index, address, symbol.size))
    table = b"".join(rows)
    symtab = OutputSection(
        ".symtab", elf.SHT_SYMTAB, 0, align=8, size=len(table), content=table,
        link=first_index + 1, info=len(local) + 1, entry_size=elf.SYMBOL.size,
    )  # fmt: skip
    return [symtab, OutputSection(".strtab", elf.SHT_STRTAB, 0, size=len(names), content=names)]


def _by_address(entry: _Entry) -> tuple[int, str]:
    return entry[0], entry[2].name


def _kept_symbols(outputs: Sequence[OutputSection]) -> tuple[list[_Entry], list[_Entry]]:
    """Local and other symbols of the kept sections."""
    local: list[_Entry] = []
    other: list[_Entry] = []
    for index, output in enumerate(outputs, 1):
        for section in output.inputs:
            for symbol in section.symbols:
                entry = (section.address + symbol.value, index, symbol, _shown(section, symbol))
                (local if symbol.binding == elf.STB_LOCAL else other).append(entry)
    return local, other


def _shared_symbols(outputs: Sequence[OutputSection], instances: Iterable[tuple[Section, Section]]) -> Iterator[_Entry]:
    """The symbols of sections for which others stand."""
    code = next((index for index, output in enumerate(outputs, 1) if output.name == ".text"), 0)
    for section, first in instances:
        for symbol in section.symbols:
            yield first.address + symbol.value, code, symbol, _shown(section, symbol)


def _shown(section: Section, symbol: Symbol) -> str:
    record = section.owner.records.get(symbol.name)
    return (record.title if record is not None else "") or symbol.name


def _index_at(outputs: Sequence[OutputSection], address: int) -> int:
    """The index of the output section that an address belongs to; ends count as inside."""
    for index, output in enumerate(outputs, 1):
        if output.address <= address <= output.address + output.size:
            return index
    return elf.SHN_ABS


def _names(names: Sequence[str]) -> tuple[bytes, list[int]]:
    """A string table and the offset of each name in it."""
    known: dict[str, int] = {}
    parts, at = [b"\0"], 1
    offsets = []
    for name in names:
        if name not in known:
            known[name] = at
            encoded = name.encode() + b"\0"
            parts.append(encoded)
            at += len(encoded)
        offsets.append(known[name])
    return b"".join(parts), offsets
