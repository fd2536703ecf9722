"""The size panel's questions over the protocol: of a program that was just built, against the one before it."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.conftest import GOOD
from tests.lsp.session import Session, session


async def ask(talk: Session, method: str, **params: Any) -> Any:
    """The answer, an object with the fields of the protocol."""
    return await talk.client.protocol.send_request_async(f"goBindery/{method}", params)


async def built(talk: Session) -> str:
    """The path of the program."""
    result = await ask(talk, "build", uri=talk.uri("main.go"), progressToken="token")
    assert result.ok, result
    return str(result.output)


KEPT = GOOD.replace("func sum", "//go:noinline\nfunc sum")


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds of these tests share nothing with the user's."""
    monkeypatch.setenv("BINDERY_CACHE", str(tmp_path_factory.getbasetemp() / "bindery-cache"))


async def test_sizes_of_what_was_built(module: Path) -> None:
    async with session(module, {"trusted": True}) as talk:
        talk.open("main.go", KEPT)
        program = await built(talk)
        report = await ask(talk, "size", file=program)
        digest = hashlib.sha256(Path(program).read_bytes()).hexdigest()
        assert (report.digest, report.estimated) == (digest, False)
        assert sum(report.rows.size) == report.size == Path(program).stat().st_size
        assert "main.sum" in report.names

        reason = await ask(talk, "sizeReason", file=program, symbol="main.sum")
        steps = [step.name for step in reason.chain]
        assert steps[-2:] == ["main.main", "main.sum"]
        assert reason.goes >= reason.size > 0
        assert await ask(talk, "sizeReason", file=program, symbol="main.nobody") is None

        (module / "main.go").write_text(KEPT)
        place = await ask(talk, "sizeSource", file=program, symbol="main.sum")
        assert (place.path, place.line) == (str(module / "main.go"), 4)
        assert await ask(talk, "sizeSource", file=program, symbol="main.nobody") is None
        retained = await ask(talk, "sizeRetained", file=program)
        sizes = dict(zip(retained.names, retained.bytes, strict=True))
        assert sizes["main.main"] > reason.goes
        assert "main.nobody" not in sizes

        defeats = await ask(talk, "sizeDefeats", file=program)
        assert defeats.lookups == []

        talk.change("main.go", KEPT.replace("return xs[i]", 'println("one more text", i)\n\treturn xs[i]'))
        assert await built(talk) == program
        compared = await ask(talk, "size", file=program, against={"digest": digest, "name": "before"})
        assert (compared.baseline, compared.baselineSize) == ("before", report.size)
        assert sum(compared.rows.old) == report.size
        assert sum(compared.rows.size) == compared.size > report.size
        forgotten = await ask(talk, "size", file=program, against={"digest": "0" * 64, "name": "before"})
        assert forgotten.baseline == ""


IMPORTING = """package main

import "unicode/utf8"

//go:noinline
func count(text string) int { return utf8.RuneCountInString(text) }

func main() { println(count("ä")) }
"""


async def test_imports_show_what_they_cost(module: Path) -> None:
    """Behind the import from the build on, with a link to the size panel, until the setting takes it back."""
    (module / "main.go").write_text(IMPORTING)
    async with session(module, {"trusted": True}) as talk:
        talk.open("main.go")
        assert await hints(talk) == []
        program = await built(talk)
        while not talk.hint_refreshes:
            await talk.news()
        [hint] = await hints(talk)
        assert (hint.position.line, hint.position.character) == (2, 21)
        assert not isinstance(hint.label, str)
        [part] = hint.label
        assert re.fullmatch(r"\+\d+ B, 1 package", part.value)
        assert part.command is not None
        assert part.command.command == "goBindery.showSize"
        assert list(part.command.arguments or ()) == [program]
        settings = {"goBindery": {"inlayHints": {"imports": False}}}
        talk.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        assert await hints(talk) == []


async def hints(talk: Session) -> Sequence[types.InlayHint]:
    """The inlay hints of the document."""
    everything = types.Range(types.Position(0, 0), types.Position(99, 0))
    params = types.InlayHintParams(talk.document("main.go"), everything)
    return await talk.client.text_document_inlay_hint_async(params) or []


async def test_refusals_say_why(module: Path) -> None:
    async with session(module, {"trusted": True}) as talk:
        with pytest.raises(JsonRpcException, match="no such file"):
            await ask(talk, "size", file=str(module / "nothing"))
        with pytest.raises(JsonRpcException, match="not an ELF"):
            await ask(talk, "size", file=str(module / "go.mod"))
        with pytest.raises(JsonRpcException, match="file is missing"):
            await ask(talk, "size")
    async with session(module, {"trusted": False}) as talk:
        with pytest.raises(JsonRpcException, match="trusted"):
            await ask(talk, "size", file=str(module / "go.mod"))
