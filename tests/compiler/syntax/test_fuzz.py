"""Mutated real files: whatever the bytes, parsing ends with a tree and well-placed diagnostics, never a traceback.

The seed is fixed; `GOBINDERY_FUZZ=N` runs N mutations instead of the few of an ordinary test run.
"""

import os
import random
import re
from pathlib import Path

from server.compiler.syntax.dump import dump
from server.compiler.syntax.parse import parse_file, syntax_diagnostics

SEED = 20270101
FILES = ("strconv/quote.go", "sort/slice.go", "go/scanner/scanner.go", "slices/sort.go", "text/template/exec.go")
TOKEN = re.compile(rb"\w+|\s+|[^\w\s]")
NOISE = rb"""{ } ( ) [ ] ; , func if case := " ` /* ' type ... <- chan else for range struct // 0x .""".split()
NOISE += [b"\0", b"\xff", b"\n"]


def mutate(data: bytes, chance: random.Random) -> bytes:
    """One to four edits: a token deleted, doubled, moved or replaced, or a byte changed."""
    parts = TOKEN.findall(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(parts))
        match chance.randrange(6):
            case 0:
                del parts[at]
            case 1:
                parts.insert(at, chance.choice(NOISE))
            case 2:
                parts[at] = chance.choice(NOISE)
            case 3:
                other = chance.randrange(len(parts))
                parts[at], parts[other] = parts[other], parts[at]
            case 4:
                parts[at] = parts[at][: len(parts[at]) // 2]
            case 5:
                parts[at] = bytes([chance.randrange(256)])
    return b"".join(parts)


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
