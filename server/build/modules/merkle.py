"""The transparent log behind a checksum database: hashes of its tree, read from tiles, and what they prove.

Sources: RFC 6962, section 2.1 (tree hashes); "Transparent Logs for Skeptical Clients" (tiles of height 8). A tile holds
up to 256 hashes of one level; the hash of any complete subtree follows from one tile.

A root computed here from tiles is compared with a signed one, so a tile that lies makes the comparison fail.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

_HEIGHT: Final = 8  # levels per tile
_WIDTH: Final = 1 << _HEIGHT  # hashes per full tile
_HASH: Final = 32  # bytes

ReadTile = Callable[[str], bytes]  # of a path such as "tile/8/0/x001/234.p/5"


class ProofError(Exception):
    """The log's tiles do not fit together."""


def leaf_hash(record: bytes) -> bytes:
    """The hash of a record as a leaf."""
    return hashlib.sha256(b"\0" + record).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


@dataclass(slots=True)
class LogTree:
    """The tree of the first `size` records of a log."""

    size: int
    read: ReadTile
    tiles: dict[str, bytes] = field(default_factory=dict)  # as read, by path of the full tile
    known: dict[tuple[int, int], bytes] = field(default_factory=dict)  # (level, index) -> hash of a complete subtree

    def root(self) -> bytes:
        """The root hash."""
        return self._range(0, self.size)

    def continues(self, size: int, old_root: bytes, root: bytes) -> bool:
        """Whether this tree has that root, and had `old_root` when it had `size` records.

        Both follow from the same hashes of subtrees: those that the older tree is made of are also parts of this one.
        """
        return self._split(0, self.size, size) == root and self._range(0, size) == old_root

    def _split(self, low: int, high: int, at: int) -> bytes:
        """The hash over [low, high), from subtrees that lie on one side of `at`."""
        if high <= at or low >= at:
            return self._range(low, high)
        half = 1 << ((high - low - 1).bit_length() - 1)
        return _node(self._split(low, low + half, at), self._split(low + half, high, at))

    def root_with(self, index: int, leaf: bytes) -> bytes:
        """The root hash that follows when record `index` has the hash `leaf`."""
        low, high, siblings = 0, self.size, []
        while high - low > 1:
            half = 1 << ((high - low - 1).bit_length() - 1)
            if index < low + half:
                siblings.append((False, self._range(low + half, high)))
                high = low + half
            else:
                siblings.append((True, self._range(low, low + half)))
                low += half
        found = leaf
        for is_left, sibling in reversed(siblings):
            found = _node(sibling, found) if is_left else _node(found, sibling)
        return found

    def _range(self, low: int, high: int) -> bytes:
        """The hash over the records [low, high), `low` being a multiple of the size's power of two."""
        if high <= low:
            return hashlib.sha256(b"").digest()
        size = high - low
        if size & (size - 1) == 0:
            level = size.bit_length() - 1
            return self._subtree(level, low >> level)
        half = 1 << ((size - 1).bit_length() - 1)
        return _node(self._range(low, low + half), self._range(low + half, high))

    def _subtree(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree of 2**level records, the index-th of its level."""
        if (level, index) not in self.known:
            tile_level, above = divmod(level, _HEIGHT)
            first = index << above
            hashes = self._tile(tile_level, first >> _HEIGHT)
            start = (first % _WIDTH) * _HASH
            row = [hashes[at : at + _HASH] for at in range(start, start + (_HASH << above), _HASH)]
            if len(row) != 1 << above or len(row[-1]) != _HASH:
                raise ProofError("a tile of the checksum database is too short")
            while len(row) > 1:
                row = [_node(left, right) for left, right in zip(row[::2], row[1::2])]
            self.known[level, index] = row[0]
        return self.known[level, index]

    def _tile(self, level: int, index: int) -> bytes:
        path = f"tile/{_HEIGHT}/{level}/{_number(index)}"
        if path not in self.tiles:
            width = min(_WIDTH, (self.size >> (_HEIGHT * level)) - index * _WIDTH)
            self.tiles[path] = self.read(path if width == _WIDTH else f"{path}.p/{width}")
        return self.tiles[path]


def _number(index: int) -> str:
    """`x001/x234/067`: groups of three digits."""
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))
