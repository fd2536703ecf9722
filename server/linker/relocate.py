"""Puts final addresses into the image, all relocations of one type at a stroke.

The relocation tables of all sections are joined into numpy arrays: place, type, symbol, addend. Then, for each type
that occurs: compute the values, check range and alignment, merge them into the fields.

Code and data see the definition that the link chose for a name. Debug information sees its own object's copy, so that
the description of a copy that was dropped is dead instead of describing another copy twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from server.diagnostics.codes import link as codes
from server.diagnostics.data import Row
from server.linker import elf
from server.linker.constants import Pools
from server.linker.dwarf import MergedStrings
from server.linker.interface import LinkError
from server.linker.objectfile import ABSOLUTE, ObjectFile, Section, Symbol
from server.linker.relocation import Architecture, Bytes, Ints, RelocationType, compute
from server.linker.symbols import SymbolTable

_RELA = np.dtype([("offset", "<u8"), ("type", "<u4"), ("symbol", "<u4"), ("addend", "<i8")])


@dataclass(frozen=True, slots=True)
class _Addresses:
    """Where symbols are. Only the symbols that relocations name are filled in."""

    value: Ints
    dead: npt.NDArray[np.bool_]  # the definition was dropped
    merged: npt.NDArray[np.int8]  # 1 + index of what holds it among the translated ones; 0 if none


def relocate(
    image: bytearray,
    sections: Sequence[Section],
    symbols: SymbolTable,
    boundaries: Mapping[str, int],
    architecture: Architecture,
    merged: Sequence[MergedStrings] = (),
    pools: Pools | None = None,
) -> None:
    """Relocate the sections, which are all loaded or all debug sections, in the image.

    Raises LinkError for an unknown type, a place outside its section or a value that does not fit.
    """
    sections = [section for section in sections if len(section.rela)]
    if sections:
        resolver = _Resolver(symbols if sections[0].is_loaded else None, boundaries, merged, pools or Pools())
        _Relocator(image, sections, resolver, architecture).run()


@dataclass(frozen=True, slots=True)
class _Resolver:
    """Symbols to addresses. Without a table of symbols, an object's own definitions are all there is."""

    symbols: SymbolTable | None
    boundaries: Mapping[str, int]
    merged: Sequence[MergedStrings]
    pools: Pools

    @property
    def translated(self) -> list[MergedStrings | Pools]:
        """What turns offsets into addresses."""
        return [*self.merged, self.pools]

    def addresses(self, owners: Sequence[ObjectFile], used: Ints) -> _Addresses:
        """The addresses of the used symbols, which count through all owners and ascend."""
        count = sum(len(owner.symbols) for owner in owners)
        found = _Addresses(np.zeros(count, np.int64), np.zeros(count, np.bool_), np.zeros(count, np.int8))
        numbers = {id(section): number for number, m in enumerate(self.merged, 1) for section in m.inputs}
        remaining, owner, first, end = iter(owners), None, 0, 0
        for index in used.tolist():
            while owner is None or index >= end:
                owner = next(remaining)
                first, end = end, end + len(owner.symbols)
            symbol = owner.symbols[index - first]
            value = self._address(owner, symbol)
            if value is None and (pooled := self._pooled(owner, symbol)) is not None:
                value, is_offset = pooled
                found.merged[index] = len(self.merged) + 1 if is_offset else 0
            found.value[index] = value or 0
            found.dead[index] = value is None
            if numbers:
                found.merged[index] = numbers.get(id(owner.section_of(symbol)), 0)
        return found

    def _address(self, owner: ObjectFile, symbol: Symbol) -> int | None:
        """The address of a symbol, or None when its definition was dropped; an undefined weak symbol is zero."""
        if symbol.section == ABSOLUTE:
            return (symbol.value + 2**63) % 2**64 - 2**63
        section, value = owner.section_of(symbol), symbol.value
        if symbol.binding != elf.STB_LOCAL and self.symbols is not None:
            definition = self.symbols.definitions.get(symbol.name)
            if definition is None:
                return self.boundaries.get(symbol.name, 0)
            section, value = definition.section, definition.symbol.value
        if section is None or not section.kept:
            return None
        return section.address + value

    def _pooled(self, owner: ObjectFile, symbol: Symbol) -> tuple[int, bool] | None:
        """What the pools say of a symbol whose section is not kept."""
        section = owner.section_of(symbol) if symbol.binding == elf.STB_LOCAL else None
        return self.pools.address(section, symbol) if section is not None else None


class _Relocator:
    """One batch of sections and their joined relocation tables."""

    def __init__(
        self, image: bytearray, sections: Sequence[Section], resolver: _Resolver, architecture: Architecture
    ) -> None:
        self.image: Bytes = np.frombuffer(image, np.uint8)
        self.sections = sections
        self.resolver = resolver
        self.architecture = architecture
        self.table = np.frombuffer(b"".join(section.rela for section in sections), _RELA)
        self.counts = np.array([len(section.rela) // elf.RELA.size for section in sections])

    def _spread(self, per_section: Sequence[int]) -> Ints:
        """One value per relocation from one value per section."""
        return np.repeat(np.array(per_section, np.int64), self.counts)

    def run(self) -> None:
        """Apply all relocations."""
        sizes = self._spread([len(s.owner.symbols) for s in self.sections])
        self._check(self.table["symbol"] >= sizes, "a relocation names a symbol that is not there")
        self.limits = self._spread([len(s.data) for s in self.sections])
        self._check(self.table["offset"] >= self.limits.astype(np.uint64), "a relocation lies outside its section")
        self.offsets = self.table["offset"].astype(np.int64)
        self.places = self._spread([s.address for s in self.sections]) + self.offsets
        self.in_file = self._spread([s.offset for s in self.sections]) + self.offsets
        self.symbols, self.addresses = self._resolve()
        self.targets = self._targets()
        for number in np.unique(self.table["type"]).tolist():
            if number:  # type 0 is "none" everywhere
                self._apply(number, np.flatnonzero(self.table["type"] == number))

    def _resolve(self) -> tuple[Ints, _Addresses]:
        """The symbol of each relocation, counted through all objects, and the addresses of those symbols."""
        owners = {section.owner.order: section.owner for section in self.sections}
        first: dict[tuple[int, int], int] = {}
        count = 0
        for order, owner in owners.items():
            first[order] = count
            count += len(owner.symbols)
        symbols = self._spread([first[s.owner.order] for s in self.sections]) + self.table["symbol"]
        return symbols, self.resolver.addresses(list(owners.values()), np.unique(symbols))

    def _targets(self) -> Ints:
        """S + A of every relocation."""
        targets: Ints = self.addresses.value[self.symbols] + self.table["addend"]
        numbers = self.addresses.merged[self.symbols]
        for number, one in enumerate(self.resolver.translated, 1):
            mine = np.flatnonzero(numbers == number)
            if len(mine):
                targets[mine] = one.translate(targets[mine])
        return targets

    def _apply(self, number: int, rows: Ints) -> None:
        """Apply all relocations of one type; `rows` are their indices."""
        kind = self.architecture.relocations.get(number)
        if kind is None:
            raise self._error(codes.UNKNOWN_RELOCATION, int(rows[0]), str(number))
        self._check_rows(rows, self.offsets[rows] + kind.size > self.limits[rows], "a relocation exceeds its section")
        values = compute(kind.formula, self.targets[rows], self.places[rows])
        values[self.addresses.dead[self.symbols[rows]]] = 0
        self._check_values(kind, rows, values)
        offsets = self.in_file[rows]
        if kind.rewrite is not None:
            failed = self.offsets[rows] < 2
            failed[~failed] = ~kind.rewrite(self.image, offsets[~failed])
            if failed.any():
                raise self._error(codes.UNKNOWN_RELOCATION, int(rows[failed][0]), kind.name)
        columns = offsets[:, np.newaxis] + np.arange(kind.size)
        if kind.encode is not None:
            words = self.image[columns].view(f"<u{kind.size}").reshape(-1).astype(np.uint64)
            values = kind.encode(words, values).astype(np.int64)
        self.image[columns] = values.astype("<i8").view(np.uint8).reshape(-1, 8)[:, : kind.size]

    def _check_values(self, kind: RelocationType, rows: Ints, values: Ints) -> None:
        """Refuse values that do not fit their field."""
        low, high = kind.range
        outside = np.flatnonzero((values < low) | (values > high))
        if len(outside):
            at = int(outside[0])
            raise self._error(codes.RELOCATION_RANGE, int(rows[at]), kind.name, int(values[at]), low, high)
        uneven = np.flatnonzero(values % kind.align)
        if len(uneven):
            at = int(uneven[0])
            raise self._error(codes.RELOCATION_ALIGNMENT, int(rows[at]), kind.name, int(values[at]), kind.align)

    def _check(self, bad: npt.NDArray[np.bool_], what: str) -> None:
        """Refuse relocations that name what is not there."""
        if bad.any():
            section, _ = self._origin(int(np.flatnonzero(bad)[0]))
            raise LinkError(codes.BROKEN_OBJECT, section.owner.label, f"{section.label}: {what}")

    def _check_rows(self, rows: Ints, bad: npt.NDArray[np.bool_], what: str) -> None:
        """The same for some of the relocations."""
        flags = np.zeros(len(self.table), np.bool_)
        flags[rows] = bad
        self._check(flags, what)

    def _origin(self, row: int) -> tuple[Section, int]:
        """The section that a relocation belongs to, and the index of its symbol."""
        index = int(np.searchsorted(np.cumsum(self.counts), row, side="right"))
        return self.sections[index], int(self.table["symbol"][row])

    def _error(self, code: Row, row: int, kind: str, *args: object) -> LinkError:
        """The error about one relocation; every template begins with referrer, type, symbol."""
        section, index = self._origin(row)
        symbol = section.owner.symbols[index]
        target = section.owner.section_of(symbol)
        return LinkError(code, section.label, kind, symbol.name or (target.name if target else "?"), *args)
