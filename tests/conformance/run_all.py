"""`make conformance`: runs every outside suite in full and writes RESULTS.md.

A suite is a folder beside this file with a `run.py`. Whatever it prints is shown; the lines that begin with `RESULT `
(`RESULT what: figure (target)`) go into RESULTS.md. A suite that fails (exit status other than 0: a failure that is not
in its committed list) makes this one fail, after all have run.
"""

import datetime
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def run_suite(script: Path) -> tuple[int, list[str]]:
    """Run one suite, showing its output as it comes; its exit status and RESULT lines."""
    results = []
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if line.startswith("RESULT "):
                results.append(line.removeprefix("RESULT ").rstrip())
    return process.returncode, results


def report(rows: list[tuple[str, int, list[str]]]) -> str:
    """The text of RESULTS.md."""
    lines = [
        "# Conformance results",
        "",
        f"Written by `make conformance` on {datetime.datetime.now(datetime.UTC):%Y-%m-%d}, "
        f"Python {platform.python_version()}, {platform.machine()}.",
        "",
        "| suite | result |",
        "|---|---|",
    ]
    for name, status, results in rows:
        shown = results or ["no figure printed"]
        lines += [f"| {name} | {text}{'' if status == 0 else ' (suite failed)'} |" for text in shown]
    return "\n".join([*lines, ""])


def main() -> int:
    """Run all suites; 1 if any failed."""
    rows = []
    for script in sorted(HERE.glob("*/run.py")):
        name = script.parent.name
        print(f"==> {name}", flush=True)
        status, results = run_suite(script)
        rows.append((name, status, results))
    (HERE / "RESULTS.md").write_text(report(rows))
    failed = [name for name, status, _ in rows if status]
    print(f"suites: {len(rows) - len(failed)} passed, {len(failed)} failed {' '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
