"""Packages of modules come from export data while nothing changes, in checks and in the editor alike."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.build.documents import Document
from server.build.driver import check
from server.build.environment import resolve_environment
from server.build.request import BuildRequest
from server.build.snapshot import Snapshot, Store
from server.target import TARGETS
from tests.cli.bindery import write_files

GOROOT = {
    "go/VERSION": "go1.27.3\n",
    "go/src/fmt/fmt.go": "package fmt\n\ntype Stringer interface{ String() string }\n",
}
FILES = {
    "m/go.mod": "module example.com/m\n\ngo 1.27\n",
    "m/low/low.go": 'package low\n\nimport "fmt"\n\ntype Number int\n\nfunc (Number) String() string { return "" }\n\n'
    "var _ fmt.Stringer = Number(0)\n",
    "m/mid/mid.go": 'package mid\n\nimport "example.com/m/low"\n\ntype List[T any] []T\n\n'
    "func All() List[low.Number] { return nil }\n",
    "m/main.go": 'package main\n\nimport (\n\t"fmt"\n\t"example.com/m/mid"\n)\n\n'
    "func main() {\n\tvar s fmt.Stringer = mid.All()[0]\n\tvar n int = mid.All()[0]\n\tprintln(s, n)\n}\n",
}
EXPECTED = ["cannot use mid.All()[0] (variable of int type low.Number) as int value in variable declaration"]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_files(tmp_path, {**GOROOT, **FILES})
    monkeypatch.setenv("GOROOT", str(tmp_path / "go"))
    monkeypatch.setenv("BINDERY_CACHE", str(tmp_path / "cache"))
    return tmp_path


def checked(root: Path) -> list[str]:
    """The errors that `bindery check` finds, with the package that they are in."""
    directory = root / "m"
    environment = resolve_environment(os.environ, directory)
    result = check(BuildRequest((), directory, TARGETS[0], environment, cache=str(root / "cache")))
    result.afterwards(lambda: False)
    return [item.message for item in result.diagnostics]


def opened(root: Path) -> list[str]:
    """The errors that a new editor shows in main.go."""
    main = root / "m/main.go"
    document = Document(main.as_uri(), str(main), 1, main.read_bytes())
    found = Snapshot({str(main): document}, Store(TARGETS[0])).package_of(str(main), lambda: False)
    assert found is not None
    return [item.message for item in found.diagnostics]


def exports(root: Path) -> set[Path]:
    """What the cache holds."""
    return set((root / "cache/export").glob("??/*"))


@pytest.mark.parametrize("first", [checked, opened])
def test_the_same_from_the_cache(root: Path, first: object) -> None:
    assert callable(first)
    assert first(root) == EXPECTED
    entries = exports(root)
    assert len(entries) == (3 if first is checked else 2)  # the editor leaves fmt to a process of its own
    assert checked(root) == opened(root) == EXPECTED
    assert exports(root) >= entries


def test_damaged_entries_are_made_anew(root: Path) -> None:
    assert opened(root) == EXPECTED
    by_size = sorted(exports(root), key=lambda path: path.stat().st_size)
    for path in by_size:
        path.write_bytes(path.read_bytes()[:-1])
    assert opened(root) == EXPECTED
    assert sorted(exports(root), key=lambda path: path.stat().st_size) == by_size


def test_a_change_below(root: Path) -> None:
    assert checked(root) == EXPECTED
    low = root / "m/low/low.go"
    low.write_text(low.read_text().replace("type Number int", "type Number uint"))
    expected = [EXPECTED[0].replace("of int type", "of uint type")]
    assert checked(root) == opened(root) == expected


def test_a_dependency_with_errors_is_checked_each_time(root: Path) -> None:
    mid = root / "m/mid/mid.go"
    mid.write_text(mid.read_text() + "\nvar x int = nope\n")
    for _ in range(2):
        assert checked(root)[0] == "undefined: nope"
    mid.write_text(mid.read_text().replace("nope", "0"))
    assert checked(root) == EXPECTED


def test_other_places_of_the_same_sources(root: Path) -> None:
    """Export data names files by their names alone: a copy of the module finds its own."""
    assert opened(root) == EXPECTED
    before = exports(root)
    write_files(root / "copy", {**GOROOT, **FILES})
    main = root / "copy/m/main.go"
    document = Document(main.as_uri(), str(main), 1, main.read_bytes())
    store = Store(TARGETS[0])
    found = Snapshot({str(main): document}, store).package_of(str(main), lambda: False)
    assert found is not None
    assert exports(root) == before
    (mid,) = [one for one in found.content.imports if one and one.content.import_path == "example.com/m/mid"]
    span = mid.package.members()["All"].span
    assert span is not None
    assert found.files.locate(span).path == str(root / "copy/m/mid/mid.go")
    place = found.files.locate(span)
    file = found.files.file(place.path)
    assert file is not None
    assert file.data[place.start : place.end] == b"All"
