"""Lets one function stand for others that are equal, where nobody can tell them apart.

Only functions that no trace shows are folded: wrappers, and comparisons and hashes of types that call nothing but
comparisons of memory. Any other function keeps a place of its own, for its name belongs to its instructions.

Two functions are equal if their bytes are, and their relocations lead to the same places. Folding one may make its
callers equal, so it is repeated until nothing changes.

Invariant: the first of equal functions in the order of the image stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from server.linker import elf
from server.linker.layout import place_order
from server.linker.objectfile import Section, Symbol
from server.linker.symbols import Definition

_ALGORITHMS: Final = ("type:.eq.", "type:.hash.")
_PLAIN: Final = frozenset(("bcmp", "memcmp", "memequal"))
_Target = tuple[int, int] | str  # identity of a section and offset in it, or a name without a definition


def fold(sections: Sequence[Section], definitions: dict[str, Definition]) -> list[Section]:
    """The sections that stay; the definitions of the others lead to what stands for them."""
    candidates = sorted(_candidates(sections, definitions), key=place_order)
    dropped: set[int] = set()
    while found := _duplicates(candidates, definitions):
        for section, first in found:
            _redirect(section, first, definitions)
            section.kept = False
            dropped.add(id(section))
        candidates = [section for section in candidates if section.kept]
    return [section for section in sections if id(section) not in dropped] if dropped else list(sections)


def _candidates(sections: Iterable[Section], definitions: Mapping[str, Definition]) -> list[Section]:
    """The functions that may be folded: each is a section whose only symbol is reached by its name."""
    found = []
    for section in sections:
        if not section.is_code or len(section.symbols) != 1 or section.symbols[0].binding == elf.STB_LOCAL:
            continue
        label = section.symbols[0].name
        record = section.owner.records.get(label)
        names = (section.owner.symbols[index].name for index in section.references or ())
        is_wrapper = record is not None and record.wrapper
        quiet = is_wrapper or (label.startswith(_ALGORITHMS) and _PLAIN.issuperset(names))
        if quiet and definitions[label].section is section and not _has_local_references(section):
            found.append(section)
    return found


def _has_local_references(section: Section) -> bool:
    """Whether its own object refers to a function by its section, as rows of jump tables do."""
    owner = section.owner
    own = {number for number, symbol in enumerate(owner.symbols) if _is_local_to(symbol, section.index)}
    return any(
        info >> 32 in own
        for other in owner.sections
        if other is not None and other.kept
        for _, info, _ in elf.RELA.iter_unpack(other.rela)
    )


def _is_local_to(symbol: Symbol, index: int) -> bool:
    return symbol.section == index and symbol.binding == elf.STB_LOCAL


def _duplicates(candidates: Sequence[Section], definitions: Mapping[str, Definition]) -> list[tuple[Section, Section]]:
    """Each function that equals an earlier one, and that one."""
    first: dict[object, Section] = {}
    found = []
    for section in candidates:
        content = section.align, bytes(section.data), tuple(_relocations(section, definitions))
        known = first.setdefault(content, section)
        if known is not section:
            found.append((section, known))
    return found


def _relocations(section: Section, definitions: Mapping[str, Definition]) -> Iterable[tuple[int, int, _Target, int]]:
    """Place, type, target and addend of each relocation."""
    symbols = section.owner.symbols
    for offset, info, addend in elf.RELA.iter_unpack(section.rela):
        yield offset, info & 0xFFFFFFFF, _target(section, symbols[info >> 32], definitions), addend


def _target(section: Section, symbol: Symbol, definitions: Mapping[str, Definition]) -> _Target:
    """What a symbol stands for; a function that refers to itself is equal to one that does so, too."""
    if symbol.binding == elf.STB_LOCAL:
        place = section.owner.section_of(symbol)
        return (0 if place is section else id(place), symbol.value)
    definition = definitions.get(symbol.name)
    if definition is None:
        return symbol.name
    return (0 if definition.section is section else id(definition.section), definition.symbol.value)


def _redirect(section: Section, first: Section, definitions: dict[str, Definition]) -> None:
    (symbol,) = section.symbols
    definitions[symbol.name] = Definition(first, first.symbols[0])
