"""Where the time of a cold build goes: seconds of processor time and lines per second of each stage.

    python -m tests.bench.bench_stages [IMPORT PATH ...]     (fmt, unless others are named)

compiles the packages below the import paths, package runtime among them, one after the other and without a cache; run
it from a compiled copy (tests/compiled.py) to see the wheel's compiler. Of the chunks, one in `SAMPLE` goes through
LLVM, and the figure is what all of them would take: a build compiles only those that the program needs.
"""

import sys
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from server.build.backend import back_end
from server.compiler import pipeline
from server.compiler.codegen.compile import compile_chunk
from server.compiler.codegen.emit import ChunkSource
from server.compiler.ir.func import Func
from server.compiler.ssa import passes
from server.diagnostics.collector import Collector
from server.garbage import collect_garbage, rare_collection
from server.target import TARGETS
from tests.conformance.ir.run import Closure
from tests.conformance.oracle import goroot

SAMPLE: Final = 20  # chunks of which one goes through LLVM
LEVEL: Final = 2  # LLVM's


class Clock:
    """Seconds of processor time by stage, all threads of the process together."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._stage = ""
        self._since = time.process_time()

    def enter(self, stage: str) -> None:
        """What comes now belongs to a stage."""
        now = time.process_time()
        self.seconds[self._stage] += now - self._since
        self._stage, self._since = stage, now

    def after_pass(self, name: str, _func: Func) -> None:
        """What went before was a pass; "build" stands for what comes before the first."""
        self.enter(self._stage)
        if name != "build":
            self.seconds[f"  {name}"] += self.seconds[_PASSES]
        self.seconds["passes"] += self.seconds.pop(_PASSES)


_PASSES: Final = "optimise"  # the stage's name in the pipeline


def compile_closure(paths: list[str], clock: Clock) -> tuple[int, list[ChunkSource]]:
    """Compile everything below some import paths; how many lines that are, and the chunks."""
    closure = Closure(goroot() / "src", TARGETS[0], own_runtime=True, inlining=True)
    clock.enter("parse")
    order = closure.load(paths)
    lines, chunks = 0, []
    for package in order:
        clock.enter("check")
        typed = closure.check(package)
        assert typed is not None, closure.errors(package)
        lines += sum(source.file.data.count(b"\n") for source in package.files)
        back = back_end(package, closure.files, closure.target, closure.flags, LEVEL)
        options = replace(back.passes, on_pass=clock.after_pass)
        back = replace(back, passes=options, leaks_of=closure.leaks.get, entering=clock.enter, wants_log=False)
        compiled = pipeline.compile_unit(typed, closure.front.bodies, back, Collector())
        assert compiled is not None
        closure.leaks |= compiled.leaks
        chunks += compiled.chunks
        clock.enter("garbage")
        collect_garbage()
    clock.enter("")
    return lines, chunks


def main(paths: list[str]) -> None:
    """Print a table."""
    clock = Clock()
    with rare_collection():
        lines, chunks = compile_closure(paths or ["fmt"], clock)
    clock.enter("LLVM")
    for chunk in chunks[::SAMPLE]:
        compile_chunk(chunk.text, TARGETS[0], LEVEL)
    clock.enter("")
    clock.seconds["LLVM"] *= len(chunks) / max(len(chunks[::SAMPLE]), 1)
    for outside in ("", _PASSES):
        del clock.seconds[outside]
    how = "interpreted" if passes.__file__.endswith(".py") else "compiled"
    text = sum(chunk.text.count("\n") for chunk in chunks)
    print(f"{lines:,} lines, {how}; {len(chunks)} chunks with {text:,} lines of LLVM IR")
    for stage, seconds in clock.seconds.items():
        print(f"  {stage:18}{seconds:8.2f} s {lines / max(seconds, 0.001):14,.0f} lines/s")


if __name__ == "__main__":
    main(sys.argv[1:])
