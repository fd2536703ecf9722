"""Every package of the standard library that programs may import: compiled whole, linked, run, compared with gc.

    run.py [-goarch ARCH] [-qemu] [PACKAGE ...]

`surface.go` makes a program for each package that `go list std` names without cgo: it holds all functions, variables
and types that the package exports, with all methods, and prints their types. Programs are built for linux/amd64 and
linux/arm64, several at a time, and one by one where that fails. On amd64, with `-qemu` on arm64, too, they must print
what gc's print. Failures are compared with `known_failures.txt`.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.target import MACHINES, TARGETS
from tests.conformance.known import compare_with_known
from tests.conformance.oracle import go_command, oracle_environment
from tests.conformance.programs.program import first_difference

HERE: Final = Path(__file__).parent
GOARCHS: Final = ("amd64", "arm64")
QEMU: Final = {target.goarch: f"{target.qemu}-static" for target in TARGETS}
AT_ONCE: Final = 8  # programs of one build
BUILD_LIMIT: Final = 3600  # seconds
RUN_LIMIT: Final = 60  # seconds
_FIELDS: Final = '{{.ImportPath}}\t{{.Name}}\t{{.Dir}}\t{{join .GoFiles "\t"}}'


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the standard library, as `surface.go` wants to know it."""

    path: str
    line: str

    @property
    def importable(self) -> bool:
        """Whether programs may import it."""
        return not {"internal", "vendor"} & set(self.path.split("/"))


def packages(goarch: str, names: Sequence[str]) -> list[Package]:
    """The packages of std for a processor, without cgo, or those that are named."""
    env = oracle_environment(GOOS="linux", GOARCH=goarch)
    command: list[str | Path] = [go_command(), "list", "-f", _FIELDS, *(names or ["std"])]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, cwd=HERE)
    found = [Package(line.partition("\t")[0], line) for line in done.stdout.splitlines()]
    return [package for package in found if package.importable]


def write_programs(chosen: Sequence[Package], folder: Path) -> None:
    """Make a module of programs, in folders that have the packages' numbers."""
    (folder / "go.mod").write_text("module surfaces\n\ngo 1.27\n")
    text = "".join(f"{package.line}\n" for package in chosen)
    command: list[str | Path] = [go_command(), "run", HERE / "surface.go", folder]
    subprocess.run(command, input=text, env=oracle_environment(), text=True, check=True)


def build(
    command: Sequence[str | Path], numbers: Sequence[int], folder: Path, out: Path, env: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """Build the programs with these numbers into `out`; those that cannot be built, with what is said about them."""
    words = [*command, "-o", f"{out}/", *(f"./{number}" for number in numbers)]
    try:
        done = subprocess.run(
            words, cwd=folder, env=env, capture_output=True, text=True, timeout=BUILD_LIMIT, check=False
        )
        failure = "" if done.returncode == 0 else f"{done.stdout}{done.stderr}"
    except subprocess.TimeoutExpired:
        failure = f"no end within {BUILD_LIMIT} s"
    if failure and len(numbers) == 1:
        yield numbers[0], failure
    elif failure:
        for number in numbers:
            yield from build(command, [number], folder, out, env)


def output(command: Sequence[str | Path]) -> str:
    """What a program prints, and how it ends if not well."""
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=RUN_LIMIT, check=False, text=True
        )
    except subprocess.TimeoutExpired:
        return f"still running after {RUN_LIMIT} s"
    return done.stdout if done.returncode == 0 else f"exit code {done.returncode}\n{done.stdout}"


def compare(
    chosen: Sequence[Package],
    numbers: Sequence[int],
    folder: Path,
    env: Mapping[str, str],
    runner: Sequence[str] | None,
) -> dict[int, str]:
    """Build some of the programs and, unless `runner` is None, run them with it: what is wrong, by number."""
    ours, theirs = folder / "ours", folder / "theirs"
    failed = dict(build([sys.executable, "-P", "-m", "server", "build"], numbers, folder, ours, env))
    built = [number for number in numbers if number not in failed]
    if runner is not None and built:
        unbuilt = dict(build([go_command(), "build"], built, folder, theirs, env))
        assert not unbuilt, f"gc does not build {chosen[next(iter(unbuilt))].path}"
        for number in built:
            found, wanted = (output([*runner, out / str(number)]) for out in (ours, theirs))
            if found != wanted:
                failed[number] = first_difference(found, wanted)
    for out in (ours, theirs):
        shutil.rmtree(out, ignore_errors=True)  # programs of many megabytes
    return failed


def run_target(goarch: str, names: Sequence[str], emulated: bool, cache: str) -> dict[str, str]:
    """Build all programs for a processor, and run them where that is wanted; the packages that fail."""
    own = {"PYTHONPATH": str(ROOT), **({"BINDERY_CACHE": cache} if cache else {})}
    env = oracle_environment(GOOS="linux", GOARCH=goarch, **own)
    runner = [] if goarch == "amd64" else [QEMU[goarch]] if emulated else None
    chosen = packages(goarch, names)
    all_failed: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="surfaces") as place:
        folder = Path(place).resolve()
        write_programs(chosen, folder)
        for start in range(0, len(chosen), AT_ONCE):
            numbers = range(len(chosen))[start : start + AT_ONCE]
            failed = compare(chosen, numbers, folder, env, runner)
            for number in numbers:
                path = chosen[number].path
                print(f"{goarch} {path}: {failed.get(number, 'good')}", flush=True)
                if number in failed:
                    all_failed[f"{goarch}/{path}"] = failed[number]
    good = len(chosen) - len(all_failed)
    share = 100 * good / len(chosen) if chosen else 100.0
    done = "build" if runner is None else "build and print what gc's print"
    print(
        f"RESULT packages of the standard library of which whole programs {done}, linux/{goarch}: "
        f"{good} of {len(chosen)}, {share:.1f}% (all)",
        flush=True,
    )
    return all_failed


def main(args: Sequence[str]) -> int:
    """Build all for both processors; 1 if something fails that is not known to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("packages", nargs="*")
    parser.add_argument("-goarch", choices=MACHINES)
    parser.add_argument("-qemu", action="store_true")
    options = parser.parse_args(args)
    cache = os.environ.get("GOBINDERY_TEST_CACHE", "")
    failed: dict[str, str] = {}
    for goarch in [options.goarch] if options.goarch else GOARCHS:
        failed |= run_target(goarch, options.packages, options.qemu, cache)
    return compare_with_known(failed, HERE / "known_failures.txt")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
