"""Mutated real files: whatever the bytes, parsing ends with a tree and well-placed diagnostics, never a traceback.

The seed is fixed; `GOBINDERY_FUZZ=N` runs N mutations instead of the few of an ordinary test run.
"""

import os
import random
from pathlib import Path

from server.compiler.syntax.dump import dump
from server.compiler.syntax.parse import parse_file, syntax_diagnostics
from tests.compiler.syntax.mutations import mutate

SEED = 20270101
FILES = ("strconv/quote.go", "sort/slice.go", "go/scanner/scanner.go", "slices/sort.go", "text/template/exec.go")


def test_mutations(oracle_goroot: Path) -> None:
    chance = random.Random(SEED)
    sources = [(oracle_goroot / "src" / name).read_bytes() for name in FILES]
    before = [parse_file("a.go", source) for source in sources]
    for _ in range(int(os.environ.get("GOBINDERY_FUZZ", "60"))):
        number = chance.randrange(len(sources))
        data = mutate(sources[number], chance)
        tree = parse_file("a.go", data, before[number])
        fresh = parse_file("a.go", data)
        assert [dump(decl.decl) for decl in tree.decls] == [dump(decl.decl) for decl in fresh.decls]
        for diagnostic in syntax_diagnostics(tree):
            assert diagnostic.message
            assert diagnostic.span is not None
            assert 0 <= diagnostic.span.start <= diagnostic.span.end
        for base, decl in zip(tree.bases, tree.decls, strict=True):
            assert data[base : base + len(decl.text)] == decl.text
