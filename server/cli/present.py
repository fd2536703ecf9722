"""Shows results on the terminal: diagnostics as go prints them, decisions, JSON for machines."""

import json
import os
import sys
from typing import TextIO

from server.build.progress import ChunkDone, Downloading, Event, Note, PackageDone, Stage, Step
from server.build.request import BuildRequest
from server.build.result import BuildResult, Report
from server.cli.decisions import decision_lines
from server.diagnostics.render import ERROR_LIMIT, Resolved, as_printed, caret_lines, plain

_RED, _YELLOW, _BOLD, _GREEN, _OFF = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[32m", "\x1b[0m"


def wants_colour(stream: TextIO) -> bool:
    """Whether to write escape sequences: on a terminal, unless NO_COLOR or TERM=dumb says no."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Presenter:
    """Prints one result."""

    def __init__(self, request: BuildRequest, as_json: bool) -> None:
        self.request = request
        self.as_json = as_json
        self.carets = sys.stderr.isatty()
        self.colour = wants_colour(sys.stderr)
        self.heading = ""  # the package that the last line was about

    def show(self, result: BuildResult) -> None:
        """Print everything that was found, package by package."""
        for report in result.reports:
            limit = None if report.flags.all_errors or self.as_json else ERROR_LIMIT
            found = as_printed(report.diagnostics, limit)
            if self.as_json:
                for item in found:
                    print(diagnostic_json(item))
            else:
                self._show_report(report, found)

    def _show_report(self, report: Report, found: list[Resolved]) -> None:
        lines = [self._text(item, bool(report.import_path)) for item in found]
        lines += decision_lines(report, self.shown_path)
        lines += report.assembly.splitlines()
        if lines and report.import_path != self.heading:
            self.heading = report.import_path
            if report.import_path:
                print(f"# {report.import_path}", file=sys.stderr)
        for line in lines:
            print(line, file=sys.stderr)

    def _text(self, item: Resolved, of_compiler: bool) -> str:
        path = self.shown_path if of_compiler else self.relative_path
        text = plain(item, path)
        if not self.carets:
            return text
        head, *rest = text.split("\n")
        marks = caret_lines(item) if item.code != "TooManyErrors" else None
        if self.colour:
            position = head[: len(head) - len(item.message.split("\n")[0])]
            head = f"{_BOLD}{position}{_RED if item.is_error else _YELLOW}{head[len(position) :]}{_OFF}"
        if marks:
            source, caret = marks
            rest += [f"    {source}", f"    {_GREEN}{caret}{_OFF}" if self.colour else f"    {caret}"]
        return "\n".join([head, *rest])

    def relative_path(self, path: str) -> str:
        """A path relative to the current directory when that is shorter, as go shows it."""
        relative = os.path.relpath(path, self.request.directory)
        return relative if len(relative) < len(path) else path

    def shown_path(self, path: str) -> str:
        """The form of the compiler's messages: a file of the current directory begins with `./`."""
        relative = self.relative_path(path)
        return relative if os.sep in relative else f"./{relative}"


def diagnostic_json(item: Resolved) -> str:
    """One object: `file line col endLine endCol severity code message`; lines and byte columns from 1."""
    place = item.place
    fields: dict[str, object] = {
        "file": place.path,
        "line": place.line,
        "col": place.column,
        "endLine": place.end_line,
        "endCol": place.end_column,
        "severity": item.severity,
        "code": item.code,
        "message": item.message,
    }
    if item.related:
        fields["related"] = [
            {"file": other.place.path, "line": other.place.line, "col": other.place.column, "message": other.message}
            for other in item.related
        ]
    return json.dumps(fields, ensure_ascii=False)


def progress_json(event: Event) -> None:
    """One object per event: `{"progress": text, "done": n, "total": n}`; 0 where the amount is unknown."""
    done = total = 0
    match event:
        case Stage(text=text):
            pass
        case PackageDone(path=text, done=done, total=total) | ChunkDone(package=text, done=done, total=total):
            pass
        case Note(text=text) | Step(text=text):
            pass
        case Downloading(module=module):
            text = f"Downloading {module}"
    print(json.dumps({"progress": text, "done": done, "total": total}), flush=True)
