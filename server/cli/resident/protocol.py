"""What client and resident builder agree on: where the socket lies, who may speak, and the messages.

One connection is one command. The client sends a request: its length, then JSON, and with the first bytes its standard
output, its standard error and its current directory as file descriptors. The builder works as if it were the client
and answers with one reply. Another byte from the client, or its end, cancels the work.

The socket lies in a folder that is the user's alone; both sides check who the other one is. Its name holds everything
that must be the same on both sides: the interpreter, the place of this program, its version and its Python settings.

Invariant: this module is all that a client imports before it asks, so it imports little.
"""

import json
import os
import socket
import stat
import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from server import __version__

ROOT: Final = str(Path(__file__).resolve().parents[3])  # the folder that holds `server`
_LENGTH: Final = struct.Struct("<I")
_CREDENTIALS: Final = struct.Struct("3i")  # pid, uid, gid of the other side
_LONGEST_PATH: Final = 107  # bytes of a socket's path on Linux
_LARGEST_MESSAGE: Final = 16 << 20  # bytes; environments and arguments are smaller
_LOCALE: Final = ("LANG", "LANGUAGE")  # and all that begin with LC_ or PYTHON
SHARED: Final = 3  # file descriptors that come with a request


@dataclass(frozen=True, slots=True)
class Request:
    """A command line, and where and how it runs."""

    args: Sequence[str]
    environment: Mapping[str, str]
    umask: int


@dataclass(frozen=True, slots=True)
class Reply:
    """`code` is the exit code of a command that ran; without one the client does the work itself."""

    code: int | None
    reason: str = ""  # why there is none: "busy", "outdated"
    status: str = ""  # of the builder, for those who ask


def is_possible() -> bool:
    """Whether this system has what we need: sockets that say who is on the other side."""
    return hasattr(socket, "SO_PEERCRED") and hasattr(socket, "send_fds")


def socket_path(environment: Mapping[str, str]) -> Path | None:
    """Where the builder for this program listens; None where no folder is the user's alone."""
    folder = _folder(environment)
    if folder is None:
        return None
    settings = sorted(
        (name, value) for name, value in environment.items() if name in _LOCALE or name.startswith(("LC_", "PYTHON"))
    )
    same = json.dumps([sys.executable, sys.version, ROOT, __version__, settings])
    path = folder / f"{sha256(same.encode()).hexdigest()[:16]}.sock"
    return path if len(os.fsencode(path)) <= _LONGEST_PATH else None


def _folder(environment: Mapping[str, str]) -> Path | None:
    """A folder for sockets that belongs to the user and that nobody else can enter; it is made when needed."""
    for name, below in (("XDG_RUNTIME_DIR", ()), ("XDG_CACHE_HOME", ()), ("HOME", (".cache",))):
        base = environment.get(name, "")
        if not Path(base).is_absolute():
            continue
        folder = Path(base, *below, "go-bindery", "resident")
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            status = folder.stat(follow_symlinks=False)
        except OSError:
            continue
        if stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077:
            return folder
    return None


def is_same_user(connection: socket.socket) -> bool:
    """Whether the process on the other side belongs to our user."""
    size = _CREDENTIALS.size
    _, user, _ = _CREDENTIALS.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return bool(user == os.getuid())


def send_request(connection: socket.socket, request: Request, shared: Sequence[int]) -> None:
    """Send a request with its file descriptors: output, errors, directory. Raises OSError."""
    body = json.dumps([list(request.args), dict(request.environment), request.umask]).encode()
    sent = socket.send_fds(connection, [_LENGTH.pack(len(body))], list(shared))
    connection.sendall(_LENGTH.pack(len(body))[sent:] + body)


def read_request(connection: socket.socket) -> tuple[Request, list[int]] | None:
    """The request and its file descriptors, which are the caller's to close; None for anything else."""
    head, shared, _, _ = socket.recv_fds(connection, _LENGTH.size, SHARED)
    try:
        body = _read_body(connection, head)
        if body is None or len(shared) != SHARED:
            raise ValueError("not a request")
        args, environment, umask = json.loads(body)
        return Request(args, environment, umask), shared
    except (ValueError, TypeError, OSError):
        for number in shared:
            os.close(number)
        return None


def send_reply(connection: socket.socket, reply: Reply) -> None:
    """Send a reply. Raises OSError."""
    body = json.dumps([reply.code, reply.reason, reply.status]).encode()
    connection.sendall(_LENGTH.pack(len(body)) + body)


def read_reply(connection: socket.socket) -> Reply | None:
    """The reply; None when the builder ended without one. Raises OSError."""
    body = _read_body(connection, _read(connection, _LENGTH.size))
    if body is None:
        return None
    try:
        code, reason, status = json.loads(body)
    except ValueError:
        return None
    return Reply(code, reason, status)


def _read_body(connection: socket.socket, head: bytes) -> bytes | None:
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    if size > _LARGEST_MESSAGE:
        return None
    body = _read(connection, size)
    return body if len(body) == size else None


def _read(connection: socket.socket, size: int) -> bytes:
    """So many bytes, or what comes before the end."""
    parts = bytearray()
    while len(parts) < size and (part := connection.recv(size - len(parts))):
        parts += part
    return bytes(parts)
