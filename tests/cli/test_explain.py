"""bindery explain: what is said about a function, as text, as JSON, as a page."""

import html
import json
import re
from pathlib import Path

import pytest

from server.cli.explain import SECTIONS, candidates, run
from server.cli.flags import UsageError
from server.compiler.ir.decisions import DecisionKind
from server.compiler.ssa.passes import PASS_NAMES
from tests.cli.bindery import bindery, write_files

FILES = {
    "go.mod": "module m.org/m\n\ngo 1.27\n",
    "m.go": """package main

import "m.org/m/sub"

type T struct{ a, b int }

func (t *T) Sum(s []int, i int) int { return t.a + s[i] }

func New(x int) *T {
	t := T{x, x}
	keep := func() int { return t.a }
	return &T{keep(), t.b}
}

func Map[E any](s []E, f func(E) E) (out []E) {
	for i := range s {
		s[i] = f(s[i])
	}
	return s
}

func Dead(x int) int {
	if false && x < 1 {
		return 1 << 3
	}
	return x
}

func main() {
	println(New(1).Sum([]int{1}, sub.Zero("a<b")), Dead(1))
	Map([]int{1}, func(x int) int { return x })
	Map([]string{"a"}, func(x string) string { return x })
}
""",
    "sub/s.go": "package sub\n\nfunc Zero(string) int { return 0 }\n\nfunc First(s []int) *int { return &s[0] }\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path, FILES)
    return tmp_path


CANDIDATES = [
    ("fmt.Println", [("fmt", "Println"), (".", "Println"), (".", "fmt.Println"), ("./...", "Println")]),
    ("main.(*T).Get", [(".", "(*T).Get"), (".", "main.(*T).Get"), ("./...", "(*T).Get")]),
    ("F", [(".", "F")]),
    ("(*T).Get", [(".", "(*T).Get")]),
    ("Map[a/b.T]", [(".", "Map[a/b.T]")]),
    ("./sub.First", [("./sub", "First")]),
    ("m.org/m/sub.T.First", [("m.org/m/sub", "T.First"), ("m.org/m/sub.T", "First")]),
    ("gopkg.in/yaml.v3.Node.Kind", [("gopkg.in/yaml", "v3.Node.Kind"), ("gopkg.in/yaml.v3", "Node.Kind")]),
]


@pytest.mark.parametrize(("text", "expected"), CANDIDATES)
def test_what_a_name_may_mean(text: str, expected: list[tuple[str, str]]) -> None:
    assert list(candidates(text))[: len(expected)] == expected


def test_a_package_alone_is_refused() -> None:
    with pytest.raises(UsageError, match="explain needs a function"):
        list(candidates("m.org/m"))


def test_text(folder: Path) -> None:
    done = bindery(["explain", "main.T.Sum"], folder)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("func (*T).Sum(s []int, i int) int    ./m.go:7:")
    assert lines[1] == "as this compiler decides, which follows the rules of go1.27.3"
    checks = lines[lines.index("bounds checks") + 1]
    assert re.match(r"  7:5\d +s\[i\]: kept: .+", checks)
    heap = bindery(["explain", "./sub.First"], folder).stdout
    assert "func First(s []int) *int    sub/s.go:5:6" in heap


def test_every_instance(folder: Path) -> None:
    done = bindery(["explain", "Map"], folder)
    headings = [line for line in done.stdout.splitlines() if line.startswith("func Map[")]
    assert len(headings) == 2
    one = bindery(["explain", "Map[int]"], folder)
    assert [line for line in one.stdout.splitlines() if line.startswith("func Map")] == [
        line for line in headings if "Map[int]" in line
    ]


def test_json(folder: Path) -> None:
    done = bindery(["explain", "-json", "main.New"], folder)
    found = json.loads(done.stdout)
    assert found["symbol"] == "main.New"
    assert [item["name"] for item in found["passes"]] == ["build", *PASS_NAMES]
    assert found["source"].startswith("func New(x int) *T {")
    assert {"kind", "place", "subject", "verdict", "reason", "steps"} <= found["decisions"][0].keys()


def test_page(folder: Path) -> None:
    """All passes and the machine code; nothing is loaded, and text of the program is text of the page."""
    page = folder / "page.html"
    done = bindery(["explain", "-html", str(page), "main.main"], folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = page.read_text("utf-8")
    assert re.findall(r"<h2>([^<]*)</h2>", text) == ["source", "build", *PASS_NAMES, "machine code"]
    assert not re.search(r"https?:|src=|@import|url\(", text)
    assert "default-src 'none'" in text
    assert "a<b" not in text
    assert html.escape('"a<b"') in text
    values = re.findall(r'data-v="(t\d+)"', text)
    assert max(values.count(name) for name in set(values)) > len(PASS_NAMES)


def test_what_is_not_there(folder: Path) -> None:
    done = bindery(["explain", "main.Nwe"], folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("no function Nwe (did you mean New?); functions there: ")
    missing = bindery(["explain", "m.org/m/none.F"], folder)
    assert missing.returncode == 1
    assert "m.org/m/none" in missing.stderr


def test_errors_of_other_functions(folder: Path) -> None:
    """A function with an error has no SSA; the others are explained all the same."""
    (folder / "m.go").write_text("package main\n\nfunc f() { x }\n\nfunc g(s []int) int { return s[1] }\n")
    message = "# m.org/m\n./m.go:3:12: undefined: x\n"
    broken = bindery(["explain", "main.f"], folder)
    assert (broken.returncode, broken.stdout) == (1, "")
    assert broken.stderr.startswith(message)
    sound = bindery(["explain", "main.g"], folder)
    assert (sound.returncode, sound.stderr) == (0, message)
    assert re.search(r"bounds checks\n  5:30 +s\[1\]: kept: ", sound.stdout)


EXPLAINED = Path(__file__).parent / "testdata" / "explain"


@pytest.mark.parametrize("name", ["Total", "Nearly", "Map", "Area", "main"])
def test_golden(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], update_goldens: bool
) -> None:
    """All that is printed for a person about functions of one file; Map and Area are inlined wherever they are used."""
    text = (EXPLAINED / "m.go").read_text("utf-8")
    write_files(tmp_path, {"go.mod": "module m.org/m\n\ngo 1.27\n", "m.go": text})
    monkeypatch.chdir(tmp_path)
    assert run([name]) == 0
    golden, got = EXPLAINED / f"{name}.golden", capsys.readouterr().out
    if update_goldens:
        golden.write_text(got, "utf-8")
    assert got == golden.read_text("utf-8")


def test_every_kind_of_decision_is_explained() -> None:
    listed = [kind for _, kinds in SECTIONS for kind in kinds]
    assert sorted(kind.name for kind in listed) == sorted(kind.name for kind in DecisionKind)
