"""gopls for measures beside ours, built by the oracle when it is first wanted, and started on caches of its own.

Source: golang.org/x/tools/gopls in the module proxy of the Go environment; `VERSION` is the newest that the oracle
builds.
"""

import os
import subprocess
from pathlib import Path
from typing import Final

from tests.conformance.oracle import go_command, goroot, oracle_environment

VERSION: Final = "v0.24.0"
# Where the end-to-end test keeps it, too (tests/e2e/setup.mjs, standin.mjs).
_HOME: Final = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "go-bindery-e2e"


def build_gopls() -> Path:
    """The program. Raises CalledProcessError when it cannot be fetched or built."""
    home = _HOME / f"gopls-{VERSION}"
    if not (home / "gopls").exists():
        env = oracle_environment(GOBIN=str(home), GOFLAGS="-mod=mod")
        subprocess.run([go_command(), "install", f"golang.org/x/tools/gopls@{VERSION}"], env=env, check=True)
    return home / "gopls"


def gopls_command(program: Path, caches: Path) -> list[str]:
    """The command that serves at standard input and output: the oracle's go is the first in its path."""
    env = {
        "PATH": f"{goroot() / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "GOPLSCACHE": str(caches / "gopls"),
        "GOCACHE": str(caches / "go"),
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "",
        "GOPROXY": "off",
        "CGO_ENABLED": "0",
    }
    # A GOROOT of whoever runs this would be another's.
    return ["env", "-u", "GOROOT", *(f"{name}={value}" for name, value in env.items()), str(program), "serve"]
