"""Go 1.19's own tests of the compiler (`test/`), read where Debian's golang-1.19-src puts them.

The rows of `rows.tsv` are those `errorcheck...` and `compile...` tests that Go 1.27.3 passes. An `errorcheck` test
passes when the errors of each line match the expressions of its `// ERROR "..."` comments, as in Go's test driver; a
`compile` test passes when there are no errors. Of tests in folders, every file is a package (with `-s`: every package
clause). Tests whose comments are about what later stages decide (`-0 -m`, `-d=ssa/...`) are not for the front end:
their programs must check without errors.

Failures are compared with `known_failures.txt` (name and reason); arguments name tests, `-v` shows the differences.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.compiler.syntax.parse import parse_file
from server.compiler.types.objects import Package
from server.compiler.types.version import Version, parse_version
from tests.conformance.known import compare_with_known
from tests.conformance.oracle import go_command
from tests.conformance.printed import ENVIRONMENT, Printed, our_errors
from tests.conformance.types.stdlib import StandardLibrary

HERE: Final = Path(__file__).parent
TESTS: Final = Path("/usr/share/go-1.19/test")
_COMMENT: Final = re.compile(r"// (?:GC_)?ERROR (.*)")
_LINE: Final = re.compile(r"LINE(?:([+-])([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Test:
    """One row."""

    directive: str
    name: str  # path below test/

    @property
    def action(self) -> str:
        """The directive's first word."""
        return self.directive.split()[0]

    @property
    def is_about_later_stages(self) -> bool:
        """Whether the comments are not about errors."""
        return "-0" in self.directive.split()

    @property
    def version(self) -> Version | None:
        """The language version of a flag."""
        found = re.search(r"-lang=(\S+)", self.directive)
        return parse_version(found[1]) if found else None


def read_rows() -> list[Test]:
    """The rows of the committed list."""
    return [Test(*line.split("\t")) for line in (HERE / "rows.tsv").read_text().splitlines()]


def packages_of(test: Test) -> Iterator[dict[str, bytes]]:
    """The packages of a test in order, as text by file name."""
    path = TESTS / test.name
    if test.action.endswith("output"):
        names = re.findall(r"\./(\S+)", test.directive) or [path.name]
        yield {"tmp.go": output_of([path, *(path.with_name(name) for name in names)])}
    elif not test.action.endswith("dir"):
        yield {path.name: path.read_bytes()}
    else:
        groups: dict[str, dict[str, bytes]] = {}
        for file in sorted(path.with_suffix(".dir").glob("*.go")):
            data = file.read_bytes()
            clause = parse_file(file.name, data).package
            group = clause.name.name if clause and "-s" not in test.directive.split() else file.name
            groups.setdefault(group, {})[file.name] = data
        yield from groups.values()


def output_of(paths: list[Path]) -> bytes:
    """What a program prints, run by the oracle."""
    command = [str(go_command()), "run", *dict.fromkeys(map(str, paths))]
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, **ENVIRONMENT}
        return subprocess.run(command, capture_output=True, check=True, cwd=folder, env=env).stdout


def wanted_errors(sources: dict[str, bytes]) -> dict[tuple[str, int], list[str]]:
    """The expressions of the comments by file and line."""
    wanted: dict[tuple[str, int], list[str]] = {}
    for name, data in sources.items():
        for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
            comment = _COMMENT.search(line)
            if comment is None or "////" in line:
                continue

            def place(match: re.Match[str], name: str = name, number: int = number) -> str:
                return f"{name}:{number + int((match[1] or '+') + (match[2] or '0'))}"

            wanted[name, number] = [_LINE.sub(place, one) for one in re.findall(r'"([^"]*)"', comment[1])]
    return wanted


def differences(found: list[Printed], wanted: dict[tuple[str, int], list[str]]) -> list[str]:
    """What the test driver would complain about."""
    left: dict[tuple[str, int], list[str]] = {}
    for error in found:
        left.setdefault((error.path, error.line), []).append(error.text.replace("\n\t", "; "))
    problems = []
    for (path, line), patterns in wanted.items():
        for pattern in patterns:
            texts = left.get((path, line), [])
            kept = [text for text in texts if not re.search(pattern, text)]
            if len(kept) == len(texts):
                problems.append(f"{path}:{line}: no match for {pattern!r} in {texts}")
            left[path, line] = kept
    return problems + [f"{path}:{line}: not expected: {text}" for (path, line), texts in left.items() for text in texts]


def run_test(test: Test, library: StandardLibrary) -> list[str]:
    """The differences of one test."""
    done: dict[str, Package | None] = {}
    is_expected = test.action.startswith("errorcheck") and not test.is_about_later_stages
    problems = []
    for sources in packages_of(test):

        def importer(path: str) -> Package | None:
            return done.get(path.removeprefix("./")) if path.startswith("./") else library(path)

        stem = Path(next(iter(sources))).stem
        standard = "-std" in test.directive.split()
        path = f"test/{stem}"
        found, package = our_errors(sources, importer, path, test.version, complete=False, standard=standard)
        done[stem] = package
        if package is not None:
            done.setdefault(package.name, package)
        problems += differences(found, wanted_errors(sources) if is_expected else {})
    return problems


def main() -> int:
    """Run the tests; 1 if one fails that is not a known failure."""
    names = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if not TESTS.exists():
        print(f"skipped: {TESTS} is missing (Debian package golang-1.19-src)")
        return 0
    library = StandardLibrary()
    tests = [test for test in read_rows() if not names or test.name in names]
    failed = []
    for test in tests:
        problems = run_test(test, library)
        if problems:
            failed.append(test.name)
            if names or "-v" in sys.argv:
                print(f"--- {test.name} ({test.directive})", *(f"  {one}" for one in problems), sep="\n", flush=True)
    passed = len(tests) - len(failed)
    share = 100 * passed / max(1, len(tests))
    later = sum(test.is_about_later_stages for test in tests)
    print(f"{len(tests)} tests, of {later} only that they are accepted")
    print(f"RESULT Go 1.19 errorcheck and compile tests: {passed} of {len(tests)}, {share:.1f}% (target 93%)")
    return 0 if names else compare_with_known(failed, HERE / "known_failures.txt")


if __name__ == "__main__":
    sys.exit(main())
