"""`bindery check`: report errors without building."""

import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from server.cli.build_flags import GCFLAGS, LOAD_FLAGS, make_request, read_invocation
from server.cli.flags import Flag, FlagKind, UsageError
from server.cli.help import flag_table
from server.cli.present import Presenter
from server.cli.progress_line import progress_line

AGAINST: Final = Flag(
    "against", FlagKind.TEXT, "list the functions about which other things are decided than there", "rev"
)
TEST: Final = Flag("test", FlagKind.BOOL, "with -against, look at the functions of test files, too")
_FLAGS: Final = (AGAINST, TEST, *LOAD_FLAGS, GCFLAGS)


def run(args: Sequence[str]) -> int:
    """Check what the arguments name."""
    invocation = read_invocation(args, _FLAGS)
    flags = invocation.flags
    request = make_request(invocation, flags.args, write=False)
    if flags.given("against"):
        from server.cli.against import compare_with

        return compare_with(flags, request)
    if flags.given("test"):
        raise UsageError("-test needs -against")
    from server.build.driver import check  # the whole compiler: not needed to refuse a command line

    with progress_line(flags.on("v")) as events:
        result = check(request, events)
    Presenter(request, flags.on("json")).show(result)
    sys.stdout.flush()
    # What makes the next check faster may take as long again as this one took.
    end = time.monotonic() + result.seconds
    with suppress(KeyboardInterrupt):
        result.afterwards(lambda: time.monotonic() > end)
    return 0 if result.ok else 1


def describe() -> str:
    """The long help."""
    return (
        "Check reports the syntax and type errors of packages, as build would, and stops there.\n\n"
        "With -json, it prints one object per line with file, line, col, endLine, endCol, severity, code and\n"
        "message; lines and columns count from 1, columns in bytes. The exit code is 1 when there are errors.\n\n"
        "With -against, it compares the decisions of the compiler with those at a git revision, and lists the\n"
        "functions that changed, also because of functions of other packages that they call: what can be inlined,\n"
        "heap allocations, bounds checks. With -test, those of test files as well. The exit code is 1 when a\n"
        "function marked //bindery:noalloc gained an allocation. With -json, each line has package, function, file,\n"
        "line, col, noalloc, gained and changes: objects with kind, before, after, worse and text.\n\n"
        f"The flags are:\n\n{flag_table(_FLAGS)}\n"
    )
