"""What the language server and a build in a process of its own (`child.py`) say to each other.

The request is one line of JSON on the child's standard input; it answers in lines of JSON on standard output: the
progress, an `Outcome`, and behind it an `Insight` if that is wanted and known. The end of standard input cancels the
build, or what follows it.
"""

from __future__ import annotations

from typing import Final

import msgspec

from server.build.imageoptions import ImageOptions

# The folder that holds `server` comes last on the path: found from a checkout too, and in nobody's way.
BOOT: Final = "import sys; sys.path.append(sys.argv[1]); from server.build.child import main; main()"


# What is left out of a program, whatever -ldflags says: nothing, the debug information, or the symbol table with it;
# "separate" puts both into a file beside it.
STRIPPING: Final = ("", "debug", "all", "separate")


class ChildRequest(msgspec.Struct, frozen=True):
    """What to build. Empty strings leave the choice to the environment, as on the command line."""

    path: str  # a Go file of the package, or its folder; absolute
    goos: str = ""
    goarch: str = ""
    output: str = ""  # ${name}, ${goos} and ${goarch} stand for what they say
    base: str = ""  # the folder that a relative output starts from; "": that of the package
    per_target: bool = False  # the name of the program says its target
    ldflags: str = ""
    strip: str = ""  # one of STRIPPING
    tags: tuple[str, ...] = ()  # besides those of GOFLAGS
    image: ImageOptions | None = None  # make a container image of the program, too
    overlay: dict[str, bytes] = {}  # unsaved text by absolute path
    insight: bool = False  # say afterwards what can be marked in the source


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
    target: str = ""  # GOOS/GOARCH
    image: str = ""  # path of the container image
    problems: tuple[Problem, ...] = ()


class ImportCost(msgspec.Struct, frozen=True):
    """What would go with a package."""

    size: int  # bytes
    packages: int  # how many would go, itself included; 0: the runtime needs it anyway
    importers: int  # packages of the program that import it


class MethodLookup(msgspec.Struct, frozen=True):
    """A function that looks methods up so that all exported ones must be kept."""

    function: str  # its link name
    size: int  # bytes that would go if this function alone did not
    imports: dict[str, int] = {}  # of a foreign function: imports of the user's packages that lead there -> how far


class Insight(msgspec.Struct, frozen=True, tag="insight"):
    """What can be marked in the source of one program; how it is found out says `insight.py`."""

    output: str  # its path
    target: str  # GOOS/GOARCH
    files: frozenset[str]  # of the user's packages in it
    imports: dict[str, ImportCost]  # of the user's packages, by path
    lookups: tuple[MethodLookup, ...] = ()
    lookups_size: int = 0  # bytes that would go without all of them


Message = Progress | Outcome | Insight
