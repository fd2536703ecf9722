"""Own tests of well-known modules under `bindery test -short`, function by function, against the oracle.

`modules.tsv` pins modules by version and by the hash that go.sum has, and names the packages that are tested. Each
module is fetched by its path, copied to a folder of its own and tested there as the main module. `functions.tsv` holds
the test functions that pass with gc; `--update` asks the oracle again. Failures are compared with
`known_failures.txt` (package.function and reason). Arguments name modules or packages by a part of their import paths,
`-v` shows what each failure printed. Needs the module proxy of the Go environment.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.conformance.known import compare_with_known
from tests.conformance.oracle import go_command, oracle_environment
from tests.conformance.owntests import Score, by_oracle, by_ours, read_rows, score, summary, write_rows

HERE: Final = Path(__file__).parent
MODULES: Final = HERE / "modules.tsv"
ROWS: Final = HERE / "functions.tsv"


@dataclass(frozen=True, slots=True)
class Tested:
    """A module at a version, and which of its packages are tested."""

    module: str
    version: str
    sum: str  # "h1:..."
    kind: str
    packages: tuple[str, ...]  # import paths

    def holds(self, words: Sequence[str]) -> bool:
        """Whether the command line asks for it."""
        return not words or any(word in path for word in words for path in self.packages)


def read_modules() -> list[Tested]:
    """The rows of the list; `.` stands for the module's own package, `x/y` for one below it."""
    found = []
    for line in MODULES.read_text().splitlines():
        if line and not line.startswith("#"):
            module, version, digest, kind, packages = line.split("\t")
            paths = tuple(module if one == "." else f"{module}/{one}" for one in packages.split())
            found.append(Tested(module, version, digest, kind, paths))
    return found


def lay_out(tested: Tested) -> Path:
    """The folder with a fresh copy of a module's files; always the same one, which binaries and cache entries name.

    Raises CalledProcessError when the module cannot be fetched, ValueError when it is not the one that is pinned.
    """
    command = [str(go_command()), "mod", "download", "-json", f"{tested.module}@{tested.version}"]
    done = subprocess.run(command, env=oracle_environment(), cwd=tempfile.gettempdir(), capture_output=True, check=True)
    found = json.loads(done.stdout)
    if found["Sum"] != tested.sum:
        raise ValueError(f"{tested.module} {tested.version} has the hash {found['Sum']}, {tested.sum} is expected")
    folder = Path(tempfile.gettempdir(), "bindery-module-tests", f"{tested.module.replace('/', '-')}-{tested.version}")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(found["Dir"], folder)
    for current, names, files in os.walk(folder):
        for name in (".", *names, *files):
            path = Path(current, name)
            path.chmod(path.stat().st_mode | 0o200)
    return folder


def update(words: Sequence[str]) -> None:
    """Ask the oracle for the functions of these packages, and write them down."""
    rows = read_rows(ROWS)
    for tested in read_modules():
        if not tested.holds(words):
            continue
        folder = lay_out(tested)
        for package in tested.packages:
            found = by_oracle(package, folder)
            rows[package] = sorted(found.passed)
            print(f"{package}: {len(found.passed)} pass, {sorted(found.failed)} fail, {len(found.skipped)} skipped")
            if not found.passed:
                print(found.said)
            write_rows(ROWS, rows)


def scores_of(tested: Tested, words: Sequence[str], verbose: bool) -> Iterator[tuple[str, Score]]:
    """The score of each package of a module."""
    rows, folder = read_rows(ROWS), lay_out(tested)
    for package in tested.packages:
        if words and not any(word in package for word in words):
            continue
        wanted = rows.get(package, [])
        cache = os.environ.get("GOBINDERY_TEST_CACHE", "")
        found = score(wanted, by_ours(package, wanted, cache=Path(cache) if cache else None, directory=folder))
        print(f"{package}: {found}", flush=True)
        for name, text in found.failed.items() if verbose else ():
            print(f"--- {package}.{name}\n{text[:4000]}", flush=True)
        yield package, found


def compare(words: Sequence[str], verbose: bool) -> dict[str, str]:
    """Test modules with ours, print a line for each; the functions that fail, with what they say."""
    failed: dict[str, str] = {}
    shares, good, total = [], 0, 0
    for tested in read_modules():
        if not tested.holds(words):
            continue
        scores = dict(scores_of(tested, words, verbose))
        wanted, passed = sum(one.wanted for one in scores.values()), sum(one.passed for one in scores.values())
        total, good = total + wanted, good + passed
        shares.append(passed / wanted if wanted else 1.0)
        failed |= {f"{path}.{name}": summary(text) for path, one in scores.items() for name, text in one.failed.items()}
        print(f"= {tested.module} {tested.version} ({tested.kind}): {passed} of {wanted}", flush=True)
    print(
        f"RESULT own tests of {len(shares)} modules: {good} of {total} functions that pass with gc pass "
        f"({100 * good / (total or 1):.1f}%), at least {100 * min(shares, default=1.0):.1f}% in each "
        "(target 90%, 75% in each)"
    )
    return failed


def main(args: Sequence[str]) -> int:
    """Test the modules that are named, or all; 1 if something fails that is not known to."""
    words = [word for word in args if not word.startswith("-")]
    if "--update" in args:
        update(words)
        return 0
    failed = compare(words, "-v" in args)
    if words:
        for name, text in failed.items():
            print(f"  {name} {text}")
        return 1 if failed else 0
    return compare_with_known(failed, HERE / "known_failures.txt")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
