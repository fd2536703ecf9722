"""SSA and machine code over the protocol: of unsaved text, not without trust, and the same as a build's."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pygls.exceptions import JsonRpcException

from tests.lsp.conftest import GOOD
from tests.lsp.session import Session, session


async def ask(talk: Session, method: str, line: int, **more: Any) -> Any:
    """The answer, an object with the fields of the protocol."""
    params = {"uri": talk.uri("main.go"), "line": line, "character": 5, **more}
    return await talk.client.protocol.send_request_async(f"goBindery/{method}", params)


async def test_ssa_of_unsaved_text(module: Path) -> None:
    async with session(module) as talk:
        talk.open("main.go")
        before = await ask(talk, "ssa", 10)
        version = talk.change("main.go", GOOD.replace("return xs[i]", "return xs[i] * 3"))
        after = await ask(talk, "ssa", 10)
        assert (before.version, after.version) == (1, version)
        assert not any(" mul " in text for _, text, _ in before.lines)
        assert any(" mul " in text for _, text, _ in after.lines)
        for method in ("ssa", "assembly"):
            with pytest.raises(JsonRpcException, match="the place of a function is missing"):
                await talk.client.protocol.send_request_async(f"goBindery/{method}", {"uri": 1})


async def test_assembly_is_that_of_a_build(module: Path) -> None:
    command = [sys.executable, "-P", "-m", "server", "build", "-gcflags=-S", "-o", "out", "."]
    built = subprocess.run(command, cwd=module, capture_output=True, text=True, check=True)
    async with session(module) as talk:
        talk.open("main.go")
        for line, symbol in ((2, "main.sum"), (10, "main.at"), (14, "main.main")):
            listing = await ask(talk, "assembly", line)
            assert (listing.symbol, listing.obstacle, listing.whole) == (symbol, "", True)
            shown = [(item.offset, item.line + 1) for item in listing.instructions]
            text = built.stderr.partition(f"{symbol} STEXT")[2].partition(" STEXT ")[0]
            rows = re.findall(r"^\t0x([0-9a-f]+) \d+ \(.*?:(\d+)\)\t", text, re.MULTILINE)
            assert shown == [(int(offset, 16), int(number)) for offset, number in rows]


async def test_nothing_is_compiled_without_trust(module: Path) -> None:
    async with session(module, {"trusted": False}) as talk:
        talk.open("main.go")
        for method in ("ssa", "assembly"):
            with pytest.raises(JsonRpcException, match="trusted"):
                await ask(talk, method, 10)
