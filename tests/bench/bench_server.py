"""The server-like program, built by us and by gc, run side by side: answers, memory over time, pauses of the collector.

Both run at the same moment, so that they suffer alike from what else the machine does. A pause that is long because a
thread was not given a processor is not the collector's doing: so it is also told, for each program, how long its
threads ran and how long they waited for a processor (`/proc/PID/task/*/schedstat`). Prints; asserts nothing.

Run: python -m tests.bench.bench_server [seconds]   (60 by default)
"""

import argparse
import os
import re
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.bench.bench_run import PROGRAMS, build_gc, build_ours

LINE: Final = re.compile(
    r"(?P<second>\d+) s: (?P<answers>\d+) thousand answers, resident (?P<resident>\d+) MiB, heap (?P<heap>\d+) MiB, "
    r"goal (?P<goal>\d+) MiB, (?P<collections>\d+) collections, longest pause (?P<longest>\d+) us, all (?P<all>\d+) us"
)
COLUMNS: Final = ("answers", "resident", "heap", "goal", "collections", "longest", "all")
NANOSECONDS: Final = 1e9


@dataclass(slots=True)
class Run:
    """A program that is running."""

    name: str
    process: subprocess.Popen[str]
    ran: dict[str, int] = field(default_factory=dict)  # by thread: nanoseconds that it ran
    waited: dict[str, int] = field(default_factory=dict)  # by thread: nanoseconds that it waited for a processor

    def look(self) -> None:
        """Note how long the threads have run and waited."""
        with suppress(OSError):  # the program has ended
            for task in Path(f"/proc/{self.process.pid}/task").iterdir():
                with suppress(OSError):  # the thread has
                    ran, waited, _ = task.joinpath("schedstat").read_text().split()
                    self.ran[task.name], self.waited[task.name] = int(ran), int(waited)


def main() -> None:
    """Build, run, print a row for each ten seconds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("seconds", nargs="?", type=int, default=60)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cache = Path(os.environ.get("GOBINDERY_TEST_CACHE", folder / "cache"))
        source = PROGRAMS / "server.go"
        if problem := build_ours(source, folder / "ours", cache):
            raise SystemExit(problem)
        build_gc(source, folder / "gc")
        runs = [
            Run(name, subprocess.Popen([folder / name, str(seconds)], stderr=subprocess.PIPE, text=True))
            for name in ("ours", "gc")
        ]
        print(f"{'':5}{'second':>7}" + "".join(f"{column:>12}" for column in COLUMNS) + f"{'ran':>9}{'waited':>9}")
        print(f"{'':12}{'thousand':>12}{'MiB':>12}{'MiB':>12}{'MiB':>12}{'':12}{'us':>12}{'us':>12}{'s':>9}{'s':>9}")
        while runs:
            runs = [run for run in runs if _print_next(run)]


def _print_next(run: Run) -> bool:
    """Print the next row of a program; false when it has ended."""
    assert run.process.stderr is not None
    line = run.process.stderr.readline()
    run.look()
    if row := LINE.fullmatch(line.strip()):
        ran, waited = (sum(times.values()) / NANOSECONDS for times in (run.ran, run.waited))
        cells = "".join(f"{row[column]:>12}" for column in COLUMNS)
        print(f"{run.name:5}{row['second']:>7}{cells}{ran:9.1f}{waited:9.1f}", flush=True)
    elif line:
        print(run.name, line.strip())
    return bool(line)


if __name__ == "__main__":
    main()
