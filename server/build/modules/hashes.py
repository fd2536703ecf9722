"""Hashes of modules, and go.sum.

Source: Go Modules Reference, "go.sum files" and "Module cache"; the hash `h1:` is the SHA-256, in base64, of a list of
`<sha256 in hex>  <name>` lines sorted by name. A line of go.sum is `path version hash` for the whole module and
`path version/go.mod hash` for its go.mod.

Invariant: hashes with another prefix than `h1:` are kept but prove nothing.
"""

import base64
import hashlib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.build.modules.modfile import ModuleVersion
from server.build.modules.semver import sort_key

_CHUNK: Final = 1 << 16  # bytes


class ChecksumError(Exception):
    """Content does not have the hash that go.sum or the checksum database states."""


def hash_files(files: Iterable[tuple[str, str]]) -> str:
    """`h1:` of names and the SHA-256 of their contents in hex."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(files))
    return "h1:" + base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode("ascii")


def hash_go_mod(data: bytes) -> str:
    """The hash that go.sum has for a go.mod."""
    return hash_files([("go.mod", hashlib.sha256(data).hexdigest())])


def hash_zip(archive: zipfile.ZipFile) -> str:
    """The hash that go.sum has for a module's zip."""
    return hash_files((info.filename, _hash_member(archive, info)) for info in archive.infolist())


def _hash_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    digest = hashlib.sha256()
    with archive.open(info) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


@dataclass(slots=True)
class GoSum:
    """The go.sum files of a build: the first is the one that additions go to."""

    entries: dict[ModuleVersion, list[str]] = field(default_factory=dict)  # version ends in "/go.mod" for go.mod's
    added: list[str] = field(default_factory=list)  # lines that the file does not have yet

    @classmethod
    def read(cls, files: Iterable[Path]) -> "GoSum":
        """Read the files that exist; a malformed line is passed over, so that it proves nothing."""
        sums = cls()
        for file in files:
            try:
                text = file.read_text("utf-8", "replace")
            except OSError:
                continue
            for line in text.splitlines():
                words = line.split()
                if len(words) == 3:
                    sums.entries.setdefault(ModuleVersion(words[0], words[1]), []).append(words[2])
        return sums

    def has(self, module: ModuleVersion, go_mod: bool = False) -> bool:
        """Whether there is an `h1:` hash for a module, or for its go.mod."""
        return any(known.startswith("h1:") for known in self.entries.get(_key(module, go_mod), ()))

    def verify(self, module: ModuleVersion, found: str, go_mod: bool = False) -> bool:
        """Whether the hash is the one stated; False when none is. Raises ChecksumError."""
        stated = [known for known in self.entries.get(_key(module, go_mod), ()) if known.startswith("h1:")]
        if not stated:
            return False
        if found not in stated:
            what = f"verifying {module}{'/go.mod' if go_mod else ''}: checksum mismatch"
            raise ChecksumError(f"{what}\n\tdownloaded: {found}\n\tgo.sum:     {stated[0]}")
        return True

    def add(self, module: ModuleVersion, found: str, go_mod: bool = False) -> None:
        """State a hash that was verified otherwise."""
        key = _key(module, go_mod)
        if found not in self.entries.get(key, ()):
            self.entries.setdefault(key, []).append(found)
            self.added.append(f"{key.path} {key.version} {found}")

    def write(self, file: Path) -> None:
        """Add the new lines to the file, sorted as go sorts them."""
        if not self.added:
            return
        try:
            lines = set(file.read_text("utf-8").splitlines())
        except FileNotFoundError:
            lines = set()
        lines.update(self.added)
        temporary = file.with_name(file.name + ".tmp")
        temporary.write_text("".join(f"{line}\n" for line in sorted(filter(None, lines), key=_line_key)), "utf-8")
        temporary.replace(file)
        self.added.clear()


def _key(module: ModuleVersion, go_mod: bool) -> ModuleVersion:
    return ModuleVersion(module.path, f"{module.version}/go.mod") if go_mod else module


def _line_key(line: str) -> tuple[object, ...]:
    words = [*line.split(), "", ""]
    version, slash, _ = words[1].partition("/")
    return (words[0], sort_key(version), slash, words[2])
