"""The relocations of riscv64 that code without linker relaxation has. Source: RISC-V ELF psABI, "Relocations".

An instruction takes 12 bits of a value with its sign, so the 20 high bits of the one before it are those of the value
rounded to the nearest multiple of 4096. A call is two instructions under one relocation: auipc and jalr.
"""

from typing import Final

from server.linker.relocation import Architecture, Encoder, Formula, Ints, RelocationType, Words, bit_field, either

_ROUNDING: Final = 0x800
_NEAR: Final = (-(2**31) - _ROUNDING, 2**31 - 1 - _ROUNDING)  # of what the high bits can name

_UPPER: Final = bit_field(12, 20, shift=12)  # of a U-type instruction
_LOWER: Final = bit_field(20, 12)  # of an I-type instruction


def _high(words: Words, values: Ints) -> Words:
    return _UPPER(words, values + _ROUNDING)


def _call(words: Words, values: Ints) -> Words:
    return bit_field(52, 12)(_high(words, values), values)


def _store(words: Words, values: Ints) -> Words:
    """An S-type instruction has the bits in two fields."""
    return bit_field(25, 7, shift=5)(bit_field(7, 5)(words, values), values)


def _pieces(*fields: tuple[int, int, int]) -> Encoder:
    """An encoder for a value in pieces: (position, bits, shift) of each."""
    encoders = [bit_field(*field) for field in fields]

    def encode(words: Words, values: Ints) -> Words:
        for put in encoders:
            words = put(words, values)
        return words

    return encode


def _branch(name: str, size: int, bits: int, *fields: tuple[int, int, int]) -> RelocationType:
    """A branch to an even distance of so many bits."""
    limit = (-(1 << (bits - 1)), (1 << (bits - 1)) - 2)
    return RelocationType(name, Formula.RELATIVE, size, limit, align=2, encode=_pieces(*fields))


_B: Final = ((8, 4, 1), (25, 6, 5), (7, 1, 11), (31, 1, 12))
_J: Final = ((21, 10, 1), (20, 1, 11), (12, 8, 12), (31, 1, 20))
_CB: Final = ((3, 2, 1), (10, 2, 3), (2, 1, 5), (5, 2, 6), (12, 1, 8))
_CJ: Final = ((3, 3, 1), (11, 1, 4), (2, 1, 5), (7, 1, 6), (6, 1, 7), (9, 2, 8), (8, 1, 10), (12, 1, 11))

RISCV64: Final = Architecture(
    relocations={
        1: RelocationType("R_RISCV_32", Formula.ABSOLUTE, 4, either(32)),
        2: RelocationType("R_RISCV_64", Formula.ABSOLUTE, 8),
        16: _branch("R_RISCV_BRANCH", 4, 13, *_B),
        17: _branch("R_RISCV_JAL", 4, 21, *_J),
        18: RelocationType("R_RISCV_CALL", Formula.RELATIVE, 8, _NEAR, encode=_call),
        19: RelocationType("R_RISCV_CALL_PLT", Formula.RELATIVE, 8, _NEAR, encode=_call),
        26: RelocationType("R_RISCV_HI20", Formula.ABSOLUTE, 4, _NEAR, encode=_high),
        27: RelocationType("R_RISCV_LO12_I", Formula.ABSOLUTE, 4, _NEAR, encode=_LOWER),
        28: RelocationType("R_RISCV_LO12_S", Formula.ABSOLUTE, 4, _NEAR, encode=_store),
        44: _branch("R_RISCV_RVC_BRANCH", 2, 9, *_CB),
        45: _branch("R_RISCV_RVC_JUMP", 2, 12, *_CJ),
        57: RelocationType("R_RISCV_32_PCREL", Formula.RELATIVE, 4, either(32)),
        59: RelocationType("R_RISCV_PLT32", Formula.RELATIVE, 4, either(32)),
    },
    address=2,
    padding=b"\0\0",  # c.unimp
    return_register=1,
)
