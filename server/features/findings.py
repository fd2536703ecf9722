"""What several checks say about one file: a package with and without its tests, views of several targets.

A file's own view comes first; what only another target finds is added with that target's name, because a change may
break a build that the file's own view does not show.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types

from server.build.workspace import Workspace
from server.target import Target

Publications = Mapping[str, types.PublishDiagnosticsParams]  # by path


@dataclass(slots=True)
class Findings:
    """The findings of one run over the open documents."""

    workspace: Workspace
    _found: dict[str, list[tuple[Target, types.PublishDiagnosticsParams]]] = field(default_factory=dict)  # by path
    _covered: set[tuple[Target, str]] = field(default_factory=set)

    def add(self, path: str, publications: Publications) -> None:
        """Add what the check of the package of `path` found."""
        target = self.workspace.choice(path).target
        with_tests = _is_test(path)
        # The check of a package with its tests is not that of the package alone.
        own = {file for file in publications if _is_test(file) or not with_tests}
        self._covered |= {(target, file) for file in (path, *own)}
        for file, publication in publications.items():
            self._found.setdefault(file, []).append((target, publication))

    def covers(self, path: str) -> bool:
        """Whether a document's package has been checked."""
        return (self.workspace.choice(path).target, path) in self._covered

    def waits(self, path: str) -> bool:
        """Whether checks for other targets will have something to say about a file of this folder."""
        folder = str(Path(path).parent)
        beside = [other for other in self.workspace.documents if str(Path(other).parent) == folder]
        return len({self.workspace.choice(other).target for other in beside}) > 1

    def files(self) -> Set[str]:
        """The files that something was said about."""
        return self._found.keys()

    def of(self, path: str) -> types.PublishDiagnosticsParams:
        """All that was found in one file."""
        reports = self._found[path]
        if len(reports) == 1:
            return reports[0][1]
        own = self.workspace.choice(path).target
        found: list[types.Diagnostic] = []
        known: set[tuple[int, int, str]] = set()
        for target, publication in sorted(reports, key=lambda report: report[0] != own):
            for item in publication.diagnostics:
                identity = (item.range.start.line, item.range.start.character, item.message)
                if identity not in known:
                    known.add(identity)
                    found.append(item if target == own else _of_target(item, target))
        merged = copy(reports[0][1])
        merged.diagnostics = found
        return merged


def _of_target(item: types.Diagnostic, target: Target) -> types.Diagnostic:
    shown = copy(item)
    shown.message = f"{item.message} [{target.name}]"
    return shown


def _is_test(path: str) -> bool:
    return path.endswith("_test.go")
