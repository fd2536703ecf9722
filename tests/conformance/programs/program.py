"""Programs with golden files: how they are run, built by us in one go, and what gc makes of them.

A program is one file. It is run once, or for each comment `// Arguments: ...` with these arguments; `NAME.in`, if there
is one, is its standard input. `NAME.out` holds what all runs did.
"""

import os
import re
import shlex
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.build.driver import build
from server.build.request import BuildRequest
from server.target import Target
from tests.run.oracle import Outcome, build_with_oracle, lay_out_module

SOURCES: Final = Path(__file__).parent / "sources"
TIME_LIMIT: Final = 60.0  # seconds for a run
_ARGUMENTS: Final = re.compile(r"^// Arguments:(.*)$", re.MULTILINE)


class NoEndError(Exception):
    """A program was still running when its time was over."""


@dataclass(frozen=True, slots=True)
class Program:
    """One file that is a program."""

    path: Path

    @property
    def name(self) -> str:
        """The name of its file, its package and its executable."""
        return self.path.stem

    @property
    def golden(self) -> Path:
        """Where its behaviour is recorded."""
        return self.path.with_suffix(".out")

    @property
    def runs(self) -> list[list[str]]:
        """The arguments of each run."""
        return [shlex.split(text) for text in _ARGUMENTS.findall(self.path.read_text())] or [[]]

    def behaviour(
        self, command: Sequence[str | Path], settings: Mapping[str, str] | None = None, limit: float = TIME_LIMIT
    ) -> str:
        """What all runs do, in the form of the golden file. limit: seconds a run, after which it raises NoEndError."""
        texts = []
        source = self.path.with_suffix(".in")
        given = source.read_bytes() if source.exists() else b""
        for arguments in self.runs:
            words = [*command, *arguments]
            env = {**os.environ, **(settings or {})}
            try:
                done = subprocess.run(words, input=given, capture_output=True, timeout=limit, check=False, env=env)
            except subprocess.TimeoutExpired as err:
                raise NoEndError(f"no end within {limit:.0f} s") from err
            outcome = Outcome(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode())
            header = f"=== arguments: {shlex.join(arguments)}\n" if len(self.runs) > 1 else ""
            texts.append(header + outcome.golden())
        return "".join(texts)


def programs_of(folder: Path) -> list[Program]:
    """The programs that lie in a folder, by name."""
    return [Program(path) for path in sorted(folder.glob("*.go"))]


def build_programs(programs: Iterable[Program], target: Target, root: Path, cache: str, jobs: int) -> dict[str, str]:
    """Build all below root/out, in a module of their own; why the others could not be built, by name."""
    left = {program.name: program for program in programs}
    failures: dict[str, str] = {}
    while left:
        module = root / f"module{len(failures)}"
        module.mkdir()
        lay_out_module([program.path for program in left.values()], module)
        request = BuildRequest(["./..."], module, target, cache=cache, output=f"{root / 'out'}/", jobs=jobs)
        result = build(request)
        if result.ok:
            break
        blamed = {
            report.import_path.rpartition("/")[2]: item.message
            for report in result.reports
            for item in report.diagnostics
            if item.is_error
        }
        failures |= {name: text for name, text in blamed.items() if name in left} or dict.fromkeys(
            left, next(iter(blamed.values()))
        )
        left = {name: program for name, program in left.items() if name not in failures}
    return failures


def differing_from_gc(go: Path, programs: Sequence[Program], root: Path, update: bool) -> dict[str, str]:
    """The programs whose golden files are not what gc's binaries do; with `update`, rewrites them."""
    module = root / "gc_module"
    module.mkdir()
    lay_out_module([program.path for program in programs], module)
    build_with_oracle(go, module, root / "gc")
    different = {}
    for program in programs:
        text = program.behaviour([root / "gc" / program.name])
        if update:
            program.golden.write_text(text)
        elif program.golden.read_text() != text:
            different[program.name] = (
                f"the golden file is not gc's: {first_difference(program.golden.read_text(), text)}"
            )
    return different


def first_difference(found: str, wanted: str) -> str:
    """The first line that differs."""
    ours, theirs = found.splitlines(), wanted.splitlines()
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
        if one != other:
            return f"line {number}: {one[:120]!r}, want {other[:120]!r}"
    return f"{len(ours)} lines, want {len(theirs)}"
