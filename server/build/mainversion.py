"""The version of a main module at the revision that is checked out: its tag, or a pseudo-version.

As in go, only what the repository has at hand counts: the tags on the commit and those of its history. The version of
a module in a folder of the repository follows tags with the folder's name in front. As in go, one whose path has its
major version behind a dot (gopkg.in) gets none.

Source: Go Modules Reference, "Pseudo-versions" and "Mapping versions to commits"; Go's cmd/go/internal/modfetch
(codeRepo.Stat), golang.org/x/mod/module (PseudoVersion, MatchPathMajor).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from server.build.git import GitError, run_git
from server.build.modules import semver
from server.build.modules.modfile import ModuleError, parse_modfile
from server.build.modules.paths import path_major, without_major

_TAGS: Final = "refs/tags/"
_SHORT: Final = 12  # digits of a revision in a pseudo-version
_FULL: Final = re.compile(r"(v\d+\.\d+\.)(\d+)(-[0-9A-Za-z.-]+)?")  # the canonical part of a tag
_INCOMPATIBLE: Final = "+incompatible"
_ROOT_PATH: Final = re.compile(rb"^module[ \t]+(.*?)[ \t\r]*$", re.M)


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit."""

    name: str  # all digits
    time: datetime | None


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    is_here: bool  # on the commit itself


def main_version(root: Path, module: str, revision: Revision) -> str:
    """The version of a module in the repository at `root`; "" when it has none. Raises GitError when git is missing."""
    code_root = _module_at(root)
    if not code_root or revision.time is None:
        return ""
    home = without_major(code_root)
    if module != home and not module.startswith(f"{home}/"):
        return ""
    major = path_major(module)
    folder = without_major(module).removeprefix(home).strip("/") if module != home else ""
    repository = _Repository(root, revision, folder, major)
    found = repository.version()
    return found if found and repository.has_module(home != module) else ""


class _Repository:
    """One module of a repository at one commit."""

    def __init__(self, root: Path, revision: Revision, folder: str, major: str) -> None:
        self.root = root
        self.revision = revision
        self.folder = folder  # of the module, below the root; "" for the root
        self.major = major  # "v2", as the module's path says; ""
        self._incompatible: dict[str, bool] = {}

    def version(self) -> str:
        """The version that the tags give."""
        tags = list(self._tags())
        here = [
            version for tag in tags if tag.is_here and (version := self._canonical(tag.name)) and self._fits(version)
        ]
        if here:
            version = max(here, key=semver.sort_key)
            return version if self._matches(version) else version + _INCOMPATIBLE
        bases = (base for tag in tags if (base := self._base(tag.name)) and self._fits(base))
        version = self._pseudo(max(bases, key=semver.sort_key, default=""))
        if self._matches(version):
            return version
        return version + _INCOMPATIBLE if self._may_be_incompatible(version) else ""

    def has_module(self, is_named: bool) -> bool:
        """Whether the commit holds the module: a go.mod of its major version, or none at the repository's top."""
        first = self._module_path(self.folder)
        if self.major and is_named:
            second = self._module_path(f"{self.folder}/{self.major}".lstrip("/"))
            if second is not None:
                return path_major(second) == self.major and not (first is not None and path_major(first) == self.major)
        if first is None:
            return not self.folder and not self.major
        return bool(first) and (
            path_major(first) == self.major or (not self.major and path_major(first) in ("v0", "v1"))
        )

    def _tags(self) -> Iterable[_Tag]:
        """The tags of the commit and its history that are for this module, without the folder."""
        prefix = f"{self.folder}/" if self.folder else ""
        listed = self._git("for-each-ref", "--merged=HEAD", "--format=%(objectname) %(*objectname) %(refname)", _TAGS)
        for line in (listed or b"").decode("utf-8", "replace").splitlines():
            *objects, name = line.split(" ", 2)
            tag = name.removeprefix(_TAGS)
            if tag.startswith(prefix) and not semver.is_pseudo(tag):
                yield _Tag(tag.removeprefix(prefix), self.revision.name in objects)

    def _canonical(self, tag: str) -> str:
        """The version that a tag states in full; "" for others."""
        return tag if self._base(tag) == tag else ""

    def _base(self, tag: str) -> str:
        """The version of a tag without its build metadata; "" for no version, or a short one."""
        match = _FULL.match(tag)
        return match[0] if match is not None and semver.is_valid(tag) else ""

    def _fits(self, version: str) -> bool:
        return self._matches(version) or self._may_be_incompatible(version)

    def _matches(self, version: str) -> bool:
        """Whether a version is one of the module's major version."""
        return semver.major(version) in ((self.major,) if self.major else ("v0", "v1"))

    def _may_be_incompatible(self, version: str) -> bool:
        """Whether the commit is that of a repository from before modules."""
        if self.folder or self.major:
            return False
        folders = ["", semver.major(version)] if version else [""]
        return all(self._has_no_module(folder) for folder in folders)

    def _has_no_module(self, folder: str) -> bool:
        if folder not in self._incompatible:
            self._incompatible[folder] = self._module_path(folder) is None
        return self._incompatible[folder]

    def _pseudo(self, base: str) -> str:
        """The version of the commit behind a base, or behind none."""
        assert self.revision.time is not None  # main_version asks
        segment = f"{self.revision.time:%Y%m%d%H%M%S}-{self.revision.name[:_SHORT]}"
        match = _FULL.fullmatch(base)
        if match is None:
            return f"{self.major or 'v0'}.0.0-{segment}"
        start, patch, prerelease = match.groups()
        return f"{base}.0.{segment}" if prerelease else f"{start}{int(patch) + 1}-0.{segment}"

    def _module_path(self, folder: str) -> str | None:
        """What the go.mod of a folder says at the commit: "" for no module, None when there is no such file."""
        data = self._git("cat-file", "blob", f"{self.revision.name}:{folder}/go.mod".replace(":/", ":"))
        if data is None:
            return None
        try:
            return parse_modfile(self.root / folder / "go.mod", data).module
        except ModuleError:
            return ""

    def _git(self, *command: str) -> bytes | None:
        try:
            return run_git(self.root, *command)
        except GitError as err:
            if err.status == 0:
                raise
            return None


def _module_at(root: Path) -> str:
    """The path of the module at the top of the repository, as it lies there now; "" for none."""
    try:
        match = _ROOT_PATH.search((root / "go.mod").read_bytes())
    except OSError:
        return ""
    return match[1].decode("utf-8", "replace").strip().strip('"`') if match else ""
