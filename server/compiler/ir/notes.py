"""Notes: which value a variable of the source has from where on, for debuggers.

    t1 = call main.f() int                  t1 = call main.f() int
    store t0, t1             (t0 is x)      note x = t1
    t2 = load t0 int               =>       t3 = add t1, t4 int
    t3 = add t2, t4 int

Lifting leaves a note where a store to a variable was. Notes are no values: they stand beside those of their block, no
pass counts them as uses, and what a pass does is the same with and without them. Their places are ranks: when notes
are made, values and notes are numbered in the order in which they are executed, block after block in reverse postorder,
and the numbers stay when values go, blocks are joined or new values come between.

Invariants: what makes code unreachable, or joins ways so that a note on one of them counts for the other as well, drops
the note or lets the variable be unknown there. A note whose value is gone says that the variable is unknown. A missing
value is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from server.compiler.ir.func import Block, Func, Note, Value, Variable
from server.compiler.ir.graph import reverse_postorder

_BITS = 31  # of the place in a block


def rank_blocks(func: Func) -> None:
    """Give each block the rank of its start."""
    for number, block in enumerate(reverse_postorder(func)):
        block.rank = number << _BITS


def rank_of(block: Block, position: int) -> int:
    """The rank of a value at a position in its block; that of a note in front of it is one less."""
    return block.rank + 2 * position + 1


def whole_of(variable: Variable) -> tuple[Variable, list[int]]:
    """The variable of the source that this is a part of, and the fields that lead to the part."""
    path: list[int] = []
    while variable.whole is not None:
        path.append(variable.index)
        variable = variable.whole
    return variable, path[::-1]


def is_noted(variable: Variable) -> bool:
    """Whether a programmer knows the variable, or what it is a part of."""
    whole, _ = whole_of(variable)
    return whole.name not in ("", "_") and not whole.implicit and whole.span is not None


def note(block: Block, position: int, variable: Variable, value: Value) -> None:
    """Note in front of the value at a position; of several notes at one place the last one counts."""
    rank = rank_of(block, position) - 1
    kept = block.notes[-1] if block.notes else None
    if kept is not None and kept.rank == rank and kept.variable is variable:
        block.notes.pop()
    block.notes.append(Note(rank, variable, value))


def forget(block: Block, notes: Iterable[Note]) -> None:
    """The variables of these notes are unknown from the start of a block on."""
    variables = dict.fromkeys(item.variable for item in notes)
    block.notes[:0] = [Note(block.rank, variable, None) for variable in variables]


def in_order(func: Func, block: Block) -> Iterator[tuple[list[Note], Value | None]]:
    """The values of a block, each with the notes in front of it; the last notes come with None.

    Where a pass has given values another order, nothing is known of the variables.
    """
    ranks = [rank for value in block.values if (rank := func.ranks.get(value)) is not None]
    notes = sorted(block.notes, key=_rank)
    if any(left > right for left, right in pairwise(ranks)):
        notes = [Note(0, variable, None) for variable in dict.fromkeys(item.variable for item in notes)]
    at = 0
    for value in block.values:
        start, rank = at, func.ranks.get(value, 0)
        while at < len(notes) and notes[at].rank < rank:
            at += 1
        yield notes[start:at], value
    yield notes[at:], None


def _rank(item: Note) -> int:
    return item.rank
