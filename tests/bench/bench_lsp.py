"""Latency of the language server on a file of about 1,000 lines that imports net/http: edits, lenses, SSA hover.

Run: `.venv/bin/python -m tests.bench.bench_lsp [--edits N] [--seed N]`. Edits are seeded: bodies, types, signatures,
struct fields, imports, comments and unbalanced braces, each undone by the next edit. Prints milliseconds beside their
targets (and what of them the server spent on a processor, which other load does not change), lenses by the kind of the
edit as well, and the memory of the server. The server's pause after keystrokes that follow each other quickly is part
of the figures.

An editor asks for all lenses, and has those on the screen resolved that came without a text: "lenses after an edit" are
both, for a screen around the edit. "all lenses" goes on until each lens of the file has its text.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Final

from server.lsp.publisher import PAUSE
from tests.lsp.session import Session, session

FUNCTIONS: Final = 100  # of ten lines each
SCREEN: Final = 60  # lines

# What is replaced by what; every function of the program has each of these places, the struct the field.
EDITS: Final = {
    "body": ("total += points[i].y", "total += points[i].y * 2"),
    "type error": ("return total + len(name)", "return total + name"),
    "signature": ("limit int) int", "limit, more int) int"),
    "field": ("x, y int", "x, y, z int"),
    "brace": ("for i := 0; i < len(points); i++ {", "for i := 0; i < len(points); i++ "),
    "import": ('import "net/http"\n', 'import "net/http"\nimport "io"\n'),
    "import lost": ('import "net/http"\n', ""),
    "comment": ("\ttotal := 0\n", "\ttotal := 0 // start\n"),
}

TARGETS: Final = {"lenses after an edit": 200, "SSA hover after an edit": 60, "SSA hover": 60}  # p95, milliseconds


def program(functions: int, http: bool = False) -> str:
    """A file of functions over slices, strings and structs, a main that calls them, and handlers of HTTP if wanted."""
    parts = ["package main\n", 'import "net/http"\n' if http else "", "type point struct{ x, y int }\n"]
    for index in range(functions):
        parts.append(
            f"func f{index}(points []point, name string, limit int) int {{\n"
            "\ttotal := 0\n"
            "\tfor i := 0; i < len(points); i++ {\n"
            f"\t\tif points[i].x > limit*{index} {{\n"
            "\t\t\ttotal += points[i].y\n"
            "\t\t}\n"
            "\t}\n"
            "\treturn total + len(name)\n"
            "}\n"
        )
        if http and index % 10 == 0:
            parts.append(
                f"func handle{index}(w http.ResponseWriter, r *http.Request) {{\n"
                "\tif r.Method == http.MethodGet {\n"
                "\t\tw.WriteHeader(http.StatusOK)\n"
                "\t}\n"
                "}\n"
            )
    calls = "\n".join(f'\tprintln(f{index}(nil, "n", {index}))' for index in range(functions))
    parts.append(f"func main() {{\n{calls}\n}}\n")
    return "\n".join(parts)


def edited(text: str, rng: random.Random) -> str:
    """The text after one seeded edit."""
    return edited_somehow(text, rng)[0]


def edited_somehow(text: str, rng: random.Random) -> tuple[str, str]:
    """The text after one seeded edit, and the kind of the edit."""
    kind = rng.choice([name for name in sorted(EDITS) if EDITS[name][0] in text])
    old, new = EDITS[kind]
    at = rng.choice([at for at in range(len(text)) if text.startswith(old, at)])
    return text[:at] + new + text[at + len(old) :], kind


class Clock:
    """Milliseconds by kind of measure: those that passed, and those of them that the server was running."""

    def __init__(self, talk: Session) -> None:
        self.found: dict[str, list[tuple[float, float]]] = {}
        self.memory = 0  # bytes resident in the server
        self._talk = talk
        self._start = (0.0, 0.0)

    def start(self) -> None:
        """Begin one measurement."""
        self._start = self._now()

    def stop(self, *kinds: str) -> None:
        """End it, or look at it while it goes on; it counts as each of the kinds."""
        taken = tuple(now - then for now, then in zip(self._now(), self._start))
        for kind in kinds:
            self.found.setdefault(kind, []).append((taken[0], taken[1]))

    def _now(self) -> tuple[float, float]:
        return 1000 * time.perf_counter(), 1000 * self._talk.processor_time()


async def edit(talk: Session, clock: Clock, text: str, kind: str) -> None:
    """One edit, until its diagnostics are published."""
    clock.start()
    version = talk.change("main.go", text)
    await talk.diagnostics("main.go", version)
    clock.stop(kind)


async def measure_lenses(talk: Session, clock: Clock, line: int, *kinds: str) -> None:
    """The lenses after an edit of that line: the first answer, a screen, all."""
    clock.start()
    lenses = await talk.first_lenses("main.go")
    clock.stop("first answer")
    missing = [lens for lens in lenses if lens.command is None]
    missing.sort(key=lambda lens: abs(lens.range.start.line - line))
    seen = [lens for lens in missing if abs(lens.range.start.line - line) <= SCREEN // 2]
    for lens in seen:
        await talk.resolved(lens)
    clock.stop("lenses after an edit", *kinds)
    for lens in missing[len(seen) :]:
        await talk.resolved(lens)
    clock.stop("all lenses")


def edited_line(before: str, after: str) -> int:
    """The first line, from 0, in which two texts differ."""
    pairs = zip(before.splitlines(), after.splitlines())
    return next((line for line, (old, new) in enumerate(pairs) if old != new), 0)


async def measure(text: str, edits: int, seed: int, root: Path) -> Clock:
    """All measures of one session."""
    rng = random.Random(seed)
    (root / "go.mod").write_text("module example.com/bench\n\ngo 1.27\n")
    (root / "main.go").write_text(text)
    async with session(root) as talk:
        clock = Clock(talk)
        clock.start()  # the server has started; nothing is loaded
        talk.open("main.go")
        await talk.diagnostics("main.go")
        clock.stop("first diagnostics")
        clock.start()
        lenses = await talk.lenses("main.go")
        clock.stop("first lenses")
        for _ in range(edits):
            changed, kind = edited_somehow(text, rng)
            await edit(talk, clock, changed, "edit to diagnostics")
            await measure_lenses(talk, clock, edited_line(text, changed), f"lenses: {kind}")
            clock.start()
            await talk.hover("main.go", rng.choice(lenses)[0], 6)
            clock.stop("SSA hover after an edit")
            await edit(talk, clock, text, "the same, undone")
            clock.start()
            await talk.hover("main.go", rng.choice(lenses)[0], 6)
            clock.stop("SSA hover")
        clock.memory = talk.resident()
    return clock


def figures(times: list[float]) -> str:
    """Median and 95th percentile."""
    p95 = sorted(times)[math.ceil(0.95 * len(times)) - 1]
    return f"p50 {statistics.median(times):7.1f}  p95 {p95:7.1f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    text = program(FUNCTIONS, http=True)
    with tempfile.TemporaryDirectory() as root:
        clock = asyncio.run(measure(text, options.edits, options.seed, Path(root).resolve()))
    print(f"seed {options.seed}, {text.count(chr(10))} lines, pause {1000 * PAUSE:.0f} ms; milliseconds")
    for kind, times in clock.found.items():
        target = f"  target {TARGETS[kind]}" if kind in TARGETS else ""
        passed, running = (figures([pair[part] for pair in times]) for part in (0, 1))
        print(f"{kind:23} n={len(times):<4} {passed}   on a processor {running}{target}")
    print(f"resident memory of the server: {clock.memory >> 20} MiB")


if __name__ == "__main__":
    main()
