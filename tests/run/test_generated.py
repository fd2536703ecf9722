"""Random programs do what gc makes of them, panics included. Another range of seeds is a run of `SEEDS` away."""

import platform
import shutil
from pathlib import Path

import pytest

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import Target
from tests.pack import PACKED
from tests.run.generate import Generator
from tests.run.oracle import Outcome, build_with_oracle, lay_out_module, run

SEEDS = range(1000, 1012)
NATIVE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A module with one generated program per package."""
    sources, root = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("module")
    for seed in SEEDS:
        (sources / f"g{seed}.go").write_text(Generator(seed).program())
    lay_out_module(sorted(sources.glob("*.go")), root)
    return root


@pytest.fixture(scope="module")
def expected(oracle_go: Path, module: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What gc's binaries do."""
    out = tmp_path_factory.mktemp("oracle")
    build_with_oracle(oracle_go, module, out)
    return {path.name: run([path]).golden() for path in sorted(out.iterdir())}


@pytest.mark.parametrize("target", PACKED, ids=lambda target: target.goarch)
def test_generated_programs(target: Target, module: Path, expected: dict[str, str], tmp_path: Path) -> None:
    if target.goarch != NATIVE and shutil.which(target.qemu) is None:
        pytest.skip(f"{target.qemu} is not installed")
    out = tmp_path / "bin"
    out.mkdir()
    result = build(BuildRequest(["./..."], module, target, output=f"{out}/", jobs=2))
    assert not result.diagnostics
    command = [] if target.goarch == NATIVE else [target.qemu]
    outcomes: dict[str, Outcome] = {name: run([*command, out / name]) for name in expected}
    assert {name: outcome.golden() for name, outcome in outcomes.items()} == expected
