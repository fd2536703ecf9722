"""Syntax errors: gc's own files of wrong programs, `src/cmd/compile/internal/syntax/testdata`.

A comment `/* ERROR rx */` stands before the token at whose position the error is shown, `// ERROR rx` on its line. A
file passes when every error shown has its comment and every comment its error.

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

from server.compiler.syntax.lexer import lex  # noqa: E402
from server.compiler.syntax.parse import parse_file, syntax_diagnostics, to_file  # noqa: E402
from server.source.file import FileSet  # noqa: E402
from tests.compiler.syntax.error_cases import read_cases  # noqa: E402
from tests.conformance.oracle import go_command, goroot  # noqa: E402

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


def check(path: Path) -> list[str]:
    """What differs in one file."""
    data = path.read_bytes()
    tree = parse_file(path.name, data)
    files = FileSet([to_file(tree, data)])
    wanted = expected(data)
    differences = []
    for diagnostic in syntax_diagnostics(tree, all_of_line=True):
        assert diagnostic.span is not None
        line, column = position(data, files.locate(diagnostic.span).start)
        key = (line, column) if (line, column) in wanted else (line, 0)
        if key not in wanted:
            differences.append(f"{path.name}:{line}:{column}: unexpected: {diagnostic.message}")
        elif re.search(wanted[key], diagnostic.message):
            del wanted[key]
        else:
            differences.append(
                f"{path.name}:{line}:{column}: {diagnostic.message!r} does not match {wanted.pop(key)!r}"
            )
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
    """Compare every file and case; 1 if a case differs."""
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
    return 0 if agree == cases else 1


if __name__ == "__main__":
    sys.exit(main())
