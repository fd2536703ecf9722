"""Names to definitions, across all packages.

The records say which chunk defines a name before any object is read, so a chunk is fetched only for a name that is
needed. Rules, in this order: a definition that is already here is taken; else the chunks that list the name are
fetched, in record order, until one defines it; else the linker provides the name (boundaries of sections and tables).

Two definitions of one name are legal when at least one is weak: LLVM marks instances of generics, type descriptors and
string literals so, and all copies of such a symbol mean the same. The first one fetched stays, and because fetching
follows the records and the objects alone, the choice is the same on every run.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from server.diagnostics.codes import link as codes
from server.linker import elf
from server.linker.interface import ChunkRef, LinkError
from server.linker.objectfile import ObjectFile, Section, Symbol
from server.symbol import PackageRecord, SymbolRecord


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a name is defined."""

    section: Section
    symbol: Symbol


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """A chunk of the records, with its place among them; compared by identity."""

    ref: ChunkRef
    order: tuple[int, int]  # index of the package, index of the chunk in it
    symbols: tuple[SymbolRecord, ...]

    def new_object(self) -> ObjectFile:
        """An empty object for the reader to fill."""
        label = f"chunk {self.ref.key[:12]} of package {self.ref.package}"
        return ObjectFile(label, self.ref.package, self.order, {record.name: record for record in self.symbols})


@dataclass(slots=True)
class _Homes:
    """Which chunks list a name."""

    first: dict[str, tuple[Chunk, SymbolRecord]]  # name -> the first chunk that lists it, and how
    others: dict[str, tuple[Chunk, ...]]  # name -> the further ones, in record order
    serving: dict[str, str]  # functions that only initialise a variable, and that variable

    def add(self, index: int, package: PackageRecord) -> None:
        """Enter the next package."""
        others: dict[str, list[Chunk]] = {}
        for number, record in enumerate(package.chunks):
            chunk = Chunk(ChunkRef(package.path, record.key), (index, number), record.symbols)
            for symbol in record.symbols:
                if symbol.serves:
                    self.serving[symbol.name] = symbol.serves
                if self.first.setdefault(symbol.name, (chunk, symbol))[0] is not chunk:
                    others.setdefault(symbol.name, []).append(chunk)
        for name, chunks in others.items():
            self.others[name] = (*self.others.get(name, ()), *chunks)


class KnownHomes:
    """The homes of all packages but the last, which is the program's own and changes most, kept from link to link."""

    def __init__(self) -> None:
        self._packages: list[PackageRecord] = []
        self._homes = _Homes({}, {}, {})

    def of(self, packages: Sequence[PackageRecord]) -> _Homes:
        """The homes of the packages."""
        before = list(packages[:-1])
        if len(before) != len(self._packages) or any(a is not b for a, b in zip(before, self._packages)):
            self._packages, self._homes = before, _Homes({}, {}, {})
            for index, package in enumerate(before):
                self._homes.add(index, package)
        found = _Homes(self._homes.first.copy(), self._homes.others.copy(), self._homes.serving.copy())
        for package in packages[-1:]:
            found.add(len(before), package)
        return found


class SymbolTable:
    """Definitions found so far, and where to look for the others."""

    def __init__(self, packages: Sequence[PackageRecord], known: "KnownHomes | None" = None) -> None:
        self.objects: dict[tuple[int, int], ObjectFile] = {}  # those that were fetched, by order
        self.definitions: dict[str, Definition] = {}
        homes = (known or KnownHomes()).of(packages)
        self._homes, self._others, self.serving = homes.first, homes.others, homes.serving

    def home(self, name: str) -> Chunk | None:
        """The chunk that should define a name."""
        found = self._homes.get(name)
        return found[0] if found is not None else None

    def record(self, name: str) -> SymbolRecord | None:
        """What the compiler says of a name."""
        found = self._homes.get(name)
        return found[1] if found is not None else None

    def next_home(self, name: str, after: Chunk) -> Chunk | None:
        """The next chunk that lists a name, when one did not define it: LLVM leaves out what it inlined everywhere."""
        return next((chunk for chunk in self._others.get(name, ()) if chunk.order > after.order), None)

    def add(self, object_file: ObjectFile) -> None:
        """Enter the definitions of an object. Raises LinkError when two strong ones meet."""
        self.objects[object_file.order] = object_file
        for symbol in object_file.symbols:
            if symbol.binding == elf.STB_LOCAL or symbol.section < 0:
                continue
            section = object_file.sections[symbol.section]
            if section is None:
                continue
            known = self.definitions.setdefault(symbol.name, Definition(section, symbol))
            if known.symbol is not symbol and elf.STB_WEAK not in (known.symbol.binding, symbol.binding):
                first, second = known.section.owner.label, object_file.label
                raise LinkError(codes.DUPLICATE_SYMBOL, symbol.name, first, second)

    def override(self, object_file: ObjectFile) -> None:
        """Enter an object of the linker's own, whose definitions stand in front of all others."""
        for symbol in object_file.symbols:
            section = object_file.section_of(symbol)
            if section is not None:
                weak = symbol._replace(binding=elf.STB_WEAK)
                self.definitions[symbol.name] = Definition(section, weak)
