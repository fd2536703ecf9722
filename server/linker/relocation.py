"""What a relocation type means, as data; each architecture's file is a table of these rows.

A relocation computes a value from S (address of the symbol), A (addend) and P (address of the place), checks its
range, and puts it into a field of 1 to 8 bytes. For instructions an encoder merges the value into the word.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]  # instruction words, whatever their size
Bytes = npt.NDArray[np.uint8]
Encoder = Callable[[Words, Ints], Words]  # (instruction words, values) -> new words

INT64: Final = (-(2**63), 2**63 - 1)
ANY: Final = INT64  # the field takes what bits it wants of the value


class Formula(Enum):
    """How the value comes about."""

    ABSOLUTE = "S + A"
    RELATIVE = "S + A - P"
    PAGE = "Page(S + A) - Page(P)"  # Page(x): x without its low 12 bits
    LOW12 = "(S + A) & 0xFFF"


@dataclass(frozen=True, slots=True)
class RelocationType:
    """One row of an architecture's table."""

    name: str  # as the ABI names it
    formula: Formula
    size: int  # bytes of the field
    range: tuple[int, int] = ANY  # inclusive
    align: int = 1  # the value must be a multiple
    encode: Encoder | None = None
    # Rewrites the instructions around the fields at these offsets; says for which of them it could.
    rewrite: Callable[[Bytes, Ints], npt.NDArray[np.bool_]] | None = None


@dataclass(frozen=True, slots=True)
class Architecture:
    """What the linker knows of an instruction set."""

    relocations: Mapping[int, RelocationType]
    address: int  # the type of the relocation that is an address of 8 bytes
    padding: bytes  # one byte or one instruction that traps; fills the gaps between functions
    return_register: int  # DWARF's number of what holds the return address
    displaced: bool = False  # addends of relative relocations hold how far the processor counts from behind the field


def compute(formula: Formula, target: Ints, place: Ints) -> Ints:
    """The values of a formula; `target` is S + A and `place` is P."""
    match formula:
        case Formula.ABSOLUTE:
            return target
        case Formula.RELATIVE:
            return target - place
        case Formula.PAGE:
            return (target & ~0xFFF) - (place & ~0xFFF)
        case Formula.LOW12:
            return target & 0xFFF


def bit_field(position: int, bits: int, shift: int = 0) -> Encoder:
    """An encoder that puts value >> shift into `bits` bits of the word from `position` up."""
    mask = (1 << bits) - 1

    def encode(words: Words, values: Ints) -> Words:
        field = ((values >> shift) & mask).astype(np.uint64) << np.uint64(position)
        return (words & np.uint64(~(mask << position) & (2**64 - 1))) | field

    return encode


def signed(bits: int) -> tuple[int, int]:
    """The range of a two's complement number."""
    return -(1 << (bits - 1)), (1 << (bits - 1)) - 1


def unsigned(bits: int) -> tuple[int, int]:
    """The range of a natural number."""
    return 0, (1 << bits) - 1


def either(bits: int) -> tuple[int, int]:
    """The range of a field that may be read as signed or as unsigned."""
    return signed(bits)[0], unsigned(bits)[1]
