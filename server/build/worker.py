"""A worker process: compiles packages, and chunks of LLVM IR, that come on standard input, until that ends.

LLVM ends its process on a fatal error, so it never runs in the driver or the language server. Packages come first: what
was loaded for them goes when the first chunk comes (packageworker.py). Requests and replies are
MessagePack, each behind its length in four bytes. Standard output carries replies only; whatever a library prints goes
to standard error, which the driver keeps for its diagnostic.
"""

import os
import signal
import struct
import sys
from typing import IO, TYPE_CHECKING, Final, TypeAlias

import msgspec

from server.target import find_target

if TYPE_CHECKING:
    from server.build.packageworker import PackageCompiler

_LENGTH: Final = struct.Struct("<I")


class ChunkTask(msgspec.Struct, frozen=True, tag=True):
    """One chunk to compile."""

    text: str  # LLVM IR
    goos: str
    goarch: str
    optimisation: int  # LLVM's level, 0 to 3


class PackageTask(msgspec.Struct, frozen=True, tag=True):
    """One package to compile into the cache."""

    build: bytes  # the request, pickled by the driver
    path: str
    keys: dict[str, str]  # of the artefacts that the cache has of what the package imports, by import path


Task: TypeAlias = ChunkTask | PackageTask


class Reply(msgspec.Struct, frozen=True):
    """The object file, or the key of the package's artefact, or what went wrong."""

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
    worker = _Worker()
    while (body := read_message(sys.stdin.buffer)) is not None:
        write_message(replies, worker.reply(msgspec.msgpack.decode(body, type=Task)))


class _Worker:
    """What lasts from one task to the next."""

    def __init__(self) -> None:
        self._packages: PackageCompiler | None = None

    def reply(self, task: Task) -> Reply:
        """Do one task."""
        try:
            return Reply(data=self._package(task) if isinstance(task, PackageTask) else self._chunk(task))
        except Exception as err:  # the process boundary: whatever is wrong with the task becomes the reply
            return Reply(error=f"{type(err).__name__}: {err}")

    def _package(self, task: PackageTask) -> bytes:
        if self._packages is None:
            from server.build.packageworker import PackageCompiler  # most workers compile chunks alone

            self._packages = PackageCompiler()
        return self._packages.compile(task)

    def _chunk(self, task: ChunkTask) -> bytes:
        from server.compiler.codegen.compile import compile_chunk  # llvmlite takes a fifth of a second to import

        self._packages = None
        target = find_target(task.goos, task.goarch)
        assert target is not None  # the driver has it from there
        return compile_chunk(task.text, target, task.optimisation)
