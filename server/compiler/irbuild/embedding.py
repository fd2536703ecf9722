"""Variables that `//go:embed` fills: data of the program. Source: documentation of package embed, embed/embed.go.

var s string        the text
var b []byte        a slice of `b..embed`, which holds the text and may be written to
var f embed.FS      points to the slice `f..files` of `f..embed`, an array of {name, data string; hash [16]byte}:
                    the files and the folders around them, which end in a slash, sorted by folder, then by name
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

from server.compiler.ir.func import AddressOf, Aggregate, Global, StaticData
from server.compiler.ir.types import field_type
from server.compiler.types.model import Array, Kind, Pointer, Slice, Struct, Type, underlying
from server.compiler.types.objects import Var
from server.compiler.types.predicates import is_string
from server.compiler.types.universe import TYP

_HASH_SIZE: Final = 16  # bytes


def embedded_data(var: Var, symbol: str, files: Mapping[str, bytes]) -> Iterator[Global]:
    """The variable, its content and what that refers to; `files`: contents by name."""
    assert var.type is not None
    content = next(iter(files.values()), b"")
    under = underlying(var.type)
    if is_string(var.type):
        yield Global(symbol, var.type, var.span, content)
    elif isinstance(under, Slice):
        held = f"{symbol}..embed"
        yield Global(held, Array(TYP[Kind.UINT8], len(content)), None, content or None)
        yield Global(symbol, var.type, var.span, AddressOf(held, len(content)))
    else:
        assert isinstance(under, Struct)
        yield from _file_system(var, symbol, field_type(under, 0), files)


def _file_system(var: Var, symbol: str, pointer: Type, files: Mapping[str, bytes]) -> Iterator[Global]:
    assert var.type is not None
    assert isinstance(pointer, Pointer)
    listed = underlying(pointer.element)
    assert isinstance(listed, Slice)
    names = sorted({*files, *(folder for name in files for folder in _folders(name))}, key=_rank)
    rows = tuple((at, _row(name, files.get(name))) for at, name in enumerate(names))
    yield Global(f"{symbol}..embed", Array(listed.element, len(names)), None, Aggregate(rows))
    yield Global(f"{symbol}..files", pointer.element, None, AddressOf(f"{symbol}..embed", len(names)))
    yield Global(symbol, var.type, var.span, Aggregate(((0, AddressOf(f"{symbol}..files")),)))


def _folders(name: str) -> list[str]:
    parts = name.split("/")[:-1]
    return ["/".join(parts[: at + 1]) + "/" for at in range(len(parts))]


def _rank(name: str) -> tuple[str, str]:
    folder, _, last = name.removesuffix("/").rpartition("/")
    return folder or ".", last


def _row(name: str, content: bytes | None) -> Aggregate:
    parts: list[tuple[int, StaticData]] = [(0, name.encode("utf-8", "surrogateescape"))]
    if content is not None:
        digest = hashlib.sha256(content).digest()[:_HASH_SIZE]
        # The first byte is inverted, so that no hash of a file is that of a folder.
        parts += [(1, content), (2, bytes([digest[0] ^ 0xFF]) + digest[1:])]
    return Aggregate(tuple(parts))
