"""The standard library's speed in programs built by us and by gc, run in turn: time and processor time, ours by gc's.

gc's library has assembly in places where ours is Go; what that is stands beside each figure, and there are two means:
of the programs that meet none of it, and of all. (Moving, comparing and searching bytes is assembly on both sides.)

Run: python -m tests.bench.bench_library [-n rounds] [program ...]   (3 rounds by default; the best of each counts)
"""

import argparse
import os
import tempfile
from math import exp, log
from pathlib import Path
from typing import Final

from tests.bench.bench_run import Figures, build_gc, build_ours

PROGRAMS: Final = Path(__file__).parent / "library"
# What gc's library does in assembly (on amd64 and arm64), by program.
ASSEMBLY: Final = {
    "aes_gcm": "AES and GHASH, with the processor's instructions",
    "big_numbers": "loops over words",
    "gzip_round_trip": "CRC-32, with the processor's instructions",
    "sha256_sum": "SHA-256 with the processor's instructions",
}


def mean(ratios: list[float]) -> float:
    """The geometric mean."""
    return exp(sum(map(log, ratios)) / len(ratios)) if ratios else float("nan")


def measure(source: Path, folder: Path, cache: Path, rounds: int) -> tuple[Figures, Figures] | str:
    """The figures of our program and gc's, or what went wrong."""
    ours, theirs = folder / f"{source.stem}.ours", folder / f"{source.stem}.gc"
    if problem := build_ours(source, ours, cache):
        return problem
    build_gc(source, theirs)
    mine, other = Figures(), Figures()
    for _ in range(rounds):
        mine.add(ours)
        other.add(theirs)
    if mine.output != other.output:
        return f"another output than gc's program: {mine.output[:200]!r}"
    return mine, other


def main() -> None:
    """Measure all programs or those named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=3)
    parser.add_argument("programs", nargs="*")
    arguments = parser.parse_args()
    ratios: dict[str, tuple[float, float]] = {}
    print(f"{'program':18}{'ours':>9}{'gc':>9}{'ratio':>7}{'processor':>11}  gc's assembly")
    with tempfile.TemporaryDirectory() as name:
        cache = Path(os.environ.get("GOBINDERY_TEST_CACHE", Path(name) / "cache"))
        for source in sorted(PROGRAMS.glob("*.go")):
            if arguments.programs and source.stem not in arguments.programs:
                continue
            figures = measure(source, Path(name), cache, arguments.n)
            if isinstance(figures, str):
                print(f"{source.stem:18}{figures}")
                continue
            mine, other = figures
            wall, processor = mine.seconds / other.seconds, mine.processor / other.processor
            ratios[source.stem] = wall, processor
            print(
                f"{source.stem:18}{mine.seconds:7.2f} s{other.seconds:7.2f} s{wall:7.2f}{processor:11.2f}"
                f"  {ASSEMBLY.get(source.stem, '')}",
                flush=True,
            )
    plain = [both for stem, both in ratios.items() if stem not in ASSEMBLY]
    for which, chosen in (("without assembly", plain), ("of all", list(ratios.values()))):
        walls, processors = ([both[i] for both in chosen] for i in (0, 1))
        print(f"geometric mean {which}, {len(chosen)} programs: {mean(walls):.2f}, processor {mean(processors):.2f}")


if __name__ == "__main__":
    main()
