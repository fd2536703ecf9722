"""bindery check -against: what is listed, and the exit code."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.bindery import bindery, write_files

MAIN = """package main

import "m.org/m/sub"

var keep *int

//bindery:noalloc
func (t té) tight(i int) { _ = i }

type té struct{}

func loose(i int) { _ = i }

func main() { té{}.tight(1); loose(sub.At(nil, 2)) }
"""
FILES = {
    "go.mod": "module m.org/m\n\ngo 1.27\n",
    "main.go": MAIN,
    "main_test.go": "package main\n",
    "sub/sub.go": "package sub\n\nfunc At(s []int, i int) int { return s[i] }\n",
}


def git(folder: Path, *command: str) -> None:
    names = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *names, *command], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A module of two packages, committed."""
    write_files(tmp_path, FILES)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    return tmp_path


def test_nothing_changed(folder: Path) -> None:
    done = bindery(["check", "-against", "HEAD", "./..."], folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "0 functions changed against HEAD, by the rules of go1.27.3\n"


def test_changes_are_listed(folder: Path) -> None:
    (folder / "main.go").write_text(MAIN.replace("loose(i int) { _ = i }", "loose(i int) { keep = &i }"))
    (folder / "sub/sub.go").write_text(FILES["sub/sub.go"].replace("s[i] }", "s[i] + s[i+1] }"))
    done = bindery(["check", "-against=HEAD", "-json", "./..."], folder)
    assert done.returncode == 0, done.stderr
    rows = {row["function"]: row for row in map(json.loads, done.stdout.splitlines())}
    loose, at = rows["loose"], rows["At"]
    assert (loose["package"], loose["line"], loose["col"], loose["noalloc"], loose["gained"]) == (
        *("m.org/m", 12, 6, False, True),
    )
    (escape,) = [change for change in loose["changes"] if change["kind"] == "escape"]
    assert (escape["before"], escape["after"], escape["worse"], escape["text"]) == ("", "i", True, "+1 escape")
    assert at["file"] == str(folder / "sub/sub.go")
    assert "+1 bounds check" in [change["text"] for change in at["changes"]]
    git(folder, "commit", "-q", "-a", "-m", "two")
    assert bindery(["check", "-against", "HEAD", "./..."], folder).stdout == ""
    assert "+1 bounds check" in bindery(["check", "-against", "HEAD~1", "./sub"], folder).stdout


def test_an_allocation_where_none_is_allowed(folder: Path) -> None:
    (folder / "main.go").write_text(MAIN.replace("tight(i int) { _ = i }", "tight(i int) { keep = &i }"))
    done = bindery(["check", "-against", "HEAD"], folder)
    assert done.returncode == 1
    line = next(line for line in done.stdout.splitlines() if "tight" in line)
    assert line.startswith("./main.go:8:14: té.tight: ")
    assert "+1 escape" in line
    assert line.endswith(": i (marked //bindery:noalloc)")


def test_a_new_function_that_may_not_allocate(folder: Path) -> None:
    (folder / "a_new.go").write_text("package main\n\n//bindery:noalloc\nfunc fresh(i int) { keep = &i }\n")
    (folder / "a_windows.go").write_text("package main\n")
    (folder / "main.go").write_text(MAIN.replace("loose(i int) { _ = i }", "loose(i int) { keep = &i }"))
    done = bindery(["check", "-against", "HEAD"], folder)
    assert done.returncode == 1
    assert "./main.go:12:6: loose: " in done.stdout
    assert "./a_new.go:4:6: fresh: +1 escape: i (marked //bindery:noalloc)" in done.stdout.splitlines()


def test_a_callee_in_another_package(folder: Path) -> None:
    """What it does with its parameters, and whether it can be inlined, changes its callers."""
    write_files(
        folder,
        {
            "sub/more.go": "package sub\n\nvar kept *int\n\nfunc Look(p *int) int { return *p }\n",
            "user/user.go": 'package user\n\nimport "m.org/m/sub"\n\n'
            "//bindery:noalloc\nfunc Use() int { x := 1; return sub.Look(&x) }\n\nfunc other() {}\n",
        },
    )
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "two")
    (folder / "sub/more.go").write_text(
        "package sub\n\nvar kept *int\n\n//go:noinline\nfunc Look(p *int) int { kept = p; return *p }\n"
    )
    done = bindery(["check", "-against", "HEAD", "-json", "./user"], folder)
    assert done.returncode == 1, done.stderr
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["package"], row["function"], row["noalloc"], row["gained"]) == ("m.org/m/user", "Use", True, True)
    assert [(change["kind"], change["worse"]) for change in row["changes"]] == [("inline", False), ("escape", True)]


def test_tests_are_compared_when_asked_for(folder: Path) -> None:
    inside = "package main\n\nfunc helper(i int) *int { return nil }\n"
    external = "package main_test\n\nfunc other(i int) *int { return nil }\n"
    write_files(folder, {"main_test.go": inside, "x_test.go": external, "y_windows_test.go": "package main\n"})
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "two")
    write_files(folder, {"main_test.go": inside.replace("nil", "&i"), "x_test.go": external.replace("nil", "&i")})
    assert bindery(["check", "-against", "HEAD", "./..."], folder).stdout == ""
    done = bindery(["check", "-against", "HEAD", "-test", "./..."], folder)
    assert done.returncode == 0, done.stderr
    starts = ["./main_test.go:3:6: helper: ", "./x_test.go:3:6: other: "]
    assert all(line.startswith(start) for line, start in zip(done.stdout.splitlines(), starts, strict=True))


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (("-against", "nope"), "unknown revision 'nope'", 1),
        (("-against", "--help"), "is not a revision", 1),
        (("-against", ""), "needs a git revision", 2),
        (("-against", "HEAD", "-gcflags=-m"), "do not go together", 2),
        (("-test",), "-test needs -against", 2),
    ],
)
def test_what_cannot_be_compared(folder: Path, arguments: tuple[str, ...], said: str, code: int) -> None:
    done = bindery(["check", *arguments], folder)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


def test_errors_come_first(folder: Path) -> None:
    (folder / "main.go").write_text(MAIN.replace("_ = i", "_ = nope", 1))
    done = bindery(["check", "-against", "HEAD"], folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "undefined: nope" in done.stderr
