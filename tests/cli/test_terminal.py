"""What a terminal shows that a file does not: the source line with a caret, colours, a progress line."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.bindery import environment, write_files


def _on_terminal(args: list[str], folder: Path, cache: Path, **extra: str) -> tuple[int, str]:
    """Exit code and everything shown, with standard error on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "server", *args],
        cwd=folder,
        env=environment(cache, {"TERM": "xterm", **extra}),
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
    )
    os.close(theirs)
    shown = b""
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        try:
            while piece := terminal.read(4096):
                shown += piece
        except OSError:
            pass  # Linux reports the end of a terminal's other side so
    return process.wait(timeout=120), shown.decode().replace("\r\n", "\n")


WRONG = "package main\n\nfunc main() {\n\tprintln(1, nope)\n}\n"
CARET = "            println(1, nope)\n                       ^~~~\n"


def test_caret_and_colour(tmp_path: Path, cache: Path) -> None:
    write_files(tmp_path, {"a.go": WRONG})
    code, shown = _on_terminal(["check", "a.go"], tmp_path, cache)
    assert code == 1
    assert "\x1b[1m./a.go:4:13: \x1b[31mundefined: nope\x1b[0m\n" in shown


@pytest.mark.parametrize("extra", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_no_colour(extra: dict[str, str], tmp_path: Path, cache: Path) -> None:
    write_files(tmp_path, {"a.go": WRONG})
    code, shown = _on_terminal(["check", "a.go"], tmp_path, cache, **extra)
    assert code == 1
    assert f"# command-line-arguments\n./a.go:4:13: undefined: nope\n{CARET}" in shown


def test_progress(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.go": "package main\n\nfunc main() {}\n"})
    code, shown = _on_terminal(["build", "a.go"], tmp_path, tmp_path / "cache")
    assert code == 0, shown
    assert "Compiling" in shown or "Generating machine code" in shown
    assert "\x1b[?25h" in shown  # the cursor is given back
    assert (tmp_path / "a").exists()
