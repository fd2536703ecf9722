"""Exported functions that a linkname directive renames are called, and taken as values, from other packages."""

import platform
import shutil
from pathlib import Path

import pytest

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import Target
from tests.pack import PACKED
from tests.run.oracle import run

NATIVE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")
FILES = {
    "go.mod": "module example.com/renamed\n\ngo 1.27\n",
    "main.go": """package main

import (
	"example.com/renamed/clock"
	_ "example.com/renamed/maker"
)

func main() {
	value := clock.Split
	head, tail, rest := value("renamed", 2)
	println(clock.Now() > 0, clock.Double(21), head, tail, rest[0])
	clock.Pushed()
}
""",
    "clock/clock.go": """package clock

import _ "unsafe"

//go:linkname Now runtime.nanotime
func Now() int64

//go:linkname Double example.com/renamed/maker.double
func Double(n int) int

//go:linkname Split example.com/renamed/maker.split
func Split(s string, n int) (string, string, [6]int)

//go:linkname Pushed example.com/renamed/elsewhere.pushed
func Pushed() { println("pushed") }
""",
    "maker/maker.go": """package maker

func double(n int) int { return 2 * n }

func split(s string, n int) (string, string, [6]int) { return s[:n], s[n:], [6]int{7} }
""",
}


@pytest.mark.parametrize("target", PACKED, ids=lambda target: target.goarch)
def test_importers_reach_renamed_functions(target: Target, cache: Path, tmp_path: Path) -> None:
    if target.goarch != NATIVE and shutil.which(target.qemu) is None:
        pytest.skip(f"{target.qemu} is not installed")
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    result = build(BuildRequest(["."], tmp_path, target, cache=str(cache), output="renamed"))
    assert not result.diagnostics
    command = [] if target.goarch == NATIVE else [target.qemu]
    done = run([*command, tmp_path / "renamed"])
    assert (done.exit_code, done.stderr) == (0, "true 42 re named 7\npushed\n")
