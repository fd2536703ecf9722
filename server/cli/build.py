"""`bindery build`: compile packages and link a static binary."""

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from server.build.progress import Cancelled, never_cancelled
from server.build.result import BuildResult
from server.cli import INTERRUPTED
from server.cli.build_flags import BUILD_FLAGS, make_request, read_invocation
from server.cli.flags import Flag, FlagKind
from server.cli.help import flag_table
from server.cli.present import Presenter, progress_json
from server.cli.progress_line import progress_line

if TYPE_CHECKING:
    from server.build.memory import Memory

_FLAGS: Final = (
    *BUILD_FLAGS,
    Flag("json-progress", FlagKind.BOOL, "with -json, print progress as objects too"),
    Flag("no-daemon", FlagKind.BOOL, "build in this process, not in the resident builder"),
)


def run(args: Sequence[str], memory: "Memory | None" = None) -> int:
    """Build what the arguments name."""
    invocation = read_invocation(args, _FLAGS)
    flags = invocation.flags
    request = make_request(invocation, flags.args, download=True)
    from server.build.driver import build  # the whole compiler: not needed to refuse a command line

    cancelled = memory.cancelled if memory is not None else never_cancelled
    try:
        if flags.on("json-progress"):
            result = build(request, progress_json, cancelled, memory)
        else:
            with progress_line(flags.on("v")) as events:
                result = build(request, events, cancelled, memory)
    except Cancelled:
        return INTERRUPTED
    Presenter(request, flags.on("json")).show(result)
    if flags.on("json"):
        print(_result_json(result))
    elif result.dump:
        sys.stdout.write(result.dump)
    return 0 if result.ok else 1


def _result_json(result: BuildResult) -> str:
    outputs = [
        {"package": item.import_path, "output": str(item.path) if item.path else "", "size": len(item.image)}
        for item in result.outputs
    ]
    return json.dumps({"ok": result.ok, "outputs": outputs, "seconds": round(result.seconds, 3)})


def describe() -> str:
    """The long help."""
    return (
        "Build compiles the packages named by the import paths, along with their dependencies, and links a main\n"
        "package to a static binary. If the arguments are .go files, they make up one package; with no argument\n"
        "it builds the package in the current directory. GOOS and GOARCH choose the target. Modules that are missing\n"
        "are fetched, as far as go.mod requires and go.sum states them; GOPROXY=off forbids it.\n\n"
        "With -json, each diagnostic is one object per line (file, line, col, endLine, endCol, severity, code,\n"
        "message; lines and byte columns count from 1); the last line describes the outcome (ok, outputs, seconds).\n\n"
        "On a terminal, builds are done by a resident builder, which keeps what it has read and ends after ten\n"
        "minutes without work. BINDERY_DAEMON=on uses it everywhere, BINDERY_DAEMON=off or -no-daemon never; it is\n"
        "not used where CI is set. 'bindery daemon stop' ends it.\n\n"
        f"The flags are:\n\n{flag_table(_FLAGS)}\n"
    )
