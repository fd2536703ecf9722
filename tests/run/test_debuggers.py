"""gdb on a program of ours: one session of tests/conformance/debuggers, which says what is compared."""

from pathlib import Path

import pytest

from tests.conformance.debuggers.run import (
    HERE,
    build_program,
    dialogue,
    failures,
    is_native,
    missing_tools,
    read_session,
)


@pytest.mark.skipif(not is_native("amd64"), reason="the program is built for amd64")
@pytest.mark.skipif(bool(missing_tools("amd64")), reason="gdb is not installed")
def test_unoptimised(cache: Path, tmp_path: Path) -> None:
    session = read_session(HERE / "unoptimised.session")
    program = tmp_path / "program"
    build_program(session, "amd64", program, str(cache), jobs=2)
    assert list(failures(session, dialogue(session, program, "amd64"), "amd64")) == []
