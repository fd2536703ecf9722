"""A build in a process of its own, for the language server: neither its CPU time nor its failures touch the editor.

The messages are those of `messages.py`. The end of standard input cancels the build, so that a server which dies
leaves no build behind.
"""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
from elftools.elf.elffile import ELFFile

from server.build.driver import build
from server.build.environment import resolve_environment, tags_of_flags
from server.build.messages import ChildRequest, Message, Outcome, Problem, Progress
from server.build.progress import Cancelled, ChunkDone, Downloading, Event, Note, PackageDone, Stage
from server.build.request import BuildRequest
from server.build.result import BuildResult
from server.diagnostics.codes import build as codes
from server.diagnostics.data import Row
from server.diagnostics.render import Resolved
from server.target import TARGETS, find_target


def main() -> None:
    """Do one build for the process that started this one."""
    messages = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not look like a message
    wanted = msgspec.json.decode(sys.stdin.buffer.readline(), type=ChildRequest)
    ended = threading.Event()
    threading.Thread(target=_await_end, args=(sys.stdin.fileno(), ended), daemon=True).start()

    def send(message: Message) -> None:
        try:
            messages.write(msgspec.json.encode(message) + b"\n")
            messages.flush()
        except OSError:
            ended.set()  # nobody listens any more

    try:
        send(_build(wanted, send, ended.is_set))
    except Cancelled:
        sys.exit(1)


def _await_end(descriptor: int, ended: threading.Event) -> None:
    # The descriptor, not the stream: a thread that sits in a stream's lock would disturb the end of the interpreter.
    while os.read(descriptor, 4096):
        pass
    ended.set()


def _build(wanted: ChildRequest, send: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Outcome:
    path = Path(wanted.path)
    directory = path if path.is_dir() else path.parent
    environment = resolve_environment(os.environ, directory)
    name = f"{wanted.goos or environment['GOOS']}/{wanted.goarch or environment['GOARCH']}"
    target = find_target(*name.split("/", 1))
    if target is None:
        known = ", ".join(row.name for row in TARGETS)
        return Outcome(False, problems=(_plain(codes.TARGET_UNSUPPORTED, name, known),))
    request = BuildRequest(
        patterns=[] if path.is_dir() or environment["GOMOD"] != os.devnull else [str(path)],
        directory=directory,
        target=target,
        cache=environment["BINDERY_CACHE"],
        output=wanted.output or None,
        tags=(*tags_of_flags(environment), *wanted.tags),
        jobs=os.cpu_count() or 1,
        overlay=wanted.overlay,
    )
    return _outcome(build(request, partial(_forward, send), cancelled))


def _forward(send: Callable[[Progress], None], event: Event) -> None:
    match event:
        case Stage(text=text):
            send(Progress(text))
        case PackageDone(path=path, done=done, total=total):
            send(Progress(f"Compiled {path}", done, total))
        case ChunkDone(package=package, done=done, total=total):
            send(Progress(f"Generated code of {package}", done, total))
        case Downloading(module=module):
            send(Progress(f"Downloading {module}"))
        case Note(text=text):
            print(text, file=sys.stderr)  # for the log


def _outcome(result: BuildResult) -> Outcome:
    problems = tuple(_problem(item) for item in result.diagnostics)
    written = [output for output in result.outputs if output.path is not None]
    if not result.ok or not written:
        return Outcome(False, seconds=result.seconds, problems=problems or (_plain(codes.NO_MAIN_TO_WRITE),))
    output = written[0]
    static = is_static(output.image)
    return Outcome(True, str(output.path), len(output.image), result.seconds, static, problems)


def is_static(image: bytes) -> bool:
    """Whether an ELF image needs nothing else: it names no interpreter and has no dynamic section."""
    types = {segment["p_type"] for segment in ELFFile(io.BytesIO(image)).iter_segments()}
    return not types & {"PT_INTERP", "PT_DYNAMIC"}


def _problem(item: Resolved) -> Problem:
    place = item.place
    extent = (place.line, place.column, place.end_line, place.end_column)
    return Problem(place.path, *extent, item.severity, item.code, item.message)


def _plain(row: Row, *args: str) -> Problem:
    return Problem("", 0, 0, 0, 0, row.severity.value, row.code, row.template.format(*args))
