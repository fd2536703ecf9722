"""The workspace that protocol tests start from."""

from pathlib import Path

import pytest

GOOD = """package main

func sum(xs []int) int {
	total := 0
	for i := 0; i < len(xs); i++ {
		total += xs[i]
	}
	return total
}

func at(xs []int, i int) int {
	return xs[i]
}

func main() {
	println(sum([]int{1, 2, 3}), at([]int{4}, 0))
}
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A module with one main package of one file."""
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    (tmp_path / "main.go").write_text(GOOD)
    return tmp_path
