"""The standard library's own tests under `bindery test -short`, function by function, against the oracle.

`functions.tsv` holds the test functions (tests, examples, fuzz targets on their seeds) that pass with gc on
linux/amd64; `--update` asks the oracle again for the packages that are named. A function counts when it passes with
ours. One that ends the program is a failure, and the others run again without it. Failures are compared with
`known_failures.txt` (name and reason). Arguments name packages, `-v` shows what each failure printed, `-qemu` runs the
packages of `QEMU` for linux/arm64.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.conformance.known import compare_with_known
from tests.conformance.oracle import go_command, goroot, oracle_environment

HERE: Final = Path(__file__).parent
ROWS: Final = HERE / "functions.tsv"
FLAGS: Final = ("-short", "-json", "-count=1", "-vet=off", "-timeout=300s")
LIMIT: Final = 1800  # seconds for building and running one package
TURNS: Final = 12  # runs of one package, each without the functions that ended the one before
QEMU: Final = (
    *("errors", "cmp", "container/heap", "container/list", "sort", "slices", "strings", "strconv"),
    *("unicode/utf8", "path"),
)


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


def run_tests(command: Sequence[str | Path], environment: Mapping[str, str]) -> Results:
    """Run `go test -json` or what stands for it; functions by name, subtests with their function."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(
                list(map(str, command)),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=LIMIT,
                check=False,
                cwd=folder,
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


def by_oracle(package: str) -> Results:
    """The results under gc."""
    return run_tests([go_command(), "test", *FLAGS, package], oracle_environment())


def by_ours(package: str, wanted: Iterable[str], goarch: str = "amd64", cache: Path | None = None) -> Results:
    """The results under bindery; functions that end the program are left out of the next run.

    `cache` is for what is compiled; None for the user's.
    """
    environment = {
        **os.environ,
        "GOROOT": str(goroot()),
        "GOARCH": goarch,
        "PYTHONPATH": str(ROOT),
        "GOFLAGS": "",
        **({"BINDERY_CACHE": str(cache)} if cache is not None else {}),
    }
    command = [sys.executable, "-P", "-m", "server", "test", *FLAGS]
    left, total = set(wanted), Results()
    gone: list[str] = []
    for _ in range(TURNS):
        skip = [f"-skip=^({'|'.join(gone)})$"] if gone else []
        found = run_tests([*command, *skip, package], environment)
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


def read_rows() -> dict[str, list[str]]:
    """The functions that pass with gc, by package."""
    rows: dict[str, list[str]] = defaultdict(list)
    for line in ROWS.read_text().splitlines():
        package, _, name = line.partition("\t")
        rows[package].append(name)
    return dict(rows)


def update(packages: Sequence[str]) -> None:
    """Ask the oracle for the functions of these packages, and write them down."""
    rows = read_rows() if ROWS.exists() else {}
    for package in packages:
        found = by_oracle(package)
        rows[package] = sorted(found.passed)
        print(f"{package}: {len(found.passed)} pass, {len(found.failed)} fail, {len(found.skipped)} are skipped")
        if not found.passed:
            print(found.said)
        ROWS.write_text("".join(f"{name}\t{one}\n" for name in sorted(rows) for one in rows[name]))


def compare(packages: Sequence[str], goarch: str, verbose: bool) -> Iterator[tuple[str, str]]:
    """Run packages with ours, print a line for each; the functions that fail, with what they say."""
    rows = read_rows()
    total = good = 0
    shares = []
    for package in packages:
        wanted = rows.get(package, [])
        found = by_ours(package, wanted, goarch)
        failed = [name for name in wanted if name not in found.passed]
        passed = len(wanted) - len(failed)
        total, good = total + len(wanted), good + passed
        shares.append(passed / len(wanted) if wanted else 1.0)
        print(f"{package}: {passed} of {len(wanted)} ({100 * shares[-1]:.1f}%)", flush=True)
        for name in failed:
            text = found.failed.get(name) or ("skipped" if name in found.skipped else found.said or "no result")
            if verbose:
                print(f"--- {package}.{name}\n{text[:4000]}", flush=True)
            yield f"{package}.{name}", _summary(text)
    share = 100 * good / total if total else 100.0
    print(
        f"RESULT own tests of {len(packages)} packages of the standard library for {goarch}: {good} of {total} "
        f"functions that pass with gc pass ({share:.1f}%), at least {100 * min(shares, default=1.0):.1f}% in each "
        "(target 95%, 85% in each)"
    )


def _summary(text: str) -> str:
    """The line that says what happened."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("panic", "fatal error", "runtime:", "unexpected", "SIG"))]
    plain = [line for line in lines if not line.startswith(("===", "---", "FAIL", "#"))]
    return (telling or plain or lines or ["no output"])[0][:160]


def main(args: Sequence[str]) -> int:
    """Run the packages that are named, or all; 1 if something fails that is not known to."""
    packages = [word for word in args if not word.startswith("-")]
    if "--update" in args:
        update(packages or sorted(read_rows()))
        return 0
    qemu = "-qemu" in args
    chosen = packages or (QEMU if qemu else sorted(read_rows()))
    failed = dict(compare(chosen, "arm64" if qemu else "amd64", "-v" in args))
    if packages:
        for name, reason in failed.items():
            print(f"  {name} {reason}")
        return 1 if failed else 0
    return compare_with_known(failed, HERE / "known_failures.txt")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
