"""A fixed sample of the measure: a few small packages of the standard library and what they import."""

from collections import Counter

from tests.conformance.decisions.oracle import Suite
from tests.conformance.decisions.run import COUNTED, TARGET, Comparison, run_suite

PACKAGES = ("bufio", "sort", "strconv")


def test_inlining() -> None:
    """Precision and recall of both kinds of line, and the costs of functions."""
    result = Comparison()
    run_suite(Suite("sample", PACKAGES), (), False, set(), result)
    found = Counter(result.agree)
    for kind in COUNTED:
        assert found[kind] > 500, "the sample is too small to say anything"
        assert 100 * found[kind] / (found[kind] + result.ours[kind]) >= TARGET, f"precision of {kind}"
        assert 100 * found[kind] / (found[kind] + result.theirs[kind]) >= TARGET, f"recall of {kind}"
    assert result.equal_costs / result.costs >= TARGET / 100
