"""Decisions about inlining and escaping against gc's, line by line, in one pass.

Over the standard library's part of the measure and five fetched modules.

        .venv/bin/python tests/conformance/decisions/run.py [--packages a,b] [--suites std,...] [--show FILE] [--quick]

Prints a table per kind of line, the most frequent causes of disagreement, the share of functions in which every line
that `-m` prints is gc's, and the mean agreement over kinds. A package counts once. Left out are package runtime, which
is compiled by other rules, and lines about bounds checks, which are not decided on the typed tree. Packages of which we
compile other files than gc (assembly replaced) are compared over gc's files, but their functions are counted apart.

`--quick` checks only the packages named and what they import; `--show FILE` writes all differences; `--ways` compares
the ways of escaping that `-m=2` shows as well, which takes longer.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.garbage import collect_rarely
from tests.conformance.decisions.compare import Comparison
from tests.conformance.decisions.decider import Decider
from tests.conformance.decisions.lines import KINDS, lines_of_gc
from tests.conformance.decisions.oracle import (
    ListedPackage,
    Suite,
    json_values,
    module_suites,
    standard_suite,
)
from tests.conformance.decisions.ways import WayComparison
from tests.conformance.oracle import goroot

TARGET: Final = 96.0  # per cent: precision and recall of each kind of the measure, and the mean agreement
FUNCTIONS: Final = 90.0  # per cent of functions without a difference
# The kinds that the measure names; what else is printed counts in the mean and in the functions.
MEASURED: Final = (
    "can inline",
    "inlining call to",
    "escapes to heap",
    "moved to heap",
    "does not escape",
    "leaking param",
    "leaking param content",
    "leaking param to result",
)
NOT_COUNTED: Final = frozenset({"runtime"})
CAUSES: Final = 10


def closure(listed: Sequence[ListedPackage], names: Sequence[str]) -> list[ListedPackage]:
    """The packages named and those that they import, in order."""
    by_path = {package.path: package for package in listed}
    needed: set[str] = set()
    todo = list(names)
    while todo:
        path = todo.pop()
        if path in by_path and path not in needed:
            needed.add(path)
            todo += [by_path[path].import_map.get(one, one) for one in by_path[path].imports]
    return [package for package in listed if package.path in needed]


def replaced_packages(listed: Sequence[ListedPackage]) -> set[str]:
    """The packages of the standard library of which we compile other files than gc."""
    names = [package.path for package in listed if package.standard and not package.path.startswith("vendor/")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GOROOT": str(goroot()), "CGO_ENABLED": "0"}
    command = [sys.executable, "-P", "-m", "server", "list", "-deps", "-json=ImportPath,GoFiles", *names]
    done = subprocess.run(command, env=environment, cwd=goroot(), capture_output=True, text=True, check=True)
    ours = {row["ImportPath"]: row.get("GoFiles") or [] for row in json_values(done.stdout)}
    return {
        package.path
        for package in listed
        if package.path in ours and sorted(ours[package.path]) != sorted(Path(name).name for name in package.files)
    }


def run_suite(
    suite: Suite,
    decider: Decider,
    wanted: Sequence[str],
    quick: bool,
    result: Comparison,
    ways: WayComparison | None = None,
) -> None:
    """Compare the packages of a suite that were not compared before."""
    listed, lines = suite.listed(), suite.lines("-m=2" if decider.inline else "-m=2 -l")
    replaced = replaced_packages(listed)
    before, seconds = decider.lines, decider.seconds
    for decided in decider.decide(closure(listed, wanted) if quick else listed):
        path = decided.typed.package.path
        result.index.add(decider.program, decided.typed)
        if path in NOT_COUNTED or path in result.packages or path not in lines or (wanted and path not in wanted):
            continue
        result.add(path, path in replaced, decided.said, list(lines_of_gc(lines[path])))
        if ways is not None:
            ways.add(decider.program, decided, lines[path])
    count, spent = decider.lines - before, decider.seconds - seconds
    print(f"{suite.name}: {count} lines in {spent:.1f} s, {count / max(spent, 0.001):.0f} lines/s", flush=True)


def report(result: Comparison) -> bool:
    """Print all figures; whether the targets are reached."""
    print(*result.table(), sep="\n")
    print(f"The {CAUSES} most frequent causes of disagreement, by number of lines:")
    print(*result.causes(CAUSES), sep="\n")
    good = True
    for kind in KINDS:
        row = result.rows[kind]
        if row.agree + row.theirs == 0:
            continue
        target = f" (target {TARGET:.0f}% each)" if kind in MEASURED else ""
        print(f"RESULT {kind!r}: precision {row.precision:.2f}%, recall {row.recall:.2f}%{target}")
        good = good and (kind not in MEASURED or min(row.precision, row.recall) >= TARGET)
    print(f"RESULT costs of functions equal to gc's: {result.costs}")
    print(f"RESULT functions in which every line of -m equals gc's: {result.functions} (target {FUNCTIONS:.0f}%)")
    if result.replaced.total:
        print(f"RESULT the same in packages of which other files are compiled, counted apart: {result.replaced}")
    average = result.macro_average()
    print(f"RESULT lines that both print, of all that either prints, mean over kinds: {average:.2f}% (target 96%)")
    share = 100 * result.functions.equal / max(result.functions.total, 1)
    return good and average >= TARGET and share >= FUNCTIONS


def main(args: Sequence[str]) -> int:
    """Compare; 1 if a target is missed."""
    collect_rarely()
    parser = argparse.ArgumentParser()
    parser.add_argument("--packages", default="", help="only these import paths, separated by commas")
    parser.add_argument("--suites", default="", help="only these: std or module paths")
    parser.add_argument("--show", default="", help="a file for all differences")
    parser.add_argument("--quick", action="store_true", help="check only the packages named and what they import")
    parser.add_argument("--ways", action="store_true", help="compare ways of escaping, too")
    parser.add_argument("--no-inline", action="store_true", help="compare under -l")
    options = parser.parse_args(args)
    wanted = [path for path in options.packages.split(",") if path]
    chosen = [name for name in options.suites.split(",") if name]
    result, decider, begin = Comparison(), Decider(not options.no_inline, options.ways), time.monotonic()
    ways = WayComparison() if options.ways else None
    for suite in [standard_suite(), *module_suites()]:
        if not chosen or suite.name in chosen:
            run_suite(suite, decider, wanted, options.quick, result, ways)
    good = report(result)
    if ways is not None:
        print(f"RESULT ways of escaping of -m=2, heading and all steps, as gc's: {ways.share}")
    print(f"{len(result.packages)} packages in {time.monotonic() - begin:.0f} s")
    if options.show:
        costs = (f"= {package}: {line} ours {cost or 'unknown'}" for package, line, cost in result.cost_differences)
        pairs = (("+", ways.only_ours), ("-", ways.only_gc)) if ways is not None else ()
        shown = ("\n".join([f"{sign} {way[0]}: {way[1]}", *way[2:]]) for sign, found in pairs for way in found)
        Path(options.show).write_text("\n".join([*map(str, result.differences), *costs, *shown, ""]))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
