"""A content-addressed store of build results in the user's cache directory.

An entry is a file named by its key: `<kind>/<first two digits>/<key>`, holding a magic number, the SHA-256 of the
content and the content. It is written to a temporary name and renamed, so that a reader sees all of it or nothing and
several processes may use the store at once. A digest that does not fit means a damaged entry: it is dropped and
counts as missing. Nothing is executed or unpickled from the store.

Reading an entry touches it, at most once an hour; when the store has grown beyond its bound, the entries not used for
the longest time go first.
"""

import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

_MAGIC: Final = b"gobindery1\n"
_DIGEST_SIZE: Final = 32  # bytes
_TOUCH_AFTER: Final = 3600.0  # seconds
_TRIM_EVERY: Final = 24 * 3600.0  # seconds
SIZE_LIMIT: Final = 4 << 30  # bytes; a trim leaves nine tenths of it


class CacheError(Exception):
    """The directory cannot be used as a cache; the text says why."""


class Cache:
    """The store in one directory."""

    def __init__(self, directory: Path, size_limit: int = SIZE_LIMIT, reading: bool = True) -> None:
        """Create the directory when needed; without `reading`, entries are written only.

        Raises CacheError when the directory cannot be written.
        """
        self.directory = directory
        self.reading = reading
        self.size_limit = size_limit
        self.dropped: list[str] = []  # damaged entries met by this process, as "kind/key"
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=directory):
                pass
        except OSError as err:
            raise CacheError(err.strerror or str(err)) from err

    def get(self, kind: str, key: str) -> bytes | None:
        """The content stored under a key, or None."""
        if not self.reading:
            return None
        path = self._path(kind, key)
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        start = len(_MAGIC) + _DIGEST_SIZE
        content = raw[start:]
        if raw[:start] != _MAGIC + hashlib.sha256(content).digest():
            self.drop(kind, key)
            return None
        self._touch(path)
        return content

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Store a content. A full or failing disk is no error: the entry is then missing."""
        path = self._path(kind, key)
        # The name is known before the file exists, so that an interrupt at any moment leaves nothing behind.
        temporary = path.with_name(f".new-{token_hex(8)}")
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
        self.trim_now()

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

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """Time of last use, size and path of every entry."""
        for path in self.directory.glob("*/??/*"):
            try:
                info = path.stat()
            except OSError:
                continue  # another process removed it
            yield info.st_mtime, info.st_size, path

    def _path(self, kind: str, key: str) -> Path:
        return self.directory / kind / key[:2] / key

    def _touch(self, path: Path) -> None:
        try:
            if time.time() - path.stat().st_mtime > _TOUCH_AFTER:
                path.touch()
        except OSError:
            pass  # a read-only cache is still good for reading
