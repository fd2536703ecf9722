"""A fixed sample of Go 1.19's programs, built and run for this machine."""

import platform
from pathlib import Path

import pytest

from tests.conformance.go119.run import TESTS
from tests.conformance.go119_run.programs import read_rows
from tests.conformance.go119_run.run import run_rows

SAMPLE = (
    "abi/defer_recover_results.go",
    "chan/select3.go",
    "interface/returntype.go",
    "ken/embed.go",
    "ken/label.go",
    "method.go",
    "recover2.go",
    "switch.go",
    "typeparam/dottype.go",
    "typeparam/issue48185a.go",
    "typeparam/list.go",
)


@pytest.mark.skipif(not TESTS.exists(), reason="Debian's golang-1.19-src is not installed")
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the programs are built for amd64")
def test_sample(tmp_path: Path) -> None:
    programs = [program for program in read_rows() if program.name in SAMPLE]
    assert run_rows(programs, cache=str(tmp_path)) == {}
