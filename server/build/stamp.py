"""The stamp of version control in a program: revision, time, whether there are changes, and the main module's version.

Go's rules: a stamp is for programs of a main module where the current directory, the package and the module lie in one
repository. `auto` leaves it out where it cannot be had, `true` makes that an error. Only git is asked; for other
systems `auto` does without, as go does where their command is missing.

Source: Go's cmd/go/internal/load (setBuildInfo) and cmd/go/internal/vcs; `go help buildvcs`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from server.build.git import GitError, GitMissing, run_git, run_git_on_files
from server.build.mainversion import Revision, main_version
from server.build.packages import COMMAND_LINE, LoadedPackage

AUTO: Final = "auto"
_GIT: Final = "git"
# What marks the top of a repository: a folder, or a file where None stands. Git's is looked at by itself.
_OTHERS: Final = (
    (".hg", "hg", True),
    (".svn", "svn", True),
    (".fslckout", "fossil", False),
    ("_FOSSIL_", "fossil", False),
)
_MAX_LINK: Final = 4096  # bytes of a `.git` file
_COMMIT: Final = re.compile(r"([0-9a-f]{40,64}):(\d+)\s*\Z")


class StampError(Exception):
    """There should be a stamp, and there is none; the text says why, in go's words."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a program says of the repository that it was built from."""

    system: str  # "git"
    revision: str  # "" before the first commit
    time: datetime | None
    modified: bool
    version: str  # of the main module; "" when it cannot be told

    @property
    def settings(self) -> dict[str, str]:
        """The settings of the build info."""
        found = {"vcs": self.system}
        if self.revision:
            found["vcs.revision"] = self.revision
        if self.time is not None:
            found["vcs.time"] = self.time.strftime("%Y-%m-%dT%H:%M:%SZ")
        return found | {"vcs.modified": "true" if self.modified else "false"}


@dataclass(frozen=True, slots=True)
class _Repository:
    root: Path
    system: str


class Stamper:
    """Stamps the programs of one build; each repository is looked at once."""

    def __init__(self, directory: Path, mode: str) -> None:
        """`mode` is the value of -buildvcs: "true" or "auto"; anything else means no stamp."""
        self.directory = directory
        self.mode = mode
        self._states: dict[Path, Stamp] = {}

    def stamp(self, package: LoadedPackage) -> Stamp | None:
        """The stamp of a program, if it gets one. Raises StampError."""
        module = package.module if package.import_path != COMMAND_LINE else None
        if self.mode not in (AUTO, "true") or module is None or module.version or package.standard:
            return None
        here = _repository_of(self.directory)
        if here is None or not _overlap(module.directory, here.root):
            return None
        if here.system != _GIT:
            if self.mode == AUTO:
                return None
            raise StampError(f"not supported yet: stamps of {here.system}")
        for what, folder in (("main package", package.directory), ("main module", module.directory)):
            found = _repository_of(folder)
            if found is None:
                raise StampError(f'directory "{folder}" is not using a known version control system')
            if found.root != here.root:
                if self.mode == AUTO:
                    return None
                where = f'"{found.root}" but current directory is in repository "{here.root}"'
                raise StampError(f"{what} is in repository {where}")
        return self._state(here.root, module.path)

    def _state(self, root: Path, module: str) -> Stamp | None:
        """The stamp of a module in a repository; None when there is no git, and it may be left out."""
        try:
            known = self._states.get(root)
            if known is None:
                known = self._states[root] = _look(root)
            version = main_version(root, module, Revision(known.revision, known.time)) if known.time else ""
        except GitMissing:
            if self.mode == AUTO:
                return None
            raise StampError('exec: "git": executable file not found in $PATH') from None
        except GitError as err:
            raise StampError(f"exit status {err.status}" if err.status else str(err)) from err
        if version and known.modified:
            version += ".dirty" if version.endswith("+incompatible") else "+dirty"
        return Stamp(known.system, known.revision, known.time, known.modified, version)


def _look(root: Path) -> Stamp:
    """The state of a repository. Raises GitError."""
    # What is inside of a submodule would be looked at by its own, equally untrusted, configuration.
    modified = bool(run_git_on_files(root, "status", "--porcelain", "--ignore-submodules=dirty"))
    try:
        said = run_git(root, "log", "-1", "--format=%H:%ct").decode("ascii", "replace")
    except GitError:
        if not modified:
            raise
        return Stamp(_GIT, "", None, modified, "")  # no commit yet
    match = _COMMIT.match(said)
    if match is None:
        raise GitError("unrecognized VCS tool output")
    return Stamp(_GIT, match[1], datetime.fromtimestamp(int(match[2]), UTC), modified, "")


def _overlap(one: Path, other: Path) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)


def _repository_of(directory: Path) -> _Repository | None:
    """The innermost repository around a folder.

    Raises StampError where repositories of several systems lie inside each other: one could pose as the other.
    """
    found: _Repository | None = None
    for folder in (directory, *directory.parents):
        for system in _systems_at(folder):
            if found is None:
                found = _Repository(folder, system)
            elif (found.system, system) != (_GIT, _GIT):
                inner = f'{found.system} in "{found.root}"'
                raise StampError(f'multiple VCS detected: {inner}, and {system} in "{folder}"')
    return found


def _systems_at(folder: Path) -> list[str]:
    """The systems that have the top of a repository in a folder, in go's order."""
    found = [system for name, system, is_folder in _OTHERS if _is_there(folder / name, is_folder)]
    if _is_git_root(folder):
        found.insert(1 if found[:1] == ["hg"] else 0, _GIT)
    return found


def _is_there(path: Path, is_folder: bool) -> bool:
    return path.is_dir() if is_folder else path.is_file()


def _is_git_root(folder: Path) -> bool:
    """Whether `.git` is a folder, or the file of a worktree or submodule that leads to one."""
    path = folder / ".git"
    if path.is_dir():
        return True
    try:
        if not path.is_file() or not 0 < path.stat().st_size <= _MAX_LINK:
            return False
        text = path.read_text("utf-8", "replace")
    except OSError:
        return False
    inside = text.removeprefix("gitdir:").strip()
    return text.startswith("gitdir:") and bool(inside) and "\0" not in inside and (folder / inside).is_dir()
