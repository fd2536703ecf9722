"""`bindery check`: the same lines as gc prints, objects for machines, exit codes."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.bindery import bindery, write_files

GOROOT = re.compile(r"(?<= in )\S+(?=/src/)")
MODULE = {"go.mod": "module example.com/m\n\ngo 1.27\n"}
NINE = "\n".join(f"\ta{n}" for n in range(9))
MANY = "\n".join(f"\ta{n}" for n in range(14))


@dataclass
class Case:
    """Files, arguments, and everything that is printed; $DIR stands for the folder."""

    name: str
    files: dict[str, str | bytes]
    args: list[str]
    stderr: str = ""
    code: int = 1
    extra: dict[str, str] = field(default_factory=dict)


CASES = [
    Case(
        "a build line sets its file's language version",
        {"a.go": "//go:build go1.21\n\npackage main\n\nfunc main() {\n\tfor range 3 {\n\t}\n}\n"},
        ["a.go"],
        "# command-line-arguments\n./a.go:6:12: cannot range over 3 (untyped int constant):"
        " requires go1.22 or later (file declares //go:build go1.21)\n",
    ),
    Case(
        "go.mod sets the language version",
        {
            "go.mod": "module example.com/m\n\ngo 1.20\n",
            "a.go": "package main\n\nfunc main() {\n\tclear(m)\n}\n\nvar m map[int]int\n",
        },
        ["."],
        "# example.com/m\n./a.go:4:2: clear requires go1.21 or later (-lang was set to go1.20; check go.mod)\n",
    ),
    Case("nothing wrong", {"a.go": "package main\n\nfunc main() { println(1) }\n"}, ["a.go"], code=0),
    Case(
        "one error",
        {"a.go": "package main\n\nfunc main() { y := nope }\n"},
        ["a.go"],
        "# command-line-arguments\n./a.go:3:15: declared and not used: y\n./a.go:3:20: undefined: nope\n",
    ),
    Case(
        "a package below",
        {**MODULE, "lib/a.go": "package lib\n\nfunc F() { nope() }\n"},
        ["./..."],
        "# example.com/m/lib\nlib/a.go:3:12: undefined: nope\n",
    ),
    Case(
        "a package above",
        {**MODULE, "lib/a.go": "package lib\n\nfunc F() { nope() }\n", "sub/x": ""},
        ["-C", "sub", "../lib"],
        "# example.com/m/lib\n../lib/a.go:3:12: undefined: nope\n",
    ),
    Case(
        "several packages, dependencies first",
        {
            **MODULE,
            "a.go": 'package main\n\nimport "example.com/m/lib"\n\nfunc main() { lib.F(); nope1() }\n',
            "lib/a.go": "package lib\n\nfunc F() { nope2() }\n",
        },
        ["./..."],
        "# example.com/m/lib\nlib/a.go:3:12: undefined: nope2\n# example.com/m\n./a.go:5:24: undefined: nope1\n",
    ),
    Case(
        "related place",
        {"a.go": "package main\n\nfunc main() {}\nfunc main() {}\n"},
        ["a.go"],
        "# command-line-arguments\n./a.go:4:6: main redeclared in this block\n"
        "\t./a.go:3:6: other declaration of main\n",
    ),
    Case(
        "syntax errors only",
        {"a.go": "package main\n\nfunc main() { x := ; nope() }\n", "b.go": "package main\n\nvar x = nope\n"},
        ["a.go", "b.go"],
        "# command-line-arguments\n./a.go:3:20: syntax error: unexpected semicolon, expected expression\n",
    ),
    Case(
        "nine errors",
        {"a.go": f"package main\n\nfunc main() {{\n{NINE}\n}}\n"},
        ["a.go"],
        "# command-line-arguments\n" + "".join(f"./a.go:{n + 4}:2: undefined: a{n}\n" for n in range(9)),
    ),
    Case(
        "more than ten errors",
        {"a.go": f"package main\n\nfunc main() {{\n{MANY}\n}}\n"},
        ["a.go"],
        "# command-line-arguments\n"
        + "".join(f"./a.go:{n + 4}:2: undefined: a{n}\n" for n in range(10))
        + "./a.go:13:2: too many errors\n",
    ),
    Case(
        "all errors",
        {"a.go": f"package main\n\nfunc main() {{\n{MANY}\n}}\n"},
        ["-gcflags=-e", "a.go"],
        "# command-line-arguments\n" + "".join(f"./a.go:{n + 4}:2: undefined: a{n}\n" for n in range(14)),
    ),
    Case(
        "tags",
        {
            **MODULE,
            "a.go": "package m\n",
            "b.go": "//go:build special\n\npackage m\n\nvar x int = nope\n",
        },
        ["-tags", "other,special", "."],
        "# example.com/m\n./b.go:5:13: undefined: nope\n",
    ),
    Case(
        "tags of the environment, and the target's files",
        {
            **MODULE,
            "a_arm64.go": "//go:build special\n\npackage m\n\nvar x int = nope\n",
            "b.go": "package m\n",
        },
        [],
        "# example.com/m\n./a_arm64.go:5:13: undefined: nope\n",
        extra={"GOFLAGS": "-tags=special -trimpath", "GOARCH": "arm64"},
    ),
    Case(
        "imports are named where they stand",
        {"a.go": 'package main\n\nimport "./lib"\n\nfunc main() { lib.F() }\n'},
        ["a.go"],
        'a.go:3:8: "./lib" is relative, but relative import paths are not supported in module mode\n',
    ),
    Case(
        "types of the standard library, looked at on demand",
        {
            **MODULE,
            "a.go": 'package main\n\nimport (\n\t"net/http"\n\t"example.com/m/lib"\n)\n\n'
            "func main() { var s string = lib.Request().URL.Path; s = http.StatusOK; _ = s }\n",
            "lib/a.go": 'package lib\n\nimport "net/http"\n\nfunc Request() *http.Request { return nil }\n',
        },
        ["."],
        "# example.com/m\n./a.go:8:58: cannot use http.StatusOK (untyped int constant 200) as string value"
        " in assignment\n",
    ),
    Case(
        "packages of the standard library that cannot be imported",
        {**MODULE, "a.go": 'package m\n\nimport (\n\t_ "syscall/js"\n\t_ "vendor/golang.org/x/net/idna"\n)\n'},
        ["."],
        "a.go:4:2: could not import syscall/js (package syscall/js: build constraints exclude all Go files in"
        " $GOROOT/src/syscall/js)\na.go:5:2: use of vendored package not allowed\n",
        extra={"GOOS": "linux"},
    ),
    Case("packages of the standard library by name", {"go.mod": "module m\n\ngo 1.27\n"}, ["errors", "io"], code=0),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_text(case: Case, tmp_path: Path) -> None:
    write_files(tmp_path, case.files)
    done = bindery(["check", *case.args], tmp_path, extra=case.extra)
    assert GOROOT.sub("$GOROOT", done.stderr.replace(str(tmp_path), "$DIR")) == case.stderr
    assert (done.returncode, done.stdout) == (case.code, "")


def test_json(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.go": 'package main\n\nfunc main() {\n\tβ := "x"\n\tvar n int = β\n}\n'})
    done = bindery(["check", "-json", "a.go"], tmp_path)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (1, "")
    assert {tuple(row) for row in rows} == {
        ("file", "line", "col", "endLine", "endCol", "severity", "code", "message"),
    }
    assert [(row["line"], row["col"], row["endLine"], row["endCol"], row["code"]) for row in rows] == [
        (5, 6, 5, 7, "UnusedVar"),
        (5, 14, 5, 16, "IncompatibleAssign"),
    ]
    assert rows[0]["file"] == str(tmp_path / "a.go")
    assert rows[0]["severity"] == "error"
    assert rows[1]["message"] == "cannot use β (variable of type string) as int value in variable declaration"
