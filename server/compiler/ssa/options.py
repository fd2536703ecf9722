"""What the caller of the optimiser decides, and what every pass receives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from server.compiler.ir.decisions import Decision, DecisionKind, DecisionLog, Step
from server.compiler.ir.func import Func
from server.compiler.types.sizes import Sizes
from server.source.span import Span


@dataclass(slots=True)
class PassOptions:
    """Switches; `on_pass` sees the function after each pass and once, as "build", before the first."""

    disabled: frozenset[str] = frozenset()  # names of passes to leave out
    verify: bool = False  # run the verifier before the first and after every pass
    on_pass: Callable[[str, Func], None] | None = None
    sizes: Sizes = field(default_factory=lambda: Sizes(8))
    notes: bool = False  # whether to note which values variables have


@dataclass(slots=True)
class Work:
    """One function on its way through the passes."""

    func: Func
    log: DecisionLog
    options: PassOptions

    def decide(
        self,
        kind: DecisionKind,
        span: Span | None,
        verdict: str,
        reason: str,
        subject: str = "",
        steps: tuple[Step, ...] = (),
        message: str = "",
    ) -> None:
        """Record a decision about the expression at `span`; what has no place in the source is not recorded.

        message: gc's line.
        """
        if span is None:
            return
        text = subject or self.func.text_of(span)
        self.log.add(Decision(kind, self.func.symbol, span, text, verdict, reason, steps, message))
