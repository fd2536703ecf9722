"""What one asks of the graph of a link: why something is kept, what would go without it, what keeps too much.

Two ways to say what goes. `without` floods again and is exact. Dominators give an amount for every node at a stroke,
for which a method counts as kept by its type alone; so an amount is what surely goes, and may be less than what does.

Bytes are those of code and data. What tables, symbols and debug information say of them comes on top.
"""

from collections import deque
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from server.linker.dominators import immediate_dominators, subtree_sums
from server.linker.interface import KeepGraph
from server.linker.keepgraph import ANY_METHOD, unpack

_ENTRY: Final = 0
_INIT: Final = ".init"


@dataclass(frozen=True, slots=True)
class Loss:
    """What would go."""

    size: int  # bytes
    nodes: tuple[int, ...]  # sections, in the order of discovery


@dataclass(frozen=True, slots=True)
class Step:
    """One node of the chain from the entry."""

    name: str
    also: str = ""  # the other condition, where two had to be true


@dataclass(frozen=True, slots=True)
class Lookup:
    """A function that looks methods up so that all exported ones must be kept."""

    function: str
    package: str
    file: str
    line: int
    size: int  # bytes that would go if this function alone did not


@dataclass(frozen=True, slots=True)
class InitOnly:
    """A package that is there only because packages are initialised."""

    package: str
    size: int  # bytes that surely go if this one is not
    count: int  # functions and data among them


@dataclass(frozen=True, slots=True)
class Defeats:
    """What keeps code that no call leads to."""

    lookups: tuple[Lookup, ...]
    lookups_size: int  # bytes that would go without all of them
    packages: tuple[InitOnly, ...]  # the dearest first


class Retention:
    """A graph, ready for questions. The graph was decoded from a file: its numbers are checked here.

    Raises ValueError for a graph that does not fit itself.
    """

    def __init__(self, graph: KeepGraph) -> None:
        self.names, self.sizes = graph.names, graph.sizes
        count = len(graph.names)
        first, targets, pairs = unpack(graph.first), unpack(graph.targets), unpack(graph.pairs)
        owners = unpack(graph.package_of)
        if len(first) != count + 1 or first[-1] != len(targets) or list(first) != sorted(first) or len(pairs) % 3:
            raise ValueError("rows of a graph")
        if max(targets, default=0) >= count or max(pairs, default=0) >= count or not 0 < len(graph.sizes) <= count:
            raise ValueError("nodes of a graph")
        if len(owners) != len(graph.sizes) or max(owners, default=0) >= len(graph.packages):
            raise ValueError("packages of a graph")
        self.package_of = [graph.packages[number] for number in owners]
        self.places = {node: place for node, place in graph.places.items() if 0 <= node < len(graph.sizes)}
        self.successors: list[Sequence[int]] = [targets[a:b] for a, b in pairwise(first)]
        self.pairs: dict[int, list[tuple[int, int]]] = {}  # node -> {the other node, node that both keep}
        self._types: list[tuple[int, int]] = []  # {type or itab, what it keeps if it is called}
        for at in range(0, len(pairs), 3):
            having, calling, target = pairs[at : at + 3]
            self.pairs.setdefault(having, []).append((calling, target))
            self.pairs.setdefault(calling, []).append((having, target))
            self._types.append((having, target))

    def find(self, name: str) -> int | None:
        """The section of a name."""
        return self._sections.get(name)

    @cached_property
    def _sections(self) -> dict[str, int]:
        return {name: node for node, name in reversed(list(enumerate(self.names[: len(self.sizes)])))}

    def chain(self, node: int) -> tuple[Step, ...]:
        """The shortest chain from the entry to a section."""
        parents = self._shortest
        steps = []
        while node >= 0:
            above, other = parents.get(node, (-1, -1))
            steps.append(Step(self.names[node], self.names[other] if other >= 0 else ""))
            node = above
        return tuple(reversed(steps))

    @cached_property
    def _shortest(self) -> dict[int, tuple[int, int]]:
        """Of each node the one that it was reached from, and the other one if it takes two; breadth first."""
        parents = {_ENTRY: (-1, -1)}
        waiting = deque((_ENTRY,))
        while waiting:
            node = waiting.popleft()
            for target in self.successors[node]:
                if target not in parents:
                    parents[target] = node, -1
                    waiting.append(target)
            for other, target in self.pairs.get(node, ()):
                if other in parents and target not in parents:
                    # The chain goes on from the type: the call is said beside it.
                    pair = (node, other) if (node, target) in self._by_type else (other, node)
                    parents[target] = pair
                    waiting.append(target)
        return parents

    @cached_property
    def _by_type(self) -> frozenset[tuple[int, int]]:
        return frozenset(self._types)

    def without(self, node: int = -1, edges: frozenset[tuple[int, int]] = frozenset()) -> Loss:
        """What goes when a node goes, or when the edges do."""
        return self._loss(self._flood(frozenset((node,)), edges))

    def without_packages(self, packages: Set[str]) -> Loss:
        """What goes when nothing of some packages is there."""
        nodes = enumerate(self.package_of)
        return self._loss(self._flood(frozenset(node for node, package in nodes if package in packages)))

    def _loss(self, kept: bytearray) -> Loss:
        lost = tuple(section for section in range(len(self.sizes)) if not kept[section])
        return Loss(sum(self.sizes[section] for section in lost), lost)

    def _flood(self, removed: frozenset[int], edges: frozenset[tuple[int, int]] = frozenset()) -> bytearray:
        """What is kept without some nodes and edges: 1 for each node that is."""
        kept = bytearray(len(self.names))
        if _ENTRY in removed:
            return kept
        kept[_ENTRY] = 1
        waiting = [_ENTRY]
        while waiting:
            node = waiting.pop()
            for target in self.successors[node]:
                if not kept[target] and target not in removed and (node, target) not in edges:
                    kept[target] = 1
                    waiting.append(target)
            for other, target in self.pairs.get(node, ()):
                if kept[other] and not kept[target] and target not in removed:
                    kept[target] = 1
                    waiting.append(target)
        return kept

    @cached_property
    def retained(self) -> list[int]:
        """Of every node the bytes that surely go with it."""
        weights = [*self.sizes, *([0] * (len(self.names) - len(self.sizes)))]
        return subtree_sums(self.dominators, weights, self._relaxed)

    @cached_property
    def dominators(self) -> list[int]:
        """Of every node the one without which it surely goes; -1 for the entry."""
        return immediate_dominators(self._relaxed)

    @cached_property
    def _relaxed(self) -> list[Sequence[int]]:
        """The successors, when a method is kept by its type alone."""
        found = [list(row) for row in self.successors]
        for having, target in self._types:
            found[having].append(target)
        return list(found)

    def defeats(self) -> Defeats:
        """What keeps code that no call leads to."""
        lookups, everything = self.lookups()
        return Defeats(lookups, everything, tuple(sorted(self._init_only(), key=lambda one: (-one.size, one.package))))

    def lookups(self) -> tuple[tuple[Lookup, ...], int]:
        """The functions that look methods up, the dearest first; and the bytes that would go without all of them."""
        if ANY_METHOD not in self.names:
            return (), 0
        looking = self.names.index(ANY_METHOD)
        functions = [node for node in range(len(self.sizes)) if looking in self.successors[node]]
        found = []
        for node in functions:
            file, line = self.places.get(node, ("", 0))
            size = self.without(edges=frozenset({(node, looking)})).size
            found.append(Lookup(self.names[node], self.package_of[node], file, line, size))
        found.sort(key=lambda one: (-one.size, one.function))
        return tuple(found), self.without(looking).size

    def _init_only(self) -> Iterator[InitOnly]:
        """The packages of which nothing is kept when no package is initialised."""
        count = len(self.sizes)
        kept = self._flood(frozenset(self._init_of.values()))
        needed = {self.package_of[node] for node in range(count) if kept[node]}
        weights = [*([1] * count), *([0] * (len(self.names) - count))]
        counts = subtree_sums(self.dominators, weights, self._relaxed)
        for package, init in self._init_of.items():
            if package not in needed:
                yield InitOnly(package, self.retained[init], counts[init])

    @cached_property
    def _init_of(self) -> dict[str, int]:
        """The initialisation of each package."""
        sections = range(len(self.sizes))
        return {self.package_of[n]: n for n in sections if self.names[n] == self.package_of[n] + _INIT}
