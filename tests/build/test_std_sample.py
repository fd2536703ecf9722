"""A fixed sample of the standard library and of cmd type-checks, bodies included; `make conformance` checks all."""

import random
from pathlib import Path

import pytest

from server.target import TARGETS
from tests.build.targets import FOREIGN
from tests.conformance.std.run import StandardCheck, all_packages

SEED = 27
SIZE = 2


@pytest.mark.parametrize("target", [*TARGETS, *FOREIGN], ids=lambda target: target.name)
def test_sample(target: object, oracle_goroot: Path) -> None:
    assert isinstance(target, type(TARGETS[0]))
    source = oracle_goroot / "src"
    paths = random.Random(f"{SEED} {target.name}").sample(list(all_packages(source)), SIZE)
    check = StandardCheck(source, target)
    order = check.load(paths)
    assert [package.import_path for package in order if package.named]
    failed = {package.import_path: check.check(package)[0] for package in order}
    assert {path: errors for path, errors in failed.items() if errors} == {}
