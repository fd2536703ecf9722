"""The tests of parser and checker, and samples of outside suites, once more with these modules compiled by mypyc."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.compiled import CAN_COMPILE, compiled_copy

FOLDERS = (
    "tests/compiler/syntax",
    "tests/compiler/types",
    "tests/conformance/errors/test_sample.py",
    "tests/conformance/test_fuzz_front_end.py",
)


@pytest.mark.skipif(not CAN_COMPILE, reason="no C compiler")
def test_parser_and_checker_compiled(tmp_path: Path) -> None:
    environment = compiled_copy(tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *FOLDERS]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
