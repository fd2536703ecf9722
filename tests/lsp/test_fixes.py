"""Quick fixes, references, hovers and definitions through the protocol; with `auto` resolved to another extension."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from tests.lsp.session import PATIENCE, Session, session

PROGRAM = """package main

import "strings"

// pair holds two.
type pair struct{ x, y int64 }

func main() {
	p := pair{1, 2}
	println(p.x, p.y, strings.ToUpper("a"))
}
"""


async def fixes(talk: Session, line: int, character: int) -> list[str]:
    """The titles of the fixes at a place."""
    place = types.Position(line, character)
    context = types.CodeActionContext([])
    params = types.CodeActionParams(talk.document("main.go"), types.Range(place, place), context)
    return [action.title for action in await talk.client.text_document_code_action_async(params) or []]


async def references(talk: Session, line: int, character: int) -> list[tuple[int, int]]:
    """Line and character of each reference, the declaration included."""
    params = types.ReferenceParams(
        types.ReferenceContext(include_declaration=True), talk.document("main.go"), types.Position(line, character)
    )
    found = await talk.client.text_document_references_async(params) or []
    return [(item.range.start.line, item.range.start.character) for item in found]


async def definition(talk: Session, line: int, character: int) -> types.Location | None:
    """Where a name is declared."""
    params = types.DefinitionParams(talk.document("main.go"), types.Position(line, character))
    found = await talk.client.text_document_definition_async(params)
    assert found is None or isinstance(found, types.Location)
    return found


async def test_a_fix_is_offered_where_the_error_is(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", PROGRAM.replace("strings.ToUpper", "len"))
        [diagnostic] = await talk.diagnostics("main.go")
        assert diagnostic.message == '"strings" imported and not used'
        assert list(diagnostic.tags or []) == [types.DiagnosticTag.Unnecessary]
        assert await fixes(talk, 2, 8) == ['Remove import "strings"']
        assert await fixes(talk, 8, 2) == []


async def test_names_lead_to_their_places(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", PROGRAM)
        assert await talk.messages("main.go") == []
        assert await references(talk, 5, 6) == [(5, 5), (8, 6)]
        assert await references(talk, 8, 1) == [(8, 1), (9, 9), (9, 14)]
        place = await definition(talk, 9, 28)
        assert place is not None
        assert place.uri.endswith("/src/strings/strings.go")
        line = Path(place.uri.removeprefix("file://")).read_text().splitlines()[place.range.start.line]
        assert line.startswith("func ToUpper(s string) string")


async def test_hover_tells_comment_and_size(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", PROGRAM)
        found = await talk.hover("main.go", 8, 7)
        assert "type pair struct" in found
        assert "16 bytes, aligned to 8" in found
        assert "pair holds two." in found
        assert "returns s with all Unicode letters mapped to their upper case" in await talk.hover("main.go", 9, 28)


async def test_another_extension_shows_types_and_errors(module: Path) -> None:
    options = {"trusted": True, "clientHandlesCommands": True, "diagnostics": {"enable": "off"}, "lens": "all"}
    async with session(module, options) as talk:
        talk.open("main.go", PROGRAM.replace("strings.ToUpper", "len"))
        assert await fixes(talk, 2, 8) == []
        assert await references(talk, 5, 6) == []
        assert await definition(talk, 8, 7) is None
        assert "16 bytes" not in await talk.hover("main.go", 8, 7)
        symbols = types.DocumentSymbolParams(talk.document("main.go"))
        assert not await talk.client.text_document_document_symbol_async(symbols)
        assert talk.published == []


async def test_loading_packages_is_shown(module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINDERY_CACHE", str(tmp_path / "cache"))  # what is in it already is not loaded
    monkeypatch.setenv("BINDERY_PACK", "off")
    async with session(module) as talk, asyncio.timeout(PATIENCE):
        talk.open("main.go", PROGRAM)
        await talk.diagnostics("main.go")
        reports: list[Any] = []
        while not reports or not isinstance(reports[-1], types.WorkDoneProgressEnd):
            await references(talk, 5, 6)  # the server has sent what it had to say when it answers
            reports = [report for found in talk.client.progress_reports.values() for report in found]
        assert isinstance(reports[0], types.WorkDoneProgressBegin)
        assert reports[0].title == "Loading packages"
