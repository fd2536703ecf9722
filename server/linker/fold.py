"""Lets one section stand for others that are equal, where nobody can tell them apart.

Three kinds are folded, each among its own:

- Functions that no trace shows: wrappers, and comparisons and hashes of types that call nothing but comparisons of
  memory.
- Functions of which traces say the same: instances of one generic function. Names are equal without type arguments,
  and so are lines, inlined calls and folded nil checks. Where one stands for others, the function table leaves type
  arguments out of its names, for they are not those of all.
- Function values that capture nothing: they are compared with nil alone.

Two sections are equal if their bytes are, and their relocations lead to the same places. Sections that may be folded
themselves count as the same until something speaks against it: groups of sections that look alike are divided until
all of a group lead to the same groups. So functions that call each other are folded together.

Invariant: the first of equal sections in the order of the image stays.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from server.linker import elf
from server.linker.constants import Pools
from server.linker.debuginlines import InlinedCall
from server.linker.faultmap import INPUT_NAME, faults_of
from server.linker.functionlines import lines_of
from server.linker.keepgraph import Replaced
from server.linker.layout import place_order
from server.linker.objectfile import ObjectFile, Section
from server.linker.symbols import Definition, SymbolTable
from server.linker.tracenames import trace_name
from server.symbol import SymbolRecord

_ALGORITHMS: Final = ("type:.eq.", "type:.hash.")
_PLAIN: Final = frozenset(("bcmp", "memcmp", "memequal"))
_VALUE: Final = "·f"  # ends the name of a function value that captures nothing
_UNSEEN: Final = ""  # the kind of functions that no trace shows; of others it is their name in traces

_Groups = list[list[Section]]
# What a relocation says: place, type, addend; and where it leads: identity of a section or name without a definition,
# offset.
_Lead = tuple[int, int, int, int | str, int]


@dataclass(frozen=True, slots=True)
class Folded:
    """What folding gave."""

    sections: list[Section]  # that stay
    pairs: list[tuple[Section, Section]]  # a section that does not, and the one that stands for it
    instances: list[tuple[Section, Section]]  # those pairs of functions that traces show

    def replaced(self) -> Iterator[Replaced]:
        """The pairs, for the account of what is kept."""
        return (Replaced(section, 0, (first,)) for section, first in self.pairs)


def fold(sections: Sequence[Section], symbols: SymbolTable, pools: Pools) -> Folded:
    """Fold the kept sections; the definitions of what does not stay lead to what stands for it.

    Raises LinkError for malformed debug information.
    """
    kinds = dict(_candidates(sections, symbols.definitions))
    groups = _settle(_alike(kinds, symbols), symbols.definitions, pools)
    pairs = [(section, group[0]) for group in groups for section in group[1:]]
    for section, first in pairs:
        section.kept = False
        symbols.definitions[section.symbols[0].name] = Definition(first, first.symbols[0])
    instances = [pair for pair in pairs if kinds[pair[0]] not in (_UNSEEN, _VALUE)]
    return Folded([section for section in sections if section.kept] if pairs else list(sections), pairs, instances)


def _candidates(sections: Iterable[Section], definitions: Mapping[str, Definition]) -> Iterator[tuple[Section, str]]:
    """The sections that may be folded, and their kinds. Each has one symbol, by whose name it is reached."""
    for section in sections:
        if len(section.symbols) == 1:
            symbol = section.symbols[0]
            kind = _kind(section, symbol.name)
            if kind is not None and symbol.binding != elf.STB_LOCAL and definitions[symbol.name].section is section:
                yield section, kind


def _kind(section: Section, label: str) -> str | None:
    """Among what a section may be folded; None if it may not."""
    if not section.is_code:
        is_value = label.endswith(_VALUE) and not section.flags & elf.SHF_WRITE
        return _VALUE if is_value else None
    record = section.owner.records.get(label)
    if record is not None and record.wrapper:
        return _UNSEEN
    if label.startswith(_ALGORITHMS):
        names = (section.owner.symbols[index].name for index in section.references or ())
        return _UNSEEN if _PLAIN.issuperset(names) else None
    name = _title(record, label)
    return trace_name(name) if "[" in name else None


def _title(record: SymbolRecord | None, name: str) -> str:
    return record.title or name if record is not None else name


def _alike(kinds: Mapping[Section, str], symbols: SymbolTable) -> _Groups:
    """Groups of candidates that differ at most in where their relocations lead."""
    alike: dict[object, list[Section]] = {}
    for section, kind in kinds.items():
        outside = kind, place_order(section)[0], section.align, section.size, len(section.rela)
        alike.setdefault(outside, []).append(section)
    groups = [sorted(group, key=place_order) for group in alike.values() if len(group) > 1]
    groups = _divide(groups, lambda section: bytes(section.data))
    groups = [[section for section in group if section.index not in _labelled(section.owner)] for group in groups]
    return _divide(groups, lambda section: _sayings(section, kinds[section], symbols))


def _divide(groups: _Groups, key: Callable[[Section], object]) -> _Groups:
    """The parts of the groups that have one key, as far as they are more than one section."""
    found: _Groups = []
    for group in groups:
        parts: dict[object, list[Section]] = {}
        for section in group:
            parts.setdefault(key(section), []).append(section)
        found += [part for part in parts.values() if len(part) > 1]
    return found


def _labelled(owner: ObjectFile) -> frozenset[int]:
    """The sections of an object that others name places in, as rows of jump tables do."""
    if owner.labelled is None:
        owner.labelled = frozenset(_labels(owner))
    return owner.labelled


def _labels(owner: ObjectFile) -> Iterator[int]:
    symbols = owner.symbols
    for section in owner.sections:
        if section is not None and section.is_loaded and section.name != INPUT_NAME:
            for index in {info >> 32 for _, info, _ in elf.RELA.iter_unpack(section.rela)}:
                if symbols[index].binding == elf.STB_LOCAL and symbols[index].section != section.index:
                    yield symbols[index].section


def _sayings(section: Section, kind: str, symbols: SymbolTable) -> object:
    """What the tables of the image say of a candidate, but for its name."""
    if kind == _VALUE:
        return ()
    faults = tuple(faults_of(section.owner).get(section.index, ()))
    if kind == _UNSEEN:
        return faults
    symbol = section.symbols[0]
    record = section.owner.records.get(symbol.name)
    rows, calls = lines_of(section.owner).of(section.index, symbol.value, section.size)
    place = symbol.value, symbol.size, symbol.type
    return place, faults, _facts(record), tuple(rows), tuple(_says(calls, symbols))


def _facts(record: SymbolRecord | None) -> object:
    """What records say of a function beside its name."""
    return None if record is None else (record.kind, record.wrapper, record.nullary, record.file, record.line)


def _says(calls: Sequence[InlinedCall], symbols: SymbolTable) -> Iterator[object]:
    """What traces say of inlined calls."""
    numbers: dict[InlinedCall | None, int] = {call: number for number, call in enumerate(calls)}
    for call in calls:
        callee = trace_name(call.callee), _facts(symbols.record(call.callee))
        yield callee, numbers.get(call.parent, -1), call.file, call.line, tuple(call.ranges)


def _settle(groups: _Groups, definitions: Mapping[str, Definition], pools: Pools) -> _Groups:
    """The groups, divided until all of each lead to the same groups."""
    leads = {id(section): list(_leads(section, definitions, pools)) for group in groups for section in group}
    while True:
        numbers = {id(section): ~number for number, group in enumerate(groups) for section in group}
        divided = _divide(groups, partial(_shape, leads, numbers))
        if sum(map(len, divided)) - len(divided) == sum(map(len, groups)) - len(groups):
            return groups
        groups = divided


def _shape(leads: Mapping[int, Sequence[_Lead]], numbers: Mapping[int, int], section: Section) -> object:
    """Where the relocations of a section lead, with the numbers of groups in the place of identities."""
    return tuple(
        [
            (offset, kind, addend, numbers.get(place, place) if isinstance(place, int) else place, at)
            for offset, kind, addend, place, at in leads[id(section)]
        ]
    )


def _leads(section: Section, definitions: Mapping[str, Definition], pools: Pools) -> Iterator[_Lead]:
    """Where the relocations of a section lead."""
    owner = section.owner
    for offset, info, addend in elf.RELA.iter_unpack(section.rela):
        kind, symbol = info & 0xFFFFFFFF, owner.symbols[info >> 32]
        if symbol.binding != elf.STB_LOCAL:
            known = definitions.get(symbol.name)
            place: int | str = symbol.name if known is None else id(known.section)
            yield offset, kind, addend, place, 0 if known is None else known.symbol.value
            continue
        target = owner.section_of(symbol)
        if target is None or id(target) not in pools.by_section:
            yield offset, kind, addend, id(target), symbol.value
        elif symbol.type == elf.STT_SECTION:
            yield offset, kind, 0, *pools.place(target, symbol.value + addend)
        else:
            yield offset, kind, addend, *pools.place(target, symbol.value)
