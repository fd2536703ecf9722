"""Symbols, chunks and package records: what the compiler tells the linker about a package. A leaf.

The code generator writes these records beside the objects; the linker reads them before it reads any object.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

# In the calls of a function: it may call any exported method, through reflection.
ANY_EXPORTED: Final = "*"


class SymbolKind(Enum):
    """What a symbol holds; the size report groups by it."""

    FUNC = "func"
    DATA = "data"  # writable, initialised
    RODATA = "rodata"
    BSS = "bss"  # writable, zero
    TYPE = "type"  # type descriptors, itabs, pointer bitmaps
    STRING = "string"  # text of string literals
    STUB = "stub"  # assembly stubs


@dataclass(frozen=True, slots=True)
class SymbolRecord:
    """A symbol that a chunk defines. `file` and `line` are where its source stands ("" and 0 if nowhere)."""

    name: str
    kind: SymbolKind
    file: str = ""
    line: int = 0
    wrapper: bool = False  # stands between a caller and a function, and in no source: traces leave it out
    nullary: bool = False  # a function without parameters
    title: str = ""  # what traces call a function, if not by its name
    serves: str = ""  # of a function that initialises a map: the variable; without that, it need not be called
    # Of a function, what the linker cannot see in its relocations:
    converts: tuple[str, ...] = ()  # descriptors of the types whose values it makes interfaces of; of a descriptor:
    # the pointer to the type, if that has methods and the type no name
    calls: tuple[tuple[str, str], ...] = ()  # methods it calls through interfaces: name, descriptor of the signature


@dataclass(frozen=True, slots=True)
class ChunkRecord:
    """A part of a package that is compiled as one object; `key` is the hash of its content."""

    key: str
    symbols: tuple[SymbolRecord, ...]


@dataclass(frozen=True, slots=True)
class PackageRecord:
    """What the linker knows of a package before it reads any of its objects."""

    path: str
    chunks: tuple[ChunkRecord, ...]
