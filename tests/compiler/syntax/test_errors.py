"""Syntax errors: the cases of `errors.txt`, whose expectations `tests/conformance/syntax` compares with gc itself."""

import pytest

from server.compiler.syntax.parse import parse_file, syntax_diagnostics
from server.diagnostics.codes import syntax as codes
from server.diagnostics.data import Row
from tests.compiler.syntax.error_cases import Case, errors_of, read_cases, write_cases

ROWS = [row for row in vars(codes).values() if isinstance(row, Row) and row.example]


def test_update(update_goldens: bool) -> None:
    if update_goldens:
        write_cases([Case(case.source, errors_of(case.source)) for case in read_cases()])


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.source.decode()[10:40])
def test_errors(case: Case) -> None:
    assert case.errors
    assert errors_of(case.source) == case.errors


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.template)
def test_example_of_row(row: Row) -> None:
    tree = parse_file("x.go", row.example.encode())
    assert row in [diagnostic.row for diagnostic in syntax_diagnostics(tree)]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"package p\nvar x = 1 // \xff\n", "invalid UTF-8 encoding"),
        (b"package p\nvar x\0 int\n", "invalid NUL character"),
        (b"package p\n// \xef\xbb\xbf\nvar x int\n", "invalid BOM in the middle of the file"),
        (b"\xff" * 100_000, "invalid UTF-8 encoding"),
        (b"package p\nvar a\xe2\x82\xac int\n", "invalid character U+20AC '€' in identifier"),
    ],
)
def test_encoding(source: bytes, message: str) -> None:
    assert message in [diagnostic.message for diagnostic in syntax_diagnostics(parse_file("x.go", source))]


def test_byte_order_mark_at_the_start_is_fine() -> None:
    tree = parse_file("x.go", b"\xef\xbb\xbfpackage p\n")
    assert tree.package is not None
    assert not syntax_diagnostics(tree)
