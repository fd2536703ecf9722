"""Programs that die, and those that print their own stacks: exit code and output against gc's.

One program (`program/`) holds all cases; its argument names one. Both compilers build it with -trimpath, so that paths
agree. What cannot agree is masked: addresses, argument words, goroutine numbers, and the lines of package runtime,
whose source is ours. Failures are compared with `known_failures.txt`. Arguments name cases, whose outputs are then
shown; `-qemu` runs every third case of the program for linux/arm64 and compares with the same output of gc.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.conformance.known import compare_with_known
from tests.conformance.oracle import go_command, oracle_environment

HERE: Final = Path(__file__).parent
PROGRAM: Final = HERE / "program"
TIME_LIMIT: Final = 120  # seconds
THIRD: Final = 3
_MASKS: Final = (
    (re.compile(r"0x[0-9a-f]+"), "0x"),
    (re.compile(r"\((?:\{?0x[^()]*|\.\.\.|\{\}|)\)$", re.MULTILINE), "(..)"),
    (re.compile(r" \+0x"), ""),
    (re.compile(r"goroutine \d+"), "goroutine N"),
    (re.compile(r"\bm=\d+"), "m=M"),
    (re.compile(r" gp=0x| mp=0x| sigcode=\d+"), ""),
    (re.compile(r"\bruntime/\w+\.(?:go|s):\d+"), "runtime"),
    (re.compile(r"(runtime\.\w+) \w+\.(?:go|s) \d+"), r"\1"),  # as the cases about Callers print them
)


def masked(text: str) -> str:
    """A report without what differs from run to run, and between two sources of package runtime."""
    for pattern, replacement in _MASKS:
        text = pattern.sub(replacement, text)
    return text


def build_both(folder: Path, goarch: str) -> tuple[Path, Path]:
    """The program built by us for linux on `goarch`, and by gc for linux/amd64."""
    ours, theirs = folder / "ours", folder / "gc"
    command = [sys.executable, "-P", "-m", "server", "build", "-trimpath", "-o", str(ours), "."]
    environment = {**oracle_environment(), "GOOS": "linux", "GOARCH": "amd64"}
    subprocess.run(command, cwd=PROGRAM, check=True, env={**environment, "GOARCH": goarch, "PYTHONPATH": str(ROOT)})
    subprocess.run([go_command(), "build", "-trimpath", "-o", theirs, "."], cwd=PROGRAM, check=True, env=environment)
    return ours, theirs


def outcome(command: Sequence[str | Path]) -> tuple[int, str, str]:
    """Exit code, output and report of a program."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT, errors="replace")
    except subprocess.TimeoutExpired:
        return -1, "", f"still running after {TIME_LIMIT} s"
    return done.returncode, masked(done.stdout), masked(done.stderr)


def compare(names: Sequence[str], ours: Sequence[str | Path], theirs: Path, show: bool) -> list[str]:
    """The cases whose outcomes differ."""
    failed = []
    for name in names:
        found, wanted = outcome([*ours, name]), outcome([theirs, name])
        if found != wanted:
            failed.append(name)
            if show:
                print(f"== {name}: exit code {found[0]}, gc's {wanted[0]}")
                print(*found[1:], "-- gc:", *wanted[1:], sep="\n")
    return failed


def main() -> int:
    """Run the cases; 1 if one fails that is not known to."""
    goarch = "arm64" if "-qemu" in sys.argv else "amd64"
    chosen = [word for word in sys.argv[1:] if word != "-qemu"]
    with tempfile.TemporaryDirectory() as place:
        ours, theirs = build_both(Path(place), goarch)
        listed = subprocess.run([theirs], capture_output=True, text=True, check=True)
        emulated = goarch == "arm64"
        names = chosen or sorted(listed.stderr.split())[:: THIRD if emulated else 1]
        failed = compare(names, ["qemu-aarch64-static", ours] if emulated else [ours], theirs, bool(chosen))
    good = f"{len(names) - len(failed)} of {len(names)}, {100 - 100 * len(failed) / len(names):.1f}%"
    print(f"RESULT crashes and stacks of running programs, {goarch}: {good}")
    return compare_with_known(failed, HERE / "known_failures.txt")


if __name__ == "__main__":
    sys.exit(main())
