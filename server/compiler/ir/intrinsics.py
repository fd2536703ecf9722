"""Functions whose calls are operations, by link name.

Code generation expands a call of one in place. Most have a Go body as well, or get one made of the operation itself
(`irbuild/intrinsics.py`), because they may be used as function values.

Source: the declarations in the standard library, Go 1.27. A function is not here for an architecture on which LLVM
would turn the operation into a call of the C library (rounding on amd64 needs SSE4.1, FMA its own extension).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from server.target import MACHINES


class Form(Enum):
    """What a call becomes."""

    # Atomic, sequentially consistent; the first operand is the address, and nil panics
    LOAD = auto()
    STORE = auto()
    SWAP = auto()  # gives the old value
    ADD = auto()  # gives the new value
    AND = auto()  # gives the old value, if anything
    OR = auto()
    COMPARE_AND_SWAP = auto()  # gives whether it was swapped
    # Floating point; detail is the name of LLVM's operation
    FLOAT = auto()
    # Bits of an unsigned integer
    TRAILING_ZEROS = auto()
    LENGTH = auto()
    ONES = auto()
    SWAP_BYTES = auto()
    REVERSE = auto()
    ROTATE_LEFT = auto()
    MULTIPLY = auto()  # (high, low)
    ADD_CARRY = auto()  # (sum, carry)
    SUBTRACT_BORROW = auto()  # (difference, borrow)
    TRUTH = auto()  # 1 for true, 0 for false
    # Memory; the last operand counts bytes. LLVM does it in place where it knows the count, else it calls a stub
    MOVE = auto()  # (to, from, n)
    CLEAR = auto()
    SAME = auto()  # whether two ranges hold the same bytes
    # The frame and the code
    CALLER_PC = auto()
    CALLER_SP = auto()
    FRAME = auto()  # frame pointer of the function that calls it
    CALLER_FRAME = auto()
    GOROUTINE = auto()  # the g that runs
    CLOSURE = auto()  # the closure through which the function was called
    CODE_OF = auto()  # where the code of the function in an interface begins
    PREFETCH = auto()  # loads a place into the cache; detail is LLVM's measure of how long it is wanted
    NOTHING = auto()  # means something to escape analysis only
    SYMBOL = auto()  # address of what the linker defines; detail is its name


@dataclass(frozen=True, slots=True)
class Intrinsic:
    """One function."""

    form: Form
    detail: str = ""
    only: frozenset[str] | None = None  # the architectures on which it is one; None for all


_INTS: Final = "int32 int64 uintptr"
_RUNTIME_ATOMIC: Final = {
    Form.LOAD: f"Load Load8 Load64 Loadp Loaduint LoadAcq LoadAcq64 LoadAcquintptr {_INTS}",
    Form.STORE: f"Store Store8 Store64 StorepNoWB StoreRel StoreRel64 StoreReluintptr {_INTS}",
    Form.SWAP: f"Xchg Xchg8 Xchg64 {_INTS}",
    Form.ADD: f"Xadd Xadd64 {_INTS}",
    Form.COMPARE_AND_SWAP: f"Cas Cas64 Casp1 CasRel {_INTS}",
    Form.AND: "And And8 And32 And64 Anduintptr",
    Form.OR: "Or Or8 Or32 Or64 Oruintptr",
}
_SYNC_ATOMIC: Final = {
    Form.LOAD: "Load",
    Form.STORE: "Store",
    Form.SWAP: "Swap",
    Form.ADD: "Add",
    Form.COMPARE_AND_SWAP: "CompareAndSwap",
    Form.AND: "And",
    Form.OR: "Or",
}
_SYNC_TYPES: Final = "Int32 Int64 Uint32 Uint64 Uintptr"
_BITS: Final = {
    Form.TRAILING_ZEROS: "TrailingZeros",
    Form.LENGTH: "Len",
    Form.ONES: "OnesCount",
    Form.SWAP_BYTES: "ReverseBytes",
    Form.REVERSE: "Reverse",
    Form.ROTATE_LEFT: "RotateLeft",
}
_ROUNDING: Final = frozenset(machine.goarch for machine in MACHINES.values() if machine.rounds)
_FUSING: Final = frozenset(machine.goarch for machine in MACHINES.values() if machine.fuses_products)
_WIDTHS: Final = ("", "8", "16", "32", "64")
_WIDE: Final = {Form.MULTIPLY: "Mul", Form.ADD_CARRY: "Add", Form.SUBTRACT_BORROW: "Sub"}


def _atomics() -> Iterator[tuple[str, Intrinsic]]:
    for form, names in _RUNTIME_ATOMIC.items():
        verb, *rest = names.split()
        for name in (verb, *rest):
            yield f"internal/runtime/atomic.{name if name[0].isupper() else verb + name}", Intrinsic(form)
    for form, verb in _SYNC_ATOMIC.items():
        for kind in _SYNC_TYPES.split():
            yield f"sync/atomic.{verb}{kind}", Intrinsic(form)
    yield "sync/atomic.LoadPointer", Intrinsic(Form.LOAD)


def _bits() -> Iterator[tuple[str, Intrinsic]]:
    for form, verb in _BITS.items():
        for width in _WIDTHS:
            if not (form is Form.SWAP_BYTES and width == "8"):
                yield f"math/bits.{verb}{width}", Intrinsic(form)
    for form, verb in _WIDE.items():
        for width in ("", "64"):
            yield f"math/bits.{verb}{width}", Intrinsic(form)
    for name, form in (
        *[(f"TrailingZeros{width}", Form.TRAILING_ZEROS) for width in (8, 32, 64)],
        *[(f"Len{width}", Form.LENGTH) for width in (8, 64)],
        ("OnesCount64", Form.ONES),
        ("Bswap32", Form.SWAP_BYTES),
        ("Bswap64", Form.SWAP_BYTES),
    ):
        yield f"internal/runtime/sys.{name}", Intrinsic(form)
    yield "internal/runtime/math.Mul64", Intrinsic(Form.MULTIPLY)
    yield "internal/runtime/math.Add64", Intrinsic(Form.ADD_CARRY)
    yield "math/big.mulWW", Intrinsic(Form.MULTIPLY)


def _floats() -> Iterator[tuple[str, Intrinsic]]:
    for name, operation in (("sqrt", "sqrt"), ("Sqrt", "sqrt"), ("Abs", "fabs"), ("Copysign", "copysign")):
        yield f"math.{name}", Intrinsic(Form.FLOAT, operation)
    for name, operation in (
        ("Floor", "floor"),
        ("Ceil", "ceil"),
        ("Trunc", "trunc"),
        ("Round", "round"),
        ("RoundToEven", "roundeven"),
    ):
        yield f"math.{name}", Intrinsic(Form.FLOAT, operation, _ROUNDING)
    yield "math.FMA", Intrinsic(Form.FLOAT, "fma", _FUSING)


INTRINSICS: Final[dict[str, Intrinsic]] = {
    **dict(_atomics()),
    **dict(_bits()),
    **dict(_floats()),
    "internal/runtime/sys.Prefetch": Intrinsic(Form.PREFETCH, "3"),
    "internal/runtime/sys.PrefetchStreamed": Intrinsic(Form.PREFETCH, "0"),
    "internal/runtime/sys.GetCallerPC": Intrinsic(Form.CALLER_PC),
    "internal/runtime/sys.GetCallerSP": Intrinsic(Form.CALLER_SP),
    "internal/runtime/sys.GetClosurePtr": Intrinsic(Form.CLOSURE),
    "internal/abi.EscapeNonString": Intrinsic(Form.NOTHING),
    "internal/abi.FuncPCABI0": Intrinsic(Form.CODE_OF),
    "internal/abi.FuncPCABIInternal": Intrinsic(Form.CODE_OF),
    "crypto/internal/constanttime.boolToUint8": Intrinsic(Form.TRUTH),
    "runtime.memmove": Intrinsic(Form.MOVE),
    "runtime.memclrNoHeapPointers": Intrinsic(Form.CLEAR),
    "runtime.memequal": Intrinsic(Form.SAME),
    "runtime.getcallerpc": Intrinsic(Form.CALLER_PC),
    "runtime.getg": Intrinsic(Form.GOROUTINE),
    "runtime.getframe": Intrinsic(Form.FRAME),
    "runtime.getcallerframe": Intrinsic(Form.CALLER_FRAME),
    "runtime.faultTableStart": Intrinsic(Form.SYMBOL, "runtime.faultmap"),
    "runtime.faultTableEnd": Intrinsic(Form.SYMBOL, "runtime.efaultmap"),
    "runtime.functionTableStart": Intrinsic(Form.SYMBOL, "runtime.pclntab"),
    "runtime.runtimeCodeStart": Intrinsic(Form.SYMBOL, "runtime.text"),
    "runtime.runtimeCodeEnd": Intrinsic(Form.SYMBOL, "runtime.eruntimetext"),
    "runtime.initTasksStart": Intrinsic(Form.SYMBOL, "runtime.inittask"),
    "runtime.initTasksEnd": Intrinsic(Form.SYMBOL, "runtime.einittask"),
    "runtime.typeLinksStart": Intrinsic(Form.SYMBOL, "runtime.typelink"),
    "runtime.typeLinksEnd": Intrinsic(Form.SYMBOL, "runtime.etypelink"),
    "runtime.dataStart": Intrinsic(Form.SYMBOL, "runtime.data"),
    "runtime.dataEnd": Intrinsic(Form.SYMBOL, "runtime.edata"),
    "runtime.bssStart": Intrinsic(Form.SYMBOL, "runtime.bss"),
    "runtime.bssEnd": Intrinsic(Form.SYMBOL, "runtime.ebss"),
    "runtime.buildInfoStart": Intrinsic(Form.SYMBOL, "runtime.buildinfo"),
    "runtime.buildInfoEnd": Intrinsic(Form.SYMBOL, "runtime.ebuildinfo"),
    "runtime.imageStart": Intrinsic(Form.SYMBOL, "runtime.rodata"),
    "runtime.imageEnd": Intrinsic(Form.SYMBOL, "runtime.end"),
}


def find_intrinsic(symbol: str, goarch: str) -> Intrinsic | None:
    """The row of a link name on an architecture, or None when a call of it is a call; of instances, that of all."""
    found = INTRINSICS.get(symbol.partition("[")[0])
    return found if found is not None and (found.only is None or goarch in found.only) else None
