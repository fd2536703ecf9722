"""Bounds checks that are removed and kept, line by line.

A line whose comment starts with `KEPT` or `REMOVED` has just such checks; `KEPT index slice` would be two of them.
Against the oracle: gc's `-d=ssa/check_bce` prints the checks that it keeps. On a line marked `gc keeps` or `gc removes`
the two compilers are known to differ; everywhere else they must agree.
"""

import re
import subprocess
from pathlib import Path

import pytest

from server.compiler.ir.decisions import DecisionKind
from tests.compiler.stages import build_source, optimise_package
from tests.conformance.oracle import oracle_environment

FILES = sorted((Path(__file__).parent / "testdata" / "bounds").glob("*.go"))


def our_verdicts(path: Path) -> dict[int, set[str]]:
    """Line -> verdicts about its checks."""
    package, files = build_source(path)
    found: dict[int, set[str]] = {}
    for item in optimise_package(package).items:
        if item.kind is DecisionKind.BOUNDS_CHECK:
            assert item.span is not None
            assert item.reason
            place = files.locate(item.span)
            file = files.file(place.path)
            assert file is not None
            found.setdefault(file.lines.line_column(place.start)[0], set()).add(item.verdict.upper())
    return found


def marked(path: Path) -> dict[int, set[str]]:
    """Line -> verdicts as its comment says."""
    found: dict[int, set[str]] = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        words = re.findall(r"\b(KEPT|REMOVED)\b", line.partition("//")[2])
        if words:
            found[number] = set(words)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_marked_lines(path: Path) -> None:
    assert our_verdicts(path) == marked(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_agrees_with_gc(path: Path, oracle_go: Path, tmp_path: Path) -> None:
    source = tmp_path / "x.go"
    source.write_bytes(path.read_bytes())
    env = oracle_environment(GOCACHE=str(tmp_path / "cache"))
    command = [oracle_go, "tool", "compile", "-p", "main", "-l", "-d=ssa/check_bce", "-o", "x.o", "x.go"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    theirs = {int(line) for line in re.findall(r"x\.go:(\d+):\d+: Found Is(?:Slice)?InBounds", done.stdout)}
    assert theirs
    ours = {line for line, verdicts in our_verdicts(path).items() if "KEPT" in verdicts}
    lines = path.read_text().splitlines()
    for line in sorted(ours ^ theirs):
        expected = "gc removes" if line in ours else "gc keeps"
        assert expected in lines[line - 1], f"line {line}: {lines[line - 1].strip()}"
