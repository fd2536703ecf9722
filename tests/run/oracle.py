"""What a program does, as goldens record it, and how the oracle (gc) builds the same programs."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.oracle import oracle_environment

TRACE = re.compile(r"^(goroutine (\d+) \[[^\n]*\]:\n).*", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Exit code and output of one run."""

    exit_code: int
    stdout: str
    stderr: str

    def golden(self) -> str:
        """The text of the golden file, as it is with any compiler: without addresses, traces, numbers of goroutines."""
        stderr = re.sub(r"addr=0x[0-9a-f]+|0x[0-9a-f]{5,}", "ADDRESS", self.stderr)
        if self.exit_code == 2:
            stderr = TRACE.sub(lambda trace: trace[1] if trace[2] == "1" else "goroutine N\n", stderr)
        return f"exit code {self.exit_code}\n--- stdout\n{self.stdout}--- stderr\n{stderr}"


def run(command: Sequence[str | Path]) -> Outcome:
    """Run a program to its end."""
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def lay_out_module(programs: Sequence[Path], root: Path) -> None:
    """A module with a package for each program."""
    (root / "go.mod").write_text("module programs\n\ngo 1.27\n")
    for program in programs:
        folder = root / program.stem
        folder.mkdir()
        shutil.copy(program, folder / "main.go")


_NEEDS = re.compile(r"^// gc needs these packages, which we do not: (.*)$", re.MULTILINE)


def _import_what_gc_needs(root: Path) -> None:
    """Operations that we know by their link names come, for gc, from packages that must be imported."""
    for program in root.glob("*/main.go"):
        if (needs := _NEEDS.search(program.read_text())) is not None:
            lines = [f'import _ "{path}"\n' for path in needs[1].split()]
            (program.parent / "imports.go").write_text("".join(["package main\n\n", *lines]))


def build_with_oracle(go: Path, root: Path, out: Path) -> None:
    """Build all programs of a module with gc."""
    _import_what_gc_needs(root)
    env = oracle_environment(GOFLAGS="-mod=mod")
    env.pop("GOARCH", None)
    subprocess.run([go, "build", "-ldflags=-checklinkname=0", "-o", f"{out}/", "./..."], cwd=root, env=env, check=True)


def differing_goldens(go: Path, programs: Sequence[Path], root: Path, update: bool) -> list[str]:
    """Names of the programs whose golden files differ from what gc's build prints; with `update`, rewrites them."""
    (root / "module").mkdir()
    lay_out_module(programs, root / "module")
    build_with_oracle(go, root / "module", root / "out")
    different = []
    for program in programs:
        text = run([root / "out" / program.stem]).golden()
        golden = program.with_suffix(".out")
        if update:
            golden.write_text(text)
        elif golden.read_text() != text:
            different.append(program.stem)
    return different
