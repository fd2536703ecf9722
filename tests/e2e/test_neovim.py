"""Neovim with the configuration that `docs/neovim.md` shows: errors, lenses, hovers, code actions, a build.

Neovim runs without a screen and drives itself (`neovim.lua`); what it saw comes back as JSON.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

HERE: Final = Path(__file__).parent
GUIDE: Final = HERE.parents[1] / "docs" / "neovim.md"
TIMEOUT: Final = 300  # seconds, on a machine that has to compile the runtime first
PROGRAM: Final = """package main

type loose struct {
	a bool
	b int64
	c bool
}

func at(xs []int, i int) int { return xs[i] }

func main() { println("hello", at([]int{4}, 0), loose{b: 1}.b) }
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A module with one program, the configuration, and `bindery` on PATH."""
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    (tmp_path / "module" / "main.go").write_text(PROGRAM)
    configuration = re.search(r"```lua\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert configuration is not None
    assert len(configuration[1].splitlines()) == 6
    (tmp_path / "init.lua").write_text(configuration[1])
    command = tmp_path / "bin" / "bindery"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m server "$@"\n')
    command.chmod(0o755)
    return tmp_path / "module" / "main.go"


@pytest.mark.e2e
def test_the_documented_configuration(program: Path) -> None:
    nvim = shutil.which("nvim")
    if nvim is None:
        pytest.skip("Neovim is not installed (Debian: apt-get install neovim)")
    folder = program.parents[1]
    env = {**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder)}
    command = [nvim, "--headless", "--clean", "-u", str(folder / "init.lua"), str(program)]
    command += ["-c", f"luafile {HERE / 'neovim.lua'}"]
    done = subprocess.run(
        command, cwd=program.parent, env=env, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads((program.parent / "seen.json").read_text())
    assert seen["errors"] == ['cannot use "text" (untyped string constant) as int value in return statement']
    assert seen["mended"] == []
    assert sorted(seen["lenses"]) == ["Build", "inline 16/80", "inline 4/80 · 1 bounds check"]
    assert "24 bytes, aligned to 8; 14 bytes of padding" in seen["hover"]
    assert seen["actions"] == ["Reorder the fields of loose: 24 → 16 bytes"]
    assert "Decisions:" in seen["details"]
    assert seen["build"]["ok"], seen
    ran = subprocess.run([seen["build"]["output"]], capture_output=True, check=True, timeout=TIMEOUT)
    assert ran.stderr == b"hello 4 1\n"
