"""Half an hour of scripted editing of a module of 50,000 lines: nothing stale, nothing left running, memory flat.

A seeded user (editor.py) types, saves, asks, switches targets, builds and gives up builds in a copy of a published
module (module.py). From time to time the user rests until the server has nothing more to do. Then

- what the client shows must be what a new server publishes for the same texts and settings,
- no process but the server itself may be there,
- the server's memory is noted.

Memory is flat when its trend after the first `SETTLED` seconds is at most `GROWTH` of the median per hour. Ends with 1
if something does not hold. Uses the user's cache (BINDERY_CACHE); GOBINDERY_TEST_CACHE names another.

Run: `.venv/bin/python tests/conformance/editing/run.py [--minutes N] [--seed N]`.
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.conformance.editing.editor import KINDS, TARGETS, Editor, options_of
from tests.conformance.editing.module import lay_out, sources
from tests.lsp.session import Session, session
from tests.processes import marked, resident, tree, wanted

MARK: Final = "BINDERY_EDITING"  # in the environment of all processes of a run
BACKGROUND: Final = " cache fill -background "  # ends with the server at the latest
WORK: Final = 40.0  # seconds between two rests
SETTLED: Final = 300.0  # seconds
GROWTH: Final = 0.2  # of the median, per hour
LOOK: Final = 0.5  # seconds between two looks at a server that should come to rest
IDLE: Final = 0.02  # of one processor: what a server that rests may want
REST: Final = 120.0  # seconds a server has to come to rest, its processes to end, its diagnostics to be right

Shown = dict[str, list[str]]  # diagnostics by URI, of files that have any


@dataclass
class Report:
    """What was seen."""

    start: float = field(default_factory=time.monotonic)
    checks: int = 0
    stale: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)  # seconds since the start, bytes

    def settled(self) -> list[tuple[float, int]]:
        """The memory after the first minutes; all of it in a run that is too short."""
        return [sample for sample in self.memory if sample[0] >= SETTLED] or self.memory

    def growth(self) -> float:
        """The trend of the settled memory per hour, as a part of its median."""
        times, sizes = zip(*self.settled())
        if len(times) < 2:
            return 0.0
        return 3600 * statistics.linear_regression(times, sizes).slope / statistics.median(sizes)


def shown(talk: Session) -> Shown:
    """What the client shows now."""
    newest = {params.uri: params.diagnostics for params in talk.published}
    return {
        uri: sorted(f"{item.range} {item.code} {item.message}" for item in items)
        for uri, items in newest.items()
        if items
    }


async def come_to_rest(talk: Session) -> None:
    """Wait until the server has nothing more to do."""
    before, quiet = wanted(talk.process), 0
    for _ in range(round(REST / LOOK)):
        await asyncio.sleep(LOOK)
        now = wanted(talk.process)
        quiet = quiet + 1 if now - before < IDLE * LOOK * 1e9 else 0
        before = now
        if quiet == 3:
            return


async def compare(talk: Session, editor: Editor) -> list[str]:
    """How what is shown differs from what a new server says."""
    async with session(talk.root, editor.options()) as fresh:
        for name, text in editor.texts.items():
            fresh.open(name, text)
        for name in editor.texts:
            await fresh.diagnostics(name)
        await come_to_rest(fresh)
        theirs, ours = shown(fresh), shown(talk)
    uris = sorted(theirs.keys() | ours.keys())
    return [
        f"{uri}: shown {ours.get(uri)}, right is {theirs.get(uri)}" for uri in uris if theirs.get(uri) != ours.get(uri)
    ]


def left(talk: Session) -> list[str]:
    """The command lines of what the server has started, but for what fills the cache, slowly and not for us."""
    running = marked(MARK, os.environ[MARK])
    lines = [running.get(pid, "") for pid in tree(talk.process) if pid != talk.process]
    return [line for line in lines if BACKGROUND not in line]


async def check(talk: Session, editor: Editor, report: Report) -> None:
    """Rest, and look whether all is as it should be."""
    await editor.rest()
    await come_to_rest(talk)
    for _ in range(round(REST / LOOK)):
        others = left(talk)
        if not others:
            break
        await asyncio.sleep(LOOK)
    report.leaks += others
    since = time.monotonic() - report.start
    report.memory.append((since, resident([talk.process])))
    report.checks += 1
    found = await compare(talk, editor)
    report.stale += [f"check {report.checks}, {editor.target}: {line}" for line in found]
    print(
        f"{since:6.0f} s: {report.memory[-1][1] >> 20} MiB, {len(found)} stale, {len(editor.faults)} faults", flush=True
    )


async def edit(root: Path, output: Path, minutes: float, seed: int) -> tuple[Report, Editor]:
    """The whole session."""
    rng = random.Random(seed)
    names = [str(path.relative_to(root)) for path in sources(root)]
    report = Report()
    async with session(root, options_of(TARGETS[0], KINDS[:1], output)) as talk:
        editor = Editor(talk, names, rng, output)
        while time.monotonic() - report.start < 60 * minutes:
            end = time.monotonic() + WORK
            while time.monotonic() < end:
                await editor.act()
            await check(talk, editor, report)
    report.leaks += marked(MARK, os.environ[MARK]).values()
    return report, editor


def main() -> int:
    """Print what was seen; 1 if something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ[MARK] = str(os.getpid())
    if "GOBINDERY_TEST_CACHE" in os.environ:
        os.environ["BINDERY_CACHE"] = os.environ["GOBINDERY_TEST_CACHE"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        lines = lay_out(folder / "module")
        report, editor = asyncio.run(edit(folder / "module", folder / "bin", options.minutes, options.seed))
    for problem in (*report.stale, *report.leaks, *editor.faults):
        print(problem)
    actions = ", ".join(f"{count} {name}" for name, count in sorted(editor.done.items()))
    right = report.checks - stale_checks(report)
    sizes = [size >> 20 for _, size in report.settled()]
    print(f"seed {options.seed}; {actions}")
    print(f"RESULT module: {lines} lines, {options.minutes:g} minutes (50,000 lines, 30 minutes)")
    print(f"RESULT rests with diagnostics as a new server has them: {right} of {report.checks} (all)")
    print(f"RESULT processes left, requests that failed: {len(report.leaks)}, {len(editor.faults)} (none)")
    print(
        f"RESULT memory after {SETTLED:.0f} s: {min(sizes)} to {max(sizes)} MiB, trend {report.growth():+.0%} per hour "
        f"(at most {GROWTH:+.0%})"
    )
    return 1 if report.stale or report.leaks or editor.faults or report.growth() > GROWTH else 0


def stale_checks(report: Report) -> int:
    """In how many rests something was stale."""
    return len({line.partition(",")[0] for line in report.stale})


if __name__ == "__main__":
    sys.exit(main())
