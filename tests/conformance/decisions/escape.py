"""Escape analysis against gc: precision and recall of each kind of line that -m prints.

        python tests/conformance/decisions/escape.py [--no-inline] [--packages a,b] [--suites std,...] [--show N]

A line agrees when file, line, column and text are gc's. Lines about instances of generic functions are compared
without the names of their type arguments. Package runtime is analysed for its callers but not
counted: its rules differ.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.compiler.decide.bodies import TypedBodies  # noqa: E402
from server.compiler.decide.frames import plain_frame  # noqa: E402
from server.compiler.decide.package import DecideOptions, decide_package  # noqa: E402
from server.compiler.decide.plan import Leaks  # noqa: E402
from server.compiler.decide.routine import Frame, Routine  # noqa: E402
from server.compiler.ir.decisions import DecisionLog  # noqa: E402
from server.compiler.types.info import TypedPackage  # noqa: E402
from server.compiler.types.sizes import Sizes  # noqa: E402
from tests.conformance.decisions.declarations import Declarations  # noqa: E402
from tests.conformance.decisions.oracle import Suite, module_suites, standard_suite  # noqa: E402
from tests.conformance.decisions.program import Program  # noqa: E402

TARGET: Final = 96.0  # per cent
KINDS: Final = {
    "escapes to heap": re.compile(r".* escapes to heap", re.DOTALL),
    "moved to heap": re.compile(r"moved to heap: .*"),
    "does not escape": re.compile(r".* does not escape", re.DOTALL),
    "leaking param": re.compile(r"leaking param: \S+"),
    "leaking param content": re.compile(r"leaking param content: .*"),
    "leaking param to result": re.compile(r"leaking param: .* to result .* level=\d+"),
    "ignoring self-assignment": re.compile(r".* ignoring self-assignment in .*", re.DOTALL),
    "zero-copy": re.compile(r"zero-copy string->\[\]byte conversion"),
    "unsafe uintptr": re.compile(r"(assuming|marking) .* uintptr"),
}
NOT_COUNTED: Final = frozenset({"runtime"})
_SHAPE: Final = re.compile(r"go\.shape\.")
_ARGUMENTS: Final = re.compile(r"\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\](?=[.(){}, ]|$)")

RowKey = tuple[str, int, int, str]


def kind_of(text: str) -> str | None:
    """Which kind of line a message is; None for one of another area."""
    for kind, pattern in KINDS.items():
        if pattern.fullmatch(text):
            return kind
    return None


def normal(text: str) -> str:
    """A message without the type arguments of instances, which gc prints as shapes."""
    if "go.shape" in text:
        text = _SHAPE.sub("", text)
    return text


class Comparison:
    """Counts per kind, and the lines on which the two differ."""

    def __init__(self) -> None:
        self.agree: Counter[str] = Counter()
        self.ours: Counter[str] = Counter()
        self.theirs: Counter[str] = Counter()
        self.differences: list[tuple[str, str, RowKey]] = []  # package, "+" ours only or "-" gc's only, row

    def add(self, package: str, ours: set[RowKey], theirs: set[RowKey]) -> None:
        """Compare the lines of one package."""
        for row in ours & theirs:
            self.agree[kind_of(row[3]) or ""] += 1
        for sign, rows, counts in (("+", ours - theirs, self.ours), ("-", theirs - ours, self.theirs)):
            for row in sorted(rows):
                counts[kind_of(row[3]) or ""] += 1
                self.differences.append((package, sign, row))

    def print(self) -> bool:
        """The table; whether all kinds reach the target."""
        print(f"{'kind':26} {'agree':>7} {'ours':>6} {'gc':>6} {'prec':>7} {'recall':>7}")
        good = True
        for kind in KINDS:
            agree, ours, theirs = self.agree[kind], self.ours[kind], self.theirs[kind]
            precision = 100 * agree / max(agree + ours, 1)
            recall = 100 * agree / max(agree + theirs, 1)
            good = good and (agree + theirs == 0 or min(precision, recall) >= TARGET)
            print(f"{kind:26} {agree:7} {ours:6} {theirs:6} {precision:6.2f}% {recall:6.2f}%")
        return good


def decide(
    program: Program,
    typed: TypedPackage,
    bodies: TypedBodies,
    frame_of: Callable[[Routine], Frame],
    leaks: dict[str, tuple[Leaks, ...]],
    declarations: Declarations,
    explain: bool,
) -> set[RowKey]:
    """The lines that we print about a package; what its functions leak is added to `leaks`."""
    log = DecisionLog()
    options = DecideOptions(Sizes(8), explain)
    plan = decide_package(typed, bodies, frame_of, leaks.get, options, log, declarations.pragmas_of)
    leaks.update(plan.leaks)
    rows: set[RowKey] = set()
    for item in log.items:
        if item.message and kind_of(item.message):
            place = program.place(item.span) if item.span is not None else ("", 0, 0)
            rows.add((*place, normal(item.message)))
    return rows


def run_suite(suite: Suite, flags: str, inline: bool, wanted: frozenset[str], result: Comparison) -> None:
    """Compare all packages of a suite, or those wanted."""
    program, bodies, declarations = Program(), TypedBodies(), Declarations()
    leaks: dict[str, tuple[Leaks, ...]] = {}
    lines = suite.lines(flags)
    frame_of = _frames(bodies, inline)
    spent = 0.0
    counted = 0
    for typed in program.check(suite.listed()):
        path = typed.package.path
        bodies.add(typed)
        declarations.add(typed)
        begin = time.process_time()
        ours = decide(program, typed, bodies, frame_of, leaks, declarations, False)
        spent += time.process_time() - begin
        counted += program.lines.get(path, 0)
        if path not in NOT_COUNTED and (not wanted or path in wanted):
            rows = {(line.file, line.line, line.column, normal(line.text)) for line in lines.get(path, ())}
            result.add(path, ours, {row for row in rows if kind_of(row[3])})
    print(f"{suite.name}: {counted} lines in {spent:.1f} s, {counted / max(spent, 0.001):.0f} lines/s", flush=True)


def _frames(bodies: TypedBodies, inline: bool) -> Callable[[Routine], Frame]:
    if not inline:
        return plain_frame
    from server.compiler.decide.inline.inliner import Inliner

    return Inliner(bodies).expand


def show(result: Comparison, count: int) -> None:
    """Print some of the differences."""
    for package, sign, (file, line, column, text) in result.differences[:count]:
        print(f"{sign} {package} {Path(file).name}:{line}:{column}: {text}")


def suites(names: Iterable[str]) -> list[Suite]:
    """The suites of the measure, or those whose names hold one of `names`."""
    every = [standard_suite(), *module_suites()]
    chosen = list(names)
    return [suite for suite in every if not chosen or any(name in suite.name for name in chosen)]


def main(args: Sequence[str]) -> int:
    """Compare; 1 if a kind misses the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-inline", action="store_true", help="compare under -l")
    parser.add_argument("--packages", default="")
    parser.add_argument("--suites", default="")
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args(args)
    result = Comparison()
    flags = "-m=2 -l" if options.no_inline else "-m=2"
    wanted = frozenset(filter(None, options.packages.split(",")))
    for suite in suites(filter(None, options.suites.split(","))):
        run_suite(suite, flags, not options.no_inline, wanted, result)
    good = result.print()
    show(result, options.show)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
