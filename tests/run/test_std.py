"""Programs over the standard library, compiled from its source: output and exit code are gc's.

Every `std/NAME.go` has a golden `NAME.out`, which `--update` writes from the oracle, never from our own binaries. Some
are also run for the target that is not this machine, under qemu.
"""

import platform
import shutil
from pathlib import Path
from typing import Final

import pytest

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import TARGETS, Target
from tests.run.oracle import differing_goldens, lay_out_module, run

DATA: Final = Path(__file__).parent / "std"
PROGRAMS: Final = sorted(DATA.glob("*.go"))
ELSEWHERE: Final = [
    DATA / name for name in ("bubbles.go", "containers.go", "formats.go", "reflection.go", "reflectcalls.go")
]
NATIVE: Final = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")


def build_all(programs: list[Path], target: Target, root: Path, cache: Path) -> Path:
    """The folder of the programs built for a target."""
    lay_out_module(programs, root)
    out = root / "out"
    result = build(BuildRequest(["./..."], root, target, cache=str(cache), output=f"{out}/", jobs=2))
    assert not result.diagnostics
    return out


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """All programs built for this machine."""
    target = next((target for target in TARGETS if target.goarch == NATIVE), None)
    if target is None:
        pytest.skip("no target is this machine")
    return build_all(PROGRAMS, target, tmp_path_factory.mktemp("module"), cache)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> tuple[Target, Path]:
    """Some programs built for another machine."""
    target = next(target for target in TARGETS if target.goarch != NATIVE)
    if shutil.which(target.qemu) is None:
        pytest.skip(f"{target.qemu} is not installed")
    return target, build_all(ELSEWHERE, target, tmp_path_factory.mktemp("module"), cache)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_program(native: Path, program: Path) -> None:
    assert run([native / program.stem]).golden() == program.with_suffix(".out").read_text()


@pytest.mark.parametrize("program", ELSEWHERE, ids=lambda path: path.stem)
def test_program_for_another_machine(foreign: tuple[Target, Path], program: Path) -> None:
    target, folder = foreign
    assert run([target.qemu, folder / program.stem]).golden() == program.with_suffix(".out").read_text()


def test_goldens_are_those_of_gc(oracle_go: Path, tmp_path: Path, update_goldens: bool) -> None:
    """The oracle agrees with every golden file; with --update it writes them."""
    assert differing_goldens(oracle_go, PROGRAMS, tmp_path, update_goldens) == []
