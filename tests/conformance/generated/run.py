"""Generated programs: built by us and by gc, outputs compared case by case.

    run.py [--count N] [--seed S] [--first N] [--batch N] [--jobs N] [--passes N] [--flags TEXT] [--qemu | --goarch ARCH] [--keep DIR] [NUMBER ...]

A program is a number under a seed; `ideas.py` says what it is about. Programs are built in batches, one binary for many,
and run one after the other; one that ends the process does not keep the others from being run. The first `--passes`
programs are built again with each pass left out in turn, without inlining, with much of it, and without any
optimisation. A difference is reported with the function in which it shows; a crash of our compiler is one, too, and so
are its diagnostics. Both compilers build for one target: what becomes of floats out of range differs by machine.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.build.backend import OPTIONAL_PASSES
from server.build.driver import build
from server.build.request import BuildRequest
from server.cli.gcflags import parse_gcflags
from server.target import MACHINES, Target, find_target
from tests.conformance.generated.batch import idea_of, write_module
from tests.conformance.generated.compare import Difference, differences, function_text, run_all
from tests.conformance.generated.program import MODULE
from tests.conformance.oracle import go_command, oracle_environment

TIME_LIMIT: Final = 300.0  # seconds for the programs of a batch; under qemu ten times that
SEED: Final = 20261123
COUNT: Final = 3000
WITH_PASSES: Final = 300
BATCH: Final = 60
_GENERATOR: Final = "rejected by gc"  # in the place of flags
_REJECTED: Final = re.compile(r"^p(\d+)/(p\d+\.go:.*)$", re.MULTILINE)
VARIANTS: Final = (
    "-l",
    "-l=4",
    "-N",
    *(f"-d=ssa/{name.replace(' ', '_')}/off" for name in sorted(OPTIONAL_PASSES)),
)


@dataclass(slots=True)
class Batch:
    """Some programs of a seed, laid out as a module."""

    root: Path
    seed: int
    numbers: list[int]
    target: Target
    cache: str
    jobs: int = 2  # processes that compile
    expected: dict[int, str] = field(default_factory=dict)  # what gc's binary prints
    problems: list[Difference] = field(default_factory=list)  # programs that we do not compile
    invalid: list[Difference] = field(default_factory=list)  # programs that gc does not compile

    def prepare(self) -> None:
        """Write the module; build and run it with the oracle."""
        write_module(self.root, self.seed, self.numbers)
        theirs = self.root / "theirs"
        while text := self._build_theirs(theirs):
            blamed = {int(number): line for number, line in _REJECTED.findall(text)}
            if not blamed:
                raise RuntimeError(text)
            self._leave_out({number: f"generator: {line}" for number, line in blamed.items()})
        self.invalid = self.problems
        self.expected = self._run(theirs, dict(os.environ))

    def _build_theirs(self, path: Path) -> str:
        """Build the module with gc; what it says if that fails."""
        env = {**oracle_environment(), "GOFLAGS": "-mod=mod", "GOARCH": self.target.goarch}
        command = [str(go_command()), "build", "-gcflags=-e", "-o", str(path), "."]
        found = subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, check=False)
        return found.stderr if found.returncode else ""

    def _run(self, path: Path, env: dict[str, str]) -> dict[int, str]:
        is_native = self.target.goarch == "amd64"
        command = [str(path)] if is_native else [self.target.qemu, str(path)]
        return run_all(command, self.numbers, TIME_LIMIT if is_native else TIME_LIMIT * 10, env)

    def compare(self, flags: str, environment: dict[str, str] | None = None) -> list[Difference]:
        """What our binary, built with some flags, prints otherwise."""
        image = self._build(flags)
        if image is None:
            return self.problems
        ours = self.root / "ours"
        ours.write_bytes(image)
        ours.chmod(0o755)
        found = self._run(ours, {**os.environ, **(environment or {})})
        result = list(self.problems)
        for number in self.numbers:
            result += differences(number, found.get(number, "process: not run\n"), self.expected[number])
        return result

    def _build(self, flags: str) -> bytes | None:
        """Our executable; programs that it cannot be built with leave the batch as problems."""
        compiler = parse_gcflags([f"{MODULE}/...={flags}"] if flags else [], self.root)
        while self.numbers:
            request = BuildRequest(
                ["."], self.root, self.target, cache=self.cache, write=False, jobs=self.jobs, compiler=compiler
            )
            try:
                result = build(request)
            except Exception as err:  # a crash of ours is a failure of the program that provokes it
                return self._isolate(f"crash: {err!r:.300}", flags)
            if result.ok:
                return result.outputs[0].image
            blamed = {
                int(report.import_path.rpartition("/p")[2]): item.message
                for report in result.reports
                for item in report.diagnostics
                if item.is_error and report.import_path.startswith(f"{MODULE}/p")
            }
            if not blamed:
                first = next(item for item in result.diagnostics if item.is_error)
                return self._isolate(f"build: {first.message}", flags)
            self._leave_out({number: f"build: {text}" for number, text in blamed.items()})
        return None

    def _isolate(self, problem: str, flags: str) -> bytes | None:
        """The batch without the halves that cannot be built."""
        if len(self.numbers) == 1:
            self._leave_out({self.numbers[0]: problem})
            return None
        middle = len(self.numbers) // 2
        for part in (self.numbers[:middle], self.numbers[middle:]):
            with tempfile.TemporaryDirectory(prefix="generated") as folder:
                half = Batch(Path(folder), self.seed, list(part), self.target, self.cache, self.jobs)
                write_module(half.root, half.seed, half.numbers)
                half._build(flags)
            self._leave_out({found.number: found.text for found in half.problems})
        return self._build(flags)

    def _leave_out(self, blamed: dict[int, str]) -> None:
        self.problems += [Difference(number, f"p{number}.", text) for number, text in blamed.items()]
        self.numbers = [number for number in self.numbers if number not in blamed]
        write_module(self.root, self.seed, self.numbers)


def run_batches(
    numbers: Sequence[int], options: argparse.Namespace, cache: str, folder: Path
) -> Iterator[tuple[str, Difference]]:
    """The differences of all programs, with the flags under which they show."""
    target = find_target("linux", options.goarch)
    assert target is not None
    done, started = 0, time.monotonic()
    for start in range(0, len(numbers), options.batch):
        part = list(numbers[start : start + options.batch])
        batch = Batch(folder / f"{options.seed}_{part[0]}", options.seed, part, target, cache, options.jobs)
        batch.prepare()
        for invalid in batch.invalid:
            print(f"{invalid.case} ({idea_of(invalid.number)}): {invalid.text}", flush=True)
            yield _GENERATOR, invalid
        part = list(batch.numbers)
        inside = [number for number in part if number - options.first < options.passes]
        for flags in [options.flags] if not inside else [options.flags, *VARIANTS]:
            batch.problems, batch.numbers = [], part if flags == options.flags else list(inside)
            write_module(batch.root, batch.seed, batch.numbers)
            for found in batch.compare(flags):
                print(f"{found.case} ({idea_of(found.number)}) {flags}: {found.text}", flush=True)
                source = batch.root / f"p{found.number}" / f"p{found.number}.go"
                if options.verbose and found.function:
                    print(function_text(source, found.function), flush=True)
                yield flags, found
            print(
                f"  {flags or 'all passes'}: {len(batch.numbers)} run, {time.monotonic() - started:.0f} s", flush=True
            )
        done += len(part)
        print(f"{done} of {len(numbers)}", flush=True)


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--passes", type=int, default=WITH_PASSES)
    parser.add_argument("--flags", default="")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--goarch", choices=MACHINES, default="amd64")
    parser.add_argument("--qemu", dest="goarch", action="store_const", const="arm64")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("numbers", type=int, nargs="*")
    return parser.parse_args(arguments)


def main() -> int:
    """Run the programs; 1 if there is a difference."""
    options = read_options(sys.argv[1:])
    if options.numbers:
        options.passes = 0
    numbers = options.numbers or range(options.first, options.first + options.count)
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="generated") as folder:
        cache = os.environ.get("GOBINDERY_TEST_CACHE", "") or str(Path(folder) / "cache")
        found = list(run_batches(numbers, options, cache, options.keep or Path(folder)))
    plain = {item.number for flags, item in found if flags == options.flags}
    invalid = {item.number for flags, item in found if flags == _GENERATOR}
    others = {(item.number, flags) for flags, item in found if flags not in (options.flags, _GENERATOR)}
    if invalid:
        print(f"RESULT generated programs that gc rejects, and which have not run: {len(invalid)} (0)")
    print(
        f"RESULT generated programs for {options.goarch} that do not do what gc's do: {len(plain)} of {len(numbers) - len(invalid)} (0)"
    )
    if options.passes:
        count = min(options.passes, len(numbers))
        print(f"RESULT the same with each pass left out, {count} programs, {len(VARIANTS)} ways: {len(others)} (0)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
