"""A small part of what `ir/run.py` builds in full: real packages, plain and with inlines, verified after each pass."""

import pytest

from server.target import TARGETS
from tests.conformance.ir.run import Closure, Tally, build_all
from tests.conformance.oracle import goroot

PACKAGES = ("container/list", "strconv", "internal/runtime/maps")


@pytest.mark.parametrize("inlining", [False, True], ids=["plain", "inlined"])
def test_every_function_is_built(inlining: bool) -> None:
    tally = Tally()
    build_all(Closure(goroot() / "src", TARGETS[0], own_runtime=False, inlining=inlining), PACKAGES, PACKAGES, tally)
    assert tally.built > 200
    assert not tally.failures, dict(tally.examples)
