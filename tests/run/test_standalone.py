"""Binaries need nothing: no interpreter, no dynamic section, no file system around them, nothing of the host."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import Target
from tests.pack import PACKED

PROGRAM = """package main

func main() {
	words := []string{"alone", "in", "here"}
	text := ""
	for _, word := range words {
		text += word + " "
	}
	println(text, len(text))
}
"""
NATIVE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")


def _build(target: Target, folder: Path) -> Path:
    (folder / "main.go").write_text(PROGRAM)
    (folder / "go.mod").write_text("module example.com/alone\n\ngo 1.27\n")
    result = build(BuildRequest(["."], folder, target, cache=str(folder / "cache"), output="alone"))
    assert not result.diagnostics
    return folder / "alone"


@pytest.mark.parametrize("target", PACKED, ids=lambda target: target.goarch)
def test_nothing_is_linked_at_run_time(target: Target, tmp_path: Path) -> None:
    with _build(target, tmp_path).open("rb") as stream:
        image = ELFFile(stream)
        kinds = {segment["p_type"] for segment in image.iter_segments()}
        assert image["e_type"] == "ET_EXEC"
        assert image["e_machine"] == {"amd64": "EM_X86_64", "arm64": "EM_AARCH64"}[target.goarch]
    assert "PT_LOAD" in kinds
    assert not kinds & {"PT_INTERP", "PT_DYNAMIC"}


@pytest.mark.parametrize("target", PACKED, ids=lambda target: target.goarch)
def test_it_runs_in_an_empty_root(target: Target, tmp_path: Path) -> None:
    """Beside the binary the root holds nothing, or a statically linked emulator where the processor is another."""
    if os.geteuid() != 0:
        pytest.skip("chroot needs root")
    root = tmp_path / "root"
    root.mkdir()
    work = tmp_path / "work"
    work.mkdir()
    shutil.copy(_build(target, work), root / "alone")
    command = ["/alone"]
    if target.goarch != NATIVE:
        emulator = shutil.which(f"{target.qemu}-static")
        if emulator is None:
            pytest.skip(f"{target.qemu}-static is not installed (Debian package qemu-user-static)")
        shutil.copy(emulator, root / "emulator")
        command = ["/emulator", "/alone"]
    done = subprocess.run(["chroot", str(root), *command], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "alone in here  14\n")
