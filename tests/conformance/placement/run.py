"""What is decided is what is compiled: heap allocations in packages of the standard library against the decision log.

        .venv/bin/python tests/conformance/placement/run.py [PATH ...] [-show FILE]

Prints how many allocations have no decision and how many decisions no allocation; see allocations.py for what counts.
Functions in which that is known to be so are in `known_failures.txt`, with the reason.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.build.packages import LoadedPackage
from server.compiler.ir.decisions import DecisionLog
from server.compiler.irbuild.build import build_package, open_package
from server.compiler.irbuild.context import PackageContext
from server.compiler.irbuild.packageinit import build_init
from server.compiler.pipeline import decide_unit
from server.compiler.ssa.passes import optimise
from server.compiler.syntax.walk import preorder
from server.compiler.types.info import TypedPackage
from server.diagnostics.collector import Collector
from server.garbage import collect_rarely
from server.target import TARGETS
from tests.conformance.ir.run import Closure
from tests.conformance.known import compare_with_known
from tests.conformance.oracle import goroot
from tests.conformance.placement.allocations import Comparison, Spot, allocations, compare, spots, static_copies

PACKAGES: Final = (
    "runtime",
    "internal/runtime/maps",
    "errors",
    "sort",
    "slices",
    "strings",
    "bytes",
    "strconv",
    "bufio",
    "container/list",
    "time",
    "reflect",
    "fmt",
    "regexp",
    "encoding/json",
    "text/template",
    "net/url",
)


def static_spots(context: PackageContext) -> Iterator[Spot]:
    """Where the literals of variables stand that start as data; gc's lines say that these escape, too."""
    build_init(context, Collector())
    static = context.statics.values
    for item in context.typed.init_order:
        if len(item.lhs) == 1 and item.lhs[0] in static:
            yield from ((item.tree.anchor, node.start) for node in preorder(item.rhs))


def compare_package(closure: Closure, package: LoadedPackage, typed: TypedPackage, result: Comparison) -> None:
    """Compile a package as a build does and compare."""
    log, problems, back, bodies = DecisionLog(), Collector(), closure.back_end(package), closure.front.bodies
    plan = decide_unit(typed, bodies, back, log)
    closure.leaks |= plan.leaks
    ir = build_package(typed, problems, back.build, bodies, plan, log)
    assert not problems.has_errors, problems.items[0].message
    built: list[Spot] = []
    for value in (*(value for _, value in allocations(ir.funcs)), *static_copies(ir.funcs)):
        built += spots(value.span, closure.files) if value.span is not None else []
    built += static_spots(open_package(typed, back.build, bodies, plan))
    for func in ir.funcs:
        optimise(func, log, back.passes)
    compare(built, ir.funcs, log, closure.files, result)


def compare_all(paths: Sequence[str]) -> Comparison:
    """Compare the packages named; those that they import are decided about first."""
    closure, result = Closure(goroot() / "src", TARGETS[0], own_runtime=True, inlining=True), Comparison()
    for package in closure.load([path for path in paths if path != "runtime"] or ["errors"]):
        typed = closure.check(package)
        if typed is None or not typed.functions:
            continue
        if package.import_path in paths:
            compare_package(closure, package, typed, result)
        else:
            closure.decide(package, typed)
    return result


def report(result: Comparison) -> None:
    """Print all figures."""
    for kind, count in sorted(result.silent.items()):
        print(f"{count:6} {kind}, of which the log does not speak")
    print(f"{result.wrappers:6} decisions about wrappers of instances, which we have not")
    print(f"RESULT allocations without a decision: {len(result.undecided)} of {result.allocations}")
    print(f"RESULT decisions without an allocation: {len(result.unmet)} of {result.decisions}")


def main(args: Sequence[str]) -> int:
    """Compare; 1 if something has no counterpart that is not known to lack one."""
    collect_rarely()
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", nargs="*", default=PACKAGES)
    parser.add_argument("-show", default="", help="a file for all differences")
    options = parser.parse_args(args)
    result = compare_all(options.paths)
    report(result)
    if options.show:
        rows = [f"+ {row.text}" for row in result.undecided] + [f"- {row.text}" for row in result.unmet]
        Path(options.show).write_text("\n".join([*rows, ""]))
    failed = {row.function.replace(" ", ""): row.text for row in (*result.undecided, *result.unmet)}
    return compare_with_known(failed, Path(__file__).with_name("known_failures.txt"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
