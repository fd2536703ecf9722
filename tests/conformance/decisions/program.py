"""The packages of a suite, checked with their bodies from exactly the files that gc compiles."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.compiler.syntax.parse import parse_file, to_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.compiler.types.info import TypedPackage
from server.compiler.types.objects import Package
from server.compiler.types.sizes import Sizes
from server.compiler.types.version import parse_version
from server.diagnostics.collector import Collector
from server.source.file import File, FileSet
from server.source.span import Span
from tests.conformance.decisions.oracle import ListedPackage

_RECURSION: Final = 100_000


@dataclass(slots=True, eq=False)
class Program:
    """Checked packages by import path, in dependency order, and their files."""

    packages: dict[str, TypedPackage] = field(default_factory=dict)
    files: FileSet = field(default_factory=FileSet)
    lines: dict[str, int] = field(default_factory=dict)  # by import path
    standard: set[str] = field(default_factory=set)  # the packages of the standard library among them

    def with_standard(self) -> Program:
        """A program that begins with the standard library's packages of this one: other modules may have versions."""
        kept = {path: typed for path, typed in self.packages.items() if path in self.standard}
        return Program(kept, FileSet(behind=self.files), dict(self.lines), set(self.standard))

    def place(self, span: Span) -> tuple[str, int, int]:
        """File, line and column of the beginning of a span."""
        where = self.files.locate(span)
        file: File | None = self.files.file(where.path)
        assert file is not None
        return (where.path, *file.lines.line_column(where.start))

    def check(self, listed: Sequence[ListedPackage]) -> Iterator[TypedPackage]:
        """Check packages that are not checked yet, in the order given. Raises AssertionError on a type error."""
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _RECURSION))
        for package in listed:
            if package.path not in self.packages and package.path != "unsafe":
                self.packages[package.path] = self._check(package)
                if package.standard:
                    self.standard.add(package.path)
            if package.path in self.packages:
                yield self.packages[package.path]

    def _check(self, listed: ListedPackage) -> TypedPackage:
        trees = []
        for name in listed.files:
            data = Path(name).read_bytes()
            trees.append(parse_file(name, data))
            self.files.add(to_file(trees[-1], data))
            self.lines[listed.path] = self.lines.get(listed.path, 0) + data.count(b"\n")
        version = parse_version(listed.go_version) if listed.go_version else None

        def importer(path: str) -> Package | None:
            known = self.packages.get(listed.import_map.get(path, path))
            return known.package if known is not None else None

        problems = Collector()
        typed = check_package(
            listed.path, trees, CheckConfig(Sizes(8), importer, version, standard=listed.standard), problems
        )
        assert not problems.has_errors, (listed.path, problems.items[0].message)
        return typed
