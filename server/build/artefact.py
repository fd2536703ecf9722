"""What is remembered of a compiled package, and its form in the cache.

Four kinds of entries: `package` is what every build needs (the record for the linker, and what importers depend on),
`decisions` what was decided about it, made when somebody wants to see it, `text` the LLVM IR of its chunks, needed only
for a chunk that is not compiled yet, and `object` one compiled chunk. Places are resolved, because the anchors of spans
live in one process only.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import msgspec

from server.diagnostics.render import NOWHERE, Place
from server.symbol import PackageRecord


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """One step of a decision's reason"""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class PlacedDecision:
    """A decision of the compiler whose places are lines and columns; see `compiler/ir/decisions.py`."""

    kind: str  # a value of DecisionKind
    func: str
    place: Place
    subject: str
    verdict: str
    reason: str
    steps: tuple[PlacedStep, ...] = ()
    reported: Place = NOWHERE  # where gc reports what the passes decide: at the operator, of the outermost call
    message: str = ""  # gc's line
    level: int = 1  # of -m at which gc prints it
    inside: tuple[Place, ...] = ()  # of `reported` in inlined code: the places inside that call, the innermost last
    within: str = ""  # the function as gc names it, where `func` does not tell


@dataclass(frozen=True, slots=True)
class Need:
    """Where a function refers to one that nobody defines yet (unfinished.py)."""

    func: str  # link name
    symbol: str
    place: Place


# What a function does with one parameter: the fields of `compiler/decide/plan.py`'s Leaks, in order.
LeakRow: TypeAlias = tuple[int | None, tuple[tuple[int, int], ...], int | None, int | None]
LeakRows: TypeAlias = dict[str, tuple[LeakRow, ...]]  # by link name; receiver first, then parameters
VerdictRow: TypeAlias = tuple[int, int, str]  # cost, budget, reason: the fields of its Verdict


class Interface(msgspec.Struct, frozen=True, array_like=True):
    """Digests of what importers depend on; see interface.py."""

    outline: str
    bodies: dict[str, str]  # of the functions that importers may copy, by name in the package


Uses: TypeAlias = list[tuple[str, str]]  # import path and name of functions whose bodies were looked at, sorted


@dataclass(frozen=True, slots=True)
class Summaries:
    """What importers know of a package's functions, by link name."""

    leaks: LeakRows = field(default_factory=dict)
    verdicts: dict[str, VerdictRow] = field(default_factory=dict)  # of those that are not generic
    directives: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of their declarations, that callers obey
    renamed: dict[str, str] = field(default_factory=dict)  # name in the package -> link name that a directive gives


@dataclass(frozen=True, slots=True)
class PackageArtefact:
    """The `package` entry."""

    record: PackageRecord
    interface: Interface
    summaries: Summaries
    needs: tuple[Need, ...] = ()


class DamagedEntry(Exception):
    """The content of a cache entry is not what its kind says."""


def encode_artefact(artefact: PackageArtefact) -> bytes:
    """MessagePack of an artefact."""
    return msgspec.msgpack.encode(artefact)


def decode_artefact(content: bytes) -> PackageArtefact:
    """The artefact of a `package` entry. Raises DamagedEntry."""
    try:
        return msgspec.msgpack.decode(content, type=PackageArtefact)
    except (msgspec.MsgspecError, UnicodeDecodeError) as err:
        raise DamagedEntry(str(err)) from err


def encode_decisions(decisions: Sequence[PlacedDecision]) -> bytes:
    """The `decisions` entry."""
    return msgspec.msgpack.encode(decisions)


def decode_decisions(content: bytes) -> tuple[PlacedDecision, ...]:
    """The decisions of such an entry. Raises DamagedEntry."""
    try:
        return msgspec.msgpack.decode(content, type=tuple[PlacedDecision, ...])
    except (msgspec.MsgspecError, UnicodeDecodeError) as err:
        raise DamagedEntry(str(err)) from err


def decode_uses(content: bytes) -> list[Uses]:
    """The alternatives of a `uses` entry, the last ones first. Raises DamagedEntry."""
    try:
        return msgspec.msgpack.decode(content, type=list[Uses])
    except (msgspec.MsgspecError, UnicodeDecodeError) as err:
        raise DamagedEntry(str(err)) from err


def encode_texts(texts: Mapping[str, str]) -> bytes:
    """The `text` entry: LLVM IR by chunk key, each compressed by itself."""
    return msgspec.msgpack.encode({key: zlib.compress(text.encode(), 1) for key, text in texts.items()})


class ChunkTexts:
    """LLVM IR by chunk key, decompressed when asked for."""

    def __init__(self, content: bytes) -> None:
        """Raises DamagedEntry."""
        try:
            self._packed = msgspec.msgpack.decode(content, type=dict[str, bytes])
        except (msgspec.DecodeError, UnicodeDecodeError) as err:
            raise DamagedEntry(str(err)) from err

    def __getitem__(self, key: str) -> str:
        """The text of one chunk. Raises DamagedEntry."""
        try:
            return zlib.decompress(self._packed[key]).decode()
        except (KeyError, zlib.error, UnicodeDecodeError) as err:
            raise DamagedEntry(f"no text of chunk {key}: {err}") from err
