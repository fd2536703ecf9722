"""Functions made of the processor's instructions: all that packages declare are there, and compute what is published.

The instructions themselves run here only on an amd64 machine that has them; the conformance program ciphers.go runs
them for all targets.
"""

import ctypes
import hashlib
import platform
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import pytest

from server.build.constraints import BuildTags, admits
from server.compiler.codegen.compile import compile_chunk
from server.compiler.codegen.hardware.bodies import BODIES
from server.target import TARGETS, Target, find_target
from tests.compiler.codegen.hardware import module_of

WITHOUT_BODY = re.compile(r"^func (\w+)\([^{\n]*$", re.M)
FLAGS = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
HAS_INSTRUCTIONS = platform.machine() == "x86_64" and all(f" {f} " in FLAGS for f in ("sha_ni", "aes", "pclmulqdq"))


@pytest.mark.parametrize("target", [t for t in TARGETS if t.machine.hardware], ids=lambda target: target.goarch)
@pytest.mark.parametrize("path", BODIES)
def test_every_function_without_a_body_has_one(path: str, target: Target, oracle_goroot: Path) -> None:
    tags = BuildTags(frozenset(("linux", "unix", "gc", target.goarch)))
    declared = set()
    for file in sorted((oracle_goroot / "src" / path).glob("*.go")):
        if not file.name.endswith("_test.go") and admits(file.name, file.read_bytes(), tags):
            text = re.sub(
                r"\(\n(.*?)\n\)", lambda found: f"({' '.join(found[1].split())})", file.read_text(), flags=re.S
            )
            declared |= {f"{path}.{name}" for name in WITHOUT_BODY.findall(text)}
    module = module_of(path, target)
    assert {record.name for record in module.records} == declared
    assert compile_chunk(module.text(), target, 2)


Call = Callable[..., int]


@pytest.fixture(scope="module")
def call() -> Call:
    """Calls a function by package and name, in this process."""
    target = find_target("linux", "amd64")
    if target is None or not HAS_INSTRUCTIONS:
        pytest.skip("the processor does not have the instructions")
    engines: dict[str, Any] = {}
    llvm.add_symbol("crypto/internal/fips140/sha256.blockGeneric", 1)  # called by what is not called here
    for path in BODIES:
        module = llvm.parse_assembly(module_of(path, target).text())
        machine = llvm.Target.from_triple(target.triple).create_target_machine(cpu="x86-64", jit=True)
        engines[path] = llvm.create_mcjit_compiler(module, machine)
        engines[path].finalize_object()

    def call_it(path: str, name: str, *arguments: "int | ctypes.Array[ctypes.c_char]") -> int:
        types = [ctypes.c_int64 if isinstance(argument, int) else ctypes.c_void_p for argument in arguments]
        function = ctypes.CFUNCTYPE(ctypes.c_uint32, *types)(engines[path].get_function_address(f"{path}.{name}"))
        return int(function(*[a if isinstance(a, int) else ctypes.addressof(a) for a in arguments]))

    return call_it


def room(data: bytes) -> "ctypes.Array[ctypes.c_char]":
    return ctypes.create_string_buffer(data, len(data) or 1)


def text(count: int) -> bytes:
    return bytes(i * i >> 3 & 255 for i in range(count))


def test_sha256(call: Call) -> None:
    start = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
    message = text(1000)
    padded = message + b"\x80" + bytes((55 - len(message)) % 64) + struct.pack(">Q", 8 * len(message))
    digest = room(struct.pack("<8I", *start))
    call("crypto/internal/fips140/sha256", "blockSHANI", digest, room(padded), len(padded), len(padded))
    assert struct.pack(">8I", *struct.unpack("<8I", digest.raw)) == hashlib.sha256(message).digest()


@pytest.mark.parametrize("size", [64, 80, 128, 192, 208, 4096])
def test_crc32(call: Call, size: int) -> None:
    data, before = text(size), zlib.crc32(b"before")
    crc = call("hash/crc32", "ieeeCLMUL", before ^ 0xFFFFFFFF, room(data), size, size)
    assert crc ^ 0xFFFFFFFF == zlib.crc32(data, before)


def test_castagnoli(call: Call) -> None:
    """RFC 3720, B.4, and the usual check."""
    assert call("hash/crc32", "castagnoliSSE42", 0xFFFFFFFF, room(bytes(32)), 32, 32) ^ 0xFFFFFFFF == 0x8A9136AA
    assert call("hash/crc32", "castagnoliSSE42", 0xFFFFFFFF, room(b"123456789"), 9, 9) ^ 0xFFFFFFFF == 0xE3069283


@pytest.mark.parametrize(
    ("size", "rounds", "expected"),
    [
        (16, 10, "69c4e0d86a7b0430d8cdb78070b4c55a"),
        (24, 12, "dda97ca4864cdfe06eaf70a0ec0d7191"),
        (32, 14, "8ea2b7ca516745bfeafc49904b496089"),
    ],
)
def test_aes(call: Call, size: int, rounds: int, expected: str) -> None:
    """FIPS 197, appendix C."""
    path, plain = "crypto/internal/fips140/aes", bytes.fromhex("00112233445566778899aabbccddeeff")
    forth, back, result = room(bytes(240)), room(bytes(240)), room(bytes(16))
    call(path, "expandKeyAsm", rounds, room(bytes(range(size))), forth, back)
    call(path, "encryptBlockAsm", rounds, forth, result, room(plain))
    assert result.raw.hex() == expected
    call(path, "decryptBlockAsm", rounds, back, result, result)
    assert result.raw == plain


def test_gcm(call: Call) -> None:
    """The specification of GCM by McGrew and Viega, test case 4."""
    path = "crypto/internal/fips140/aes/gcm"
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308")
    nonce = bytes.fromhex("cafebabefacedbaddecaf888") + b"\0\0\0\1"
    header = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    sealed = bytes.fromhex(
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
        "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
    )
    keys, unused, table = room(bytes(240)), room(bytes(240)), room(bytes(256))
    call("crypto/internal/fips140/aes", "expandKeyAsm", 10, room(key), keys, unused)
    call(path, "gcmAesInit", table, keys, 44, 44)
    mask = room(bytes(16))
    call("crypto/internal/fips140/aes", "encryptBlockAsm", 10, keys, mask, room(nonce))
    for name, source, expected in (("gcmAesEnc", plain, sealed), ("gcmAesDec", sealed, plain)):
        data, tag, n = room(source), room(bytes(16)), len(source)
        call(path, "gcmAesData", table, room(header), len(header), len(header), tag)
        call(path, name, table, data, n, n, data, n, n, room(nonce), tag, keys, 44, 44)
        assert data.raw == expected
        call(path, "gcmAesFinish", table, mask, tag, n, len(header))
        assert tag.raw.hex() == "5bc94fbc3221a5db94fae95ae7121a47"
