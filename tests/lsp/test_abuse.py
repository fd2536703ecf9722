"""Clients that break the rules, huge texts, pipes that close and workers that die: the server answers, or ends."""

import asyncio
import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.conftest import GOOD
from tests.lsp.session import COMMAND, Session, session
from tests.lsp.wire import EXIT, INITIALIZE, PATIENCE, SHUTDOWN, converse, exchange, framed
from tests.processes import tree

WRONG = GOOD.replace("return total", "return totl")


def hover(number: int) -> dict[str, Any]:
    """A question that a server with a workspace answers."""
    place = {"textDocument": {"uri": "file:///x.go"}, "position": {"line": 0, "character": 0}}
    return {"jsonrpc": "2.0", "id": number, "method": "textDocument/hover", "params": place}


def changed(talk: Session, version: int, text: str) -> None:
    """Replace a text, with whatever version."""
    identifier = types.VersionedTextDocumentIdentifier(version, talk.uri("main.go"))
    whole = types.TextDocumentContentChangeWholeDocument(text)
    talk.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [whole]))


# Order


async def test_edits_count_in_the_order_in_which_they_come(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go")
        changed(talk, 7, WRONG)
        assert await talk.messages("main.go", 7) == ["undefined: totl"]
        changed(talk, 3, GOOD)
        assert await talk.messages("main.go", 3) == []
        changed(talk, 3, WRONG)
        while await talk.messages("main.go", 3) != ["undefined: totl"]:
            await talk.news()
        talk.open("main.go", GOOD)  # it is open already
        while await talk.messages("main.go", 1) != []:
            await talk.news()
        talk.close("main.go")
        talk.close("main.go")
        changed(talk, 9, WRONG)
        assert await talk.hover("main.go", 10, 6) == ""


async def test_edits_beyond_the_text(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", "package main\n")
        far = types.Range(types.Position(2_000_000_000, 2_000_000_000), types.Position(0, 0))
        version = talk.edit("main.go", types.TextDocumentContentChangePartial(far, "\nfunc main() { nope() }\n"))
        assert await talk.messages("main.go", version) == ["undefined: nope"]


def test_requests_before_and_after(module: Path) -> None:
    answers, code = converse(module, hover(2), INITIALIZE, {**INITIALIZE, "id": 3}, SHUTDOWN, hover(4), EXIT)
    errors = {answer["id"]: answer["error"]["code"] for answer in answers if "error" in answer}
    assert errors == {2: -32002, 3: -32600, 4: -32600}
    assert code == 0


def test_an_exit_without_shutdown_is_no_success(module: Path) -> None:
    assert converse(module, INITIALIZE, EXIT)[1] == 1


# Bytes


@pytest.mark.parametrize(
    "noise",
    [
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Type: nothing\r\n\r\n",
        b"\x00\xff" * 4000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        framed(b"[" * 100_000),
        framed(b'{"jsonrpc": "2.0", "id": 5, "method": "initialize", "params": {"capabilities": 3}}'),
        framed({"jsonrpc": "1.0", "id": 6, "method": "textDocument/hover"}),
        framed({"jsonrpc": "2.0", "id": {"no": "id"}, "method": "textDocument/hover"}),
        framed({"jsonrpc": "2.0", "id": 1000, "result": "nobody asked"}),
    ],
    ids=["negative", "word", "no length", "binary", "http", "deep", "capabilities", "version", "id", "answer"],
)
def test_noise_between_messages(noise: bytes, module: Path) -> None:
    answers, code = exchange(module, noise + framed(INITIALIZE) + noise + framed(SHUTDOWN) + framed(EXIT))
    assert {answer.get("id") for answer in answers if "result" in answer} == {1, 99}
    assert code == 0


@pytest.mark.parametrize("cut", [5, 20, 60])
def test_a_message_that_is_cut_off_ends_the_server(cut: int, module: Path) -> None:
    answers, code = exchange(module, framed(INITIALIZE) + framed(SHUTDOWN)[:cut])
    assert [answer["id"] for answer in answers] == [1]
    assert code == 0


def test_nobody_reads_the_answers(module: Path) -> None:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=module
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        assert server.stderr is not None
        server.stdout.close()
        server.stdin.write(framed(INITIALIZE))
        server.stdin.flush()
        words = server.stderr.read()
        server.stdin.close()
        assert server.wait(PATIENCE) == 1
    assert b"the client has gone" in words
    assert b"Traceback" not in words


# Texts


@pytest.mark.parametrize(
    "text",
    [
        "package main\n" + "\n" * 400_000,
        "package main\n\n//" + "x" * 8_000_000,
        "package main\n\nvar x = " + "(" * 20_000,
        "package main\n\nvar x = `" + "y" * 4_000_000,
        "\x00" * 100_000,
        "package main\n\nconst x = " + "9" * 100_000 + "\n",
    ],
    ids=["lines", "comment", "parentheses", "string", "zeros", "number"],
)
async def test_huge_documents(text: str, module: Path) -> None:
    async with session(module) as talk:
        talk.open("huge.go", text)
        await talk.lenses("huge.go")
        await talk.hover("huge.go", 2, 5)
        version = talk.change("huge.go", "package main\n")
        assert await talk.messages("huge.go", version) == []
        talk.open("main.go")
        assert await talk.messages("main.go") == []


# Processes


def started(talk: Session) -> list[int]:
    """The processes that the server has started."""
    return [pid for pid in tree(talk.process) if pid != talk.process]


def kill(processes: list[int]) -> None:
    """End processes without asking them."""
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def test_a_build_that_is_killed_is_an_error(module: Path) -> None:
    async with session(module, {"trusted": True}) as talk:
        params = {"uri": talk.uri("main.go"), "progressToken": "token"}
        request = asyncio.ensure_future(talk.client.protocol.send_request_async("goBindery/build", params))
        while not request.done():
            kill(started(talk))
            await asyncio.sleep(0.01)
        with pytest.raises(JsonRpcException, match="the build process ended with exit code -9"):
            await request
        result = await talk.client.protocol.send_request_async("goBindery/build", params)
        assert result.ok, result


async def test_a_worker_that_is_killed_is_replaced(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go")
        question = {"uri": talk.uri("main.go"), "line": 10, "character": 5}
        before = await talk.client.protocol.send_request_async("goBindery/assembly", question)
        kill(started(talk))
        found = await talk.client.protocol.send_request_async("goBindery/assembly", question)
        assert (found.obstacle, len(found.instructions)) == ("", len(before.instructions))
