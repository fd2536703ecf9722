"""Every row of the table of type errors has a program that shows exactly it."""

import re

import pytest

from server.compiler.types.info import TypedPackage
from server.diagnostics.codes import directives, types
from server.diagnostics.data import Row
from tests.compiler.types.checking import check_source

ROWS = {name: row for codes in (types, directives) for name, row in vars(codes).items() if isinstance(row, Row)}
COMPLETE = {"MISSING_BODY"}  # rows of packages without files of other languages

# Rows that no single program of one file shows: they need an older language version, a second package or file, a
# program that the parser refuses, or a type that gc's rules make unreachable.
WITHOUT_EXAMPLE = {
    "CANNOT_ASSIGN_TO_CONTEXT",
    "CONSTANT_STRING_TOO_LONG",
    "DECL_REFERS_TO_ITSELF",
    "EMBED_QUOTING",
    "EMBED_VERSION",
    "INVALID_EMBEDDED",
    "INVALID_SELECT_CASE",
    "KEEPALIVE_NEEDS_NOSPLIT",
    "METHOD_CYCLE",
    "NOSPLIT_AND_SYSTEMSTACK",
    "NOT_SUPPORTED_YET",
    "PACKAGE_NAME_DIFFERS",
    "TYPE_SWITCH_GUARD_OUTSIDE",
    "UNEXPORTED_FIELD_LITERAL",
    "UNSUPPORTED_FEATURE",
    "UNTYPED_LITERAL",
}


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.example])
def test_example_shows_its_row(name: str) -> None:
    """The example gives the row's code and text, and nothing else."""
    row = ROWS[name]
    findings = check_source(row.example, complete=name in COMPLETE).findings
    assert [one.code for one in findings] == [row.code], findings
    pattern = re.escape(row.template)
    for i in range(6):
        pattern = pattern.replace(re.escape(f"{{{i}}}"), ".*")
    assert re.match(pattern, findings[0].message, re.DOTALL), findings[0].message


def test_rows_without_example_are_listed() -> None:
    """A new row without an example is noticed."""
    assert {name for name, row in ROWS.items() if not row.example} == WITHOUT_EXAMPLE


def test_older_language_version() -> None:
    """A feature that the module's language version does not have."""
    findings = check_source("package p\n\nfunc f() { for range 3 {} }\n", go_version=(1, 21)).findings
    assert [one.message for one in findings] == [
        "cannot range over 3 (untyped int constant): requires go1.22 or later (-lang was set to go1.21; check go.mod)"
    ]

    old = 'package p\n\nimport _ "embed"\n\n//go:embed a.txt\nvar s string\n'
    findings = check_source(old, go_version=(1, 15)).findings
    assert [one.message for one in findings] == [
        "go:embed requires go1.16 or later (-lang was set to go1.15; check go.mod)"
    ]


def test_directives_of_the_standard_library() -> None:
    """What only its packages may say has conditions there."""
    source = (
        "package p\n\n//go:uintptrkeepalive\nfunc f() {}\n\n//go:nosplit\n//go:systemstack\nfunc g() {}\n"
        "\n//go:nosplit\n//go:uintptrkeepalive\nfunc h() {}\n"
    )
    assert [one.message for one in check_source(source, standard=True).findings] == [
        "go:uintptrkeepalive requires go:nosplit",
        "go:nosplit and go:systemstack cannot be combined",
    ]


def test_two_packages_in_one() -> None:
    """Files of different packages."""
    findings = check_source("package p\n", "package q\n").findings
    assert [one.message for one in findings] == ["package q; expected package p"]


def test_result_is_returned_for_broken_programs() -> None:
    """The typed package marks the functions with errors, and only them."""
    checked = check_source("package p\n\nfunc f() { x }\n\nfunc g() {}\n")
    assert isinstance(checked.typed, TypedPackage)
    assert [body.broken for body in checked.typed.functions] == [True, False]
