"""The SSA of an expression, in a short slice: what it is computed from, the values, who uses them, what was decided.

The values of an expression are those that were computed for it. Of a call that was replaced by the callee's body they
are those of the body.

    b1: if.then <- b0
        t3 = slice_len t0 int
        boundscheck t1 t3 index
        t5 = load t4 int
    Used by
        t6 = add t5 t2 int
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from server.compiler.decide.escape.places import offset_of
from server.compiler.ir.decisions import Decision
from server.compiler.ir.func import Func, Value
from server.compiler.ir.print import block_header, exit_text, value_text
from server.compiler.syntax import nodes as ast
from server.compiler.types.objects import Object, Var
from server.source.span import Span

SLICE_LINES: Final = 12  # values shown of a slice: what fits a hover without scrolling
USE_LINES: Final = 4


def computed_extents(funcs: Sequence[Func]) -> dict[Span, Func]:
    """The extents that values were computed for, and the first function that has some."""
    found: dict[Span, Func] = {}
    for func in funcs:
        for value in _values(func):
            if value.span is not None:
                found.setdefault(value.span.outermost(), func)
    return found


def slice_text(func: Func, extent: Span) -> str:
    """The slice of the expression with that extent."""
    wanted = [value for value in _values(func) if value.span is not None and value.span.outermost() == extent]
    own = [value for value in wanted if value.span == extent]
    uses = list(_uses(func, set(wanted)))
    shown = uses[:USE_LINES] if len(uses) <= USE_LINES + 1 else [*uses[:USE_LINES], f"and {len(uses) - USE_LINES} more"]
    return "\n".join([*_slice(func, own or wanted), *(["Used by"] if uses else []), *(f"    {use}" for use in shown)])


def _values(func: Func) -> Iterator[Value]:
    for block in func.blocks:
        yield from block.values


def _slice(func: Func, wanted: Sequence[Value]) -> Iterator[str]:
    """The wanted values and what they are computed from, nearest first up to the limit, in the function's order."""
    chosen = dict.fromkeys(wanted[:SLICE_LINES])
    queue = list(chosen)
    for value in queue:
        for arg in value.args:
            if arg not in chosen and len(chosen) < SLICE_LINES:
                chosen[arg] = None
                queue.append(arg)
    for block in func.blocks:
        here = [value for value in block.values if value in chosen]
        if here:
            yield block_header(block)
            yield from (f"    {value_text(value)}" for value in here)
    if len(wanted) > SLICE_LINES:
        yield f"    and {len(wanted) - SLICE_LINES} more"


def _uses(func: Func, wanted: set[Value]) -> Iterator[str]:
    """Values, and ends of blocks, that the values are used by."""
    for block in func.blocks:
        for value in block.values:
            if value not in wanted and not wanted.isdisjoint(value.args):
                yield value_text(value)
        if not wanted.isdisjoint(block.controls):
            yield f"{exit_text(block)} at the end of b{block.id}"


def decisions_at(decisions: Sequence[Decision], node: ast.Node, extent: Span, meant: Object | None) -> list[Decision]:
    """What was decided about an expression, and about the variable that it names; `extent` is the node's."""
    at = offset_of(node)  # gc says where an operation is by its operator, where a call is by its parenthesis
    places = {(extent.anchor, extent.start, extent.end), (extent.anchor, at, extent.end), (extent.anchor, at, at + 1)}
    if isinstance(meant, Var) and meant.span is not None and not meant.is_field:
        places.add((meant.span.anchor, meant.span.start, meant.span.end))
    found = (item for item in decisions if item.span is not None)
    return [item for item in found if item.span and (item.span.anchor, item.span.start, item.span.end) in places]
