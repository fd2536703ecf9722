"""Well-known modules type-check without an error, everything that they import included.

For each row of `modules.tsv` (or of the file named as argument) a program that imports the package is laid out; the
oracle writes its go.mod and go.sum (`go mod tidy`), so that versions are gc's choice. Then every package that the
program needs, function bodies included, is checked by `bindery check`. Needs the module proxy of the Go environment.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.conformance.oracle import go_command, oracle_environment

ROWS: Final = Path(__file__).with_name("modules.tsv")
_ENVIRONMENT: Final = oracle_environment(GOFLAGS="-mod=mod")


@dataclass(frozen=True, slots=True)
class Row:
    """A module at a version, and the package of it that the program imports."""

    module: str
    version: str
    package: str
    kind: str


def read_rows(path: Path) -> list[Row]:
    """The rows of a list; `#` starts a comment line."""
    lines = path.read_text().splitlines()
    return [Row(*line.split("\t")) for line in lines if line and not line.startswith("#")]


def lay_out(row: Row, folder: Path) -> None:
    """A program that imports the package. Raises CalledProcessError when the oracle cannot fetch its modules."""
    (folder / "go.mod").write_text(f"module example.com/user\n\ngo 1.27\n\nrequire {row.module} {row.version}\n")
    (folder / "main.go").write_text(f'package main\n\nimport _ "{row.package}"\n\nfunc main() {{}}\n')
    command = [go_command(), "mod", "tidy"]
    subprocess.run(command, cwd=folder, env=_ENVIRONMENT, capture_output=True, text=True, check=True)


def needed(folder: Path) -> list[str]:
    """The import paths of all packages outside the standard library that the program is made of, by the oracle."""
    command = [go_command(), "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "."]
    done = subprocess.run(command, cwd=folder, env=_ENVIRONMENT, capture_output=True, text=True, check=True)
    return done.stdout.split()


def check(folder: Path, packages: list[str]) -> list[str]:
    """The lines that `bindery check` prints about the packages."""
    command = [sys.executable, "-P", "-m", "server", "check", *packages]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GOROOT": "", "GOFLAGS": ""}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    return lines or ([] if done.returncode == 0 else [f"exit status {done.returncode}"])


def main() -> int:
    """Check all rows; 1 if one fails."""
    rows = read_rows(Path(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
    failed = 0
    for row in rows:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            lay_out(row, folder)
            packages = needed(folder)
            start = time.perf_counter()
            lines = check(folder, packages)
            seconds = time.perf_counter() - start
        failed += bool(lines)
        verdict = f"FAILED: {lines[0]}" if lines else "ok"
        print(
            f"{row.module} {row.version} ({row.kind}): {len(packages)} packages, {seconds:.0f} s: {verdict}", flush=True
        )
        for line in lines[1:10]:
            print(f"    {line}")
    passed = len(rows) - failed
    print(f"passed {passed}, failed {failed}")
    print(f"RESULT modules that type-check, dependencies included: {passed} of {len(rows)} (all)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
