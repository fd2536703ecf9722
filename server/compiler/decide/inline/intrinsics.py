"""Functions that the compiler knows: a call of one is an operation and costs no more than that.

Source: the intrinsics of gc 1.27, per architecture. The names are those under which the standard library declares them.
"""

from __future__ import annotations

from typing import Final

from server.compiler.types.objects import Func

_ATOMIC: Final = (
    "Load Load8 Load64 Loadp Loadint32 Loadint64 Loaduintptr Loaduint LoadAcq LoadAcq64 LoadAcquintptr "
    "Store Store8 Store64 StorepNoWB Storeint32 Storeint64 Storeuintptr StoreRel StoreRel64 StoreReluintptr "
    "Xchg Xchg64 Xchgint32 Xchgint64 Xchguintptr Xadd Xadd64 Xaddint32 Xaddint64 Xadduintptr "
    "Cas Cas64 CasRel Casint32 Casint64 Casuintptr Casp1 And8 And Or8 Or"
)
_KINDS: Final = ("Int32", "Int64", "Uint32", "Uint64", "Uintptr")


def _sync_atomic(*operations: str) -> str:
    return " ".join(f"{operation}{kind}" for operation in operations for kind in _KINDS)


_EVERYWHERE: Final = {
    "runtime": "KeepAlive slicebytetostringtmp getg",
    "internal/runtime/sys": "GetCallerPC GetCallerSP GetClosurePtr OnesCount64",
    "internal/runtime/math": "MulUintptr Add64",
    "internal/runtime/atomic": _ATOMIC,
    "sync/atomic": f"{_sync_atomic('Load', 'Store', 'Swap', 'CompareAndSwap', 'Add')} LoadPointer",
    "math": "sqrt FMA",
    "math/bits": (
        "RotateLeft32 RotateLeft64 RotateLeft OnesCount64 OnesCount32 OnesCount16 OnesCount "
        "Mul64 Mul Add64 Add Sub64 Sub"
    ),
    "math/big": "mulWW",
    "crypto/internal/constanttime": "boolToUint8",
}
# Where the baseline has instructions for them; on riscv64 it has not.
_BEYOND: Final = {
    "internal/runtime/sys": (
        "Bswap32 Bswap64 Prefetch PrefetchStreamed TrailingZeros8 TrailingZeros32 TrailingZeros64 Len8 Len64"
    ),
    "internal/runtime/atomic": "Xchg8 And32 And64 Or32 Or64",
    "sync/atomic": _sync_atomic("And", "Or"),
    "math": "Trunc Ceil Floor RoundToEven",
    "math/bits": (
        "TrailingZeros64 TrailingZeros32 TrailingZeros16 TrailingZeros8 ReverseBytes64 ReverseBytes32 "
        "Len64 Len32 Len16 Len8 Len"
    ),
    "crypto/internal/constanttime": "Select",
}
_ONLY: Final = {
    "amd64": (
        _BEYOND,
        {
            "math/bits": "RotateLeft8 RotateLeft16 Div64 Div",
            "internal/runtime/maps": (
                "bitsetFirst bitsetRemoveBelow bitsetLowestSet bitsetShiftOutLowest ctrlGroupMatchH2 "
                "ctrlGroupMatchEmpty ctrlGroupMatchEmptyOrDeleted ctrlGroupMatchFull"
            ),
        },
    ),
    "arm64": (
        _BEYOND,
        {
            "runtime": "memequal publicationBarrier",
            "internal/runtime/atomic": "Anduintptr Oruintptr",
            "math": "Round Abs",
            "math/bits": "Reverse64 Reverse32 Reverse16 Reverse8 Reverse",
        },
    ),
    "riscv64": (
        {
            "runtime": "publicationBarrier",
            "math": "Abs Copysign",
            "math/bits": "RotateLeft8 RotateLeft16 OnesCount8",
        },
    ),
}


def _names(*tables: dict[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset((path, name) for table in tables for path, names in table.items() for name in names.split())


_BY_ARCH: Final = {arch: _names(_EVERYWHERE, *tables) for arch, tables in _ONLY.items()}
_OTHERS: Final = _names(_EVERYWHERE, _BEYOND)

# Calls that cost one node because their bodies vanish or become one load or store, whatever they look like.
_BYTE_ORDER: Final = tuple(
    f"{verb}Uint{bits}" for verb in ("", "Put", "Append") for bits in (16, 32, 64)
)  # littleEndian.Uint16, LEUint16, ...
_CHEAP: Final = frozenset(
    [("internal/abi", "", "NoEscape"), ("internal/abi", "", "EscapeNonString")]
    + [("encoding/binary", order, name) for order in ("littleEndian", "bigEndian") for name in _BYTE_ORDER]
    + [("internal/byteorder", "", f"{order}{name}") for order in ("LE", "BE") for name in _BYTE_ORDER]
)

CALLER: Final = frozenset({("internal/runtime/sys", "GetCallerPC"), ("internal/runtime/sys", "GetCallerSP")})


def key_of(func: Func) -> tuple[str, str]:
    """Import path and name of a function."""
    return func.package.path if func.package is not None else "", func.name


def is_intrinsic(func: Func, arch: str) -> bool:
    """Whether a function (no method) is an operation on this architecture."""
    return key_of(func) in _BY_ARCH.get(arch, _OTHERS)


def never_inlined(func: Func, arch: str) -> bool:
    """Whether a call of a function is something else than a call; escape analysis knows one function by name."""
    return is_intrinsic(func, arch) or key_of(func) == ("internal/abi", "EscapeNonString")


def is_cheap(func: Func, receiver: str) -> bool:
    """Whether calls of a function, or method of the named type `receiver`, count one node."""
    path, name = key_of(func)
    return (path, receiver, name) in _CHEAP
