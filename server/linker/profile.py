"""Whether a program can read the profile of its memory.

If it cannot, nothing need be sampled. Programs read the profile through two functions, so what counts is whether either
was reached.
"""

from typing import Final

from server.linker.reachability import Reached
from server.linker.symbols import SymbolTable

FLAG: Final = "runtime.profileUnread"  # a byte: 1 if nothing reads the profile
READERS: Final = ("runtime.MemProfile", "runtime.pprof_memProfileInternal")


def note_memory_profile(symbols: SymbolTable, reached: Reached) -> None:
    """Write the flag. The object may have been part of another link before, with another value."""
    flag = symbols.definitions.get(FLAG)
    if flag is None:
        return
    content = bytearray(flag.section.data)
    content[flag.symbol.value] = not any(reader in reached.reasons for reader in READERS)
    flag.section.data = memoryview(content)
