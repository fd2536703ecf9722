"""The workspace at one moment, as views: one snapshot for each target that documents are looked at for.

A document is looked at for the target that a rule of the user gives to its path, else for the default one. If its build
constraints keep it out there, it is looked at for the first port that takes it: one that we build for, one for the same
processor, one for the same system, any. A document that none takes stays in the default view, which says so.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.build.constraints import BuildTags, ConstraintError, admits
from server.build.documents import Document
from server.build.snapshot import Snapshot, Store
from server.build.surfaces import Library, Notice
from server.target import PORTS, TARGETS, Target


@dataclass(frozen=True, slots=True)
class TargetRule:
    """The target of the files that a pattern names: `**` stands for folders, `*` for text without a slash.

    A pattern is relative to a folder of the workspace, or absolute; one that names a folder means all that is in it.
    """

    pattern: str
    target: Target

    def matches(self, path: str, roots: Sequence[str]) -> bool:
        """Whether a file is meant; `roots` are the folders of the workspace."""
        shown = path.replace(os.sep, "/")
        below = [shown.removeprefix(f"{root.rstrip('/')}/") for root in roots if shown.startswith(root)]
        expression = _pattern(self.pattern)
        return any(expression.match(one) for one in (shown, *below))


@dataclass(frozen=True, slots=True)
class ViewSettings:
    """What the user says about views."""

    target: Target
    rules: tuple[TargetRule, ...] = ()  # the first that matches counts
    goroot: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The target that a document is looked at for, and why, in words for the user."""

    target: Target
    reason: str


class Views:
    """What has been computed for each target, for one server; shared by all threads."""

    def __init__(self, settings: ViewSettings, notice: Notice = lambda _: None) -> None:
        self.settings = settings
        self._notice = notice
        self._stores: dict[Target, Store] = {}
        self._origin: Views | None = None  # whose standard library is shared
        self._guard = threading.Lock()

    def store(self, target: Target) -> Store:
        """The store of a target, made when first asked for."""
        with self._guard:
            if target not in self._stores:
                settings, origin = self.settings, self._origin
                new = Store(target, self._notice, settings.goroot, settings.tags)
                self._stores[target] = origin.store(target).emptied() if origin else new
            return self._stores[target]

    @property
    def libraries(self) -> list[Library]:
        """The standard libraries that were looked into, for all targets."""
        with self._guard:
            stores = list(self._stores.values())
        return [library for store in stores for library in store.libraries]

    def keep(self, targets: Iterable[Target], paths: Collection[str]) -> None:
        """Forget what was computed for other targets than these, and for packages that no longer have an open file."""
        kept = set(targets)
        with self._guard:
            self._stores = {target: store for target, store in self._stores.items() if target in kept}
            stores = list(self._stores.values())
        for store in stores:
            store.keep_open(paths)

    def emptied(self) -> Views:
        """Views that know nothing but the standard library."""
        views = Views(self.settings, self._notice)
        views._stores = {target: store.emptied() for target, store in self._stores.items()}
        return views

    def beside(self) -> Views:
        """Other views under the same settings, which share nothing with these but the standard library."""
        views = Views(self.settings, self._notice)
        views._origin = self
        return views


class Workspace:
    """All views at one moment."""

    def __init__(self, documents: Mapping[str, Document], views: Views, roots: Sequence[str] = ()) -> None:
        """`roots` are the folders of the workspace."""
        self.documents = documents
        self.roots = roots
        self._views = views
        self._choices: dict[str, Choice] = {}
        self._snapshots: dict[Target, Snapshot] = {}

    def view(self, path: str) -> Snapshot:
        """The workspace as the file of that path sees it."""
        target = self.choice(path).target
        if target not in self._snapshots:
            self._snapshots[target] = Snapshot(self.documents, self._views.store(target), self.roots)
        return self._snapshots[target]

    def choice(self, path: str) -> Choice:
        """The target of a file."""
        if path not in self._choices:
            self._choices[path] = self._choose(path)
        return self._choices[path]

    def _choose(self, path: str) -> Choice:
        settings = self._views.settings
        rule = next((rule for rule in settings.rules if rule.matches(path, self.roots)), None)
        base = rule.target if rule else settings.target
        usual = Choice(base, f'the setting goBindery.targets says so for "{rule.pattern}"' if rule else "")
        document = self.documents.get(path)
        data = document.data if document else _read(path)
        if data is None or _admits(path, data, base, settings.tags):
            return usual
        other = next((port for port in _nearest(base) if _admits(path, data, port, settings.tags)), None)
        return Choice(other, f"{Path(path).name} is not for {base.name}") if other else usual


def _read(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None


def _admits(path: str, data: bytes, target: Target, tags: tuple[str, ...]) -> bool:
    try:
        return admits(Path(path).name, data, _tags(target, tags))
    except ConstraintError:
        return True  # said by the check of the package


@cache
def _tags(target: Target, extra: tuple[str, ...]) -> BuildTags:
    return BuildTags.for_target(target, extra)


def _nearest(base: Target) -> list[Target]:
    """All ports, those that are most like `base` first."""
    return sorted(
        (port for port in PORTS if port != base),
        key=lambda port: (port not in TARGETS, port.goarch != base.goarch, port.goos != base.goos),
    )


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """A glob as a regular expression that also matches what lies below."""
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", text.replace(os.sep, "/").rstrip("/"))
    return re.compile("".join(words.get(piece, re.escape(piece)) for piece in pieces) + r"(?:/.*)?\Z")
