"""Mutated files of Go's own source through parser and checker: no traceback, no crash, no hang.

Each program is one real file with one to four byte or token mutations (`mutate`), parsed and checked as a package of
its own; imports are taken as broken, which the checker reports once each. A run that takes longer than LIMIT seconds
counts as a hang. Nothing else of the outcome matters here, except that every diagnostic has a text and lies in the
file.

Arguments: number of programs (default 20,000) and seed (default 1). The work is shared by as many processes as there
are processors; with one argument `FILE` that exists, that file alone is run, to look into a failure.
"""

import faulthandler
import os
import random
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.compiler.syntax.parse import parse_file, syntax_diagnostics, to_file
from server.compiler.types.check import CheckConfig, check_package
from server.compiler.types.sizes import Sizes
from server.diagnostics.collector import Collector
from server.source.file import FileSet
from tests.compiler.syntax.mutations import mutate
from tests.conformance.oracle import goroot, source_files

COUNT = 20_000
LIMIT = 5  # seconds
LARGEST = 60_000  # bytes of a file that is mutated
BATCH = 50
KEPT = 10  # failures of one kind whose programs are written down


class HangError(Exception):
    """The time is up."""


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise HangError in the main thread after that many seconds."""

    def stop(_signal: int, _frame: object) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run_front_end(data: bytes) -> None:
    """Parse and check one program; raises whatever goes wrong."""
    tree = parse_file("x.go", data)
    found = Collector()
    check_package("p", [tree], CheckConfig(Sizes(8), lambda _path: None), found)
    files = FileSet([to_file(tree, data)])
    for diagnostic in [*syntax_diagnostics(tree), *found.items]:
        assert diagnostic.message
        if diagnostic.span is not None:
            place = files.locate(diagnostic.span)
            assert 0 <= place.start <= place.end <= len(data) + 1, (diagnostic.message, place)


def failure(data: bytes) -> str:
    """How a program fails, as the last lines of the traceback; "" if it does not."""
    try:
        with time_limit(LIMIT):
            run_front_end(data)
    except Exception:  # the very thing that is looked for
        return "".join(traceback.format_exc().splitlines(keepends=True)[-6:])
    return ""


def run_batch(seed: str, count: int, names: list[str]) -> list[tuple[str, bytes]]:
    """Mutate and run; the failures, each with its program."""
    faulthandler.enable()
    chance = random.Random(seed)
    failures = []
    for _ in range(count):
        path = goroot() / "src" / chance.choice(names)
        data = mutate(path.read_bytes(), chance)
        problem = failure(data)
        if problem:
            failures.append((problem, data))
    return failures


def candidates() -> list[str]:
    """The files that may be mutated, below src/."""
    source = goroot() / "src"
    paths = (path for path in source_files(source) if 0 < path.stat().st_size <= LARGEST)
    return [path.relative_to(source).as_posix() for path in paths]


def run_all(count: int, seed: int) -> tuple[int, Counter[str], dict[str, list[bytes]]]:
    """How many programs ran, how many failed by kind, and some programs of each kind."""
    names = candidates()
    batches = [f"{seed}-{number}" for number in range(-(-count // BATCH))]
    kinds: Counter[str] = Counter()
    programs: dict[str, list[bytes]] = {}
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(run_batch, batch, min(BATCH, count), names) for batch in batches]
        for future in waiting:
            for problem, data in future.result():  # a process that dies raises BrokenProcessPool here
                kinds[problem] += 1
                if len(programs.setdefault(problem, [])) < KEPT:
                    programs[problem].append(data)
    return len(batches) * min(BATCH, count), kinds, programs


def main(arguments: list[str]) -> int:
    """Run; 1 if any program fails. Failing programs go to the folder `FUZZ_FAILURES` names, if it is set."""
    if arguments and Path(arguments[0]).is_file():
        run_front_end(Path(arguments[0]).read_bytes())
        return 0
    count = int(arguments[0]) if arguments else COUNT
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    print(f"seed {seed}")
    ran, kinds, programs = run_all(count, seed)
    for number, (problem, times) in enumerate(kinds.most_common()):
        print(f"{times} times:\n{problem}")
        folder = os.environ.get("FUZZ_FAILURES")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            for index, data in enumerate(programs[problem]):
                (Path(folder) / f"{number}-{index}.go").write_bytes(data)
    failed = kinds.total()
    print(f"RESULT mutated files without crash, hang or traceback: {ran - failed} of {ran} (all)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
