"""Programs with one to three type errors, against `go build -gcflags=-e`: the line and the full text of each error.

Two kinds of programs: those of `programs/`, written by us, with gc's errors in files beside them (`--update` asks gc
again), and mutants: packages of the oracle's standard library and programs of Go 1.19's `test/` (where Debian's
golang-1.19-src is installed) with seeded mutations. Of the mutants, those count that gc rejects with at most
MOST_ERRORS errors, none of them one of syntax. A program passes when no error is missing and none is extra; columns
are counted apart.

`-seed N`, `-count N` (mutants), `-v` (show the differences), `-keep FOLDER` (write the mutants there).
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from server.build.imports import imports_of
from server.compiler.syntax.parse import parse_file
from tests.conformance.errors.mutate import mutate
from tests.conformance.printed import Printed, build_with_gc, our_errors, parse_printed
from tests.conformance.types.stdlib import StandardLibrary, listing

PROGRAMS: Final = Path(__file__).with_name("programs")
GO119: Final = Path("/usr/share/go-1.19/test")
MODULE: Final = "module m\n\ngo 1.27\n"
MOST_ERRORS: Final = 3
_LARGEST: Final = 60_000  # bytes of a package that is mutated
_SPARE: Final = 1.9  # mutants made per mutant wanted: gc accepts some, or finds more errors


@dataclass(slots=True)
class Program:
    """A package to check, and what gc says."""

    name: str
    sources: Mapping[str, bytes]
    wanted: list[Printed] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """What has been counted."""

    programs: int = 0
    passed: int = 0
    errors: int = 0
    columns: int = 0  # errors found whose column agrees as well


def standard_packages() -> Iterator[dict[str, bytes]]:
    """The small packages of the standard library that can stand in a module of their own."""
    for path, entry in listing().items():
        names, imports = entry.get("GoFiles") or [], entry.get("Imports") or []
        assert isinstance(names, list)
        assert isinstance(imports, list)
        if any(_is_private(one) for one in [path, *imports]):
            continue
        sources = {name: (Path(str(entry["Dir"])) / name).read_bytes() for name in names}
        whole = b"".join(sources.values())
        if sources and len(whole) < _LARGEST and b"//go:linkname" not in whole and b"//go:embed" not in whole:
            yield sources


def _is_private(path: str) -> bool:
    """Whether a package of the standard library cannot be imported, or does not exist."""
    return "internal" in path.split("/") or path.startswith("vendor/") or path not in listing()


def test_programs() -> Iterator[dict[str, bytes]]:
    """The programs of Go 1.19's own tests that are one file."""
    for path in sorted(GO119.rglob("*.go")) if GO119.exists() else ():
        data = path.read_bytes()
        if data.startswith(b"// run\n") and len(data) < _LARGEST // 4:
            imports = [one.path for one in imports_of(parse_file(path.name, data))]
            if not any(map(_is_private, imports)):
                yield {path.name: data}


@lru_cache(maxsize=1)
def originals() -> list[dict[str, bytes]]:
    """What mutants are made of."""
    return [*standard_packages(), *test_programs()]


def mutants(seed: int, count: int) -> list[Program]:
    """Mutants with the errors that gc finds in them."""
    rng = random.Random(seed)
    found = []
    for number in range(int(count * _SPARE) + 2):
        sources = dict(rng.choice(originals()))
        name = rng.choice(list(sources))
        sources[name], names = mutate(sources[name], rng, rng.choice((1, 1, 2, 3)))
        found.append(Program(f"{number:04}", sources))
        found[-1].name = f"p{number:04}"
        found[-1].wanted = []
        _MADE[found[-1].name] = " ".join(names)
    ask_gc(found)
    fit = [one for one in found if 0 < len(one.wanted) <= MOST_ERRORS and not _has_syntax_error(one)]
    return fit[:count]


_MADE: dict[str, str] = {}


def _has_syntax_error(program: Program) -> bool:
    return any(error.text.startswith("syntax error") for error in program.wanted)


def ask_gc(programs: list[Program]) -> None:
    """Fill in what gc finds."""
    with tempfile.TemporaryDirectory() as folder:
        write_module(programs, Path(folder))
        errors = build_with_gc(Path(folder))
    for program in programs:
        program.wanted = errors.get(program.name, [])


def write_module(programs: list[Program], folder: Path) -> None:
    """A module with a package per program."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "go.mod").write_text(MODULE)
    for program in programs:
        (folder / program.name).mkdir()
        for name, data in program.sources.items():
            (folder / program.name / name).write_bytes(data)


def written_programs() -> list[Program]:
    """Our own, with the recorded errors."""
    programs = []
    for path in sorted(PROGRAMS.glob("*.go")):
        golden = path.with_suffix(".errors")
        wanted = parse_printed(golden.read_text()) if golden.exists() else []
        programs.append(Program(path.stem, {path.name: path.read_bytes()}, wanted))
    return programs


def record(programs: list[Program]) -> None:
    """Write what gc says beside our programs."""
    ask_gc(programs)
    for program in programs:
        lines = [f"{one.path}:{one.line}:{one.column}: {one.text}\n" for one in program.wanted]
        (PROGRAMS / f"{program.name}.errors").write_text("".join(lines))


def compare(program: Program, library: StandardLibrary, tally: Tally) -> list[str]:
    """The differences of one program, counted."""
    found, _ = our_errors(program.sources, library, f"m/{program.name}", (1, 27))
    ours, theirs = {one.key() for one in found}, {one.key() for one in program.wanted}
    tally.programs += 1
    tally.passed += ours == theirs
    tally.errors += len(theirs & ours)
    tally.columns += len(set(found) & set(program.wanted))
    differences = [f"  gc:   {one}" for one in program.wanted if one.key() not in ours]
    return differences + [f"  ours: {one}" for one in found if one.key() not in theirs]


def main() -> int:
    """Compare; 1 if fewer than 95% pass."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-seed", type=int, default=1)
    parser.add_argument("-count", type=int, default=300)
    parser.add_argument("-keep", type=Path)
    parser.add_argument("-v", action="store_true")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    written = written_programs()
    if options.update:
        record(written)
    made = mutants(options.seed, options.count)
    if options.keep:
        write_module(made, options.keep)
    print(f"seed {options.seed}: {len(written)} programs written, {len(made)} mutants of {len(originals())} packages")
    library, tally = StandardLibrary(), Tally()
    for program in [*written, *made]:
        differences = compare(program, library, tally)
        if differences and options.v:
            print(f"--- {program.name} {_MADE.get(program.name, '')}", *differences, sep="\n", flush=True)
    share = 100 * tally.passed / tally.programs
    print(f"passed {tally.passed}, failed {tally.programs - tally.passed}")
    figure = f"{tally.passed} of {tally.programs}, {share:.1f}%"
    print(f"RESULT programs with gc's errors, line and text: {figure} (target 95%)")
    print(f"RESULT errors with gc's line and text: {tally.errors}; column as well: {tally.columns}")
    return 0 if share >= 95 else 1


if __name__ == "__main__":
    sys.exit(main())
