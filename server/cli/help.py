"""`bindery help`: what there is, and what one command does."""

import sys
from collections.abc import Iterable, Sequence
from typing import Final

from server.cli.command import COMMANDS, UsageError, find_command, nearest
from server.cli.flags import Flag, FlagKind

_GCFLAGS: Final = "gcflags"  # the one topic that is no command


def run(args: Sequence[str]) -> int:
    """Print the list of commands, or the help of one."""
    if len(args) > 1:
        raise UsageError("help takes one command")
    if not args:
        print(_overview())
        return 0
    if args[0] == _GCFLAGS:
        from server.cli import gcflags

        print(gcflags.describe())
        return 0
    command = find_command(args[0])
    if command is None:
        print(f"bindery help {args[0]}: unknown help topic{nearest(args[0], [*COMMANDS, _GCFLAGS])}", file=sys.stderr)
        print("Run 'bindery help'.", file=sys.stderr)
        return 2
    print(f"usage: bindery {command.usage}\n\n{command.describe()}")
    return 0


def describe() -> str:
    """The long help of `help`."""
    return "Help lists the commands, or explains one; help gcflags explains the flags for the compiler.\n"


def flag_table(flags: Iterable[Flag]) -> str:
    """The flags of a command, one per line with its explanation below."""
    lines = []
    for flag in flags:
        if flag.refused:
            continue
        name = flag.value_name or "value"
        value = {FlagKind.BOOL: "", FlagKind.OPTIONAL: f"[={name}]"}.get(flag.kind, f" {name}")
        lines.append(f"\t-{flag.name}{value}\n\t\t{flag.help}")
    return "\n".join(lines)


def _overview() -> str:
    width = max(map(len, COMMANDS)) + 4
    rows = "\n".join(f"\t{name:{width}}{row.short}" for name, row in COMMANDS.items())
    return (
        "Bindery compiles Go programs to static binaries and explains them.\n\n"
        f"Usage:\n\n\tbindery <command> [arguments]\n\nThe commands are:\n\n{rows}\n\n"
        'Use "bindery help <command>" for more information about a command, "bindery help gcflags" for -gcflags.\n'
    )
