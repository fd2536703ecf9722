"""Damaged objects give a LinkError that names the object, or link; nothing else is raised and nothing hangs."""

import random
from contextlib import suppress
from pathlib import Path
from struct import pack_into, unpack_from

import pytest

from server.linker.interface import LinkError, LinkOptions
from server.linker.readback import estimate_rows, read_symbols
from server.target import Target
from tests.linker.conftest import MakeProgram
from tests.linker.elfbuild import ALLOC, EXEC, ObjectBuilder
from tests.linker.linking import AMD64, BOTH, Chunks

_TEXT = (Path(__file__).parent / "programs" / "debug.ll").read_text()
_MUTANTS = 300  # per target


def _link_mutant(chunks: Chunks, data: bytes, target: Target) -> str:
    """Link with the program's own chunk replaced; the error's text, or "" when it linked."""
    ref = next(ref for ref in chunks.data if ref.package == "main")
    mutant = Chunks({**chunks.data, ref: data}, chunks.records)
    try:
        mutant.link(target)
    except LinkError as problem:
        return str(problem)
    return ""


@BOTH
def test_mutated_objects(target: Target, make_program: MakeProgram) -> None:
    """Random bytes anywhere, and extreme values in headers, symbols and relocations."""
    chunks = make_program(target, _TEXT)
    good = next(data for ref, data in chunks.data.items() if ref.package == "main")
    generator = random.Random(target.goarch)
    outcomes = set()
    for _ in range(_MUTANTS):
        data = bytearray(good)
        for _ in range(generator.randint(1, 4)):
            at = generator.randrange(0, len(data) - 8)
            if generator.random() < 0.5:
                data[at] = generator.randrange(256)
            else:
                word = generator.choice((0, 1, 0xFF, 0xFFFF, 2**31, 2**32 - 1, 2**63, 2**64 - 1))
                pack_into("<Q", data, at & ~7, word)
        outcomes.add(bool(_link_mutant(chunks, bytes(data), target)))
    assert outcomes == {True, False}


@BOTH
def test_damaged_headers(target: Target, make_program: MakeProgram) -> None:
    """Every field of every section header, set to extremes one at a time."""
    chunks = make_program(target, _TEXT)
    good = next(data for ref, data in chunks.data.items() if ref.package == "main")
    (start,) = unpack_from("<Q", good, 40)
    messages = set()
    for at in range(start, len(good), 4):
        for word in (0xFFFFFFFF, 0x7FFFFFFF, 3):
            data = bytearray(good)
            pack_into("<I", data, at, word)
            messages.add(_link_mutant(chunks, bytes(data), target))
    assert len(messages) > 20


@BOTH
def test_truncated_objects(target: Target, make_program: MakeProgram) -> None:
    """Cut anywhere, an object is refused by name: its section headers stand at the end."""
    chunks = make_program(target, _TEXT)
    good = next(data for ref, data in chunks.data.items() if ref.package == "main")
    for size in {*range(200), *range(0, len(good), 97), len(good) - 1}:
        assert "of package main: " in _link_mutant(chunks, good[:size], target)


def _refusal(builder: ObjectBuilder) -> str:
    chunks = Chunks()
    chunks.add("p", "k", builder.build())
    with pytest.raises(LinkError) as caught:
        chunks.link(AMD64)
    return str(caught.value)


def _entry() -> ObjectBuilder:
    builder = ObjectBuilder(AMD64.machine.elf_machine)
    builder.function("_rt0", bytes(16))
    return builder


def test_refused_sections() -> None:
    """What cannot be placed is named."""
    for flags, message in (
        (ALLOC | 0x400, "not supported yet: thread-local section .x"),
        (ALLOC | 1 | EXEC, "not supported yet: section .x, which is writable and executable"),
        (0x800, "not supported yet: compressed section .x"),
    ):
        builder = _entry()
        builder.section(".x", bytes(8), flags=flags)
        assert message in _refusal(builder)
    builder = _entry()
    builder.section(".x", bytes(8), align=3)
    assert ".x is aligned to 3" in _refusal(builder)


def test_relocations_outside_their_section() -> None:
    """A place beyond the section, or half beyond, and a symbol that is not there."""
    for offset, symbol in ((16, 1), (12, 1), (2**63, 1), (0, 99)):
        builder = _entry()
        builder.relocate(1, offset, 1, symbol)
        assert "chunk k of package p: _rt0" in _refusal(builder)


def test_image_beyond_the_address_space() -> None:
    """Variables of more than 2 GiB cannot be addressed; nothing tries to allocate them."""
    builder = ObjectBuilder(AMD64.machine.elf_machine)
    builder.function("_rt0", bytes(16), ((0, 1, "huge", 0),))
    section = builder.section(".bss.huge", flags=ALLOC | 1, size=1 << 40)
    builder.symbol("huge", section, 0, 1 << 40, kind=1)
    assert _refusal(builder) == "image too large: huge ends beyond the 2 GiB that code can address"


@BOTH
def test_damaged_images(target: Target, make_program: MakeProgram) -> None:
    """Reading back damaged images gives LinkError or a result."""
    good = make_program(target, _TEXT).link(target, LinkOptions()).image
    generator = random.Random(1)
    for _ in range(100):
        data = bytearray(good[: generator.choice((len(good), generator.randrange(len(good))))])
        for _ in range(4):
            if data:
                data[generator.randrange(len(data))] = generator.randrange(256)
        with suppress(LinkError):
            read_symbols("x", bytes(data))
            assert sum(row.size for row in estimate_rows("x", bytes(data))) == len(data)
