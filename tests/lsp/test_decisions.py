"""Decisions over the protocol: warnings and hints behind the errors, inlay hints, lenses only at the cursor."""

from pathlib import Path

from lsprotocol import types

from server import GO_VERSION
from tests.lsp.conftest import GOOD
from tests.lsp.session import Session, session

SOURCE = """package main

var keep *int

//bindery:noalloc
func marked() {
	é := 1; x := 1
	keep = &x
	_ = é
}

func at(xs []int, i int) int {
	y := 1
	keep = &y
	return xs[i]
}

func main() { marked(); println(at(nil, 0)) }
"""


async def notes(talk: Session, version: int = 1, name: str = "main.go") -> list[tuple[int, str]]:
    """Line and text of what is said about decisions in a version; waits until something is."""
    while True:
        for params in reversed(talk.published):
            if params.uri == talk.uri(name) and params.version == version:
                found = [item for item in params.diagnostics if item.code in ("noalloc", "decision")]
                if found:
                    return [(item.range.start.line, item.message) for item in found]
        await talk.news()


def configure(talk: Session, **settings: object) -> None:
    """Change settings."""
    params = types.DidChangeConfigurationParams({"goBindery": settings})
    talk.client.workspace_did_change_configuration(params)


async def test_warnings_follow_the_errors(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", SOURCE.replace("xs[i]", "xs[j]"))
        assert await talk.messages("main.go") == ["undefined: j"]
        ((line, text),) = await notes(talk)
        assert (line, text.split(", ")[0]) == (6, "x moved to heap")
        last = talk.published[-1].diagnostics
        assert [item.code for item in last] == ["UndeclaredName", "noalloc"]
        assert last[1].range.start.character == 9  # in UTF-16, behind é
        assert last[1].severity is types.DiagnosticSeverity.Warning
        assert last[1].source == f"bindery, as {GO_VERSION}"


async def test_hints_of_the_kinds_that_are_asked_for(module: Path) -> None:
    async with session(module, {"trusted": True, "decisions": {"show": ["bounds"]}}) as talk:
        talk.open("main.go", SOURCE)
        found = await notes(talk)
        assert [line for line, _ in found] == [6, 14, 17]  # the last of code that is inlined
        configure(talk, decisions={"show": ["escape"]})
        while not any(line == 12 for line, _ in await notes(talk)):
            await talk.news()
        version = talk.change("main.go", SOURCE.replace("//bindery:noalloc", ""))
        assert 12 in [line for line, _ in await notes(talk, version)]


async def test_no_decisions_without_trust(module: Path) -> None:
    options = {"trusted": False, "decisions": {"show": ["bounds"]}, "inlayHints": {"heap": True}}
    async with session(module, options) as talk:
        talk.open("main.go", SOURCE)
        assert await talk.diagnostics("main.go") == []
        assert await inlays(talk) == []
        configure(talk, decisions={"show": ["bounds"]})
        talk.open("other.go", "package main\n\nfunc f() int { return nope }\n")
        assert await talk.messages("other.go") == ["undefined: nope"]
        assert all(item.code == "UndeclaredName" for params in talk.published for item in params.diagnostics)


async def test_beside_another_extension_only_decisions_are_published(module: Path) -> None:
    async with session(module, {"trusted": True, "diagnostics": {"enable": "off"}}) as talk:
        talk.open("main.go", SOURCE.replace("xs[i]", "xs[j]"))
        assert [line for line, _ in await notes(talk)] == [6]
        version = talk.change("main.go", SOURCE.replace("//bindery:noalloc", ""))
        while talk.published[-1].version != version:
            await talk.news()
        assert talk.published[-1].diagnostics == []


async def inlays(talk: Session) -> list[tuple[int, int, str]]:
    """Line, character and text of the inlay hints of the whole document."""
    whole = types.Range(types.Position(0, 0), types.Position(99, 0))
    params = types.InlayHintParams(talk.document("main.go"), whole)
    found = await talk.client.text_document_inlay_hint_async(params)
    return [(item.position.line, item.position.character, str(item.label)) for item in found or []]


async def test_inlay_hints_are_off_until_asked_for(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", SOURCE + "\ntype t struct { a bool; b int }\n")
        assert await inlays(talk) == []
        configure(talk, inlayHints={"heap": True})
        assert (await inlays(talk))[:2] == [(6, 10, "-> heap"), (12, 2, "-> heap")]
        configure(talk, inlayHints={"heap": False, "padding": True})
        assert await inlays(talk) == [(19, 22, "+7 bytes padding")]


async def test_notes_stay_while_another_function_is_edited(module: Path) -> None:
    text = SOURCE.replace("func at", "//bindery:noalloc\nfunc at")
    async with session(module) as talk:
        talk.open("main.go", text)
        assert [line for line, _ in await notes(talk)] == [6, 13]
        version = talk.change("main.go", text.replace("y := 1", "y := nope"))
        found = await talk.diagnostics("main.go", version)
        first = next(one for one in talk.published if one.version == version)
        assert found
        assert [(item.range.start.line, item.code) for item in first.diagnostics] == [
            (13, "UndeclaredName"),
            (6, "noalloc"),
        ]
        version = talk.change("main.go", text.replace("package main\n", "package main\n\n"))
        await talk.diagnostics("main.go", version)
        first = next(one for one in talk.published if one.version == version)
        assert (7, "noalloc") in [(item.range.start.line, item.code) for item in first.diagnostics]


async def test_large_functions_are_resolved(module: Path) -> None:
    calls = "".join(f"\tprintln(at(nil, {index}))\n" for index in range(300))
    async with session(module) as talk:
        talk.open("main.go", SOURCE.replace("println(at(nil, 0))", f"\n{calls}"))
        await talk.lenses("main.go")
        talk.change("main.go", SOURCE.replace("println(at(nil, 0))", f"\n{calls}").replace("xs[i]", "xs[i+1]"))
        first = await talk.first_lenses("main.go")
        waiting = [lens for lens in first if lens.command is None]
        known = {lens.range.start.line for lens in first if lens.command is not None}
        assert 11 in known
        shown = [(await talk.resolved(lens)).command for lens in waiting]
        assert all(command is not None and "300 bounds checks" in command.title for command in shown)
        version = talk.change("main.go", SOURCE)
        await talk.diagnostics("main.go", version)
        assert [(await talk.resolved(lens)).command for lens in waiting] == [None for _ in waiting]


async def test_a_lens_only_at_the_cursor(module: Path) -> None:
    async with session(module, {"trusted": True, "lens": "cursor"}) as talk:
        talk.open("main.go", GOOD)
        assert await talk.lenses("main.go") == []
        talk.client.protocol.notify("goBindery/cursor", {"uri": talk.uri("main.go"), "line": 11})
        assert [line for line, _ in await talk.lenses("main.go")] == [10]
        talk.client.protocol.notify("goBindery/cursor", {"uri": talk.uri("other.go"), "line": 11})
        assert await talk.lenses("main.go") == []
        talk.client.protocol.notify("goBindery/cursor", {"line": "nonsense"})
        assert await talk.lenses("main.go") == []


async def test_a_lens_tells_what_an_edit_changed(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", GOOD.replace("return xs[i]", "return xs[i] + xs[i+1]"))
        before = dict(await talk.lenses("main.go"))
        assert before[10].endswith("+1 bounds check")
        configure(talk, lens="changed")
        assert dict(await talk.lenses("main.go"))[10] == before[10]
        (module / "main.go").write_text(GOOD.replace("return xs[i]", "return xs[i] + xs[i+1]"))
        talk.client.text_document_did_save(types.DidSaveTextDocumentParams(talk.document("main.go")))
        assert await talk.lenses("main.go") == []


async def test_a_baseline_that_is_no_revision_is_told_once(module: Path) -> None:
    async with session(module, {"trusted": True, "lensBaseline": "nope"}) as talk:
        talk.open("main.go")
        assert len(await talk.lenses("main.go")) == 3
        assert len(await talk.lenses("main.go")) == 3
        assert [message.message for message in talk.client.messages] == [
            f"Go Bindery: {module} is in no git repository: there is no revision to compare with"
        ]
