"""A fixed sample of the suite: our programs with gc's recorded errors, and mutants of packages that import nothing."""

import random
from pathlib import Path

import pytest

from server.compiler.syntax.parse import parse_file
from tests.conformance.errors.mutate import MUTATIONS, Mutation, edits_of, mutate
from tests.conformance.errors.run import MOST_ERRORS, Program, written_programs
from tests.conformance.printed import compile_with_gc, our_errors
from tests.conformance.types.stdlib import StandardLibrary

WRITTEN = written_programs()
PACKAGES = ("container/list", "container/ring", "unicode/utf8", "unicode/utf16", "html", "text/tabwriter")
MUTANTS = 24
FEWEST = MUTANTS // 3  # of them, at least as many have errors


@pytest.fixture(scope="module")
def library() -> StandardLibrary:
    """What the programs import."""
    return StandardLibrary()


@pytest.mark.parametrize("program", WRITTEN, ids=lambda program: program.name)
def test_written(program: Program, library: StandardLibrary) -> None:
    """Line and text of every error are gc's."""
    assert program.wanted, "run.py --update records gc's errors"
    found, _ = our_errors(program.sources, library, f"m/{program.name}", (1, 27))
    assert sorted(one.key() for one in found) == sorted(one.key() for one in program.wanted)


def test_mutants(oracle_goroot: Path, tmp_path: Path) -> None:
    """The same for mutants, which gc compiles now."""
    rng = random.Random(11)
    files = [path for name in PACKAGES for path in sorted((oracle_goroot / "src" / name).glob("*.go"))]
    sources = [
        data for path in files if not path.stem.endswith("_test") and b"\nimport" not in (data := path.read_bytes())
    ]
    rejected = 0
    for _ in range(MUTANTS):
        data, names = mutate(rng.choice(sources), rng, 1)
        wanted = compile_with_gc({"a.go": data}, tmp_path)
        if 0 < len(wanted) <= MOST_ERRORS:
            rejected += 1
            found, _ = our_errors({"a.go": data}, lambda _: None, "p", (1, 27))
            assert sorted(one.key() for one in found) == sorted(one.key() for one in wanted), names
    assert rejected >= FEWEST


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_every_mutation_finds_a_place(mutation: Mutation, oracle_goroot: Path) -> None:
    """No row of the table is dead."""
    text = (oracle_goroot / "src/slices/sort.go").read_bytes() + (
        oracle_goroot / "src/text/tabwriter/tabwriter.go"
    ).read_bytes()
    assert any(edits_of(decl, mutation) for decl in parse_file("a.go", text).decls)
