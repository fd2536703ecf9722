"""A fixed sample of the suite: fifty damaged files, places that must stay, one kill."""

import platform
from collections.abc import Callable
from pathlib import Path

import pytest

from server.target import TARGETS
from tests.conformance.hostile.circumstances import (
    Bench,
    LeftOutError,
    bench_in,
    device,
    full_disk,
    killed,
    places_that_stay,
)
from tests.conformance.hostile.run import mutants_of

pytestmark = pytest.mark.skipif(platform.system() != "Linux", reason="the circumstances are those of Linux")
_MUTANTS = 50


def test_damaged_files(tmp_path: Path, cache: Path) -> None:
    done, wrong = mutants_of(tmp_path, str(cache), TARGETS[:1], _MUTANTS, seed=7)
    assert (done, wrong) == (_MUTANTS, [])


@pytest.mark.parametrize("circumstance", [full_disk, places_that_stay, device])
def test_places(circumstance: Callable[[Bench], str], tmp_path: Path, cache: Path) -> None:
    bench = bench_in(tmp_path / "bench", str(cache))
    try:
        assert circumstance(bench) == ""
    except LeftOutError as err:
        pytest.skip(str(err))


def test_killed(tmp_path: Path, cache: Path) -> None:
    assert killed(bench_in(tmp_path / "bench", str(cache)), times=1) == ""
