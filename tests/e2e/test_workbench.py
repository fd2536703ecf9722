"""The end-to-end test in the real VS Code workbench, as part of the test suite.

The scenario itself is `scenario.mjs`; it prepares what it needs in a cache folder, prints each check, and saves a
screenshot of each step. Here its outcome becomes a test's.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import Final

import pytest

HERE: Final = Path(__file__).parent
REPOSITORY: Final = HERE.parent.parent
TIMEOUT: Final = 900  # seconds, for the first run on a machine with everything to download and compile


@pytest.mark.e2e
@pytest.mark.xdist_group("e2e")
def test_the_extension_in_the_real_workbench() -> None:
    """Every check of both scenarios passes: a trusted workspace and one that is not."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("the end-to-end test needs Node.js 20 or newer")
    if not (REPOSITORY / "extension" / "node_modules").is_dir():
        pytest.fail("the extension's packages are missing: run `npm ci` in extension/ (or `make test`)")
    env = {"GOBINDERY_PYTHON": sys.executable, **os.environ}
    command = [node, str(HERE / "scenario.mjs")]
    with subprocess.Popen(command, stdout=PIPE, stderr=STDOUT, text=True, env=env) as process:
        try:
            output, _ = process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            process.terminate()  # it ends the editor and the browser
            output, _ = process.communicate()
            pytest.fail(f"the scenario did not end within {TIMEOUT} s:\n{output}")
    assert process.returncode == 0, f"the scenario failed:\n{output}"
    assert output.rstrip().endswith(" passed, 0 failed")
