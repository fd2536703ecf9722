"""The checksum database: answers are believed when they are in the signed tree, and trees must continue each other.

The log here is made by the definition of RFC 6962, recursively, and not by the code under test.
"""

import base64
import hashlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.build.modules.checksumdb import ChecksumDatabase, DatabaseError, DatabaseKey, parse_setting
from server.build.modules.modfile import ModuleVersion
from server.build.modules.transport import NotThereError

SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "sum.e.org"


def public_key(secret: Ed25519PrivateKey = SECRET) -> tuple[str, bytes]:
    raw = b"\x01" + secret.public_key().public_bytes_raw()
    digest = hashlib.sha256(f"{NAME}\n".encode() + raw).digest()[:4]
    return f"{NAME}+{digest.hex()}+{base64.b64encode(raw).decode()}", digest


def tree_hash(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:half]) + tree_hash(leaves[half:])).digest()


def record(n: int) -> str:
    return f"e.org/m{n} v1.0.{n} h1:hash{n}=\ne.org/m{n} v1.0.{n}/go.mod h1:mod{n}=\n"


class Log:
    """A log as files: `lookup/...` and `tile/...`; `lies` replaces answers, `signed` is the tree that it shows."""

    def __init__(self, size: int, signed: int = 0) -> None:
        self.size = size
        self.signed = signed or size
        self.leaves = [hashlib.sha256(b"\0" + record(n).encode()).digest() for n in range(size)]
        self.lies: dict[str, bytes] = {}
        self.secret = SECRET
        self.asked: list[str] = []

    def note(self) -> str:
        root = base64.b64encode(tree_hash(self.leaves[: self.signed])).decode()
        text = f"go.sum database tree\n{self.signed}\n{root}\n"
        signature = base64.b64encode(public_key()[1] + self.secret.sign(text.encode())).decode()
        return f"{text}\n\u2014 {NAME} {signature}\n"

    def fetch(self, path: str) -> bytes:
        self.asked.append(path)
        if path in self.lies:
            return self.lies[path]
        if path.startswith("lookup/e.org/m"):
            n = int(path.removeprefix("lookup/e.org/m").partition("@")[0])
            return f"{n}\n{record(n)}\n{self.note()}".encode()
        if path.startswith("tile/8/"):
            return self.tile(path)
        raise NotThereError(path)

    def tile(self, path: str) -> bytes:
        place, _, width = path.removeprefix("tile/8/").partition(".p/")
        level, *digits = place.split("/")
        index = int("".join(part.lstrip("x") for part in digits))
        span = 1 << (8 * int(level))
        count = int(width or 256)
        starts = range(index * 256 * span, (index * 256 + count) * span, span)
        assert starts[-1] + span <= self.size, f"{path} is not there yet"
        return b"".join(tree_hash(self.leaves[start : start + span]) for start in starts)


def database(log: Log, folder: Path) -> ChecksumDatabase:
    return ChecksumDatabase(DatabaseKey.parse(public_key()[0]), log.fetch, folder / "latest")


def module(n: int) -> ModuleVersion:
    return ModuleVersion(f"e.org/m{n}", f"v1.0.{n}")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 255, 256, 257, 600, 70000])
def test_every_place_in_the_tree(size: int, tmp_path: Path) -> None:
    opened = database(Log(size), tmp_path)
    for n in sorted({0, size // 3, size // 2, size - 1}):
        assert opened.hashes(module(n)) == record(n).splitlines()


@pytest.mark.parametrize(("old", "new"), [(1, 2), (3, 8), (6, 8), (255, 256), (256, 700), (300, 301), (513, 1024)])
def test_trees_that_continue_each_other(old: int, new: int, tmp_path: Path) -> None:
    database(Log(old), tmp_path).hashes(module(0))
    database(Log(new), tmp_path).hashes(module(0))
    assert f"\n{new}\n" in (tmp_path / "latest").read_text()
    database(Log(new, signed=old), tmp_path).hashes(module(0))
    assert f"\n{new}\n" in (tmp_path / "latest").read_text(), "the larger one stays"


@pytest.mark.parametrize(("old", "new"), [(3, 8), (256, 700), (8, 3), (5, 5)])
def test_another_history_is_an_attack(old: int, new: int, tmp_path: Path) -> None:
    database(Log(old), tmp_path).hashes(module(0))
    other = Log(max(old, new), signed=new)
    other.leaves[1] = hashlib.sha256(b"\0another record").digest()
    with pytest.raises(DatabaseError, match="contradict"):
        database(other, tmp_path).hashes(module(0))


def test_a_record_that_is_not_in_the_tree(tmp_path: Path) -> None:
    log = Log(300)
    log.lies["lookup/e.org/m7@v1.0.7"] = f"7\n{record(7).replace('hash7', 'evil')}\n{log.note()}".encode()
    with pytest.raises(DatabaseError, match="not in the signed tree"):
        database(log, tmp_path).hashes(module(7))


def test_a_tile_that_lies(tmp_path: Path) -> None:
    log = Log(600)
    log.lies["tile/8/0/001"] = bytes(32 * 256)
    with pytest.raises(DatabaseError):
        database(log, tmp_path).hashes(module(300))


@pytest.mark.parametrize("text", [b"", b"x", b"7\n\n\n", b"\xff" * 40])
def test_malformed_answers(text: bytes, tmp_path: Path) -> None:
    log = Log(10)
    log.lies["lookup/e.org/m7@v1.0.7"] = text
    with pytest.raises(DatabaseError):
        database(log, tmp_path).hashes(module(7))


def test_a_forged_signature(tmp_path: Path) -> None:
    log = Log(10)
    log.secret = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(DatabaseError, match="signature"):
        database(log, tmp_path).hashes(module(1))


SETTINGS = [
    ("off", None),
    ("", None),
    (f"{public_key()[0]} https://mirror.e.org/db/", "https://mirror.e.org/db"),
    (public_key()[0], f"https://{NAME}"),
]


@pytest.mark.parametrize(("setting", "url"), SETTINGS)
def test_settings(setting: str, url: str | None) -> None:
    found = parse_setting(setting)
    assert (found and found[1]) == url


@pytest.mark.parametrize("setting", ["nobody.e.org", "x+00000000+AAAA", public_key()[0].replace("+", "+0", 1)])
def test_settings_without_a_usable_key(setting: str) -> None:
    with pytest.raises(DatabaseError):
        parse_setting(setting)
