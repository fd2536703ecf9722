"""`bindery list -json -deps -test` against `go list` over real modules: every field of every package of a module.

For each row of `modules.tsv` whose module path is named as argument (three by default), a program that imports the
package is laid out and both tools list the package with its tests. Prints the fields that differ, and how often. The
standard library is left out, because our list shows the files that we compile; so are fields that say what `go install`
would do. Needs the module proxy of the Go environment.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.conformance.modules.run import ROWS, Row, lay_out, read_rows
from tests.conformance.oracle import go_command

DEFAULT: Final = ("github.com/spf13/cobra", "go.uber.org/zap", "github.com/stretchr/testify")
_NOT_COMPARED: Final = {"Stale", "StaleReason", "Target", "Deps"}
_ARGS: Final = ("list", "-json", "-deps", "-test")


def listed(command: list[str], folder: Path, package: str) -> dict[str, dict[str, Any]]:
    """The rows outside the standard library, by import path."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GOFLAGS": "", "CGO_ENABLED": "0", "GOTOOLCHAIN": "local"}
    goroot = subprocess.run([go_command(), "env", "GOROOT"], capture_output=True, text=True, check=True)
    environment["GOROOT"] = goroot.stdout.strip()
    done = subprocess.run(
        [*command, *_ARGS, package], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    decoder, at, rows = json.JSONDecoder(), 0, {}
    text = done.stdout.rstrip()
    while at < len(text):
        row, at = decoder.raw_decode(text, at)
        at += 1
        if not row.get("Goroot"):
            rows[row["ImportPath"]] = row
    return rows


def compare(row: Row, folder: Path) -> tuple[int, Counter[str]]:
    """How many packages both have, and how often each field differs."""
    lay_out(row, folder)
    expected = listed([str(go_command())], folder, row.package)
    found = listed([sys.executable, "-P", "-m", "server"], folder, row.package)
    different = Counter({"(missing)": len(expected.keys() - found), "(extra)": len(found.keys() - expected)})
    different["(order)"] = list(expected) != list(found)
    for path in expected.keys() & found.keys():
        if path.endswith(".test"):
            expected[path]["GoFiles"] = ["_testmain.go"]  # go names a file of its cache
        for name in (expected[path].keys() | found[path].keys()) - _NOT_COMPARED:
            different[name] += expected[path].get(name) != found[path].get(name)
    return len(expected), +different


def main() -> int:
    """Compare all; 1 if anything differs."""
    wanted = sys.argv[1:] or DEFAULT
    failed, packages = 0, 0
    for row in (row for row in read_rows(ROWS) if row.module in wanted):
        with tempfile.TemporaryDirectory() as name:
            count, different = compare(row, Path(name))
        failed += bool(different)
        packages += count
        print(f"{row.module}: {count} packages, {dict(different) or 'no difference'}")
    what = f"bindery list -json -deps -test of {packages} packages of {len(wanted)} modules against go list"
    print(f"RESULT {what}: {len(wanted) - failed} modules without a difference (all)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
