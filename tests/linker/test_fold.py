"""Equal wrappers share one place; everything that a trace may show keeps its own."""

import pytest

from server.linker.retention import Retention
from server.symbol import SymbolKind, SymbolRecord
from tests.linker.elfbuild import ALLOC, EXEC, ObjectBuilder
from tests.linker.linking import AMD64, Chunks, symbols_of

_CALL = 4  # R_X86_64_PLT32


def _chunks(wrapper: bool, *, targets: tuple[str, str] = ("m", "m"), bodies: tuple[int, int] = (0, 0)) -> Chunks:
    """_rt0 calls w1 and w2, which call their targets."""
    chunks = Chunks()
    calls = {"_rt0": ("w1", "w2"), "w1": targets[:1], "w2": targets[1:], "m": (), "n": ()}
    content = {"w1": bodies[0], "w2": bodies[1]}
    for name, callees in calls.items():
        builder = ObjectBuilder(62)
        section = builder.section(f".text.{name}", bytes([content.get(name, 1)] * 16), flags=ALLOC | EXEC, align=16)
        builder.symbol(name, section, 0, 16, kind=2)
        for at, callee in enumerate(callees):
            builder.relocate(section, 4 * at, _CALL, builder.symbol(callee), -4)
        record = SymbolRecord(name, SymbolKind.FUNC, wrapper=wrapper and name.startswith("w"))
        chunks.add("p", name, builder.build(), [record])
    return chunks


def test_equal_wrappers_share_a_place() -> None:
    """Both calls of the entry lead to the first of them."""
    chunks = _chunks(wrapper=True)
    result = chunks.link(AMD64)
    names = symbols_of(result.image)
    assert "w1" in names
    assert "w2" not in names
    text = next(row for row in result.rows if row.name == "_rt0")
    places = [int.from_bytes(result.image[text.offset + at : text.offset + at + 4], "little") for at in (0, 4)]
    assert places[0] - places[1] == 4
    assert sum(row.size for row in result.rows) == len(result.image)
    assert "w2" in result.graph.names
    assert chunks.link(AMD64).image == result.image


@pytest.mark.parametrize(
    "chunks",
    [
        _chunks(wrapper=False),
        _chunks(wrapper=True, targets=("m", "n")),
        _chunks(wrapper=True, bodies=(0, 2)),
    ],
    ids=["no wrapper", "other target", "other code"],
)
def test_others_stay(chunks: Chunks) -> None:
    assert {"w1", "w2"} <= symbols_of(chunks.link(AMD64).image).keys()


def test_initialisation_that_nobody_needs() -> None:
    """A function that fills a map is called if the map is kept; else the call does nothing."""
    for used in (False, True):
        chunks = Chunks()
        calls = {"_rt0": ("p.init", *(("p.user",) if used else ())), "p.init": ("p.map.init.0",)}
        calls |= {"p.map.init.0": ("p.table", "p.key"), "p.user": ("p.table",), "p.table": (), "p.key": ()}
        calls |= {"runtime.mapinitnoop": ()}
        for name, callees in calls.items():
            builder = ObjectBuilder(62)
            section = builder.section(f".text.{name}", bytes(16), flags=ALLOC | EXEC, align=16)
            builder.symbol(name, section, 0, 16, kind=2)
            for at, callee in enumerate(callees):
                builder.relocate(section, 4 * at, _CALL, builder.symbol(callee), -4)
            serves = "p.table" if name == "p.map.init.0" else ""
            chunks.add("p", name, builder.build(), [SymbolRecord(name, SymbolKind.FUNC, serves=serves)])
        result = chunks.link(AMD64)
        assert Retention(result.graph).without().nodes == ()
        names = set(symbols_of(result.image))
        assert ({"p.map.init.0", "p.key", "p.table"} <= names) == used
        assert "p.table" in names or not used
        rows = {row.name: row for row in result.rows}
        called = "p.map.init.0" if used else "runtime.mapinitnoop"
        init = rows["p.init"]
        step = int.from_bytes(result.image[init.offset : init.offset + 4], "little", signed=True)
        assert init.address + 4 + step == rows[called].address
