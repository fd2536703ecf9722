"""The decisions about a function as Markdown: what costs first, each with a link to its place and its reason's steps.

What was removed, or never needed anything, is counted at the end: it costs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from server.build.functions import CompiledFunction
from server.build.snapshot import CheckedPackage
from server.compiler.ir.decisions import Decision, DecisionKind
from server.features.positions import uri_of
from server.features.verdicts import ORIGIN, is_allocation
from server.source.span import Span

LISTED: Final = 20  # decisions in a hover: more would have to be scrolled through
STEPS: Final = 8  # of one reason
UNTOLD: Final = (DecisionKind.PREDICTION,)  # of interest to those who read machine code
_WORDED: Final = (DecisionKind.MOVE, DecisionKind.LEAK)  # gc's sentences name the subject
FREE: Final = ("removed", "does not escape")  # verdicts that are only counted


def details(package: CheckedPackage, compiled: CompiledFunction) -> list[str]:
    """Paragraphs about the decisions; none where there are no decisions."""
    if not compiled.instances:
        return _paragraph(package, "Decisions:", compiled.decisions)
    found = []
    for one in compiled.instances:
        found += _paragraph(package, f"Decisions about `{one.name}`:", one.decisions)
    return found


def origin() -> str:
    """Whose decisions they are."""
    return f"*{ORIGIN}.*"


def _paragraph(package: CheckedPackage, heading: str, decisions: Sequence[Decision]) -> list[str]:
    told = [item for item in decisions if item.kind not in UNTOLD]
    costs = sorted((item for item in told if item.verdict not in FREE), key=_rank)
    lines = [line for item in costs[:LISTED] for line in _lines(package, item)]
    if len(costs) > LISTED:
        lines.append(f"- and {len(costs) - LISTED} more")
    free = Counter(f"{item.kind.value}: {item.verdict}" for item in told if item.verdict in FREE)
    lines += [f"- {number} × {text}" for text, number in free.items()]
    return ["\n".join([heading, "", *lines])] if lines else []


def _rank(item: Decision) -> int:
    """What a reader looks for first: the function itself, what is allocated, the checks that stay."""
    if item.kind is DecisionKind.INLINE:
        return 0
    return 1 if is_allocation(item) else 2 if item.verdict == "kept" else 3


def _lines(package: CheckedPackage, item: Decision) -> Iterator[str]:
    yield f"- {_link(package, item.span, ', ')}{verdict_text(item)}"
    yield from step_lines(package, item)


def step_lines(package: CheckedPackage, item: Decision) -> Iterator[str]:
    """The steps of a decision's reason, as a list below it."""
    for step in item.steps[:STEPS]:
        text = " ".join(step.text.split()).replace("`", "'")
        yield f"  - {_link(package, step.span, ': ')}`{text}`"
    if len(item.steps) > STEPS:
        yield f"  - and {len(item.steps) - STEPS} more steps"


def _link(package: CheckedPackage, span: Span | None, behind: str) -> str:
    """`[line 3](file:///x.go#L3,5), `; nothing for what has no place in a file of the package."""
    if span is None:
        return ""
    where = package.files.locate(span.outermost())
    file = package.files.file(where.path)
    if file is None:
        return ""
    line, character = file.lines.utf16_position(where.start)
    return f"[line {line + 1}]({uri_of(where.path)}#L{line + 1},{character + 1}){behind}"


def verdict_text(item: Decision) -> str:
    """`bounds check of xs[i]: kept (nothing bounds i)`; of variables and parameters what gc says."""
    if item.kind in _WORDED:
        return f"`{item.message or item.verdict}`" + (f" ({item.reason})" if item.reason else "")
    subject = f" of `{' '.join(item.subject.split())}`" if item.subject else ""
    reason = f" ({item.reason})" if item.reason else ""
    return f"{item.kind.value}{subject}: {item.verdict}{reason}"
