"""Loading packages: which files and imports there are, and what is said about those that are missing."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from server.build.constraints import BuildTags
from server.build.graph import dependency_order
from server.build.packages import LoadConfig, Loader
from server.build.patterns import load_patterns, module_for
from server.diagnostics.collector import Collector
from server.diagnostics.render import resolve_all
from server.source.file import FileSet
from server.target import TARGETS

TARGET = TARGETS[0]


@dataclass
class Case:
    """A tree of files, patterns, and what loading them gives."""

    name: str
    files: dict[str, str]
    patterns: list[str] = field(default_factory=list)
    module: str | None = "example.com/m"
    order: list[str] | None = None  # import paths in dependency order; named ones with a star
    chosen: list[str] | None = None  # names of all files that belong
    errors: list[str] = field(default_factory=list)  # `place: message`, $DIR stands for the folder


MAIN = "package main\n\nfunc main() {}\n"
CASES = [
    Case(
        "current directory", {"b.go": MAIN, "a.go": "package main\n"}, order=["example.com/m*"], chosen=["a.go", "b.go"]
    ),
    Case(
        "constraints",
        {
            "a.go": "package p\n",
            "a_windows.go": "package q\n",
            "a_linux.go": "package p\n",
            "b.go": "//go:build ignore\n\npackage main\n",
            "c.go": "//go:build linux && !cgo\n\npackage p\n",
            "a_test.go": "package p_test\n",
            "_x.go": "package x\n",
            ".y.go": "package y\n",
            "doc.go": "package documentation\n",
        },
        chosen=["a.go", "a_linux.go", "c.go"],
    ),
    Case(
        "imports come first",
        {
            "a.go": 'package main\n\nimport (\n\t"example.com/m/b"\n\t"example.com/m/c"\n\t"unsafe"\n)\n',
            "b/b.go": 'package b\n\nimport "example.com/m/c"\n',
            "c/c.go": "package c\n",
        },
        order=["example.com/m/c", "example.com/m/b", "example.com/m*"],
    ),
    Case(
        "everything below",
        {
            "a.go": MAIN,
            "b/b.go": "package b\n",
            "b/testdata/x.go": "package x\n",
            "_c/c.go": "package c\n",
            "vendor/v/v.go": "package v\n",
            "inner/go.mod": "module inner\n",
            "inner/i.go": "package i\n",
            "d/only_test.go": "package d\n",
            "e/e_windows.go": "package e\n",
            "f/README": "",
        },
        ["./..."],
        order=["example.com/m*", "example.com/m/b*"],
    ),
    Case("by import path", {"b/b.go": "package b\n"}, ["example.com/m/b"], order=["example.com/m/b*"]),
    Case("below an import path", {"b/c/c.go": "package c\n"}, ["example.com/m/b/..."], order=["example.com/m/b/c*"]),
    Case(
        "named files ignore constraints",
        {"x_windows.go": MAIN, "y.go": "//go:build ignore\n\npackage main\n", "z.go": "package other\n"},
        ["y.go", "x_windows.go"],
        module=None,
        order=["command-line-arguments*"],
        chosen=["x_windows.go", "y.go"],
    ),
    Case("no files", {"README": ""}, errors=["no Go files in $DIR"]),
    Case("only tests", {"a_test.go": "package a\n"}, errors=["example.com/m: no non-test Go files in $DIR"]),
    Case(
        "all excluded",
        {"a_windows.go": "package a\n"},
        errors=["package example.com/m: build constraints exclude all Go files in $DIR"],
    ),
    Case(
        "two packages",
        {"a.go": "package a\n", "b.go": "package b\n"},
        errors=["found packages a (a.go) and b (b.go) in $DIR"],
    ),
    Case("missing directory", {"a.go": MAIN}, ["./nope"], errors=["stat $DIR/nope: directory not found"]),
    Case("missing file", {"a.go": MAIN}, ["nope.go"], errors=["stat nope.go: no such file or directory"]),
    Case("a directory as a file", {"d.go/x": ""}, ["d.go"], errors=["d.go is a directory, should be a Go file"]),
    Case("files and packages", {"a.go": MAIN}, ["a.go", "./lib"], errors=["named files must be .go files: ./lib"]),
    Case(
        "files of two directories",
        {"a/a.go": MAIN, "b/b.go": MAIN},
        ["a/a.go", "b/b.go"],
        errors=["named files must all be in one directory; have a and b"],
    ),
    Case("a file as a package", {"README": ""}, ["./README"], errors=["$DIR/README is not a directory"]),
    Case(
        "outside the module",
        {"inner/go.mod": "module inner\n", "inner/i.go": MAIN},
        ["./inner"],
        errors=["directory $DIR/inner is outside main module or its selected dependencies"],
    ),
    Case(
        "no module",
        {"a.go": MAIN},
        module=None,
        errors=["go.mod file not found in current directory or any parent directory"],
    ),
    Case("nothing below", {"README": ""}, ["./..."], order=[], errors=['"./..." matched no packages']),
    Case("standard library pattern", {}, ["std"], errors=["not supported yet: package pattern std"]),
    Case(
        "imports that cannot be",
        {
            "a.go": 'package main\n\nimport (\n\t"fmt"\n\t"./rel"\n\t"a b"\n\t""\n\t"example.com/m/nope"\n'
            '\t"example.com/other"\n\t"example.com/m/cmd"\n\t"example.com/m/empty"\n)\n',
            "cmd/c.go": MAIN,
            "empty/x_test.go": "package x\n",
        },
        errors=[
            "a.go:4:2: not supported yet: import of the standard library package fmt",
            'a.go:5:2: "./rel" is relative, but relative import paths are not supported in module mode',
            "a.go:6:2: invalid import path: a b",
            "a.go:7:2: invalid import path: ",
            "a.go:8:2: no required module provides package example.com/m/nope",
            "a.go:9:2: no required module provides package example.com/other",
            "a.go:11:2: could not import example.com/m/empty (example.com/m/empty: no non-test Go files in $DIR/empty)",
            'a.go:10:2: import "example.com/m/cmd" is a program, not an importable package',
        ],
    ),
    Case(
        "no module for an import",
        {"a.go": 'package main\n\nimport "example.com/x"\n'},
        ["a.go"],
        module=None,
        errors=[
            "a.go:3:8: no required module provides package example.com/x: "
            "go.mod file not found in current directory or any parent directory"
        ],
    ),
    Case(
        "an import cycle",
        {
            "a/a.go": 'package a\n\nimport "example.com/m/b"\n',
            "b/b.go": 'package b\n\nimport "example.com/m/a"\n',
        },
        ["./a"],
        errors=[
            "package example.com/m/a\n\timports example.com/m/b from a.go\n"
            "\timports example.com/m/a from b.go: import cycle not allowed"
        ],
    ),
    Case(
        "cgo with an alternative",
        {"a.go": 'package sqlite3\n\nimport "C"\n'},
        module="github.com/mattn/go-sqlite3",
        errors=[
            'a.go:3:8: import "C": cgo is not supported: with it the binary would need libc on the target; '
            "use a pure-Go alternative such as modernc.org/sqlite"
        ],
    ),
    Case("only cgo", {"a.go": 'package main\n\nimport "C"\n'}, errors=['a.go:3:8: import "C": cgo is not supported']),
    Case(
        "cgo beside Go",
        {"a.go": 'package main\n\nimport "C"\n', "b.go": MAIN},
        chosen=["b.go"],
        errors=['a.go:3:8: file ignored because of import "C"'],
    ),
    Case(
        "a bad constraint",
        {"a.go": MAIN, "b.go": "// b\n\n//go:build linux &&\n\npackage b\n"},
        chosen=["a.go"],
        errors=["b.go:3:1: parsing //go:build line: unexpected end of expression"],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_loading(case: Case, tmp_path: Path) -> None:
    if case.module:
        (tmp_path / "go.mod").write_text(f"module {case.module}\n\ngo 1.27\n")
    for name, text in case.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = Collector()
    files = FileSet()
    config = LoadConfig(BuildTags.for_target(TARGET), module_for(tmp_path, case.patterns, found))
    loader = Loader(config, files, found)
    load_patterns(loader, tmp_path, case.patterns)
    order = dependency_order(loader.packages, found)

    lines = []
    for item in resolve_all(found.items, files):
        place = f"{Path(item.place.path).name}:{item.place.line}:{item.place.column}: " if item.place.path else ""
        lines.append(f"{place}{item.message}".replace(str(tmp_path), "$DIR"))
    assert len(lines) == len(case.errors), lines
    for line, expected in zip(lines, case.errors):
        assert re.match(re.escape(expected), line), line
    if case.order is not None:
        assert [p.import_path + "*" * p.named for p in order] == case.order
    if case.chosen is not None:
        assert [Path(s.file.path).name for p in order for s in p.files] == case.chosen


def test_deep_import_chain(tmp_path: Path) -> None:
    """A chain of imports longer than Python's stack."""
    count = 1500
    (tmp_path / "go.mod").write_text("module m\n")
    for n in range(count):
        (tmp_path / f"p{n}").mkdir()
        source = f'package p{n}\n\nimport _ "m/p{n + 1}"\n' if n + 1 < count else f"package p{n}\n"
        (tmp_path / f"p{n}" / "x.go").write_text(source)
    found = Collector()
    loader = Loader(LoadConfig(BuildTags.for_target(TARGET), module_for(tmp_path, [], found)), FileSet(), found)
    load_patterns(loader, tmp_path, ["./p0"])
    order = dependency_order(loader.packages, found)
    assert not found.items
    assert [p.name for p in order] == [f"p{n}" for n in reversed(range(count))]
