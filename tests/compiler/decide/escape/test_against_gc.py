"""Escape analysis against gc, line by line, with inlining and without.

Each program of testdata is compiled by gc as well (`-m`, `-m -l`). Lines about the wrappers that gc generates are left
out, and lines of a program that end in `// differs: why`.
"""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from server.compiler.decide.bodies import TypedBodies
from server.compiler.decide.frames import plain_frame
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.inline.instances import instances_of
from server.compiler.decide.package import DecideOptions, decide_package
from server.compiler.decide.plan import PackagePlan
from server.compiler.decide.routine import Frame, Routine
from server.compiler.decide.wrapped import wrapper_frames
from server.compiler.ir.decisions import DecisionKind, DecisionLog
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from tests.compiler.stages import SIZES, check_source

FILES = sorted((Path(__file__).parent / "testdata").glob("*.go"))
MODES = {"inlined": "-m", "plain": "-m -l"}
LINE = re.compile(r"(?:.*/)?x\.go:(\d+):(\d+): (.*)")
OTHER = re.compile(r"(can inline|inlining call to|devirtualizing|imprecise interface call) ?.*")
KINDS = frozenset({DecisionKind.ESCAPE, DecisionKind.MOVE, DecisionKind.LEAK})


def decide(path: Path, mode: str) -> tuple[PackagePlan, DecisionLog, Callable[[object], tuple[int, int]]]:
    """Everything that is decided about a program, and line and column of a span."""
    typed, files = check_source(path.name, path.read_bytes())
    bodies, log = TypedBodies([typed]), DecisionLog()
    inliner = Inliner(bodies, SIZES, "amd64")

    def frame_of(routine: Routine) -> Frame:
        return plain_frame(routine) if mode == "plain" else inliner.expand(routine, None, typed.package)

    instances = instances_of(typed, bodies)
    shaped = [instance.routine for instance in instances if instance.shaped]
    wrappers = [] if mode == "plain" else list(wrapper_frames(inliner, instances, typed.package))
    options = DecideOptions(SIZES, True, lambda _typed: shaped, lambda _typed: wrappers)
    plan = decide_package(typed, bodies, frame_of, lambda _symbol: None, options, log)
    file = files.file(path.name)
    assert file is not None
    return plan, log, lambda span: file.lines.line_column(files.locate(span).start)


def ours(path: Path, mode: str) -> set[str]:
    """`line:column: message`"""
    _, log, place = decide(path, mode)
    found = set()
    for item in log.items:
        if item.kind in KINDS and item.message and item.span is not None:
            line, column = place(item.span)
            found.add(f"{line}:{column}: {item.message}")
    return found


def theirs(path: Path, mode: str, go: Path, scratch: Path) -> set[str]:
    """The same from gc."""
    (scratch / "x.go").write_bytes(path.read_bytes())
    env = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "", "GOROOT": ""}
    command = [str(go), "tool", "compile", "-p", "main", *MODES[mode].split(), "-o", "x.o", "x.go"]
    done = subprocess.run(command, cwd=scratch, env=env, capture_output=True, text=True, check=True)
    found = set()
    for text in done.stdout.splitlines():
        match = LINE.fullmatch(text)
        if match is not None and not OTHER.fullmatch(match[3]):
            found.add(f"{match[1]}:{match[2]}: {match[3]}")
    return found


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_same_lines(path: Path, mode: str, oracle_go: Path, tmp_path: Path) -> None:
    lines = path.read_text().splitlines()
    differing = {str(number) for number, line in enumerate(lines, 1) if "// differs: " in line}
    mine, gcs = (
        {row for row in rows if row.split(":")[0] not in differing}
        for rows in (ours(path, mode), theirs(path, mode, oracle_go, tmp_path))
    )
    assert gcs
    assert sorted(mine - gcs) == []
    assert sorted(gcs - mine) == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_placement_follows_log(path: Path, mode: str) -> None:
    """Whatever is said to escape is placed on the heap: by number of variables, and of sites of each kind."""
    plan, log, _ = decide(path, mode)
    moved = [item for item in log.items if item.kind is DecisionKind.MOVE]
    assert len(plan.placement.variables) == len(moved)
    escaping = [item for item in log.items if item.kind is DecisionKind.ESCAPE and item.verdict == "escapes to heap"]
    placed = plan.placement
    silent = sum(isinstance(node, ast.GoStmt | ast.DeferStmt) for _, node in placed.sites)
    assigned = sum(node in _range_operands(frame) for frame, node in placed.boxes)  # gc does not mention these boxes
    assert len(placed.sites) + len(placed.boxes) + len(placed.variadic) - silent - assigned <= len(escaping)


def _range_operands(frame: Frame) -> set[ast.Node | None]:
    loops = [node for node in preorder(frame.routine.decl) if isinstance(node, ast.RangeStmt) and node.tok == "="]
    return {operand for loop in loops for operand in (loop.key, loop.value)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reasons_lead_to_the_heap(path: Path) -> None:
    """Each way ends where the thing is kept, and begins at the thing itself."""
    _, log, _ = decide(path, "inlined")
    for item in log.items:
        if item.verdict in ("escapes to heap", "moved to heap"):
            flows = [step.text for step in item.steps if step.text.startswith("flow: ")]
            assert flows, item.message
            assert "←" in flows[0]
