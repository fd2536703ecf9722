"""Damaged files and bad circumstances: no traceback, no hang, no half-written program.

    run.py [--mutants N] [--seed N]

Mutants of objects, entries of the cache, link maps, packs and executables are read as builds and commands read them
(`mutants.py`, 5,000 by default); builds meet full disks, odd output paths, a second build, and are killed
(`circumstances.py`).
"""

import argparse
import os
import random
import resource
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.target import TARGETS, Target
from tests.conformance.hostile.circumstances import circumstances
from tests.conformance.hostile.mutants import (
    Subject,
    account_subjects,
    entry_subjects,
    image_subject,
    mutant,
    object_subjects,
    pack_subject,
    problem_of,
)
from tests.conformance.hostile.program import build_program

MEMORY: Final = 8 << 30  # bytes of address space
# How the mutants divide among the kinds of subjects.
SHARES: Final = {
    "object": 0.3,
    "package": 0.1,
    "text": 0.05,
    "decisions": 0.05,
    "uses": 0.05,
    "account:": 0.1,
    "pack": 0.1,
}


def subjects(folder: Path, target: Target, cache: str) -> Iterator[Subject]:
    """Everything that can be damaged, for one target."""
    output, linkage, artefact = build_program(folder / target.goarch, target, cache)
    yield from object_subjects(linkage)
    yield from entry_subjects(artefact, linkage)
    yield from account_subjects(output)
    yield pack_subject(linkage)
    yield image_subject(output)


def mutants_of(folder: Path, cache: str, targets: Sequence[Target], count: int, seed: int) -> tuple[int, list[str]]:
    """How many mutants were read, and what went wrong."""
    kinds: dict[str, list[Subject]] = {}
    for target in targets:
        for subject in subjects(folder, target, cache):
            kinds.setdefault(subject.name.split()[0], []).append(subject)
    generator = random.Random(seed)
    weights = [SHARES.get(kind, 1 - sum(SHARES.values())) for kind in kinds]
    wrong = []
    for kind in generator.choices(list(kinds), weights, k=count):
        subject, state = generator.choice(kinds[kind]), generator.getrandbits(64)
        problem = problem_of(subject, mutant(subject.data, random.Random(state)))
        if problem:
            wrong.append(f"{subject.name}, mutant {state}: {problem}")
    return count, wrong


def main() -> int:
    """Run everything; 1 if something went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutants", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory(prefix="hostile") as folder:
        cache = os.environ.get("GOBINDERY_TEST_CACHE", str(Path(folder, "cache")))
        done, wrong = mutants_of(Path(folder), cache, TARGETS, options.mutants, options.seed)
        print(*wrong, sep="\n")
        print(f"RESULT mutants of objects, executables, packs and entries of the cache: {done - len(wrong)} of {done}")
        met = failed = 0
        for name, problem in circumstances(Path(folder, "builds"), cache):
            met += 1
            failed += bool(problem)
            print(f"{name}: {problem or 'as it should be'}", flush=True)
        print(f"RESULT builds in bad circumstances, killed, side by side: {met - failed} of {met}")
    return 1 if wrong or failed else 0


if __name__ == "__main__":
    sys.exit(main())
