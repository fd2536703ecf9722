"""The whole surface of a few packages of the standard library, built for both processors, printed as gc prints it."""

import platform
from pathlib import Path

import pytest

from tests.conformance.std_builds.run import packages, run_target

SAMPLE = ("container/ring", "encoding/ascii85", "text/tabwriter")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="programs for amd64 are run")
@pytest.mark.parametrize("goarch", ["amd64", "arm64"])
def test_sample(goarch: str, tmp_path: Path) -> None:
    assert run_target(goarch, SAMPLE, emulated=False, cache=str(tmp_path / "cache")) == {}


def test_packages_are_those_that_programs_may_import() -> None:
    found = {package.path for package in packages("arm64", ())}
    assert {"net/http", "encoding/json/v2", "unsafe", "plugin", "structs"} <= found
    assert [path for path in found if "internal" in path or path.startswith("vendor/")] == []
