"""The first build after an installation: an empty home, the pack of the standard library, nothing else.

The wheel is unpacked beside the packages of this environment, in a folder of its own; each build begins with an empty
cache, so that it unpacks the source, reads the pack, compiles the program and links. Asserts that nothing else is
compiled.

Run: python -m tests.bench.bench_first [WHEEL] [--runs N]   (the newest in dist/, which `make package` made)
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGETS = {"fmt": 3.0, "net/http": 8.0}  # seconds
_PROGRAMS = {
    "fmt": 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n',
    "net/http": 'package main\n\nimport (\n\t"fmt"\n\t"net/http"\n)\n\n'
    'func main() { fmt.Println(http.ListenAndServe("127.0.0.1:0", http.NotFoundHandler())) }\n',
}


def first_build(product: Path, text: str) -> tuple[float, float, float]:
    """Seconds of the clock and of processors, and the largest process in MiB, of one build."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "go.mod").write_text("module example.com/first\n\ngo 1.27\n")
        (folder / "main.go").write_text(text)
        env = {"HOME": name, "PATH": "/bin:/usr/bin", "PYTHONPATH": str(product), "BINDERY_DAEMON": "off"}
        command = [sys.executable, "-P", "-m", "server", "build", "-v", "-o", "program", "."]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        done = subprocess.run(command, cwd=folder, env=env, check=False, capture_output=True, text=True)
        clock = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert (done.returncode, done.stderr) == (0, "example.com/first\n"), f"failed, or compiled more: {done.stderr}"
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return clock, spent, after.ru_maxrss / 1024


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    wheels = sorted((ROOT / "dist").glob("gobindery-*.whl"), key=os.path.getmtime)
    parser.add_argument("wheel", type=Path, nargs="?", default=wheels[-1] if wheels else None)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if options.wheel is None:
        print("no wheel in dist/: make package")
        return
    with tempfile.TemporaryDirectory() as name:
        with zipfile.ZipFile(options.wheel) as wheel:
            wheel.extractall(name)
        subprocess.run([sys.executable, "-m", "compileall", "-q", name], check=True)  # as pip does
        print(f"{options.wheel.name}, {options.wheel.stat().st_size / 1e6:.1f} MB; best of {options.runs}")
        for title, text in _PROGRAMS.items():
            clock, spent, memory = min(first_build(Path(name), text) for _ in range(options.runs))
            target = f"(target {TARGETS[title]:.0f})"
            print(f"  {title:10} {clock:6.2f} s {target}  processor {spent:6.2f} s  {memory:5.0f} MiB")


if __name__ == "__main__":
    main()
