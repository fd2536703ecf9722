"""A fixed sample of the measure of escape analysis: a few small packages of the standard library."""

import pytest

from tests.conformance.decisions.escape import Comparison, run_suite
from tests.conformance.decisions.oracle import Suite

SUITE = Suite("sample", ("bufio", "sort", "strconv"))
COUNTED = ("escapes to heap", "does not escape", "leaking param", "leaking param content", "leaking param to result")
TARGET = 96.0  # per cent


@pytest.fixture(scope="module")
def inlined() -> Comparison:
    """The comparison with inlining, made once."""
    result = Comparison()
    run_suite(SUITE, "-m=2", True, frozenset(), result)
    return result


@pytest.mark.parametrize("kind", COUNTED)
def test_lines_agree(inlined: Comparison, kind: str) -> None:
    """Precision and recall of one kind of line."""
    agree = inlined.agree[kind]
    assert agree > 50, "the sample is too small to say anything"
    assert 100 * agree / (agree + inlined.ours[kind]) >= TARGET
    assert 100 * agree / (agree + inlined.theirs[kind]) >= TARGET
