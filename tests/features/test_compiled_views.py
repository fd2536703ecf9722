"""The SSA and assembly views: what they show of which function, pass by pass and line by line."""

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from server.build.documents import Documents
from server.build.snapshot import Snapshot, Store
from server.compiler.codegen.compile import compile_chunk
from server.compiler.ir.print import print_func
from server.compiler.ssa.passes import PASSES
from server.features.assemblyview import assembly_listing, assembly_source
from server.features.functionat import Question, find_function, read_question
from server.features.ssaview import ssa_listing
from server.target import TARGETS, Target, find_port

SOURCE = """package main

var keep *int

func at(xs []int, i int) int { // é
	return xs[i]
}

func swap[T any](a, b T) (T, T) { return b, a }

func unused[T any](a T) T { return a }

func store(n int) func() int {
	x := n
	keep = &x
	return func() int {
		x++
		return x
	}
}

func loop(xs []int) {
	for i := range xs {
		xs[i] = i
	}
}

func main() {
	a, b := swap(1, 2)
	c, _ := swap("a", "b")
	println(at([]int{a}, b), c, store(1)())
	loop(nil)
}
"""
LINES = {name: SOURCE[: SOURCE.index(f"func {name}")].count("\n") for name in ("at", "swap", "unused", "store", "loop")}


def never() -> bool:
    """Nobody cancels."""
    return False


def opened(folder: Path, text: str = SOURCE, target: Target = TARGETS[0]) -> tuple[Snapshot, str]:
    """A snapshot with the text as an unsaved file, and the file's URI."""
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    path = folder / "main.go"
    documents = Documents()
    documents.open(path.as_uri(), str(path), 7, text)
    return Snapshot(documents.current(), Store(target)), path.as_uri()


def question(uri: str, line: int, character: int = 5, declaration: str = "", symbol: str = "") -> Question:
    """A question as the client asks it."""
    return Question(types.TextDocumentIdentifier(uri), line, character, declaration, symbol)


def ssa(folder: Path, line: int, character: int = 5, text: str = SOURCE, **names: str) -> dict[str, Any]:
    """The listing at a place."""
    snapshot, uri = opened(folder, text)
    found = ssa_listing(snapshot, question(uri, line, character, **names), never)
    assert found is not None
    return found


def assembly(folder: Path, line: int, target: Target = TARGETS[0], text: str = SOURCE) -> dict[str, Any]:
    """The listing at a place; LLVM runs here."""
    snapshot, uri = opened(folder, text, target)
    source = assembly_source(snapshot, question(uri, line), never)
    assert source is not None
    if source.chunk is None:
        return source.head
    return assembly_listing(source, compile_chunk(source.chunk.text, target, 2))


def test_passes_and_their_last_text(tmp_path: Path) -> None:
    snapshot, uri = opened(tmp_path)
    asked = question(uri, LINES["loop"])
    listing = ssa_listing(snapshot, asked, never)
    assert listing is not None
    assert (listing["version"], listing["declaration"], listing["obstacle"]) == (7, "main.loop", "")
    assert [one["name"] for one in listing["passes"]] == ["build", *(row.name for row in PASSES)]
    last = next(one["lines"] for one in reversed(listing["passes"]) if one["lines"] is not None)
    shown = find_function(snapshot, asked, never)
    assert shown is not None
    (func,) = shown.package.functions.compiled(shown.body, never).funcs
    printed = [line.strip() for line in print_func(func).splitlines()[1:]]
    assert [listing["lines"][number][1] for number in last] == printed


def test_a_line_has_its_key_through_all_passes_and_its_place(tmp_path: Path) -> None:
    listing = ssa(tmp_path, LINES["at"])
    checks = [line for line in listing["lines"] if line[1].startswith("boundscheck")]
    assert len({key for key, _, _ in checks}) == 1
    assert len(checks) > 1, "the pass that lifts variables changes its operands"
    assert {tuple(listing["ranges"][number]) for _, _, number in checks} == {(5, 8, 5, 13)}


def test_passes_that_change_nothing_have_no_lines(tmp_path: Path) -> None:
    passes = ssa(tmp_path, LINES["at"])["passes"]
    before = None
    for one in passes:
        assert one["lines"] != before
        before = one["lines"] or before
    assert any(one["lines"] is None for one in passes)


def test_instances_are_offered_and_chosen(tmp_path: Path) -> None:
    listing = ssa(tmp_path, LINES["swap"])
    assert [one["name"] for one in listing["functions"]] == ["swap[int]", "swap[string]"]
    other = ssa(tmp_path, LINES["swap"], symbol=listing["functions"][1]["symbol"])
    assert other["name"] == "swap[string]"
    assert ssa(tmp_path, LINES["unused"])["obstacle"] == "no instance of it is used"


def test_the_literal_around_the_cursor_comes_first(tmp_path: Path) -> None:
    line = SOURCE[: SOURCE.index("x++")].count("\n")
    assert ssa(tmp_path, line, 2)["symbol"] == "main.store.func1"
    assert ssa(tmp_path, line - 3, 2)["symbol"] == "main.store"
    assert ssa(tmp_path, line, 2, symbol="main.store")["symbol"] == "main.store"


def test_a_view_stays_with_its_function_when_that_moves(tmp_path: Path) -> None:
    moved = ssa(tmp_path, LINES["at"], text=SOURCE.replace("var keep", "// More.\n\nvar keep"), declaration="main.at")
    assert (moved["firstLine"], moved["lastLine"]) == (LINES["at"] + 2, LINES["at"] + 4)
    snapshot, uri = opened(tmp_path)
    assert ssa_listing(snapshot, question(uri, 0, declaration="main.gone"), never) is None


def test_a_function_with_an_error_says_so_and_others_have_ssa(tmp_path: Path) -> None:
    broken = SOURCE.replace("return xs[i]", "return nope")
    assert ssa(tmp_path, LINES["at"], text=broken)["obstacle"] == "undefined: nope"
    assert ssa(tmp_path, LINES["loop"], text=broken)["obstacle"] == ""


def test_there_is_no_function_between_functions(tmp_path: Path) -> None:
    snapshot, uri = opened(tmp_path)
    for line in (0, 2, 7, 999):
        assert ssa_listing(snapshot, question(uri, line), never) is None
        assert assembly_source(snapshot, question(uri, line), never) is None


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.goarch)
def test_checks_barriers_and_calls_are_marked(tmp_path: Path, target: Target) -> None:
    at = assembly(tmp_path, LINES["at"], target)
    checks = [item for item in at["instructions"] if item["mark"] == "bounds check"]
    jumps = [item for item in checks if item["jump"] >= 0]
    calls = [item for item in checks if "runtime.panicIndex" in item["text"] + item["target"]]
    assert len(jumps) == 1
    assert len(calls) == 1
    assert {item["line"] for item in checks} == {5}
    marks = {item["mark"] for item in assembly(tmp_path, LINES["store"], target)["instructions"]}
    assert {"allocation", "write barrier", "stack check"} <= marks


def test_jumps_lead_to_instructions(tmp_path: Path) -> None:
    listing = assembly(tmp_path, LINES["loop"])
    items = listing["instructions"]
    jumps = [item for item in items if item["jump"] >= 0]
    assert jumps
    for item in jumps:
        assert int(item["text"].split()[-1], 16) == items[item["jump"]]["offset"]
    assert listing["size"] > items[-1]["offset"]


def test_a_chunk_that_lacks_a_function_is_not_whole(tmp_path: Path) -> None:
    assert assembly(tmp_path, LINES["loop"])["whole"]
    broken = SOURCE.replace("a, b := swap(1, 2)", "a, b := swap(1)")
    whole = {name: assembly(tmp_path, LINES[name], text=broken)["whole"] for name in ("at", "store", "loop")}
    assert not all(whole.values()), "main is in the chunk of one of them"


def test_other_targets_have_no_machine_code_yet(tmp_path: Path) -> None:
    plan9 = find_port("plan9", "amd64")
    assert plan9 is not None
    assert assembly(tmp_path, LINES["at"], plan9)["obstacle"] == "not supported yet: machine code for plan9/amd64"


@pytest.mark.parametrize("params", [None, [], {}, {"uri": 1, "line": 0, "character": 0}, {"uri": "x", "line": "0"}])
def test_malformed_questions(params: object) -> None:
    assert read_question(params) is None
