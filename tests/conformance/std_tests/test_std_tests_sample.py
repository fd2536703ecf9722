"""The own tests of a few packages of the standard library, built and run for this machine."""

import platform
from pathlib import Path

import pytest

from tests.conformance.owntests import by_ours, read_events, read_rows
from tests.conformance.std_tests.run import ROWS

SAMPLE = ("container/list", "errors", "unicode/utf16")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="what passes was found out on amd64")
@pytest.mark.parametrize("package", SAMPLE)
def test_sample(package: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    wanted = read_rows(ROWS)[package]
    found = by_ours(package, wanted, cache=_shared(tmp_path_factory))
    assert set(wanted) - found.passed == set(), found.failed


def _shared(factory: pytest.TempPathFactory) -> Path:
    return factory.getbasetemp() / "std-tests-cache"


def test_function_that_ends_the_program() -> None:
    """What was running is what failed; its subtests count as part of it."""
    lines = [
        '{"Action":"run","Package":"p","Test":"TestA"}',
        '{"Action":"pass","Package":"p","Test":"TestA"}',
        '{"Action":"run","Package":"p","Test":"TestB"}',
        '{"Action":"run","Package":"p","Test":"TestB/x"}',
        '{"Action":"output","Package":"p","Test":"TestB/x","Output":"panic: no"}',
        '{"Action":"fail","Package":"p","Test":"TestB/x"}',
        "no event",
    ]
    found = read_events(lines)
    assert (found.passed, found.unfinished, set(found.failed)) == ({"TestA"}, "TestB", {"TestB"})
