"""Programs of 50 to 400 lines that combine the features of the language and the standard library: what ours do is what
gc's do.

    run.py [--update] [--qemu] [--goarch ARCH] [NAME ...]

Output, exit code and report of each program (`sources/`) are compared with its golden file, for amd64 and, under qemu,
for arm64 (`--qemu`: only there; `--goarch`: for that processor only); the golden files are compared with what gc's
binaries do, or written from it (`--update`).
"""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.target import MACHINES, Target, find_target
from tests.conformance.known import compare_with_known
from tests.conformance.oracle import go_command
from tests.conformance.programs.program import (
    SOURCES,
    TIME_LIMIT,
    NoEndError,
    Program,
    build_programs,
    differing_from_gc,
    first_difference,
    programs_of,
)

HERE: Final = Path(__file__).parent
JOBS: Final = 2
NATIVE: Final = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")


def compare(programs: list[Program], target: Target, root: Path, cache: str) -> dict[str, str]:
    """The programs that do not do what their golden files say, built for a target."""
    failures = build_programs(programs, target, root / target.goarch, cache, JOBS)
    emulated = target.goarch != NATIVE
    for program in programs:
        executable = root / target.goarch / "out" / program.name
        if program.name in failures:
            continue
        command: list[str | Path] = [target.qemu, executable] if emulated else [executable]
        try:
            found = program.behaviour(command, limit=TIME_LIMIT * 10 if emulated else TIME_LIMIT)
        except NoEndError as err:
            failures[program.name] = str(err)
            continue
        if found != program.golden.read_text():
            failures[program.name] = first_difference(found, program.golden.read_text())
    return failures


def main() -> int:
    """Run the programs; 1 if one fails that is not known to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--qemu", action="store_true")
    parser.add_argument("--goarch", choices=MACHINES)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    programs = [program for program in programs_of(SOURCES) if not options.names or program.name in options.names]
    failed: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="programs") as folder:
        root = Path(folder)
        cache = os.environ.get("GOBINDERY_TEST_CACHE", "") or str(root / "cache")
        failed |= {
            f"gc/{name}": text for name, text in differing_from_gc(go_command(), programs, root, options.update).items()
        }
        usual = ["arm64"] if options.qemu else ["amd64", "arm64"]
        for goarch in [options.goarch] if options.goarch else usual:
            target = find_target("linux", goarch)
            assert target is not None
            if goarch != NATIVE and shutil.which(target.qemu) is None:
                print(f"{goarch}: {target.qemu} is not installed")
                continue
            (root / goarch).mkdir()
            found = compare(programs, target, root, cache)
            failed |= {f"{goarch}/{name}": text for name, text in found.items()}
            passed = len(programs) - len(found)
            figure = f"{passed} of {len(programs)}, {100 * passed / max(1, len(programs)):.1f}% (all)"
            print(f"RESULT feature programs for {goarch} that do what gc's do: {figure}", flush=True)
    return compare_with_known(failed, HERE / "known_failures.txt")


if __name__ == "__main__":
    sys.exit(main())
