"""The command `bindery`: one module per subcommand, imported when it is called.

A build is first offered to the resident builder (resident/), which has everything imported; so this module imports no
more than the offer needs.

Exit codes: 0 success, 1 the work failed (diagnostics were printed), 2 the command line is wrong, 130 interrupted,
143 told to end.
"""

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING, Final

from server.garbage import collect_rarely

if TYPE_CHECKING:
    from server.build.memory import Memory

INTERRUPTED: Final = 130  # 128 + SIGINT, as shells report it
_TERMINATED: Final = 143  # 128 + SIGTERM


def main(argv: Sequence[str] | None = None, memory: "Memory | None" = None) -> int:
    """Run one command line; the console script's entry. A resident builder calls it with its memory."""
    args = list(sys.argv[1:] if argv is None else argv)
    signal.signal(signal.SIGTERM, _terminate)
    collect_rarely()
    try:
        code = _run_resident(args) if memory is None else None
        if code is None:
            code = _run(args, memory)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`bindery nm | head`); keep the interpreter from failing again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as err:  # the last resort: a fault of ours is a message, not a traceback
        if os.environ.get("BINDERY_DEBUG"):
            raise
        print(f"bindery: internal error: {type(err).__name__}: {err}", file=sys.stderr)
        print("This is a fault of bindery. With BINDERY_DEBUG=1 it shows where; please report it.", file=sys.stderr)
        return 1
    return code


def _run_resident(args: list[str]) -> int | None:
    """The exit code of what the resident builder has done; None when it has not."""
    if args[:1] != ["build"]:
        return None
    from server.cli.resident.client import is_wanted, run_resident

    return run_resident(args) if is_wanted(args, os.environ) else None


def _run(args: list[str], memory: "Memory | None") -> int:
    from server.cli.command import COMMANDS, find_command, nearest
    from server.cli.flags import HELP_FLAGS, HelpWanted, UsageError

    if not args or args[0] in ("-h", "-help", "--help"):
        args = ["help", *args[1:]]
    name = args[0]
    command = find_command(name)
    if command is None:
        print(f"bindery {name}: unknown command{nearest(name, COMMANDS)}", file=sys.stderr)
        print("Run 'bindery help' for usage.", file=sys.stderr)
        return 2
    try:
        if len(args) > 1 and args[1].startswith("-") and args[1].removeprefix("-").removeprefix("-") in HELP_FLAGS:
            raise HelpWanted
        return command.run(args[1:], memory)
    except HelpWanted:  # as go does: where to read on, and the exit code of a wrong command line
        print(f"usage: bindery {command.usage}\nRun 'bindery help {name}' for details.", file=sys.stderr)
        return 2
    except UsageError as err:
        print(err, file=sys.stderr)
        print(f"usage: bindery {command.usage}", file=sys.stderr)
        print(f"Run 'bindery help {name}' for details.", file=sys.stderr)
        return 2


def _terminate(_number: int, _frame: FrameType | None) -> None:
    """Leave through every `finally`, so that workers and temporary files go too."""
    raise SystemExit(_TERMINATED)
