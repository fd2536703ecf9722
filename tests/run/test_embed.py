"""Embedded files: as text, as bytes that may be changed, as a file system; the same as in gc's binary."""

import platform
import subprocess
from pathlib import Path

import pytest

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import TARGETS
from tests.conformance.oracle import oracle_environment

FILES = {"a.txt": "hello embedded\n", "sub/b.txt": "bbb", "sub/deep/c.txt": "cc", "sub/_left_out": "x"}
PROGRAM = """package main

import "embed"

//go:embed a.txt
var text string

//go:embed a.txt
var data []byte

//go:embed a.txt sub
var tree embed.FS

func main() {
	print(text, len(data), "\\n")
	data[0] = 'H'
	print(string(data))
	content, err := tree.ReadFile("sub/b.txt")
	println(string(content), err == nil)
	for _, folder := range []string{".", "sub"} {
		entries, _ := tree.ReadDir(folder)
		for _, entry := range entries {
			println(entry.Name(), entry.IsDir())
		}
	}
	f, err := tree.Open("sub/deep/c.txt")
	info, _ := f.Stat()
	println(info.Size(), info.Name(), err == nil)
	_, err = tree.Open("missing")
	println(err.Error())
}
"""
MACHINE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")


def test_embedded_files(tmp_path: Path, oracle_go: Path, cache: Path) -> None:
    target = next((target for target in TARGETS if target.goarch == MACHINE), None)
    if target is None:
        pytest.skip("no target is this machine")
    for name, content in {**FILES, "main.go": PROGRAM, "go.mod": "module m\n\ngo 1.27\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    request = BuildRequest(["."], tmp_path, target, cache=str(cache), output=str(tmp_path / "ours"), jobs=2)
    assert not build(request).diagnostics
    env = oracle_environment()
    subprocess.run([oracle_go, "build", "-o", "theirs", "."], cwd=tmp_path, env=env, check=True)
    ours, theirs = (subprocess.run([tmp_path / name], capture_output=True, check=True) for name in ("ours", "theirs"))
    assert ours.stderr == theirs.stderr

    # A change of an embedded file is a change of the program, also where a cache knows it.
    (tmp_path / "sub/b.txt").write_text("changed")
    assert not build(request).diagnostics
    assert b"changed true" in subprocess.run([tmp_path / "ours"], capture_output=True, check=True).stderr
