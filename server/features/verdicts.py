"""What was decided about one function, in a few numbers: the text of its lens, and how two versions differ.

inline 57/80 · 2 escapes · 1 bounds check          a summary
inline 78→83 ✗ · +1 escape                         what an edit changed
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from server import GO_VERSION
from server.build.functions import CompiledFunction
from server.compiler.decide.plan import Verdict
from server.compiler.ir.decisions import Decision, DecisionKind

SEPARATOR: Final = " · "
ORIGIN: Final = f"Decisions of Go Bindery's compiler, by the rules of {GO_VERSION}"  # said by every surface
WIDTH: Final = 80  # characters of an error message in a lens
_SHORT: Final = 40  # characters of a reason in a lens

# Why a function cannot be inlined, in a few words; gc's reason -> ours.
_REASONS: Final = (
    (re.compile(r"^function too complex: cost (\d+) exceeds budget (\d+)$"), r"too big \1/\2"),
    (re.compile(r"^marked go:(\w+)$"), r"go:\1"),
    (re.compile(r"^unhandled op (\w+)$"), lambda found: found[1].lower()),
)
_HEAP_KINDS: Final = (DecisionKind.ESCAPE, DecisionKind.MOVE)


@dataclass(frozen=True, slots=True)
class FunctionSummary:
    """One function in numbers. `escapes` names what is allocated on the heap; `blocked` says why nothing is known.

    Of a generic function these are the numbers of the instance that fares worst.
    """

    inline: Verdict | None = None
    escapes: tuple[str, ...] = ()
    bounds: int = 0  # bounds checks that stay
    nils: int = 0  # nil checks that stay
    blocked: str = ""
    instances: int | None = None  # of a generic function


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions of a function; `kind` as in the JSON of `bindery check -against`."""

    kind: str  # "inline", "escape", "bounds check", "blocked"
    before: str
    after: str
    worse: bool
    text: str  # in a lens


def summarise(compiled: CompiledFunction) -> FunctionSummary:
    """The summary of a compiled function."""
    if compiled.obstacle:
        return FunctionSummary(blocked=compiled.obstacle)
    kept = Counter(item.kind for item in compiled.decisions if item.verdict == "kept")
    escapes = tuple(item.subject for item in compiled.decisions if is_allocation(item))
    bounds, nils = kept[DecisionKind.BOUNDS_CHECK], kept[DecisionKind.NIL_CHECK]
    instances = len(compiled.instances) if compiled.generic else None
    return FunctionSummary(compiled.verdict, escapes, bounds, nils, instances=instances)


def is_allocation(item: Decision) -> bool:
    """Whether a decision says that something lives on the heap."""
    return item.kind in _HEAP_KINDS and item.verdict in ("escapes to heap", "moved to heap")


def title(summary: FunctionSummary) -> str:
    """The lens of a function."""
    if summary.blocked:
        return f"blocked: {shortened(summary.blocked, WIDTH)}"
    if summary.instances == 0:
        return "no instances"
    parts = [_inline_text(summary.inline)] if summary.inline is not None else []
    parts += [_counted(len(summary.escapes), "escape")] if summary.escapes else []
    parts += [_counted(summary.bounds, "bounds check")] if summary.bounds else []
    parts += [f"worst of {summary.instances} instances"] if (summary.instances or 0) > 1 else []
    return SEPARATOR.join(parts) or "nothing on the heap"


def _inline_text(verdict: Verdict) -> str:
    if verdict.can_inline:
        return f"inline {verdict.cost}/{verdict.budget}"
    return f"not inlined: {brief_reason(verdict.reason)}"


def brief_reason(reason: str) -> str:
    """Why a function cannot be inlined, in a few words."""
    for pattern, words in _REASONS:
        if pattern.match(reason):
            return pattern.sub(words, reason)
    return shortened(reason, _SHORT)


def shortened(message: str, width: int) -> str:
    """The first line of a message, cut to a width."""
    line = message.partition("\n")[0]
    return line if len(line) <= width else line[: width - 1] + "…"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def differences(before: FunctionSummary, after: FunctionSummary) -> list[Change]:
    """What changed between two versions, the most important first."""
    if before.blocked or after.blocked:
        if before.blocked == after.blocked:
            return []
        text = title(after) if after.blocked else "no longer blocked"
        return [Change("blocked", before.blocked, after.blocked, bool(after.blocked), text)]
    return [*_inline_change(before.inline, after.inline), *_escape_changes(before, after), *_bounds(before, after)]


def _inline_change(before: Verdict | None, after: Verdict | None) -> Iterator[Change]:
    if before is None or after is None or before == after:
        return
    cost = f"{before.cost}→{after.cost}" if before.cost != after.cost else f"{after.cost}/{after.budget}"
    mark = "" if before.can_inline == after.can_inline else " ✓" if after.can_inline else " ✗"
    if not mark and before.cost == after.cost:
        mark = f" {brief_reason(after.reason)}" if after.reason else ""
    worse = before.can_inline and not after.can_inline
    yield Change("inline", _inline_text(before), _inline_text(after), worse, f"inline {cost}{mark}")


def _escape_changes(before: FunctionSummary, after: FunctionSummary) -> Iterator[Change]:
    gained = Counter(after.escapes) - Counter(before.escapes)
    lost = Counter(before.escapes) - Counter(after.escapes)
    number = len(after.escapes) - len(before.escapes)
    if not gained and not lost:
        return
    text = f"{number:+d} {'escape' if abs(number) == 1 else 'escapes'}" if number else "other escapes"
    gone, new = (", ".join(sorted(names.elements())) for names in (lost, gained))
    yield Change("escape", gone, new, number > 0, text.replace("-", "−"))


def _bounds(before: FunctionSummary, after: FunctionSummary) -> Iterator[Change]:
    number = after.bounds - before.bounds
    if number:
        text = f"{number:+d} bounds {'check' if abs(number) == 1 else 'checks'}".replace("-", "−")
        yield Change("bounds check", str(before.bounds), str(after.bounds), number > 0, text)


def change_title(changes: Sequence[Change]) -> str:
    """What a lens says of the changes."""
    return SEPARATOR.join(change.text for change in changes)
