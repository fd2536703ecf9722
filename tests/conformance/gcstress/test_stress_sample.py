"""A fixed sample: two feature programs under stress, with whole collections and with steps of them."""

import platform
from pathlib import Path

import pytest

from server.target import find_target
from tests.conformance.gcstress.run import Tally, stress_programs
from tests.conformance.programs.program import SOURCES, Program

SAMPLE = ("lru_cache", "transactions")
WAYS = ("7-step", "7-whole", "1-whole")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the programs are built for amd64")
def test_sample(tmp_path: Path) -> None:
    target = find_target("linux", "amd64")
    assert target is not None
    tally = Tally()
    programs = [Program(SOURCES / f"{name}.go") for name in SAMPLE]
    stress_programs(programs, WAYS, target, tmp_path, str(tmp_path / "cache"), tally)
    assert tally.failed == {}
    assert tally.passed == len(SAMPLE) * len(WAYS)
