"""What goes into the linker and what comes out of it.

The linker sees object bytes and, per package, a record of which chunk defines which symbols. It fetches the object of
a chunk only when a symbol in it is reached, so a chunk that is not compiled yet is compiled then, by the provider.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from server.diagnostics.data import Diagnostic, Row
from server.symbol import ChunkRecord, PackageRecord, SymbolKind, SymbolRecord

__all__ = [
    "BuildInfo",
    "ChunkRecord",
    "ChunkRef",
    "KeepGraph",
    "LinkCancelled",
    "LinkError",
    "LinkOptions",
    "LinkResult",
    "MapRow",
    "ObjectProvider",
    "PackageRecord",
    "SymbolKind",
    "SymbolRecord",
]


@dataclass(frozen=True, slots=True)
class ChunkRef:
    """Names one chunk of one package."""

    package: str
    key: str


class ObjectProvider(Protocol):
    """Hands out objects, compiling what is missing. The driver implements it."""

    def objects(self, wanted: Sequence[ChunkRef]) -> Sequence[bytes]:
        """ELF relocatable objects in the order asked for; a batch, so that they can be compiled side by side."""
        ...


@dataclass(frozen=True, slots=True)
class BuildInfo:
    """What `go version -m` shows of a binary."""

    version: str  # of the toolchain: "go1.27.3"
    modules: str = ""  # lines of tab-separated fields: "path\tmain\nmod\texample.com/m\t(devel)\t\n"


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """What the user chose."""

    entry: str = "_rt0"
    strip_symbols: bool = False  # -s: no symbol table
    strip_debug: bool | None = None  # -w: no DWARF; None: as the symbol table
    compress_debug: bool = True  # -compressdwarf
    debug_link: str = ""  # name of a file that takes symbols and DWARF; they are then not in the image
    string_values: dict[str, str] = field(default_factory=dict)  # -X importpath.name=value
    build_id: str | None = None  # -buildid; a note section that `go tool buildid` reads
    build_info: BuildInfo | None = None
    init_order: Sequence[str] = ()  # init functions of packages, in the order in which they run
    # What nobody defines may be replaced by one function where these packages refer to it.
    unfinished: Set[str] = frozenset()  # names
    tolerant: Set[str] = frozenset()  # import paths
    stand_in: str = ""  # name of the function
    cancelled: Callable[[], bool] = lambda: False  # polled; a link that is cancelled raises LinkCancelled


class MapRow(msgspec.Struct, frozen=True):
    """One piece of the image. The `size` column of all rows adds up to the size of the file, to the byte."""

    name: str  # symbol, table or header; "(padding)" for the gaps
    package: str  # "" for what belongs to no package
    file: str  # source file, or ""
    section: str  # ".text"; "" outside sections
    kind: str  # a SymbolKind's value, or "header", "symtab", "debug", "padding"
    address: int  # virtual address; 0 where nothing is loaded
    offset: int  # byte offset in the file
    size: int  # bytes in the file
    memory: int  # bytes in memory: differs from size for bss


class KeepGraph(msgspec.Struct, frozen=True, array_like=True):
    """What keeps what, as keepgraph.py says. Arrays hold unsigned 32-bit numbers."""

    names: list[str]  # of all nodes
    sizes: list[int]  # of sections: bytes in the file
    packages: list[str]  # each once
    package_of: bytes  # of sections: index into `packages`
    first: bytes  # of all nodes and one more: where the node's row of `targets` begins
    targets: bytes
    pairs: bytes  # {node, node, node that both keep}, the type or the itab first
    places: dict[int, tuple[str, int]]  # where functions stand that look any method up: file, line


@dataclass(frozen=True, slots=True)
class LinkResult:
    """The image and the account of its bytes."""

    image: bytes
    rows: tuple[MapRow, ...]
    debug_file: bytes  # what `debug_link` asks for
    reasons: Mapping[str, str]  # kept symbol -> the symbol that referred to it first; the entry maps to ""
    make_graph: Callable[[], KeepGraph]  # what keeps what; made when somebody asks, and once

    @property
    def graph(self) -> KeepGraph:
        """What keeps what."""
        return self.make_graph()

    def why(self, symbol: str) -> tuple[str, ...]:
        """The chain of references from the entry to a kept symbol, both included; empty when it was not kept."""
        chain = []
        while symbol in self.reasons:
            chain.append(symbol)
            symbol = self.reasons[symbol]
        return tuple(reversed(chain))


class LinkError(Exception):
    """The link cannot succeed: an undefined or doubly defined symbol, a broken object, a relocation out of range.

    Each diagnostic names the symbol and who refers to it; none has a span, for objects have no source text.
    """

    def __init__(self, row: Row, *args: object, more: Sequence[Diagnostic] = ()) -> None:
        first = Diagnostic(row, None, tuple(str(arg) for arg in args))
        self.diagnostics: tuple[Diagnostic, ...] = (first, *more)
        super().__init__("\n".join(d.message for d in self.diagnostics))


class LinkCancelled(Exception):
    """The caller's `cancelled` said yes."""
