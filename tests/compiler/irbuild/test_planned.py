"""Naive IR that follows a package plan, against goldens: inlined bodies, known methods, stack and heap."""

from functools import partial
from pathlib import Path

import pytest

from server.compiler.decide.bodies import TypedBodies
from server.compiler.decide.inline.inliner import Inliner
from server.compiler.decide.package import DecideOptions, decide_package
from server.compiler.ir.decisions import DecisionLog
from server.compiler.ir.print import print_func
from server.compiler.ir.verify import verify
from server.compiler.irbuild.build import build_package
from server.compiler.irbuild.context import BuildConfig
from server.compiler.ssa.options import PassOptions
from server.compiler.ssa.passes import optimise
from server.diagnostics.collector import Collector
from tests.compiler.stages import SIZES, check_source

FILES = sorted((Path(__file__).parent / "planned").glob("*.go"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden(path: Path, update_goldens: bool) -> None:
    typed, _ = check_source(path.name, path.read_bytes())
    bodies, log, problems = TypedBodies([typed]), DecisionLog(), Collector()
    frame_of = partial(Inliner(bodies, SIZES, "amd64").expand, log=log, home=typed.package)
    plan = decide_package(typed, bodies, frame_of, lambda _symbol: None, DecideOptions(SIZES), log)
    package = build_package(typed, problems, BuildConfig(), bodies, plan)
    assert not problems.items
    for func in package.funcs:
        verify(func, "build")
    golden, text = path.with_suffix(".golden"), "\n".join(print_func(func) for func in package.funcs)
    if update_goldens:
        golden.write_text(text)
    assert text == golden.read_text()
    for func in package.funcs:
        optimise(func, log, PassOptions(verify=True, sizes=SIZES))
