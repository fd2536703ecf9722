"""A worker process: compiles chunks of LLVM IR that come on standard input, until that ends.

LLVM ends its process on a fatal error, so it never runs in the driver or the language server. Requests and replies are
MessagePack, each behind its length in four bytes. Standard output carries replies only; whatever a library prints goes
to standard error, which the driver keeps for its diagnostic.
"""

import os
import signal
import struct
import sys
from typing import IO, Final

import msgspec

from server.target import find_target

_LENGTH: Final = struct.Struct("<I")


class Task(msgspec.Struct, frozen=True):
    """One chunk to compile."""

    text: str  # LLVM IR
    goos: str
    goarch: str
    optimisation: int  # LLVM's level, 0 to 3


class Reply(msgspec.Struct, frozen=True):
    """The object file, or what went wrong."""

    data: bytes = b""
    error: str = ""


def write_message(stream: IO[bytes], message: Task | Reply) -> None:
    """Send one message."""
    body = msgspec.msgpack.encode(message)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def read_message(stream: IO[bytes]) -> bytes | None:
    """The next message, still encoded; None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    body = stream.read(size)
    return body if len(body) == size else None


def main() -> None:
    """Serve until the driver closes our input."""
    # Ctrl-C reaches the whole process group; the driver decides what happens to its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while (body := read_message(sys.stdin.buffer)) is not None:
        write_message(replies, _compile(msgspec.msgpack.decode(body, type=Task)))


def _compile(task: Task) -> Reply:
    from server.compiler.codegen.compile import compile_chunk  # llvmlite takes a fifth of a second to import

    target = find_target(task.goos, task.goarch)
    if target is None:
        return Reply(error=f"unknown target {task.goos}/{task.goarch}")
    try:
        return Reply(data=compile_chunk(task.text, target, task.optimisation))
    except Exception as err:  # the process boundary: whatever is wrong with the chunk becomes the reply
        return Reply(error=f"{type(err).__name__}: {err}")
