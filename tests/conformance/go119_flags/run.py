"""Go 1.19's own tests of what the compiler decides (`// errorcheck -0 -m -l`), read where Debian's golang-1.19-src is.

The rows of `rows.tsv` are those that Go 1.27.3 passes. A test passes when the lines printed under its flags match the
expressions of its `// ERROR "..."` comments, as in Go's test driver. Rows with flags that are refused are counted as
failed.

Failures are compared with `known_failures.txt` (name and reason); arguments name tests, `-v` shows the differences.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.build.compilerflags import CompilerFlags
from server.build.result import Report, place_decisions
from server.cli.decisions import decision_lines
from server.cli.flags import UsageError
from server.cli.gcflags import parse_gcflags
from server.compiler.decide.bodies import TypedBodies
from server.compiler.decide.everything import Surroundings, decide_everything
from server.compiler.decide.frames import plain_frame
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.verdicts import Options
from server.compiler.decide.package import DecideOptions, decide_package
from server.compiler.decide.plan import Leaks, PackagePlan
from server.compiler.ir.decisions import DecisionLog
from server.compiler.irbuild.build import build_package
from server.compiler.irbuild.context import BuildConfig
from server.compiler.ssa.options import PassOptions
from server.compiler.ssa.passes import optimise
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.parse import parse_file, to_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.compiler.types.info import TypedPackage
from server.compiler.types.objects import Package
from server.compiler.types.sizes import Sizes
from server.diagnostics.collector import Collector
from server.garbage import collect_rarely
from server.source.file import FileSet
from tests.conformance.decisions.oracle import ListedPackage, Suite, standard_suite
from tests.conformance.decisions.program import Program
from tests.conformance.go119.run import TESTS, Test, differences, packages_of, wanted_errors
from tests.conformance.known import compare_with_known
from tests.conformance.printed import Printed, our_errors, parse_printed

HERE: Final = Path(__file__).parent
_SIZES: Final = Sizes(8)


class Library:
    """Packages of the standard library with bodies, and what their functions leak; read when first needed."""

    def __init__(self) -> None:
        self.program, self.bodies = Program(), TypedBodies()
        self.leaks: dict[str, tuple[Leaks, ...]] = {}
        self._listed: dict[str, ListedPackage] = {}
        self._done: set[str] = set()

    def need(self, paths: Iterable[str]) -> None:
        """Make packages and all that they import ready."""
        if not self._listed:
            more = Suite("std", ("hash/maphash", "os", "reflect", "encoding/binary"))
            self._listed = {one.path: one for suite in (standard_suite(), more) for one in suite.listed()}
        wanted: dict[str, ListedPackage] = {}
        for path in paths:
            self._collect(path, wanted)
        for typed in self.program.check(list(wanted.values())):
            if typed.package.path not in self._done:
                self._done.add(typed.package.path)
                self.bodies.add(typed)
                self.leaks.update(self._decide(typed).leaks)

    def _decide(self, typed: TypedPackage) -> PackagePlan:
        options = DecideOptions(_SIZES, explain=False)
        return decide_package(typed, self.bodies, plain_frame, self.leaks.get, options, DecisionLog())

    def _collect(self, path: str, wanted: dict[str, ListedPackage]) -> None:
        one = self._listed.get(path)
        if one is None or path in wanted:
            return
        for imported in one.imports:
            self._collect(one.import_map.get(imported, imported), wanted)
        wanted[path] = one

    def package(self, path: str) -> Package | None:
        """The importer."""
        typed = self.program.packages.get(path)
        return typed.package if typed is not None else None


def printed(path: str, sources: dict[str, bytes], flags: CompilerFlags, library: Library) -> list[Printed]:
    """What is printed about a package under flags of the compiler."""
    trees = [parse_file(name, data) for name, data in sources.items()]
    library.need(imported for tree in trees for imported in _imports(tree))
    problems = Collector()
    typed = check_package(path, trees, CheckConfig(_SIZES, library.package), problems)
    for name in (typed.package.name, Path(path).name):
        library.program.packages[f"./{name}"] = typed
    if problems.has_errors or any(decl.errors for tree in trees for decl in tree.decls):
        return our_errors(sources, library.package, path)[0]
    files = FileSet([to_file(tree, sources[tree.path]) for tree in trees])
    log = decide(typed, flags, library, problems)
    assert not problems.items, problems.items[0].message
    report = Report(path, (), place_decisions(log.items, files), flags=flags)
    lines = decision_lines(report, lambda name: name)
    return list(dict.fromkeys(parse_printed("\n".join(lines))))


def decide(typed: TypedPackage, flags: CompilerFlags, library: Library, problems: Collector) -> DecisionLog:
    """All decisions about one package, from the typed tree to the last pass."""
    log, bodies = DecisionLog(), library.bodies
    bodies.add(typed)
    inliner = Inliner(bodies, _SIZES, "amd64", Options(flags.inline_level))
    plan = decide_everything(typed, Surroundings(bodies, inliner, _SIZES, library.leaks.get), log, explain=False)
    passes = PassOptions(sizes=_SIZES)
    for func in build_package(typed, problems, BuildConfig(_SIZES), bodies, plan, log).funcs:
        optimise(func, log, passes)
    return log


def _imports(tree: ast.FileTree) -> Iterator[str]:
    for decl in tree.decls:
        for spec in getattr(decl.decl, "specs", ()):
            if isinstance(spec, ast.ImportSpec):
                yield spec.path.value.strip('"`')


def run_test(test: Test, library: Library) -> list[str]:
    """The differences of one test."""
    words = [word for word in test.directive.split()[1:] if word != "-0"]
    try:
        flags = parse_gcflags([" ".join(words)], HERE).rules[-1].flags
    except UsageError as err:
        return [str(err)]
    problems = []
    for sources in packages_of(test):
        path = f"test/{Path(next(iter(sources))).stem}"
        problems += differences(printed(path, sources, flags, library), wanted_errors(sources))
    return problems


def main() -> int:
    """Run the tests; 1 if one fails that is not a known failure."""
    collect_rarely()
    names = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if not TESTS.exists():
        print(f"skipped: {TESTS} is missing (Debian package golang-1.19-src)")
        return 0
    rows = [Test(*line.split("\t")) for line in (HERE / "rows.tsv").read_text().splitlines()]
    tests = [test for test in rows if not names or test.name in names]
    library, failed = Library(), []
    for test in tests:
        problems = run_test(test, library)
        if problems:
            failed.append(test.name)
            if names or "-v" in sys.argv:
                print(f"--- {test.name} ({test.directive})", *(f"  {one}" for one in problems), sep="\n", flush=True)
    passed = len(tests) - len(failed)
    share = 100 * passed / max(1, len(tests))
    print(f"RESULT Go 1.19 tests of decisions: {passed} of {len(tests)}, {share:.1f}% (target 85%)")
    return 0 if names else compare_with_known(failed, HERE / "known_failures.txt")


if __name__ == "__main__":
    sys.exit(main())
