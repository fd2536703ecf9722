"""Runs the command as users do: a process of its own, in a folder with files, with an environment that is known."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

# Never taken over from whoever runs the tests.
_CLEARED = ("GOOS", "GOARCH", "GOFLAGS", "GOENV", "CGO_ENABLED", "BINDERY_CACHE", "PYTHONPATH", "NO_COLOR")
_PRODUCT = Path(__file__).resolve().parents[2]  # goes before what is installed: the tests are about their own sources


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Put files into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def environment(cache: Path | str, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a run."""
    kept = {name: value for name, value in os.environ.items() if name not in _CLEARED}
    return {**kept, "GOENV": "off", "BINDERY_CACHE": str(cache), "PYTHONPATH": str(_PRODUCT), **(extra or {})}


def bindery(
    args: list[str],
    folder: Path,
    cache: Path | str = "off",
    extra: Mapping[str, str] | None = None,
    stdin: str = "",
    seconds: float = 120,
) -> subprocess.CompletedProcess[str]:
    """One run of `bindery args` in a folder."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "server", *args],
        cwd=folder,
        env=environment(cache, extra),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
