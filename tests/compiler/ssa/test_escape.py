"""Escape verdicts against gc's `-m`, line by line.

gc is asked with `-l`: our escape analysis does not inline. A line marked `gc: ...` is known to differ.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

from server.compiler.ir.decisions import DecisionKind
from tests.compiler.stages import build_source, optimise_package

FILES = sorted((Path(__file__).parent / "testdata" / "escape").glob("*.go"))
VERDICT = re.compile(r"x\.go:(\d+):\d+: (?:(moved to heap): (.+)|(.+) (escapes to heap|does not escape))$")


def ours(path: Path) -> set[tuple[int, str, str]]:
    """Line, subject, verdict."""
    package, files = build_source(path)
    found = set()
    for item in optimise_package(package).items:
        if item.kind is DecisionKind.ESCAPE:
            assert item.span is not None
            assert item.reason
            file = files.file(path.name)
            assert file is not None
            line, _ = file.lines.line_column(files.locate(item.span).start)
            found.add((line, item.subject, item.verdict))
    return found


def theirs(path: Path, go: Path, scratch: Path) -> set[tuple[int, str, str]]:
    (scratch / "x.go").write_bytes(path.read_bytes())
    env = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "", "GOCACHE": str(scratch / "cache")}
    command = [go, "tool", "compile", "-p", "main", "-m", "-l", "-o", "x.o", "x.go"]
    done = subprocess.run(command, cwd=scratch, env=env, capture_output=True, text=True, check=True)
    found = set()
    for line in done.stdout.splitlines():
        match = VERDICT.search(line)
        if match:
            found.add((int(match[1]), match[3] or match[4], match[2] or match[5]))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_agrees_with_gc(path: Path, oracle_go: Path, tmp_path: Path) -> None:
    lines = path.read_text().splitlines()
    known = {number for number, line in enumerate(lines, 1) if "// gc: " in line}
    we, gc = ours(path), theirs(path, oracle_go, tmp_path)
    # Only gc reports parameters, and only we report variables that stay although their address is taken.
    reported = {(line, subject) for line, subject, _ in we}
    expected = {item for item in gc if item[:2] in reported or item[2] == "moved to heap"}
    got = {item for item in we if item[2] != "does not escape" or any(item[:2] == other[:2] for other in gc)}
    differing = {item for item in got ^ expected if item[0] not in known}
    assert not differing, sorted(differing)
    assert expected, "gc said nothing"
