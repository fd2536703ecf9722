"""Decisions of the compiler as lines: `-gcflags=-m`, `-m=2` with reasons, `-d=ssa/check_bce`.

What gc prints under -m too (inlining, escapes) has gc's form; what it does not is `subject: kind verdict`.
"""

from collections.abc import Callable, Iterable
from typing import Final

from server.build.artefact import PlacedDecision
from server.build.request import BuildRequest
from server.build.result import Report
from server.compiler.ir.decisions import DecisionKind
from server.diagnostics.render import Place

_OF_GC: Final = (DecisionKind.INLINE.value, DecisionKind.ESCAPE.value)
_FIRST_LEVEL: Final = (*_OF_GC, DecisionKind.BOUNDS_CHECK.value)  # the others, and reasons, come with -m=2
_KEPT: Final = "kept"

Shown = Callable[[str], str]


def decision_lines(report: Report, request: BuildRequest, shown_path: Shown) -> list[str]:
    """The lines that the request asks for, by position, each once."""
    level = request.compiler.print_decisions
    found: list[tuple[Place, str]] = []
    for item in report.decisions:
        if request.compiler.print_bounds_checks and _is_kept_check(item):
            found.append((item.bracket, f"Found {_gc_check(item)}"))
        if level >= 2 or (level and item.kind in _FIRST_LEVEL):
            found += _lines(item, level)
    found.sort(key=lambda pair: (pair[0].path, pair[0].line, pair[0].column))
    return list(dict.fromkeys(f"{_position(place, shown_path)}{text}" for place, text in found))


def _is_kept_check(item: PlacedDecision) -> bool:
    return item.kind == DecisionKind.BOUNDS_CHECK.value and item.verdict == _KEPT


def _gc_check(item: PlacedDecision) -> str:
    """gc's name of a check: an index, or a bound of a slice expression."""
    return "IsSliceInBounds" if _is_slicing(item.subject) else "IsInBounds"


def _is_slicing(subject: str) -> bool:
    """Whether an expression `x[...]` has a colon between its last brackets."""
    depth = 0
    for char in reversed(subject):
        if char in ")]}":
            depth += 1
        elif char in "([{":
            depth -= 1
            if depth == 0:
                return False
        elif char == ":" and depth == 1:
            return True
    return False


def _lines(item: PlacedDecision, level: int) -> Iterable[tuple[Place, str]]:
    if item.kind in _OF_GC:
        text = _gc_form(item)
    else:
        text = f"{item.subject}: {item.kind} {item.verdict}"
    if level < 2:
        return [(item.place, text)]
    lines = [(item.place, f"{text}: {item.reason}" if item.reason else text)]
    return [*lines, *((step.place if step.place.path else item.place, f"  {step.text}") for step in item.steps)]


def _gc_form(item: PlacedDecision) -> str:
    """`moved to heap: x` and `can inline f`, but `x escapes to heap`."""
    if item.verdict.startswith("moved to heap"):
        return f"{item.verdict}: {item.subject}"
    if item.kind == DecisionKind.INLINE.value:
        return f"{item.verdict} {item.subject}"
    return f"{item.subject} {item.verdict}"


def _position(place: Place, shown_path: Shown) -> str:
    return f"{shown_path(place.path)}:{place.line}:{place.column}: " if place.line else ""
