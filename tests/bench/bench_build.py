"""Time of builds as a user waits for them: cold, warm, after an edit. Prints; asserts nothing.

Run: python -m tests.bench.bench_build [functions]   (400 by default; one small program is always measured too)
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_FUNCTION = """
func f{n}(a []int, b int) (s int) {{
	for i := range a {{
		if a[i] > b {{
			s += a[i]*b + {n}
		}} else {{
			s -= a[i%len(a)]
		}}
	}}
	return s
}}
"""


def _program(functions: int) -> str:
    bodies = "".join(_FUNCTION.format(n=n) for n in range(functions))
    calls = "".join(f"\tprintln(f{n}(nil, 3))\n" for n in range(functions))
    return f"package main\n{bodies}\nfunc main() {{\n\tprintln(0)\n{calls}}}\n"


def _run(folder: Path, *args: str) -> tuple[float, float]:
    """Seconds of wall clock, and of processor time with all workers."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    env = {**os.environ, "BINDERY_CACHE": str(folder / "cache")}
    subprocess.run([sys.executable, "-P", "-m", "server", *args], cwd=folder, env=env, check=True)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _measure(functions: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "main.go"
        source.write_text(_program(functions))
        lines = source.read_text().count("\n")
        print(f"{functions} functions, {lines} lines")
        steps = {
            "check": ["check", "main.go"],
            "build, nothing cached": ["build", "main.go"],
            "build, nothing changed": ["build", "main.go"],
        }
        for step, args in steps.items():
            print("  {:26}{:7.2f} s   {:7.2f} s of processor".format(step, *_run(folder, *args)))
        source.write_text(source.read_text().replace("println(0)", "println(1)"))
        print(
            "  {:26}{:7.2f} s   {:7.2f} s of processor".format(
                "build, one line changed", *_run(folder, "build", "main.go")
            )
        )


def main() -> None:
    """Measure a small and a larger program."""
    version, _ = _run(Path.cwd(), "version")
    print(f"bindery version: {version:.3f} s")
    _measure(1)
    _measure(int(sys.argv[1]) if len(sys.argv) > 1 else 400)


if __name__ == "__main__":
    main()
