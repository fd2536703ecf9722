"""Build constraints: expressions, where they may stand, and file names."""

import re

import pytest

from server.build.constraints import (
    BuildTags,
    ConstraintError,
    evaluate,
    header_constraint,
    language_version,
    name_matches,
)
from server.target import TARGETS

TAGS = BuildTags.for_target(next(target for target in TARGETS if target.goarch == "arm64"), ["mine"])

HOLDS = [
    "linux",
    "arm64 && !amd64",
    "!windows && (linux || darwin)",
    "windows || linux && mine",
    "(windows || linux) && mine",
    "!(windows || darwin)",
    "unix && go1.27 && !go1.28",
    "goexperiment.jsonv2 && arm64.v8.0",
    "gc && !cgo",
    "((((mine))))",
]
FAILS = [
    "windows",
    "linux && amd64",
    "!linux",
    "!(linux && mine)",
    "linux && windows || darwin",
    "gccgo",
    "ignore",
    "purego",
    "goexperiment.arenas",
]
MALFORMED = [
    ("", "unexpected end of expression"),
    ("linux &&", "unexpected end of expression"),
    ("&& linux", "unexpected token &&"),
    ("linux darwin", "unexpected token darwin"),
    ("(linux", "missing close paren"),
    ("linux)", "unexpected token )"),
    ("!!linux", "double negation not allowed"),
    ("linux & darwin", "invalid syntax at &"),
    ("a, b", "invalid syntax at ,"),
    ("(" * 20_000 + "linux" + ")" * 20_000, "build expression too large"),
]


@pytest.mark.parametrize("expression", HOLDS)
def test_holds(expression: str) -> None:
    assert evaluate(expression, TAGS)


@pytest.mark.parametrize("expression", FAILS)
def test_does_not_hold(expression: str) -> None:
    assert not evaluate(expression, TAGS)


@pytest.mark.parametrize(("expression", "message"), MALFORMED)
def test_malformed(expression: str, message: str) -> None:
    with pytest.raises(ConstraintError, match=f"^{re.escape(message)}$"):
        evaluate(expression, TAGS)


HEADERS = [
    ("//go:build linux\n\npackage p\n", "linux"),
    ("// Copyright\n\n//go:build a && b\npackage p\n", "a && b"),
    ("/* a\nb */ // c\n//go:build x\npackage p\n", "x"),
    ("/* a */ /* b */\n//go:build x\npackage p\n", "x"),
    ("\ufeff//go:build x\r\n\r\npackage p\r\n", "x"),
    ("package p\n\n//go:build linux\n", None),
    ("/*\n//go:build linux\n*/\npackage p\n", None),
    ("//go:builder linux\npackage p\n", None),
    ("// go:build linux\npackage p\n", None),
    ("/* never closed\n//go:build linux\n", None),
    ("", None),
]


@pytest.mark.parametrize(("source", "expected"), HEADERS)
def test_where_the_line_may_stand(source: str, expected: str | None) -> None:
    assert header_constraint(source.encode()) == expected


def test_two_lines_are_refused() -> None:
    with pytest.raises(ConstraintError, match="multiple"):
        header_constraint(b"//go:build a\n//go:build b\n\npackage p\n")


NAMES = [
    ("x.go", True),
    ("linux.go", True),
    ("windows.go", True),
    ("amd64.go", True),
    ("x_linux.go", True),
    ("x_windows.go", False),
    ("x_arm64.go", True),
    ("x_amd64.go", False),
    ("x_linux_arm64.go", True),
    ("x_linux_amd64.go", False),
    ("x_windows_arm64.go", False),
    ("x_linux_test.go", True),
    ("x_windows_test.go", False),
    ("x_test.go", True),
    ("x_arm64_linux.go", True),
    ("x_unix.go", True),
    ("x_foo_windows.go", False),
    ("_windows.go", False),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_file_names(name: str, expected: bool) -> None:
    assert name_matches(name, TAGS) is expected


@pytest.mark.parametrize(
    ("expression", "version"),
    [
        ("go1.18", (1, 18)),
        ("go1.18 && linux", (1, 18)),
        ("go1.18 || linux", None),
        ("go1.20 || go1.22", (1, 20)),
        ("go1.20 && (go1.22 || go1.23)", (1, 22)),
        ("!go1.20", None),
        ("!(linux && !go1.24)", None),
        ("!(linux || !go1.24)", (1, 24)),
        ("linux", None),
    ],
)
def test_the_oldest_version_that_a_constraint_admits(expression: str, version: tuple[int, int] | None) -> None:
    assert language_version(expression) == version


@pytest.mark.parametrize(
    ("header", "expression"),
    [
        ("// +build linux", None),  # a comment of the package: no blank line below
        ("// +build linux\n", "((linux))"),
        ("// +build linux,amd64 !cgo\n// +build mine\n", "((linux && amd64) || (!cgo)) && ((mine))"),
        ("//go:build arm64\n// +build linux\n", "arm64"),
        ("// +buildlinux\n", None),
    ],
)
def test_older_build_lines(header: str, expression: str | None) -> None:
    assert header_constraint(f"{header}\npackage p\n".encode()) == expression
