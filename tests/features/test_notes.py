"""Decisions as diagnostics: where they stand, what they say, and that nothing is said unasked."""

from pathlib import Path

import pytest

from server.diagnostics.data import Severity
from server.features.notes import decision_notes
from tests.features.test_views import never, opened

SOURCE = """package main

var keep *int

//bindery:noalloc
func marked() {
	x := 1
	keep = &x
}

func free(s []int, i int) int {
	y := 1
	keep = &y
	return s[i]
}

//bindery:noalloc
func broken() { keep = nope }

func main() { marked(); println(free(nil, 0)) }
"""


def notes(folder: Path, *show: str) -> list[tuple[int, Severity, str]]:
    """Line from 1, severity and message."""
    snapshot, _ = opened(folder, SOURCE)
    found = decision_notes(snapshot, str(folder / "main.go"), never, show)
    assert found is not None
    package, items = found
    placed = []
    for item in items:
        assert item.span is not None
        place = package.files.locate(item.span)
        file = package.files.file(place.path)
        assert file is not None
        placed.append((file.lines.line_column(place.start)[0], item.row.severity, item.message))
    return placed


def test_only_marked_functions_are_warned_about(tmp_path: Path) -> None:
    found = notes(tmp_path)
    assert [(line, severity) for line, severity, _ in found] == [(7, Severity.WARNING)]
    assert found[0][2].startswith("x moved to heap, in a function marked //bindery:noalloc")


@pytest.mark.parametrize(("kind", "lines"), [("escape", {12}), ("bounds", {14}), ("inline", set())])
def test_hints_on_demand(kind: str, lines: set[int], tmp_path: Path) -> None:
    found = notes(tmp_path, kind)
    hints = {line for line, severity, _ in found if severity is Severity.HINT and 11 <= line <= 15}
    assert hints >= lines
    assert (7, Severity.WARNING) in [(line, severity) for line, severity, _ in found]


def test_inlined_code_of_another_file_is_noted_at_the_call(tmp_path: Path) -> None:
    (tmp_path / "other.go").write_text("package main\n\n\n\nfunc at(s []int, i int) int { return s[i] }\n")
    text = "package main\n\nfunc main() {\n\tprintln(at(nil, 1))\n}\n"
    snapshot, _ = opened(tmp_path, text)
    found = decision_notes(snapshot, str(tmp_path / "main.go"), never, ["bounds"])
    assert found is not None
    package, (item,) = found
    assert item.span is not None
    place = package.files.locate(item.span)
    assert (Path(place.path).name, text[place.start : place.end]) == ("main.go", "at(nil, 1)")


def test_an_unknown_file_has_none(tmp_path: Path) -> None:
    snapshot, _ = opened(tmp_path, SOURCE)
    assert decision_notes(snapshot, str(tmp_path / "nowhere" / "else.go"), never) is None
