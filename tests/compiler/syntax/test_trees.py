"""Golden files: `trees/NAME.go` parses to `trees/NAME.tree`."""

from pathlib import Path

import pytest

from server.compiler.syntax.parse import parse_file
from tests.compiler.syntax.tree_text import file_text

TREES = Path(__file__).parent / "trees"
SOURCES = sorted(TREES.glob("*.go"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_tree(source: Path, update_goldens: bool) -> None:
    data = source.read_bytes()
    text = file_text(parse_file(source.name, data), data)
    golden = source.with_suffix(".tree")
    if update_goldens:
        golden.write_text(text)
    assert text == golden.read_text()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_skimming_changes_only_bodies(source: Path) -> None:
    data = source.read_bytes()
    full, skimmed = parse_file(source.name, data), parse_file(source.name, data, skim=True)
    assert full.bases == skimmed.bases
    for one, other in zip(full.decls, skimmed.decls, strict=True):
        assert one.text == other.text
        if not one.errors:
            assert (one.decl.start, one.decl.end) == (other.decl.start, other.decl.end)
