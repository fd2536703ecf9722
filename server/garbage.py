"""How often Python looks for garbage, for whoever compiles: the command, and tests that call the driver. A leaf."""

import gc
from typing import Final

_COLLECT_AFTER: Final = 100_000  # objects


def collect_rarely() -> None:
    """Look for garbage after every 100,000 new objects, not after 700.

    Trees live as long as the build; looking at them again and again would cost a third of its time.
    """
    gc.set_threshold(_COLLECT_AFTER, 20, 100)
