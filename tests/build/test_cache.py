"""The store: what is read is what was written, whatever happened to the files in between."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.build.cache import Cache, CacheError, OtherCache

KEY = "ab" + "0" * 62


def _entry(cache: Cache, kind: str = "object", key: str = KEY) -> Path:
    return cache.directory / kind / key[:2] / key


def test_round_trip(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.get("object", KEY) is None
    cache.put("object", KEY, b"content")
    assert cache.get("object", KEY) == b"content"
    assert cache.get("text", KEY) is None
    assert [p.name for p in _entry(cache).parent.iterdir()] == [KEY]


def test_write_only(tmp_path: Path) -> None:
    Cache(tmp_path, reading=False).put("object", KEY, b"x")
    assert Cache(tmp_path, reading=False).get("object", KEY) is None
    assert Cache(tmp_path).get("object", KEY) == b"x"


def test_every_truncation_and_flip_is_noticed(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("object", KEY, b"some content")
    good = _entry(cache).read_bytes()
    damaged = [good[:n] for n in range(len(good))] + [
        good[:n] + bytes([good[n] ^ 1]) + good[n + 1 :] for n in range(len(good))
    ]
    for raw in [*damaged, good + b"x", b""]:
        _entry(cache).write_bytes(raw)
        assert cache.get("object", KEY) is None, raw
        assert not _entry(cache).exists()
    assert len(cache.dropped) == len(damaged) + 2


def test_failing_disk_is_no_error(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    (tmp_path / "object").write_text("a file where a folder should be")
    cache.put("object", KEY, b"content")
    assert cache.get("object", KEY) is None


def test_trim_keeps_what_was_used_last(tmp_path: Path) -> None:
    cache = Cache(tmp_path, size_limit=4000)
    keys = [f"{n:02x}" + "1" * 62 for n in range(8)]
    for age, key in enumerate(keys):
        cache.put("object", key, b"x" * 1000)
        os.utime(_entry(cache, key=key), (1_000_000 + age, 1_000_000 + age))
    cache.get("object", keys[0])  # read again: now the youngest
    cache.trim_now()
    left = [key for key in keys if _entry(cache, key=key).exists()]
    assert left == [keys[0], keys[6], keys[7]]
    cache.trim_now()
    assert len([key for key in keys if _entry(cache, key=key).exists()]) == 3


def test_trim_looks_once_a_day(tmp_path: Path) -> None:
    cache = Cache(tmp_path, size_limit=10)
    cache.trim()
    cache.put("object", KEY, b"x" * 100)
    cache.trim()
    assert cache.get("object", KEY) is not None
    os.utime(tmp_path / "trimmed", (0, 0))
    cache.trim()
    assert cache.get("object", KEY) is None


def test_unusable_directories(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for directory in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nothing")):
        with pytest.raises(CacheError):
            Cache(directory)


_WRITER = """
import sys
from pathlib import Path
from server.build.cache import Cache
cache = Cache(Path(sys.argv[1]))
for n in range(200):
    key = f"{n % 5:02x}" + "2" * 62
    cache.put("object", key, bytes([n % 5]) * 20000)
    content = cache.get("object", key)
    assert content == bytes([n % 5]) * 20000, content and content[:4]
assert not cache.dropped, cache.dropped
"""


def test_several_processes_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-c", _WRITER, str(tmp_path)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors


def test_pack(tmp_path: Path) -> None:
    """It gives what the directory lacks, is not written, and what is damaged in it counts as missing."""
    Cache(tmp_path / "pack").put("kind", "abcd", b"packed")
    cache = Cache(tmp_path / "own", packs=[OtherCache(tmp_path / "pack")])
    assert cache.get("kind", "abcd") == b"packed"
    cache.put("kind", "abcd", b"own")
    assert cache.get("kind", "abcd") == b"own"
    assert Cache(tmp_path / "pack").get("kind", "abcd") == b"packed"
    assert Cache(tmp_path / "third", reading=False, packs=[OtherCache(tmp_path / "pack")]).get("kind", "abcd") is None
    (tmp_path / "pack/kind/ab/abcd").write_bytes(b"broken")
    assert Cache(tmp_path / "third", packs=[OtherCache(tmp_path / "pack")]).get("kind", "abcd") is None
    assert (tmp_path / "pack/kind/ab/abcd").read_bytes() == b"broken"
