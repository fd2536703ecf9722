"""Records of decisions say what deciding about their packages says, outlast the process, and may be damaged."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from server.build.cache import Cache
from server.build.debugflags import ON_REQUEST
from server.build.documents import Documents, Edit
from server.build.records import PackageRecords
from server.build.surfaces import Library
from server.build.workspace import Views, ViewSettings, Workspace
from server.compiler.decide.imported import ImportedPackage, Imports
from server.compiler.decide.plan import Leaks, Verdict
from server.compiler.decide.record import FunctionRecord
from server.compiler.types.checker import Cancelled
from server.compiler.types.objects import Func
from server.compiler.types.single import SingleBodies
from tests.build.recorded import SIZES, TARGET, differences, imports_of, open_library, records
from tests.cli.bindery import bindery, write_files
from tests.conformance.oracle import oracle_environment

SAMPLE = Path(__file__).with_name("testdata") / "imports"
RECORD = FunctionRecord(Verdict(7, 80, ""), (Leaks(0, ((1, 2),), None, 3),), frozenset({"uintptrescapes"}))
LINE = re.compile(r"(?:\./)?(main\.go:\d+:\d+: .*)")


@pytest.fixture(scope="module")
def library(oracle_goroot: Path) -> Library:
    """One for all comparisons."""
    return open_library(oracle_goroot / "src")


@pytest.mark.parametrize("path", ["bufio", "container/list", "sort", "strconv", "strings", "text/tabwriter"])
def test_records_equal_decisions(library: Library, path: str) -> None:
    assert list(differences(library, path)) == []


def test_interface_methods_have_no_record(library: Library) -> None:
    """Not even in a function of their name, as in errors.Unwrap."""
    assert "Unwrap" in records(library, "errors")
    assert not any(name.startswith("?") for name in records(library, "errors"))


# The entries


def function(library: Library, path: str, name: str) -> Func:
    surface = library.surface(path)
    assert surface is not None
    func = surface.package.members()[name]
    assert isinstance(func, Func)
    return func


def refused() -> SingleBodies | None:
    raise AssertionError("no sources are needed")


def test_an_entry_grows_and_is_read_by_the_next_process(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    PackageRecords(cache, lambda: "key").put({"f": RECORD})
    PackageRecords(cache, lambda: "key").put({"(*T).m": FunctionRecord(None, ())})
    entry = PackageRecords(Cache(tmp_path), lambda: "key")
    assert [entry.get(name) for name in ("f", "(*T).m", "g")] == [RECORD, FunctionRecord(None, ()), None]
    assert ImportedPackage(refused, entry).record_of(Func("f", None, None)) == RECORD
    assert PackageRecords(cache, lambda: "other").get("f") is None
    PackageRecords(cache, lambda: "").put({"f": RECORD})
    assert PackageRecords(cache, lambda: "").get("f") is None


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x81\xa1f\x93\x01\x02\x03", b"\x81\xa1f\xa1x"])
def test_a_damaged_entry_is_a_miss(tmp_path: Path, content: bytes) -> None:
    cache = Cache(tmp_path)
    PackageRecords(cache, lambda: "key").put({"f": RECORD})
    (file,) = (tmp_path / "decided").glob("??/*")
    cache.put("decided", file.name, content)
    entry = PackageRecords(cache, lambda: "key")
    assert entry.get("f") is None
    entry.put({"f": RECORD})
    assert PackageRecords(cache, lambda: "key").get("f") == RECORD


@pytest.mark.parametrize("polls", [0, 1, 5, 12, 30])
def test_cancelled_decisions_are_made_later(oracle_goroot: Path, library: Library, polls: int) -> None:
    """As if they had not been begun."""
    again = open_library(oracle_goroot / "src")
    calls = iter(range(polls))
    imports = Imports(again.functions.find, SIZES, TARGET.goarch, lambda: next(calls, None) is None)
    with pytest.raises(Cancelled):
        imports.record_of(function(again, "strings", "Title"))
    imports.cancelled = lambda: False
    record = imports.record_of(function(again, "strings", "Title"))
    assert record is not None
    assert record == imports_of(library).record_of(function(library, "strings", "Title"))


# What is shown


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A module whose package main imports another one and much of the standard library."""
    folder = tmp_path_factory.mktemp("imports")
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    (folder / "go.mod.txt").rename(folder / "go.mod")
    return folder


def in_main(text: str) -> Counter[str]:
    return Counter(found[1] for line in text.splitlines() if (found := LINE.fullmatch(line)))


@pytest.fixture(scope="module")
def gc_lines(module: Path, oracle_go: Path) -> Counter[str]:
    """What gc says of main.go."""
    env = oracle_environment()
    command: list[str | Path] = [oracle_go, "build", "-gcflags=-m", "-o", module / "program", "."]
    return in_main(subprocess.run(command, cwd=module, env=env, capture_output=True, text=True, check=True).stderr)


def test_check_says_what_gc_says(module: Path, gc_lines: Counter[str], tmp_path: Path) -> None:
    """Once with an empty cache, once with records of all imported functions."""
    first = bindery(["check", "-gcflags=-m"], module, cache=tmp_path)
    second = bindery(["check", "-gcflags=-m"], module, cache=tmp_path)
    assert in_main(first.stderr) == gc_lines
    assert second.stderr == first.stderr
    assert any((tmp_path / "decided").glob("??/*"))


def test_the_editor_says_what_gc_says(module: Path, gc_lines: Counter[str]) -> None:
    path = module / "main.go"
    documents = Documents()
    documents.open(path.as_uri(), str(path), 1, path.read_text())
    snapshot = Workspace(documents.current(), Views(ViewSettings(TARGET))).view(str(path))
    package = snapshot.package_at(str(path), lambda: False)
    found: set[str] = set()
    for body in package.typed.functions:
        for item in package.functions.compiled(body, lambda: False).decisions:
            told = item.message and item.level == 1 and item.kind.value not in ON_REQUEST
            if told and item.span is not None and item.span.anchor.path == str(path):
                where = package.files.locate(item.span)
                file = package.files.file(where.path)
                assert file is not None
                line, column = file.lines.line_column(where.start)
                found.add(f"main.go:{line}:{column}: {item.message}")
    assert found == gc_lines.keys()


def test_unsaved_text_of_an_imported_package_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, oracle_goroot: Path
) -> None:
    """And nothing that is decided about it stays in the cache."""
    monkeypatch.setenv("BINDERY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GOROOT", str(oracle_goroot))
    write_files(
        tmp_path,
        {
            "go.mod": "module m.org/m\n\ngo 1.27\n",
            "sub/sub.go": "package sub\n\nvar kept *int\n\nfunc Look(p *int) int { println(); return *p }\n",
            "main.go": 'package main\n\nimport "m.org/m/sub"\n\nfunc use() int { x := 1; return sub.Look(&x) }\n',
        },
    )
    main, sub = tmp_path / "main.go", tmp_path / "sub/sub.go"
    documents, views = Documents(), Views(ViewSettings(TARGET))

    def decisions() -> list[str]:
        package = Workspace(documents.current(), views).view(str(main)).package_at(str(main), lambda: False)
        (body,) = package.typed.functions
        told = package.functions.compiled(body, lambda: False).decisions
        return [item.message for item in told if item.message and item.kind.value not in ON_REQUEST]

    inlined = ["inlining call to sub.Look", "can inline use"]
    assert decisions() == inlined
    kept = sorted((tmp_path / "cache/decided").glob("??/*"))
    assert len(kept) == 1
    documents.open(sub.as_uri(), str(sub), 1, sub.read_text().replace("{ println()", "{ kept = p"))
    assert decisions() == [*inlined, "moved to heap: x"]
    documents.change(
        str(sub), 2, [Edit(None, (0, 0), sub.read_text().replace("func Look", "//go:noinline\nfunc Look"))]
    )
    assert decisions() == ["can inline use"]
    assert sorted((tmp_path / "cache/decided").glob("??/*")) == kept
