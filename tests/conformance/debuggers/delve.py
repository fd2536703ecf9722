"""Delve, which comes from the module proxy and is built by the oracle, on programs of ours.

`print "MARK"` stands between the commands, so that their answers can be told apart.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.conformance.oracle import go_command, oracle_environment

VERSION: Final = "v1.27.2"
_PACKAGE: Final = "github.com/go-delve/delve/cmd/dlv"
_MARK: Final = "@@@"
_BUILD_LIMIT: Final = 900  # seconds
_LIMIT: Final = 180  # seconds for one session


def build_delve(folder: Path) -> Path | None:
    """The debugger, built in a folder; None where the module proxy is not reached."""
    (folder / "go.mod").write_text("module debugger\n\ngo 1.27\n")
    environment = oracle_environment(GOFLAGS="-mod=mod")
    output = folder / "dlv"
    for command in (["get", f"{_PACKAGE}@{VERSION}"], ["build", "-o", str(output), _PACKAGE]):
        done = subprocess.run(
            [go_command(), *command],
            cwd=folder,
            env=environment,
            capture_output=True,
            timeout=_BUILD_LIMIT,
            check=False,
        )
        if done.returncode:
            return None
    return output


def ask_delve(delve: Path, program: Path, commands: Sequence[str], settings: Mapping[str, str]) -> list[str]:
    """What it answers to each command. `settings` are of the program's environment."""
    script = program.with_name("commands")
    script.write_text("".join(f'print "{_MARK}"\n{command}\n' for command in commands) + "quit\n")
    done = subprocess.run(
        [delve, "exec", program, "--allow-non-terminal-interactive=true", "--init", script],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **settings, "HOME": str(program.parent), "NO_COLOR": "1"},
        timeout=_LIMIT,
        check=False,
    )
    found = done.stdout.decode("utf-8", "replace").split(f'"{_MARK}"\n')[1:]
    return [*found, *["(no answer)"] * (len(commands) - len(found))]
