"""Time of builds as a user waits for them, beside `go build`: from an empty cache, again, after an edit.

Both sides have caches of their own that begin empty, and build the same programs in turn: hello with fmt, one with
many functions, and with --http a server over net/http. No pack is used. Our warm builds are measured in processes of
their own and in the resident builder, whose processor time counts. Of the warm steps the best of several runs is shown.
Asserts nothing.

Run: python -m tests.bench.bench_build [--compiled] [--http] [functions]
(400 by default; --compiled: modules as in the wheel; --http: nothing but that program)
"""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.compiled import ROOT, compiled_copy

_ROUNDS = 5  # of warm steps
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
_MODULE = "module example.com/bench\n\ngo 1.27\n"
_EDITED = "println(0)"
_TICKS = os.sysconf("SC_CLK_TCK")  # per second


def _program(functions: int) -> str:
    bodies = "".join(_FUNCTION.format(n=n) for n in range(functions))
    calls = "".join(f"\tprintln(f{n}(nil, 3))\n" for n in range(functions))
    return f'package main\n\nimport "fmt"\n{bodies}\nfunc main() {{\n\tfmt.Println("hello")\n\t{_EDITED}\n{calls}}}\n'


_SERVER = """package main

import (
	"fmt"
	"net/http"
)

func main() {
	println(0)
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "hello") })
	fmt.Println(http.ListenAndServe("127.0.0.1:0", nil))
}
"""


@dataclass(frozen=True)
class _Cost:
    """Seconds of one step."""

    wall: float
    processor: float  # of all processes


@dataclass(frozen=True)
class _Side:
    """One builder."""

    command: tuple[str, ...]
    environment: dict[str, str]
    elsewhere: Callable[[], float] = lambda: 0.0  # processor time of what is no child of ours

    def build(self, folder: Path) -> _Cost:
        """One build of the program in a folder."""
        before, away = resource.getrusage(resource.RUSAGE_CHILDREN), self.elsewhere()
        started = time.perf_counter()
        subprocess.run([*self.command, "build", "-o", "program", "."], cwd=folder, env=self.environment, check=True)
        wall = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return _Cost(wall, processor + self.elsewhere() - away)


def _resident_seconds(environment: dict[str, str]) -> float:
    """Processor time of the resident builder and its workers; 0 while there is none. Source: proc(5), `stat`."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "server", "daemon", "status"], env=environment, capture_output=True, text=True
    )
    found = re.search(r"process (\d+)", done.stdout)
    if found is None:
        return 0.0
    tasks = Path("/proc", found[1], "task", found[1], "children").read_text().split()
    seconds = 0.0
    for pid in (found[1], *tasks):
        fields = Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()
        seconds += sum(map(int, fields[11:15])) / _TICKS  # own and of children that have ended
    return seconds


@contextmanager
def _sides(product: Path, scratch: Path) -> Iterator[dict[str, _Side]]:
    """Us, us with the resident builder, and go; nothing is left running."""
    kept = {name: value for name, value in os.environ.items() if name not in ("GOROOT", "GOFLAGS")}
    kept |= {"PYTHONPATH": str(product), "BINDERY_PACK": "off", "GOENV": "off", "XDG_RUNTIME_DIR": str(scratch)}
    ours = (sys.executable, "-P", "-m", "server")
    direct = {**kept, "BINDERY_CACHE": str(scratch / "cache"), "BINDERY_DAEMON": "off"}
    resident = {**direct, "BINDERY_DAEMON": "on"}
    go = {**kept, "GOCACHE": str(scratch / "gocache"), "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
    try:
        yield {
            "bindery": _Side(ours, direct),
            "resident": _Side(ours, resident, lambda: _resident_seconds(resident)),
            "go": _Side((str(Path(sys.executable).with_name("go")),), go),
        }
    finally:
        subprocess.run([*ours, "daemon", "stop"], env=resident, stdout=subprocess.DEVNULL, check=False)


def _edit(source: Path, number: int) -> None:
    source.write_text(re.sub(r"\tprintln\(\d+\)\n", f"\tprintln({number})\n", source.read_text(), count=1))


def _steps(folder: Path, side: _Side, prefix: str, cold: bool) -> Iterator[tuple[str, _Cost]]:
    """Every step with its cost; on the resident builder after one build that it has to load everything for."""
    first = side.build(folder)
    if cold:
        yield f"{prefix}empty cache", first
    again = [side.build(folder) for _ in range(_ROUNDS)]
    yield f"{prefix}nothing changed", min(again, key=lambda cost: cost.wall)
    edited = []
    for number in range(_ROUNDS + 1):  # the first edit loads the compiler
        _edit(folder / "main.go", time.time_ns() % 10**9 + number)
        edited.append(side.build(folder))
    yield f"{prefix}after an edit", min(edited, key=lambda cost: cost.wall)


def _measure(product: Path, title: str, text: str) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        scratch = Path(name)
        (scratch / "program").mkdir()
        (scratch / "program" / "go.mod").write_text(_MODULE)
        source = scratch / "program" / "main.go"
        source.write_text(text)
        print(f"{title}: seconds of wall clock, of processor, and divided by go's")
        with _sides(product, scratch) as sides:
            go = dict(_steps(source.parent, sides["go"], "", cold=True))
            for side, prefix, cold in (("bindery", "", True), ("resident", "resident, ", False)):
                for step, cost in _steps(source.parent, sides[side], prefix, cold):
                    theirs = go[step.removeprefix(prefix)]
                    print(
                        f"  {step:26}{cost.wall:7.2f} {cost.processor:7.2f}   go {theirs.wall:6.2f} "
                        f"{theirs.processor:6.2f}   ratio {cost.wall / theirs.wall:5.1f} "
                        f"{cost.processor / theirs.processor:5.1f}",
                        flush=True,
                    )


def main() -> None:
    """Measure a small and a larger program, or the one over net/http."""
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    sizes = dict.fromkeys((0, int(words[0]) if words else 400))
    programs = [(f"hello with fmt and {count} functions", _program(count)) for count in sizes]
    if "--http" in sys.argv:
        programs = [("a server over net/http", _SERVER)]
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        product = ROOT
        if "--compiled" in sys.argv:
            product = Path(name)
            compiled_copy(product, optimise=True, back=True)
        for title, text in programs:
            _measure(product, title, text)


if __name__ == "__main__":
    main()
