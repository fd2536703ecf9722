"""The size panel: where the bytes of a program go, against another one if that is asked for, and why a symbol is kept.

A program has tens of thousands of rows, most of them strings, names of types and gaps of a few bytes. What no name of
the source leads to is summed up by package, so that the panel gets what can be looked at, in columns of numbers that
refer to lists of texts. Invariant: the sizes add up to the size of the file, those of the other program to its size.

Source of the names: `SizeReport`, `SizeReason` in `extension/src/sizes.ts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from server.build.account import Account, remembered_rows
from server.linker.interface import LinkError, MapRow
from server.linker.lookup import FunctionTable
from server.linker.retention import Retention

Answer: TypeAlias = dict[str, Any]
_Key: TypeAlias = tuple[str, str, str, str, str]  # name, package, file, section, kind

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SHOWN: Final = 200  # symbols that are named among those that go with another
# What is summed up: names that begin so, or kinds, and what the sum is called.
_SUMMED: Final = (("go:string.", "(strings)"), ("type:.namedata.", "(names of fields, methods and types)"))
_SUMMED_KINDS: Final = {"string": "(strings)"}


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a program is compared with."""

    name: str
    rows: tuple[MapRow, ...]
    exact: bool


@dataclass(slots=True)
class _Sums:
    """Rows of one key in both programs."""

    size: int = 0
    old: int = 0
    memory: int = 0
    count: int = 0
    address: int = 0  # of the only row; 0 for several


def earlier(digest: str, name: str, folder: Path) -> Baseline | None:
    """The program of a digest, if its rows are still known."""
    rows = remembered_rows(digest, folder) if _DIGEST.fullmatch(digest) else None
    return Baseline(name, rows, True) if rows is not None else None


def baseline_of(account: Account) -> Baseline:
    """A program as what another one is compared with."""
    return Baseline(account.name, account.rows, account.exact)


def size_report(account: Account, baseline: Baseline | None) -> Answer:
    """The `SizeReport` of the protocol."""
    sums = _summed(account.rows, baseline.rows if baseline else ())
    columns = _Columns()
    for key, entry in sums.items():
        columns.add(key, entry)
    return {
        "file": account.name,
        "digest": account.digest,
        "size": len(account.image),
        "estimated": not account.exact or bool(baseline and not baseline.exact),
        "baseline": baseline.name if baseline else "",
        "baselineSize": sum(row.size for row in baseline.rows) if baseline else 0,
        **{name: list(texts) for name, texts in columns.texts.items()},
        "rows": columns.rows,
    }


def _summed(rows: Iterable[MapRow], before: Iterable[MapRow]) -> dict[_Key, _Sums]:
    sums: dict[_Key, _Sums] = {}
    for row in rows:
        entry = sums.setdefault(_key(row), _Sums())
        entry.size += row.size
        entry.memory += row.memory
        entry.count += 1
        entry.address = row.address if entry.count == 1 else 0
    for row in before:
        sums.setdefault(_key(row), _Sums()).old += row.size
    return sums


def _key(row: MapRow) -> _Key:
    name = _SUMMED_KINDS.get(row.kind) or next((to for start, to in _SUMMED if row.name.startswith(start)), row.name)
    return name, row.package, row.file, row.section, row.kind


@dataclass(slots=True)
class _Columns:
    """Rows as numbers: a dictionary numbers its keys in the order in which they came."""

    texts: dict[str, dict[str, int]] = field(
        default_factory=lambda: {name: {} for name in ("names", "packages", "files", "sections", "kinds")}
    )
    rows: dict[str, list[int]] = field(
        default_factory=lambda: {
            name: []
            for name in ("name", "package", "file", "section", "kind", "size", "old", "memory", "count", "address")
        }
    )

    def add(self, key: _Key, sums: _Sums) -> None:
        """Append a row."""
        numbers = [known.setdefault(text, len(known)) for known, text in zip(self.texts.values(), key, strict=True)]
        values = (*numbers, sums.size, sums.old, sums.memory, sums.count, sums.address)
        for column, value in zip(self.rows.values(), values, strict=True):
            column.append(value)


def size_reason(retention: Retention | None, symbol: str) -> Answer | None:
    """The `SizeReason` of the protocol: why a symbol is kept, and what goes with it; None when that is not known."""
    node = retention.find(symbol) if retention is not None else None
    if retention is None or node is None:
        return None
    loss = retention.without(node)
    lost = sorted(loss.nodes, key=lambda one: -retention.sizes[one])
    return {
        "symbol": symbol,
        "size": retention.sizes[node],
        "chain": [{"name": step.name, "also": step.also} for step in retention.chain(node)],
        "goes": loss.size,
        "count": len(lost),
        "lost": [{"name": retention.names[one], "size": retention.sizes[one]} for one in lost[:_SHOWN]],
    }


def size_retained(retention: Retention | None) -> Answer | None:
    """The `SizeRetained` of the protocol: of symbols that take others along, the bytes that surely go with them."""
    if retention is None:
        return None
    names, retained = retention.names, retention.retained
    found = [node for node, size in enumerate(retention.sizes) if retained[node] > size]
    return {"names": [names[node] for node in found], "bytes": [retained[node] for node in found]}


def size_defeats(retention: Retention | None) -> Answer | None:
    """The `SizeDefeats` of the protocol: what keeps code that no call leads to."""
    if retention is None:
        return None
    defeats = retention.defeats()
    return {
        "lookups": [
            {"function": one.function, "package": one.package, "file": one.file, "line": one.line, "size": one.size}
            for one in defeats.lookups
        ],
        "lookupsSize": defeats.lookups_size,
        "packages": [{"name": one.package, "size": one.size, "count": one.count} for one in defeats.packages],
    }


def size_source(account: Account, symbol: str, goroot: Path | None) -> Answer | None:
    """Where a symbol is declared: `{path, line}`, lines from 1; None when no source on this machine tells.

    The function table knows functions. Data is looked for in its file: the line that declares its last name.
    """
    row = next((one for one in account.rows if one.name == symbol and one.file), None)
    if row is None:
        return None
    path, line = _place(account, row)
    file = Path(path) if Path(path).is_absolute() else goroot / "src" / path if goroot is not None else None
    try:
        text = file.read_text("utf-8", "replace") if file is not None else None
    except OSError:
        return None  # the source lies on another machine, or was moved
    if file is None or text is None:
        return None
    return {"path": str(file), "line": line or _declared(text, symbol)}


def _place(account: Account, row: MapRow) -> tuple[str, int]:
    if row.kind == "func" and row.address:
        try:
            place = FunctionTable(account.name, account.image).place(row.address)
        except LinkError:
            place = None  # the file alone is known then
        if place is not None and place.file and place.line > 0:
            return place.file, place.line
    return row.file, 0


def _declared(text: str, symbol: str) -> int:
    """The first line that seems to declare the last name of a symbol; 1 for none."""
    name = re.escape(symbol.rsplit("/", 1)[-1].split(".", 1)[-1].split(".", 1)[0])
    declaration = re.compile(rf"\s*(?:var\s+|const\s+|type\s+|func\s+)?(?:\w+\s*,\s*)*{name}\b")
    for number, line in enumerate(text.splitlines(), 1):
        if declaration.match(line):
            return number
    return 1
