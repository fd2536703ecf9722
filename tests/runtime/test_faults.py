"""How programs die that gc's own runtime would end with a fatal error: text and exit code."""

import platform
import re
import shutil
from pathlib import Path

import pytest

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import Target
from tests.pack import PACKED
from tests.run.oracle import Outcome, run

NATIVE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")


@pytest.fixture(params=PACKED, ids=lambda target: target.goarch)
def target(request: pytest.FixtureRequest) -> Target:
    """Every target that can be run here."""
    result: Target = request.param
    if result.goarch != NATIVE and shutil.which(result.qemu) is None:
        pytest.skip(f"{result.qemu} is not installed")
    return result


def _run(source: str, target: Target, root: Path, cache: Path) -> Outcome:
    (root / "main.go").write_text(f"package main\n\n{source}\n")
    out = root / "program"
    result = build(BuildRequest(["main.go"], root, target, cache=str(cache), output=str(out)))
    assert not result.diagnostics
    return run([out] if target.goarch == NATIVE else [target.qemu, out])


def test_stack_overflow(target: Target, tmp_path: Path, cache: Path) -> None:
    """Endless recursion is gc's fatal error, not a signal."""
    source = """
func grow(n int) int {
	var frame [10000]int
	frame[n%10000] = n
	return grow(n+1) + frame[n%5000]
}

func main() { println(grow(0)) }"""
    outcome = _run(source, target, tmp_path, cache)
    assert outcome.exit_code == 2
    first, second, third, *_ = outcome.stderr.splitlines()
    assert first == "runtime: goroutine stack exceeds 1000000000-byte limit"
    assert re.fullmatch(r"runtime: sp=0x[0-9a-f]+ stack=\[0x[0-9a-f]+, 0x[0-9a-f]+\]", second)
    assert third == "fatal error: stack overflow"


def test_fault_at_an_odd_address(target: Target, tmp_path: Path, cache: Path) -> None:
    """A pointer made with unsafe that leads nowhere."""
    source = """
import "unsafe"

var address uintptr = 0xdead0000

func main() { println(*(*int)(unsafe.Pointer(address))) }"""
    outcome = _run(source, target, tmp_path, cache)
    assert outcome.exit_code == 2
    first, second, third, *_ = outcome.stderr.splitlines()
    assert first == "unexpected fault address 0xdead0000"
    assert second == "fatal error: fault"
    assert re.fullmatch(r"\[signal SIGSEGV: .* code=0x1 addr=0xdead0000 pc=0x[0-9a-f]+\]", third)


def test_the_fault_names_the_field(target: Target, tmp_path: Path, cache: Path) -> None:
    """A check that was folded into the access reports the address of the access."""
    source = """
type pair struct{ a, b int }

//go:noinline
func second(p *pair) int { return p.b }

func main() { println(second(nil)) }"""
    outcome = _run(source, target, tmp_path, cache)
    assert outcome.exit_code == 2
    assert "code=0x1 addr=0x8 pc=0x" in outcome.stderr


def test_memory_that_no_machine_has(target: Target, tmp_path: Path, cache: Path) -> None:
    source = """
var n = 1 << 46

func main() { println(len(make([]byte, n))) }"""
    outcome = _run(source, target, tmp_path, cache)
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("runtime: out of memory: cannot allocate 70368744177664-byte block")
    assert "fatal error: out of memory" in outcome.stderr
