"""Passes keep the meaning of programs: naive and optimised IR print the same and end the same."""

from pathlib import Path

import pytest

from server.compiler.ssa.passes import PASS_NAMES
from tests.compiler.ir.interpret import run
from tests.compiler.ssa.programs import Program
from tests.compiler.stages import build_source, optimise_package

SEEDS = 24


@pytest.mark.parametrize("seed", range(SEEDS))
def test_random_programs(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "x.go"
    path.write_text(Program(seed).text())
    package, _ = build_source(path)
    expected = run(package.funcs, package.globals)
    # Each seed leaves out one pass, and all of them together also leave out none.
    left_out = (*PASS_NAMES, "")[seed % (len(PASS_NAMES) + 1)]
    for disabled in ({left_out}, set()):
        package, _ = build_source(path)
        optimise_package(package, disabled=frozenset(disabled))
        got = run(package.funcs, package.globals)
        if expected.endswith("[ran on]"):  # optimised code gets further in as many steps
            assert got.startswith(expected.removesuffix("[ran on]")[: len(got) // 2])
            continue
        assert got == expected, f"without {left_out or 'nothing'}\n{path.read_text()}"
