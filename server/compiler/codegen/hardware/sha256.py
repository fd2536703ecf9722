"""SHA-256 of whole blocks, with the processor's instructions: `blockSHANI` of amd64, `blockSHA2` of arm64.

Both have an instruction for rounds and two for the schedule of message words. On amd64 the state is kept as (a b e f)
and (c d g h), and an instruction does two rounds; on arm64 as (a b c d) and (e f g h), and two instructions do four.

Source: FIPS 180-4, 6.2; Intel's and Arm's descriptions of the instructions.
"""

from __future__ import annotations

from typing import Final

from server.compiler.codegen.hardware.writer import WORDS, Writer
from server.compiler.codegen.module import Module

_PACKAGE: Final = "crypto/internal/fips140/sha256"
_PARAMETERS: Final = "ptr %digest, ptr %data, i64 %length, i64 %capacity"
_NAMES: Final = {"amd64": ("blockSHANI", "+sha,+sse4.1,+ssse3"), "arm64": ("blockSHA2", "+sha2")}
_BLOCK: Final = 64  # bytes
_ROUNDS: Final = 64
_AMD: Final = "llvm.x86.sha256"
_ARM: Final = "llvm.aarch64.crypto.sha256"


def emit_sha256(module: Module) -> None:
    """Add the functions to the module of package sha256."""
    name, features = _NAMES[module.target.goarch]
    _Block(Writer(module, f"{_PACKAGE}.{name}", _PARAMETERS, features)).write()
    if module.target.goarch == "amd64":
        _emit_portable(module)


def _emit_portable(module: Module) -> None:
    """`blockAVX2`, for processors without the instructions, is what every other processor has."""
    w = Writer(module, f"{_PACKAGE}.blockAVX2", _PARAMETERS, "")
    generic = module.function(f"{_PACKAGE}.blockGeneric", "void", "ptr nest, ptr, ptr, i64, i64")
    w.emit(f"call void {generic}(ptr nest poison, ptr %digest, ptr %data, i64 %length, i64 %capacity)")
    w.finish()


def round_constants() -> list[int]:
    """The first 32 bits of the fractional parts of the cube roots of the first 64 primes."""
    primes: list[int] = []
    candidate = 2
    while len(primes) < _ROUNDS:
        if all(candidate % prime for prime in primes):
            primes.append(candidate)
        candidate += 1
    return [_cube_root(prime << 96) & 0xFFFFFFFF for prime in primes]


def _cube_root(n: int) -> int:
    low, high = 0, 1 << (n.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**3 <= n else (low, middle - 1)
    return low


class _Block:
    def __init__(self, w: Writer) -> None:
        self.w = w

    def write(self) -> None:
        """The loop over blocks; the state stays in registers."""
        w = self.w
        halves = self._order(w.load(WORDS, "%digest"), w.load(WORDS, "%digest", 16))
        first, second = (w.variable(WORDS, half) for half in halves)

        def block(at: str) -> None:
            data = w.at("%data", at)
            old = w.load(WORDS, first), w.load(WORDS, second)
            new = self._rounds(old, [self._word(data, 16 * i) for i in range(4)])
            for variable, before, after in zip((first, second), old, new):
                w.store(WORDS, w.let(f"add {WORDS} {before}, {after}"), variable)

        w.march(w.variable("i64", "0"), "%length", _BLOCK, block)
        for offset, value in zip((0, 16), self._restore(w.load(WORDS, first), w.load(WORDS, second))):
            w.store(WORDS, value, "%digest", offset)
        w.finish()

    def _order(self, low: str, high: str) -> tuple[str, str]:
        """(a b c d) and (e f g h) as the instructions want them."""
        if self.w.arch == "arm64":
            return low, high
        return self.w.shuffle(WORDS, low, high, 5, 4, 1, 0), self.w.shuffle(WORDS, low, high, 7, 6, 3, 2)

    def _restore(self, first: str, second: str) -> tuple[str, str]:
        if self.w.arch == "arm64":
            return first, second
        return self.w.shuffle(WORDS, first, second, 3, 2, 7, 6), self.w.shuffle(WORDS, first, second, 1, 0, 5, 4)

    def _word(self, data: str, offset: int) -> str:
        """Four message words, which are big-endian in memory."""
        return self.w.call(WORDS, "llvm.bswap.v4i32", (WORDS, self.w.load(WORDS, data, offset)))

    def _rounds(self, state: tuple[str, str], words: list[str]) -> tuple[str, str]:
        """All rounds; words[i] are the message words of rounds 4i to 4i+3."""
        constants = round_constants()
        for i in range(_ROUNDS // 4):
            if i >= 4:
                words.append(self._schedule(*words[i - 4 : i]))
            key = ", ".join(f"i32 {constant}" for constant in constants[4 * i : 4 * i + 4])
            state = self._four_rounds(state, self.w.let(f"add {WORDS} {words[i]}, <{key}>"))
        return state

    def _four_rounds(self, state: tuple[str, str], key: str) -> tuple[str, str]:
        w, (first, second) = self.w, state
        if w.arch == "arm64":
            operands = ((WORDS, first), (WORDS, second), (WORDS, key))
            after = w.call(WORDS, f"{_ARM}h", *operands)
            return after, w.call(WORDS, f"{_ARM}h2", (WORDS, second), (WORDS, first), (WORDS, key))
        second = w.call(WORDS, f"{_AMD}rnds2", (WORDS, second), (WORDS, first), (WORDS, key))
        upper = w.shuffle(WORDS, key, "poison", 2, 3, 0, 0)
        return w.call(WORDS, f"{_AMD}rnds2", (WORDS, first), (WORDS, second), (WORDS, upper)), second

    def _schedule(self, w0: str, w1: str, w2: str, w3: str) -> str:
        """The four words after those sixteen."""
        w = self.w
        if w.arch == "arm64":
            part = w.call(WORDS, f"{_ARM}su0", (WORDS, w0), (WORDS, w1))
            return w.call(WORDS, f"{_ARM}su1", (WORDS, part), (WORDS, w2), (WORDS, w3))
        part = w.call(WORDS, f"{_AMD}msg1", (WORDS, w0), (WORDS, w1))
        part = w.let(f"add {WORDS} {part}, {w.shuffle(WORDS, w2, w3, 1, 2, 3, 4)}")
        return w.call(WORDS, f"{_AMD}msg2", (WORDS, part), (WORDS, w3))
