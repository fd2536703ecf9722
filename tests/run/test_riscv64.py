"""Programs for linux/riscv64 under an emulator: a few small ones, for the test pack holds nothing for this target.

`tests/conformance/programs` and the other runners take `-goarch riscv64` for more.
"""

import shutil
from pathlib import Path

import pytest

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import find_target
from tests.run.oracle import lay_out_module, run

DATA = Path(__file__).parent / "testdata"
# Goroutines and their stacks, the collector, signals that preempt, faults, recovery, numbers, calls of all forms.
NAMES = (
    "big_values channels complex_numbers defers fused goroutines hello integers intrinsics map_growth "
    "overlapping_copies panic_index panic_nil_pointer preemption recovering strings synchronisation timers"
)
PROGRAMS = [DATA / f"{name}.go" for name in NAMES.split()]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> tuple[str, Path]:
    """The emulator, and the folder of the programs."""
    target = find_target("linux", "riscv64")
    assert target is not None
    emulator = shutil.which(target.qemu)
    if emulator is None:
        pytest.skip(f"{target.qemu} is not installed")
    root, out = tmp_path_factory.mktemp("module"), tmp_path_factory.mktemp("bin")
    lay_out_module(PROGRAMS, root)
    result = build(BuildRequest(["./..."], root, target, cache=str(cache), output=f"{out}/", jobs=2))
    assert not result.diagnostics
    return emulator, out


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_program(built: tuple[str, Path], program: Path) -> None:
    emulator, out = built
    assert run([emulator, out / program.stem]).golden() == program.with_suffix(".out").read_text()
