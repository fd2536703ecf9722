"""When Python's cycle collector looks at what is made, for whoever compiles: commands, workers, tests. A leaf.

Syntax and types live as long as a build, and a collector that looks at them again and again takes a quarter of the time
of a compiler that is compiled itself. So it rests while a package is compiled; then it looks once at what that has
left, frees what is garbage (blocks and values of IR refer to each other) and sets the rest aside.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_COLLECT_AFTER: Final = 100_000  # objects
_WORTH_A_LOOK: Final = 200_000  # objects made and not freed since the last look; some tens of megabytes


def collect_rarely() -> None:
    """Look for garbage after every 100,000 new objects, not after 700."""
    gc.set_threshold(_COLLECT_AFTER, 20, 100)


@contextmanager
def rare_collection() -> Iterator[None]:
    """Keep the collector out, but for calls of `collect_garbage`.

    What was set aside comes back when the outermost of these ends, for its caller may live on.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()


def collect_garbage() -> None:
    """Look at what was made since the last call, if that is worth it; only where the collector rests."""
    if not gc.isenabled() and gc.get_count()[0] >= _WORTH_A_LOOK:
        gc.collect()
        gc.freeze()


def forget_all() -> None:
    """Look at everything, what was set aside as well: most of it is garbage now."""
    gc.unfreeze()
    gc.collect()
