"""Packs: cache entries that were made beforehand, in one file, which is only read.

Layout, numbers in little-endian order:

    magic; number of entries (4 bytes), number of blocks (4), SHA-256 of the two tables
    entries: the first half of SHA-256 of "kind/key" (16), block (4), offset in the block (4), size (4); sorted
    blocks:  offset in the file (8), packed size (4), unpacked size (4), SHA-256 of the packed bytes
    the blocks, each an LZMA2 stream of contents one behind the other

Groups of entries that are read together stand together, so that a build unpacks only what it needs; unpacked blocks
stay in memory within a bound. A block or a table that is not what its digest says counts as missing: the entries are
then made again.

Invariant: the same entries in the same order give the same bytes.
"""

from __future__ import annotations

import hashlib
import lzma
import mmap
import struct
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

_MAGIC: Final = b"gobindery-pack1\n"
_HEAD: Final = struct.Struct("<II32s")
_ENTRY: Final = struct.Struct("<16sIII")
_BLOCK: Final = struct.Struct("<QII32s")
_NAME: Final = 16  # bytes of an entry's name
_FILTERS: Final = ({"id": lzma.FILTER_LZMA2, "preset": 9, "dict_size": 1 << 24},)
_KEPT: Final = 160 << 20  # bytes of unpacked blocks that stay in memory
_FULL: Final = 8 << 20  # bytes of a block after which another begins; an eighth of it makes packs a tenth larger
_ENOUGH: Final = 4 << 20  # bytes of a block after which the next group begins another
SUFFIX: Final = ".pack"
SHIPPED: Final = Path(__file__).resolve().parents[1] / "_pack"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a pack holds under a key."""

    kind: str
    key: str
    content: bytes


def write_pack(path: Path, groups: Iterable[Sequence[Entry]]) -> int:
    """Write a pack; its size in bytes. Small neighbours share a block; of entries met twice the first counts."""
    entries: dict[bytes, tuple[int, int, int]] = {}
    table, packed = bytearray(), []
    offset = 0
    for number, block in enumerate(_blocks(groups)):
        data = bytearray()
        for entry in block:
            if (name := _name_of(entry.kind, entry.key)) not in entries:
                entries[name] = number, len(data), len(entry.content)
                data += entry.content
        packed.append(lzma.compress(bytes(data), lzma.FORMAT_RAW, filters=_FILTERS))
        table += _BLOCK.pack(offset, len(packed[-1]), len(data), hashlib.sha256(packed[-1]).digest())
        offset += len(packed[-1])
    index = b"".join(_ENTRY.pack(name, *place) for name, place in sorted(entries.items()))
    head = _HEAD.pack(len(entries), len(packed), hashlib.sha256(index + table).digest())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join((_MAGIC, head, index, table, *packed)))
    return path.stat().st_size


def _blocks(groups: Iterable[Sequence[Entry]]) -> Iterator[list[Entry]]:
    """The entries of each block."""
    block: list[Entry] = []
    size = 0
    for group in groups:
        if size >= _ENOUGH:
            yield block
            block, size = [], 0
        for entry in group:
            if size >= _FULL:
                yield block
                block, size = [], 0
            block.append(entry)
            size += len(entry.content)
    if block:
        yield block


def _name_of(kind: str, key: str) -> bytes:
    return hashlib.sha256(f"{kind}/{key}".encode()).digest()[:_NAME]


class Pack:
    """A pack that is read; several threads may."""

    def __init__(self, path: Path) -> None:
        """Nothing is read before the first look-up."""
        self.path = path
        self._unpacked: OrderedDict[int, bytes] = OrderedDict()
        self._size = 0  # bytes of these
        self._guard = threading.Lock()

    def get(self, kind: str, key: str) -> bytes | None:
        """The content of an entry, or None."""
        found = self._find(_name_of(kind, key))
        if found is None:
            return None
        number, offset, size = found
        data = self._block(number)
        return data[offset : offset + size] if data is not None else None

    def verify(self) -> tuple[int, list[str]]:
        """Compare every block with its digest; how many entries there are, and the damaged blocks."""
        if self._opened is None:
            return 0, [str(self.path)]
        _, entries, blocks = self._opened
        bad = [f"{self.path.name}, block {number}" for number in range(blocks) if self._unpack(number) is None]
        return entries, bad

    @cached_property
    def _opened(self) -> tuple[mmap.mmap, int, int] | None:
        """The file, the number of entries and of blocks; None if it is no sound pack."""
        try:
            with self.path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            return None
        start = len(_MAGIC) + _HEAD.size
        if len(data) < start or data[: len(_MAGIC)] != _MAGIC:
            return None
        entries, blocks, digest = _HEAD.unpack_from(data, len(_MAGIC))
        end = start + entries * _ENTRY.size + blocks * _BLOCK.size
        if end > len(data) or hashlib.sha256(data[start:end]).digest() != digest:
            return None
        return data, entries, blocks

    def _find(self, name: bytes) -> tuple[int, int, int] | None:
        """Block, offset and size of an entry: the table is sorted."""
        if self._opened is None:
            return None
        data, count, _ = self._opened
        start = len(_MAGIC) + _HEAD.size
        low, high = 0, count
        while low < high:
            middle = (low + high) // 2
            at = start + middle * _ENTRY.size
            if data[at : at + _NAME] < name:
                low = middle + 1
            else:
                high = middle
        if low == count:
            return None
        found, number, offset, size = _ENTRY.unpack_from(data, start + low * _ENTRY.size)
        return (number, offset, size) if found == name else None

    def _block(self, number: int) -> bytes | None:
        """An unpacked block; None if it is damaged."""
        with self._guard:
            known = self._unpacked.get(number)
            if known is None:
                known = self._unpack(number)
                if known is None:
                    return None
                self._unpacked[number] = known
                self._size += len(known)
            self._unpacked.move_to_end(number)
            while self._size > _KEPT and len(self._unpacked) > 1:
                _, old = self._unpacked.popitem(last=False)
                self._size -= len(old)
            return known

    def _unpack(self, number: int) -> bytes | None:
        if self._opened is None:
            return None
        data, entries, blocks = self._opened
        tables = len(_MAGIC) + _HEAD.size + entries * _ENTRY.size
        start, packed_size, size, digest = _BLOCK.unpack_from(data, tables + number * _BLOCK.size)
        start += tables + blocks * _BLOCK.size
        packed = data[start : start + packed_size]
        if hashlib.sha256(packed).digest() != digest:
            return None
        try:
            unpacked = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=_FILTERS).decompress(packed, max_length=size)
        except lzma.LZMAError:
            return None
        return unpacked if len(unpacked) == size else None


def find_packs(folder: Path = SHIPPED) -> tuple[Pack, ...]:
    """The packs of a folder, by name; those that come with the product if none is named."""
    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else ():
        info = path.stat()
        found.append(_open_once(path, info.st_size, info.st_mtime_ns))
    return tuple(found)


@lru_cache(maxsize=8)
def _open_once(path: Path, _size: int, _time: int) -> Pack:
    """One pack per file of that size and time: builds of one process share what it has unpacked."""
    return Pack(path)
