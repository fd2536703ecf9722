"""Programs built by us and by gc, run in turn: time, peak memory, and their ratios. Prints; asserts only equal output.

Run: python -m tests.bench.bench_run [-n rounds] [program ...]   (3 rounds by default; the best of each counts)
"""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from math import exp, log
from pathlib import Path

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import find_target
from tests.conformance.oracle import go_command, oracle_environment

PROGRAMS = Path(__file__).parent / "programs"
TIME_LIMIT = 300  # seconds


@dataclass(slots=True)
class Figures:
    """The best of several runs."""

    seconds: float = float("inf")  # of the wall clock
    processor: float = float("inf")  # seconds of all threads
    memory: float = float("inf")  # peak, MiB
    output: str = ""

    def add(self, program: Path) -> None:
        """Run once more."""
        command = [sys.executable, "-c", _TIMER, str(program)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT, check=False)
        *lines, figures = done.stderr.splitlines()
        seconds, processor, memory = map(float, figures.split())
        self.seconds = min(self.seconds, seconds)
        self.processor = min(self.processor, processor)
        self.memory = min(self.memory, memory / 1024)
        self.output = "\n".join(lines) + done.stdout


# Resource usage of children is a maximum over all of them, so that each program needs a parent of its own.
_TIMER = """
import resource, subprocess, sys, time
started = time.perf_counter()
status = subprocess.run([sys.argv[1]]).returncode
wall = time.perf_counter() - started
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"exit {status}", file=sys.stderr)
print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
"""


def build_ours(source: Path, out: Path, cache: Path) -> str:
    """Build; the first error, "" if there is none."""
    target = find_target("linux", "amd64" if os.uname().machine == "x86_64" else "arm64")
    assert target is not None
    request = BuildRequest([str(source)], source.parent, target, cache=str(cache), output=str(out), jobs=2)
    result = build(request)
    return "" if result.ok else result.diagnostics[0].message


def build_gc(source: Path, out: Path) -> None:
    """Build with gc."""
    env = oracle_environment()
    subprocess.run([go_command(), "build", "-o", out, source], check=True, env=env)


def main() -> None:
    """Measure all programs or those named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=3)
    parser.add_argument("programs", nargs="*")
    arguments = parser.parse_args()
    ratios = []
    print(f"{'program':16}{'ours':>9}{'gc':>9}{'ratio':>7}{'processor':>11}{'memory':>16}{'ratio':>7}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cache = Path(os.environ.get("GOBINDERY_TEST_CACHE", folder / "cache"))
        for source in sorted(PROGRAMS.glob("*.go")):
            if arguments.programs and source.stem not in arguments.programs:
                continue
            ours, theirs = folder / f"{source.stem}.ours", folder / f"{source.stem}.gc"
            if problem := build_ours(source, ours, cache):
                print(f"{source.stem:16}{problem}")
                continue
            build_gc(source, theirs)
            mine, other = Figures(), Figures()
            for _ in range(arguments.n):
                mine.add(ours)
                other.add(theirs)
            if mine.output != other.output:
                print(f"{source.stem:16}another output than gc's program: {mine.output[:200]!r}")
                continue
            ratio = mine.seconds / other.seconds
            ratios.append(ratio)
            print(
                f"{source.stem:16}{mine.seconds:7.2f} s{other.seconds:7.2f} s{ratio:7.2f}"
                f"{mine.processor / other.processor:11.2f}{mine.memory:8.1f}{other.memory:6.1f} M"
                f"{mine.memory / other.memory:7.2f}"
            )
    if ratios:
        mean = exp(sum(map(log, ratios)) / len(ratios))
        print(f"geometric mean of {len(ratios)} ratios of time: {mean:.2f} (1.1), largest {max(ratios):.2f} (2)")


if __name__ == "__main__":
    main()
