"""What is offered to have the compiler decide better: testdata/improve/*.txt hold a program, the action's title, and
the program after it; the cursor is at the mark `«»`. `none` means that nothing is offered.
"""

from pathlib import Path

import pytest
from lsprotocol import types

from server.build.documents import Document
from server.build.snapshot import Snapshot, Store
from server.features.improve import improvements
from server.source.mapper import LineTable
from server.target import TARGETS
from tests.features.test_fixes import applied

CASES = sorted((Path(__file__).parent / "testdata" / "improve").glob("*.txt"))


def offered(folder: Path, marked: str) -> tuple[bytes, list[types.CodeAction]]:
    """The program without its mark, and what is offered there."""
    data = marked.replace("«»", "").encode()
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    path = folder / "main.go"
    place = types.Position(*LineTable(data).utf16_position(len(marked.partition("«»")[0].encode())))
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(path.as_uri()), types.Range(place, place), types.CodeActionContext([])
    )
    snapshot = Snapshot({str(path): Document(path.as_uri(), str(path), 1, data)}, Store(TARGETS[0]))
    return data, improvements(snapshot, params, lambda: False)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_action(case: Path, tmp_path: Path, update_goldens: bool) -> None:
    before, title, after = case.read_text().split("---\n")
    data, actions = offered(tmp_path, before)
    if title.strip() == "none":
        assert actions == []
        return
    [action] = actions
    assert action.title == title.strip()
    result = applied(data, action)
    if update_goldens:
        case.write_text("---\n".join((before, title, result)))
    else:
        assert result == after
