"""A new language server, until it has published the first diagnostics of a 1,000-line file that imports net/http.

Run: `.venv/bin/python -m tests.bench.bench_start [--runs N]`. Counted from starting the process: milliseconds on the
clock and of processor time, and what the server then holds of memory; medians. With a cache that holds the export data
(warm), and with one that holds nothing but the unpacked standard library (cold). On a busy machine the processor time
tells more than the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.bench.bench_lsp import FUNCTIONS, program
from tests.lsp.session import COMMAND

ROOT: Final = Path(__file__).resolve().parents[2]
TICK: Final = 1000 / os.sysconf("SC_CLK_TCK")  # milliseconds
TARGETS: Final = {"clock": "under 1000 ms", "memory": "under 300 MiB"}


@dataclass(frozen=True)
class Figures:
    """One start."""

    clock: float  # milliseconds from starting the process to the first diagnostics
    processor: float  # milliseconds of processor time until then
    memory: float  # MiB resident then


class Client:
    """The least that a server needs to be told."""

    def __init__(self, root: Path, cache: Path) -> None:
        env = {**os.environ, "BINDERY_CACHE": str(cache)}
        self._process = subprocess.Popen(COMMAND, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._root = root

    def send(self, method: str, params: Any = None, number: int | None = None) -> None:
        """A notification, or a request with a number."""
        assert self._process.stdin is not None
        message = {"jsonrpc": "2.0", "method": method, "params": params, **({"id": number} if number else {})}
        body = json.dumps(message).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def await_message(self, name: str, value: object) -> dict[str, Any]:
        """The next message that has a member of that value."""
        assert self._process.stdout is not None
        while True:
            length = 0
            while line := self._process.stdout.readline().strip():
                length = int(line.split(b":")[1]) if line.lower().startswith(b"content-length") else length
            message: dict[str, Any] = json.loads(self._process.stdout.read(length))
            if message.get(name) == value:
                return message

    def open(self, text: str) -> None:
        """Begin the session and open main.go."""
        folder = {"uri": self._root.as_uri(), "name": "bench"}
        params = {"processId": os.getpid(), "rootUri": folder["uri"], "capabilities": {}, "workspaceFolders": [folder]}
        self.send("initialize", params, 1)
        self.await_message("id", 1)
        self.send("initialized", {})
        uri = (self._root / "main.go").as_uri()
        document = {"uri": uri, "languageId": "go", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": document})

    def spent(self) -> tuple[float, float]:
        """Processor time in milliseconds, resident memory in MiB."""
        folder = Path(f"/proc/{self._process.pid}")
        user, system = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
        status = (folder / "status").read_text().splitlines()
        resident = next(line for line in status if line.startswith("VmRSS")).split()[1]
        return TICK * (int(user) + int(system)), int(resident) / 1024

    def close(self) -> None:
        """End in order."""
        self.send("shutdown", None, 2)
        self.await_message("id", 2)
        self.send("exit")
        self._process.wait()


def start(root: Path, cache: Path, text: str) -> Figures:
    """One server, from its start to its first diagnostics."""
    begin = time.perf_counter()
    client = Client(root, cache)
    client.open(text)
    found = client.await_message("method", "textDocument/publishDiagnostics")
    clock = 1000 * (time.perf_counter() - begin)
    assert found["params"]["diagnostics"] == []
    processor, memory = client.spent()
    client.close()
    return Figures(clock, processor, memory)


def report(kind: str, found: list[Figures]) -> None:
    """Print the medians."""
    clock, processor, memory = (
        statistics.median(getattr(one, name) for one in found) for name in ("clock", "processor", "memory")
    )
    print(
        f"{kind:5} n={len(found):<3} clock {clock:6.0f} ms  processor {processor:6.0f} ms  memory {memory:4.0f} MiB"
        f"  (best clock {min(one.clock for one in found):.0f} ms)"
    )


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    text = program(FUNCTIONS, http=True)
    with tempfile.TemporaryDirectory() as folder:
        root, cache = Path(folder).resolve() / "work", Path(folder).resolve() / "cache"
        root.mkdir()
        (root / "go.mod").write_text("module example.com/bench\n\ngo 1.27\n")
        (root / "main.go").write_text(text)
        env = {**os.environ, "BINDERY_CACHE": str(cache)}
        bindery = [sys.executable, "-P", "-m", "server", "cache"]
        subprocess.run([*bindery, "fill", "errors"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        report("cold", [start(root, cache, text) for _ in range(options.runs)])
        subprocess.run([*bindery, "fill", "net/http"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        report("warm", [start(root, cache, text) for _ in range(options.runs)])
        print(f"targets, warm: clock {TARGETS['clock']}, memory {TARGETS['memory']}")


if __name__ == "__main__":
    main()
