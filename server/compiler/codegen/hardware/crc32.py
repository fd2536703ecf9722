"""CRC-32 with the processor's instructions: the functions that package crc32 declares for amd64 and arm64.

arm64 has instructions for both polynomials, amd64 one for Castagnoli's. For the other, amd64 multiplies without
carries: four vectors of 16 bytes are folded over the next four, at last over each other, and Barrett's reduction gives
the rest. Bits are reflected, as in the checksum: the first bit of the data is that of the highest power.

Source: Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction".
"""

from __future__ import annotations

from typing import Final

from server.compiler.codegen.hardware.writer import DOUBLES, WORDS, Writer
from server.compiler.codegen.module import Module

_PACKAGE: Final = "hash/crc32"
_ONE: Final = "i32 %crc, ptr %data, i64 %length, i64 %capacity"
_POLYNOMIAL: Final = 0x104C11DB7
_LANES: Final = 4
_SIZE: Final = 16  # bytes of a vector
_ZERO: Final = "zeroinitializer"
_LOW_WORD: Final = "<i64 4294967295, i64 0>"


def emit_crc32(module: Module) -> None:
    """Add the functions to the module of package crc32."""
    if module.target.goarch == "arm64":
        for name, letter in (("ieeeUpdate", ""), ("castagnoliUpdate", "c")):
            wide, narrow = f"llvm.aarch64.crc32{letter}x", f"llvm.aarch64.crc32{letter}b"
            _emit_words(Writer(module, f"{_PACKAGE}.{name}", _ONE, "+crc", "i32"), "i32", wide, "i32", narrow)
        return
    w = Writer(module, f"{_PACKAGE}.castagnoliSSE42", _ONE, "+crc32,+sse4.2", "i32")
    _emit_words(w, "i64", "llvm.x86.sse42.crc32.64.64", "i8", "llvm.x86.sse42.crc32.32.8")
    _emit_triple(module)
    _Folding(Writer(module, f"{_PACKAGE}.ieeeCLMUL", _ONE, "+pclmul,+sse4.1", "i32")).write()


def _emit_words(w: Writer, state: str, wide: str, byte: str, narrow: str) -> None:
    """Words of eight bytes, then bytes. `state` is the type of the sum between words, `byte` that of an operand."""
    crc = w.variable(state, w.let(f"zext i32 %crc to {state}") if state != "i32" else "%crc")
    index = w.variable("i64", "0")

    def word(at: str) -> None:
        w.store(state, w.call(state, wide, (state, w.load(state, crc)), ("i64", w.load("i64", "%data", at))), crc)

    w.march(index, "%length", 8, word)
    short = w.variable(
        "i32", w.let(f"trunc {state} {w.load(state, crc)} to i32") if state != "i32" else w.load(state, crc)
    )

    def single(at: str) -> None:
        value = w.load("i8", "%data", at)
        value = value if byte == "i8" else w.let(f"zext i8 {value} to {byte}")
        w.store("i32", w.call("i32", narrow, ("i32", w.load("i32", short)), (byte, value)), short)

    w.march(index, "%length", 1, single)
    w.finish(w.load("i32", short))


def _emit_triple(module: Module) -> None:
    """`castagnoliSSE42Triple`: three sums side by side, each over so many times 24 bytes."""
    names = "abc"
    slices = ", ".join(f"ptr %{name}, i64 %{name}1, i64 %{name}2" for name in names)
    parameters = ", ".join(f"i32 %crc{name}" for name in names) + f", {slices}, i32 %rounds"
    result = "{ i32, i32, i32 }"
    w = Writer(module, f"{_PACKAGE}.castagnoliSSE42Triple", parameters, "+crc32,+sse4.2", result)
    sums = {name: w.variable("i64", w.let(f"zext i32 %crc{name} to i64")) for name in names}
    end = w.let(f"mul i64 {w.let('zext i32 %rounds to i64')}, 24")

    def step(at: str) -> None:
        for offset in (0, 8, 16):
            place = w.let(f"add i64 {at}, {offset}")
            for name in names:
                operands = ("i64", w.load("i64", sums[name])), ("i64", w.load("i64", f"%{name}", place))
                w.store("i64", w.call("i64", "llvm.x86.sse42.crc32.64.64", *operands), sums[name])

    w.march(w.variable("i64", "0"), end, 24, step)
    whole = "poison"
    for i, name in enumerate(names):
        short = w.let(f"trunc i64 {w.load('i64', sums[name])} to i32")
        whole = w.let(f"insertvalue {result} {whole}, i32 {short}, {i}")
    w.finish(whole)


def _remainder(power: int) -> int:
    """x to a power, modulo the polynomial."""
    value = 1
    for _ in range(power):
        value <<= 1
        value ^= _POLYNOMIAL if value >> 32 else 0
    return value


def _quotient() -> int:
    """x to the 64th, divided by the polynomial."""
    rest, quotient = 1 << 64, 0
    for shift in range(32, -1, -1):
        if rest >> (shift + 32) & 1:
            rest ^= _POLYNOMIAL << shift
            quotient |= 1 << shift
    return quotient


def _reflect(value: int, bits: int) -> int:
    return int(f"{value:0{bits}b}"[::-1], 2)


def _fold(power: int) -> int:
    """What moves bits by a power: the product of reflected numbers is short of one bit."""
    return _reflect(_remainder(power), 32) << 1


class _Folding:
    """`ieeeCLMUL`, of at least 64 bytes, a multiple of 16."""

    def __init__(self, w: Writer) -> None:
        self.w = w

    def write(self) -> None:
        """Four lanes, one lane, one word."""
        w, size = self.w, _LANES * _SIZE
        lanes = [w.variable(DOUBLES, w.load(DOUBLES, "%data", _SIZE * i)) for i in range(_LANES)]
        crc = w.cast(w.let(f"insertelement {WORDS} {_ZERO}, i32 %crc, i32 0"), WORDS, DOUBLES)
        w.store(DOUBLES, w.xor(w.load(DOUBLES, lanes[0]), crc), lanes[0])
        index = w.variable("i64", str(size))

        def four(at: str) -> None:
            for i, lane in enumerate(lanes):
                following = w.load(DOUBLES, w.at("%data", at), _SIZE * i)
                w.store(DOUBLES, self._over(w.load(DOUBLES, lane), following, 8 * size), lane)

        def one(at: str) -> None:
            w.store(DOUBLES, self._over(w.load(DOUBLES, lanes[0]), w.load(DOUBLES, "%data", at), 8 * _SIZE), lanes[0])

        w.march(index, "%length", size, four)
        first, *others = (w.load(DOUBLES, lane) for lane in lanes)
        for other in others:
            first = self._over(first, other, 8 * _SIZE)
        w.store(DOUBLES, first, lanes[0])
        w.march(index, "%length", _SIZE, one)
        w.finish(self._reduce(w.load(DOUBLES, lanes[0])))

    def _multiply(self, vector: str, half: int, constant: int) -> str:
        halves = ("i8 immarg", str(half))
        return self.w.call(
            DOUBLES, "llvm.x86.pclmulqdq", (DOUBLES, vector), (DOUBLES, f"<i64 {constant}, i64 0>"), halves
        )

    def _over(self, vector: str, following: str, distance: int) -> str:
        """Fold a vector over the one so many bits behind it."""
        low, high = (self._multiply(vector, i, _fold(distance + by)) for i, by in ((0, 32), (1, -32)))
        return self.w.xor(following, self.w.xor(low, high))

    def _reduce(self, vector: str) -> str:
        """From 128 bits to 96, to 64, to the remainder of 32."""
        w = self.w
        vector = w.xor(self._multiply(vector, 0, _fold(96)), w.shuffle(DOUBLES, vector, _ZERO, 1, 2))
        words = w.shuffle(WORDS, w.cast(vector, DOUBLES, WORDS), _ZERO, 1, 2, 3, 4)
        vector = w.xor(self._multiply(self._low(vector), 0, _fold(64)), w.cast(words, WORDS, DOUBLES))
        quotient = self._multiply(self._low(vector), 0, _reflect(_quotient(), 33))
        product = self._multiply(self._low(quotient), 0, _reflect(_POLYNOMIAL, 33))
        return w.let(f"extractelement {WORDS} {w.cast(w.xor(vector, product), DOUBLES, WORDS)}, i32 1")

    def _low(self, vector: str) -> str:
        return self.w.let(f"and {DOUBLES} {vector}, {_LOW_WORD}")
