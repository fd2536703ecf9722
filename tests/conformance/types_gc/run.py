"""Type errors against gc itself: line, column and text of each, for programs of ours.

The programs are the examples of every row of the table and the programs of `tests/compiler/types/testdata`. Each is
compiled with the oracle's compiler with all errors on (`-e`). `-v` shows the differences; the figure that must not fall
is kept in `expected.txt` (`--update` rewrites it).
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.diagnostics.codes import types as codes
from server.diagnostics.data import Row
from tests.compiler.types.checking import check_source
from tests.conformance.oracle import go_command

EXPECTED = Path(__file__).with_name("expected.txt")


def programs() -> dict[str, str]:
    """The programs by name."""
    found = {name: row.example for name, row in vars(codes).items() if isinstance(row, Row) and row.example}
    for path in sorted((ROOT / "tests/compiler/types/testdata").glob("*.go")):
        found[path.stem] = path.read_text()
    return found


def errors_of_gc(source: str, folder: Path) -> list[tuple[int, int, str]]:
    """What gc reports: line, column, text with its continuation lines."""
    (folder / "a.go").write_text(source)
    command = [go_command(), "tool", "compile", "-e", "-p", "p", "-lang=go1.27", "-o", str(folder / "a.o"), "a.go"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    errors: list[tuple[int, int, str]] = []
    for line in (done.stdout + done.stderr).splitlines():
        match = re.match(r"a\.go:(\d+):(\d+): (.*)", line)
        if match:
            errors.append((int(match[1]), int(match[2]), match[3]))
        elif errors and line.startswith("\t"):
            at_line, column, text = errors[-1]
            errors[-1] = at_line, column, f"{text}\n{line}"
    return sorted(errors)


def main() -> int:
    """Compare all programs; 1 if fewer agree than before."""
    agree = lines = columns = total = found = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, source in programs().items():
            total += 1
            wanted = errors_of_gc(source, Path(folder))
            got = sorted((one.line, one.column, one.message) for one in check_source(source).findings)
            agree += got == wanted
            lines += len(wanted)
            found += len({(a, c) for a, _, c in got} & {(a, c) for a, _, c in wanted})
            columns += len(set(got) & set(wanted))
            if got != wanted and "-v" in sys.argv:
                print(f"--- {name}")
                print(*(f"  gc:   {one}" for one in wanted if one not in got), sep="\n")
                print(*(f"  ours: {one}" for one in got if one not in wanted), sep="\n")
    print(f"RESULT programs with gc's very errors: {agree} of {total}, {100 * agree / total:.1f}% (target 95%)")
    print(f"RESULT errors with gc's line and text: {found} of {lines}; column as well: {columns}")
    if "--update" in sys.argv:
        EXPECTED.write_text(f"{agree}\n")
        return 0
    return 1 if agree < int(EXPECTED.read_text()) else 0


if __name__ == "__main__":
    sys.exit(main())
