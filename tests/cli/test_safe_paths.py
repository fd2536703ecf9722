"""Nothing of a user's folder is ever imported: not by the command, not by its workers, not by the language server."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.bindery import environment, write_files

TRAP = "import pathlib, sys\npathlib.Path(__file__).with_suffix('.sprung').write_text(repr(sys.argv))\n"
NAMES = ("server", "json", "msgspec", "lark", "llvmlite", "pygls", "rich", "typing", "dataclasses", "sitecustomize")
PROGRAM = "package main\n\nfunc main() { println(42) }\n"
INITIALIZE = (
    b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{},"processId":null,"rootUri":null}}'
)


def _trap(folder: Path) -> None:
    """A folder full of modules that must not be imported, in both forms."""
    write_files(folder, {f"{name}.py": TRAP for name in NAMES})
    write_files(folder, {"server/__init__.py": TRAP, "server/cli/__init__.py": TRAP, "server/__main__.py": TRAP})
    write_files(folder, {"main.go": PROGRAM, "go.mod": "module m\n\ngo 1.27\n"})


def _command(form: str) -> list[str]:
    if form == "module":
        return [sys.executable, "-P", "-m", "server"]
    script = Path(sys.executable).with_name("bindery")
    if not script.exists():
        pytest.fail("the command is not installed in this environment: pip install -e .")
    return [str(script)]


@pytest.mark.parametrize("form", ["module", "script"])
@pytest.mark.parametrize("args", [["version"], ["check", "."], ["run", "."]], ids=" ".join)
def test_commands(form: str, args: list[str], tmp_path: Path) -> None:
    """Without a cache, so that `run` starts workers."""
    _trap(tmp_path)
    done = subprocess.run(
        [*_command(form), *args],
        cwd=tmp_path,
        env=environment("off"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ("42\n" if args[0] == "run" else "")
    assert not list(tmp_path.rglob("*.sprung"))


def test_language_server(tmp_path: Path) -> None:
    _trap(tmp_path)
    message = b"Content-Length: %d\r\n\r\n%s" % (len(INITIALIZE), INITIALIZE)
    done = subprocess.run(
        [*_command("module"), "lsp"],
        cwd=tmp_path,
        env=environment("off"),
        input=message,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert b'"capabilities"' in done.stdout, done.stderr.decode()
    assert not list(tmp_path.rglob("*.sprung"))
