"""A content-addressed store of build results in the user's cache directory.

An entry is a file named by its key: `<kind>/<first two digits>/<key>`, holding a magic number, the SHA-256 of the
content and the content. It is written to a temporary name and renamed, so that a reader sees all of it or nothing and
several processes may use the store at once. A digest that does not fit means a damaged entry: it is dropped and
counts as missing. Nothing is executed or unpickled from the store.

Reading an entry touches it, at most once an hour; when the store has grown beyond its bound, the entries not used for
the longest time go first. Behind the store may stand others, made beforehand, that are only read: the packs that come
with the product (pack.py), or what BINDERY_PACK names, which may be the directory of another cache.
"""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final, Protocol

from server.build.environment import Environment
from server.build.pack import Pack, find_packs

_MAGIC: Final = b"gobindery1\n"
_NEW: Final = ".new-"  # how names of entries begin that are being written
_DIGEST_SIZE: Final = 32  # bytes
_TOUCH_AFTER: Final = 3600.0  # seconds
_TRIM_EVERY: Final = 24 * 3600.0  # seconds
SIZE_LIMIT: Final = 2 << 30  # bytes; a trim leaves nine tenths of it
_SIZE: Final = re.compile(r"([0-9]+)\s*([KMGT]?)(?:i?B)?", re.IGNORECASE)
_UNITS: Final = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}


class CacheError(Exception):
    """The directory cannot be used as a cache; the text says why."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of the store one kind of entries takes."""

    entries: int
    size: int  # bytes


def parse_size(text: str) -> int:
    """The bytes that a text means: `512M`, `2GiB`, `1000000`; the default for "". Raises CacheError."""
    match = _SIZE.fullmatch(text.strip())
    if not text:
        return SIZE_LIMIT
    if match is None:
        raise CacheError(f"not a size: {text} (write 500M or 2G)")
    return int(match[1]) << _UNITS[match[2].upper()]


def open_cache(environment: Environment) -> "Cache | None":
    """The cache that the environment names; None when there is none, or it cannot be used."""
    directory = environment["BINDERY_CACHE"]
    if directory == "off" or not Path(directory).is_absolute():
        return None
    try:
        return Cache(Path(directory), parse_size(environment["BINDERY_CACHE_LIMIT"]), packs=packs_of(environment))
    except CacheError:
        return None


class Store(Protocol):
    """What is only read."""

    def get(self, kind: str, key: str) -> bytes | None:
        """The content of an entry, or None; what is damaged counts as missing."""


def packs_of(environment: Environment) -> Sequence[Store]:
    """What stands behind the cache: the packs and directories that BINDERY_PACK names, or the product's own packs."""
    if not environment["BINDERY_PACK"]:
        return find_packs()
    found: list[Store] = []
    for path in _named_packs(environment):
        found += [Pack(path)] if path.is_file() else [OtherCache(path), *find_packs(path)]
    return found


def pack_folder(environment: Environment) -> Path | None:
    """The first directory that BINDERY_PACK names."""
    return next((path for path in _named_packs(environment) if path.is_dir()), None)


def _named_packs(environment: Environment) -> list[Path]:
    """What BINDERY_PACK lists; `off` is an empty list."""
    paths = map(Path, filter(None, environment["BINDERY_PACK"].split(os.pathsep)))
    return [path for path in paths if path.is_absolute()]


@dataclass(frozen=True, slots=True)
class OtherCache:
    """The entries of a cache that somebody filled before."""

    directory: Path

    def get(self, kind: str, key: str) -> bytes | None:
        try:
            return _checked(_place(self.directory, kind, key).read_bytes())
        except OSError:
            return None


class Cache:
    """The store in one directory."""

    def __init__(
        self, directory: Path, size_limit: int = SIZE_LIMIT, reading: bool = True, packs: Sequence[Store] = ()
    ) -> None:
        """Create the directory when needed; without `reading`, entries are written only.

        `packs` give what the directory lacks, and are never written.

        Raises CacheError when the directory cannot be written.
        """
        self.directory = directory
        self.packs = packs
        self.reading = reading
        self.size_limit = size_limit
        self._allowed: set[str] = set()  # keys of entries that are read without `reading`
        self.dropped: list[str] = []  # damaged entries met by this process, as "kind/key"
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=directory):
                pass
        except OSError as err:
            raise CacheError(err.strerror or str(err)) from err

    def get(self, kind: str, key: str) -> bytes | None:
        """The content stored under a key, or None."""
        if not self.reading and key not in self._allowed:
            return None
        path = self._path(kind, key)
        try:
            raw = path.read_bytes()
        except OSError:
            return self._packed(kind, key)
        content = _checked(raw)
        if content is None:
            self.drop(kind, key)
            return self._packed(kind, key)
        self._touch(path)
        return content

    def allow(self, *keys: str) -> None:
        """Have entries read even without `reading`: they were written for the one who reads."""
        self._allowed.update(keys)

    def _packed(self, kind: str, key: str) -> bytes | None:
        """What the packs hold under a key."""
        found = (pack.get(kind, key) for pack in self.packs)
        return next((content for content in found if content is not None), None)

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Store a content. A full or failing disk is no error: the entry is then missing."""
        path = self._path(kind, key)
        # The name is known before the file exists, so that an interrupt at any moment leaves nothing behind.
        temporary = path.with_name(f"{_NEW}{token_hex(8)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with temporary.open("xb") as file:
                file.write(_MAGIC + hashlib.sha256(content).digest())
                file.write(content)
            temporary.replace(path)
        except BaseException as err:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            if not isinstance(err, OSError):
                raise

    def drop(self, kind: str, key: str) -> None:
        """Forget an entry whose content turned out to be unusable."""
        self.dropped.append(f"{kind}/{key}")
        try:
            self._path(kind, key).unlink(missing_ok=True)
        except OSError:
            pass  # a read-only cache keeps it; it is not used anyway

    def trim(self) -> None:
        """Remove what was not used for the longest time once the store is too large; looks at most once a day."""
        stamp = self.directory / "trimmed"
        now = time.time()
        try:
            if stamp.exists() and now - stamp.stat().st_mtime < _TRIM_EVERY:
                return
            stamp.touch()
        except OSError:
            return
        self._remove_leftovers()
        self.trim_now()

    def _remove_leftovers(self) -> None:
        """Remove entries that were being written when their process was killed."""
        now = time.time()
        for used, _, path in self._entries():
            if path.name.startswith(_NEW) and now - used > _TOUCH_AFTER:
                with suppress(OSError):
                    path.unlink(missing_ok=True)

    def trim_now(self) -> None:
        """Remove the entries that were not used for the longest time until nine tenths of the bound are left."""
        entries = sorted(self._entries())
        total = sum(size for _, size, _ in entries)
        if total <= self.size_limit:
            return
        for _, size, path in entries:
            if total <= self.size_limit * 9 // 10:
                return
            try:
                path.unlink(missing_ok=True)
            except OSError:
                continue
            total -= size

    def usage(self) -> dict[str, Usage]:
        """What the store holds, by kind."""
        found: dict[str, Usage] = {}
        for _, size, path in self._entries():
            before = found.get(path.parts[-3], Usage(0, 0))
            found[path.parts[-3]] = Usage(before.entries + 1, before.size + size)
        return dict(sorted(found.items()))

    def clean(self, kinds: Sequence[str] = ()) -> int:
        """Remove every entry, or those of some kinds; how many there were. Other processes then compile anew."""
        removed = 0
        for _, _, path in list(self._entries()):
            if kinds and path.parts[-3] not in kinds:
                continue
            with suppress(OSError):
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def verify(self) -> tuple[int, list[str]]:
        """Read every entry; how many there are, and the damaged ones, which are dropped, as "kind/key"."""
        before, seen = len(self.dropped), 0
        for _, _, path in list(self._entries()):
            seen += 1
            if path.name.startswith(_NEW):
                continue  # being written
            try:
                raw = path.read_bytes()
            except OSError:
                continue  # another process removed it
            if _checked(raw) is None:
                self.drop(path.parts[-3], path.name)
        return seen, self.dropped[before:]

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """Time of last use, size and path of every entry."""
        for path in self.directory.glob("*/??/*"):
            if not path.name.startswith((path.parts[-2], _NEW)):
                continue  # not ours: somebody named a folder with other things in it
            try:
                info = path.stat()
            except OSError:
                continue  # another process removed it
            yield info.st_mtime, info.st_size, path

    def _path(self, kind: str, key: str) -> Path:
        return _place(self.directory, kind, key)

    def _touch(self, path: Path) -> None:
        try:
            if time.time() - path.stat().st_mtime > _TOUCH_AFTER:
                path.touch()
        except OSError:
            pass  # a read-only cache is still good for reading


def _place(directory: Path, kind: str, key: str) -> Path:
    return directory / kind / key[:2] / key


def _checked(raw: bytes) -> bytes | None:
    """The content of an entry; None if it is damaged."""
    start = len(_MAGIC) + _DIGEST_SIZE
    content = raw[start:]
    return content if raw[:start] == _MAGIC + hashlib.sha256(content).digest() else None
