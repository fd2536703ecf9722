"""The SSA of a function, pass by pass, for a view that follows values through the passes and back to the source.

Passes share most of their lines, so a line is sent once and passes refer to it by number. A line's key says what it is
of, whatever the pass made of it: `t5` for a value (also for one without a result), `b2` for the header of a block and
`x2` for the way out of it. Lines with one key in two passes are the same thing before and after.

Source of the names: `SsaListing` in `extension/src/pages.ts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from server.build.snapshot import Snapshot
from server.compiler.ir.func import Func
from server.compiler.ir.print import block_header, exit_text, value_text
from server.features.functionat import Question, Shown, choose, find_function, listed
from server.source.span import Span
from server.target import Target

Listing: TypeAlias = dict[str, Any]
_Range: TypeAlias = tuple[int, int, int, int]


def ssa_listing(snapshot: Snapshot, question: Question, cancelled: Callable[[], bool]) -> Listing | None:
    """The listing; None where there is no function. Raises Cancelled."""
    shown = find_function(snapshot, question, cancelled)
    if shown is None:
        return None
    functions = shown.package.functions
    compiled = functions.compiled(shown.body, cancelled)
    func = choose(shown, compiled, question)
    record = _Record(shown, func.symbol if func else "")
    if func is not None:
        compiled = functions.watched(shown.body, record.hear, cancelled)
    return {
        **_head(shown, question, snapshot.target),
        "functions": listed(compiled),
        "symbol": record.symbol,
        "name": func.name if func else shown.body.obj.name,
        "obstacle": compiled.obstacle or ("" if func else "no instance of it is used"),
        "ranges": list(record.ranges),
        "lines": list(record.lines),
        "passes": record.passes,
    }


def _head(shown: Shown, question: Question, target: Target) -> Listing:
    first, last = shown.extent
    source = shown.file.data.decode("utf-8", "replace").split("\n")[first : last + 1]
    return {
        "uri": question.text_document.uri,
        "version": shown.version,
        "target": target.name,
        "declaration": shown.declaration,
        "firstLine": first,
        "lastLine": last,
        "source": [line.rstrip("\r") for line in source],
    }


@dataclass(slots=True)
class _Record:
    """What the passes make of one function. Dictionaries number their keys in the order in which they came."""

    shown: Shown
    symbol: str
    ranges: dict[_Range, int] = field(default_factory=dict)
    lines: dict[tuple[str, str, int], int] = field(default_factory=dict)  # key, text, number of the range or -1
    passes: list[dict[str, Any]] = field(default_factory=list)
    _known: dict[Span, int] = field(default_factory=dict)
    _before: list[int] = field(default_factory=list)

    def hear(self, name: str, func: Func) -> None:
        """A pass has ended; "build" is before the first. One that changed nothing has no lines of its own."""
        if func.symbol != self.symbol:
            return
        now = [self.lines.setdefault(line, len(self.lines)) for line in self._printed(func)]
        self.passes.append({"name": name, "lines": None if now == self._before else now})
        self._before = now

    def _printed(self, func: Func) -> Iterator[tuple[str, str, int]]:
        for block in func.blocks:
            yield f"b{block.id}", block_header(block), -1
            for value in block.values:
                yield f"t{value.id}", value_text(value), self._range(value.span)
            yield f"x{block.id}", exit_text(block), self._range(block.exit_span)

    def _range(self, span: Span | None) -> int:
        """The number of a span's range; -1 for none in this document."""
        if span is None:
            return -1
        if span not in self._known:
            found = self.shown.range_of(span)
            self._known[span] = -1 if found is None else self.ranges.setdefault(found, len(self.ranges))
        return self._known[span]
