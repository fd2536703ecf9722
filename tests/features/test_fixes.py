"""Quick fixes as data: testdata/fixes/*.txt hold a program, the title of a fix, and the program after it.

The program marks the finding's place with `«»`, which is taken out. A title that begins with `no ` names a fix that
must not be offered.
"""

from pathlib import Path

import pytest
from lsprotocol import types

from server.build.documents import Document, Edit, apply_edits
from server.build.snapshot import Snapshot, Store
from server.features.fixes import code_actions
from server.source.mapper import LineTable
from server.target import TARGETS

CASES = sorted((Path(__file__).parent / "testdata" / "fixes").glob("*.txt"))


def offered(folder: Path, marked: str) -> tuple[bytes, list[types.CodeAction]]:
    """The program without its mark, and the fixes offered there."""
    offset = len(marked.partition("«»")[0].encode())
    data = marked.replace("«»", "").encode()
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    path = folder / "main.go"
    place = types.Position(*LineTable(data).utf16_position(offset))
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(path.as_uri()), types.Range(place, place), types.CodeActionContext([])
    )
    snapshot = Snapshot({str(path): Document(path.as_uri(), str(path), 1, data)}, Store(TARGETS[0]))
    return data, code_actions(snapshot, params, lambda: False)


def applied(data: bytes, action: types.CodeAction) -> str:
    """The program after a fix."""
    assert action.edit is not None
    assert action.edit.changes is not None
    [edits] = action.edit.changes.values()
    changes = sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True)
    found = [
        Edit(
            (edit.range.start.line, edit.range.start.character),
            (edit.range.end.line, edit.range.end.character),
            edit.new_text,
        )
        for edit in changes
    ]
    return apply_edits(data, found).decode()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_fix(case: Path, tmp_path: Path, update_goldens: bool) -> None:
    before, title, after = case.read_text().split("---\n")
    data, actions = offered(tmp_path, before)
    titles = [action.title for action in actions]
    if title.startswith("no "):
        assert title[3:].strip() not in titles
        return
    assert title.strip() in titles
    result = applied(data, actions[titles.index(title.strip())])
    if update_goldens:
        case.write_text("---\n".join((before, title, result)))
    else:
        assert result == after
