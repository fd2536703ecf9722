"""The relocations of arm64. Source: "ELF for the Arm 64-bit Architecture (AArch64)", section "Relocation"."""

from typing import Final

import numpy as np

from server.linker.relocation import (
    ANY,
    Architecture,
    Encoder,
    Formula,
    Ints,
    RelocationType,
    Words,
    bit_field,
    either,
    signed,
    unsigned,
)

_REGISTERS = np.uint64(0x3FF)  # source and destination of an instruction with a 12-bit immediate
_ADD64 = np.uint64(0x91000000)  # add xD, xN, #imm


def _adr(shift: int) -> Encoder:
    """An encoder for ADR and ADRP: two low bits of value >> shift at bit 29, nineteen high bits at bit 5."""
    low, high = bit_field(29, 2, shift), bit_field(5, 19, shift + 2)
    return lambda words, values: high(low(words, values), values)


def _load_to_add(words: Words, values: Ints) -> Words:
    """`ldr xD, [xN, :got_lo12:sym]` becomes `add xD, xN, :lo12:sym`; a static image needs no offset table."""
    return bit_field(10, 12)((words & _REGISTERS) | _ADD64, values)


def _low12(name: str, size: int) -> RelocationType:
    """A load or store of `size` bytes, whose scaled offset is the low 12 bits of an address."""
    shift = size.bit_length() - 1
    return RelocationType(name, Formula.LOW12, 4, align=size, encode=bit_field(10, 12, shift))


def _move(name: str, group: int, limit: tuple[int, int] = ANY) -> RelocationType:
    """MOVZ or MOVK of the 16 bits number `group` of an address."""
    return RelocationType(name, Formula.ABSOLUTE, 4, limit, encode=bit_field(5, 16, shift=16 * group))


def _branch(name: str, position: int, bits: int) -> RelocationType:
    """A branch over a number of instructions."""
    encode = bit_field(position, bits, shift=2)
    return RelocationType(name, Formula.RELATIVE, 4, signed(bits + 2), align=4, encode=encode)


ARM64: Final = Architecture(
    relocations={
        257: RelocationType("R_AARCH64_ABS64", Formula.ABSOLUTE, 8),
        258: RelocationType("R_AARCH64_ABS32", Formula.ABSOLUTE, 4, either(32)),
        259: RelocationType("R_AARCH64_ABS16", Formula.ABSOLUTE, 2, either(16)),
        260: RelocationType("R_AARCH64_PREL64", Formula.RELATIVE, 8),
        261: RelocationType("R_AARCH64_PREL32", Formula.RELATIVE, 4, either(32)),
        262: RelocationType("R_AARCH64_PREL16", Formula.RELATIVE, 2, either(16)),
        263: _move("R_AARCH64_MOVW_UABS_G0", 0, unsigned(16)),
        264: _move("R_AARCH64_MOVW_UABS_G0_NC", 0),
        265: _move("R_AARCH64_MOVW_UABS_G1", 1, unsigned(32)),
        266: _move("R_AARCH64_MOVW_UABS_G1_NC", 1),
        267: _move("R_AARCH64_MOVW_UABS_G2", 2, unsigned(48)),
        268: _move("R_AARCH64_MOVW_UABS_G2_NC", 2),
        269: _move("R_AARCH64_MOVW_UABS_G3", 3),
        273: _branch("R_AARCH64_LD_PREL_LO19", 5, 19),
        274: RelocationType("R_AARCH64_ADR_PREL_LO21", Formula.RELATIVE, 4, signed(21), encode=_adr(0)),
        275: RelocationType("R_AARCH64_ADR_PREL_PG_HI21", Formula.PAGE, 4, signed(33), encode=_adr(12)),
        276: RelocationType("R_AARCH64_ADR_PREL_PG_HI21_NC", Formula.PAGE, 4, encode=_adr(12)),
        277: RelocationType("R_AARCH64_ADD_ABS_LO12_NC", Formula.LOW12, 4, encode=bit_field(10, 12)),
        278: _low12("R_AARCH64_LDST8_ABS_LO12_NC", 1),
        279: _branch("R_AARCH64_TSTBR14", 5, 14),
        280: _branch("R_AARCH64_CONDBR19", 5, 19),
        282: _branch("R_AARCH64_JUMP26", 0, 26),
        283: _branch("R_AARCH64_CALL26", 0, 26),
        284: _low12("R_AARCH64_LDST16_ABS_LO12_NC", 2),
        285: _low12("R_AARCH64_LDST32_ABS_LO12_NC", 4),
        286: _low12("R_AARCH64_LDST64_ABS_LO12_NC", 8),
        299: _low12("R_AARCH64_LDST128_ABS_LO12_NC", 16),
        311: RelocationType("R_AARCH64_ADR_GOT_PAGE", Formula.PAGE, 4, signed(33), encode=_adr(12)),
        312: RelocationType("R_AARCH64_LD64_GOT_LO12_NC", Formula.LOW12, 4, encode=_load_to_add),
        314: RelocationType("R_AARCH64_PLT32", Formula.RELATIVE, 4, signed(32)),
    },
    address=257,
    padding=b"\0\0\0\0",  # udf #0
    return_register=30,
)
