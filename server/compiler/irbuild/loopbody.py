"""How the body of a range over a function is left: it has become a function, whose result says whether to go on.

`continue` and `break` of the loop itself give true and false. What leads further out (return, goto, labelled branches)
stores a number that the function around understands, and gives false; the code behind the loop looks at the number.
"""

from __future__ import annotations

from enum import IntEnum

from server.compiler.ir.func import Value
from server.compiler.ir.types import BOOL
from server.compiler.irbuild.builder import FuncBuilder, LoopBody
from server.compiler.types.model import Type
from server.source.span import Span


class State(IntEnum):
    """What a loop is doing; the run-time prints the states in which its body must not be called (internal/abi)."""

    DONE = 0  # the body has left the loop
    READY = 1
    PANIC = 2  # the body is running, or has panicked
    EXHAUSTED = 3  # the loop is over
    MISSING_PANIC = 4  # the iterator has kept a panic of the body to itself


def result_types(b: FuncBuilder) -> list[Type]:
    """The types of what a return statement returns from: the declared function or literal around loop bodies."""
    while b.loop_body is not None:
        b = b.loop_body.outer
    return b.result_types


def set_state(b: FuncBuilder, address: Value, state: State) -> None:
    """Note what a loop is doing."""
    b.store(address, b.count(state))


def end_body(b: FuncBuilder, body: LoopBody, state: State, span: Span | None) -> None:
    """Return from the body; the loop goes on if it is ready."""
    set_state(b, body.state, state)
    b.return_values([b.constant(state is State.READY, BOOL)], span)


def leave_body(b: FuncBuilder, body: LoopBody, tok: str, label: str, span: Span | None) -> None:
    """Leave the loop, and go on behind it as `tok label` says: return, goto, break, continue."""
    code = body.exits.setdefault((tok, label), len(body.exits) + 1)
    body.used.add((tok, label))
    b.store(body.next, b.count(code))
    end_body(b, body, State.DONE, span)


def return_from_body(b: FuncBuilder, body: LoopBody, values: list[Value], span: Span) -> None:
    """`return values`; without values the results are what they are."""
    for address, value in zip(body.results, values):
        b.store(address, value, span)
    leave_body(b, body, "return", "", span)
