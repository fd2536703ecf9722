"""Constants of several objects stand in the image once, and whoever names them finds the same bytes as before."""

import numpy as np
import pytest

from server.linker.retention import Retention
from server.target import Target
from tests.linker.elfbuild import ALLOC, EXEC, LOCAL, ObjectBuilder
from tests.linker.linking import AMD64, BOTH, Chunks, memory_at, symbols_of

_MERGE, _STRINGS = 0x10, 0x20
_SECTION = 3  # STT_SECTION
_ADDRESS = {"amd64": 1, "arm64": 257, "riscv64": 2}
_PC32 = 2  # R_X86_64_PC32
_ONE, _TWO, _THREE = (bytes([n]) * 8 for n in (1, 2, 3))


def _program(target: Target, first: bytes, second: bytes, *, by_section: bool, flags: int = ALLOC | _MERGE) -> Chunks:
    """_rt0 and p.f hold the addresses of all constants of a pool each, and _rt0 that of p.f behind them."""
    chunks = Chunks()
    address = _ADDRESS[target.goarch]
    for name, data in (("_rt0", first), ("p.f", second)):
        builder = ObjectBuilder(target.machine.elf_machine)
        pool = builder.section(".rodata.cst8", data, flags=flags, align=8, pieces=8)
        whole = builder.symbol("", pool, bind=LOCAL, kind=_SECTION) if by_section else 0
        code = builder.section(f".text.{name}", bytes(len(data) + 8), flags=ALLOC | EXEC, align=8)
        for at in range(0, len(data), 8):
            label = whole or builder.symbol(f".LCPI{at}", pool, at, bind=LOCAL)
            builder.relocate(code, at, address, label, at if by_section else 0)
        builder.symbol(name, code, 0, len(data) + 8, kind=2)
        if name == "_rt0":
            builder.relocate(code, len(data), address, builder.symbol("p.f"))
        chunks.add("p", name, builder.build())
    return chunks


def _named(image: bytes, name: str, count: int) -> list[int]:
    """The addresses that a function holds."""
    words = memory_at(image, symbols_of(image)[name], 8 * count)
    return [int.from_bytes(words[at : at + 8], "little") for at in range(0, len(words), 8)]


@BOTH
@pytest.mark.parametrize("by_section", [False, True], ids=["labels", "the section's symbol"])
def test_equal_constants_share_a_place(target: Target, by_section: bool) -> None:
    """Both ways of naming a constant lead to it; what is in both pools is there once."""
    result = _program(target, _ONE + _TWO + _ONE, _THREE + _TWO, by_section=by_section).link(target)
    one, two, again = _named(result.image, "_rt0", 3)
    three, shared = _named(result.image, "p.f", 2)
    assert [memory_at(result.image, at, 8) for at in (one, two, three)] == [_ONE, _TWO, _THREE]
    assert (again, shared) == (one, two)
    assert sum(row.size for row in result.rows if row.name == "(constants)") == 24
    assert sum(row.size for row in result.rows) == len(result.image)


def test_account() -> None:
    """A pool has the bytes that are its own, and keeps the one that has the others."""
    graph = Retention(_program(AMD64, _ONE + _TWO, _THREE + _TWO, by_section=False).link(AMD64).graph)
    assert sorted(graph.sizes) == [8, 16, 24, 24]  # pools, functions
    assert graph.without().nodes == ()


def test_constants_that_a_relative_relocation_names() -> None:
    """Where the addend may not say which piece is meant, the pool stays whole."""
    chunks = Chunks()
    for name in ("_rt0", "p.f"):
        builder = ObjectBuilder(62)
        pool = builder.section(".rodata.cst8", _ONE + _TWO, flags=ALLOC | _MERGE, align=8, pieces=8)
        calls = ((8, 4, "p.f", -4),) if name == "_rt0" else ()
        builder.function(name, bytes(16), calls)
        builder.relocate(2, 0, _PC32, builder.symbol("", pool, bind=LOCAL, kind=_SECTION), 8 - 4)
        chunks.add("p", name, builder.build())
    image = chunks.link(AMD64).image
    places = {name: symbols_of(image)[name] for name in ("_rt0", "p.f")}
    targets = [at + 4 + int(np.frombuffer(memory_at(image, at, 4), "<i4")[0]) for at in places.values()]
    assert [memory_at(image, at, 8) for at in targets] == [_TWO, _TWO]
    assert targets[0] != targets[1]


@pytest.mark.parametrize("flags", [ALLOC, ALLOC | _MERGE | _STRINGS], ids=["not to be merged", "texts"])
def test_other_sections_stay(flags: int) -> None:
    result = _program(AMD64, _ONE, _ONE, by_section=False, flags=flags).link(AMD64)
    assert _named(result.image, "_rt0", 1) != _named(result.image, "p.f", 1)
