"""Fixtures of the command's tests."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that tests share, so that the runtime is compiled once."""
    return tmp_path_factory.mktemp("cache")
