"""Why symbols are kept and what goes with them: graphs small enough to see, random ones against a definition."""

import random
from array import array

import pytest

from server.linker.dominators import immediate_dominators, subtree_sums
from server.linker.interface import KeepGraph
from server.linker.keepgraph import ANY_METHOD
from server.linker.retention import Retention, Step
from tests.linker.elfbuild import ALLOC, EXEC, ObjectBuilder
from tests.linker.linking import AMD64, Chunks

# _rt0 calls main.main and p.init; main.main calls a function that looks methods up; main.T has a method.
NODES = ("_rt0", "main.main", "p.init", "p.table", "main.lookup", "type:main.T", "main.T.M")
CONDITIONS = ("type:main.T in an interface", ANY_METHOD, "call of M func()")
EDGES = {0: [1, 2], 1: [4, 5, 7], 2: [3], 4: [8], 8: [9]}
PAIRS = [(7, 9, 6)]
SIZES = [1, 2, 4, 8, 16, 32, 64]


def _graph(**changes: object) -> KeepGraph:
    first, targets = [0], []
    for node in range(len(NODES) + len(CONDITIONS)):
        targets += EDGES.get(node, [])
        first.append(len(targets))
    values = {
        "names": [*NODES, *CONDITIONS],
        "sizes": SIZES,
        "packages": ["runtime", "main", "p"],
        "package_of": array("I", [0, 1, 2, 2, 1, 1, 1]).tobytes(),
        "first": array("I", first).tobytes(),
        "targets": array("I", targets).tobytes(),
        "pairs": array("I", [number for pair in PAIRS for number in pair]).tobytes(),
        "places": {4: ("main.go", 7)},
    }
    return KeepGraph(**{**values, **changes})  # type: ignore[arg-type]


def test_chain() -> None:
    """Along the shortest path; a method goes by its type, and its caller is said beside it."""
    retention = Retention(_graph())
    steps = retention.chain(NODES.index("main.T.M"))
    assert steps == (
        Step("_rt0"),
        Step("main.main"),
        Step("type:main.T in an interface"),
        Step("main.T.M", "call of M func()"),
    )
    assert retention.find("p.table") == 3
    assert retention.find("gone") is None


def test_loss() -> None:
    """A method goes with its type and with the last call of it; the entry takes everything along."""
    retention = Retention(_graph())
    lost = {name: retention.without(node).size for node, name in enumerate(NODES)}
    assert lost == {
        "_rt0": sum(SIZES),
        "main.main": 2 + 16 + 32 + 64,
        "p.init": 4 + 8,
        "p.table": 8,
        "main.lookup": 16 + 64,
        "type:main.T": 32,
        "main.T.M": 64,
    }
    assert retention.retained[: len(NODES)] == [sum(SIZES), 2 + 16 + 32 + 64, 12, 8, 16, 32, 64]


def test_defeats() -> None:
    """The function that looks methods up, and the package that is there to be initialised."""
    found = Retention(_graph()).defeats()
    assert [(one.function, one.file, one.line, one.size) for one in found.lookups] == [
        ("main.lookup", "main.go", 7, 64)
    ]
    assert found.lookups_size == 64
    assert [(one.package, one.size, one.count) for one in found.packages] == [("p", 12, 2)]


@pytest.mark.parametrize(
    "changes",
    [
        {"first": b"\1"},
        {"first": array("I", [0]).tobytes()},
        {"targets": array("I", [99] * 9).tobytes()},
        {"pairs": array("I", [1, 2]).tobytes()},
        {"pairs": array("I", [1, 2, 99]).tobytes()},
        {"sizes": []},
        {"packages": []},
    ],
)
def test_damaged_graph(changes: dict[str, object]) -> None:
    """Numbers that lead nowhere are refused."""
    with pytest.raises(ValueError):  # noqa: PT011 - the caller asks no more than that it does not fit
        Retention(_graph(**changes))


def test_dominators() -> None:
    """Of random graphs: a node dominates what is not reached without it."""
    rng = random.Random(7)
    for _ in range(200):
        count = rng.randrange(1, 14)
        successors = [[rng.randrange(count) for _ in range(rng.randrange(4))] for _ in range(count)]
        found = immediate_dominators(successors)
        reached = _reached(successors, -1)
        for node in range(1, count):
            strict = {one for one in reached - {node} if node in reached - _reached(successors, one)}
            chain, above = set(), found[node]
            while above >= 0:
                chain.add(above)
                above = found[above]
            assert chain == (strict if node in reached else set())
        sums = subtree_sums(found, [1] * count, successors)
        assert all(sums[one] == len(reached - _reached(successors, one)) for one in reached)


def _reached(successors: list[list[int]], removed: int) -> set[int]:
    found: set[int] = set()
    waiting = [0] if removed != 0 else []
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += [target for target in successors[node] if target != removed]
    return found


def test_deep_graph() -> None:
    """A chain of 100,000 calls."""
    count = 100_000
    successors = [[node + 1] for node in range(count - 1)] + [[]]
    assert immediate_dominators(successors) == [-1, *range(count - 1)]


def test_graph_of_a_link() -> None:
    """The graph of a link keeps what the link kept, and says what goes with each function."""
    builder = ObjectBuilder(62)
    calls = {"_rt0": ("a", "b"), "a": ("c",), "b": ("d",), "c": ("d",), "d": (), "unused": ()}
    sections = {name: builder.section(f".text.{name}", bytes(16), flags=ALLOC | EXEC, align=16) for name in calls}
    symbols = {name: builder.symbol(name, section, 0, 16, kind=2) for name, section in sections.items()}
    for name, callees in calls.items():
        for at, callee in enumerate(callees):
            builder.relocate(sections[name], 4 * at, 2, symbols[callee], -4)
    chunks = Chunks()
    chunks.add("p", "k", builder.build())
    retention = Retention(chunks.link(AMD64).graph)
    assert set(retention.names) == {"_rt0", "a", "b", "c", "d"}
    assert retention.without().size == 0
    sizes = {name: retention.without(node).size for node, name in enumerate(retention.names)}
    assert sizes == {"_rt0": 80, "a": 32, "b": 16, "c": 16, "d": 16}
