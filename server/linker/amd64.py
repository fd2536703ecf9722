"""The relocations of amd64. Source: System V ABI, AMD64 supplement, "Relocation"."""

from typing import Final

import numpy as np
import numpy.typing as npt

from server.linker.relocation import Architecture, Bytes, Formula, Ints, RelocationType, either, signed, unsigned

_MOV, _LEA = 0x8B, 0x8D
_INDIRECT, _CALL_RIP, _CALL, _ADDR32 = 0xFF, 0x15, 0xE8, 0x67


def _without_got(image: Bytes, offsets: Ints) -> npt.NDArray[np.bool_]:
    """Turn loads of an address from the global offset table into the address itself; a static image needs no table.

    `mov x@GOTPCREL(%rip), %reg` becomes `lea x(%rip), %reg`; `call *x@GOTPCREL(%rip)` becomes `addr32 call x`.
    """
    opcode, operand = image[offsets - 2], image[offsets - 1]
    loads = opcode == _MOV
    calls = (opcode == _INDIRECT) & (operand == _CALL_RIP)
    image[offsets[loads] - 2] = _LEA
    image[offsets[calls] - 2] = _ADDR32
    image[offsets[calls] - 1] = _CALL
    changed: npt.NDArray[np.bool_] = loads | calls
    return changed


def _pc32(name: str) -> RelocationType:
    return RelocationType(name, Formula.RELATIVE, 4, signed(32))


def _got(name: str) -> RelocationType:
    return RelocationType(name, Formula.RELATIVE, 4, signed(32), rewrite=_without_got)


AMD64: Final = Architecture(
    relocations={
        1: RelocationType("R_X86_64_64", Formula.ABSOLUTE, 8),
        2: _pc32("R_X86_64_PC32"),
        4: _pc32("R_X86_64_PLT32"),  # no procedure linkage table in a static image
        9: _got("R_X86_64_GOTPCREL"),
        10: RelocationType("R_X86_64_32", Formula.ABSOLUTE, 4, unsigned(32)),
        11: RelocationType("R_X86_64_32S", Formula.ABSOLUTE, 4, signed(32)),
        12: RelocationType("R_X86_64_16", Formula.ABSOLUTE, 2, either(16)),
        13: RelocationType("R_X86_64_PC16", Formula.RELATIVE, 2, signed(16)),
        14: RelocationType("R_X86_64_8", Formula.ABSOLUTE, 1, either(8)),
        15: RelocationType("R_X86_64_PC8", Formula.RELATIVE, 1, signed(8)),
        24: RelocationType("R_X86_64_PC64", Formula.RELATIVE, 8),
        41: _got("R_X86_64_GOTPCRELX"),
        42: _got("R_X86_64_REX_GOTPCRELX"),
    },
    address=1,
    padding=b"\xcc",  # int3
    return_register=16,
    displaced=True,
)
