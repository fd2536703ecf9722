"""The standard library's packages: found, made of the files that go chooses, and usable from a program."""

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from server.build.constraints import BuildTags
from server.build.driver import check
from server.build.environment import resolve_environment
from server.build.overlays import overlays, size
from server.build.packages import LoadConfig, Loader
from server.build.request import BuildRequest
from server.build.stdlib import OVERRIDES, StandardLibrary
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.target import TARGETS, Target
from tests.build.targets import FOREIGN
from tests.conformance.oracle import oracle_environment


@pytest.mark.parametrize("target", [*TARGETS, *FOREIGN], ids=lambda target: target.name)
def test_files_agree_with_go(target: object, oracle_go: Path, oracle_goroot: Path) -> None:
    """Every package of std has the files that `go list` says, without cgo."""
    assert isinstance(target, type(TARGETS[0]))
    env = oracle_environment(GOOS=target.goos, GOARCH=target.goarch)
    fields = "ImportPath,Standard,GoFiles,Imports,ImportMap"
    listing = [oracle_go, "list", "-e", f"-json={fields}", "-deps", "std"]
    done = subprocess.run(listing, capture_output=True, text=True, check=True, env=env, cwd=oracle_goroot)
    decoder, at, expected = json.JSONDecoder(), 0, {}
    while at < len(done.stdout.rstrip()):
        item, end = decoder.raw_decode(done.stdout, at)
        expected[item["ImportPath"]] = sorted(item.get("GoFiles", []))
        at = end + 1

    std = StandardLibrary(oracle_goroot / "src", pure=False)
    loader = Loader(LoadConfig(BuildTags.for_target(target), None, std=std, skim=True), FileSet(), Collector())
    for path in std.packages():
        loader.load_directory(std.directory(path), path, quiet=True)
    found = {path: [Path(s.file.path).name for s in package.files] for path, package in loader.packages.items()}
    assert {path for path, files in found.items() if files} == {path for path, files in expected.items() if files}
    assert {path: files for path, files in found.items() if files != expected[path]} == {}


def test_overrides_name_packages_and_files(oracle_goroot: Path) -> None:
    for path, override in OVERRIDES.items():
        directory = oracle_goroot / "src" / path
        assert directory.is_dir()
        for name in override.without | override.including:
            assert (directory / name).is_file(), f"{path}/{name}"


def test_overlays_are_needed_and_few(oracle_goroot: Path) -> None:
    """Every row makes a difference, and takes text for the text that it leaves out."""
    table = list(overlays(oracle_goroot / "src", TARGETS))
    assert {row.path for row in table} == set(OVERRIDES)
    assert [row.path for row in table if not row.reason or not row.taken or not row.instead_of] == []
    files, lines = size(table)
    assert 0 < files < 60
    assert 0 < lines < 4000


def test_overlays_are_the_difference_to_go(oracle_goroot: Path) -> None:
    """What a build compiles differs from what go compiles by the table, for both targets together."""
    source = oracle_goroot / "src"
    left, taken = set[str](), set[str]()
    for target in TARGETS:
        ours, gos = (_files(StandardLibrary(source, pure=pure), target) for pure in (True, False))
        left |= gos - ours
        taken |= ours - gos
    table = list(overlays(source, TARGETS))
    assert left == {f"{row.path}/{name}" for row in table for name in row.instead_of}
    assert taken == {f"{row.path}/{name}" for row in table for name in row.taken}


def _files(std: StandardLibrary, target: Target) -> set[str]:
    """The files of all packages that a build for a target compiles."""
    loader = Loader(LoadConfig(BuildTags.for_target(target), None, std=std, skim=True), FileSet(), Collector())
    for path in std.packages():
        loader.load_directory(std.directory(path), path, quiet=True)
    return {f"{path}/{Path(s.file.path).name}" for path, package in loader.packages.items() for s in package.files}


@dataclass
class Case:
    """A program, and the errors that checking it gives."""

    name: str
    source: str
    errors: list[str] = field(default_factory=list)  # line:column: message


CASES = [
    Case("fmt", 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("x", 1) }\n'),
    Case(
        "net/http",
        'package main\n\nimport "net/http"\n\nfunc main() {\n'
        '\thttp.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(r.URL.Path)) })\n'
        '\tpanic(http.ListenAndServe(":80", nil))\n}\n',
    ),
    Case(
        "wrong use",
        'package main\n\nimport (\n\t"fmt"\n\t"strings"\n)\n\nfunc f() {\n\tfmt.Printn()\n\tstrings.Repeat("x")\n}\n',
        ["9:6: undefined: fmt.Printn", "10:17: not enough arguments in call to strings.Repeat"],
    ),
    Case(
        "what cannot be imported",
        'package main\n\nimport (\n\t_ "internal/abi"\n\t_ "nosuch/thing"\n\t_ "vendor/golang.org/x/net/idna"\n)\n',
        [
            "4:2: use of internal package internal/abi not allowed",
            "5:2: package nosuch/thing is not in std",
            "6:2: use of vendored package not allowed",
        ],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_program(case: Case, tmp_path: Path, oracle_goroot: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    (tmp_path / "main.go").write_text(case.source)
    environment = resolve_environment({"GOROOT": str(oracle_goroot), "GOENV": "off"}, tmp_path)
    result = check(BuildRequest([], tmp_path, TARGETS[0], environment))
    found = [f"{item.place.line}:{item.place.column}: {item.message}" for item in result.diagnostics]
    assert len(found) == len(case.errors), found
    for line, expected in zip(found, case.errors):
        assert line.startswith(expected), line
