"""Functions of random types, called in every way that package reflect has, do what gc makes of them.

tests/conformance/reflectcalls does the same with hundreds of them.
"""

import platform
import shutil
from pathlib import Path

import pytest

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import Target
from tests.pack import PACKED
from tests.run.oracle import build_with_oracle, lay_out_module, run
from tests.run.signatures import SignatureGenerator

SEED, COUNT = 2027, 16
NATIVE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A module with the generated program."""
    program = tmp_path_factory.mktemp("source") / "signatures.go"
    program.write_text(SignatureGenerator(SEED, COUNT).program())
    root = tmp_path_factory.mktemp("module")
    lay_out_module([program], root)
    return root


@pytest.fixture(scope="module")
def expected(oracle_go: Path, module: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What gc's binary does."""
    out = tmp_path_factory.mktemp("oracle")
    build_with_oracle(oracle_go, module, out)
    return run([out / "signatures"]).golden()


@pytest.mark.parametrize("target", PACKED, ids=lambda target: target.goarch)
def test_functions_of_random_types(target: Target, module: Path, expected: str, cache: Path, tmp_path: Path) -> None:
    if target.goarch != NATIVE and shutil.which(target.qemu) is None:
        pytest.skip(f"{target.qemu} is not installed")
    result = build(BuildRequest(["./..."], module, target, cache=str(cache), output=f"{tmp_path}/", jobs=2))
    assert not result.diagnostics
    command = [] if target.goarch == NATIVE else [target.qemu]
    assert run([*command, tmp_path / "signatures"]).golden() == expected
