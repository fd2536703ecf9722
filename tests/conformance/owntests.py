"""Own tests of packages, function by function: what `go test -json`, or what stands for it, says of each.

A list of rows (`package<TAB>function`) holds the test functions (tests, examples, fuzz targets on their seeds) that
pass with gc. A function counts when it passes with ours. One that ends the program is a failure, and the others run
again without it. No `go` command is in the PATH of the test programs of either side, whatever the machine has: what
needs one is skipped.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.conformance.oracle import go_command, goroot, oracle_environment

_ROOT: Final = Path(__file__).resolve().parents[2]
FLAGS: Final = ("-short", "-json", "-count=1", "-vet=off", "-timeout=300s")
LIMIT: Final = 1800  # seconds for building and running one package
TURNS: Final = 12  # runs of one package, each without the functions that ended the one before


@dataclass(slots=True)
class Results:
    """What became of the test functions of one package."""

    passed: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)  # what they printed
    unfinished: str = ""  # the function that was running when the program ended
    said: str = ""  # what stands outside of functions: errors of the build

    def add(self, other: "Results") -> None:
        """Add the results of another run, of other functions."""
        self.passed |= other.passed
        self.skipped |= other.skipped
        self.failed |= {name: text for name, text in other.failed.items() if name not in self.passed}


def run_tests(command: Sequence[str | Path], environment: Mapping[str, str], directory: Path | None = None) -> Results:
    """Run `go test -json` or what stands for it in a folder; functions by name, subtests with their function."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(
                list(map(str, command)),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=LIMIT,
                check=False,
                cwd=directory or folder,
                env={**environment, "TMPDIR": folder},
            )
        except subprocess.TimeoutExpired:
            return Results(said=f"no end within {LIMIT} s")
    return read_events(done.stdout.decode("utf-8", "replace").splitlines())


def read_events(lines: Iterable[str]) -> Results:
    """The results that a stream of events tells."""
    found, running = Results(), dict[str, None]()
    output: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        event = _event(line)
        name = str(event.get("Test", "")).partition("/")[0]
        whole = name == event.get("Test")
        match event.get("Action"):
            case "run" if whole:
                running[name] = None
            case "output" | "build-output":
                output[name].append(str(event.get("Output", "")))
            case "pass" if whole:
                found.passed.add(name)
                running.pop(name, None)
            case "skip" if whole:
                found.skipped.add(name)
                running.pop(name, None)
            case "fail" if whole:
                found.failed[name] = "".join(output[name])
                running.pop(name, None)
            case None:
                output[""].append(line + "\n")
    found.said = "".join(output[""])
    found.unfinished = _culprit(running, found.said + "".join("".join(output[name]) for name in running))
    if found.unfinished:
        found.failed[found.unfinished] = "".join(output[found.unfinished]) + found.said
    return found


def _event(line: str) -> dict[str, object]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _culprit(running: Iterable[str], text: str) -> str:
    """Of the functions that were running when the program ended: one that its traces name, or the last that began."""
    names = list(running)
    named = [name for name in names if re.search(rf"\.{re.escape(name)}\b", text)]
    return (named or names or [""])[-1]


# The two sides


@contextmanager
def path_without_go(path: str) -> Iterator[str]:
    """A PATH with everything that `path` has but `go`; it holds as long as the context does."""
    with tempfile.TemporaryDirectory(prefix="without-go-") as folder:
        found = []
        for number, entry in enumerate(map(Path, filter(None, path.split(os.pathsep)))):
            if not (entry / "go").is_file():
                found.append(entry)
                continue
            others = Path(folder, str(number))
            others.mkdir()
            for program in entry.iterdir():
                if program.name != "go":
                    (others / program.name).symlink_to(program.absolute())
            found.append(others)
        yield os.pathsep.join(map(str, found))


def by_oracle(package: str, directory: Path | None = None) -> Results:
    """The results under gc; `directory` is where the command runs, None for a folder outside of any module."""
    with path_without_go(os.environ["PATH"]) as path:
        # go test puts its own folder first in PATH.
        hiding = f"-exec=env 'PATH={path}'"
        return run_tests([go_command(), "test", *FLAGS, hiding, package], oracle_environment(), directory)


def by_ours(
    package: str,
    wanted: Iterable[str],
    goarch: str = "amd64",
    cache: Path | None = None,
    directory: Path | None = None,
) -> Results:
    """The results under bindery; functions that end the program are left out of the next run.

    `cache` is for what is compiled; None for the user's. `directory` as for the oracle.
    """
    with path_without_go(os.environ["PATH"]) as path:
        return _by_ours(package, wanted, path, goarch, cache, directory)


def _by_ours(
    package: str, wanted: Iterable[str], path: str, goarch: str, cache: Path | None, directory: Path | None
) -> Results:
    environment = {
        **os.environ,
        "PATH": path,
        "GOROOT": str(goroot()),
        "GOARCH": goarch,
        "PYTHONPATH": str(_ROOT),
        "GOFLAGS": "",
        **({"BINDERY_CACHE": str(cache)} if cache is not None else {}),
    }
    command = [sys.executable, "-P", "-m", "server", "test", *FLAGS]
    left, total = set(wanted), Results()
    gone: list[str] = []
    for _ in range(TURNS):
        skip = [f"-skip=^({'|'.join(gone)})$"] if gone else []
        found = run_tests([*command, *skip, package], environment, directory)
        total.add(found)
        total.said = total.said or found.said
        left -= found.passed | found.failed.keys() | found.skipped
        ended_it = [name for name in found.failed if name not in gone]  # a panic is reported as a failure, too
        if not left or not ended_it:
            break
        gone += ended_it
    for name in left:
        total.failed.setdefault(name, f"did not run: {total.said}")
    return total


# Rows


def read_rows(path: Path) -> dict[str, list[str]]:
    """The functions that pass with gc, by package."""
    rows: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text().splitlines() if path.exists() else ():
        package, _, name = line.partition("\t")
        rows[package].append(name)
    return dict(rows)


def write_rows(path: Path, rows: Mapping[str, Iterable[str]]) -> None:
    """Write what `read_rows` reads."""
    path.write_text("".join(f"{name}\t{one}\n" for name in sorted(rows) for one in sorted(rows[name])))


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the functions of something pass."""

    wanted: int
    failed: Mapping[str, str]  # name -> what it printed

    @property
    def passed(self) -> int:
        """Those that pass."""
        return self.wanted - len(self.failed)

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.passed / self.wanted if self.wanted else 1.0

    def __str__(self) -> str:
        return f"{self.passed} of {self.wanted} ({100 * self.share:.1f}%)"


def score(wanted: Sequence[str], found: Results) -> Score:
    """Which of the wanted functions pass."""
    failed = {}
    for name in wanted:
        if name not in found.passed:
            skipped = "skipped" if name in found.skipped else ""
            failed[name] = found.failed.get(name) or skipped or found.said or "no result"
    return Score(len(wanted), failed)


def summary(text: str) -> str:
    """The line of an output that says what happened."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("panic", "fatal error", "runtime:", "unexpected", "SIG"))]
    plain = [line for line in lines if not line.startswith(("===", "---", "FAIL", "#"))]
    return (telling or plain or lines or ["no output"])[0][:160]
