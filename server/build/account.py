"""The account of a program: its rows, exact where the linker's map is at hand, and else read back from the file."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from server.build.cache import Cache, CacheError
from server.build.environment import resolve_environment
from server.build.images import load_graph, load_map, load_rows
from server.linker.interface import MapRow
from server.linker.readback import estimate_rows
from server.linker.retention import Retention


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of one file."""

    name: str
    image: bytes
    rows: tuple[MapRow, ...]  # their sizes add up to that of the image
    exact: bool  # the linker's own map, not an estimate
    cache: Cache | None

    @property
    def digest(self) -> str:
        """The image's name in the cache."""
        return hashlib.sha256(self.image).hexdigest()

    def retention(self) -> Retention | None:
        """What keeps what, if the linker's graph is at hand."""
        return load_graph(self.cache, self.image) if self.cache is not None and self.exact else None


def open_account(name: str, folder: Path) -> Account:
    """The account of a file, with the cache that holds in a folder. Raises OSError, and LinkError for no program."""
    image = Path(name).read_bytes()
    cache = _cache(folder)
    rows = load_map(cache, image) if cache is not None else None
    if rows is None:
        return Account(name, image, estimate_rows(name, image), False, cache)
    return Account(name, image, rows, True, cache)


def remembered_rows(digest: str, folder: Path) -> tuple[MapRow, ...] | None:
    """The rows of an image that was linked here, which need not be there any more; None when they are forgotten."""
    cache = _cache(folder)
    return load_rows(cache, digest) if cache is not None else None


def _cache(folder: Path) -> Cache | None:
    directory = resolve_environment(os.environ, folder)["BINDERY_CACHE"]
    try:
        return Cache(Path(directory)) if directory != "off" else None
    except CacheError:
        return None
