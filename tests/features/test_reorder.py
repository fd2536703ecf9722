"""The order of fields as data: testdata/reorder/*.txt hold a program, the action's title, and the program after it.

`refused: reason` in the place of the title is an action that is shown as impossible; `none` means that there is none.
"""

from pathlib import Path

import pytest
from lsprotocol import types

from server.build.documents import Documents
from server.build.snapshot import Snapshot, Store
from server.features.reorder import reorder_actions
from server.target import TARGETS
from tests.features.actions import offered
from tests.features.test_fixes import applied

CASES = sorted((Path(__file__).parent / "testdata" / "reorder").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_action(case: Path, tmp_path: Path, update_goldens: bool) -> None:
    before, title, after = case.read_text().split("---\n")
    data, actions = offered(reorder_actions, tmp_path, before)
    if title.strip() == "none":
        assert actions == []
        return
    [action] = actions
    if title.startswith("refused: "):
        assert action.disabled is not None
        assert title.strip() == f"refused: {action.disabled.reason}"
        assert action.edit is None
        return
    assert action.title == title.strip()
    result = applied(data, action)
    if update_goldens:
        case.write_text("---\n".join((before, title, result)))
    else:
        assert result == after
        assert offered(reorder_actions, tmp_path, result.replace("type ", "type «»", 1))[1] == []


FILES = {
    "go.mod": "module example.com/m\n\ngo 1.27\n",
    "lib/lib.go": "package lib\n\ntype T struct {\n\tA bool\n\tB int64\n\tC bool\n}\n\ntype List []T\n",
    "lib/lib_test.go": 'package lib_test\n\nimport "example.com/m/lib"\n\nvar v = lib.T{true, 1, false}\n',
    "use/use.go": 'package use\n\nimport "example.com/m/lib"\n\nvar V = lib.List{{true, 2, false}}\n',
    "other/other.go": "package other\n\ntype T struct{ A bool }\n\nvar v = T{true}\n",
}


def test_literals_in_all_packages(tmp_path: Path) -> None:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    path = tmp_path / "lib" / "lib.go"
    documents = Documents()
    documents.open(path.as_uri(), str(path), 1, FILES["lib/lib.go"])
    snapshot = Snapshot(documents.current(), Store(TARGETS[0]), [str(tmp_path)])
    place = types.Position(2, 6)
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(path.as_uri()), types.Range(place, place), types.CodeActionContext([])
    )
    [action] = reorder_actions(snapshot, params, lambda: False)
    assert action.edit is not None
    assert action.edit.changes is not None
    found = {Path(uri).name: [edit.new_text for edit in edits] for uri, edits in action.edit.changes.items()}
    keys = ["A: ", "B: ", "C: "]
    assert found == {
        "lib.go": ["\tB int64\n\tA bool\n\tC bool\n"],
        "lib_test.go": keys,
        "use.go": keys,
    }
    (tmp_path / "use" / "use.go").write_text(
        'package use\n\nimport "example.com/m/lib"\n\nvar V struct { A bool; B int64; C bool } = lib.T{}\n'
    )
    [action] = reorder_actions(Snapshot(documents.current(), Store(TARGETS[0]), [str(tmp_path)]), params, lambda: False)
    assert action.disabled is not None
    assert "cannot use lib.T{}" in action.disabled.reason


def test_a_reason_is_enough(tmp_path: Path) -> None:
    """Other packages, which may be many, are not checked when the first one forbids the action."""
    folder = tmp_path / "lib"
    for path in (folder, tmp_path / "use"):
        path.mkdir()
    (tmp_path / "go.mod").write_text(FILES["go.mod"])
    (tmp_path / "use" / "use.go").write_text(FILES["use/use.go"])
    text = FILES["lib/lib.go"].replace("package lib\n", 'package lib\n\nimport _ "unsafe"\n')
    documents, path, store = Documents(), folder / "lib.go", Store(TARGETS[0])
    documents.open(path.as_uri(), str(path), 1, text)
    place = types.Position(4, 6)
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(path.as_uri()), types.Range(place, place), types.CodeActionContext([])
    )
    [action] = reorder_actions(Snapshot(documents.current(), store, [str(tmp_path)]), params, lambda: False)
    assert action.disabled is not None
    assert "imports unsafe" in action.disabled.reason
    assert list(store.packages) == [str(folder)]
