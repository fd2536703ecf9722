"""The resident builder: same results as without it, its socket is the user's alone, Ctrl-C stops what it does."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.cli.resident import client
from server.cli.resident.protocol import socket_path
from tests.cli.bindery import bindery, environment, write_files

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the resident builder needs Linux's sockets")

_HELLO = 'package main\n\nfunc main() {\n\tprintln("one")\n}\n'
_WRONG = "package main\n\nfunc main() {\n\tprintln(nope)\n}\n"
_PATIENCE = 120.0  # seconds


@pytest.fixture
def place() -> Iterator[dict[str, str]]:
    """The environment of clients whose builder nobody else talks to; it is ended afterwards."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # a socket's path is short
        extra = {"BINDERY_DAEMON": "on", "XDG_RUNTIME_DIR": folder}
        yield extra
        bindery(["daemon", "stop"], Path(folder), extra=extra)


def _status(extra: dict[str, str], folder: Path) -> str:
    return bindery(["daemon", "status"], folder, extra=extra).stdout


def test_results_are_the_same(place: dict[str, str], tmp_path: Path, cache: Path) -> None:
    """Bytes, messages and exit codes, over edits and in two folders, with and without the builder."""
    here, there = tmp_path / "here", tmp_path / "there"
    texts = [_HELLO, _HELLO, _WRONG, _HELLO.replace("one", "two"), _HELLO]
    for number, text in enumerate(texts):
        folder = (here, there)[number % 2]
        write_files(folder, {"go.mod": "module example.com/hello\n\ngo 1.26\n", "main.go": text})
        resident = bindery(["build", "-o", "with"], folder, cache, place)
        direct = bindery(["build", "-no-daemon", "-o", "without"], folder, cache, place)
        assert (resident.returncode, resident.stdout, resident.stderr) == (
            direct.returncode,
            direct.stdout,
            direct.stderr,
        )
        assert resident.returncode == (1 if text == _WRONG else 0), resident.stderr
        if resident.returncode == 0:
            assert (folder / "with").read_bytes() == (folder / "without").read_bytes()
    assert f"{len(texts)} builds" in _status(place, here)
    # What can wait has been done.
    assert bindery(["size", "-why", "main.main", "with"], here, cache).stdout


def test_socket_is_the_users_alone(place: dict[str, str], tmp_path: Path) -> None:
    """Modes of the folder and the socket; a folder that others can enter is not used."""
    bindery(["build", "nothing.go"], tmp_path, extra=place)
    assert "running" in _status(place, tmp_path)
    folder = Path(place["XDG_RUNTIME_DIR"], "go-bindery", "resident")
    (path,) = folder.glob("*.sock")
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o755)
    assert socket_path({"XDG_RUNTIME_DIR": place["XDG_RUNTIME_DIR"]}) is None
    folder.chmod(0o700)


def test_survives_strange_clients(place: dict[str, str], tmp_path: Path) -> None:
    """What is no request, or ends in the middle of one, gets no answer and does no harm."""
    bindery(["build", "nothing.go"], tmp_path, extra=place)
    (path,) = Path(place["XDG_RUNTIME_DIR"], "go-bindery", "resident").glob("*.sock")
    for content in (b"", b"\x02", b"\xff\xff\xff\xff", b"\x02\0\0\0[]", b"\x09\0\0\0[1,"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(str(path))
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(1) == b""
    assert "running" in _status(place, tmp_path)


def test_interrupt_stops_the_work(place: dict[str, str], tmp_path: Path) -> None:
    """Ctrl-C at the client ends the build in the builder, which then serves the next client."""
    write_files(tmp_path, {"main.go": _HELLO})
    env = environment(tmp_path / "cache", {**place, "BINDERY_PACK": ""})
    command = [sys.executable, "-P", "-m", "server", "build", "main.go"]
    with subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.PIPE) as building:
        until = time.monotonic() + _PATIENCE
        while "busy" not in bindery(["daemon", "status"], tmp_path, extra=place).stderr:
            assert time.monotonic() < until
            assert building.poll() is None
        os.kill(building.pid, signal.SIGINT)
        assert building.wait(_PATIENCE) == 130
    assert not (tmp_path / "main").exists()
    assert "running" in _status(place, tmp_path)


@pytest.mark.parametrize(
    ("args", "variables", "wanted"),
    [
        (["build"], {"BINDERY_DAEMON": "on"}, True),
        (["build"], {"BINDERY_DAEMON": "on", "CI": "true"}, True),
        (["build", "-no-daemon"], {"BINDERY_DAEMON": "on"}, False),
        (["build"], {"BINDERY_DAEMON": "off"}, False),
        (["build"], {"CI": "true"}, False),
        (["build"], {}, False),  # standard error is no terminal here
    ],
)
def test_who_uses_it(args: list[str], variables: dict[str, str], wanted: bool) -> None:
    """The variable decides; without it, a terminal does."""
    assert client.is_wanted(args, variables) is wanted
