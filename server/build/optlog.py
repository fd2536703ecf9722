"""The optimisation log of `-gcflags=-json=0,DIR`: what gopls reads, one file per source file.

DIR/<package, escaped>/<file>.json holds one JSON object per line: a header, then diagnostics of the language server
protocol sorted by position, with the ways of escaping as related information. Lines and byte columns count from 1, as
in gc's files. Source: the files that gc writes, and what gopls makes of them.
"""

import json
import urllib.parse
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from server import GO_VERSION
from server.build.artefact import PlacedDecision
from server.build.gcwords import (
    check_name,
    flow_lines,
    inline_cost,
    is_flow,
    is_kept_check,
    is_kept_nil_check,
    leak_target,
)
from server.build.result import Report
from server.compiler.ir.decisions import DecisionKind
from server.diagnostics.render import Place
from server.target import Target

_INFORMATION: Final = 3  # a severity of the protocol
_CYCLE: Final = "repeated recursive cycle"
_IN_URLS: Final = "!$&'()*+,-./:;=@_~"  # what Go leaves alone in the path of a URL
_HTML: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}

_Entry = tuple[Place, dict[str, Any]]


def write_log(report: Report, package_name: str, folder: Path, target: Target) -> None:
    """Write the log of one package. Raises OSError."""
    path = "main" if package_name == "main" else report.import_path
    below = folder / _path_escape(path)
    below.mkdir(parents=True, exist_ok=True)
    entries = [entry for item in report.decisions for entry in _entries(item) if entry[0].path]
    entries.sort(key=lambda entry: (entry[0].path, entry[0].line, entry[0].column))
    for file, rows in groupby(entries, key=lambda entry: entry[0].path):
        header = {
            "version": 0,
            "package": path,
            "goos": target.goos,
            "goarch": target.goarch,
            "gc_version": GO_VERSION,
            "file": file,
        }
        text = "".join(_line(row) for row in (header, *(row for _, row in rows)))
        name = _path_escape(Path(file).name.removesuffix(".go"))
        (below / f"{name}.json").write_text(text, "utf-8")


def _entries(item: PlacedDecision) -> Iterator[_Entry]:
    """The rows about one decision; some have none, an allocation on the heap has two."""
    kind = item.kind
    if kind == DecisionKind.INLINE.value:
        yield _inline_row(item)
    elif kind == DecisionKind.CALL.value:
        if item.message.endswith(_CYCLE):
            yield _row(item.place, "cannotInlineCall", f"{_CYCLE} to {item.subject}")
    elif kind == DecisionKind.LEAK.value:
        if item.steps:
            to, derefs = leak_target(item)
            message = f"parameter {item.subject} leaks to {to} with derefs={derefs}"
            yield _row(item.place, "leak", message, _related(item))
    elif kind in (DecisionKind.ESCAPE.value, DecisionKind.MOVE.value):
        yield from _escape_rows(item)
    elif is_kept_check(item):
        yield _row(item.reported, f"i{check_name(item)[1:]}", "", _inside(item))
    elif is_kept_nil_check(item):
        yield _row(item.reported, "nilcheck", "", _inside(item))


def _inline_row(item: PlacedDecision) -> _Entry:
    if item.message.startswith("can inline"):
        return _row(item.place, "canInlineFunction", f"cost: {inline_cost(item)}")
    return _row(item.place, "cannotInlineFunction", item.reason)


def _escape_rows(item: PlacedDecision) -> Iterator[_Entry]:
    if item.verdict not in ("escapes to heap", "moved to heap"):
        return
    if item.steps:
        # gc tells what flows straight into the heap from what outlives something else.
        flows = [step.text for step in item.steps if is_flow(step)]
        code = "escapes" if len(flows) == 1 and flows[0].startswith("flow: {") else "escape"
        yield _row(item.place, code, f"{item.subject} escapes to heap", _related(item))
    if item.kind == DecisionKind.ESCAPE.value:
        yield _row(item.place, "escape", "")


def _related(item: PlacedDecision) -> list[dict[str, Any]]:
    """The way of escaping; a line `flow:` has the place of the first reason below it."""
    lines = list(flow_lines(item))
    found = []
    for at, (step, text) in enumerate(lines):
        place = step.place
        if is_flow(step):
            place = lines[at + 1][0].place if at + 1 < len(lines) and not is_flow(lines[at + 1][0]) else item.place
        found.append(_location(place, f"escflow:  {text}"))
    return found


def _inside(item: PlacedDecision) -> list[dict[str, Any]]:
    """The places inside inlined calls."""
    return [_location(place, "inlineLoc") for place in item.inside]


def _location(place: Place, message: str) -> dict[str, Any]:
    uri = "file://" + urllib.parse.quote(place.path, safe=_IN_URLS)
    return {"location": {"uri": uri, "range": _range(place)}, "message": message}


def _row(place: Place, code: str, message: str, related: list[dict[str, Any]] | None = None) -> _Entry:
    row: dict[str, Any] = {
        "range": _range(place),
        "severity": _INFORMATION,
        "code": code,
        "source": "go compiler",
        "message": message,
    }
    if related:
        row["relatedInformation"] = related
    return place, row


def _range(place: Place) -> dict[str, dict[str, int]]:
    position = {"line": place.line, "character": place.column}
    return {"start": position, "end": position}


def _line(row: dict[str, Any]) -> str:
    """One line as Go's encoding/json writes it."""
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    for char, escaped in _HTML.items():
        text = text.replace(char, escaped)
    return text + "\n"


def _path_escape(text: str) -> str:
    """One segment of a path, as Go's url.PathEscape writes it."""
    return urllib.parse.quote(text, safe="$&+=:@!'()*~-_.")
