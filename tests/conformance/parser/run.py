"""The parser accepts Go's own source: every .go file of the oracle's src/ outside testdata, all of which gc accepts.

Run it with folder names below src/ to parse only those.
"""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.compiler.syntax.parse import parse_file, syntax_diagnostics, to_file
from server.source.file import FileSet
from tests.conformance.oracle import goroot, source_files


def refused(path: Path, data: bytes) -> list[str]:
    """What the parser says against a file, each as file:line:column: message."""
    tree = parse_file(str(path), data)
    files = FileSet([to_file(tree, data)])
    lines = []
    for diagnostic in syntax_diagnostics(tree):
        assert diagnostic.span is not None
        location = files.locate(diagnostic.span)
        file = files.file(location.path)
        assert file is not None
        line, column = file.lines.line_column(location.start)
        lines.append(f"{path}:{line}:{column}: {diagnostic.message}")
    return lines


def main(folders: list[str]) -> int:
    """Parse all files; 1 if any is refused."""
    source = goroot() / "src"
    paths = [path for folder in folders or ["."] for path in source_files(source / folder)]
    lines = failed = 0
    parsing = 0.0
    for path in paths:
        data = path.read_bytes()
        lines += data.count(b"\n")
        begin = time.process_time()
        messages = refused(path, data)
        parsing += time.process_time() - begin
        failed += bool(messages)
        for message in messages:
            print(message)
    passed = len(paths) - failed
    print(f"passed {passed}, failed {failed}, {lines} lines in {parsing:.1f} s of processor time")
    print(f"RESULT files of Go's source accepted: {passed} of {len(paths)}, {100 * passed / len(paths):.2f}% (all)")
    print(f"RESULT parsing, cold, interpreted: {lines / parsing:,.0f} lines/s (60,000)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
