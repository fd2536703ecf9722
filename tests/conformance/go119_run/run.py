"""Go 1.19's own programs (`test/`), read where Debian's golang-1.19-src puts them: built by us, run, outputs compared.

The rows of `rows.tsv` are those `run`, `rundir`, `runoutput` and `buildrundir` tests that Go 1.27.3 passes. As in Go's
test driver, a program passes when it exits with 0 and prints what its `.out` file holds, or nothing. The rows of
`compiled_rows.tsv`, `compile`, `compiledir` and `build` tests, pass when they are compiled.

Programs are built in batches, one build for many packages; those that a batch's diagnostics name have failed, and the
others are built again. A build that takes too long is given up and repeated program by program. Failures are compared
with `known_failures.txt` (name and reason); arguments name tests, `-v` shows what each failure printed. A fixed third
runs for linux/arm64, too; `-goarch=riscv64` runs that third for another processor, and nothing else.
"""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.build.driver import build
from server.build.progress import Cancelled
from server.build.request import BuildRequest
from server.build.result import BuildResult
from server.cli.flags import UsageError
from server.cli.gcflags import parse_gcflags
from server.garbage import collect_rarely
from server.target import Target, find_target
from tests.conformance.go119.run import TESTS
from tests.conformance.go119_run.programs import MODULE, Program, lay_out, read_rows
from tests.conformance.known import compare_with_known
from tests.conformance.oracle import goroot

HERE: Final = Path(__file__).parent
BATCH: Final = 15
BUILD_LIMIT: Final = 600  # seconds for a program, and as much again for a batch
TIME_LIMIT: Final = 60  # seconds for a program; under qemu ten times that
MEMORY_LIMIT: Final = 4 << 40  # bytes of address space, most of it reserved for stacks only
JOBS: Final = 2
_NUMBER: Final = re.compile(r"0x[0-9a-f]+|\d+")


@dataclass(slots=True)
class Suite:
    """One run over some programs; `failures` holds the reasons by name."""

    root: Path
    target: Target
    cache: str
    prefix: tuple[str, ...] = ()  # what runs the target's programs here
    failures: dict[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)  # more of the programs' environment
    limit: int = TIME_LIMIT  # seconds for a program, in qemu ten times that

    def run(self, programs: Sequence[Program]) -> None:
        """Build and run all."""
        (self.root / "go.mod").write_text(f"module {MODULE}\n\ngo 1.27\n")
        finished = 0
        for flags, batch in batches(programs):
            for executables in self._built(batch, flags):
                with ThreadPoolExecutor(JOBS) as pool:
                    for program, problem in zip(executables, pool.map(self._outcome, executables), strict=True):
                        if problem:
                            self.failures[program.name] = problem
                        (self.root / f"{program.slug}.exe").unlink()
            finished += len(batch)
            self._progress(batch, f"{finished} of {len(programs)}")

    def _progress(self, batch: list[Program], place: str) -> None:
        """Say how far the run has come, with the failures of the batch."""
        failed = [name.name for name in batch if name.name in self.failures]
        print(f"{place} for {self.target.goarch}, {len(self.failures)} failed", file=sys.stderr)
        print(*(f"  {name}: {self.failures[name]}\n" for name in failed), sep="", end="", file=sys.stderr, flush=True)

    def _built(self, programs: list[Program], flags: str) -> Iterator[list[Program]]:
        """Build a batch, without those that fail; the programs whose executables stand in the module's root."""
        patterns = {program: lay_out(program, self.root) for program in programs}
        while patterns:
            try:
                result = self._build(list(patterns.values()), flags)
            except UsageError as err:
                self.failures |= {program.name: f"flags: {err}" for program in patterns}
                return
            except Exception as err:  # a crash of ours, or no end, is a failure of the program that provokes it
                if len(patterns) == 1:
                    self.failures |= {program.name: _obstacle(err) for program in patterns}
                    return
                for program in patterns:
                    yield from self._built([program], flags)
                return
            if result.ok:
                yield self._write(result, patterns)
                return
            broken = self._blame(result, patterns)
            if not broken and len(patterns) > 1:
                for program in patterns:
                    yield from self._built([program], flags)
                return
            self.failures |= {name.name: text for name, text in broken.items()}
            patterns = {program: pattern for program, pattern in patterns.items() if program not in broken}

    def _build(self, patterns: list[str], flags: str) -> BuildResult:
        compiler = parse_gcflags([flags] if flags else [], self.root)
        request = BuildRequest(
            patterns, self.root, self.target, cache=self.cache, write=False, jobs=JOBS, compiler=compiler
        )
        end = time.monotonic() + BUILD_LIMIT * min(2, len(patterns))
        return build(request, cancelled=lambda: time.monotonic() > end)

    def _blame(self, result: BuildResult, patterns: dict[Program, str]) -> dict[Program, str]:
        """The programs that the diagnostics are about; all if there is one."""
        if len(patterns) == 1:
            first = next(item for item in result.diagnostics if item.is_error)
            return dict.fromkeys(patterns, f"build: {first.message}")
        broken: dict[Program, str] = {}
        for report in result.reports:
            for item in report.diagnostics:
                parts = report.import_path.split("/")
                for program in patterns:
                    if item.is_error and parts[0] == MODULE and parts[1:2] == [program.slug]:
                        broken.setdefault(program, f"build: {item.message}")
        return broken

    def _write(self, result: BuildResult, patterns: dict[Program, str]) -> list[Program]:
        by_slug = {program.slug: program for program in patterns}
        written = []
        for output in result.outputs:
            program = by_slug.pop(output.import_path.split("/")[1])
            if not program.is_run:
                continue
            path = self.root / f"{program.slug}.exe"
            path.write_bytes(output.image)
            path.chmod(0o755)
            written.append(program)
        self.failures |= {program.name: "build: no program" for program in by_slug.values() if program.is_run}
        return written

    def _outcome(self, program: Program) -> str:
        """Run one; what is wrong with it, "" if nothing."""
        command = [*self.prefix, str(self.root / f"{program.slug}.exe"), *program.arguments]
        limit = self.limit * 10 if self.prefix else self.limit
        try:
            done = subprocess.run(
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                timeout=limit,
                check=False,
                cwd=(TESTS / program.name).parent,
                env=self._environment(),
                preexec_fn=_limit_memory,
            )
        except subprocess.TimeoutExpired:
            return f"no end within {limit} s"
        text = done.stdout.decode("utf-8", "replace")
        if done.returncode:
            return f"exit {done.returncode}: {_summary(text)}"
        return "" if text == program.expected else f"output: {_difference(text, program.expected)}"

    def _environment(self) -> dict[str, str]:
        """As `go run` sets it; programs that run the go command find the oracle."""
        names = {"GOOS": self.target.goos, "GOARCH": self.target.goarch, "GOROOT": str(goroot())}
        path = f"{goroot() / 'bin'}{os.pathsep}{os.environ['PATH']}"
        fixed = {**names, "PATH": path, "GOTOOLCHAIN": "local", "GOTRACEBACK": "single"}
        return {**os.environ, **fixed, **self.settings}


def _obstacle(err: Exception) -> str:
    """Why a build gave no result."""
    return f"build: no end within {BUILD_LIMIT} s" if isinstance(err, Cancelled) else f"crash: {err!r:.200}"


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _summary(text: str) -> str:
    """The line that says what happened."""
    lines = [line for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("panic", "fatal error", "runtime:", "unexpected"))]
    return (telling or lines or ["no output"])[0][:160]


def _difference(found: str, wanted: str) -> str:
    """The first line that differs."""
    ours, theirs = found.splitlines(), wanted.splitlines()
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
        if one != other:
            return f"line {number}: {one[:80]!r}, want {other[:80]!r}"
    longer = (ours if len(ours) > len(theirs) else theirs)[min(len(ours), len(theirs)) :]
    return f"{len(ours)} lines, want {len(theirs)}: {longer[0][:80] if longer else 'ends of lines'!r}"


def batches(programs: Sequence[Program]) -> Iterator[tuple[str, list[Program]]]:
    """Programs that are built together, with their flags."""
    groups: dict[str, list[Program]] = {}
    for program in programs:
        groups.setdefault(program.compiler_flags, []).append(program)
    for flags, group in groups.items():
        for start in range(0, len(group), BATCH):
            yield flags, group[start : start + BATCH]


def run_rows(
    programs: Sequence[Program],
    goarch: str = "amd64",
    cache: str = "",
    settings: Mapping[str, str] | None = None,
    limit: int = TIME_LIMIT,
) -> dict[str, str]:
    """The failures of some programs, by name. settings: more of their environment; limit: seconds for each."""
    target = find_target("linux", goarch)
    assert target is not None
    prefix = () if goarch == "amd64" else (target.qemu,)
    with tempfile.TemporaryDirectory(prefix="go119_run") as folder:
        suite = Suite(Path(folder).resolve(), target, cache or str(Path(folder) / "cache"), prefix)
        suite.settings, suite.limit = settings or {}, limit
        suite.run(programs)
        return suite.failures


def main() -> int:
    """Run the programs; 1 if one fails that is not a known failure."""
    collect_rarely()
    names = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if not TESTS.exists():
        print(f"skipped: {TESTS} is missing (Debian package golang-1.19-src)")
        return 0
    cache, every = os.environ.get("GOBINDERY_TEST_CACHE", ""), bool(names) or "-v" in sys.argv
    programs, compiled = (
        [program for program in read_rows(rows) if not names or program.name in names]
        for rows in ("rows.tsv", "compiled_rows.tsv")
    )
    goarch = next((word.partition("=")[2] for word in sys.argv[1:] if word.startswith("-goarch=")), "")
    if goarch:
        run_foreign(programs, names, goarch, cache, every)
        return 0
    failed = run_rows(programs, cache=cache)
    report("programs for amd64", programs, failed, every)
    refused = run_rows(compiled, cache=cache)
    report("tests that are only compiled", compiled, refused, every)
    if names:
        return 0
    foreign = run_foreign(programs, names, "arm64", cache, every)
    differing = [program.name for program in programs[::3] if (program.name in foreign) != (program.name in failed)]
    print(f"RESULT Go 1.19 programs with another result on arm64 than on amd64: {len(differing)} (0)")
    print(*(f"  {name}" for name in differing), sep="\n")
    return compare_with_known(failed | refused, HERE / "known_failures.txt")


def run_foreign(
    programs: Sequence[Program], names: Sequence[str], goarch: str, cache: str, every: bool
) -> dict[str, str]:
    """Run the named programs, or every third, for another processor; the failures."""
    third = programs if names else programs[::3]
    failed = run_rows(third, goarch, cache)
    report(f"programs for {goarch}, {'as named' if names else 'a fixed third'}", third, failed, every)
    return failed


def report(what: str, programs: Sequence[Program], failed: dict[str, str], every: bool) -> None:
    """Print the figures, the causes, and every failure on demand."""
    if every:
        for name, reason in failed.items():
            print(f"--- {name}: {reason}")
    causes = Counter(_NUMBER.sub("N", reason) for reason in failed.values())
    for cause, count in causes.most_common(10):
        print(f"{count:5d}  {cause}")
    passed = len(programs) - len(failed)
    share = 100 * passed / max(1, len(programs))
    print(f"RESULT Go 1.19 {what}: {passed} of {len(programs)}, {share:.1f}% (target 93%)")


if __name__ == "__main__":
    sys.exit(main())
