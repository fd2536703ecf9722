"""The library reads from export data what it read from sources before, until a source changes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from server.build.cache import Cache
from server.build.constraints import BuildTags
from server.build.stamps import stamps_of
from server.build.stdlib import StandardLibrary
from server.build.surfaces import Library
from server.compiler.types.model import Named
from server.compiler.types.objects import TypeName
from server.source.file import FileSet
from server.target import TARGETS
from tests.compiler.types.dumping import dump

LONG_AGO = time.time() - 1000
FILES = {
    "low/low.go": "package low\n\ntype Number int\n\nconst Limit Number = 3\n",
    "low/more_linux.go": "package low\n\nfunc (n Number) Double() Number { return 2 * n }\n",
    "low/other_windows.go": "package low\n\nvar Only int\n",
    "high/high.go": 'package high\n\nimport "low"\n\ntype Pair struct{ A, B low.Number }\n\nvar First Pair\n',
}


class Tree:
    """A small standard library and its cache."""

    def __init__(self, root: Path) -> None:
        self.source = root / "src"
        self.cache = root / "cache"
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str, when: float = LONG_AGO) -> None:
        """Write a source file that was last changed at `when`."""
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (when, when))

    def library(self, *tags: str) -> Library:
        """The library as a new process opens it."""
        target = TARGETS[0]
        std = StandardLibrary(self.source, pure=False)
        return Library(std, target, BuildTags.for_target(target, tags), store=Cache(self.cache))

    def fill(self) -> None:
        """Have everything in the cache."""
        library = self.library()
        assert library.surface("high")
        library.keep_exports(lambda: False)
        assert library.missing == []


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def shown(library: Library, path: str) -> str:
    """All that is to be known of a package."""
    surface = library.surface(path)
    assert surface is not None
    return dump(surface.package, library.files)


def test_the_second_process_reads_no_sources(tree: Tree) -> None:
    first = tree.library()
    before = shown(first, "high"), shown(first, "low")
    assert first.missing == ["low", "high"]
    first.keep_exports(lambda: False)
    second = tree.library()
    surface = second.surface("high")
    assert surface is not None
    assert (second.missing, second.files.file(str(tree.source / "high/high.go"))) == ([], None)
    assert (shown(second, "high"), shown(second, "low")) == before


def test_one_type_for_all_who_mention_it(tree: Tree) -> None:
    tree.fill()
    library = tree.library()
    high, low = library.surface("high"), library.surface("low")
    assert high is not None
    assert low is not None
    pair = high.package.members()["Pair"]
    assert isinstance(pair, TypeName)
    assert isinstance(pair.type, Named)
    under = pair.type.underlying
    assert under is not None
    assert low.package.members()["Number"].type in [field.type for field in under.fields]  # type: ignore[union-attr]


def test_places_lead_into_the_sources(tree: Tree) -> None:
    tree.fill()
    library = tree.library()
    low = library.surface("low")
    assert low is not None
    span = low.package.members()["Limit"].span
    assert span is not None
    files = FileSet(behind=library.files)
    where = files.locate(span)
    file = files.file(where.path)
    assert file is not None
    assert file.data[where.start : where.end] == b"Limit"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("low/low.go", "package low\n\ntype Number int8\n\nconst Limit Number = 3\n", ["low", "high"]),
        ("low/new.go", "package low\n\nvar New Number\n", ["low", "high"]),
        ("low/new_windows.go", "package low\n\nvar New Number\n", ["low", "high"]),  # its folder must be looked at
        ("high/high.go", "package high\n\nvar First int\n", ["high"]),
        ("low/notes.txt", "not Go", []),
    ],
)
def test_changed_sources(tree: Tree, name: str, text: str, expected: list[str]) -> None:
    tree.fill()
    tree.write(name, text, LONG_AGO + 1)
    library = tree.library()
    found = shown(library, "high") + shown(library, "low")
    fresh = Library(StandardLibrary(tree.source, pure=False), TARGETS[0], BuildTags.for_target(TARGETS[0]))
    assert found == shown(fresh, "high") + shown(fresh, "low")
    assert library.missing == expected


def test_a_removed_file(tree: Tree) -> None:
    tree.fill()
    (tree.source / "low/more_linux.go").unlink()
    assert "Double" not in shown(tree.library(), "low")


def test_a_folder_that_has_just_changed_is_not_trusted(tree: Tree) -> None:
    """Its times could stay the same when it changes again."""
    tree.write("low/low.go", FILES["low/low.go"], time.time())
    tree.fill()
    library = tree.library()
    shown(library, "high")
    assert library.missing == ["low", "high"]


def test_tags_are_kept_apart(tree: Tree) -> None:
    tree.write("low/special.go", "//go:build special\n\npackage low\n\nvar Special int\n")
    tree.fill()
    assert "Special" in shown(tree.library("special"), "low")
    assert "Special" not in shown(tree.library(), "low")


def test_damaged_entries_are_misses(tree: Tree) -> None:
    tree.fill()
    expected = shown(tree.library(), "high")
    entries = [path for path in tree.cache.glob("*/??/*") if path.is_file()]
    assert {path.parts[-3] for path in entries} == {"export", "folder"}
    for path in entries:
        good = path.read_bytes()
        path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
        assert shown(tree.library(), "high") == expected
        path.write_bytes(good)
    Cache(tree.cache).clean()
    assert shown(tree.library(), "high") == expected


def test_entries_of_one_package_alone(tree: Tree) -> None:
    """What the cache has is used beside sources of what it lacks, as one world."""
    tree.fill()
    for path in tree.cache.glob("export/??/*"):
        if b"high" not in path.read_bytes():
            path.unlink()
    library = tree.library()
    assert "Number" in shown(library, "high")
    assert library.missing == ["low"]
    library.keep_exports(lambda: False)
    again = tree.library()
    assert shown(again, "high") == shown(library, "high")
    assert again.missing == []


def test_without_a_cache(tree: Tree) -> None:
    library = Library(StandardLibrary(tree.source, pure=False), TARGETS[0], BuildTags.for_target(TARGETS[0]))
    assert "Number" in shown(library, "low")
    library.keep_exports(lambda: False)
    assert library.missing == []


def test_filling_can_be_stopped(tree: Tree) -> None:
    library = tree.library()
    library.surface("high")
    asked = iter((False, True))
    library.keep_exports(lambda: next(asked))
    assert library.missing == ["high"]
    assert [name for name, *_ in stamps_of(tree.source / "low")] == ["low.go", "more_linux.go", "other_windows.go"]
