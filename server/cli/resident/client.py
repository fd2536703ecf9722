"""Has a command done by the resident builder, which is started when there is none.

Whatever goes wrong here costs time only: without an answer the caller does the work itself.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Final

from server.build.interpreter import python_command
from server.cli.resident.protocol import (
    ROOT,
    Reply,
    Request,
    is_possible,
    is_same_user,
    read_reply,
    send_request,
    socket_path,
)

VARIABLE: Final = "BINDERY_DAEMON"
REFUSED: Final = ("-no-daemon", "--no-daemon", "-no-daemon=true", "--no-daemon=true")
STATUS, STOP = "status", "stop"  # in the place of a command line
_BOOT: Final = "import sys; sys.path.append(sys.argv[1]); from server.cli.resident.serve import main; main()"
_START: Final = 10.0  # seconds that a new builder has to begin listening
_POLL: Final = 0.01  # seconds between looks for it
_CANCEL: Final = b"c"


def is_wanted(args: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether a command line is for the builder: as BINDERY_DAEMON says; else for a person, not for scripts and CI."""
    if not is_possible() or any(word in REFUSED for word in args):
        return False
    match environment.get(VARIABLE, "auto"):
        case "on":
            return True
        case "off":
            return False
        case _:
            return not environment.get("CI") and sys.stderr.isatty()


def run_resident(args: Sequence[str]) -> int | None:
    """The exit code of a command that the builder has run; None when the caller has to run it."""
    connection = _connect() or _start()
    if connection is None:
        return None
    with connection:
        reply = _ask(connection, args)
    return reply.code if reply is not None else None


def query(word: str) -> Reply | None:
    """What a running builder says to STATUS or STOP; None when none runs."""
    connection = _connect() if is_possible() else None
    if connection is None:
        return None
    with connection:
        return _ask(connection, [word])


def _connect() -> socket.socket | None:
    """A connection to the user's own builder."""
    path = socket_path(os.environ)
    if path is None:
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(str(path))
        if is_same_user(connection):
            return connection
    except OSError:
        pass  # none runs
    connection.close()
    return None


def _start() -> socket.socket | None:
    """Start a builder that outlives us, and wait for it."""
    path = socket_path(os.environ)
    if path is None:
        return None
    try:
        process = subprocess.Popen(
            python_command(_BOOT, ROOT, str(path)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            start_new_session=True,
        )
    except OSError:
        return None
    until = time.monotonic() + _START
    while time.monotonic() < until and process.poll() is None:
        connection = _connect()
        if connection is not None:
            return connection
        time.sleep(_POLL)
    return _connect()  # another client may have started one at the same time


def _ask(connection: socket.socket, args: Sequence[str]) -> Reply | None:
    """Send a command line and wait for the reply; Ctrl-C is passed on."""
    umask = os.umask(0)
    os.umask(umask)
    try:
        directory = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None  # a directory that is gone, or that may not be read
    try:
        send_request(connection, Request(args, dict(os.environ), umask), [1, 2, directory])
        return _wait(connection)
    except (OSError, UnicodeEncodeError):
        return None
    finally:
        os.close(directory)


def _wait(connection: socket.socket) -> Reply | None:
    try:
        return read_reply(connection)
    except KeyboardInterrupt:
        connection.sendall(_CANCEL)
        return read_reply(connection)
