"""What the tests of programs share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build cache of this run."""
    return tmp_path_factory.mktemp("cache")
