"""What the language server and a build in a process of its own (`child.py`) say to each other.

The request is one line of JSON on the child's standard input; it answers in lines of JSON on standard output, the last
of which is an `Outcome`. The end of standard input cancels the build.
"""

from __future__ import annotations

from typing import Final

import msgspec

# The folder that holds `server` comes last on the path: found from a checkout too, and in nobody's way.
BOOT: Final = "import sys; sys.path.append(sys.argv[1]); from server.build.child import main; main()"


class ChildRequest(msgspec.Struct, frozen=True):
    """What to build. Empty strings leave the choice to the environment, as on the command line."""

    path: str  # a Go file of the package, or its folder; absolute
    goos: str = ""
    goarch: str = ""
    output: str = ""
    tags: tuple[str, ...] = ()  # besides those of GOFLAGS
    overlay: dict[str, bytes] = {}  # unsaved text by absolute path


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """Where the build is; `total` is 0 while it is unknown."""

    message: str
    done: int = 0
    total: int = 0


class Problem(msgspec.Struct, frozen=True):
    """One diagnostic; lines and columns from 1, columns in bytes."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    severity: str
    code: str
    message: str


class Outcome(msgspec.Struct, frozen=True, tag="outcome"):
    """How the build ended."""

    ok: bool
    output: str = ""
    size: int = 0  # bytes
    seconds: float = 0.0
    static: bool = False
    problems: tuple[Problem, ...] = ()


Message = Progress | Outcome
