"""Every relocation type: the bits that come out, and what happens when the value does not fit.

A row gives the type, the place's address, the value S + A, the field before and the field after, worked out from the
ABI documents. The linker decides the addresses, so a row is given relative to them: `distance` is S + A - P.
"""

from collections.abc import Callable

import numpy as np
import pytest

from server.linker.amd64 import AMD64 as AMD64_TABLE
from server.linker.arm64 import ARM64 as ARM64_TABLE
from server.linker.interface import LinkError
from server.linker.relocation import Architecture, compute
from server.linker.riscv64 import RISCV64 as RISCV64_TABLE
from server.target import Target
from tests.linker.elfbuild import ABS, ALLOC, EXEC, ObjectBuilder
from tests.linker.linking import AMD64, ARM64, RISCV64, Chunks, memory_at, symbols_of

_P = 0x410000  # address of the place in the tables below

_INSTRUCTIONS = [
    # name, S + A, word before, word after, what it is
    ("R_AARCH64_CALL26", _P + 0x1000, 0x94000000, 0x94000400, "bl +0x1000"),
    ("R_AARCH64_CALL26", _P - 4, 0x94000000, 0x97FFFFFF, "bl -4"),
    ("R_AARCH64_JUMP26", _P + 0x7FFFFFC, 0x14000000, 0x15FFFFFF, "b, as far as it goes"),
    ("R_AARCH64_CONDBR19", _P - 0x100000, 0x54000000, 0x54800000, "b.eq, as far back as it goes"),
    ("R_AARCH64_TSTBR14", _P + 8, 0x36000000, 0x36000040, "tbz x0, #0, +8"),
    ("R_AARCH64_LD_PREL_LO19", _P + 16, 0x58000000, 0x58000080, "ldr x0, +16"),
    ("R_AARCH64_ADR_PREL_LO21", _P + 7, 0x10000000, 0x70000020, "adr x0, +7"),
    ("R_AARCH64_ADR_PREL_PG_HI21", 0x413ABC, 0x90000000, 0xF0000000, "adrp x0, 3 pages on"),
    ("R_AARCH64_ADR_PREL_PG_HI21", 0x40F123, 0x90000000, 0xF0FFFFE0, "adrp x0, 1 page back"),
    ("R_AARCH64_ADR_PREL_PG_HI21_NC", 0x414000, 0x90000001, 0x90000021, "adrp x1, 4 pages on"),
    ("R_AARCH64_ADD_ABS_LO12_NC", 0x413ABC, 0x91000000, 0x912AF000, "add x0, x0, #0xabc"),
    ("R_AARCH64_LDST8_ABS_LO12_NC", 0x413FFF, 0x39400000, 0x397FFC00, "ldrb w0, [x0, #0xfff]"),
    ("R_AARCH64_LDST16_ABS_LO12_NC", 0x413FFE, 0x79400000, 0x795FFC00, "ldrh w0, [x0, #0xffe]"),
    ("R_AARCH64_LDST32_ABS_LO12_NC", 0x413004, 0xB9400000, 0xB9400400, "ldr w0, [x0, #4]"),
    ("R_AARCH64_LDST64_ABS_LO12_NC", 0x413FF8, 0xF9400000, 0xF947FC00, "ldr x0, [x0, #0xff8]"),
    ("R_AARCH64_LDST128_ABS_LO12_NC", 0x413FF0, 0x3DC00000, 0x3DC3FC00, "ldr q0, [x0, #0xff0]"),
    ("R_AARCH64_MOVW_UABS_G0_NC", 0x12345678, 0xF2800000, 0xF28ACF00, "movk x0, #0x5678"),
    ("R_AARCH64_MOVW_UABS_G1", 0x12345678, 0xD2A00000, 0xD2A24680, "movz x0, #0x1234, lsl #16"),
    ("R_AARCH64_MOVW_UABS_G3", 0x1234 << 48, 0xD2E00000, 0xD2E24680, "movz x0, #0x1234, lsl #48"),
    ("R_AARCH64_LD64_GOT_LO12_NC", 0x413ABC, 0xF9400021, 0x912AF021, "ldr x1, [x1, :got:] is add x1, x1, #0xabc"),
    ("R_AARCH64_ADR_GOT_PAGE", 0x413ABC, 0x90000000, 0xF0000000, "adrp x0, 3 pages on"),
    ("R_RISCV_HI20", 0x413ABC, 0x00000537, 0x00414537, "lui a0, 0x414: the low bits are negative"),
    ("R_RISCV_HI20", 0x413123, 0x00000537, 0x00413537, "lui a0, 0x413"),
    ("R_RISCV_LO12_I", 0x413ABC, 0x00050513, 0xABC50513, "addi a0, a0, -0x544"),
    ("R_RISCV_LO12_S", 0x413ABC, 0x00B53023, 0xAAB53E23, "sd a1, -0x544(a0)"),
    ("R_RISCV_CALL_PLT", _P + 0x1804, 0x000080E700000097, 0x804080E700002097, "auipc ra, 2; jalr -0x7fc(ra)"),
    ("R_RISCV_CALL_PLT", _P - 4, 0x000080E700000097, 0xFFC080E700000097, "auipc ra, 0; jalr -4(ra)"),
    ("R_RISCV_BRANCH", _P - 4096, 0x00000063, 0x80000063, "beqz zero, as far back as it goes"),
    ("R_RISCV_BRANCH", _P + 0xFFE, 0x00000063, 0x7E000FE3, "beqz zero, as far as it goes"),
    ("R_RISCV_JAL", _P + 0x12344, 0x0000006F, 0x3441206F, "j +0x12344"),
    ("R_RISCV_JAL", _P - 2, 0x0000006F, 0xFFFFF06F, "j -2"),
    ("R_RISCV_RVC_JUMP", _P - 2, 0xA001, 0xBFFD, "c.j -2"),
    ("R_RISCV_RVC_BRANCH", _P + 8, 0xC001, 0xC401, "c.beqz s0, +8"),
]


def _by_name(architecture: Architecture, name: str) -> int:
    return next(number for number, row in architecture.relocations.items() if row.name == name)


@pytest.mark.parametrize(("name", "value", "before", "after", "what"), _INSTRUCTIONS, ids=lambda v: str(v)[:40])
def test_instruction_fields(name: str, value: int, before: int, after: int, what: str) -> None:
    """The value lands in the right bits and no others change."""
    table = RISCV64_TABLE if name.startswith("R_RISCV") else ARM64_TABLE
    row = table.relocations[_by_name(table, name)]
    values = compute(row.formula, np.array([value]), np.array([_P]))
    assert row.encode is not None
    (word,) = row.encode(np.array([before], np.uint64), values)
    assert hex(word) == hex(after), what
    low, high = row.range
    assert low <= values[0] <= high
    assert values[0] % row.align == 0


_DATA = [
    (AMD64, AMD64_TABLE, "R_X86_64_64", 8, lambda s, _: s),
    (AMD64, AMD64_TABLE, "R_X86_64_32", 4, lambda s, _: s),
    (AMD64, AMD64_TABLE, "R_X86_64_32S", 4, lambda s, _: s),
    (AMD64, AMD64_TABLE, "R_X86_64_PC32", 4, lambda s, p: s - p),
    (AMD64, AMD64_TABLE, "R_X86_64_PLT32", 4, lambda s, p: s - p),
    (AMD64, AMD64_TABLE, "R_X86_64_PC64", 8, lambda s, p: s - p),
    (ARM64, ARM64_TABLE, "R_AARCH64_ABS64", 8, lambda s, _: s),
    (ARM64, ARM64_TABLE, "R_AARCH64_ABS32", 4, lambda s, _: s),
    (ARM64, ARM64_TABLE, "R_AARCH64_PREL64", 8, lambda s, p: s - p),
    (ARM64, ARM64_TABLE, "R_AARCH64_PREL32", 4, lambda s, p: s - p),
    (RISCV64, RISCV64_TABLE, "R_RISCV_64", 8, lambda s, _: s),
    (RISCV64, RISCV64_TABLE, "R_RISCV_32", 4, lambda s, _: s),
    (RISCV64, RISCV64_TABLE, "R_RISCV_32_PCREL", 4, lambda s, p: s - p),
]


@pytest.mark.parametrize(("target", "table", "name", "size", "value"), _DATA, ids=[row[2] for row in _DATA])
def test_data_fields(
    target: Target, table: Architecture, name: str, size: int, value: Callable[[int, int], int]
) -> None:
    """In an image: the field holds the value, its neighbours are untouched."""
    builder = ObjectBuilder(target.machine.elf_machine)
    datum = builder.section(".data.d", b"\xaa" * 32, flags=ALLOC | 1, align=8)
    builder.symbol("d", datum, 0, 32, kind=1)
    builder.relocate(datum, 8, _by_name(table, name), builder.symbol("f"), 5)
    builder.function("f", bytes(16))
    builder.function("_rt0", bytes(16), ((0, table.address, "d", 0),))
    chunks = Chunks()
    chunks.add("p", "k", builder.build())
    image = chunks.link(target).image
    names = symbols_of(image)
    expected = value(names["f"] + 5, names["d"] + 8) % 2 ** (8 * size)
    found = memory_at(image, names["d"], 32)
    assert found == b"\xaa" * 8 + expected.to_bytes(size, "little") + b"\xaa" * (24 - size)


def _one(target: Target, kind: int, value: int, code: bytes = bytes(16), at: int = 8) -> Chunks:
    """A program with one relocation against an absolute symbol."""
    builder = ObjectBuilder(target.machine.elf_machine)
    section = builder.section(".text._rt0", code, flags=ALLOC | EXEC, align=16)
    builder.symbol("_rt0", section, 0, len(code), kind=2)
    builder.relocate(section, at, kind, builder.symbol("far", ABS, value % 2**64), 0)
    chunks = Chunks()
    chunks.add("p", "k", builder.build())
    return chunks


_TOO_FAR = [
    (AMD64, 2, 1 << 40, "R_X86_64_PC32 against far out of range"),
    (AMD64, 10, 1 << 32, "R_X86_64_32 against far out of range: 4294967296 does not fit 0..4294967295"),
    (AMD64, 10, -1, "R_X86_64_32 against far out of range: -1 "),
    (AMD64, 11, 1 << 31, "R_X86_64_32S against far out of range"),
    (ARM64, 283, 1 << 30, "R_AARCH64_CALL26 against far out of range"),
    (ARM64, 283, 0x400002, "R_AARCH64_CALL26 against far is misaligned"),
    (ARM64, 286, 0x400004, "R_AARCH64_LDST64_ABS_LO12_NC against far is misaligned: 4 is no multiple of 8"),
    (ARM64, 275, 1 << 40, "R_AARCH64_ADR_PREL_PG_HI21 against far out of range"),
    (RISCV64, 19, 1 << 32, "R_RISCV_CALL_PLT against far out of range"),
    (RISCV64, 26, 1 << 31, "R_RISCV_HI20 against far out of range"),
    (RISCV64, 17, 0x400001, "R_RISCV_JAL against far is misaligned"),
    (RISCV64, 51, 0, "not supported yet: relocation type 51 against far"),
    (AMD64, 23, 0, "not supported yet: relocation type 23 against far"),
    (ARM64, 1031, 0, "not supported yet: relocation type 1031 against far"),
    (AMD64, 42, 0x400000, "not supported yet: relocation type R_X86_64_REX_GOTPCRELX against far"),
]


@pytest.mark.parametrize(("target", "kind", "value", "message"), _TOO_FAR, ids=lambda v: str(v)[:40])
def test_refused_relocations(target: Target, kind: int, value: int, message: str) -> None:
    """The message names the referrer, the type and the symbol."""
    with pytest.raises(LinkError) as caught:
        _one(target, kind, value).link(target)
    assert str(caught.value).startswith("_rt0: ")
    assert message in str(caught.value)


def test_loads_from_the_offset_table_become_addresses() -> None:
    """`mov x@GOTPCREL(%rip), %rax` is turned into lea, an indirect call into a direct one."""
    mov = bytes.fromhex("0000000000488b0500000000") + bytes(4)
    image = _one(AMD64, 42, 0x500000, mov, 8).link(AMD64).image
    start = symbols_of(image)["_rt0"]
    distance = (0x500000 - start - 8) % 2**32
    expected = bytes.fromhex("0000000000488d05") + distance.to_bytes(4, "little") + bytes(4)
    assert memory_at(image, start, 16) == expected
    call = bytes.fromhex("000000000000ff1500000000") + bytes(4)
    image = _one(AMD64, 41, 0x500000, call, 8).link(AMD64).image
    assert memory_at(image, start, 8) == bytes.fromhex("00000000000067e8")
