"""What a git revision holds, laid over the working tree.

The files of both are compared by content; nothing is checked out, and git runs neither hooks nor filters nor monitors:
only its objects are read (`ls-tree`, `cat-file`). Source: git-ls-tree(1), git-cat-file(1); gitformat-loose(5) for the
hash of an object.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from server.build.git import GitError, GitMissing, run_git

# A file that a revision does not have must not count either: its constraint keeps it out of every build.
HIDDEN: Final = b"//go:build ignore\n\npackage ignored\n"

_KINDS: Final = (".go", "go.mod", "go.work", "go.sum", "go.work.sum")
_IGNORED: Final = (".", "_")  # folders whose names begin so hold no packages


class RevisionError(Exception):
    """A revision that cannot be read; the message says why, and what to do."""


def overlay_of(folder: Path, revision: str) -> dict[str, bytes]:
    """What differs below a folder: text at `revision` by absolute path, HIDDEN for what it does not have.

    Raises RevisionError.
    """
    then = dict(_files_at(folder, revision))
    algorithm = "sha1" if all(len(name) == 40 for name in then.values()) else "sha256"
    differing: dict[str, str] = {}
    overlay: dict[str, bytes] = {}
    for path in _files_now(folder):
        name = then.pop(path, "")
        if not name:
            overlay[str(path)] = HIDDEN if path.suffix == ".go" else b""
        elif _object_name(path, algorithm) != name:
            differing[str(path)] = name
    differing |= {str(path): name for path, name in then.items()}
    overlay |= {path: _git(folder, "cat-file", "blob", name) for path, name in differing.items()}
    return overlay


def _files_at(folder: Path, revision: str) -> Iterator[tuple[Path, str]]:
    """Files of Go below the folder, and the names of their objects."""
    if revision.startswith("-"):
        raise RevisionError(f"{revision} is not a revision")
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", of=revision)
    listing = _git(folder, "ls-tree", "-r", "-z", commit.decode().strip())
    for row in filter(None, listing.split(b"\0")):
        about, _, shown = row.partition(b"\t")
        mode, kind, name = about.decode().split(" ")
        below = Path(os.fsdecode(shown))
        seen = not any(part.startswith(_IGNORED) for part in below.parts[:-1])
        if kind == "blob" and mode != "120000" and seen and _is_source(below.name):
            yield folder / below, name


def _files_now(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(_IGNORED)]
        yield from (Path(parent, name) for name in names if _is_source(name))


def _is_source(name: str) -> bool:
    return name.endswith(_KINDS[0]) or name in _KINDS


def _object_name(path: Path, algorithm: str) -> str:
    """The name that git gives to a file's content."""
    try:
        data = path.read_bytes()
    except OSError:
        return ""
    return hashlib.new(algorithm, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _git(folder: Path, *command: str, of: str | None = None) -> bytes:
    """The output of a git command in a folder; `of` is the revision that it looks for."""
    try:
        return run_git(folder, *command)
    except GitMissing:
        raise RevisionError("git is not installed: comparing with a revision needs it") from None
    except GitError as err:
        if of is not None and err.is_silent:
            message = f"unknown revision {of!r}: name a commit, branch or tag of the repository of {folder}"
            raise RevisionError(message) from None
        raise RevisionError(str(err)) from None
