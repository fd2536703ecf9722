"""What callers in other packages need to know of a function, without its body."""

from __future__ import annotations

from dataclasses import dataclass

from server.compiler.decide.plan import Leaks, Verdict


@dataclass(frozen=True, slots=True)
class FunctionRecord:
    """The decisions about one function that is not generic.

    verdict: None for one without a body. leaks: receiver first, then parameters. directives: those that callers obey.
    """

    verdict: Verdict | None
    leaks: tuple[Leaks, ...]
    directives: frozenset[str] = frozenset()

    @property
    def can_inline(self) -> bool:
        """Whether callers need the body."""
        return self.verdict is not None and self.verdict.can_inline
