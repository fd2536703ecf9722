"""Conversations with a server process byte by byte, for what no proper client would send."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Final

from tests.lsp.session import COMMAND

INITIALIZE: Final = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"processId": None, "rootUri": None, "capabilities": {}},
}
SHUTDOWN: Final = {"jsonrpc": "2.0", "id": 99, "method": "shutdown"}
EXIT: Final = {"jsonrpc": "2.0", "method": "exit"}
PATIENCE: Final = 60.0  # seconds until a server that does not end counts as a failure


def framed(message: Any) -> bytes:
    """A message with its header; bytes are a body as they are."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def converse(root: Path, *messages: Any) -> tuple[list[dict[str, Any]], int]:
    """Send messages and the end of the stream; all answers and the exit code."""
    return exchange(root, b"".join(map(framed, messages)))


def exchange(root: Path, sent: bytes) -> tuple[list[dict[str, Any]], int]:
    """The same with bytes."""
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(COMMAND, input=sent, capture_output=True, cwd=root, timeout=PATIENCE, env=environment)
    assert b"Traceback" not in done.stdout
    answers, rest = [], done.stdout
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        length = int(head.split(b"\r\n")[0].removeprefix(b"Content-Length: "))
        answers.append(json.loads(rest[:length]))
        rest = rest[length:]
    return answers, done.returncode
