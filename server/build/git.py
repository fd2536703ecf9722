"""Runs git in a repository that nobody vouches for: git reads, and runs nothing that the repository names.

Hooks, monitors of the file system, filters of content, programs that show or fetch: all of these can be set in a
repository's own configuration, and are off. So a file with a filter counts by its plain content unless git's index
knows it, and changes inside of a submodule do not count. The user's own configuration holds.

Source: git-config(1), git(1) on its variables, gitattributes(5) on filters.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_TIMEOUT: Final = 120  # seconds for one command
_SAFE: Final = (
    "-c", "core.fsmonitor=false",
    "-c", f"core.hooksPath={os.devnull}",
    "-c", "log.showSignature=false",
    "--no-optional-locks",
)  # fmt: skip
_OWN_SCOPES: Final = ("local", "worktree")  # of settings that a repository brings along
_FILTER: Final = "filter."
# Set by git for its hooks: they would lead to another repository than the folder's.
_ELSEWHERE: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY")


class GitError(Exception):
    """A command that failed; the text is git's own."""

    def __init__(self, text: str, status: int = 0, is_silent: bool = False) -> None:
        super().__init__(text)
        self.status = status  # exit status; 0 when git did not run
        self.is_silent = is_silent  # git gave no reason


class GitMissing(GitError):
    """There is no git."""


def run_git(folder: Path, *command: str) -> bytes:
    """The output of a command that looks at no file of the working tree. Raises GitError."""
    return _run(folder, _SAFE, command)


def run_git_on_files(folder: Path, *command: str) -> bytes:
    """The output of a command that compares files of the working tree, without filters. Raises GitError."""
    return _run(folder, (*_SAFE, *_without_filters(folder)), command)


def _run(folder: Path, options: tuple[str, ...], command: tuple[str, ...]) -> bytes:
    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    closed = {"GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ("git", *options, "-C", str(folder), *command),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env={**kept, **closed},
            timeout=_TIMEOUT,
            check=False,
        )
    except FileNotFoundError:
        raise GitMissing("git is not installed") from None
    except OSError as err:
        raise GitError(f"git: {(err.strerror or str(err)).lower()}") from err
    except subprocess.TimeoutExpired:
        raise GitError(f"git {command[0]} took longer than {_TIMEOUT} seconds") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise GitError(said or f"git {command[0]} failed", done.returncode, not said)
    return done.stdout


def _without_filters(folder: Path) -> Iterator[str]:
    """Options that take back the filters which the repository's own configuration sets. Raises GitError."""
    listed = run_git(folder, "config", "--list", "--show-scope", "--name-only", "-z").split(b"\0")
    drivers = set()
    for scope, name in zip(listed[::2], listed[1::2], strict=False):
        setting = os.fsdecode(name)
        if os.fsdecode(scope) in _OWN_SCOPES and setting.startswith(_FILTER):
            drivers.add(setting.rpartition(".")[0])
    for driver in sorted(drivers):
        if "=" in driver or "\n" in driver:  # cannot be written as an option
            raise GitError(f"the repository sets {driver!r}, which cannot be switched off")
        for key, value in (("clean", ""), ("process", ""), ("smudge", ""), ("required", "false")):
            yield from ("-c", f"{driver}.{key}={value}")
