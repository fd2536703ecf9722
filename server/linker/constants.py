"""Constants that instructions load, each once in the image.

LLVM gives an object a section of them per size (`.rodata.cst8`) and marks it as one whose pieces may be merged. Here a
pool gives up the pieces that an earlier one has; a section in its place holds the rest.

A relocation names a piece by a label at it, and its addend then counts from there; or by the symbol of the section, and
then the addend says which piece it is. If the addend of a relative relocation also holds the distance from the field to
where the processor counts from, it does not: a pool that is named so stays as it is.

Source: System V ABI, "Section Headers" (SHF_MERGE).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from server.linker import elf
from server.linker.keepgraph import Replaced
from server.linker.layout import place_order
from server.linker.objectfile import ObjectFile, Section, Symbol
from server.linker.relocation import Architecture, Formula, Ints


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool that was divided."""

    section: Section
    base: int  # offset in all pools behind each other
    rest: Section  # what is left of it, maybe nothing
    places: list[tuple[Section, Section, int]]  # of each piece: the pool that keeps it, the rest of that, offset there


@dataclass(slots=True)
class Pools:
    """All pools that were divided. They are not kept; what is left of them is."""

    by_section: dict[int, Pool] = field(default_factory=dict)  # by the identity of the section
    _old: list[int] = field(default_factory=list)  # offset of each piece in all pools behind each other
    _known: dict[bytes, tuple[Section, Section, int]] = field(default_factory=dict)

    def add(self, section: Section, base: int) -> None:
        """Divide a pool."""
        data, size, left = bytes(section.data), section.entry_size, bytearray()
        rest = replace(section, symbols=[])
        places = []
        for at in range(0, len(data), size):
            piece = data[at : at + size]
            place = self._known.get(piece)
            if place is None:
                place = self._known[piece] = section, rest, len(left)
                left += piece
            places.append(place)
            self._old.append(base + at)
        rest.data, rest.size, rest.kept = memoryview(bytes(left)), len(left), bool(left)
        section.kept = False
        self.by_section[id(section)] = Pool(section, base, rest, places)

    def without(self, sections: Iterable[Section]) -> list[Section]:
        """The sections, with what is left of the pools in their place."""
        found = []
        for section in sections:
            pool = self.by_section.get(id(section))
            if pool is None:
                found.append(section)
            elif pool.rest.kept:
                found.append(pool.rest)
        return found

    def replaced(self) -> Iterator[Replaced]:
        """The pools, for the account of what is kept."""
        for pool in self.by_section.values():
            others = dict.fromkeys(section for section, _, _ in pool.places if section is not pool.section)
            yield Replaced(pool.section, pool.rest.size, list(others))

    def address(self, section: Section, symbol: Symbol) -> tuple[int, bool] | None:
        """The address of a symbol in a divided pool, and False; None for other sections.

        Of the symbol of a pool it is an offset for `translate`, when the addend has been added, and True.
        """
        pool = self.by_section.get(id(section))
        if pool is None:
            return None
        if symbol.type == elf.STT_SECTION:
            return pool.base, True
        number, inside = _piece(section, symbol.value)
        _, rest, at = pool.places[number]
        return rest.address + at + inside, False

    def place(self, section: Section, at: int) -> tuple[int, int]:
        """What tells a place in a divided pool from all others in such: an identity and an offset."""
        number, inside = _piece(section, at)
        _, rest, start = self.by_section[id(section)].places[number]
        return id(rest), start + inside

    def translate(self, offsets: Ints) -> Ints:
        """Offsets in all pools behind each other to addresses."""
        old = np.array(self._old, np.int64)
        new = np.array([r.address + at for pool in self.by_section.values() for _, r, at in pool.places], np.int64)
        piece = np.maximum(np.searchsorted(old, offsets, side="right") - 1, 0)
        return new[piece] + offsets - old[piece]


def _piece(section: Section, at: int) -> tuple[int, int]:
    """The number of the piece at an offset in a pool, and the offset from where that begins."""
    number = min(max(at, 0), section.size - 1) // section.entry_size
    return number, at - number * section.entry_size


def divide_pools(sections: Iterable[Section], architecture: Architecture) -> Pools:
    """Divide the pools among the kept sections. What is left of them is kept in their place."""
    pools, base = Pools(), 0
    for section in sorted((one for one in sections if is_pool(one)), key=place_order):
        if not architecture.displaced or not _is_named_relatively(section, architecture):
            pools.add(section, base)
            base += section.size
    return pools


def is_pool(section: Section) -> bool:
    """Whether a section consists of constants of one size that nobody can tell apart."""
    flags, size = section.flags, section.entry_size
    wanted = flags & elf.SHF_MERGE and not flags & (elf.SHF_STRINGS | elf.SHF_WRITE | elf.SHF_EXECINSTR)
    if not wanted or not section.is_loaded or section.symbols or len(section.rela):
        return False
    return 0 < section.align <= size and section.size % size == 0 and len(section.data) == section.size


def _is_named_relatively(section: Section, architecture: Architecture) -> bool:
    """Whether a relative relocation of the object has the symbol of the section."""
    owner = section.owner
    own = {number for number, symbol in enumerate(owner.symbols) if _is_symbol_of(symbol, section)}
    return any(info >> 32 in own and _is_relative(info & 0xFFFFFFFF, architecture) for info in _infos(owner, own))


def _is_symbol_of(symbol: Symbol, section: Section) -> bool:
    return symbol.type == elf.STT_SECTION and symbol.section == section.index


def _infos(owner: ObjectFile, own: set[int]) -> Iterator[int]:
    """Symbol and type of all relocations of an object's loaded sections, if there can be one with such a symbol."""
    if not own:
        return
    for section in owner.sections:
        if section is not None and section.is_loaded:
            yield from (info for _, info, _ in elf.RELA.iter_unpack(section.rela))


def _is_relative(kind: int, architecture: Architecture) -> bool:
    row = architecture.relocations.get(kind)
    return row is None or row.formula is Formula.RELATIVE
