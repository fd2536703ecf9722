"""Fixtures of the linker's tests: a compiler of LLVM IR, and whole programs made of chunks."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from server.target import Target
from tests.linker.linking import Chunks

CompileIR = Callable[..., bytes]
MakeProgram = Callable[[Target, str], Chunks]

# Machine code of the stubs, as the runtime's table has it: write(fd, pointer, size) and exit(code).
_STUBS: Final = {
    "amd64": {
        "runtime.write": (0x000001B8, 0xC3050F00),  # mov $1, %eax; syscall; ret
        "runtime.exit": (0x00003CB8, 0xF4050F00),  # mov $60, %eax; syscall; hlt
    },
    "arm64": {
        "runtime.write": (0xD2800808, 0xD4000001, 0xD65F03C0),  # mov x8, #64; svc #0; ret
        "runtime.exit": (0xD2800BA8, 0xD4000001),  # mov x8, #93; svc #0
    },
    "riscv64": {
        "runtime.write": (0x04000893, 0x00000073, 0x00008067),  # li a7, 64; ecall; ret
        "runtime.exit": (0x05D00893, 0x00000073),  # li a7, 93; ecall
    },
}

_RUNTIME: Final = """
declare dso_local void @runtime.exit(i64)
declare dso_local i64 @main.main()
define dso_local void @_rt0() noinline nounwind noreturn "stackrealign" section ".text._rt0" {
  %code = call i64 @main.main()
  call void @runtime.exit(i64 %code)
  unreachable
}
define dso_local void @runtime.panicmem() noinline nounwind noreturn cold section ".text.runtime.panicmem" {
  call void @runtime.exit(i64 2)
  unreachable
}
"""


@pytest.fixture(scope="session")
def compile_ir() -> Iterator[CompileIR]:
    """compile_ir(ir, target, level=2): the object of a module."""
    worker = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("compile_worker.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    known: dict[tuple[str, str, int], bytes] = {}
    assert worker.stdin
    assert worker.stdout
    stdin, stdout = worker.stdin, worker.stdout

    def compile_one(ir: str, target: Target, level: int = 2) -> bytes:
        if (data := known.get((ir, target.name, level))) is not None:
            return data
        text = ir.encode()
        request = {
            "triple": target.triple,
            "cpu": target.machine.cpu,
            "features": target.machine.features,
            "level": level,
        }
        stdin.write(json.dumps({**request, "size": len(text)}).encode() + b"\n" + text)
        stdin.flush()
        size = int.from_bytes(stdout.read(8), "little")
        assert size, "LLVM refused the module; its message is above"
        data = known[ir, target.name, level] = stdout.read(size)
        return data

    yield compile_one
    stdin.close()
    worker.wait(timeout=60)
    stdout.close()


@pytest.fixture(scope="session")
def make_program(compile_ir: CompileIR) -> MakeProgram:
    """make_program(target, text): the chunks of a program, behind a runtime of four functions.

    The text is LLVM IR; lines `;; chunk PACKAGE/KEY` begin a new module.
    """

    def make(target: Target, text: str) -> Chunks:
        chunks = Chunks()
        stubs = "\n".join(
            f'define dso_local void @{name}() naked noinline nounwind section ".text.{name}" '
            f"prologue [{len(words)} x i32] [{', '.join(f'i32 {word}' for word in words)}] {{ unreachable }}"
            for name, words in _STUBS[target.goarch].items()
        )
        chunks.add("runtime", "stubs", compile_ir(stubs, target, 0))
        chunks.add("runtime", "rt0", compile_ir(_RUNTIME, target))
        for part in text.split(";; chunk ")[1:]:
            place, ir = part.split("\n", 1)
            package, key = place.rsplit("/", 1)
            chunks.add(package, key, compile_ir(ir, target))
        return chunks

    return make
