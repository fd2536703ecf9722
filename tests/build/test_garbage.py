"""The collector rests during a build, and is as before when it ends."""

import gc
import weakref

from server.garbage import collect_garbage, rare_collection


class _Node:
    """One that refers to itself, as blocks and their values do."""

    def __init__(self) -> None:
        self.itself = self


def test_only_looks_when_asked() -> None:
    frozen = gc.get_freeze_count()
    with rare_collection():
        assert not gc.isenabled()
        lost = weakref.ref(_Node())
        kept = [_Node() for _ in range(200_000)]
        assert lost() is not None
        collect_garbage()
        assert lost() is None
        assert gc.get_freeze_count() > frozen + len(kept)  # not looked at again
        with rare_collection():
            pass
        assert not gc.isenabled()  # until the outermost ends
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    last = weakref.ref(kept[0])
    kept.clear()
    gc.collect()
    assert last() is None


def test_leaves_a_collector_that_works_alone() -> None:
    frozen = gc.get_freeze_count()
    kept = [_Node() for _ in range(1_000)]
    collect_garbage()
    assert gc.get_freeze_count() == frozen
    assert kept
