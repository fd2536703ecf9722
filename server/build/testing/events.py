"""Test output as a stream of events, the form of `go test -json` and of `go tool test2json`.

A test program that runs with `-test.v=test2json` begins each line of its own framing (`=== RUN`, `--- PASS`, `PASS`)
with ^V, encloses errors in ^O and ^N, and escapes other uses of these with ^[. Source: `go doc test2json`, and the
behaviour of that tool where the documentation is silent (long lines, benchmark names, characters cut in two).

Invariant: the outputs of all events, one after the other, are what the program printed, without the marks.
"""

import codecs
import json
import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

_FRAME, _ERROR, _ERROR_END, _ESCAPE = 0x16, 0x0F, 0x0E, 0x1B
_LINE_LIMIT: Final = 4096  # bytes of a line that may be framing
_EVENT_LIMIT: Final = 1024  # bytes of output in one event
_UPDATES: Final = tuple(
    b"=== %-6s" % word for word in (b"RUN", b"PAUSE", b"CONT", b"NAME", b"PASS", b"FAIL", b"SKIP", b"ATTR")
)
_ARTIFACTS: Final = b"=== ARTIFACTS "
_REPORTS: Final = (b"--- PASS: ", b"--- FAIL: ", b"--- SKIP: ", b"--- BENCH: ")
_NO_TESTS: Final = re.compile(rb"\?   \t.*\t\[no test files\]")
_BENCHMARK: Final = re.compile(rb"Benchmark(?![a-z])[^\t]*\t")
_ELAPSED: Final = re.compile(r" \(([0-9.]+)s\)$")

Event = dict[str, object]


class Converter:
    """Takes the output of one test program and writes events, one JSON object per line."""

    def __init__(self, write: Callable[[str], object], package: str, timestamps: bool = True) -> None:
        self._write = write
        self._package = package
        self._timestamps = timestamps
        self._started = time.monotonic()
        self._test = ""  # to which output belongs
        self._reports: list[Event] = []  # results that were announced, by depth; their events come after their output
        self._result = ""  # of the whole program
        self._only_marked = False  # framing has been seen with its mark: lines without one are output
        self._in_error = False
        self._escaped = False  # the next byte stands for itself
        self.failed_build = ""  # the package that could not be built
        self._input = _Lines(_LINE_LIMIT, self._line, self._text)
        self._output = _Lines(_EVENT_LIMIT, self._emit, self._emit)
        self._framing = False
        self._event({"Action": "start"})

    def write(self, data: bytes) -> None:
        """Take some output."""
        self._input.write(data)

    def exited(self, ok: bool) -> None:
        """Say how the program ended."""
        if not ok:
            self._result = "fail"
        elif self._result != "skip":
            self._result = "pass"

    def close(self) -> None:
        """Write what is left, and the event of the whole program."""
        self._input.flush()
        self._output.flush()
        if self._result:
            event: Event = {"Action": self._result}
            if self._timestamps:
                event["Elapsed"] = round(time.monotonic() - self._started, 3)
            if self._result == "fail" and self.failed_build:
                event["FailedBuild"] = self.failed_build
            self._event(event)

    # Lines of the program

    def _text(self, part: bytes) -> None:
        self._output.write(part)

    def _line(self, line: bytes) -> None:
        marked = line[:1] == bytes((_FRAME,))
        if self._only_marked and not marked:
            self._text(line)
            return
        if marked:
            self._output.flush()
            line = line[1:]
        bare = line.removesuffix(b"\n").removesuffix(b"\r")
        if bare == b"=== NAME":
            line = b"=== NAME  \n"  # its trailing spaces got lost
        if bare in (b"PASS", b"FAIL") or bare.startswith(b"FAIL\t"):
            self._flush_reports(0)
            self._only_marked = marked
            self._frame(line)
            self._result = "pass" if bare == b"PASS" else "fail"
        elif line.startswith((*_UPDATES, _ARTIFACTS)):
            self._only_marked = marked
            self._update(line)
        else:
            self._other(line, bare, marked)

    def _other(self, line: bytes, bare: bytes, marked: bool) -> None:
        """A report, perhaps indented, or plain output."""
        if _NO_TESTS.fullmatch(bare) and not self._reports:
            self._result = "skip"
        rest = line.lstrip(b" ")
        depth, odd = divmod(len(line) - len(rest), 4)
        rest = line[4 * depth :]
        if odd == 0 and rest.startswith(_REPORTS) and depth <= len(self._reports):
            self._report(line, rest, depth, marked)
            return
        if not rest.startswith(_REPORTS) and 0 < depth <= len(self._reports):
            self._test = str(self._reports[depth - 1]["Test"])
        self._text(line)

    def _report(self, line: bytes, rest: bytes, depth: int, marked: bool) -> None:
        """`--- PASS: TestX (0.00s)`, indented by the depth of the subtest."""
        word, _, name = rest[4:].decode("utf-8", "replace").strip().partition(": ")
        event: Event = {"Action": word.lower()}
        elapsed = _ELAPSED.search(name)
        if elapsed is not None and self._timestamps:
            event["Elapsed"] = _number(elapsed[1])
        self._only_marked = marked
        self._flush_reports(depth)
        self._test = event["Test"] = name.partition(" (")[0]
        self._reports.append(event)
        self._frame(line)

    def _update(self, line: bytes) -> None:
        """`=== RUN   TestX`"""
        action, _, rest = line[4:].decode("utf-8", "replace").partition(" ")
        event: Event = {"Action": action.lower()}
        name = rest.strip()
        if action == "ARTIFACTS":
            name, _, event["Path"] = name.partition(" ")
        elif action == "ATTR":
            name, _, attribute = name.partition(" ")
            event["Key"], _, event["Value"] = attribute.partition(" ")
        self._flush_reports(0)
        self._test = name
        if action == "NAME":
            return
        if action == "PAUSE":  # so that the test does not seem to print while it pauses
            self._frame(line)
            self._event(event)
        else:
            self._event(event)
            self._frame(line)

    def _flush_reports(self, depth: int) -> None:
        """Write the results of that depth and deeper."""
        self._test = ""
        while len(self._reports) > depth:
            self._event(self._reports.pop())

    def _frame(self, line: bytes) -> None:
        self._framing = True
        self._output.write(line)
        self._framing = False

    # Events

    def _emit(self, data: bytes) -> None:
        """Events for some output: what lies inside the marks of an error apart from the rest."""
        kind = "frame" if self._framing else "error-continue" if self._in_error else ""
        text, at = bytearray(), 0
        while at < len(data):
            byte = data[at]
            at += 1
            if self._escaped:
                self._escaped = False
                text.append(byte)
            elif byte == _ESCAPE:
                self._escaped = True
            elif byte == _ERROR:
                self._say(text, kind)
                self._in_error, kind, text = True, "error", bytearray()
            elif byte == _ERROR_END:
                if data[at : at + 1] == b"\n":
                    text.append(data[at])
                    at += 1
                self._say(text, kind)
                self._in_error, kind, text = False, "", bytearray()
            else:
                text.append(byte)
        self._say(text, kind)

    def _say(self, text: bytearray, kind: str) -> None:
        if text:
            event: Event = {"Action": "output", "Output": text.decode("utf-8", "replace")}
            self._event({**event, "OutputType": kind} if kind else event)

    def _event(self, event: Event) -> None:
        """Write an event, its fields in test2json's order."""
        stamp = {"Time": datetime.now().astimezone().isoformat()} if self._timestamps else {}
        test = event.get("Test") or self._test
        known: Event = {**stamp, "Action": event["Action"], "Package": self._package, "Test": test, **event}
        text = json.dumps(
            {name: value for name, value in known.items() if value != ""}, ensure_ascii=False, separators=(",", ":")
        )
        self._write(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e") + "\n")


class _Lines:
    """A buffer that hands on whole lines, and lines that are too long for it in parts."""

    def __init__(self, limit: int, line: Callable[[bytes], None], part: Callable[[bytes], None]) -> None:
        self._limit = limit
        self._line = line
        self._part = part
        self._data = b""
        self._inside = False  # the beginning of the line has been handed on as a part

    def write(self, data: bytes) -> None:
        for at in range(0, len(data), self._limit) or ():
            self._data += data[at : at + self._limit]
            self._drain()

    def _drain(self) -> None:
        while (end := _end_of_line(self._data)) > 0 and (end <= self._limit or self._inside):
            (self._part if self._inside else self._line)(self._data[:end])
            self._data, self._inside = self._data[end:], False
        match = _BENCHMARK.match(self._data) if not self._inside else None
        if match is not None:  # the rest of its line comes when it has run
            self._hand_on(match.end())
        while len(self._data) >= self._limit:
            self._hand_on(_whole_characters(self._data[: self._limit]))

    def _hand_on(self, count: int) -> None:
        self._part(self._data[:count])
        self._data, self._inside = self._data[count:], True

    def flush(self) -> None:
        if self._data:
            self._part(self._data)
            self._data = b""


def _end_of_line(data: bytes) -> int:
    """Where the first line ends: after a line feed, or before a mark of framing; -1 if it does not."""
    escaped = False
    for at, byte in enumerate(data):
        if byte == 0x0A:
            return at + 1
        if escaped:
            escaped = False
        elif byte == _ESCAPE:
            escaped = True
        elif byte == _FRAME and at > 0:
            return at
    return -1


def _whole_characters(data: bytes) -> int:
    """How many bytes of a piece of UTF-8 do not cut a character in two."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    decoder.decode(data)
    return (len(data) - len(decoder.getstate()[0])) or len(data)


def _number(text: str) -> float | int:
    """The number as JSON writes it: without a fraction when there is none."""
    value = float(text)
    return int(value) if value == int(value) else value
