"""Packs: what is read is what was written, damage counts as missing, and the same entries give the same bytes."""

from pathlib import Path
from random import Random

import pytest

from server.build import pack as packs
from server.build.cache import Cache, packs_of
from server.build.environment import resolve_environment
from server.build.pack import Entry, Pack, find_packs, write_pack


def entries(count: int) -> list[Entry]:
    random = Random(count)
    return [Entry("kind", f"{number:064x}", random.randbytes(number % 50)) for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, 300])
def test_what_is_written(tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "_FULL", 512)  # several blocks
    monkeypatch.setattr(packs, "_ENOUGH", 128)
    written = entries(count)
    groups = [written[:100], [], written[100:], written[:3]]
    size = write_pack(tmp_path / "a.pack", groups)
    assert size == (tmp_path / "a.pack").stat().st_size
    pack = Pack(tmp_path / "a.pack")
    assert [pack.get(one.kind, one.key) for one in written] == [one.content for one in written]
    assert pack.get("other", f"{0:064x}") is None
    assert pack.verify() == (count, [])
    write_pack(tmp_path / "b.pack", groups)
    assert (tmp_path / "b.pack").read_bytes() == (tmp_path / "a.pack").read_bytes()


def test_every_damaged_byte_is_noticed(tmp_path: Path) -> None:
    """No entry of a damaged pack has another content; it may be missing."""
    path, written = tmp_path / "a.pack", entries(5)
    write_pack(path, [written])
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes((whole[at] ^ 0xFF,)) + whole[at + 1 :])
        pack = Pack(path)
        assert {pack.get(one.kind, one.key) for one in written} <= {None, *(one.content for one in written)}
        assert pack.get("kind", written[4].key) is None
        assert pack.verify()[1]
    for length in (0, 10, 60, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert Pack(path).get("kind", written[4].key) is None


def test_a_directory_of_packs_stands_behind_the_cache(tmp_path: Path) -> None:
    write_pack(tmp_path / "packs/one.pack", [[Entry("kind", "ab", b"one"), Entry("kind", "cd", b"one")]])
    write_pack(tmp_path / "packs/two.pack", [[Entry("kind", "cd", b"two"), Entry("kind", "ef", b"two")]])
    cache = Cache(tmp_path / "own", packs=find_packs(tmp_path / "packs"))
    assert [cache.get("kind", key) for key in ("ab", "cd", "ef", "gh")] == [b"one", b"one", b"two", None]
    cache.put("kind", "ab", b"own")
    assert cache.get("kind", "ab") == b"own"
    assert find_packs(tmp_path / "nowhere") == ()


def test_what_the_variable_names(tmp_path: Path) -> None:
    """Packs, directories of packs and of caches; without it, what comes with the product; `off` is nothing."""
    write_pack(tmp_path / "some" / "one.pack", [[Entry("kind", "ab", b"one")]])
    Cache(tmp_path / "cache").put("kind", "cd", b"two")

    def found(value: str) -> list[bytes | None]:
        environment = resolve_environment({"BINDERY_PACK": value, "HOME": str(tmp_path)}, tmp_path)
        cache = Cache(tmp_path / "own", packs=packs_of(environment))
        return [cache.get("kind", "ab"), cache.get("kind", "cd")]

    assert found(f"{tmp_path}/some") == [b"one", None]
    assert found(f"{tmp_path}/some/one.pack") == [b"one", None]
    assert found(f"{tmp_path}/cache:{tmp_path}/some") == [b"one", b"two"]
    assert found("off") == found("some") == [None, None]
