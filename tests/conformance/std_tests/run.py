"""The standard library's own tests under `bindery test -short`, function by function, against the oracle.

`functions.tsv` holds the test functions that pass with gc on linux/amd64; `--update` asks the oracle again for the
packages that are named. Failures are compared with `known_failures.txt` (name and reason). Arguments name packages,
`-v` shows what each failure printed, `-qemu` runs the packages of `QEMU` for linux/arm64, `-goarch=riscv64` for another
processor.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.conformance.known import compare_with_known
from tests.conformance.owntests import by_oracle, by_ours, read_rows, score, summary, write_rows

HERE: Final = Path(__file__).parent
ROWS: Final = HERE / "functions.tsv"
QEMU: Final = (
    *("errors", "cmp", "container/heap", "container/list", "sort", "slices", "strings", "strconv"),
    *("unicode/utf8", "path"),
)


def update(packages: Sequence[str]) -> None:
    """Ask the oracle for the functions of these packages, and write them down."""
    rows = read_rows(ROWS)
    for package in packages:
        found = by_oracle(package)
        rows[package] = sorted(found.passed)
        print(f"{package}: {len(found.passed)} pass, {len(found.failed)} fail, {len(found.skipped)} are skipped")
        if not found.passed:
            print(found.said)
        write_rows(ROWS, rows)


def compare(packages: Sequence[str], goarch: str, verbose: bool) -> Iterator[tuple[str, str]]:
    """Run packages with ours, print a line for each; the functions that fail, with what they say."""
    rows = read_rows(ROWS)
    scores = []
    for package in packages:
        wanted = rows.get(package, [])
        found = score(wanted, by_ours(package, wanted, goarch))
        scores.append(found)
        print(f"{package}: {found}", flush=True)
        for name, text in found.failed.items():
            if verbose:
                print(f"--- {package}.{name}\n{text[:4000]}", flush=True)
            yield f"{package}.{name}", summary(text)
    total, good = sum(one.wanted for one in scores), sum(one.passed for one in scores)
    least = min((one.share for one in scores), default=1.0)
    print(
        f"RESULT own tests of {len(packages)} packages of the standard library for {goarch}: {good} of {total} "
        f"functions that pass with gc pass ({100 * good / (total or 1):.1f}%), at least {100 * least:.1f}% in each "
        "(target 95%, 85% in each)"
    )


def main(args: Sequence[str]) -> int:
    """Run the packages that are named, or all; 1 if something fails that is not known to."""
    packages = [word for word in args if not word.startswith("-")]
    if "--update" in args:
        update(packages or sorted(read_rows(ROWS)))
        return 0
    named = [word.partition("=")[2] for word in args if word.startswith("-goarch=")]
    goarch = named[0] if named else "arm64" if "-qemu" in args else "amd64"
    chosen = packages or (sorted(read_rows(ROWS)) if goarch == "amd64" else QEMU)
    failed = dict(compare(chosen, goarch, "-v" in args))
    if packages:
        for name, reason in failed.items():
            print(f"  {name} {reason}")
        return 1 if failed else 0
    return compare_with_known(failed, HERE / "known_failures.txt")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
