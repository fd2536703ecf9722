"""Which decisions the light bulb explains, and where it leads; which actions a client gets."""

from pathlib import Path

import pytest
from lsprotocol import types

from server.build.documents import Documents
from server.build.snapshot import Snapshot, Store
from server.features.actionchoice import ActionChoice
from server.features.actions import all_actions
from server.target import TARGETS

PROGRAM = """package main

type loose struct {
	a bool
	b int64
	c bool
}

var keep *int

func at(xs []int, i int) int {
	x := xs[i]
	keep = &x
	return x
}

func big(f func()) { defer f() }

func main() { at(nil, 0); big(nil) }
"""


def actions(folder: Path, line: int, character: int, choice: ActionChoice, *only: str) -> list[types.CodeAction]:
    """What is offered at a place of the program (counting from 0)."""
    path = folder / "main.go"
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    documents = Documents()
    documents.open(path.as_uri(), str(path), 1, PROGRAM)
    place = types.Position(line, character)
    context = types.CodeActionContext([], only or None)
    params = types.CodeActionParams(types.TextDocumentIdentifier(path.as_uri()), types.Range(place, place), context)
    return all_actions(Snapshot(documents.current(), Store(TARGETS[0])), params, lambda: False, choice)


@pytest.mark.parametrize(
    ("line", "title", "character"),
    [
        (11, "Show why the bounds check of xs[i] stays", 6),
        (11, "Show why x moves to the heap", 1),
        (16, "Show why big cannot be inlined", 5),
    ],
)
def test_what_is_explained(tmp_path: Path, line: int, title: str, character: int) -> None:
    found = {action.title: action for action in actions(tmp_path, line, 7, ActionChoice(why=True))}
    command = found[title].command
    assert command is not None
    assert command.arguments == [(tmp_path / "main.go").as_uri(), line, character]
    assert actions(tmp_path, line, 7, ActionChoice(why=False), "explain") == []


def test_kinds_that_are_asked_for(tmp_path: Path) -> None:
    [action] = actions(tmp_path, 2, 6, ActionChoice(why=True))
    assert action.title == "Reorder the fields of loose: 24 → 16 bytes"
    assert actions(tmp_path, 2, 6, ActionChoice(why=True), "quickfix") == []
    assert len(actions(tmp_path, 2, 6, ActionChoice(why=True), "refactor")) == 1
    assert actions(tmp_path, 11, 7, ActionChoice(why=True), "refactor") == []
