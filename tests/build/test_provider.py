"""Objects for the linker: from the cache when they are there, compiled once when not, a diagnostic when LLVM fails."""

import shutil
from pathlib import Path

import pytest

from server.build.artefact import ChunkTexts, DamagedEntry, encode_texts
from server.build.cache import Cache
from server.build.progress import ChunkDone, Event
from server.build.provider import ChunkProvider, CodegenFailed
from server.build.workers import WorkerPool
from server.linker.interface import ChunkRef
from server.linker.memory import LinkMemory
from server.target import TARGETS

TEXTS = ChunkTexts(
    encode_texts(
        {
            "one": "define i64 @one(i64 %x) { ret i64 %x }",
            "two": "define i64 @two(i64 %x) { ret i64 0 }",
            "broken": "define i64 @f( {",
            # The assembler of our LLVM knows its host alone; for another processor it gives up the process.
            "fatal": 'define void @f() { call void asm sideeffect "nop", ""()  ret void }',
        }
    )
)
ONE, TWO = ChunkRef("p", "one"), ChunkRef("p", "two")


def _provider(pool: WorkerPool, cache: Cache | None, events: list[Event], goarch: str = "amd64") -> ChunkProvider:
    target = next(target for target in TARGETS if target.goarch == goarch)
    return ChunkProvider(target, lambda _: 2, pool, cache, lambda _: TEXTS, events.append)


def test_compiles_each_chunk_once(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    events: list[Event] = []
    with WorkerPool(2, lambda: False) as pool:
        provider = _provider(pool, cache, events)
        one, two, again = provider.objects([ONE, TWO, ONE])
        assert one == again != two
        assert provider.objects([TWO]) == [two]
    assert events[-1] == ChunkDone("p", 2, 2)
    assert len(events) == 2
    with WorkerPool(2, lambda: False) as pool:
        assert _provider(pool, cache, events).objects([TWO, ONE]) == [two, one]
        assert len(events) == 2
        other = _provider(pool, cache, events, "arm64").objects([ONE])
        assert other != [one]


def test_objects_of_earlier_builds(tmp_path: Path) -> None:
    """They are not read again, unless the cache is not to be used or they were made in another way."""
    memory, level, events = LinkMemory(), 2, list[Event]()

    def objects(cache: Cache) -> list[bytes]:
        with WorkerPool(1, lambda: False) as pool:
            provider = _provider(pool, cache, events)
            provider.memory, provider.level_of = memory, lambda _: level
            return list(provider.objects([ONE, TWO]))

    found = objects(Cache(tmp_path))
    assert len(events) == 2
    shutil.rmtree(tmp_path)
    assert objects(Cache(tmp_path)) == found
    assert len(events) == 2
    assert objects(Cache(tmp_path, reading=False)) == found
    assert len(events) == 4
    level = 0
    assert objects(Cache(tmp_path)) != found
    assert len(events) == 6
    memory.shrink()  # nobody linked what was handed out
    level = 2
    shutil.rmtree(tmp_path)
    assert objects(Cache(tmp_path)) == found
    assert len(events) == 8


@pytest.mark.parametrize(
    ("key", "code", "message"),
    [
        ("broken", "CodeGeneratorFailed", "p: internal error: code generation of chunk broken failed: CodegenError"),
        ("fatal", "CodeGeneratorDied", "p: internal error: the code generator died in chunk fatal (signal"),
        ("absent", "CacheDamaged", "damaged cache: no text of chunk absent"),
    ],
)
def test_failures_name_package_and_chunk(key: str, code: str, message: str) -> None:
    with WorkerPool(1, lambda: False) as pool:
        provider = _provider(pool, None, [], "arm64")
        with pytest.raises(CodegenFailed) as caught:
            provider.objects([ONE, ChunkRef("p", key)])
    [found] = caught.value.diagnostics
    assert found.row.code == code
    assert found.message.startswith(message)


def test_foreign_text_is_refused() -> None:
    for content in (b"", b"\xc1", encode_texts({})[:0], b"\x93\x01\x02\x03"):
        with pytest.raises(DamagedEntry):
            ChunkTexts(content)
