"""Programs do what gc makes of them: output, exit code, and the report of a panic up to the trace.

Every `testdata/NAME.go` has a golden `NAME.out`, which `--update` writes from the oracle, gc, never from our own
binaries. The programs are built in one go per target and run natively or under qemu.
"""

import platform
import shutil
from pathlib import Path

import pytest

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import Target
from tests.pack import PACKED
from tests.run.oracle import differing_goldens, lay_out_module, run

DATA = Path(__file__).parent / "testdata"
PROGRAMS = sorted(DATA.glob("*.go"))
NATIVE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")


@pytest.fixture(scope="session", params=PACKED, ids=lambda target: target.goarch)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, cache: Path) -> tuple[Target, Path]:
    """A target, and the folder of all programs built for it."""
    target: Target = request.param
    if target.goarch != NATIVE and shutil.which(target.qemu) is None:
        pytest.skip(f"{target.qemu} is not installed")
    root, out = tmp_path_factory.mktemp("module"), tmp_path_factory.mktemp("bin")
    lay_out_module(PROGRAMS, root)
    result = build(BuildRequest(["./..."], root, target, cache=str(cache), output=f"{out}/", jobs=2))
    assert not result.diagnostics
    return target, out


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_program(built: tuple[Target, Path], program: Path) -> None:
    target, out = built
    command = [] if target.goarch == NATIVE else [target.qemu]
    golden = program.with_suffix(".out").read_text()
    assert run([*command, out / program.stem]).golden() == golden


def test_goldens_are_those_of_gc(oracle_go: Path, tmp_path: Path, update_goldens: bool) -> None:
    """The oracle agrees with every golden file; with --update it writes them."""
    assert differing_goldens(oracle_go, PROGRAMS, tmp_path, update_goldens) == []
