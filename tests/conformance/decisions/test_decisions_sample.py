"""A fixed sample of the measure: a few small packages of the standard library and what they import."""

import pytest

from tests.conformance.decisions.compare import Comparison
from tests.conformance.decisions.decider import Decider
from tests.conformance.decisions.oracle import Suite
from tests.conformance.decisions.run import FUNCTIONS, MEASURED, TARGET, run_suite

SUITE = Suite("sample", ("bufio", "sort", "strconv"))
ENOUGH = 50  # lines of a kind that say something; variables that move to the heap are rarer
RARE = "moved to heap"


@pytest.fixture(scope="module")
def result() -> Comparison:
    """The comparison, made once."""
    found = Comparison()
    run_suite(SUITE, Decider(), (), False, found)
    return found


@pytest.mark.parametrize("kind", [kind for kind in MEASURED if kind != RARE])
def test_lines_agree(result: Comparison, kind: str) -> None:
    """Precision and recall of one kind of line."""
    row = result.rows[kind]
    assert row.agree > ENOUGH, "the sample is too small to say anything"
    assert row.precision >= TARGET
    assert row.recall >= TARGET


def test_functions_and_costs(result: Comparison) -> None:
    """Functions in which all lines are gc's, and what functions cost."""
    assert result.functions.equal / result.functions.total >= FUNCTIONS / 100
    assert result.costs.equal / result.costs.total >= TARGET / 100
