"""A fixed sample: signals, pipelines and orderly ends, as they are and with a collector that hardly rests."""

import platform
from pathlib import Path

import pytest

from tests.conformance.services.run import cases, compare


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the program is built for amd64")
def test_sample(tmp_path: Path) -> None:
    (case,) = cases(["stops"])
    assert compare(case, ("plain", "stress"), tmp_path, str(tmp_path / "cache"), "amd64", seconds=0) == {}
