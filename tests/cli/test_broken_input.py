"""Whatever is wrong with files, folders, flags or the cache: a message that says it, a non-zero exit, no traceback."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.bindery import bindery, write_files

MODULE = {"go.mod": "module example.com/m\n\ngo 1.27\n"}
MAIN = "package main\n\nfunc main() { println(42) }\n"
DEEP = 10_000


def _nothing(_folder: Path) -> None:
    pass


@dataclass
class Case:
    """Files, a command, and what its message must contain; $DIR stands for the folder."""

    name: str
    args: list[str]
    message: str
    files: dict[str, str | bytes] = field(default_factory=lambda: {**MODULE, "main.go": MAIN})
    prepare: Callable[[Path], None] = _nothing
    code: int = 1
    extra: dict[str, str] = field(default_factory=dict)


def _unreadable(folder: Path) -> None:
    """A link to itself cannot be read by anybody, root included."""
    (folder / "loop.go").symlink_to("loop.go")


SOURCES = [
    Case("empty file", ["check", "a.go"], "syntax error: package statement must be first", {"a.go": ""}),
    Case("only a comment", ["check", "a.go"], "syntax error: package statement must be first", {"a.go": "// x\n"}),
    Case("NUL", ["check", "a.go"], "a.go:2:1: invalid NUL character", {"a.go": b"package p\n\x00\n"}),
    Case(
        "invalid UTF-8",
        ["check", "a.go"],
        "a.go:2:10: invalid UTF-8 encoding",
        {"a.go": b'package p\nvar s = "\xff"\n'},
    ),
    Case("random bytes", ["check", "a.go"], "a.go:1:", {"a.go": bytes(range(256)) * 40}),
    Case("an executable", ["check", "a.go"], "a.go:1:", {"a.go": b"\x7fELF\x02\x01\x01" + bytes(4000)}),
    *(
        Case(f"deep {name}", ["check", "a.go"], "a.go:", {"a.go": f"package p\n\n{text}\n"})
        for name, text in {
            "parentheses": "var x = " + "(" * DEEP + "1" + ")" * DEEP,
            "open parentheses": "var x = " + "(" * DEEP,
            "closing parentheses": "var x = 1" + ")" * DEEP,
            "blocks": "func f() " + "{" * DEEP + "}" * DEEP,
            "types": "var x " + "[]" * DEEP + "nope",
            "pointers": "var x " + "*" * DEEP + "nope",
            "unary": "var x int = " + "!" * DEEP + "1",
            "functions": "var f = " + "func() { _ = " * DEEP + "nope" + "}" * DEEP,
            "calls": "var x = nope" + "()" * DEEP,
            "selectors": "var x = nope" + ".f" * DEEP,
            "sums": "var x = nope" + " + 1" * DEEP,
            "else": "func f() {\n" + "if nope {} else " * DEEP + "{}\n}",
            "structs": "var x " + "struct{ f " * DEEP + "nope" + "}" * DEEP,
        }.items()
    ),
]
FILES = [
    Case("no such file", ["build", "nosuch.go"], "stat nosuch.go: no such file or directory"),
    Case("no such package", ["build", "./nosuch"], "stat $DIR/nosuch: directory not found"),
    Case(
        "unreadable file", ["build", "."], "open $DIR/loop.go: too many levels of symbolic links", prepare=_unreadable
    ),
    Case("unreadable named file", ["check", "main.go", "loop.go"], "loop.go: ", prepare=_unreadable),
    Case("folder without Go", ["build", "./docs"], "no Go files in $DIR/docs", {**MODULE, "docs/README": "x"}),
    Case(
        "two packages",
        ["build", "a.go", "b.go"],
        "found packages a (a.go) and b (b.go)",
        {"a.go": "package a\n", "b.go": "package b\n"},
    ),
    Case(
        "run of a library",
        ["run", "a.go"],
        "package command-line-arguments is not a main package",
        {"a.go": "package a\n"},
    ),
    Case("run of a library by path", ["run", "."], "is not a main package", {**MODULE, "a.go": "package a\n"}),
    Case("run of nothing", ["run"], "no go files listed"),
    Case(
        "run of two programs",
        ["run", "./..."],
        "cannot run several packages",
        {**MODULE, "a/a.go": MAIN, "b/b.go": MAIN},
    ),
    Case(
        "broken go.mod",
        ["build", "."],
        "$DIR/go.mod:1: unknown directive: modul",
        {"go.mod": "modul x\n", "a.go": MAIN},
    ),
    Case(
        "go.mod that is no text", ["build", "."], "$DIR/go.mod:1: invalid UTF-8", {"go.mod": b"\xff\xfe", "a.go": MAIN}
    ),
    Case(
        "program without main",
        ["build", "."],
        "function main is undeclared in the main package",
        {**MODULE, "a.go": "package main\n"},
    ),
    Case("wrong GOARCH", ["build", "."], "unsupported GOOS/GOARCH pair linux/nope", code=2, extra={"GOARCH": "nope"}),
]
OUTPUTS = [
    Case(
        "output is a directory",
        ["build", "-o", "out", "."],
        "build output $DIR/out/m is a directory",
        {**MODULE, "main.go": MAIN, "out/m/x": ""},
    ),
    Case("output is a source file", ["build", "-o", "main.go", "."], "already exists and is not an object file"),
    Case("output below a file", ["build", "-o", "main.go/x", "."], "main.go/x"),
    Case("output that cannot be", ["build", "-o", "/proc/x", "."], "cannot write /proc/x"),
    Case(
        "libraries into a folder",
        ["build", "-o", "out/", "."],
        "no main packages to build",
        {**MODULE, "a.go": "package a\n"},
    ),
    Case(
        "programs into one file",
        ["build", "-o", "out", "./..."],
        "cannot write multiple packages to non-directory out",
        {**MODULE, "a/a.go": MAIN, "b/b.go": MAIN},
    ),
]
TOOLS = [
    Case("nm of nothing", ["nm", "nosuch"], "open nosuch: no such file or directory"),
    Case("nm of a source", ["nm", "main.go"], "main.go: "),
    Case("nm of a folder", ["nm", "."], "open .: is a directory"),
    Case("size of nothing", ["size", "nosuch"], "open nosuch: no such file or directory"),
    Case("size of a source", ["size", "main.go"], "main.go: "),
    Case("size of a broken image", ["size", "x"], "x: ", {"x": b"\x7fELF\x02\x01\x01" + b"\xff" * 500}),
    Case("dump of no function", ["build", "-dump=nope:lift", "."], "-dump: no function nope; there are: main"),
    Case("dump of no pass", ["build", "-dump=main:nope", "."], "-dump: no pass nope; there are: build, split"),
]


@pytest.mark.parametrize("case", [*SOURCES, *FILES, *OUTPUTS, *TOOLS], ids=lambda case: case.name)
def test_says_what_is_wrong(case: Case, tmp_path: Path, cache: Path) -> None:
    write_files(tmp_path, case.files)
    case.prepare(tmp_path)
    before = _snapshot(tmp_path)
    done = bindery(case.args, tmp_path, cache, case.extra)
    printed = (done.stdout + done.stderr).replace(str(tmp_path), "$DIR")
    assert "Traceback" not in printed
    assert "internal error" not in printed
    assert case.message in printed
    assert done.returncode == case.code
    assert _snapshot(tmp_path) == before


def _snapshot(folder: Path) -> dict[str, bytes]:
    """All files, so that a failed command is seen to leave nothing behind."""
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file() and not p.is_symlink()}


def test_unwritable_cache(tmp_path: Path) -> None:
    """A warning, and the build goes on."""
    write_files(tmp_path, {"main.go": MAIN, "cache": ""})
    done = bindery(["build", "-o", "out/", "main.go"], tmp_path, cache=tmp_path / "cache")
    assert done.returncode == 0, done.stderr
    assert done.stderr == (f"warning: cannot use the cache in {tmp_path}/cache: File exists; building without it\n")
    assert stat.S_IMODE((tmp_path / "out" / "main").stat().st_mode) & 0o111


_DAMAGES: list[Callable[[bytes], bytes]] = [
    lambda raw: raw[: len(raw) // 2],
    lambda raw: raw[:-1] + bytes([raw[-1] ^ 0x80]),
    lambda _: b"",
    lambda _: b"not ours " * 10,
]


def test_damaged_cache(tmp_path: Path) -> None:
    """Every entry damaged at once, in one way or another: noticed, compiled again, the same program."""
    write_files(tmp_path, {"main.go": MAIN})
    cache, alone = tmp_path / "cache", {"BINDERY_PACK": ""}
    first = bindery(["build", "-o", "one", "main.go"], tmp_path, cache, alone)
    assert first.returncode == 0, first.stderr
    entries = [path for path in sorted(cache.glob("*/??/*")) if path.is_file()]
    assert len(entries) > 5
    for number, path in enumerate(entries):
        path.write_bytes(_DAMAGES[number % len(_DAMAGES)](path.read_bytes()))
    second = bindery(["build", "-v", "-o", "two", "main.go"], tmp_path, cache, alone)
    assert second.returncode == 0, second.stderr
    assert "dropped a damaged cache entry" in second.stderr
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_unreadable_by_permission(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    write_files(tmp_path, {"main.go": MAIN})
    (tmp_path / "main.go").chmod(0)
    done = bindery(["check", "main.go"], tmp_path)
    assert (done.returncode, done.stderr) == (1, f"open {tmp_path}/main.go: permission denied\n")
