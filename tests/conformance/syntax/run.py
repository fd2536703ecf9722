"""Syntax errors: gc's own files of wrong programs, `src/cmd/compile/internal/syntax/testdata`.

gc's parser checks branches (labels, break, fallthrough) as well; ours leaves them to the type checker, which runs here
for those errors alone. A comment `/* ERROR rx */` stands before the token at whose position the error is shown,
`// ERROR rx` on its line. A file passes when every error shown has its comment and every comment its error.

The second measure compiles the programs of `tests/compiler/syntax/errors.txt` with gc itself: line, column and text of
every error must be those the file has.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.compiler.syntax.lexer import lex
from server.compiler.syntax.parse import parse_file, syntax_diagnostics, to_file
from server.compiler.types.check import CheckConfig, check_package
from server.compiler.types.sizes import Sizes
from server.diagnostics.codes import types as rows
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from tests.compiler.syntax.error_cases import read_cases
from tests.conformance.oracle import go_command, goroot

BRANCH_ROWS = (
    rows.MISPLACED_BREAK, rows.MISPLACED_CONTINUE, rows.FALLTHROUGH_MISPLACED, rows.FALLTHROUGH_FINAL,
    rows.FALLTHROUGH_TYPE_SWITCH, rows.UNDECLARED_LABEL, rows.UNUSED_LABEL, rows.DUPLICATE_LABEL,
    rows.JUMP_INTO_BLOCK, rows.JUMP_OVER_DECLARATION, rows.INVALID_BREAK_LABEL, rows.INVALID_CONTINUE_LABEL,
    rows.UNDEFINED_BREAK_LABEL, rows.UNDEFINED_CONTINUE_LABEL,
)  # fmt: skip
COMMENT = re.compile(rb"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`|'(?:[^'\\\n]|\\.)+'", re.DOTALL)


def expected(data: bytes) -> dict[tuple[int, int], str]:
    """Pattern by line and column; column 0 where only the line counts."""
    starts = lex(data.decode("latin-1")).starts
    found: dict[tuple[int, int], str] = {}
    for match in COMMENT.finditer(data):
        text = match[0].decode("utf-8", "replace")
        if text.startswith("// ERROR "):
            found[position(data, match.start())[0], 0] = text[9:].strip()
        elif text.startswith("/* ERROR "):
            token = next((start for start in starts if start >= match.end()), len(data))
            found[position(data, token)] = text[9:-2].strip()
    return found


def position(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column, from 1."""
    return data.count(b"\n", 0, offset) + 1, offset - data.rfind(b"\n", 0, offset)


def found_in(path: str, data: bytes) -> list[tuple[int, str]]:
    """Offset and message of every syntax and branch error."""
    tree = parse_file(path, data)
    files = FileSet([to_file(tree, data)])
    checked = Collector()
    if not any(decl.errors for decl in tree.decls):
        check_package("p", [tree], CheckConfig(Sizes(8), lambda _path: None), checked)
    branches = [one for one in checked.items if one.row in BRANCH_ROWS]
    found = []
    for diagnostic in [*syntax_diagnostics(tree, all_of_line=True), *branches]:
        assert diagnostic.span is not None
        found.append((files.locate(diagnostic.span).start, diagnostic.message))
    return found


def check(path: Path) -> list[str]:
    """What differs in one file."""
    data = path.read_bytes()
    wanted = expected(data)
    differences = []
    for offset, message in found_in(path.name, data):
        line, column = position(data, offset)
        key = (line, column) if (line, column) in wanted else (line, 0)
        if key not in wanted:
            differences.append(f"{path.name}:{line}:{column}: unexpected: {message}")
        elif re.search(wanted[key], message):
            del wanted[key]
        else:
            differences.append(f"{path.name}:{line}:{column}: {message!r} does not match {wanted.pop(key)!r}")
    differences += [f"{path.name}:{line}:{column}: missing: {rx}" for (line, column), rx in sorted(wanted.items())]
    return differences


def gc_errors(source: bytes) -> list[str]:
    """The errors gc prints for a program, as line:column: message."""
    with tempfile.TemporaryDirectory() as folder:
        # gc removes its output file after an error, so it must be one of ours.
        command = [go_command(), "tool", "compile", "-e", "-p", "p", "-o", "x.o", "x.go"]
        (Path(folder) / "x.go").write_bytes(source)
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    return re.findall(r"^x\.go:(\d+:\d+: .*)$", done.stdout + done.stderr, re.MULTILINE)


def compare_cases() -> tuple[int, int]:
    """How many of the error cases agree with gc, of how many."""
    cases = read_cases()
    agree = 0
    for case in cases:
        wanted = gc_errors(case.source)
        agree += wanted == list(case.errors)
        if wanted != list(case.errors):
            print(f"{case.source!r}: gc says {wanted}, the case has {case.errors}")
    return agree, len(cases)


def main() -> int:
    """Compare every file and case; 1 if any differs."""
    agree, cases = compare_cases()
    print(f"RESULT syntax error cases as gc: {agree} of {cases}, {100 * agree / cases:.1f}% (all)")
    paths = sorted((goroot() / "src/cmd/compile/internal/syntax/testdata").glob("*.go"))
    passed = 0
    for path in paths:
        differences = check(path)
        passed += not differences
        for difference in differences:
            print(difference)
    print(f"passed {passed}, failed {len(paths) - passed}")
    print(f"RESULT syntax error files as gc: {passed} of {len(paths)}, {100 * passed / len(paths):.1f}% (95%)")
    return 0 if agree == cases and passed == len(paths) else 1


if __name__ == "__main__":
    sys.exit(main())
