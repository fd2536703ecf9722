"""The table of subcommands. Reading it imports none of them, so that each starts as fast as it can."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from server.cli.flags import UsageError, nearest

if TYPE_CHECKING:
    from server.build.memory import Memory

__all__ = ["COMMANDS", "Command", "UsageError", "find_command", "nearest"]


@dataclass(frozen=True, slots=True)
class Command:
    """One subcommand; its module `server.cli.<module>` has a function `run(args) -> exit code`."""

    usage: str  # "build [-o output] [build flags] [packages]"
    short: str
    module: str
    remembers: bool = False  # its function is `run(args, memory)`: a resident builder may run it

    @property
    def name(self) -> str:
        """`build`"""
        return self.usage.partition(" ")[0]

    def run(self, args: Sequence[str], memory: "Memory | None" = None) -> int:
        """Import the command and run it."""
        module = importlib.import_module(f"server.cli.{self.module}")
        if self.remembers:
            return cast("Callable[[Sequence[str], Memory | None], int]", module.run)(args, memory)
        return cast(Callable[[Sequence[str]], int], module.run)(args)

    def describe(self) -> str:
        """The long help: the command's own text."""
        module = importlib.import_module(f"server.cli.{self.module}")
        return cast(Callable[[], str], module.describe)()


_ROWS: Final = (
    Command("addr2line binary", "say which functions and lines addresses belong to", "addr2line"),
    Command("build [-o output] [build flags] [packages]", "compile packages and link a static binary", "build", True),
    Command(
        "cache dir | size | trim | clean | verify | fill | pack [flags] [packages]", "look after the cache", "cache"
    ),
    Command(
        "check [-against rev] [-json] [-tags list] [-gcflags flags] [packages]",
        "report syntax and type errors",
        "check",
    ),
    Command(
        "clean [-cache] [-testcache] [-modcache] [-n] [-x]", "remove what is kept from one run to the next", "clean"
    ),
    Command("daemon status | stop", "look after the resident builder", "daemon"),
    Command("env [-json] [-changed] [-v] [NAME ...]", "print the environment that builds use", "env"),
    Command("explain [-json] [-html file] PKG.FUNC", "say what was decided about a function, and why", "explain"),
    Command("help [command]", "explain a command", "help"),
    Command(
        "image [-o file] [-tag name] [-certs file] [-tz] [build flags] [package]", "make a container image", "image"
    ),
    Command("list [-json|-f format] [-deps] [-test] [-m] [-e] [packages]", "list packages or modules", "list_command"),
    Command("lsp", "run the language server on standard input and output", "lsp"),
    Command("mod download [-json] [-x] [path@version ...]", "download modules and verify them", "mod"),
    Command("nm [-size] [-sort address|name|none|size] [-type] file...", "list the symbols of a binary", "nm"),
    Command("objdump [-S] [-s regexp] binary [start end]", "disassemble a binary", "objdump"),
    Command("run [build flags] package [arguments]", "compile and run a program", "run"),
    Command(
        "size [--by package|file|function|section|kind] [--top N] [--json] file",
        "account for every byte of a binary",
        "size",
    ),
    Command("test [build flags] [packages] [flags for the test program]", "test packages", "test"),
    Command("tool [buildid | dist list | nm ...] [arguments]", "run a tool under the name that go has for it", "tool"),
    Command("version [-m] [-v] [-json] [file ...]", "print the version, or those of binaries", "version"),
)
COMMANDS: Final = {row.name: row for row in _ROWS}


def find_command(name: str) -> Command | None:
    """The command of that name."""
    return COMMANDS.get(name)
