"""The resident builder: runs commands for clients of its own user, one at a time, and keeps what they have read.

For the time of a command the process is in the client's place: directory, environment, umask, standard output and
standard error. A second client is told at once that the builder is busy. The builder ends when it has been idle for a
while, when its own sources change, when it has grown large, or when it is told to.

Invariant: one builder listens on a socket; it holds the lock beside it while it lives.
"""

import fcntl
import gc
import io
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from server.build.memory import Memory
from server.cli import INTERRUPTED
from server.cli import main as run_command
from server.cli.resident.client import STATUS, STOP
from server.cli.resident.protocol import Reply, Request, is_same_user, read_request, send_reply
from server.target.runtime_dir import runtime_sources

_IDLE: Final = 600.0  # seconds without a client, after which the builder ends
_REST: Final = 1.0  # seconds without a client, after which there is time to look for garbage
_LARGE: Final = 1 << 30  # bytes in memory, beyond which it ends: a large build leaves much behind
_CLIENT_SILENT: Final = 10.0  # seconds that a client has to say what it wants
_NOT_SOURCES: Final = ("__pycache__", "_std")  # what Python and the first build make
_SERVER: Final = Path(__file__).resolve().parents[2]


def main() -> None:
    """Serve on the socket that the command line names, unless another builder does."""
    path = Path(sys.argv[2])
    os.umask(0o077)
    with path.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            path.unlink(missing_ok=True)
            listener.bind(str(path))
            path.chmod(0o600)
            listener.listen()
            builder = Builder(listener)
            try:
                builder.serve()
            finally:
                path.unlink(missing_ok=True)
                builder.memory.close()


class Builder:
    """See the head of the file."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.memory = Memory()
        self.served = 0  # commands so far
        self.ending = False
        self.sources = _own_sources()

    def serve(self) -> None:
        """Answer clients until there is a reason to end."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        rested = True
        while not self.ending:
            ready, _, _ = select.select([self.listener], [], [], _IDLE if rested else _REST)
            if ready:
                connection, _ = self.listener.accept()
                with connection:
                    connection.settimeout(_CLIENT_SILENT)
                    self._answer(connection)
                rested = False
            elif rested:
                return
            else:
                gc.collect()
                rested = True

    def _answer(self, connection: socket.socket) -> None:
        """Serve one client."""
        if not is_same_user(connection):
            return
        found = read_request(connection)
        if found is None:
            return
        request, shared = found
        try:
            reply = self._reply(connection, request, shared)
        finally:
            for number in shared:
                os.close(number)
        with suppress(OSError):  # the client went away
            send_reply(connection, reply)
        self.memory.settle()

    def _reply(self, connection: socket.socket, request: Request, shared: list[int]) -> Reply:
        if list(request.args) == [STOP]:
            self.ending = True
            return Reply(0, status=self._status())
        if list(request.args) == [STATUS]:
            return Reply(0, status=self._status())
        if list(request.args[:1]) != ["build"]:
            return Reply(None, "for builds alone")
        if _own_sources() != self.sources:
            self.ending = True
            return Reply(None, "outdated")
        self.served += 1
        with _Watch(connection, self.listener) as watch, _in_place_of(request, shared):
            self.memory.cancelled = watch.is_cancelled
            code = run_command(request.args, self.memory)
        self.ending = _resident_bytes() > _LARGE
        return Reply(INTERRUPTED if watch.is_cancelled() else code)

    def _status(self) -> str:
        return f"process {os.getpid()}, {self.served} builds, {_resident_bytes() >> 20} MiB"


class _Watch:
    """A thread that looks at two sockets while a command runs: the client's, for its end, and that for new clients."""

    def __init__(self, connection: socket.socket, listener: socket.socket) -> None:
        self._connection, self._listener = connection, listener
        self._cancelled = threading.Event()
        self._done, self._tell = os.pipe()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def is_cancelled(self) -> bool:
        """Whether the client has gone, or wants no result any more."""
        return self._cancelled.is_set()

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        os.write(self._tell, b"d")
        self._thread.join()
        os.close(self._done)
        os.close(self._tell)

    def _look(self) -> None:
        watched: list[int | socket.socket] = [self._done, self._listener, self._connection]
        while True:
            ready, _, _ = select.select(watched, [], [])
            if self._done in ready:
                return
            if self._connection in ready:
                self._cancelled.set()
                watched.remove(self._connection)
            if self._listener in ready:
                _refuse(self._listener)


def _refuse(listener: socket.socket) -> None:
    """Tell a client that it has to do its work itself."""
    with suppress(OSError):
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(_CLIENT_SILENT)
            found = read_request(connection) if is_same_user(connection) else None
            if found is not None:
                for number in found[1]:
                    os.close(number)
                send_reply(connection, Reply(None, "busy"))


@contextmanager
def _in_place_of(request: Request, shared: list[int]) -> Iterator[None]:
    """The process as the client would run the command."""
    output, errors, directory = shared
    os.fchdir(directory)
    os.umask(request.umask)
    os.environ.clear()
    os.environ.update(request.environment)
    os.dup2(output, 1)
    os.dup2(errors, 2)
    sys.stdout, sys.stderr = _stream(1, "strict"), _stream(2, "backslashreplace")
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os.close(nothing)
        os.umask(0o077)
        os.chdir(_SERVER.parent)


def _stream(number: int, errors: str) -> io.TextIOWrapper:
    """A standard stream as Python makes it at its start."""
    raw = open(number, "wb", closefd=False)  # noqa: SIM115 - the descriptor is not ours to close
    encoding = sys.__stdout__.encoding if sys.__stdout__ is not None else "utf-8"
    lines = number == 2 or os.isatty(number)
    return io.TextIOWrapper(raw, encoding=encoding, errors=errors, line_buffering=lines)


def _own_sources() -> list[tuple[str, int, int]]:
    """Path, size and time of every file that this process was made from."""
    found = []
    for root in (_SERVER, runtime_sources()):
        for folder, below, names in os.walk(root):
            below[:] = [name for name in below if name not in _NOT_SOURCES]
            for path in map(Path(folder).joinpath, names):
                status = path.stat()
                found.append((str(path), status.st_size, status.st_mtime_ns))
    return sorted(found)


def _resident_bytes() -> int:
    """Memory of this process that is not paged out. Source: proc(5), `statm`."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
