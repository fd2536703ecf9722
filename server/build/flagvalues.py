"""What stands for a value in the linker flags of an editor: `${gitDescribe}`, `${gitCommit}` and `${date}`.

Values are put in after the flags have been cut into words, so that nothing in a tag's name can become a flag. Git only
reads, and runs nothing that the repository names (git.py). The date is that of SOURCE_DATE_EPOCH if it is set: a build
with `${date}` is not reproducible otherwise.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from server.build.flagwords import FlagError
from server.build.git import GitError, run_git, run_git_on_files
from server.build.request import LinkerFlags, LinkerRules

_VARIABLE: Final = re.compile(r"\$\{(\w+)\}")
_EPOCH: Final = "SOURCE_DATE_EPOCH"


def with_values(rules: LinkerRules, folder: Path, environ: Mapping[str, str]) -> LinkerRules:
    """The flags with what `${...}` stands for in the values of -X; git is asked in `folder`. Raises FlagError."""

    def filled(flags: LinkerFlags) -> LinkerFlags:
        values = tuple((name, expand(text, folder, environ)) for name, text in flags.string_values)
        return replace(flags, string_values=values)

    return rules.changed(filled)


def expand(text: str, folder: Path, environ: Mapping[str, str]) -> str:
    """A text with the values of its variables. Raises FlagError."""
    known: dict[str, Callable[[], str]] = {
        "gitDescribe": partial(_describe, folder),
        "gitCommit": partial(_commit, folder),
        "date": partial(_date, environ),
    }

    def value(found: re.Match[str]) -> str:
        if found[1] not in known:
            names = ", ".join(f"${{{name}}}" for name in known)
            raise FlagError(f"-ldflags: unknown variable {found[0]}; there are {names}")
        return known[found[1]]()

    return _VARIABLE.sub(value, text)


def _describe(folder: Path) -> str:
    """`v1.2.0-3-g1a2b3c4-dirty`"""
    return _ask(folder, partial(run_git_on_files, folder, "describe", "--tags", "--always", "--dirty"))


def _commit(folder: Path) -> str:
    return _ask(folder, partial(run_git, folder, "rev-parse", "--verify", "HEAD"))


def _ask(folder: Path, question: Callable[[], bytes]) -> str:
    try:
        return os.fsdecode(question()).strip()
    except GitError as err:
        raise FlagError(f"-ldflags: git in {folder}: {err}") from err


def _date(environ: Mapping[str, str]) -> str:
    """`2026-01-31T12:00:00Z`"""
    epoch = environ.get(_EPOCH, "")
    if epoch and not epoch.isdecimal():
        raise FlagError(f"{_EPOCH} is not a number of seconds: {epoch}")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")
