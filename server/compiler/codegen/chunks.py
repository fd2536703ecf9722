"""How a package is cut into chunks, the units that are compiled, cached and linked separately.

Functions keep their source order. A chunk ends after a function whose name hashes to a boundary (one in GRAIN), or when
it has grown to LIMIT instructions. Boundaries depend on names, not on bodies, so an edit inside a function changes its
own chunk only; an edit that moves a size boundary has effect up to the next named one.

LLVM compiles a chunk when a link reaches one function of it. Of a program with fmt, chunks of twelve functions hold
nearly twice the code that ends in the binary, chunks of three a third more than it. Smaller ones cost more than they
save: each takes LLVM two milliseconds, and every link a file to read.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from server.compiler.ir.func import Func

GRAIN: Final = 3  # functions per chunk, on average
LIMIT: Final = 4000  # IR values per chunk; one second of LLVM at O2


def cut_into_chunks(funcs: Sequence[Func]) -> list[list[Func]]:
    """Group functions; every group has at least one."""
    chunks: list[list[Func]] = []
    current: list[Func] = []
    size = 0
    for func in funcs:
        current.append(func)
        size += sum(len(block.values) for block in func.blocks)
        if size >= LIMIT or ends_chunk(func.symbol):
            chunks.append(current)
            current, size = [], 0
    if current:
        chunks.append(current)
    return chunks


def ends_chunk(symbol: str) -> bool:
    """Whether a chunk ends after what has this link name."""
    digest = hashlib.sha256(symbol.encode()).digest()
    return int.from_bytes(digest[:4], "little") % GRAIN == 0
