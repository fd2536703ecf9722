"""The protocol's edges: what is advertised, cancelled, malformed or unknown; nothing takes the server down."""

import asyncio
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from server.lsp.protocol import worth_telling
from tests.lsp.session import COMMAND, session
from tests.lsp.wire import INITIALIZE, SHUTDOWN, converse

OWN = ["goBindery.server.build", "goBindery.server.restart"]
SHARED = ["goBindery.buildStatic", "goBindery.restart"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (None, OWN + SHARED),
        ({"trusted": True}, OWN),
        ({"clientHandlesCommands": True}, OWN),
        ({"trusted": True, "clientHandlesCommands": False}, OWN + SHARED),
    ],
)
async def test_commands_do_not_clash_with_the_extension(module: Path, options: Any, expected: list[str]) -> None:
    async with session(module, options) as talk:
        assert talk.capabilities.execute_command_provider is not None
        assert sorted(talk.capabilities.execute_command_provider.commands) == sorted(expected)
        assert talk.capabilities.position_encoding in (None, types.PositionEncodingKind.Utf16)


async def test_cancelled_request_ends_and_the_server_goes_on(module: Path) -> None:
    functions = (f"func f{i}(a []int) int {{ return a[{i}] + a[{i + 1}] }}\n" for i in range(3000))
    (module / "large.go").write_text("package main\n\n" + "".join(functions))
    async with session(module) as talk:
        talk.open("large.go")
        params = types.CodeLensParams(talk.document("large.go"))
        request = asyncio.ensure_future(
            talk.client.protocol.send_request_async(types.TEXT_DOCUMENT_CODE_LENS, params, msg_id="slow")
        )
        await asyncio.sleep(0)
        talk.client.cancel_request(types.CancelParams("slow"))
        with pytest.raises(JsonRpcException) as refused:
            await request
        assert refused.value.code == types.LSPErrorCodes.RequestCancelled.value
        talk.open("main.go")
        assert await talk.messages("main.go") == []


async def test_restart_command_checks_anew(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go")
        await talk.diagnostics("main.go")
        talk.published.clear()
        params = types.ExecuteCommandParams("goBindery.restart", [])
        assert await talk.client.workspace_execute_command_async(params) is None
        assert await talk.messages("main.go") == []


async def test_unknown_documents_answer_empty(module: Path) -> None:
    async with session(module) as talk:
        assert await talk.lenses("nowhere.go") == []
        assert await talk.lenses("https://[broken") == []
        assert await talk.hover("untitled:nothing", 3, 3) == ""
        symbols = types.DocumentSymbolParams(talk.document("nowhere.go"))
        assert await talk.client.text_document_document_symbol_async(symbols) == []
        talk._versions["nowhere.go"] = 1
        talk.change("nowhere.go", "package p\n")
        talk.close("nowhere.go")
        assert talk.client.messages == []


MALFORMED = [
    b"{",
    b"[]",
    b"\xff\xfe",
    {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {}},
    {"jsonrpc": "2.0", "method": "no/such/notification"},
    {"jsonrpc": "2.0", "id": 50, "method": "textDocument/hover", "params": {"textDocument": 3}},
    {"jsonrpc": "2.0", "id": 51, "method": "no/such/method", "params": None},
    {"jsonrpc": "2.0", "id": 52, "method": "goBindery/build", "params": 7},
    {"jsonrpc": "2.0", "id": 53, "method": "goBindery/build"},
    {"jsonrpc": "2.0", "id": 54, "method": "workspace/executeCommand", "params": {"command": "nope"}},
]


def test_malformed_messages_do_not_stop_the_server(module: Path) -> None:
    answers, _ = converse(module, INITIALIZE, *MALFORMED, SHUTDOWN)
    by_id = {answer.get("id"): answer for answer in answers}
    assert "result" in by_id[1]
    assert "result" in by_id[99]
    assert all("error" in by_id[number] for number in (50, 51, 52, 53, 54))
    assert not any(answer.get("method") == "window/showMessage" for answer in answers)


def test_a_message_larger_than_memory_ends_the_server(module: Path) -> None:
    sent = b"Content-Length: 99999999999999999\r\n\r\n{"
    done = subprocess.run(COMMAND, input=sent, capture_output=True, cwd=module, timeout=60)
    assert done.returncode == 1
    assert b"larger than the memory" in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_end_of_the_stream_ends_the_server(module: Path) -> None:
    answers, code = converse(module, INITIALIZE)
    assert [answer["id"] for answer in answers] == [1]
    assert code == 0


def test_positions_are_utf16_whatever_the_client_prefers(module: Path) -> None:
    capabilities = {"general": {"positionEncodings": ["utf-8", "utf-16"]}}
    params = {"processId": None, "rootUri": None, "capabilities": capabilities}
    (first, *_), _ = converse(module, {**INITIALIZE, "params": params}, SHUTDOWN)
    assert first["result"]["capabilities"]["positionEncoding"] == "utf-16"


async def test_half_a_surrogate_pair_in_a_text(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go", 'package main\n\nfunc main() { println("\ud83d"); nope() }\n')
        assert "undefined: nope" in await talk.messages("main.go")


def test_what_was_imported_is_never_looked_through(module: Path) -> None:
    words = "import gc, sys; from server.cli.lsp import run; code = run([]);"
    tell = "print(code, gc.isenabled(), gc.get_freeze_count() > 10_000, file=sys.stderr)"
    command = [sys.executable, "-P", "-c", words + tell]
    done = subprocess.run(command, input=b"", capture_output=True, cwd=module, timeout=60)
    assert done.stderr == b"0 True True\n"


def test_a_cancellation_that_comes_late_is_not_told() -> None:
    text = 'Cancel notification for unknown message id "%s"'
    record = logging.LogRecord("pygls", logging.WARNING, "", 0, text, ("7",), None)
    assert not worth_telling(record)
    record = logging.LogRecord("pygls", logging.WARNING, "", 0, "something else", (), None)
    assert worth_telling(record)
