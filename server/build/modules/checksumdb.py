"""The checksum database: what it says about a module, verified.

An answer counts when its record is in the tree whose root the database has signed, and that tree continues the newest
one we have seen (`latest`). So nobody, the database itself included, can show one hash to us and another to the world
unnoticed. Sources: Go Modules Reference, "Checksum database"; signed notes as in golang.org/x/mod/sumdb/note.
"""

import base64
import binascii
import hashlib
import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from server.build.modules.merkle import LogTree, ProofError, leaf_hash
from server.build.modules.modfile import ModuleVersion
from server.build.modules.paths import escape

# The public keys of databases that GOSUMDB may name without one.
_KNOWN_KEYS: Final = {"sum.golang.org": "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"}
_ED25519: Final = 1
_SIGNATURE: Final = re.compile(r"\u2014 (\S+) (\S+)\Z")
_TREE: Final = re.compile(r"go\.sum database tree\n(\d+)\n(\S+)\n")

Fetch = Callable[[str], bytes]  # of a path below the database's URL


class DatabaseError(Exception):
    """The database cannot be used, or what it says does not hold."""


@dataclass(frozen=True, slots=True)
class DatabaseKey:
    """A database's name and public key, as `name+hash+key`."""

    name: str
    key_hash: bytes
    public: Ed25519PublicKey

    @classmethod
    def parse(cls, text: str) -> "DatabaseKey":
        """Raises DatabaseError."""
        name, _, rest = text.partition("+")
        digest, _, key = rest.partition("+")
        try:
            raw = base64.b64decode(key, validate=True)
            if raw[:1] != bytes([_ED25519]) or not name:
                raise ValueError("not an Ed25519 key")
            expected = hashlib.sha256(f"{name}\n".encode() + raw).digest()[:4]
            if expected.hex() != digest:
                raise ValueError("its hash does not fit")
            return cls(name, expected, Ed25519PublicKey.from_public_bytes(raw[1:]))
        except (ValueError, binascii.Error) as err:
            raise DatabaseError(f"invalid GOSUMDB key {text!r}: {err}") from err

    def open_note(self, note: bytes) -> str:
        """The text of a note that this key has signed. Raises DatabaseError."""
        text, separator, signatures = note.decode("utf-8", "replace").rpartition("\n\n")
        text += "\n"
        for line in signatures.splitlines() if separator else ():
            match = _SIGNATURE.match(line)
            if match is None or match[1] != self.name:
                continue
            try:
                raw = base64.b64decode(match[2], validate=True)
                if raw[:4] == self.key_hash:
                    self.public.verify(raw[4:], text.encode())
                    return text
            except (InvalidSignature, binascii.Error) as err:
                raise DatabaseError(f"{self.name}: the signature of its tree is invalid") from err
        raise DatabaseError(f"{self.name}: its tree is not signed with the known key")


def parse_setting(setting: str) -> tuple[DatabaseKey, str] | None:
    """Key and URL of the database that GOSUMDB names; None for `off`. Raises DatabaseError."""
    words = setting.split()
    if not words or words[0] == "off":
        return None
    if "+" not in words[0] and words[0] not in _KNOWN_KEYS:
        raise DatabaseError(f"GOSUMDB={setting}: the public key of {words[0]} is not known; set GOSUMDB to name+key")
    key = DatabaseKey.parse(_KNOWN_KEYS.get(words[0], words[0]))
    return key, (words[1] if len(words) > 1 else f"https://{key.name}").rstrip("/")


@dataclass(slots=True)
class ChecksumDatabase:
    """A database, reached through `fetch`; `latest` keeps the newest tree seen between runs."""

    key: DatabaseKey
    fetch: Fetch
    latest: Path
    trees: dict[tuple[int, bytes], LogTree] = field(default_factory=dict)  # by size and signed root
    lock: threading.Lock = field(default_factory=threading.Lock)  # guards trees and the file

    def hashes(self, module: ModuleVersion) -> list[str]:
        """The lines of go.sum for a module: `path version h1:...`. Raises DatabaseError."""
        answer = self.fetch(f"lookup/{escape(module.path)}@{escape(module.version)}")
        number, _, rest = answer.partition(b"\n")
        record, separator, note = rest.partition(b"\n\n")
        if not number.isdigit() or not separator:
            raise DatabaseError(f"{self.key.name}: malformed answer for {module}")
        record += b"\n"
        size, root = self._tree(note)
        try:
            with self.lock:
                tree = self.trees.setdefault((size, root), LogTree(size, self.fetch))
                # The root must follow from the record itself.
                if int(number) >= size or tree.root_with(int(number), leaf_hash(record)) != root:
                    raise DatabaseError(f"{self.key.name}: the record of {module} is not in the signed tree")
                self._remember(tree, root, note)
        except ProofError as err:
            raise DatabaseError(f"{self.key.name}: {err}") from err
        prefixes = (f"{module.path} {module.version} ", f"{module.path} {module.version}/go.mod ")
        return [line for line in record.decode("utf-8", "replace").splitlines() if line.startswith(prefixes)]

    def _tree(self, note: bytes) -> tuple[int, bytes]:
        """Size and root of a signed tree."""
        match = _TREE.match(self.key.open_note(note))
        if match is None:
            raise DatabaseError(f"{self.key.name}: malformed description of its tree")
        try:
            return int(match[1]), base64.b64decode(match[2], validate=True)
        except binascii.Error as err:
            raise DatabaseError(f"{self.key.name}: malformed description of its tree") from err

    def _remember(self, tree: LogTree, root: bytes, note: bytes) -> None:
        """Check that the tree and the newest one seen are of one log, and keep the larger."""
        try:
            before = self.latest.read_bytes()
        except OSError:
            before = b""
        if before == note:
            return
        if before:
            size, old_root = self._tree(before)
            if size > tree.size:
                consistent = LogTree(size, self.fetch).continues(tree.size, root, old_root)
            else:
                consistent = tree.continues(size, old_root, root)
            if not consistent:
                raise DatabaseError(
                    f"SECURITY ERROR\n{self.key.name} has shown two trees that contradict each other: one of"
                    f" {size} records before ({self.latest}), one of {tree.size} records now"
                )
            if size >= tree.size:
                return
        temporary = self.latest.with_name(f"{self.latest.name}.{os.getpid()}.tmp")
        try:
            self.latest.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(note)
            temporary.replace(self.latest)
        except OSError:
            temporary.unlink(missing_ok=True)  # without a place to keep it, the next run starts from what it sees
