"""AES-GCM with the processor's instructions: the functions that package gcm declares for amd64 and arm64.

GHASH is computed as POLYVAL of reversed blocks: there a product of polynomials of 128 bits needs no shift, and its
lower half is folded into the upper one by two multiplications with the polynomial's upper half. Eight products with
powers of the key are folded together. The table that a key has in memory holds these powers, first to eighth.

Source: NIST SP 800-38D; RFC 8452, appendix A; Gueron and Kounavis, "Intel Carry-Less Multiplication Instruction".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from server.compiler.codegen.hardware.aes import FEATURES, SIZE, encrypt
from server.compiler.codegen.hardware.writer import BYTES, DOUBLES, WORDS, Writer
from server.compiler.codegen.module import Module

_PACKAGE: Final = "crypto/internal/fips140/aes/gcm"
_POWERS: Final = 8  # blocks that are done together
_POLYNOMIAL: Final = 1 << 127 | 1 << 126 | 1 << 121 | 1  # without its highest bit
_FOLD: Final = f"<i64 0, i64 {_POLYNOMIAL >> 64}>"
_NOTHING: Final = "zeroinitializer"
_DATA: Final = (
    "ptr %table, ptr %to, i64 %room, i64 %room2, ptr %from, i64 %length, i64 %capacity, ptr %counter, ptr %tag, "
)
_KEYS: Final = "ptr %keys, i64 %words, i64 %words2"


def emit_gcm(module: Module) -> None:
    """Add the functions to the module of package gcm."""
    _emit_init(module)
    _emit_data(module)
    _emit_finish(module)
    for name, opens in (("gcmAesEnc", False), ("gcmAesDec", True)):
        _Stream(_writer(module, name, _DATA + _KEYS), opens).write()


def _writer(module: Module, name: str, parameters: str) -> Writer:
    return Writer(module, f"{_PACKAGE}.{name}", parameters, FEATURES[module.target.goarch])


def _rounds(w: Writer) -> str:
    """How many rounds belong to so many words of round keys."""
    return w.let(f"sub i64 {w.let('lshr i64 %words, 2')}, 1")


# Products


def _multiply(w: Writer, x: str, i: int, y: str, j: int) -> str:
    """The product of the i-th half of x and the j-th of y."""
    if w.arch == "amd64":
        halves = ("i8 immarg", str(i | j << 4))
        return w.call(DOUBLES, "llvm.x86.pclmulqdq", (DOUBLES, x), (DOUBLES, y), halves)
    first, second = (w.let(f"extractelement {DOUBLES} {v}, i32 {n}") for v, n in ((x, i), (y, j)))
    return w.cast(w.call(BYTES, "llvm.aarch64.neon.pmull64", ("i64", first), ("i64", second)), BYTES, DOUBLES)


def _dot(w: Writer, pairs: list[tuple[str, str]]) -> str:
    """The sum of products of POLYVAL's field."""
    sums: list[str] = []
    for x, y in pairs:
        products = [_multiply(w, x, i, y, j) for i, j in ((0, 0), (1, 1), (0, 1), (1, 0))]
        sums = [w.xor(old, new) for old, new in zip(sums, products)] if sums else products
    low, high, *middle = sums
    both = w.xor(*middle)
    low = w.xor(low, w.shuffle(DOUBLES, _NOTHING, both, 0, 2))
    high = w.xor(high, w.shuffle(DOUBLES, both, _NOTHING, 1, 2))
    for _ in range(2):
        folded = _multiply(w, low, 0, _FOLD, 1)
        low = w.xor(w.shuffle(DOUBLES, low, "poison", 1, 0), folded)
    return w.xor(low, high)


def _power(w: Writer, n: int) -> str:
    return w.load(DOUBLES, "%table", SIZE * (n - 1))


def _absorb(w: Writer, tag: str, blocks: list[str]) -> str:
    """The hash behind some blocks; tag and blocks are reversed."""
    blocks = [w.xor(tag, blocks[0]), *blocks[1:]]
    return _dot(w, [(block, _power(w, len(blocks) - i)) for i, block in enumerate(blocks)])


def _emit_init(module: Module) -> None:
    """`gcmAesInit`: the key of the hash is the encrypted block of zeros; RFC 8452 says what it is for POLYVAL."""
    w = _writer(module, "gcmAesInit", f"ptr %table, {_KEYS}")
    (block,) = encrypt(w, [_NOTHING], "%keys", _rounds(w))
    key = w.cast(w.reverse(block), DOUBLES, "i128")
    carry = w.let(f"and i128 {w.let(f'ashr i128 {key}, 127')}, {_POLYNOMIAL}")
    first = w.cast(w.xor(w.let(f"shl i128 {key}, 1"), carry, "i128"), "i128", DOUBLES)
    power = first
    for n in range(_POWERS):
        w.store(DOUBLES, power, "%table", SIZE * n)
        power = _dot(w, [(power, first)])
    w.finish()


def _emit_data(module: Module) -> None:
    """`gcmAesData`: what is authenticated only."""
    w = _writer(module, "gcmAesData", "ptr %table, ptr %from, i64 %length, i64 %capacity, ptr %tag")
    state, index = w.variable(DOUBLES, w.reverse(w.load(DOUBLES, "%tag"))), w.variable("i64", "0")

    def block(at: str) -> None:
        data = w.reverse(w.load(DOUBLES, "%from", at))
        w.store(DOUBLES, _absorb(w, w.load(DOUBLES, state), [data]), state)

    def rest(at: str) -> None:
        source, padded = w.at("%from", at), w.variable(DOUBLES, _NOTHING)
        _each_byte(w, index, lambda i: w.store("i8", w.load("i8", source, i), padded, i))
        w.store(DOUBLES, _absorb(w, w.load(DOUBLES, state), [w.reverse(w.load(DOUBLES, padded))]), state)

    w.march(index, "%length", SIZE, block)
    w.once(w.let(f"icmp ult i64 {w.load('i64', index)}, %length"), lambda: rest(w.load("i64", index)))
    w.store(DOUBLES, w.reverse(w.load(DOUBLES, state)), "%tag")
    w.finish()


def _each_byte(w: Writer, index: str, body: Callable[[str], None]) -> None:
    """Do something with the number of each byte from an index on."""
    left = w.let(f"sub i64 %length, {w.load('i64', index)}")
    w.march(w.variable("i64", "0"), left, 1, body)


def _emit_finish(module: Module) -> None:
    """`gcmAesFinish`: the lengths in bits are the last block; then the tag is masked."""
    w = _writer(module, "gcmAesFinish", "ptr %table, ptr %mask, ptr %tag, i64 %text, i64 %data")
    lengths = "poison"
    for lane, count in enumerate(("%text", "%data")):
        lengths = w.let(f"insertelement {DOUBLES} {lengths}, i64 {w.let(f'shl i64 {count}, 3')}, i32 {lane}")
    tag = _absorb(w, w.reverse(w.load(DOUBLES, "%tag")), [lengths])
    w.store(DOUBLES, w.xor(w.reverse(tag), w.load(DOUBLES, "%mask")), "%tag")
    w.finish()


class _Stream:
    """`gcmAesEnc` and `gcmAesDec`: the text is combined with encrypted counters, and its encrypted form is hashed.

    Text and result may be the same memory.
    """

    def __init__(self, w: Writer, opens: bool) -> None:
        self.w, self.opens = w, opens
        self.rounds = _rounds(w)
        self.start = w.load(WORDS, "%counter")  # its last word is big-endian, and counts blocks
        last = w.let(f"extractelement {WORDS} {self.start}, i32 3")
        self.count = w.variable("i32", w.call("i32", "llvm.bswap.i32", ("i32", last)))
        self.state = w.variable(DOUBLES, w.reverse(w.load(DOUBLES, "%tag")))
        self.index = w.variable("i64", "0")

    def write(self) -> None:
        """Blocks by eight, by one, and the bytes left."""
        w = self.w
        for blocks in (_POWERS, 1):
            w.march(self.index, "%length", blocks * SIZE, partial(self._blocks, count=blocks))
        w.once(w.let(f"icmp ult i64 {w.load('i64', self.index)}, %length"), self._rest)
        w.store(DOUBLES, w.reverse(w.load(DOUBLES, self.state)), "%tag")
        w.finish()

    def _masks(self, blocks: int) -> list[str]:
        """The next counters, encrypted."""
        w, before = self.w, self.w.load("i32", self.count)
        counters = []
        for i in range(blocks):
            number = w.call("i32", "llvm.bswap.i32", ("i32", w.let(f"add i32 {before}, {i + 1}")))
            counter = w.let(f"insertelement {WORDS} {self.start}, i32 {number}, i32 3")
            counters.append(w.cast(counter, WORDS, DOUBLES))
        w.store("i32", w.let(f"add i32 {before}, {blocks}"), self.count)
        return encrypt(w, counters, "%keys", self.rounds)

    def _hash(self, blocks: list[str]) -> None:
        w = self.w
        w.store(DOUBLES, _absorb(w, w.load(DOUBLES, self.state), [w.reverse(block) for block in blocks]), self.state)

    def _blocks(self, at: str, count: int) -> None:
        w = self.w
        source, target = w.at("%from", at), w.at("%to", at)
        masks = self._masks(count)
        texts = [w.load(DOUBLES, source, SIZE * i) for i in range(count)]
        results = [w.xor(text, mask) for text, mask in zip(texts, masks)]
        for i, result in enumerate(results):
            w.store(DOUBLES, result, target, SIZE * i)
        self._hash(texts if self.opens else results)

    def _rest(self) -> None:
        """What is left is hashed with zeros behind it."""
        w, at = self.w, self.w.load("i64", self.index)
        source, target = w.at("%from", at), w.at("%to", at)
        mask, padded = w.variable(DOUBLES, self._masks(1)[0]), w.variable(DOUBLES, _NOTHING)

        def one(i: str) -> None:
            text = w.load("i8", source, i)
            result = w.let(f"xor i8 {text}, {w.load('i8', mask, i)}")
            w.store("i8", result, target, i)
            w.store("i8", text if self.opens else result, padded, i)

        _each_byte(w, self.index, one)
        self._hash([w.load(DOUBLES, padded)])
