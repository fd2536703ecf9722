"""Decisions of the compiler as lines in gc's form: `-m`, `-m=2` with the ways of escaping, and what `-d` asks for.

As in gc, what is said about inlining comes first, then what is said about escaping, then what `-d` asks for; each in
the order in which functions are looked at, the last sorted by position.
"""

from collections.abc import Callable, Iterator
from typing import Final

from server.build.artefact import PlacedDecision
from server.build.debugflags import ON_REQUEST, kinds_of
from server.build.gcwords import (
    check_name,
    escape_heading,
    flow_lines,
    inline_cost,
    is_kept_check,
    is_kept_nil_check,
)
from server.build.result import Report
from server.compiler.ir.decisions import DecisionKind
from server.diagnostics.render import GENERATED, Place

# What is said first: which functions can be inlined, then what became of calls.
_ORDER: Final = {DecisionKind.INLINE.value: 0, DecisionKind.CALL.value: 1, DecisionKind.DEVIRTUAL.value: 1}
_LAST: Final = 2
_EXPLAINED: Final = 2  # the level of -m that shows ways

Shown = Callable[[str], str]


def decision_lines(report: Report, shown_path: Shown) -> list[str]:
    """The lines that the flags of a package ask for."""
    level = report.flags.print_decisions
    said = [item for item in report.decisions if item.level <= level and item.message and _is_said(item)]
    said.sort(key=lambda item: _ORDER.get(item.kind, _LAST))
    lines = [line for item in said for line in _lines(item, report, shown_path)]
    asked = sorted(set(_asked(report)), key=lambda pair: (pair[0].path, pair[0].line, pair[0].column, pair[1]))
    return [*lines, *(f"{position(place, shown_path)}{text}" for place, text in asked)]


def _lines(item: PlacedDecision, report: Report, shown_path: Shown) -> Iterator[str]:
    where = position(item.reported if item.reported.line else item.place, shown_path)
    if report.flags.print_decisions >= _EXPLAINED and (heading := escape_heading(item, report.import_path)):
        yield where + heading
        for step, text in flow_lines(item):
            place = position(step.place, shown_path).removesuffix(": ")
            yield f"{where}{text} at {place}" if place else f"{where}{text}"
    cost = inline_cost(item) if report.flags.print_decisions >= _EXPLAINED else ""
    yield where + item.message + (f" with cost {cost}" if cost else "")


def _is_said(item: PlacedDecision) -> bool:
    """Whether -m is about a decision; of bounds checks it is about those that the form of an index makes needless."""
    return item.kind not in ON_REQUEST or item.kind == DecisionKind.BOUNDS_CHECK.value


def _asked(report: Report) -> Iterator[tuple[Place, str]]:
    """What the keys of -d ask for."""
    kinds = kinds_of(report.flags.debug)
    for item in report.decisions:
        if item.kind not in kinds:
            continue
        if item.kind == DecisionKind.BOUNDS_CHECK.value:
            if is_kept_check(item):
                yield item.reported, f"Found {check_name(item)}"
        elif item.kind == DecisionKind.NIL_CHECK.value:
            yield item.reported, "generated nil check" if is_kept_nil_check(item) else "removed nil check"
        elif item.kind == DecisionKind.WRITE_BARRIER.value:
            yield item.reported, "write barrier"
        elif item.message:
            yield item.reported, item.message


def position(place: Place, shown_path: Shown) -> str:
    """`./x.go:1:2: `, or nothing for what has no place."""
    if place == GENERATED:
        return f"{place.path}:{place.line}: "
    return f"{shown_path(place.path)}:{place.line}:{place.column}: " if place.line else ""
