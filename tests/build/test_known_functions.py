"""What packages tell of their functions, put together for one that imports them."""

from server.build.artefact import Summaries
from server.build.summaries import Known
from server.compiler.decide.plan import Leaks

ESCAPES = (0, (), None, None)
STAYS = (None, (), 0, 0)
DECLARING = Summaries(leaks={"sync/atomic.StorePointer": (ESCAPES,)})
IMPLEMENTING = Summaries(
    leaks={"sync/atomic.StorePointer": (STAYS,), "runtime.rand": (STAYS,)},
    verdicts={"sync/atomic.StorePointer": (12, 80, "")},
    renamed={"sync_atomic_StorePointer": "sync/atomic.StorePointer"},
)
PULLING = Summaries(leaks={"runtime.rand": (ESCAPES,)}, renamed={"runtime_rand": "runtime.rand"})


def test_a_declaration_promises_for_who_implements_it_in_whatever_order_packages_were_made() -> None:
    packages = {"internal/sync": PULLING, "runtime": IMPLEMENTING, "sync/atomic": DECLARING}
    for order in (list(packages), list(reversed(packages))):
        known = Known.of({path: packages[path] for path in order})
        assert known.leaks_of("sync/atomic.StorePointer") == (Leaks(*ESCAPES),)
        assert known.verdict_of("sync/atomic.StorePointer") is None
        assert known.leaks_of("runtime.rand") == (Leaks(*STAYS),)


def test_an_implementation_speaks_for_itself_where_nobody_declares_it() -> None:
    known = Known.of({"runtime": IMPLEMENTING})
    assert known.leaks_of("sync/atomic.StorePointer") == (Leaks(*STAYS),)
    assert known.verdict_of("sync/atomic.StorePointer") is not None
