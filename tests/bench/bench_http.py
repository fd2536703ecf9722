"""An HTTP/JSON service built by us and by gc, loaded by one client in turn: answers per second, and how long they took.

The client is built by gc. It shares the machine with the service, so the processor time of the service per answer is
told as well. Prints; asserts nothing.

Run: python -m tests.bench.bench_http [-n rounds] [-c connections] [-s seconds] [--tls]
"""

import argparse
import os
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from tests.bench.bench_run import build_gc, build_ours

SOURCES: Final = Path(__file__).parent / "http"
TARGETS: Final = "(at least 0.9; p99 at most 1.2)"


@dataclass(slots=True)
class Load:
    """What one service did, a value for each round."""

    rate: list[float] = field(default_factory=list)  # answers per second
    middle: list[float] = field(default_factory=list)  # seconds
    p99: list[float] = field(default_factory=list)  # seconds
    cost: list[float] = field(default_factory=list)  # seconds of processor time per answer

    def add(self, service: Path, client: Path, connections: int, seconds: float, options: list[str]) -> None:
        """Start the service, load it, stop it."""
        with subprocess.Popen([service, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            command = [str(client), address, str(connections), str(seconds), *options]
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds * 4 + 60, check=True)
            used = _processor_time(server.pid)
            server.stdin.close()
        rate, middle, p99 = map(float, done.stdout.split())
        self.rate.append(rate)
        self.middle.append(middle)
        self.p99.append(p99)
        self.cost.append(used / (rate * seconds))


def _processor_time(pid: int) -> float:
    """Seconds that a process has used so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Build, run in turn, print medians and their ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=5)
    parser.add_argument("-c", type=int, default=50)
    parser.add_argument("-s", type=float, default=4)
    parser.add_argument("--tls", action="store_true")
    arguments = parser.parse_args()
    options = ["tls"] if arguments.tls else []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cache = Path(os.environ.get("GOBINDERY_TEST_CACHE", folder / "cache"))
        if problem := build_ours(SOURCES / "service.go", folder / "ours", cache):
            raise SystemExit(problem)
        build_gc(SOURCES / "service.go", folder / "gc")
        build_gc(SOURCES / "client.go", folder / "client")
        loads = {"ours": Load(), "gc": Load()}
        for _ in range(arguments.n):
            for service, load in loads.items():
                load.add(folder / service, folder / "client", arguments.c, arguments.s, options)
    print(f"{'':6}{'answers/s':>11}{'median':>10}{'p99':>10}{'processor':>14}")
    figures = {}
    for service, load in loads.items():
        rate, middle, p99, cost = figures[service] = [median(v) for v in (load.rate, load.middle, load.p99, load.cost)]
        print(f"{service:6}{rate:11.0f}{middle * 1e3:7.2f} ms{p99 * 1e3:7.2f} ms{cost * 1e6:8.1f} us each")
    rate, middle, p99, cost = (ours / gc for ours, gc in zip(figures["ours"], figures["gc"]))
    print(f"{'ratio':6}{rate:11.2f}{middle:10.2f}{p99:10.2f}{cost:14.2f}  {TARGETS}")


if __name__ == "__main__":
    main()
