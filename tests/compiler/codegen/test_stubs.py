"""The assembly stubs: the table is what their sources assemble to, and does what their heads promise."""

import shutil
import subprocess
import sys

import capstone
import pytest

from server.compiler.codegen.compile import CodegenError, compile_chunk
from server.compiler.codegen.stubs_table import STUBS
from server.target import TARGETS, Target
from server.target.runtime_dir import runtime_sources

ASSEMBLER = runtime_sources() / "asm" / "assemble.py"
DISASSEMBLERS = {
    "amd64": lambda: capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_64),
    "arm64": lambda: capstone.Cs(capstone.CS_ARCH_ARM64, capstone.CS_MODE_ARM),
    "riscv64": lambda: capstone.Cs(capstone.CS_ARCH_RISCV, capstone.CS_MODE_RISCV64 | capstone.CS_MODE_RISCVC),
}


@pytest.mark.skipif(
    any(shutil.which(name) is None for name in ("as", "aarch64-linux-gnu-as", "riscv64-linux-gnu-as")),
    reason="GNU as is not installed for all architectures (Debian: binutils and binutils-{aarch64,riscv64}-linux-gnu)",
)
def test_table_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, ASSEMBLER, "--check"], check=False)
    assert done.returncode == 0, "run runtime/asm/assemble.py"


def test_every_target_has_the_same_stubs() -> None:
    """But amd64's for what the kernel says elsewhere, and riscv64's for results that LLVM would not return."""
    own = {"amd64": {"runtime.cpuid", "runtime.xgetbv"}, "riscv64": {"runtime.loadResults"}}
    names = {tuple(name for name in STUBS[t.goarch] if name not in own.get(t.goarch, ())) for t in TARGETS}
    assert len(names) == 1


@pytest.mark.parametrize(
    ("arch", "name", "expected"),
    [
        ("amd64", "runtime.syscall6", ["mov"] * 7 + ["syscall", "ret"]),
        ("arm64", "runtime.syscall6", ["mov"] * 7 + ["svc", "ret"]),
        ("amd64", "runtime.sigreturn", ["mov", "syscall", "ud2"]),
        ("arm64", "runtime.sigreturn", ["mov", "svc", "brk"]),
        ("amd64", "runtime.callOnStack", ["mov", "xor", "call", "ud2"]),
        ("arm64", "runtime.callOnStack", ["mov", "mov", "mov", "blr", "brk"]),
        ("riscv64", "runtime.syscall6", ["c.mv"] * 7 + ["ecall", "c.jr"]),
        ("riscv64", "runtime.sigreturn", ["addi", "ecall", "c.unimp"]),
        ("riscv64", "runtime.callOnStack", ["c.mv", "c.li", "c.li", "c.jalr", "c.unimp"]),
    ],
)
def test_disassembly(arch: str, name: str, expected: list[str]) -> None:
    """Every byte decodes, to the instructions of the source."""
    code = bytes.fromhex(STUBS[arch][name])
    instructions = list(DISASSEMBLERS[arch]().disasm(code, 0))
    assert sum(instruction.size for instruction in instructions) == len(code)
    assert [instruction.mnemonic for instruction in instructions] == expected


def test_broken_text_is_an_exception(target: Target) -> None:
    with pytest.raises(CodegenError):
        compile_chunk("define i32 @f() { ret i64 0 }", target, 2)
