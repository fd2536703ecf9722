"""What keeps what, as a graph that outlives the link.

Nodes are the kept sections in the order of discovery, the entry first, and behind them *conditions*: values of a type
may be in interfaces, somebody calls a method through an interface, somebody looks methods up. A node is kept if it is
the entry, if a node that leads to it is kept, or if both nodes of a pair that leads to it are (a method: its type is in
interfaces, and somebody calls it). Taking something away and flooding again therefore says what would go with it.

What shares a place with others (fold.py, constants.py) has no bytes there, but keeps the section that has them.

The graph is made when the flood is over, of what it noted (keeplog.py).
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from server.linker import elf
from server.linker.interface import KeepGraph
from server.linker.keeplog import NOTHING, KeepLog, MethodKey
from server.linker.objectfile import Section
from server.linker.symbols import Definition
from server.symbol import ANY_EXPORTED

_WORD: Final = "I"  # of arrays: 32 bits, unsigned
IN_INTERFACE: Final = " in an interface"
ANY_METHOD: Final = "look-up of any exported method"


def unpack(words: bytes) -> "array[int]":
    """The numbers of an array of a graph."""
    return array(_WORD, words)


class Replaced(NamedTuple):
    """A kept section that is not in the image as a whole."""

    section: Section
    size: int  # bytes of it that are
    others: Sequence[Section]  # kept ones that have the rest


def make_graph(
    sections: Sequence[Section], definitions: Mapping[str, Definition], log: KeepLog, replaced: Sequence[Replaced] = ()
) -> KeepGraph:
    """The graph of a finished flood that kept these sections."""
    return _Builder(sections, definitions, replaced).build(log)


class _Builder:
    """A graph in the making."""

    def __init__(
        self, sections: Sequence[Section], definitions: Mapping[str, Definition], replaced: Sequence[Replaced]
    ) -> None:
        self.sections = sections
        self.numbers = {id(section): number for number, section in enumerate(sections)}
        self.by_name = {
            name: number
            for name, definition in definitions.items()
            if (number := self.numbers.get(id(definition.section))) is not None
        }
        self.names = [section.label for section in sections]
        self.sizes = [0 if section.type == elf.SHT_NOBITS else section.size for section in sections]
        self.edges: list[list[int]] = [[] for _ in sections]
        for section, size, others in replaced:
            number = self.numbers[id(section)]
            self.by_name.update((symbol.name, number) for symbol in section.symbols)
            self.sizes[number] = size
            self.edges[number] += [self.numbers[id(other)] for other in others]
        self.pairs = array(_WORD)
        self.conditions: dict[str, int] = {}

    def build(self, log: KeepLog) -> KeepGraph:
        interfaces = log.interfaces
        served = {function: self.by_name.pop(function, None) for _, _, function in log.served}
        for section, references in log.follows:
            self.edges[self.numbers[id(section)]] += self._targets(section, references)
        for section, types in log.uses:
            self.edges[self.numbers[id(section)]] += [self._in_interface(name) for name in types]
        for name, parts in log.parts:
            self.edges[self._in_interface(name)] += [self._in_interface(part) for part in parts]
        for section, name in log.mentions:
            if name in interfaces:
                self.edges[self.numbers[id(section)]].append(self._assertion(name, interfaces[name]))
        for name, methods in interfaces.items():
            self.edges[self._in_interface(name)] += [self._call(key) for key in methods]
        for section, keys in log.wants:
            self.edges[self.numbers[id(section)]] += [self._call(key) for key in keys]
        self._add_methods(log)
        for section, variable, function in log.served:
            self.edges[self.numbers[id(section)]].append(self.by_name[NOTHING])
            having, made = self.by_name.get(variable), served[function]
            if having is not None and made is not None:
                self.pairs.extend((self.numbers[id(section)], having, made))
        return self._finish(self._places(log))

    def _targets(self, section: Section, references: Iterable[int]) -> list[int]:
        """The kept sections that some references lead to."""
        symbols, by_name = section.owner.symbols, self.by_name
        found = []
        for index in references:
            symbol = symbols[index]
            if symbol.binding == elf.STB_LOCAL:
                number = self.numbers.get(id(section.owner.section_of(symbol)))
            else:
                number = by_name.get(symbol.name)
            if number is not None:
                found.append(number)
        return found

    def _condition(self, name: str) -> int:
        number = self.conditions.get(name)
        if number is None:
            number = self.conditions[name] = len(self.names)
            self.names.append(name)
            self.edges.append([])
        return number

    def _in_interface(self, descriptor: str) -> int:
        return self._condition(descriptor + IN_INTERFACE)

    def _assertion(self, descriptor: str, keys: Sequence[MethodKey]) -> int:
        """Code that mentions an interface type may ask any type for its methods."""
        number = self._condition(f"assertion to {descriptor}")
        if not self.edges[number]:
            self.edges[number] += [self._call(key) for key in keys]
        return number

    def _call(self, key: MethodKey) -> int:
        if key.signature:
            return self._condition(f"call of {key.name} {key.signature.removeprefix('type:')}")
        return self._condition(ANY_METHOD if key.name == ANY_EXPORTED else f"look-up of {key.name}")

    def _add_methods(self, log: KeepLog) -> None:
        looked_up = {key.name: self._call(key) for _, keys in log.wants for key in keys if not key.signature}
        for key in dict.fromkeys(key for _, key, _ in log.methods):
            call = self._call(key)
            if key.name in looked_up:
                self.edges[looked_up[key.name]].append(call)
            if ANY_EXPORTED in looked_up and key.name[:1].isupper():
                self.edges[looked_up[ANY_EXPORTED]].append(call)
        for descriptor, key, doubtful in log.methods:
            having = self._in_interface(descriptor) if descriptor else self.numbers[id(doubtful.section)]
            for target in self._targets(doubtful.section, doubtful.symbols):
                self.pairs.extend((having, self._call(key), target))

    def _places(self, log: KeepLog) -> dict[int, tuple[str, int]]:
        found = {}
        for section, keys in log.wants:
            if any(key.name == ANY_EXPORTED for key in keys):
                record = section.owner.records.get(section.label)
                found[self.numbers[id(section)]] = (record.file, record.line) if record is not None else ("", 0)
        return found

    def _finish(self, places: dict[int, tuple[str, int]]) -> KeepGraph:
        first, targets = array(_WORD, [0]), array(_WORD)
        for row in self.edges:
            targets.extend(dict.fromkeys(row))
            first.append(len(targets))
        packages: dict[str, int] = {}
        owners = array(_WORD, (packages.setdefault(s.owner.package, len(packages)) for s in self.sections))
        return KeepGraph(
            self.names,
            self.sizes,
            list(packages),
            owners.tobytes(),
            first.tobytes(),
            targets.tobytes(),
            self.pairs.tobytes(),
            places,
        )
