"""Export data of packages in the cache, and their keys without a look into the sources.

Two kinds of entries. `export` is a package's export data under the key of its content: the compiler, the target, the
language version, the digests of the files that belong to the build, and the keys of what it imports. `folder` says, for
a folder under given build tags, which files those are, their digests and imports; it holds as long as names, sizes and
times of the folder's Go files are what they were. So a key costs a look at the folders of a package and of all that it
imports, and no file is read.

Invariant: a `folder` entry is only written when another change of the folder would show in its stamps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from server.build.bundle import place_of
from server.build.cache import Cache
from server.build.constraints import BuildTags
from server.build.identity import checker_identity, digest, loader_identity
from server.build.pack import Entry
from server.build.packages import LoadedPackage
from server.build.stamps import Stamp, have_settled, stamps_of
from server.target import Target

_EXPORT: Final = "export"
_FOLDER: Final = "folder"


class Folder(msgspec.Struct, array_like=True, frozen=True):
    """What a package of a folder is made of."""

    stamps: list[Stamp]  # of all Go files in the folder, sorted
    language: str
    files: list[tuple[str, bytes]]  # name and SHA-256 of those that belong to the package
    imports: list[str]  # import paths, without unsafe


class ExportStore:
    """The entries of one cache for one target."""

    def __init__(self, cache: Cache | None, target: Target, tags: BuildTags) -> None:
        """Without a cache, nothing is found and nothing kept."""
        self._cache = cache
        self._target = target
        self._tags = sorted(tags.names)

    @property
    def directory(self) -> str:
        """Where the cache lies; "" when there is none."""
        return str(self._cache.directory) if self._cache is not None else ""

    # Export data

    def key(self, path: str, folder: Folder, imports: Mapping[str, str]) -> str:
        """The key of a package's export data; `imports` are the keys of what it imports."""
        return digest(
            checker_identity(),
            self._target.name,
            [path, folder.language],
            folder.files,
            [[name, imports[name]] for name in sorted(imports)],
        )

    def get(self, key: str) -> bytes | None:
        """Export data."""
        return self._cache.get(_EXPORT, key) if self._cache is not None else None

    def put(self, key: str, data: bytes) -> None:
        """Keep export data."""
        if self._cache is not None:
            self._cache.put(_EXPORT, key, data)

    def drop(self, key: str) -> None:
        """Forget export data that cannot be read."""
        if self._cache is not None:
            self._cache.drop(_EXPORT, key)

    def entries(self, key: str) -> Iterator[Entry]:
        """The entry of export data, for a pack."""
        content = self.get(key) if key else None
        if content is not None:
            yield Entry(_EXPORT, key, content)

    # Folders

    def folder(self, path: str, directory: Path) -> Folder | None:
        """What is known of the package of a folder, if that still holds."""
        if self._cache is None:
            return None
        key = self._folder_key(path, directory)
        content = self._cache.get(_FOLDER, key)
        if content is None:
            return None
        try:
            found = msgspec.msgpack.decode(content, type=Folder)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            self._cache.drop(_FOLDER, key)
            return None
        return found if found.stamps == stamps_of(directory) else None

    def keep_folder(self, package: LoadedPackage) -> None:
        """Remember what a package was made of, if its folder still holds just that and has settled."""
        stamps = stamps_of(package.directory)
        if self._cache is None or not have_settled(stamps):
            return
        try:
            if any(Path(source.file.path).read_bytes() != source.file.data for source in package.files):
                return
        except OSError:
            return
        key = self._folder_key(package.import_path, package.directory)
        self._cache.put(_FOLDER, key, msgspec.msgpack.encode(describe(package, stamps)))

    def folder_entries(self, path: str, directory: Path) -> Iterator[Entry]:
        """The entry of a folder, for a pack."""
        key = self._folder_key(path, directory)
        content = self._cache.get(_FOLDER, key) if self._cache is not None else None
        if content is not None:
            yield Entry(_FOLDER, key, content)

    def _folder_key(self, path: str, directory: Path) -> str:
        return digest(loader_identity(), self._tags, path, place_of(directory))


def describe(package: LoadedPackage, stamps: Iterable[Stamp] = ()) -> Folder:
    """What a package is made of."""
    files = [(Path(source.file.path).name, hashlib.sha256(source.file.data).digest()) for source in package.files]
    return Folder(list(stamps), package.language, files, sorted(package.imports.keys() - {"unsafe"}))
