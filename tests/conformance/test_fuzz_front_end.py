"""A few of the mutated programs that `fuzz/run.py` runs by the thousand."""

from tests.conformance.fuzz.run import candidates, run_batch

COUNT = 400


def test_mutated_programs() -> None:
    """No traceback, no hang."""
    failures = run_batch("make test", COUNT, candidates())
    assert not failures, failures[0][0]
