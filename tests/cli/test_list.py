"""`bindery list` against `go list` on the same modules."""

import json
from pathlib import Path

import pytest

from tests.build.modules.proxy import fill_proxy, run_go, settings, write_tree
from tests.cli.bindery import bindery

PROXY = {
    "e.org/a@v1.0.0": {
        "go.mod": "module e.org/a\n\ngo 1.20\n\nrequire e.org/b v1.1.0\n",
        "a.go": 'package a\n\nimport (\n\t_ "e.org/b"\n\t_ "e.org/b/sub"\n)\n',
        "a_test.go": "package a\n",
        "a_windows.go": "package a\n",
        "a.s": "",
        "a_windows.s": "",
        "h.h": "",
    },
    "e.org/b@v1.1.0": {
        "go.mod": "module e.org/b\n\ngo 1.21\n",
        "b.go": "package b\n",
        "b_test.go": 'package b\n\nimport _ "testing/quick"\n',
        "sub/s.go": 'package sub\n\nimport _ "e.org/b"\n',
    },
    "e.org/c@v1.0.0": {"go.mod": "module e.org/c\n\ngo 1.21\n", "c.go": "package c\n"},
}
MAIN = {
    "go.mod": "module m.org/m\n\ngo 1.25\n\nrequire (\n\te.org/a v1.0.0\n\te.org/b v1.1.0\n\te.org/c v1.0.0\n)\n"
    "godebug zipinsecurepath=0\n",
    "m.go": 'package m\n\nimport (\n\t_ "e.org/a"\n\t_ "embed"\n\t_ "unsafe"\n)\n\n//go:embed text\nvar text string\n',
    "text": "x",
    "m_test.go": 'package m\n\nimport _ "m.org/m/p"\n',
    "x_test.go": 'package m_test\n\nimport _ "e.org/b"\n',
    "ignored.go": "//go:build ignore\n\npackage main\n",
    "p/p.go": "// Copyright of us.\n\n// Package p: [e.org/b] and ``tests''\n// by J. Doe. It is small.\npackage p\n",
    "p/p_test.go": 'package p\n\nimport (\n\t_ "embed"\n\t_ "e.org/c"\n)\n\n//go:embed p.go\nvar s string\n',
    "user/u.go": 'package user\n\nimport _ "m.org/m/p"\n',
    "p/x_test.go": 'package p_test\n\nimport (\n\t_ "m.org/m/p"\n\t_ "m.org/m/user"\n)\n',
    "tests/only_test.go": 'package tests\n\nimport _ "m.org/m/user"\n',
    "prog/main.go": "//go:debug panicnil=1\n//go:debug default=go1.22\n\n"
    "/*\nProg is a program.\n*/\npackage main\n\nfunc main() {}\n",
    "prog/main_test.go": 'package main\n\nimport _ "testing"\n',
}
# What says what `go install` and `go test` would do.
NOT_COMPARED = {"Stale", "StaleReason", "Target"}
PATTERNS = [["./..."], ["."], ["e.org/a"], ["e.org/..."], ["all"], ["./tests"], ["./prog"], ["./p", "m.org/..."]]


@pytest.fixture
def work(tmp_path: Path, oracle_go: Path, oracle_goroot: Path) -> tuple[Path, dict[str, str]]:
    variables = settings(tmp_path, fill_proxy(tmp_path / "proxy", PROXY), GOROOT=str(oracle_goroot))
    work = write_tree(tmp_path / "work", MAIN)
    run_go(oracle_go, ["mod", "tidy"], work, variables)
    return work, variables


def objects(text: str) -> list[dict[str, object]]:
    decoder, at, found = json.JSONDecoder(), 0, []
    text = text.rstrip()
    while at < len(text):
        item, at = decoder.raw_decode(text, at)
        at += 1
        if item.get("ImportPath", "").endswith(".test"):
            item["GoFiles"] = ["_testmain.go"]  # go names a file of its cache
        found.append({name: value for name, value in item.items() if name not in NOT_COMPARED})
    return found


def of_modules(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Without the standard library, whose files differ on purpose."""
    kept = [row for row in rows if ".org" in str(row["ImportPath"]).partition("/")[0]]
    for row in kept:
        deps = row.get("Deps")
        row["Deps"] = [path for path in deps if ".org" in path.partition("/")[0]] if isinstance(deps, list) else []
    return kept


@pytest.mark.parametrize("patterns", PATTERNS, ids=" ".join)
def test_packages(patterns: list[str], work: tuple[Path, dict[str, str]], oracle_go: Path) -> None:
    folder, variables = work
    for flags in (["-json", "-deps"], ["-json", "-deps", "-test"]):
        expected = run_go(oracle_go, ["list", *flags, *patterns], folder, variables)
        done = bindery(["list", *flags, *patterns], folder, extra=variables)
        assert done.stderr == ""
        assert of_modules(objects(done.stdout)) == of_modules(objects(expected))
    plain = bindery(["list", *patterns], folder, extra=variables).stdout.splitlines()
    named = run_go(oracle_go, ["list", *patterns], folder, variables).splitlines()
    assert [path for path in plain if "." in path] == [path for path in named if "." in path]


TEMPLATES = [
    "{{.ImportPath}}",
    "{{.Name}} {{.Standard}} {{.Module}} {{.Imports}}{{/* nothing */}} {{.ImportMap}} {{.Error}}",
    '{{range .Imports}}{{if eq . "e.org/b"}}{{continue}}{{end}}{{$.ImportPath}}: {{.}}\n{{end}}',
    '{{join .TestGoFiles ", "}}{{with .Module}} {{.Path | printf "%q"}}{{else}} none{{end}}',
    "{{- if and .TestGoFiles (not .XTestGoFiles) -}} {{len .TestGoFiles}} {{- else if .Doc -}} {{.Doc}} {{end -}}",
    "{{$n := len .GoFiles}}{{if gt $n 0}}{{index .GoFiles 0}} of {{$n}}{{end}}",
    "{{range $i, $f := .GoFiles}}{{if $i}},{{end}}{{$f | html}}{{else}}no files{{end}}",
    '{{(module "e.org/a").Version}} {{context.GOOS}} {{context.Compiler}} {{.Module.GoVersion}}',
    '{{printf "%-8s|%3d|%v|%s" .Name (len .Imports) .DepOnly .GoFiles}}{{println}}{{print 1 2 "a" true}}',
    '{{slice .Name 0 1}}{{urlquery .ImportPath}}{{js "<a>"}}{{or .ForTest "none"}}{{ne .Name "m" "p" | not}}',
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates(template: str, work: tuple[Path, dict[str, str]], oracle_go: Path) -> None:
    folder, variables = work
    args = ["list", "-f", template.replace("\\n", "\n"), "./...", "e.org/a"]
    if "ne .Name" in template:
        args[2] = template.replace(' "p" | not', "")
    done = bindery(args, folder, extra=variables)
    assert (done.stdout, done.stderr) == (run_go(oracle_go, args, folder, variables), "")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{.Nope}}", "can't evaluate field Nope in type *load.PackagePublic"),
        ("{{nope}}", 'template: main:1: function "nope" not defined'),
        ("{{if .Name}}", "template: main:1: unexpected EOF"),
        ("{{.Name", "template: main:1: unclosed action"),
        ("{{end}}", "template: main:1: unexpected {{end}}"),
        ("{{" + "(" * 5000 + ".Name" + ")" * 5000 + "}}", "nested too deeply"),
        ("{{if .Name}}" * 5000, "nested too deeply"),
        ("{{index .GoFiles 99}}", "error calling index: index out of range: 99"),
        ("{{$x}}", 'undefined variable "$x"'),
        ("{{$x = 1}}", 'undefined variable "$x"'),
        ('{{printf "%d" .Name | len .Name}}', "error calling len"),
    ],
)
def test_broken_templates(template: str, message: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {"go.mod": "module m\n", "m.go": "package m\n"})
    done = bindery(["list", "-f", template], tmp_path)
    assert done.returncode == 1
    assert message in done.stderr
    assert "internal error" not in done.stderr


def test_chosen_fields(work: tuple[Path, dict[str, str]], oracle_go: Path) -> None:
    folder, variables = work
    args = ["list", "-json=Name,Imports,Doc", "./..."]
    assert bindery(args, folder, extra=variables).stdout == run_go(oracle_go, args, folder, variables)


def test_modules(work: tuple[Path, dict[str, str]], oracle_go: Path) -> None:
    folder, variables = work
    for args in (["-m"], ["-m", "all"], ["-m", "e.org/a"]):
        assert bindery(["list", *args], folder, extra=variables).stdout == run_go(
            oracle_go, ["list", *args], folder, variables
        )
    expected = objects(run_go(oracle_go, ["list", "-m", "-json", "all"], folder, variables))
    assert objects(bindery(["list", "-m", "-json", "all"], folder, extra=variables).stdout) == expected


def test_replaced_modules(work: tuple[Path, dict[str, str]], oracle_go: Path) -> None:
    folder, variables = work
    with (folder / "go.mod").open("a") as file:
        file.write("replace e.org/c => ./c\nreplace e.org/b v1.1.0 => e.org/b v1.1.0\n")
    write_tree(folder / "c", {"go.mod": "module e.org/c\n\ngo 1.22\n", "c.go": "package c\n"})
    run_go(oracle_go, ["mod", "download"], folder, variables)
    args = ["list", "-m", "-json", "all"]
    expected = objects(run_go(oracle_go, args, folder, variables))
    assert objects(bindery(args, folder, extra=variables).stdout) == expected


def test_what_is_missing(tmp_path: Path, oracle_go: Path, oracle_goroot: Path) -> None:
    """An error without -e; with it, rows that say what is wrong, as go's."""
    variables = settings(tmp_path, "off", GOROOT=str(oracle_goroot))
    files = {
        "go.mod": "module m.org/m\n\ngo 1.25\n",
        "m.go": 'package m\n\nimport _ "e.org/none"\nimport _ "m.org/m/p"\n',
        "p/p.go": 'package p\n\nimport (\n\t_ "nostd"\n\t_ "e.org/none"\n)\n',
    }
    work = write_tree(tmp_path / "work", files)
    done = bindery(["list", "./..."], work, extra=variables)
    assert done.returncode == 1
    assert "no required module provides package e.org/none; to add it:\n\tgo get e.org/none" in done.stderr
    for args in (
        ["list", "-e", "-deps", "-json", "."],
        ["list", "-e", "-f", "{{.ImportPath}} {{.Incomplete}} {{.Error}} {{len .DepsErrors}}", "./..."],
    ):
        found = bindery(args, work, extra=variables)
        assert (found.returncode, found.stderr) == (0, "")
        expected = run_go(oracle_go, args, work, variables)
        if "-json" not in args:
            assert found.stdout == expected
            continue
        assert list(map(sorted_errors, objects(found.stdout))) == list(map(sorted_errors, objects(expected)))


def sorted_errors(row: dict[str, object]) -> dict[str, object]:
    errors = row.get("DepsErrors")
    return {**row, "DepsErrors": sorted(map(str, errors)) if isinstance(errors, list) else []}
