"""Programs under a collector that hardly rests: what they do is what they do without.

    run.py [--stress WAY,...] [--sources PART,...] [--seed S] [NAME ...]

Every program runs with GOGC=1, eight threads, the heap verifier, and at every N-th allocation of a processor, N one of
1, 7 and 101, a whole collection with the world stopped ("7-whole"), or a step of a concurrent one ("7-step"). The
programs are those of `conformance/programs`, of `tests/run` and of `tests/runtime`, a sample of Go 1.19's programs, and
a sample of generated ones, both under the seed. What must be printed comes from gc's binaries.

A program that takes too long where each collection is whole, or at N = 1, is named and counted as cut, neither as
passed nor as failed. Programs that tell of the collector itself are in `UNFIT`.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.target import Target, find_target
from tests.conformance.generated.batch import write_module
from tests.conformance.generated.run import Batch
from tests.conformance.go119.run import TESTS
from tests.conformance.go119_run.programs import read_rows
from tests.conformance.go119_run.run import run_rows
from tests.conformance.known import compare_with_known
from tests.conformance.programs.program import (
    SOURCES,
    NoEndError,
    Program,
    build_programs,
    first_difference,
    programs_of,
)

HERE: Final = Path(__file__).parent
WAYS: Final = ("101-step", "101-whole", "7-step", "7-whole", "1-step", "1-whole")
SEED: Final = 20261123
GENERATED: Final = 60
GO119: Final = 40
JOBS: Final = 2
LIMIT: Final = 60  # seconds for a run
FOLDERS: Final = (SOURCES, ROOT / "tests/run/testdata", ROOT / "tests/run/std", ROOT / "tests/runtime/testdata")
_NO_END: Final = "no end within"

UNFIT: Final = {
    "metrics": "prints how often was collected",
    "statistics": "counts collections",
}
# Programs in which each step of a collection scans very many stacks or objects, with the least distance they run at.
AT_LEAST: Final = {"goroutines": 101, "many_allocations": 7}


@dataclass(slots=True)
class Tally:
    """What came of the runs."""

    passed: int = 0
    cut: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, way: str, problem: str) -> None:
        """Note one run; problem: "" if there is none."""
        case = f"{way}/{name}"
        if not problem:
            self.passed += 1
        elif _NO_END in problem and way not in ("101-step", "7-step"):
            self.cut.append(case)
        else:
            self.failed[case] = problem
            print(f"  {case}: {problem}", flush=True)


def distance_of(way: str) -> int:
    """Allocations from one collection, or step of one, to the next."""
    return int(way.partition("-")[0])


def settings_of(way: str) -> dict[str, str]:
    """The environment of a stressed program."""
    whole = ",gcstoptheworld=1" if way.endswith("whole") else ""
    return {"GOGC": "1", "GOMAXPROCS": "8", "GODEBUG": f"gcstress={distance_of(way)},gcverify=1{whole}"}


def stress_folders(
    names: Sequence[str], ways: Sequence[str], target: Target, root: Path, cache: str, tally: Tally
) -> None:
    """All programs with golden files."""
    for number, folder in enumerate(FOLDERS):
        programs = [program for program in programs_of(folder) if not names or program.name in names]
        (root / f"folder{number}").mkdir()
        stress_programs(programs, ways, target, root / f"folder{number}", cache, tally)


def stress_programs(
    programs: Sequence[Program], ways: Sequence[str], target: Target, root: Path, cache: str, tally: Tally
) -> None:
    """Programs with golden files, whose names differ."""
    unbuilt = build_programs(programs, target, root, cache, JOBS)
    for program in programs:
        for way in ways:
            if program.name in unbuilt:
                tally.add(program.name, way, unbuilt[program.name])
            elif program.name not in UNFIT and distance_of(way) >= AT_LEAST.get(program.name, 1):
                tally.add(program.name, way, _problem(program, root / "out" / program.name, settings_of(way)))
    print(f"{len(programs)} programs with golden files: {tally.passed} runs passed so far", flush=True)


def _problem(program: Program, executable: Path, settings: Mapping[str, str]) -> str:
    """What is wrong with a run, "" if nothing."""
    try:
        found = program.behaviour([executable], settings, LIMIT)
    except NoEndError as err:
        return str(err)
    wanted = program.golden.read_text()
    return "" if found == wanted else first_difference(found, wanted)


def stress_generated(
    seed: int, names: Sequence[str], ways: Sequence[str], target: Target, root: Path, cache: str, tally: Tally
) -> None:
    """Generated programs; a difference of a program is one, whichever of its cases show it."""
    numbers = sorted(random.Random(seed).sample(range(3000), GENERATED))
    numbers = [number for number in numbers if not names or f"generated-{number}" in names]
    for start in range(0, len(numbers), 20):
        part = numbers[start : start + 20]
        batch = Batch(root / f"batch{start}", seed, part, target, cache)
        batch.prepare()
        plain = {found.number for found in batch.compare("")}  # these differ without stress, too
        for way in ways:
            batch.problems, batch.numbers = [], [number for number in part if number not in plain]
            write_module(batch.root, batch.seed, batch.numbers)
            problems = {found.number: found.text for found in batch.compare("", settings_of(way))}
            for number in batch.numbers:
                tally.add(f"generated-{number}", way, problems.get(number, ""))
        print(
            f"{start + len(part)} of {len(numbers)} generated programs: {tally.passed} runs passed so far", flush=True
        )


def stress_go119(seed: int, names: Sequence[str], ways: Sequence[str], cache: str, tally: Tally) -> None:
    """Go 1.19's programs; those that fail without stress are left out."""
    if not TESTS.exists():
        print(f"skipped: {TESTS} is missing (Debian package golang-1.19-src)")
        return
    programs = random.Random(seed).sample(read_rows(), GO119)
    programs = [program for program in programs if not names or program.name in names]
    plain = run_rows(programs, cache=cache)
    programs = [program for program in programs if program.name not in plain]
    for way in ways:
        problems = run_rows(programs, cache=cache, settings=settings_of(way), limit=LIMIT)
        for program in programs:
            tally.add(program.name, way, problems.get(program.name, ""))
    print(f"{len(programs)} programs of Go 1.19: {tally.passed} runs passed so far", flush=True)


def report(tally: Tally) -> None:
    """Print the figures."""
    print(*(f"cut: {case}" for case in tally.cut), sep="\n")
    runs = tally.passed + len(tally.failed)
    share = 100 * tally.passed / max(1, runs)
    figure = f"{tally.passed} of {runs}, {share:.1f}% (all); {len(tally.cut)} more were cut"
    print(f"RESULT runs with the collector under stress that do what they do without: {figure}")


def main() -> int:
    """Run all; 1 if a run fails that is not known to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--stress", default=",".join(WAYS))
    parser.add_argument("--sources", default="golden,generated,go119")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    target = find_target("linux", "amd64")
    assert target is not None
    ways, names, tally = options.stress.split(","), options.names, Tally()
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="gcstress") as folder:
        root = Path(folder)
        cache = os.environ.get("GOBINDERY_TEST_CACHE", "") or str(root / "cache")
        parts: dict[str, Callable[[], None]] = {
            "golden": lambda: stress_folders(names, ways, target, root, cache, tally),
            "generated": lambda: stress_generated(options.seed, names, ways, target, root, cache, tally),
            "go119": lambda: stress_go119(options.seed, names, ways, cache, tally),
        }
        for part in options.sources.split(","):
            parts[part]()
    report(tally)
    return compare_with_known(tally.failed, HERE / "known_failures.txt")


if __name__ == "__main__":
    sys.exit(main())
