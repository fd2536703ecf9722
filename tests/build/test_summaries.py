"""What importers hear of functions by their link names."""

import pytest

from server.build.artefact import Summaries
from server.build.summaries import Known

STORE = "sync/atomic.StorePointer"
KEEPS, HIDES, OTHER = ((0, (), None, None),), ((None, (), None, None),), ((1, (), None, None),)
DECLARING = Summaries(leaks={STORE: KEEPS})
# Package runtime has the body, which hides the pointer from escape analysis.
DEFINING = Summaries(leaks={STORE: HIDES, "runtime.f": OTHER}, renamed={"sync_atomic_StorePointer": STORE})


@pytest.mark.parametrize("packages", [[DECLARING, DEFINING], [DEFINING, DECLARING]])
def test_the_body_behind_a_link_name_says_nothing_about_declarations(packages: list[Summaries]) -> None:
    """In any order: what the declaration promises is known to the records of its package."""
    known = Known.of(packages)
    assert known.leaks_of(STORE) is None
    leaks = known.leaks_of("runtime.f")
    assert leaks is not None
    assert leaks[0].heap == 1
