"""Packages are initialised in the order of the specification: by import path, each after its imports."""

import platform
import subprocess
from pathlib import Path

import pytest

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import TARGETS
from tests.conformance.oracle import oracle_environment

IMPORTS = {"main": ["c", "a", "b"], "a": ["z"], "b": [], "c": ["b"], "z": []}


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A module of packages that say when they are initialised."""
    (tmp_path / "go.mod").write_text("module m\n\ngo 1.27\n")
    for name, imports in IMPORTS.items():
        folder = tmp_path if name == "main" else tmp_path / name
        folder.mkdir(exist_ok=True)
        lines = [
            f"package {name}",
            *(f'import _ "m/{path}"' for path in imports),
            f'func init() {{ println("{name}") }}',
        ]
        (folder / "x.go").write_text("\n".join([*lines, "func main() {}" if name == "main" else "", ""]))
    return tmp_path


def test_order(module: Path, oracle_go: Path) -> None:
    target = next(
        (target for target in TARGETS if (target.goarch == "amd64") == (platform.machine() == "x86_64")), None
    )
    assert target is not None
    assert not build(BuildRequest(["."], module, target, output=str(module / "ours"))).diagnostics
    env = oracle_environment()
    subprocess.run([oracle_go, "build", "-o", "theirs", "."], cwd=module, env=env, check=True)
    ours, theirs = (
        subprocess.run([module / name], capture_output=True, check=True).stderr for name in ("ours", "theirs")
    )
    assert ours.split() == [b"b", b"c", b"z", b"a", b"main"]
    assert ours == theirs
