"""Documents of one folder in several packages share work and never tell anything else than a fresh start."""

import random
from pathlib import Path

import pytest

from server.build.documents import Documents, Edit
from server.build.membership import package_clause
from server.build.snapshot import Snapshot, Store
from server.features.diagnostics import package_diagnostics
from server.target import TARGETS

FILES = {
    "lib.go": """package lib

type T struct{ n int }

func (t T) Get() int { return t.n }

func make() T { return T{1} }
""",
    "in_test.go": "package lib\n\nvar Made = make()\n\nfunc helper(t T) int { return t.Get() }\n",
    "lib_test.go": 'package lib_test\n\nimport "example.com/m/lib"\n\nvar x int = lib.Made.Get()\n',
}
EDITS = (
    ("lib.go", "return t.n", "return t.n + 1"),
    ("lib.go", "return t.n", "return nope"),
    ("lib.go", "T{1}", 'T{"text"}'),
    ("lib.go", "Get() int", "Take() int"),
    ("lib.go", "func make() T", "func make() *T"),
    ("in_test.go", "var Made", "var made"),
    ("in_test.go", "return t.Get()", "return t.Get"),
    ("in_test.go", "func helper(", "func make("),
    ("lib_test.go", "var x int", "var x string"),
    ("lib_test.go", 'import "example.com/m/lib"', ""),
)


def never() -> bool:
    """Nobody cancels."""
    return False


@pytest.mark.parametrize("seed", range(3))
def test_seeded_edits_agree_with_a_fresh_start(tmp_path: Path, seed: int) -> None:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    folder, chooser = tmp_path / "lib", random.Random(seed)
    folder.mkdir()
    documents, store = Documents(), Store(TARGETS[0])
    for name, text in FILES.items():
        (folder / name).write_text(text)
        documents.open((folder / name).as_uri(), str(folder / name), 1, text)
    for step in range(25):
        name, old, new = chooser.choice(EDITS)
        text = FILES[name].replace(old, new) if chooser.random() < 0.7 else FILES[name]
        documents.change(str(folder / name), step + 2, [Edit(None, (0, 0), text)])
        current = documents.current()
        order = chooser.sample(sorted(current), len(current))
        kept = Snapshot(current, store)
        for path in order:
            fresh = Snapshot(current, Store(TARGETS[0]))
            found = package_diagnostics(kept, path, never)
            assert found == package_diagnostics(fresh, path, never), (step, path)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("package a", "a"),
        ("// package x\n/* package y\n*/ package  a // z", "a"),
        ("\ufeff//go:build linux\n\npackage größe;import `fmt`", "größe"),
        ("/* package a", ""),
        ("func package a", ""),
        ("/*" * 20_000, ""),
    ],
)
def test_package_clause(text: str, name: str) -> None:
    assert package_clause(text.encode()) == name
