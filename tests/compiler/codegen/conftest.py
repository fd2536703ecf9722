"""Fixtures of the code generation tests."""

import pytest

from server.target import TARGETS, Target


@pytest.fixture(params=TARGETS, ids=lambda target: target.goarch)
def target(request: pytest.FixtureRequest) -> Target:
    """Every target in turn."""
    result = request.param
    assert isinstance(result, Target)
    return result
