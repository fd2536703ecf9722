"""What a build reports while it runs: events for the CLI's progress line and the editor's notification."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Stage:
    """A new stage began: "Loading packages", "Linking"."""

    text: str


@dataclass(frozen=True, slots=True)
class PackageDone:
    """`done` of `total` packages went through the compiler's front end, `path` last."""

    path: str
    cached: bool
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ChunkDone:
    """`done` of `total` chunks that the program needs so far are machine code; the total grows while linking."""

    package: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Downloading:
    """A module is fetched."""

    module: str  # "example.com/a v1.0.0"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done besides compiling packages, or under -n would be done: "link example.com/m"."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth saying under -v: a damaged cache entry was dropped."""

    text: str


Event: TypeAlias = Stage | PackageDone | ChunkDone | Downloading | Step | Note
Events: TypeAlias = Callable[[Event], None]


class Cancelled(Exception):
    """The build was cancelled: by Ctrl-C, or by the editor."""


def ignore_events(event: Event) -> None:
    """For callers who do not want to know."""


def never_cancelled() -> bool:
    """For callers who do not cancel."""
    return False
