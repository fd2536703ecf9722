"""Go's own type checker tests (internal/types/testdata of the oracle) against our checker.

An error counts as found when line and message agree and the column lies within the tolerance that Go's tests use for
the folder. Prints how many comments and files pass; files with a difference are compared with `known_failures.txt`
(`--update` rewrites it). Arguments name files or parts of their paths; `-v` shows each difference.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.compiler.syntax.nodes import CallExpr, DeclTree, FileTree, Ident
from server.compiler.syntax.parse import parse_file, to_file
from server.compiler.types.check import check_package
from server.compiler.types.checker import CheckConfig
from server.compiler.types.sizes import Sizes
from server.compiler.types.version import Version, parse_version
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from server.source.span import Span
from tests.conformance.known import compare_with_known
from tests.conformance.oracle import goroot
from tests.conformance.types.errorcomments import (
    Expected,
    Found,
    expected_errors,
    match_errors,
)
from tests.conformance.types.stdlib import StandardLibrary

HERE = Path(__file__).parent
# Columns of Go's comments are those of go/types; its tests for gc's checker allow this much.
TOLERANCE = {"check": 50, "spec": 20, "examples": 125, "fixedbugs": 100}
# gc checks branches before types, with texts of its own, which are ours; the tests have those of the type checkers.
BRANCH_TEXTS = (
    (r"label (\w+) not defined", r"label \1 not declared"),
    (r"(?:break|continue) label not defined: (\w+)", r"invalid break label \1 invalid continue label \1"),
    (r"label (\w+) defined and not used", r"label \1 declared and not used"),
    (r"label (\w+) already defined at .*", r"label \1 already declared"),
    (r"goto (\w+) jumps over declaration of .* at .*:(\d+):\d+", r"goto \1 jumps over variable declaration at line \2"),
    (r"break is not in a loop, switch, or select", "break not in for, switch, or select statement"),
    (r"continue is not in a loop", "continue not in for statement"),
    # gc's export data has no unexported names: to gc they are undefined.
    (r"undefined: (\w+)\.([a-z]\w*)", r"name \2 not exported by package \1 undefined: \1.\2"),
)
# The tests run with two more predeclared functions. `assert` yields a constant: where one is wanted, a conversion
# stands in for it. That the argument is true is checked here, from what the checker recorded.
CONSTANT_ASSERT = re.compile(rb"(?<== )assert\(")
PREDECLARED = b"package %s\n\nfunc assert(bool) bool { return true }\n\nfunc trace(...any) int { return 0 }\n"


@dataclass(slots=True)
class Outcome:
    """The differences of one test."""

    name: str
    comments: int = 0
    extra: list[tuple[str, Found]] = field(default_factory=list)
    missing: list[tuple[str, Expected]] = field(default_factory=list)
    shifted: list[tuple[str, Found, Expected]] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """No missing and no extra error."""
        return not (self.extra or self.missing or self.shifted)


def test_inputs(root: Path) -> list[tuple[str, list[Path]]]:
    """(name, files) of each test: single files, and folders as one package."""
    tests = []
    for folder in TOLERANCE:
        for path in sorted((root / folder).iterdir()):
            files = sorted(path.glob("*.go")) if path.is_dir() else [path]
            tests.append((f"{folder}/{path.name}", files))
    return tests


def run_test(name: str, paths: Sequence[Path], library: StandardLibrary) -> Outcome:
    """Check one package and compare."""
    sources = [CONSTANT_ASSERT.sub(b"  bool(", path.read_bytes()) for path in paths]
    flags = dict(re.findall(rb"-(\w+)=(\S+)", sources[0].split(b"\n", 1)[0])) if sources[0].startswith(b"//") else {}
    trees = [parse_file(path.name, data) for path, data in zip(paths, sources)]
    files = FileSet(to_file(tree, data) for tree, data in zip(trees, sources))
    clause = trees[0].package.name.name if trees[0].package else "p"
    helper = PREDECLARED % clause.encode()
    checked = [*trees]
    if b"assert(" in b"".join(sources) or b"trace(" in b"".join(sources):
        checked.append(parse_file("predeclared.go", helper))
    problems = {tree.path: syntax_problems(tree, files) for tree in trees}

    def place(span: Span) -> str:
        line, column = position(files, span)[1:]
        return f"{span.anchor.path}:{line}:{column}"

    version = parse_version(flags.get(b"lang", b"").decode())
    config = CheckConfig(Sizes(8), library, version, file_versions(trees, version), True, place=place)
    collector = Collector()
    typed = check_package(clause, checked, config, collector)
    found = problems
    for expr, recorded in typed.info.types.items():
        called = expr.fun.name if isinstance(expr, CallExpr) and isinstance(expr.fun, Ident) else ""
        if called in ("assert", "bool") and isinstance(expr, CallExpr) and len(expr.args) == 1:
            argument = typed.info.types.get(expr.args[0])
            if (argument is not None and argument.value is False) or (called == "bool" and recorded.value is False):
                found[paths[0].name].append(Found(0, 0, "assertion failed", "Test"))
    for item in collector.items:
        if item.span is None or item.span.anchor.path not in found:
            continue
        message = item.message
        for ours, theirs in BRANCH_TEXTS:
            message = re.sub(ours, theirs, message)
        text = "\n\t".join([message, *(f"{place(one.span)}: {one.message}" for one in item.related)])
        path, line, column = position(files, item.span)
        found[path].append(Found(line, column, text, item.row.code))
    return compare(name, dict(zip((path.name for path in paths), sources)), found)


def syntax_problems(tree: FileTree, files: FileSet) -> list[Found]:
    """The syntax errors of a file, taken off its tree: Go's tests check such declarations all the same."""
    found = []
    for i, decl in enumerate(tree.decls):
        for problem in decl.errors:
            span = Span(decl.anchor, problem.start, problem.end)
            text = problem.row.template.format(*problem.args)
            found.append(Found(*position(files, span)[1:], text, problem.row.code))
        if decl.errors:
            tree.decls[i] = DeclTree(decl.anchor, decl.text, decl.decl)
    return found


def file_versions(trees: Sequence[FileTree], module: Version | None) -> dict[str, Version]:
    """Language versions from `//go:build go1.N` lines, not below Go 1.21."""
    versions = {}
    for tree in trees:
        for directive in tree.header.directives:
            version = parse_version(directive.args) if directive.name.endswith("go:build") else None
            if version is not None:
                floor = (1, 21) if module is None else min(module, (1, 21))
                versions[tree.path] = max(version, floor)
    return versions


def position(files: FileSet, span: Span) -> tuple[str, int, int]:
    """File, line and column of a span's start."""
    where = files.locate(span)
    file = files.file(where.path)
    return (where.path, *file.lines.line_column(where.start)) if file else (where.path, 0, 0)


def compare(name: str, sources: dict[str, bytes], found: dict[str, list[Found]]) -> Outcome:
    """The differences between comments and errors of all files of a test."""
    outcome = Outcome(name)
    tolerance = TOLERANCE[name.split("/")[0]]
    for path, data in sources.items():
        expected = expected_errors(data.decode("utf-8", "replace"))
        outcome.comments += sum(map(len, expected.values()))
        extra, missing, shifted = match_errors(found[path], expected, tolerance)
        outcome.extra += [(path, one) for one in extra]
        outcome.missing += [(path, one) for one in missing]
        outcome.shifted += [(path, one, want) for one, want in shifted]
    return outcome


def show(outcome: Outcome) -> None:
    """Print the differences of one test."""
    print(f"--- {outcome.name}")
    for path, error in outcome.extra:
        print(f"  {path}:{error.line}:{error.column}: not expected: {error.message} [{error.code}]")
    for path, comment in outcome.missing:
        print(f"  {path}:{comment.line}:{comment.column}: missing: {comment.pattern}")
    for path, error, comment in outcome.shifted:
        print(f"  {path}:{error.line}:{error.column}: column, wanted {comment.column}: {error.message}")


def main() -> int:
    """Run the tests; 1 if one fails that is not a known failure."""
    arguments = [a for a in sys.argv[1:] if not a.startswith("-")]
    verbose = "-v" in sys.argv
    root = goroot() / "src/internal/types/testdata"
    library = StandardLibrary()
    outcomes = []
    for name, paths in test_inputs(root):
        if arguments and not any(a in name for a in arguments):
            continue
        outcome = run_test(name, paths, library)
        outcomes.append(outcome)
        if verbose and not outcome.passed:
            show(outcome)
    comments = sum(one.comments for one in outcomes)
    matched = comments - sum(len(one.missing) + len(one.shifted) for one in outcomes)
    failed = [one.name for one in outcomes if not one.passed]
    print(f"RESULT comments matched: {matched} of {comments}, {100 * matched / max(comments, 1):.1f}% (target 97%)")
    passed = len(outcomes) - len(failed)
    share = 100 * passed / len(outcomes)
    print(f"RESULT files without a difference: {passed} of {len(outcomes)}, {share:.1f}% (target 95%)")
    if arguments:
        return 0
    return _compare(failed)


def _compare(failed: list[str]) -> int:
    """Compare with the committed list of failures, or rewrite it."""
    path = HERE / "known_failures.txt"
    if "--update" in sys.argv:
        path.write_text("".join(f"{name}\n" for name in failed))
        return 0
    return compare_with_known(failed, path)


if __name__ == "__main__":
    sys.exit(main())
