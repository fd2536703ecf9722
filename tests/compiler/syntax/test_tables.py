"""The table cache: damage and missing permissions cost time, never correctness; Lark is imported only to compute."""

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from server.compiler.syntax import tables
from server.compiler.syntax.actions import ACTIONS
from server.compiler.syntax.engine import load_rules
from server.compiler.syntax.tables import Tables, load_tables

LOAD = """
import sys
from server.compiler.syntax.parse import parse_file
assert not parse_file("a.go", b"package p\\nvar x int\\n").decls[0].errors
print("lark" in sys.modules)
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache directory in place of the user's."""
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_: str(tmp_path / "cache"))
    load_tables.cache_clear()
    yield tmp_path / "cache"
    load_tables.cache_clear()


def fresh() -> Tables:
    load_tables.cache_clear()
    return load_tables()


def test_second_load_reads_the_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fresh()
    monkeypatch.setattr(tables, "compute_tables", lambda _: pytest.fail("computed again"))
    assert fresh() == first
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("damage", ["truncate", "flip", "empty"])
def test_damaged_cache_is_recomputed(cache: Path, damage: str) -> None:
    first = fresh()
    file = next(cache.iterdir())
    data = file.read_bytes()
    changed = {"truncate": data[:-5], "flip": data[:100] + bytes([data[100] ^ 1]) + data[101:], "empty": b""}
    file.write_bytes(changed[damage])
    assert fresh() == first
    assert file.read_bytes() == data


def test_unwritable_cache(cache: Path) -> None:
    cache.write_text("a file where the directory should be")
    assert fresh().rules


def test_lark_is_not_imported_when_the_tables_are_cached() -> None:
    load_tables()
    done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_every_action_is_used() -> None:
    used = {name for _, _, name in load_tables().rules}
    assert set(ACTIONS) <= used
    assert len(load_rules().rows) == len(load_tables().rules)
