"""What lenses say of changes: unsaved text against the disk, and against a git revision."""

import subprocess
from pathlib import Path

import pytest
from lsprotocol import types

from server.build.baseline import SAVED, Baseline
from server.build.documents import Documents
from server.build.workspace import Views, ViewSettings, Workspace
from server.features.lens import code_lenses
from server.features.lenschoice import LensChoice
from server.target import TARGETS
from tests.features.test_views import never

MAIN = """package main

var keep *int

type ünit struct{ n int }

func (u ünit) move() {
	é := u.n
	keep = &é
}

func at(xs []int, i int) int { return xs[i] }

func init() { keep = nil }

func init() { at(nil, 0) }

func main() { ünit{}.move(); func() { at(nil, 1) }() }
"""
TEST = """package main_test

var held *int

func grow(i int) { held = &i }
"""


class Desk:
    """A module in a repository, and an editor that has some of it open."""

    def __init__(self, folder: Path, revision: str = SAVED) -> None:
        self.folder = folder
        self.documents = Documents()
        self.views = Views(ViewSettings(TARGETS[0]))
        self.baseline = Baseline(self.views, revision)
        self.complaints: list[str] = []

    def type(self, name: str, text: str) -> None:
        """The editor's text of a file, which is not saved."""
        path = self.folder / name
        self.documents.open(path.as_uri(), str(path), 1, text)

    def lenses(self, name: str, at: int | None = None) -> dict[int, str]:
        """Those of what changed, by line from 1."""
        return self._lenses(name, LensChoice(self.baseline, at, changed=True, complain=self.complaints.append))

    def all_lenses(self, name: str) -> dict[int, str]:
        """Those of all functions."""
        return self._lenses(name, LensChoice())

    def _lenses(self, name: str, choice: LensChoice) -> dict[int, str]:
        path = self.folder / name
        workspace = Workspace(self.documents.current(), self.views, [str(self.folder)])
        params = types.CodeLensParams(types.TextDocumentIdentifier(path.as_uri()))
        found = code_lenses(workspace.view(str(path)), params, never, choice)
        return {lens.range.start.line + 1: lens.command.title for lens in found if lens.command}


def git(folder: Path, *command: str) -> None:
    names = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *names, *command], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A module with two packages of one folder, committed."""
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    (tmp_path / "main.go").write_text(MAIN)
    (tmp_path / "main_test.go").write_text(TEST)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    return tmp_path


def test_what_is_saved_has_not_changed(folder: Path) -> None:
    desk = Desk(folder)
    desk.type("main.go", MAIN)
    assert desk.lenses("main.go") == {}
    desk.type("main.go", "// é\n\n" + MAIN)
    assert desk.lenses("main.go") == {}


@pytest.mark.parametrize(
    ("before", "after", "line", "text"),
    [
        ("	keep = &é\n", "	_ = é\n", 7, "−1 escape"),
        ("return xs[i]", "return xs[i] + xs[i+1]", 12, "+1 bounds check"),
        ("func init() { at(nil, 0) }", "func init() { x := 1; keep = &x }", 16, "+1 escape"),
        ("func() { at(nil, 1) }()", "func() { x := 1; keep = &x }()", 18, "+1 escape"),
        ("return xs[i]", "return nope", 12, "blocked"),
        ("(u ünit) move", "(u *ünit) move", 7, None),
    ],
)
def test_an_edit(folder: Path, before: str, after: str, line: int, text: str | None) -> None:
    desk = Desk(folder)
    assert before in MAIN
    desk.type("main.go", MAIN.replace(before, after))
    found = desk.lenses("main.go")
    if text is None:
        assert "escape" not in found.get(line, "")
    else:
        assert text in found[line]
        assert desk.lenses("main.go", at=line - 1).keys() == {line}
    desk.type("main.go", MAIN)
    assert desk.lenses("main.go") == {}


def test_a_new_function_and_one_that_is_mended(folder: Path) -> None:
    (folder / "main.go").write_text(MAIN.replace("return xs[i]", "return nope"))
    desk = Desk(folder)
    desk.type("main.go", MAIN + "\nfunc fresh(i int) { keep = &i }\n")
    found = desk.lenses("main.go")
    assert "1 escape" in found.pop(20)
    assert found[12] == "no longer blocked"


def test_an_edit_in_one_file_shows_in_tests_of_another_package(folder: Path) -> None:
    desk = Desk(folder)
    desk.type("main_test.go", TEST.replace("held = &i", "_ = i"))
    assert "−1 escape" in desk.lenses("main_test.go")[5]


def test_a_change_beside_a_function_with_an_error(folder: Path) -> None:
    desk = Desk(folder)
    broken = MAIN.replace("return xs[i]", "return nope")
    desk.type("main.go", broken.replace("	keep = &é\n", "	_ = é\n"))
    found = desk.lenses("main.go")
    assert "−1 escape" in found.pop(7)
    assert found.pop(12) == "blocked: undefined: nope"
    # Those that it was inlined into assume the worst of it, and are not blocked.
    assert not [text for text in found.values() if "blocked" in text]


def test_files_of_one_name_in_several_packages(folder: Path) -> None:
    text = "package {}\n\nvar keep *int\n\nfunc same(i int) {{ keep = {} }}\n"
    desk = Desk(folder)
    for name, value in (("a", "&i"), ("b", "nil")):
        (folder / name).mkdir()
        (folder / name / "same.go").write_text(text.format(name, value))
        desk.type(f"{name}/same.go", text.format(name, value))
    assert desk.all_lenses("a/same.go") == {5: "inline 4/80 · 1 escape"}
    assert desk.all_lenses("b/same.go") == {5: "inline 3/80"}
    desk.type("b/same.go", text.format("b", "&i"))
    assert "+1 escape" in desk.lenses("b/same.go")[5]
    assert desk.lenses("a/same.go") == {}


def test_tests_inside_the_package(folder: Path) -> None:
    inside = "package main\n\nfunc helper() int { return at([]int{1}, 0) }\n\nfunc init() { helper() }\n"
    (folder / "inside_test.go").write_text(inside)
    desk = Desk(folder)
    desk.type("inside_test.go", inside)
    desk.type("main.go", MAIN.replace("return xs[i]", "p := new(int); keep = p; return xs[i] + *p"))
    assert {line: "+1 escape" in text for line, text in desk.lenses("inside_test.go").items()} == {3: True, 5: True}


def test_a_file_that_is_not_on_disk_is_new(folder: Path) -> None:
    desk = Desk(folder)
    desk.type("other.go", "package main\n\nfunc other(i int) { keep = &i }\n")
    assert desk.lenses("other.go") == {}


def test_against_a_revision(folder: Path) -> None:
    (folder / "main.go").write_text(MAIN.replace("	keep = &é\n", "	_ = é\n"))
    desk = Desk(folder, "HEAD")
    desk.type("main.go", (folder / "main.go").read_text())
    assert "−1 escape" in desk.lenses("main.go")[7]
    git(folder, "commit", "-q", "-a", "-m", "two")
    desk.baseline.forget()
    assert desk.lenses("main.go") == {}
    assert "−1 escape" in desk_of(folder, "HEAD~1").lenses("main.go")[7]


def desk_of(folder: Path, revision: str) -> Desk:
    """A desk with the saved text open."""
    desk = Desk(folder, revision)
    desk.type("main.go", (folder / "main.go").read_text())
    return desk


def test_a_revision_that_is_none_is_said(folder: Path) -> None:
    desk = desk_of(folder, "nope")
    assert desk.lenses("main.go") == {}
    assert len(desk.complaints) == 1
    assert "unknown revision 'nope'" in desk.complaints[0]


def test_no_repository(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    (tmp_path / "main.go").write_text(MAIN)
    desk = desk_of(tmp_path, "HEAD")
    assert desk.lenses("main.go") == {}
    assert "is in no git repository" in desk.complaints[0]


def test_the_comparison_leaves_the_newest_version_alone(folder: Path) -> None:
    desk = Desk(folder)
    desk.type("main.go", MAIN.replace("return xs[i]", "return xs[i] + xs[i+1]"))
    store = desk.views.store(TARGETS[0])
    desk.lenses("main.go")
    newest = store.packages[str(folder)]
    assert any(b"xs[i+1]" in text for _, text in newest.content.texts)
    assert len(store.versions(str(folder))) == 1
