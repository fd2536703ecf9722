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
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from elftools.elf.elffile import ELFFile

from server.build.container import ImageError
from server.build.driver import build
from server.build.environment import resolve_environment, tags_of_flags
from server.build.flagvalues import with_values
from server.build.flagwords import FlagError
from server.build.imagefiles import write_image
from server.build.imageoptions import ImageOptions
from server.build.images import load_graph
from server.build.insight import make_insight
from server.build.ldflags import parse_ldflags
from server.build.loading import cache_of, look_around
from server.build.messages import ChildRequest, Insight, Message, Outcome, Problem, Progress
from server.build.outputname import OutputError, output_path
from server.build.progress import Cancelled, ChunkDone, Downloading, Event, Note, PackageDone, Stage, Step
from server.build.request import BuildRequest, LinkerFlags, LinkerRules
from server.build.result import BuildResult
from server.build.stamp import AUTO
from server.compiler.types import checker
from server.diagnostics.codes import build as codes
from server.diagnostics.collector import Collector
from server.diagnostics.data import Row
from server.diagnostics.render import Resolved
from server.linker.retention import Retention
from server.target import TARGETS, find_target

_PATIENT: Final = 10  # how much less of the processor than others it wants for what nobody waits for


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
        built = _build(wanted, send, ended.is_set)
    except (Cancelled, checker.Cancelled):
        sys.exit(1)
    send(built.outcome)
    insight = _insight(built, ended.is_set) if wanted.insight and built.outcome.ok else None
    if insight is not None:
        send(insight)


def _await_end(descriptor: int, ended: threading.Event) -> None:
    # The descriptor, not the stream: a thread that sits in a stream's lock would disturb the end of the interpreter.
    while os.read(descriptor, 4096):
        pass
    ended.set()


@dataclass(frozen=True, slots=True)
class _Built:
    """How a build ended, and what it was if there was one."""

    outcome: Outcome
    result: BuildResult = field(default_factory=BuildResult)
    request: BuildRequest | None = None


def _insight(built: _Built, cancelled: Callable[[], bool]) -> Insight | None:
    """What can be marked in the source; None when the linker's graph is not at hand. Nobody waits for it."""
    if hasattr(os, "nice"):
        os.nice(_PATIENT)
    output = next(one for one in built.result.outputs if one.path is not None)
    retention = Retention(output.make_graph()) if output.make_graph is not None else None
    if retention is None and built.request is not None:  # the program was there already
        cache = cache_of(built.request, Collector())
        retention = load_graph(cache, output.image) if cache is not None else None
    if retention is None:
        return None
    program = built.outcome.output, built.outcome.target
    return make_insight(program, output.import_path, built.result.packages, retention, cancelled)


def _build(wanted: ChildRequest, send: Callable[[Progress], None], cancelled: Callable[[], bool]) -> _Built:
    path = Path(wanted.path)
    directory = path if path.is_dir() else path.parent
    environment = resolve_environment(os.environ, directory)
    name = f"{wanted.goos or environment['GOOS']}/{wanted.goarch or environment['GOARCH']}"
    target = find_target(*name.split("/", 1))
    if target is None:
        known = ", ".join(row.name for row in TARGETS)
        return _Built(Outcome(False, target=name, problems=(_plain(codes.TARGET_UNSUPPORTED, name, known),)))
    base = Path(wanted.base) if wanted.base else directory
    try:
        output = output_path(wanted.output, path, base, target, wanted.per_target)
        linker = _linker_flags(wanted, directory)
    except (OutputError, FlagError) as err:
        return _Built(Outcome(False, target=name, problems=(_refusal("BadBuildSetting", err),)))
    request = BuildRequest(
        patterns=[] if path.is_dir() or environment["GOMOD"] != os.devnull else [str(path)],
        directory=directory,
        target=target,
        cache=environment["BINDERY_CACHE"],
        output=str(output) if output else None,
        linker=linker,
        separate_debug=wanted.strip == "separate",
        tags=(*tags_of_flags(environment), *wanted.tags),
        jobs=os.cpu_count() or 1,
        buildvcs=AUTO,
        overlay=wanted.overlay,
    )
    result = build(request, partial(_forward, send), cancelled)
    outcome = _outcome(result, name)
    if outcome.ok and wanted.image:
        outcome = _with_image(outcome, result, request, wanted.image)
    return _Built(outcome, result, request)


def _linker_flags(wanted: ChildRequest, folder: Path) -> LinkerRules:
    """The flags of the settings, with values in the place of variables. Raises FlagError."""
    rules = with_values(parse_ldflags([wanted.ldflags] if wanted.ldflags else [], folder), folder, os.environ)
    return rules.changed(partial(_stripped, wanted.strip)) if wanted.strip else rules


def _stripped(strip: str, flags: LinkerFlags) -> LinkerFlags:
    symbols = flags.strip_symbols or strip == "all"
    return replace(flags, strip_symbols=symbols, strip_debug=flags.strip_debug or strip in ("debug", "all"))


def _with_image(outcome: Outcome, result: BuildResult, request: BuildRequest, options: ImageOptions) -> Outcome:
    """Make the container image of a program that was built."""
    output = next(one for one in result.outputs if one.path is not None)
    program = Path(outcome.output)
    source = look_around(request, Collector()).std if options.time_zones else None
    std = source.source if source is not None else None
    try:
        path = write_image(program.name, output.image, options, request.target, program.parent, std, os.environ)
    except ImageError as err:
        return msgspec.structs.replace(outcome, ok=False, problems=(*outcome.problems, _refusal("NoImage", err)))
    return msgspec.structs.replace(outcome, image=str(path))


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
        case Step():
            pass


def _outcome(result: BuildResult, target: str) -> Outcome:
    problems = tuple(_problem(item) for item in result.diagnostics)
    written = [output for output in result.outputs if output.path is not None]
    if not result.ok or not written:
        return Outcome(
            False, seconds=result.seconds, target=target, problems=problems or (_plain(codes.NO_MAIN_TO_WRITE),)
        )
    output = written[0]
    static = is_static(output.image)
    return Outcome(True, str(output.path), len(output.image), result.seconds, static, target=target, problems=problems)


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


def _refusal(code: str, reason: Exception) -> Problem:
    """What an editor's setting asks for and cannot be had; the reason is for the user to read."""
    return Problem("", 0, 0, 0, 0, "error", code, str(reason))
