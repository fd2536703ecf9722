"""The decision log: what the compiler decided about the user's code, where and why.

Lenses, `-gcflags=-m`, explanations and the size report all read this one record; it is stored with the package.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from server.source.span import Span


class DecisionKind(Enum):
    """What was decided about."""

    BOUNDS_CHECK = "bounds check"
    NIL_CHECK = "nil check"
    DEAD_CODE = "dead code"
    CONSTANT = "constant"
    INLINE = "inline"  # of a function: whether calls of it can be inlined
    CALL = "call"  # of a call: inlined, or why not
    DEVIRTUAL = "devirtualised call"
    ESCAPE = "escape"  # of an expression that allocates: heap or stack
    MOVE = "moved to heap"  # of a variable
    LEAK = "leaking param"  # of a parameter, "does not escape" included
    DEAD_STORE = "dead store"
    DEFER = "defer"  # where a deferred call is kept
    ASSERTION = "type assertion"  # a comparison in place, or a call of the run-time
    INTRINSIC = "intrinsic"  # a call that becomes an operation
    APPEND = "append"  # whether all words of the slice are written back
    SLICE = "slice"  # a slice expression that changes nothing
    PREDICTION = "branch prediction"
    DIRECT_CALL = "direct call"  # of an interface method whose table the SSA shows
    PHI = "branch to value"  # a choice between booleans that needs no branch
    WRITE_BARRIER = "write barrier"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a reason: a place and what happens there."""

    span: Span | None
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about `subject` (an expression or a name, as gc prints it) in function `func` (link name).

    Of inlined source, what is decided on the typed tree has the place of the outermost call as its span, like gc; what
    is decided later has the span of the source, which knows the calls.
    """

    kind: DecisionKind
    func: str
    span: Span | None
    subject: str
    verdict: str  # "removed", "kept", "folded to 42", ...
    reason: str
    steps: tuple[Step, ...] = ()
    message: str = ""  # the line that gc prints after the position; empty for what gc does not print
    level: int = 1  # of -m at which gc prints the message
    within: str = ""  # the function as gc names it, `f.func1`, where `func` does not tell
    generated: bool = False  # whether it is about code that stands nowhere in the source: method wrappers


@dataclass(slots=True)
class DecisionLog:
    """Decisions in the order they were made."""

    items: list[Decision] = field(default_factory=list)

    def add(self, decision: Decision) -> None:
        """Record one decision."""
        self.items.append(decision)

    def of_function(self, symbol: str) -> list[Decision]:
        """The decisions about one function."""
        return [item for item in self.items if item.func == symbol]
