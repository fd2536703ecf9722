"""Edits of open documents: positions count UTF-16 units, each edit in the text that the ones before it left."""

import pytest

from server.build.documents import Documents, Edit, apply_edits

CASES = {
    "insert": ("ab\ncd\n", [((1, 1), (1, 1), "X")], "ab\ncXd\n"),
    "delete over lines": ("ab\ncd\nef\n", [((0, 1), (2, 1), "")], "af\n"),
    "replace everything": ("ab", [(None, (0, 0), "new")], "new"),
    "in order": ("abc", [((0, 0), (0, 1), ""), ((0, 0), (0, 1), "Z")], "Zc"),
    "after two-byte letters": ("éé x", [((0, 3), (0, 4), "y")], "éé y"),
    "after a surrogate pair": ("😀x", [((0, 2), (0, 3), "y")], "😀y"),
    "beyond the line's end": ("ab\ncd", [((0, 99), (0, 99), "!")], "ab!\ncd"),
    "before the carriage return": ("ab\r\ncd", [((0, 99), (0, 99), "!")], "ab!\r\ncd"),
    "beyond the last line": ("ab", [((9, 0), (9, 0), "\nc")], "ab\nc"),
    "end before start": ("abcd", [((0, 3), (0, 1), "X")], "abcXd"),
    "empty document": ("", [((0, 0), (0, 0), "x")], "x"),
    "lone surrogate keeps columns": ("\ud800x", [((0, 1), (0, 2), "y")], "?y"),
}


@pytest.mark.parametrize("name", CASES)
def test_edits(name: str) -> None:
    before, edits, after = CASES[name]
    data = apply_edits(before.encode("utf-8", "replace"), [Edit(*edit) for edit in edits])
    assert data == after.encode()


def test_a_moment_keeps_its_documents() -> None:
    documents = Documents()
    documents.open("file:///a.go", "/a.go", 1, "old")
    moment = documents.current()
    assert documents.change("/a.go", 2, [Edit(None, (0, 0), "new")])
    documents.close("/a.go")
    assert moment["/a.go"].data == b"old"
    assert "/a.go" not in documents.current()
    assert not documents.change("/a.go", 3, [])
