"""The editor reads packages of the user's modules again when they, or what they import, have changed: only then.

That a file is not read shows in a change that its stamps hide.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from server.build.documents import Document
from server.build.snapshot import CheckedPackage, Snapshot, Store
from server.target import TARGETS

LONG_AGO = time.time() - 1000
FILES = {
    "go.mod": "module example.com/m\n\ngo 1.27\n",
    "low/low.go": "package low\n\ntype Number int\n\nfunc Make() Number { return 1 }\n",
    "mid/mid.go": 'package mid\n\nimport "example.com/m/low"\n\nfunc Get() low.Number { return low.Make() }\n',
    "mid/more.go": "package mid\n\nconst Size = 3\n",
    "other/other.go": "package other\n\nconst Name = `x`\n",
    "main.go": 'package main\n\nimport (\n\t"example.com/m/mid"\n\t"example.com/m/other"\n)\n\n'
    "func main() { var n int = int(mid.Get()); println(n, other.Name) }\n",
}


class Editor:
    """A window with main.go open."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.store = Store(TARGETS[0])
        self.unsaved = {"main.go": FILES["main.go"]}
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str, when: float = LONG_AGO) -> None:
        """Change a file on disk."""
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        os.utime(path, (when, when))

    def check(self, **unsaved: str) -> CheckedPackage:
        """The package of main.go after edits."""
        self.unsaved |= {name.replace("__", "/") + ".go": text for name, text in unsaved.items()}
        documents = {
            str(self.root / name): Document((self.root / name).as_uri(), str(self.root / name), 1, text.encode())
            for name, text in self.unsaved.items()
        }
        found = Snapshot(documents, self.store).package_of(str(self.root / "main.go"), lambda: False)
        assert found is not None
        return found

    def messages(self, **unsaved: str) -> list[str]:
        """What is wrong after edits."""
        return [item.message for item in self.check(**unsaved).diagnostics]


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    return Editor(tmp_path)


def edited(text: str) -> str:
    return FILES["main.go"].replace("println(", f"println({text}, ")


def test_an_edit_reads_nothing_else(editor: Editor) -> None:
    first = editor.check()
    for name, text in FILES.items():
        if name.endswith(".go"):
            editor.write(name, text.replace("package", "nothing"))  # of the same size and time
    second = editor.check(main=edited("1"))
    assert second.diagnostics == ()
    assert second.content.imports == first.content.imports


def test_a_change_is_noticed(editor: Editor) -> None:
    first = editor.check()
    editor.write("mid/more.go", "package mid\n\nconst Size, Extra = 3, 4\n")
    second = editor.check(main=edited("mid.Extra"))
    assert second.diagnostics == ()
    mid, other = second.content.imports
    assert mid is not first.content.imports[0]
    assert other is first.content.imports[1]


@pytest.mark.parametrize("saved", [True, False])
def test_what_an_import_imports(editor: Editor, saved: bool) -> None:
    """A change two packages away counts, on disk or in an unsaved buffer; and when it is undone."""
    assert editor.messages() == []
    changed = FILES["low/low.go"].replace("int", "string").replace("return 1", 'return ""')
    expected = ["cannot convert mid.Get() (value of string type low.Number) to type int"]
    if saved:
        editor.write("low/low.go", changed)
        assert editor.messages() == expected
        editor.write("low/low.go", FILES["low/low.go"], LONG_AGO + 1)
        assert editor.messages() == []
    else:
        assert editor.messages(low__low=changed) == expected
        assert editor.messages(low__low=FILES["low/low.go"]) == []
        assert editor.messages(low__low=changed) == expected


def test_files_come_and_go(editor: Editor) -> None:
    assert editor.messages(main=edited("mid.New")) == ["undefined: mid.New"]
    editor.write("mid/new.go", "package mid\n\nconst New = 1\n")
    assert editor.messages() == []
    (editor.root / "mid/new.go").unlink()
    assert editor.messages() == ["undefined: mid.New"]
    editor.write("mid/new_windows.go", "package mid\n\nconst New = 1\n")
    assert editor.messages() == ["undefined: mid.New"]


def test_a_file_that_was_just_written(editor: Editor) -> None:
    """Within the resolution of the file system's clock a second change may leave the stamps as they are."""
    now = time.time()
    editor.write("mid/more.go", "package mid\n\nconst Size = 3\n", now)
    assert editor.messages(main=edited("mid.Size")) == []
    editor.write("mid/more.go", "package mid\n\nconst Sise = 3\n", now)
    assert editor.messages() == ["undefined: mid.Size"]


def test_problems_of_an_import_stay(editor: Editor) -> None:
    editor.write("other/bad.go", "//go:build (\n\npackage other\n")
    first = editor.messages()
    assert first
    assert editor.messages(main=edited("1")) == first


def test_the_language_version_of_the_module(editor: Editor) -> None:
    assert editor.messages() == []
    before = editor.check().content.imports
    editor.write("go.mod", "module example.com/m\n\ngo 1.20\n")
    after = editor.check().content.imports
    assert [one.content.language for one in after if one] == ["go1.20", "go1.20"]
    assert before != after


@pytest.mark.parametrize("seed", range(3))
def test_many_changes_give_what_a_new_editor_gives(editor: Editor, seed: int) -> None:
    """After each of a series of seeded changes, the messages are those of an editor that knows nothing yet."""
    rng = random.Random(seed)
    variants = {
        "low/low.go": [FILES["low/low.go"], FILES["low/low.go"].replace("int", "int8"), "package low\n"],
        "mid/more.go": [
            FILES["mid/more.go"],
            "package mid\n\nfunc Get() int { return 0 }\n",
            "package mid\n\nvar x = (\n",
        ],
        "mid/mid.go": [FILES["mid/mid.go"], FILES["mid/mid.go"].replace("return low.Make()", "panic(0)")],
        "other/other.go": [FILES["other/other.go"], "package other\n\nconst Name = 1\n"],
        "main.go": [FILES["main.go"], edited("mid.Size"), edited("other.Nope"), edited("nope")],
    }
    for step in range(30):
        name = rng.choice(sorted(variants))
        text = rng.choice(variants[name])
        if name == "main.go" or name in editor.unsaved or rng.random() < 0.3:
            editor.unsaved[name] = text
        else:
            editor.write(name, text, LONG_AGO + step)
        fresh = Editor.__new__(Editor)
        fresh.root, fresh.store, fresh.unsaved = editor.root, Store(TARGETS[0]), editor.unsaved
        fresh.store._libraries = editor.store._libraries
        assert editor.messages() == fresh.messages(), (seed, step, name)
