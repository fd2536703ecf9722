"""A fixed sample of the feature programs: ours for this machine do what gc's do."""

from pathlib import Path

from server.target import find_target
from tests.conformance.programs.program import SOURCES, Program, differing_from_gc
from tests.conformance.programs.run import NATIVE, compare

SAMPLE = ("layers", "lru_cache", "sequences", "transactions", "virtual_machine")


def test_sample(tmp_path: Path) -> None:
    target = find_target("linux", NATIVE)
    assert target is not None
    (tmp_path / NATIVE).mkdir()
    assert (
        compare([Program(SOURCES / f"{name}.go") for name in SAMPLE], target, tmp_path, str(tmp_path / "cache")) == {}
    )


def test_goldens_are_those_of_gc(oracle_go: Path, tmp_path: Path, update_goldens: bool) -> None:
    """The oracle agrees with the sample's golden files; with --update it writes them."""
    programs = [Program(SOURCES / f"{name}.go") for name in SAMPLE]
    assert differing_from_gc(oracle_go, programs, tmp_path, update_goldens) == {}
