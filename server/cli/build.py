"""`bindery build`: compile packages and link a static binary."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from server.build.loading import environment_of
from server.build.progress import Cancelled, never_cancelled
from server.build.request import BuildRequest
from server.build.result import BuildResult
from server.build.stamp import AUTO
from server.cli import INTERRUPTED
from server.cli.build_flags import BUILD_FLAGS, make_request, read_invocation
from server.cli.flags import Flag, FlagKind, ParsedFlags
from server.cli.help import flag_table
from server.cli.present import Presenter, progress_json
from server.cli.progress_line import progress_line
from server.cli.targets import listed_targets
from server.target import Target

if TYPE_CHECKING:
    from server.build.memory import Memory

_FLAGS: Final = (
    *BUILD_FLAGS,
    Flag("json-progress", FlagKind.BOOL, "with -json, print progress as objects too"),
    Flag("target", FlagKind.TEXT, "build for these targets; of several, names of programs end in -GOOS-GOARCH", "list"),
    Flag("no-daemon", FlagKind.BOOL, "build in this process, not in the resident builder"),
)


def run(args: Sequence[str], memory: "Memory | None" = None) -> int:
    """Build what the arguments name."""
    invocation = read_invocation(args, _FLAGS)
    flags = invocation.flags
    targets = listed_targets(flags.every("target"))
    if targets:  # whatever GOOS and GOARCH say
        chosen = invocation.environment.for_target(targets[0].goos, targets[0].goarch)
        invocation = replace(invocation, environment=chosen)
    request = make_request(invocation, flags.args, download=True, stamps=AUTO)
    results: list[tuple[Target, BuildResult]] = []
    try:
        for one in _each_target(request, targets):
            result = _build(one, flags, memory)
            results.append((one.target, result))
            Presenter(one, flags.on("json")).show(result)
            if len(targets) > 1 and not flags.on("json"):
                _show_outputs(one, result)
            if not result.ok:
                break
    except Cancelled:
        return INTERRUPTED
    if flags.on("json"):
        print(_result_json(results))
    else:
        sys.stdout.write("".join(result.dump for _, result in results))
    return 0 if all(result.ok for _, result in results) else 1


def _each_target(request: BuildRequest, targets: Sequence[Target]) -> Iterator[BuildRequest]:
    """One request for each target; programs for several are told apart by their names."""
    if len(targets) < 2:
        yield request
        return
    environment = environment_of(request)
    for target in targets:
        suffix = f"-{target.goos}-{target.goarch}"
        there = environment.for_target(target.goos, target.goarch)
        yield replace(request, target=target, environment=there, suffix=suffix)


def _build(request: BuildRequest, flags: ParsedFlags, memory: "Memory | None") -> BuildResult:
    from server.build.driver import build  # the whole compiler: not needed to refuse a command line

    cancelled = memory.cancelled if memory is not None else never_cancelled
    if flags.on("json-progress"):
        return build(request, progress_json, cancelled, memory)
    with progress_line(flags.on("v"), steps=flags.on("x") or flags.on("n")) as events:
        return build(request, events, cancelled, memory)


def _show_outputs(request: BuildRequest, result: BuildResult) -> None:
    """Of several targets, what was made for one."""
    for output in result.outputs:
        path = os.path.relpath(output.path, request.directory) if output.path is not None else output.import_path
        print(f"{request.target.name}: {path}, {len(output.image):,} bytes", file=sys.stderr)


def _result_json(results: Sequence[tuple[Target, BuildResult]]) -> str:
    outputs = [
        {
            "package": item.import_path,
            "output": str(item.path) if item.path else "",
            "size": len(item.image),
            "target": target.name,
        }
        for target, result in results
        for item in result.outputs
    ]
    seconds = round(sum(result.seconds for _, result in results), 3)
    return json.dumps({"ok": all(result.ok for _, result in results), "outputs": outputs, "seconds": seconds})


def describe() -> str:
    """The long help."""
    return (
        "Build compiles the packages named by the import paths, along with their dependencies, and links a main\n"
        "package to a static binary. If the arguments are .go files, they make up one package; with no argument\n"
        "it builds the package in the current directory. GOOS and GOARCH choose the target, or -target several, whose\n"
        "programs are then told apart by names such as hello-linux-arm64. Modules that are missing\n"
        "are fetched, as far as go.mod requires and go.sum states them; GOPROXY=off forbids it.\n\n"
        "With -json, each diagnostic is one object per line (file, line, col, endLine, endCol, severity, code,\n"
        "message; lines and byte columns count from 1); the last line describes the outcome (ok, outputs, seconds).\n\n"
        "On a terminal, builds are done by a resident builder, which keeps what it has read and ends after ten\n"
        "minutes without work. BINDERY_DAEMON=on uses it everywhere, BINDERY_DAEMON=off or -no-daemon never; it is\n"
        "not used where CI is set. 'bindery daemon stop' ends it.\n\n"
        f"The flags are:\n\n{flag_table(_FLAGS)}\n"
    )
