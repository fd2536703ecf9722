"""Resolution: what is undefined, defined twice, promised but missing, weak."""

import pytest

from server.diagnostics.codes import link as codes
from server.linker.interface import LinkCancelled, LinkError, LinkOptions, SymbolKind, SymbolRecord
from server.target import Target, find_target
from tests.linker.elfbuild import ALLOC, EXEC, LOCAL, WEAK, ObjectBuilder
from tests.linker.linking import AMD64, BOTH, Chunks, memory_at, symbols_of

_CALL = {"amd64": 4, "arm64": 283, "riscv64": 19}
_ADDRESS = {"amd64": 1, "arm64": 257, "riscv64": 2}


def _object(target: Target, **functions: tuple[str, ...]) -> ObjectBuilder:
    """An object whose functions hold the addresses of what they refer to."""
    builder = ObjectBuilder(target.machine.elf_machine)
    for name, targets in functions.items():
        calls = tuple((8 * i, _ADDRESS[target.goarch], t, 0) for i, t in enumerate(targets))
        builder.function(name, bytes(8 * len(targets) + 8), calls)
    return builder


def _chunks(*objects: ObjectBuilder) -> Chunks:
    chunks = Chunks()
    for index, builder in enumerate(objects):
        chunks.add(f"p{index}", "k", builder.build())
    return chunks


@BOTH
def test_undefined_symbols_are_all_reported(target: Target) -> None:
    """One error lists every undefined name with its referrer, in gc's words."""
    chunks = _chunks(_object(target, _rt0=("a", "nope"), a=("neither", "nope")))
    with pytest.raises(LinkError) as caught:
        chunks.link(target)
    assert str(caught.value).splitlines() == [
        "_rt0: relocation target nope not defined",
        "a: relocation target neither not defined",
        "a: relocation target nope not defined",
    ]
    assert {d.row for d in caught.value.diagnostics} == {codes.UNDEFINED_SYMBOL}


def test_missing_entry() -> None:
    """Without an entry nothing can be linked; a boundary of the linker's is no entry."""
    chunks = _chunks(_object(AMD64, f=()))
    for entry in ("_rt0", "runtime.text"):
        with pytest.raises(LinkError, match=f"entry symbol {entry} not defined"):
            chunks.link(AMD64, LinkOptions(entry=entry))


def test_two_strong_definitions_are_an_error() -> None:
    """The message names both chunks."""
    chunks = _chunks(_object(AMD64, _rt0=("a", "b"), f=()), _object(AMD64, a=(), f=()), _object(AMD64, b=()))
    with pytest.raises(LinkError) as caught:
        chunks.link(AMD64)
    assert (
        str(caught.value) == "duplicated definition of symbol f, from chunk k of package p0 and chunk k of package p1"
    )


def test_weak_definitions_may_repeat() -> None:
    """The first fetched copy stands for all."""
    first, second = _object(AMD64, _rt0=("w", "b")), _object(AMD64, b=("w",))
    for builder, fill in ((first, b"\x11"), (second, b"\x22")):
        section = builder.section(".rodata.w", fill * 8)
        builder.symbol("w", section, 0, 8, bind=WEAK, kind=1)
    image = _chunks(first, second).link(AMD64).image
    table = symbols_of(image)
    assert memory_at(image, table["w"], 8) == b"\x11" * 8
    for function in ("_rt0", "b"):
        assert memory_at(image, table[function], 8) == table["w"].to_bytes(8, "little")


def test_undefined_weak_symbol_is_zero() -> None:
    """As in C: an optional function that nobody defines has address 0."""
    builder = ObjectBuilder(AMD64.machine.elf_machine)
    section = builder.section(".text._rt0", b"\xff" * 16, flags=ALLOC | EXEC)
    builder.symbol("_rt0", section, 0, 16, kind=2)
    builder.relocate(section, 0, 1, builder.symbol("optional", bind=WEAK), 0)
    image = _chunks(builder).link(AMD64).image
    assert memory_at(image, symbols_of(image)["_rt0"], 16) == bytes(8) + b"\xff" * 8


def test_stale_record() -> None:
    """A chunk that does not define what its record promises is named."""
    chunks = Chunks()
    record = [SymbolRecord(name, SymbolKind.FUNC) for name in ("_rt0", "gone")]
    chunks.add("p", "k", _object(AMD64, _rt0=("gone",)).build(), record[:1])
    chunks.add("q", "abc", _object(AMD64, other=()).build(), record[1:])
    with pytest.raises(LinkError, match="chunk abc of package q does not define gone, which its record names"):
        chunks.link(AMD64)


def test_later_chunk_with_the_same_name() -> None:
    """When the first chunk that lists a name lost its copy, the next one is asked; none is asked twice."""
    chunks = Chunks()
    record = [SymbolRecord(name, SymbolKind.FUNC) for name in ("_rt0", "a", "w")]
    chunks.add("p", "k", _object(AMD64, _rt0=("a", "w")).build(), record[:1])
    chunks.add("q", "k", _object(AMD64, a=()).build(), record[1:])
    chunks.add("r", "k", _object(AMD64, w=()).build(), record[2:])
    assert chunks.link(AMD64).why("w") == ("_rt0", "w")
    assert [ref.package for ref in chunks.asked] == ["p", "q", "r"]


def test_explanation_is_the_shortest_chain() -> None:
    """Each symbol says through whom it was reached first."""
    chunks = _chunks(_object(AMD64, _rt0=("a", "b"), a=("c",), b=("d",), c=("d",), d=()))
    result = chunks.link(AMD64)
    assert result.why("d") == ("_rt0", "b", "d")
    assert result.why("_rt0") == ("_rt0",)
    assert result.why("unknown") == ()


def test_explanation_through_an_alias() -> None:
    """A section that was reached by its second name still leads back to the entry."""
    builder = _object(AMD64, _rt0=("second",), c=())
    section = builder.section(".text.first", bytes(16), flags=ALLOC | EXEC, align=16)
    builder.symbol("first", section, 0, 16, kind=2)
    builder.symbol("second", section, 0, 16, kind=2)
    builder.relocate(section, 0, 1, builder.symbols.index(next(s for s in builder.symbols if s[0] == "c" and s[1])) + 1)
    assert _chunks(builder).link(AMD64).why("c") == ("_rt0", "first", "c")


def test_addresses_of_local_functions_in_data() -> None:
    """A table of functions that share a section keeps it, though each is named by section and offset."""
    builder = _object(AMD64, _rt0=("table",))
    section = builder.section(".text", bytes(64), flags=ALLOC | EXEC, align=16)
    for number in range(2):
        builder.symbol(f"local{number}", section, 32 * number, 32, bind=LOCAL, kind=2)
    table = builder.section(".rodata.table", bytes(8))
    builder.symbol("table", table, 0, 8, kind=1)
    builder.relocate(table, 0, 1, builder.symbol("", section, bind=LOCAL, kind=3), 32)
    image = _chunks(builder).link(AMD64).image
    names = symbols_of(image)
    assert memory_at(image, names["table"], 8) == names["local1"].to_bytes(8, "little")


def test_cancelled_link() -> None:
    """A link that the caller gives up raises instead of returning."""
    with pytest.raises(LinkCancelled):
        _chunks(_object(AMD64, _rt0=())).link(AMD64, LinkOptions(cancelled=lambda: True))


def test_other_machines_are_refused() -> None:
    """An object for arm64 in a link for amd64 is a clear error."""
    arm64 = find_target("linux", "arm64")
    assert arm64
    with pytest.raises(LinkError, match="made for machine 183, not for linux/amd64"):
        _chunks(_object(arm64, _rt0=())).link(AMD64)


def test_order_follows_the_records() -> None:
    """The order of discovery does not show in the image."""
    table = symbols_of(_chunks(_object(AMD64, z=("a",)), _object(AMD64, _rt0=("a", "z"), a=())).link(AMD64).image)
    assert table["z"] < table["_rt0"] < table["a"]
