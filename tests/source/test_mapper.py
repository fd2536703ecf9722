"""Offsets, lines and columns: Go counts bytes from 1, the protocol UTF-16 units from 0."""

import pytest

from server.source.file import File, FileSet
from server.source.mapper import LineTable
from server.source.span import Anchor, Location, Span

TEXT = 'a := 1\nβ := "𝄞"\r\n\nend'.encode()

# offset, (line, byte column), (line, UTF-16 character)
POSITIONS = [
    (0, (1, 1), (0, 0)),
    (6, (1, 7), (0, 6)),
    (7, (2, 1), (1, 0)),
    (9, (2, 3), (1, 1)),  # after the two bytes of β
    (14, (2, 8), (1, 6)),  # before 𝄞
    (18, (2, 12), (1, 8)),  # after its four bytes: two UTF-16 units
    (21, (3, 1), (2, 0)),
    (len(TEXT), (4, 4), (3, 3)),
]


@pytest.mark.parametrize(("offset", "go", "protocol"), POSITIONS)
def test_positions_agree_both_ways(offset: int, go: tuple[int, int], protocol: tuple[int, int]) -> None:
    lines = LineTable(TEXT)
    assert lines.line_column(offset) == go
    assert lines.utf16_position(offset) == protocol
    assert lines.offset_of_line_column(*go) == offset
    assert lines.offset_of_utf16(*protocol) == offset


def test_positions_outside_the_text_are_clamped() -> None:
    lines = LineTable(TEXT)
    assert lines.line_column(-5) == (1, 1)
    assert lines.line_column(10_000) == (4, 4)
    assert lines.offset_of_utf16(99, 0) == len(TEXT)
    assert lines.offset_of_utf16(0, 99) == 6
    assert lines.offset_of_line_column(99, 1) == len(TEXT)


def test_a_position_inside_a_surrogate_pair_is_its_start() -> None:
    assert LineTable(TEXT).offset_of_utf16(1, 7) == 14


def test_an_empty_file_has_one_line() -> None:
    lines = LineTable(b"")
    assert lines.line_count == 1
    assert lines.line_column(0) == (1, 1)
    assert lines.line_text(1) == b""


def test_a_span_follows_its_declaration_when_text_above_it_changes() -> None:
    anchor = Anchor("a.go")
    span = Span(anchor, 2, 5)
    before = FileSet([File("a.go", b"x" * 40, {anchor: 10})])
    after = FileSet([File("a.go", b"x" * 60, {anchor: 30})])
    assert before.locate(span) == Location("a.go", 12, 15)
    assert after.locate(span) == Location("a.go", 32, 35)
