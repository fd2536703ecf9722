"""The end-to-end test in the real VS Code workbench, as part of the test suite.

The scenario itself is `scenario.mjs`; it prepares what it needs in a cache folder, prints each check, and saves a
screenshot of each step. Here its outcome becomes a test's.
"""

import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import Final

import pytest

HERE: Final = Path(__file__).parent
REPOSITORY: Final = HERE.parent.parent
TIMEOUT: Final = 1500  # seconds, for the first run on a machine with everything to download and compile


@pytest.mark.e2e
def test_the_extension_in_the_real_workbench() -> None:
    """Every check passes: in a trusted workspace, in one that is not, where nothing can serve, in one of several
    modules and targets, in one of several programs."""
    play("screenshots", "trusted", "untrusted", "unserved", "several", "building")


@pytest.mark.e2e
def test_views_of_compiled_code() -> None:
    """SSA and assembly beside the source follow cursor and text, in all themes, and can be used without a mouse."""
    play("screenshots-views", "views")


@pytest.mark.e2e
def test_size_panel() -> None:
    """A program that was built is accounted for to the byte, explained, compared and exported, in all themes."""
    play("screenshots-sizes", "sizes")


@pytest.mark.e2e
def test_beside_the_go_extension() -> None:
    """With the setting `auto` nothing appears twice where another extension starts gopls."""
    output = play("screenshots-beside", "beside")
    skipped = next((line for line in output.splitlines() if line.startswith("SKIPPED")), None)
    if skipped is not None:
        pytest.skip(skipped)


def play(screenshots: str, *scenarios: str) -> str:
    """Run scenarios, and fail with their output unless all checks passed; the output."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("the end-to-end test needs Node.js 20 or newer")
    if not (REPOSITORY / "extension" / "node_modules").is_dir():
        pytest.fail("the extension's packages are missing: run `npm ci` in extension/ (or `make test`)")
    env = {"GOBINDERY_PYTHON": sys.executable, **os.environ}
    command = [node, str(HERE / "scenario.mjs"), str(HERE / screenshots), *scenarios]
    with subprocess.Popen(command, stdout=PIPE, stderr=STDOUT, text=True, env=env) as process:
        try:
            output, _ = process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            process.terminate()  # it ends the editor and the browser
            output, _ = process.communicate()
            pytest.fail(f"the scenario did not end within {TIMEOUT} s:\n{output}")
    assert process.returncode == 0, f"the scenario failed:\n{output}"
    if "UNSTEADY" in output:
        warnings.warn(pytest.PytestWarning(f"a scenario passed at its second attempt:\n{output}"), stacklevel=2)
    assert output.rstrip().endswith(" 0 failed"), output
    return output
