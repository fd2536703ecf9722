"""The lock under which types are completed that are made when somebody first looks at them.

Packages that many checks import are shared by threads, and to look at one type may complete types of several packages:
so there is one lock for all. It is taken only while something is not there yet.

Invariant: whoever holds it waits for no other lock.
"""

import threading
from typing import Final

LOCK: Final = threading.RLock()
