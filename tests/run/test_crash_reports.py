"""How some programs die, and what they print of their own stacks, is what gc's do.

tests/conformance/crashes has the program and many more cases, and says what is compared.
"""

import platform
from dataclasses import replace
from pathlib import Path

import pytest

from server.build.driver import build
from server.build.request import BuildRequest, LinkerRules
from server.target import find_target
from tests.conformance.crashes.run import PROGRAM, build_with_gc, compare

SAMPLE = (
    "caller",
    "callers_library",
    "chain",
    "crash_output",
    "deadlock_goroutines",
    "foreign_copy",
    "generic_function",
    "goexit_recovered",
    "inlined_literal",
    "kill_quit",
    "library_callback",
    "nested_three",
    "promoted_value_interface",
    "range_func_missed",
    "read_only_data",
    "repanicked_outer",
    "runtime_error_nested",
    "sequence",
    "stack_init",
    "traceback_system",
    "value_baderror",
)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="gc's program is built for amd64")
@pytest.mark.usefixtures("oracle_go")
def test_sample(cache: Path, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "gc"
    target = find_target("linux", "amd64")
    assert target is not None
    request = BuildRequest(["."], PROGRAM, target, cache=str(cache), output=str(ours), trimpath=True, jobs=2)
    result = build(replace(request, linker=LinkerRules().stripped()))  # reports need neither symbols nor DWARF
    assert not result.diagnostics
    build_with_gc(theirs)
    assert compare(SAMPLE, [ours], theirs, show=True) == []
