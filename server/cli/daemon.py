"""`bindery daemon`: look after the resident builder, which `bindery build` starts (resident/)."""

import sys
from collections.abc import Sequence

from server.cli.flags import UsageError, nearest, parse_flags
from server.cli.resident.client import STATUS, STOP, query


def run(args: Sequence[str]) -> int:
    """Say what the builder does, or end it."""
    words = parse_flags(args, ()).args
    if len(words) != 1 or words[0] not in (STATUS, STOP):
        raise UsageError(
            f"daemon: {words[0]}: unknown{nearest(words[0], (STATUS, STOP))}" if words else "daemon: what?"
        )
    reply = query(words[0])
    if reply is None:
        print("no resident builder is running" if words[0] == STATUS else "no resident builder was running")
        return 0
    if reply.code is None:
        print(f"bindery: the resident builder is {reply.reason}", file=sys.stderr)
        return 1
    print(f"{'running' if words[0] == STATUS else 'ended'}: {reply.status}")
    return 0


def describe() -> str:
    """The long help."""
    return (
        "Daemon status says whether a resident builder runs, and how much memory it has. Daemon stop ends it.\n\n"
        "The resident builder is started by 'bindery build' on a terminal (see 'bindery help build'). Its socket is\n"
        "in $XDG_RUNTIME_DIR/go-bindery, or else in the user's cache directory, and open to the user alone. It ends\n"
        "by itself after ten minutes without work, or when bindery has been updated.\n"
    )
