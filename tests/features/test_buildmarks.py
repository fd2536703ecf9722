"""What a build marks in the source, as data: `/*MARK text*/` stands before what is marked, `/*COST text*/` behind an
import that has a price.
"""

import re
from pathlib import Path

import pytest
from lsprotocol import types

from server.build.messages import ImportCost, Insight, MethodLookup
from server.diagnostics.data import Severity
from server.features.buildmarks import amount, build_marks
from server.features.inlay import inlay_hints
from tests.features.test_views import never, opened

MARKED = """package main

import (
	"os"/*COST +12 kB, 7 packages*/
	"reflect"
	/*MARK brings text/template.f, ... values in interfaces; 300 kB would go without it*/"text/template"
)

type T struct{}

func (T) Run() {}

func call(v any, name string) {
	reflect.ValueOf(v)./*MARK MethodByName keeps ... program knows; 1.8 MB would go without it*/MethodByName(name)
	reflect.ValueOf(v).MethodByName("Run").Call(nil)
}

func each(t reflect.Type) func(int) reflect.Method {
	return func(i int) reflect.Method { return t./*MARK Method keeps ... 2.1 MB would go without it and ...*/Method(i) }
}

func unused(v any, name string) { reflect.ValueOf(v).MethodByName(name) }

func main() {
	call(T{}, os.Args[1])
	each(reflect.TypeOf(T{}))(0)
	template.New("")
}
"""
MARK = re.compile(r"/\*(MARK|COST) (.*?)\*/")
INSIGHT = Insight(
    "/m/m",
    "linux/amd64",
    frozenset(("/m/main.go",)),
    {"os": ImportCost(12_000, 7, 2), "reflect": ImportCost(0, 0, 9)},
    (
        MethodLookup("main.call", 1_800_000),
        MethodLookup("main.each.func1", 0),
        MethodLookup("text/template.f", 300_000, {"text/template": 0, "html/template": 1, "net/http/pprof": 2}),
    ),
    2_100_000,
)


def expected(kind: str) -> tuple[str, list[tuple[int, str]]]:
    """The text without marks, and what is to be said where."""
    text, found = "", []
    at = 0
    for match in MARK.finditer(MARKED):
        text += MARKED[at : match.start()]
        at = match.end()
        if match[1] == kind:
            found.append((len(text), match[2]))
    return text + MARKED[at:], found


def test_marks(tmp_path: Path) -> None:
    text, wanted = expected("MARK")
    snapshot, _ = opened(tmp_path, text)
    path = str(tmp_path / "main.go")
    package = snapshot.package_of(path, never)
    assert package is not None
    marks = list(build_marks(package, path, INSIGHT))
    places = {}
    for item in marks:
        assert item.span is not None
        places[package.files.locate(item.span).start] = item
    assert sorted(places) == [place for place, _ in wanted]
    for place, form in wanted:
        pattern = ".*".join(re.escape(part.strip()) for part in form.split("..."))
        assert re.fullmatch(pattern, places[place].message), places[place].message
    assert [item.row.severity for item in marks] == [Severity.INFO, Severity.INFO, Severity.HINT]


@pytest.mark.parametrize("with_commands", [False, True])
def test_costs(with_commands: bool, tmp_path: Path) -> None:
    text, wanted = expected("COST")
    snapshot, document = opened(tmp_path, text)
    everything = types.Range(types.Position(0, 0), types.Position(text.count("\n"), 0))
    params = types.InlayHintParams(document, everything)
    [hint] = inlay_hints(snapshot, params, never, insight=INSIGHT, with_commands=with_commands)
    [(place, label)] = wanted
    assert (hint.position.line, hint.position.character) == (3, len(text[:place].rpartition("\n")[2]))
    shown = hint.label if isinstance(hint.label, str) else hint.label[0].value
    assert shown == label
    assert isinstance(hint.label, str) is not with_commands
    assert "12,000 bytes" in str(hint.tooltip)
    assert "2 packages import it" in str(hint.tooltip)


@pytest.mark.parametrize(
    ("size", "text"), [(999, "999 B"), (1000, "1.0 kB"), (99_600, "100 kB"), (999_600, "1.0 MB"), (3 * 10**9, "3.0 GB")]
)
def test_amounts(size: int, text: str) -> None:
    assert amount(size) == text
