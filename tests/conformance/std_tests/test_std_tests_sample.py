"""The own tests of a few packages of the standard library, built and run for this machine."""

import os
import platform
import shutil
from pathlib import Path

import pytest

from tests.conformance.owntests import by_ours, path_without_go, read_events, read_rows
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


def test_no_go_command_in_the_path(tmp_path: Path) -> None:
    """What lies beside it is found."""
    for name in ("a/go", "a/other", "b/more"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    whole = os.pathsep.join(f"{tmp_path}/{name}" for name in ("a", "none", "b"))
    with path_without_go(whole) as path:
        found = {name: shutil.which(name, path=path) is not None for name in ("go", "other", "more")}
    assert found == {"go": False, "other": True, "more": True}
