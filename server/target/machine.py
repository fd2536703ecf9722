"""The table of architectures: what code generation, linker and runtime must agree on. A new one is a row here.

What only one layer knows stands in files of that layer: relocations in `linker/<arch>.py`, stubs in
`runtime/asm/<arch>.S`, the kernel's side in `runtime/*_<arch>.go`. `tests/target` compares this table with those.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final


class Truncation(Enum):
    """What the instruction that turns a float into a signed integer gives beyond the range, and for NaN."""

    LOWEST = auto()  # the lowest number
    NEAREST_OR_ZERO = auto()  # the nearest number; 0 for NaN
    NEAREST_OR_HIGHEST = auto()  # the nearest number; the highest one for NaN


@dataclass(frozen=True, slots=True)
class StackAtEntry:
    """How a function finds the words that its caller has put on the stack: one of LLVM's intrinsics."""

    intrinsic: str
    parameters: str  # LLVM types
    operands: str
    distance: int  # bytes from what the intrinsic gives to those words


@dataclass(frozen=True, slots=True)
class Machine:
    """One architecture."""

    goarch: str
    cpu: str  # LLVM's baseline processor
    features: str  # LLVM target features in force for every function
    elf_machine: int  # e_machine of the ELF header
    elf_flags: int  # e_flags there
    level: tuple[str, str]  # the variable that names the baseline for go, and the baseline
    stack_pointer: str  # LLVM's name of the register
    goroutine: str  # the register that holds the running goroutine, and nothing else; "": words of the thread do
    # The C convention: registers for integers and pointers, and for floating-point numbers.
    argument_registers: tuple[int, int]
    result_registers: tuple[int, int]
    most_results: int  # of both kinds together
    stack_at_entry: StackAtEntry
    entry_attribute: str  # of the program's entry point
    jump_words: int  # that setjmp keeps
    truncation: Truncation
    unsigned_truncation: bool  # there is such an instruction for uint64, too
    fuses_products: bool  # the baseline has fused multiply-add, which gc then uses for x*y + z
    fuses_opposites: bool  # and for -(x*y) + z
    rounds: bool  # the baseline rounds to an integer without a call
    hardware: bool  # codegen/hardware makes functions of instructions beyond the baseline


_AMD64: Final = Machine(
    goarch="amd64",
    cpu="x86-64",
    features="",
    elf_machine=62,
    elf_flags=0,
    level=("GOAMD64", "v1"),
    stack_pointer="rsp",
    goroutine="",
    argument_registers=(6, 8),
    result_registers=(3, 2),
    most_results=5,
    stack_at_entry=StackAtEntry("llvm.addressofreturnaddress.p0", "", "", 8),
    entry_attribute='"stackrealign" ',  # at the entry the stack is aligned as no call would leave it
    jump_words=8,
    truncation=Truncation.LOWEST,
    unsigned_truncation=False,
    fuses_products=False,
    fuses_opposites=False,
    rounds=False,
    hardware=True,
)
_ARM64: Final = Machine(
    goarch="arm64",
    cpu="generic",
    features="+reserve-x28",
    elf_machine=183,
    elf_flags=0,
    level=("GOARM64", "v8.0"),
    stack_pointer="sp",
    goroutine="x28",
    argument_registers=(8, 8),
    result_registers=(8, 8),
    most_results=16,
    stack_at_entry=StackAtEntry("llvm.sponentry.p0", "", "", 0),
    entry_attribute="",
    jump_words=21,
    truncation=Truncation.NEAREST_OR_ZERO,
    unsigned_truncation=True,
    fuses_products=True,
    fuses_opposites=True,
    rounds=True,
    hardware=True,
)
_RISCV64: Final = Machine(
    goarch="riscv64",
    cpu="generic-rv64",
    features="+m,+a,+f,+d,+c",
    elf_machine=243,
    elf_flags=0x5,  # compressed instructions; floating-point numbers travel in registers of their own
    level=("GORISCV64", "rva20u64"),
    stack_pointer="sp",
    goroutine="tp",
    argument_registers=(8, 8),
    result_registers=(2, 2),
    most_results=2,
    stack_at_entry=StackAtEntry("llvm.frameaddress.p0", "i32 immarg", "i32 0", 0),  # frames end where they begin
    entry_attribute="",
    jump_words=26,
    truncation=Truncation.NEAREST_OR_HIGHEST,
    unsigned_truncation=False,
    fuses_products=True,
    fuses_opposites=False,
    rounds=True,
    hardware=False,
)

MACHINES: Final = {machine.goarch: machine for machine in (_AMD64, _ARM64, _RISCV64)}
