"""What hovers and lenses say, as data: Go source with the expected facts in comments.

`/*hover[a | b]*/` stands before (white space allowed) a place whose hover contains `a` and `b`;
`// LENS pattern` stands on the line of a function whose lens matches the pattern.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lsprotocol import types

from server.build.documents import Documents
from server.build.snapshot import Snapshot, Store
from server.features.definition import definition
from server.features.hover import LATER, hover
from server.features.lens import code_lenses
from server.target import TARGETS

DATA = Path(__file__).parent / "testdata"
FILES = sorted(DATA.glob("*.go"))
MARK = re.compile(r"/\*hover\[(.*?)\]\*/\s*")
LENS = re.compile(r"// LENS (.*)")


def opened(folder: Path, text: str) -> tuple[Snapshot, types.TextDocumentIdentifier]:
    """A snapshot in which the text is an unsaved file of a module."""
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    path = folder / "main.go"
    documents = Documents()
    documents.open(path.as_uri(), str(path), 1, text)
    return Snapshot(documents.current(), Store(TARGETS[0])), types.TextDocumentIdentifier(path.as_uri())


def never() -> bool:
    """Nobody cancels."""
    return False


def marks(text: str) -> Iterator[tuple[types.Position, list[str]]]:
    """The places and what their hovers contain."""
    for match in MARK.finditer(text):
        line_start = text.rfind("\n", 0, match.end()) + 1
        character = len(text[line_start : match.end()].encode("utf-16-le")) // 2
        yield types.Position(text.count("\n", 0, match.end()), character), match[1].split(" | ")


def test_the_type_is_told_before_the_function_is_compiled(tmp_path: Path) -> None:
    snapshot, document = opened(tmp_path, "package main\n\nfunc main() { x := 3; println(x) }\n")
    heard: list[types.Hover | None] = []
    hover(snapshot, types.HoverParams(document, types.Position(2, 30)), never, early=heard.append)
    (early,) = heard
    assert early is not None
    assert isinstance(early.contents, types.MarkupContent)
    assert "var x int" in early.contents.value
    assert LATER in early.contents.value


def test_a_name_is_found_while_a_function_is_compiled(tmp_path: Path) -> None:
    snapshot, document = opened(tmp_path, "package main\n\nfunc main() { x := 3; println(x) }\n")
    params = types.DefinitionParams(document, types.Position(2, 30))
    package = snapshot.package_of(str(tmp_path / "main.go"), never)
    assert package is not None
    assert package.functions.bodies
    with ThreadPoolExecutor(1) as other, package.check.lock:  # as whoever compiles has it
        assert other.submit(definition, snapshot, params, never).result(60) is not None


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_hovers(file: Path, tmp_path: Path) -> None:
    text = file.read_text()
    snapshot, document = opened(tmp_path, text)
    found = list(marks(text))
    assert found
    for position, facts in found:
        result = hover(snapshot, types.HoverParams(document, position), never)
        assert result is not None, position
        assert isinstance(result.contents, types.MarkupContent)
        missing = [fact for fact in facts if fact not in result.contents.value]
        assert not missing, (position, result.contents.value)
        assert result.range is not None
        assert result.range.start <= position <= result.range.end


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_lenses(file: Path, tmp_path: Path) -> None:
    text = file.read_text()
    snapshot, document = opened(tmp_path, text)
    lenses = code_lenses(snapshot, types.CodeLensParams(document), never)
    titles = {lens.range.start.line: lens.command.title for lens in lenses if lens.command}
    expected = {number: found[1] for number, line in enumerate(text.splitlines()) if (found := LENS.search(line))}
    assert titles.keys() == expected.keys()
    wrong = {line: titles[line] for line, pattern in expected.items() if not re.search(pattern, titles[line])}
    assert not wrong
