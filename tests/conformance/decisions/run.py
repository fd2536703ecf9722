"""Decisions about inlining against gc: "can inline", "inlining call to" and the costs of functions.

        .venv/bin/python tests/conformance/decisions/run.py [--packages a,b] [--suites std,...] [--show N] [--quick]

The standard library's part of the measure and five fetched modules; a package counts once. Package runtime is left out:
it is compiled by other rules. Lines are compared as multisets: kind, file, line, column and name, type arguments apart.
`--quick` checks only the packages named and what they import, instead of the whole suite.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.compiler.decide.bodies import TypedBodies  # noqa: E402
from server.compiler.decide.inline.inliner import Inliner  # noqa: E402
from server.compiler.types.sizes import Sizes  # noqa: E402
from tests.conformance.decisions.inline import KINDS, Printer, Row, gc_rows  # noqa: E402
from tests.conformance.decisions.oracle import ListedPackage, Suite, module_suites, standard_suite  # noqa: E402
from tests.conformance.decisions.program import Program  # noqa: E402

TARGET: Final = 96.0  # per cent, of precision and of recall
COUNTED: Final = ("can inline", "inlining call to")
NOT_COUNTED: Final = frozenset({"runtime"})
_Key = tuple[str, str, int, int, str]


class Comparison:
    """Counts per kind, functions in which all is equal, and the differences."""

    def __init__(self) -> None:
        self.agree: Counter[str] = Counter()
        self.ours: Counter[str] = Counter()
        self.theirs: Counter[str] = Counter()
        self.costs = self.equal_costs = self.places = self.equal_places = 0
        self.differences: list[tuple[str, str, _Key]] = []  # package, "+" ours only or "-" gc's only, row

    def add(self, package: str, ours: Sequence[Row], theirs: Sequence[Row]) -> None:
        """Compare the lines of one package."""
        mine, gcs = Counter(row.key for row in ours), Counter(row.key for row in theirs)
        for key, count in (mine & gcs).items():
            self.agree[key[0]] += count
        for sign, rows, counts in (("+", mine - gcs, self.ours), ("-", gcs - mine, self.theirs)):
            for key, count in sorted(rows.items()):
                counts[key[0]] += count
                self.differences += [(package, sign, key)] * count
        self._compare_costs(ours, theirs)
        self._compare_files(mine, gcs)

    def _compare_costs(self, ours: Sequence[Row], theirs: Sequence[Row]) -> None:
        known = {(row.file, row.line, row.column, row.name): row.cost for row in ours if row.cost}
        for row in theirs:
            if row.kind in ("can inline", "cannot inline") and row.cost.isdigit():
                cost = known.get((row.file, row.line, row.column, row.name))
                self.costs += 1
                self.equal_costs += cost == row.cost

    def _compare_files(self, mine: Counter[_Key], gcs: Counter[_Key]) -> None:
        lines: defaultdict[tuple[str, int], list[Counter[_Key]]] = defaultdict(lambda: [Counter(), Counter()])
        for side, rows in enumerate((mine, gcs)):
            for key, count in rows.items():
                if key[0] in COUNTED:
                    lines[key[1], key[2]][side][key] += count
        self.places += len(lines)
        self.equal_places += sum(a == b for a, b in lines.values())

    def report(self) -> bool:
        """Print the table; whether the target is reached."""
        print(f"{'kind':20} {'agree':>7} {'ours':>6} {'gc':>6} {'precision':>10} {'recall':>8}")
        good = True
        for kind in KINDS:
            agree, ours, theirs = self.agree[kind], self.ours[kind], self.theirs[kind]
            precision, recall = 100 * agree / max(agree + ours, 1), 100 * agree / max(agree + theirs, 1)
            print(f"{kind:20} {agree:7} {ours:6} {theirs:6} {precision:9.2f}% {recall:7.2f}%")
            if kind in COUNTED:
                good = good and min(precision, recall) >= TARGET
                print(f"RESULT {kind!r}: precision {precision:.2f}%, recall {recall:.2f}% (target {TARGET:.0f}% each)")
        equal = 100 * self.equal_costs / max(self.costs, 1)
        print(f"RESULT costs of functions equal to gc's: {self.equal_costs} of {self.costs}, {equal:.2f}%")
        equal = 100 * self.equal_places / max(self.places, 1)
        print(f"RESULT source lines on which both kinds of message equal gc's: {equal:.2f}%")
        return good

    def causes(self) -> Iterator[str]:
        """The ten names about which we differ most often."""
        found = Counter((sign, key[0], key[4]) for _, sign, key in self.differences if key[0] in COUNTED)
        for (sign, kind, name), count in found.most_common(10):
            yield f"{count:6} {'only ours' if sign == '+' else 'only gc'}: {kind} {name}"


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


def run_suite(
    suite: Suite, wanted: Sequence[str], quick: bool, done: set[str], result: Comparison, before: Program | None = None
) -> Program:
    """Compare the packages of a suite that were not compared before; the standard library's are checked once."""
    program, bodies = before.with_standard() if before is not None else Program(), TypedBodies()
    printer = Printer(program, bodies, Inliner(bodies, Sizes(8), "amd64"))
    lines, listed = suite.lines(), suite.listed()
    counted, spent = 0, 0.0
    for typed in program.check(closure(listed, wanted) if quick else listed):
        path = typed.package.path
        bodies.add(typed)
        if path in NOT_COUNTED or path in done or path not in lines or (wanted and path not in wanted):
            continue
        done.add(path)
        begin = time.process_time()
        ours = printer.rows(typed)
        spent += time.process_time() - begin
        counted += program.lines.get(path, 0)
        result.add(path, ours, list(gc_rows(lines[path])))
    print(f"{suite.name}: {counted} lines in {spent:.1f} s, {counted / max(spent, 0.001):.0f} lines/s", flush=True)
    return program


def main(args: Sequence[str]) -> int:
    """Compare; 1 if a kind misses the target."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--packages", default="", help="only these import paths, separated by commas")
    parser.add_argument("--suites", default="", help="only these: std or module paths")
    parser.add_argument("--show", type=int, default=0, help="how many differences to print")
    parser.add_argument("--quick", action="store_true", help="check only the packages named and what they import")
    options = parser.parse_args(args)
    wanted = [path for path in options.packages.split(",") if path]
    chosen = [name for name in options.suites.split(",") if name]
    result, done = Comparison(), set[str]()
    program: Program | None = None
    for suite in [standard_suite(), *module_suites()]:
        if not chosen or suite.name in chosen:
            program = run_suite(suite, wanted, options.quick, done, result, program)
    good = result.report()
    print(*result.causes(), sep="\n")
    for package, sign, key in result.differences[: options.show]:
        print(f"{sign} {package}: {Path(key[1]).name}:{key[2]}:{key[3]}: {key[0]} {key[4]}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
