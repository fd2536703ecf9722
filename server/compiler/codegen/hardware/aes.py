"""AES with the processor's instructions: the functions that package aes declares for amd64 and arm64.

Round keys lie in memory as the bytes that they are, those for decryption in the order of their use, as the equivalent
inverse cipher wants them. amd64's instruction for a round adds the key last, arm64's first.

Source: FIPS 197, 5; Intel's and Arm's descriptions of the instructions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.compiler.codegen.hardware.writer import BYTES, DOUBLES, WORDS, Writer
from server.compiler.codegen.module import Module

FEATURES: Final = {"amd64": "+aes,+pclmul,+sse4.1,+ssse3", "arm64": "+aes"}
SIZE: Final = 16  # bytes of a block and of a round key
_PACKAGE: Final = "crypto/internal/fips140/aes"
_AMD: Final = "llvm.x86.aesni.aes"
_ARM: Final = "llvm.aarch64.crypto.aes"
_ROUNDS: Final = {4: 10, 6: 12, 8: 14}  # by words of the key
_COUNTERS: Final = (1, 2, 4, 8)  # blocks


@dataclass(frozen=True, slots=True)
class _Direction:
    """The instructions of encryption or decryption."""

    amd: str
    arm: str  # key, bytes and rows
    arm_mix: str


_ENCRYPT: Final = _Direction("enc", "e", "mc")
_DECRYPT: Final = _Direction("dec", "d", "imc")


def emit_aes(module: Module) -> None:
    """Add the functions to the module of package aes."""
    _emit_expansion(module)
    for name, direction in (("encryptBlockAsm", _ENCRYPT), ("decryptBlockAsm", _DECRYPT)):
        w = _writer(module, name, "i64 %rounds, ptr %keys, ptr %to, ptr %from")
        (result,) = _run(w, [w.load(DOUBLES, "%from")], "%keys", "%rounds", direction)
        w.store(DOUBLES, result, "%to")
        w.finish()
    for blocks in _COUNTERS:
        _emit_counter(module, blocks)


def encrypt(w: Writer, blocks: list[str], keys: str, rounds: str) -> list[str]:
    """Blocks encrypted side by side; `rounds` is their number, `keys` the address of the round keys."""
    return _run(w, blocks, keys, rounds, _ENCRYPT)


def _writer(module: Module, name: str, parameters: str) -> Writer:
    return Writer(module, f"{_PACKAGE}.{name}", parameters, FEATURES[module.target.goarch])


def _run(w: Writer, blocks: list[str], keys: str, rounds: str, direction: _Direction) -> list[str]:
    """All rounds but the last in a loop."""
    amd64 = w.arch == "amd64"
    if amd64:
        key = w.load(DOUBLES, keys)
        blocks = [w.xor(block, key) for block in blocks]
    states = [w.variable(DOUBLES, block) for block in blocks]
    last = w.let(f"mul i64 {rounds}, {SIZE}")
    end = last if amd64 else w.let(f"sub i64 {last}, {SIZE}")

    def one_round(at: str) -> None:
        key = w.load(DOUBLES, keys, at)
        for state in states:
            w.store(DOUBLES, _round(w, w.load(DOUBLES, state), key, direction), state)

    w.march(w.variable("i64", str(SIZE if amd64 else 0)), end, SIZE, one_round)
    key, final = w.load(DOUBLES, keys, end), w.load(DOUBLES, keys, last)
    results = [w.load(DOUBLES, state) for state in states]
    if amd64:
        return [w.call(DOUBLES, f"{_AMD}{direction.amd}last", (DOUBLES, r), (DOUBLES, key)) for r in results]
    return [w.xor(_arm(w, direction.arm, result, key), final) for result in results]


def _round(w: Writer, state: str, key: str, direction: _Direction) -> str:
    if w.arch == "amd64":
        return w.call(DOUBLES, f"{_AMD}{direction.amd}", (DOUBLES, state), (DOUBLES, key))
    return _arm(w, direction.arm_mix, _arm(w, direction.arm, state, key))


def _arm(w: Writer, name: str, *operands: str) -> str:
    """One of arm64's instructions, whose operands are bytes."""
    result = w.call(BYTES, f"{_ARM}{name}", *[(BYTES, w.cast(operand, DOUBLES, BYTES)) for operand in operands])
    return w.cast(result, BYTES, DOUBLES)


# Round keys


def _emit_expansion(module: Module) -> None:
    """`expandKeyAsm`: one way for each length of keys."""
    w = _writer(module, "expandKeyAsm", "i64 %rounds, ptr %key, ptr %enc, ptr %dec")
    cases = [(rounds, lambda words=words: _expand(w, words)) for words, rounds in _ROUNDS.items()]
    w.choose("%rounds", cases)
    w.finish()


def _expand(w: Writer, length: int) -> None:
    """FIPS 197, 5.2. A word holds its bytes in the order of memory, so that a rotation is one to the right."""
    words = [w.load("i32", "%key", 4 * i) for i in range(length)]
    factor = 1
    for i in range(length, 4 * (_ROUNDS[length] + 1)):
        word = words[-1]
        if i % length == 0:
            word = _substitute(w, word)
            word = w.call("i32", "llvm.fshl.i32", ("i32", word), ("i32", word), ("i32", "24"))
            word = w.let(f"xor i32 {word}, {factor}")
            factor = factor << 1 ^ (0x11B if factor & 0x80 else 0)
        elif length == max(_ROUNDS) and i % length == 4:
            word = _substitute(w, word)
        words.append(w.let(f"xor i32 {word}, {words[i - length]}"))
    for i, word in enumerate(words):
        w.store("i32", word, "%enc", 4 * i)
    last = _ROUNDS[length]
    for i in range(last + 1):
        key = w.load(DOUBLES, "%enc", SIZE * (last - i))
        w.store(DOUBLES, key if i in (0, last) else _unmix(w, key), "%dec", SIZE * i)


def _substitute(w: Writer, word: str) -> str:
    """The S-box on each byte: of four equal columns the last round leaves them equal."""
    one = w.let(f"insertelement {WORDS} poison, i32 {word}, i32 0")
    four = w.cast(w.shuffle(WORDS, one, "poison", 0, 0, 0, 0), WORDS, DOUBLES)
    if w.arch == "amd64":
        done = w.call(DOUBLES, f"{_AMD}enclast", (DOUBLES, four), (DOUBLES, "zeroinitializer"))
    else:
        done = _arm(w, "e", four, "zeroinitializer")
    return w.let(f"extractelement {WORDS} {w.cast(done, DOUBLES, WORDS)}, i32 0")


def _unmix(w: Writer, key: str) -> str:
    if w.arch == "amd64":
        return w.call(DOUBLES, f"{_AMD}imc", (DOUBLES, key))
    return _arm(w, "imc", key)


# Counter mode


def _emit_counter(module: Module, count: int) -> None:
    """`ctrBlocksNAsm`: blocks are combined with the encryption of a counter of 128 bits, big-endian, that counts on."""
    parameters = "i64 %rounds, ptr %keys, ptr %to, ptr %from, i64 %low, i64 %high"
    w = _writer(module, f"ctrBlocks{count}Asm", parameters)
    low, high = w.let("zext i64 %low to i128"), w.let("zext i64 %high to i128")
    first = w.let(f"or i128 {low}, {w.let(f'shl i128 {high}, 64')}")
    counters = []
    for i in range(count):
        counter = w.call("i128", "llvm.bswap.i128", ("i128", w.let(f"add i128 {first}, {i}")))
        counters.append(w.cast(counter, "i128", DOUBLES))
    data = [w.load(DOUBLES, "%from", SIZE * i) for i in range(count)]
    for i, mask in enumerate(encrypt(w, counters, "%keys", "%rounds")):
        w.store(DOUBLES, w.xor(data[i], mask), "%to", SIZE * i)
    w.finish()
