"""Types in debug information, as LLVM metadata that debuggers can print values by.

Names and forms are gc's, as far as metadata can say it: a string is a structure {str, len}, a slice {array, len, cap},
an interface {tab, data} or {_type, data}; maps, channels and functions are pointers. gdb prints strings as text because
of the names, Delve strings and slices because of their kinds.

What variables hold directly is described in full, and what pointers lead to up to a depth; structures beyond are only
declared. A chunk has a few functions, so most descriptions stand in several chunks, and debuggers find one in full for
a declaration of the same name.

Source: DWARF 5, section 5; gc's cmd/link/internal/ld/dwarf.go for the names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from server.compiler.codegen.layout import Layouts
from server.compiler.codegen.spelling import escape
from server.compiler.codegen.typenames import TypeNames
from server.compiler.types.linkname import package_prefix
from server.compiler.types.model import (
    Array,
    Basic,
    Chan,
    Interface,
    Kind,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    unalias,
    underlying,
)
from server.compiler.types.typeset import type_set

_DEPTH: Final = 1  # pointers that are followed to full descriptions
_OWN_DEPTH: Final = 2  # the same for the package's own types
_SIGNED: Final = frozenset({Kind.INT, Kind.INT8, Kind.INT16, Kind.INT32, Kind.INT64})
_ENCODINGS: Final = {
    Kind.BOOL: "DW_ATE_boolean",
    Kind.FLOAT32: "DW_ATE_float",
    Kind.FLOAT64: "DW_ATE_float",
    Kind.COMPLEX64: "DW_ATE_complex_float",
    Kind.COMPLEX128: "DW_ATE_complex_float",
}
_SLICE, _STRING = 23, 24  # kinds of package reflect
_INT, _BYTE, _UINT64 = "int", "uint8", "uint64"


@dataclass(slots=True)
class _Entry:
    """One type that was asked for."""

    node: int
    type: Type
    depth: int  # pointers between a variable and it, at least


class DebugTypes:
    """The nodes of the types of one module."""

    def __init__(self, nodes: list[str], layouts: Layouts, names: TypeNames, package: str) -> None:
        self._nodes = nodes  # of the module; a node's number is its index
        self._layouts = layouts
        self._names = names
        self._package = package  # import path
        self._word = 8 * layouts.word_size
        self._known: dict[str, _Entry] = {}  # by link name
        self._fixed: dict[str, int] = {}  # nodes of what no Go type stands for, by name
        self._waiting: list[_Entry] = []

    def node(self, typ: Type, depth: int = 0) -> int:
        """The node of a type, which is described when the module is finished."""
        typ = unalias(typ)
        name = self._names.link_name(typ)
        entry = self._known.get(name)
        if entry is None:
            entry = self._known[name] = _Entry(self._add(""), typ, depth)
            self._waiting.append(entry)
        elif depth < entry.depth:
            entry.depth = depth
            self._waiting.append(entry)
        return entry.node

    def finish(self) -> None:
        """Describe what was asked for, and what that leads to."""
        while self._waiting:
            entry = self._waiting.pop()
            self._nodes[entry.node] = self._describe(entry)

    def _add(self, text: str) -> int:
        self._nodes.append(text)
        return len(self._nodes) - 1

    def _describe(self, entry: _Entry) -> str:
        typ, depth = entry.type, entry.depth
        name = escape(self._names.link_name(typ).encode("utf-8", "surrogateescape"))
        size = 8 * self._layouts.of(typ).size
        match underlying(typ):
            case Basic(kind=kind) as basic:
                if isinstance(typ, Named):
                    return f'!DIDerivedType(tag: DW_TAG_typedef, name: "{name}", baseType: !{self.node(basic)})'
                return self._basic(kind, name, size)
            case Struct() as struct:
                if depth > (_OWN_DEPTH if self._is_own(typ) else _DEPTH):
                    return f'!DICompositeType(tag: DW_TAG_structure_type, name: "{name}", flags: DIFlagFwdDecl)'
                offsets = self._layouts.of(typ).offsets
                held = min(depth, _DEPTH)  # what a structure holds itself is known as well as the structure
                parts = [
                    (field.name, self.node(field.type, held), 8 * self._layouts.of(field.type).size, 8 * offset)
                    for field, offset in zip(struct.fields, offsets)
                    if field.type is not None
                ]
                return self._structure(name, size, parts)
            case Array(element=element, length=length):
                part = self.node(element, min(depth, _DEPTH))
                # The stride becomes the size of the whole, as structures' class becomes their kind (linker/gokinds.py).
                return (
                    f'!DICompositeType(tag: DW_TAG_array_type, name: "{name}", baseType: !{part}, size: {size}, '
                    f"elements: !{{!DISubrange(count: {max(length, 0)})}}, bitStride: i64 {size // 8})"
                )
            case Slice(element=element):
                return self._structure(name, size, self._sequence("array", element, depth, "cap"), _SLICE)
            case Pointer(element=element):
                return self._pointer(name, self.node(element, depth + 1))
            case Interface() as interface:
                first = "tab" if type_set(interface).methods else "_type"
                pointer = self._fixed_node("unsafe.Pointer", lambda: self._pointer("unsafe.Pointer"))
                return self._structure(name, size, self._words((first, pointer), ("data", pointer)))
            case Map():
                return self._pointer(name, self._map())
            case Chan():
                return self._pointer(name, self._channel())
            case Signature():
                return self._pointer(name, self._closure())
        return f'!DIBasicType(tag: DW_TAG_unspecified_type, name: "{name}")'

    def _is_own(self, typ: Type) -> bool:
        if not isinstance(typ, Named) or typ.obj.package is None:
            return not isinstance(typ, Named)
        return package_prefix(typ.obj.package) in (self._package, "main")

    def _basic(self, kind: Kind, name: str, size: int) -> str:
        if kind is Kind.STRING:
            return self._structure(name, size, self._sequence("str", None, 0), _STRING)
        if kind is Kind.UNSAFE_POINTER:
            return self._pointer(name)
        encoding = _ENCODINGS.get(kind) or ("DW_ATE_signed" if kind in _SIGNED else "DW_ATE_unsigned")
        return f'!DIBasicType(name: "{name}", size: {size}, encoding: {encoding})'

    def _sequence(self, first: str, element: Type | None, depth: int, *more: str) -> list[tuple[str, int, int, int]]:
        """The parts of a string or slice."""
        if element is None:
            base, name = self._number(_BYTE, 8, "DW_ATE_unsigned"), _BYTE
        else:
            base, name = self.node(element, depth + 1), escape(self._names.link_name(element).encode())
        pointer = self._fixed_node(f"*{name}", lambda: self._pointer(f"*{name}", base))
        number = self._number(_INT, self._word, "DW_ATE_signed")
        return self._words((first, pointer), ("len", number), *((name, number) for name in more))

    def _map(self) -> int:
        """What a map points to, as far as it is known here: how many entries it has."""
        used = self._number(_UINT64, 64, "DW_ATE_unsigned")
        name = "internal/runtime/maps.Map"
        return self._fixed_node(name, lambda: self._structure(name, 64, [("used", used, 64, 0)]))

    def _channel(self) -> int:
        """What a channel points to: the values that wait, and how many can."""
        number = self._number("uint", self._word, "DW_ATE_unsigned")
        name = "runtime.hchan"
        return self._fixed_node(
            name, lambda: self._structure(name, 2 * self._word, self._words(("qcount", number), ("dataqsiz", number)))
        )

    def _closure(self) -> int:
        """What a function value points to: where its code begins."""
        code = self._fixed_node("unsafe.Pointer", lambda: self._pointer("unsafe.Pointer"))
        return self._fixed_node("closure", lambda: self._structure("", self._word, self._words(("F", code))))

    def _number(self, name: str, size: int, encoding: str) -> int:
        return self._fixed_node(name, lambda: f'!DIBasicType(name: "{name}", size: {size}, encoding: {encoding})')

    def _fixed_node(self, name: str, text: Callable[[], str]) -> int:
        node = self._fixed.get(name)
        if node is None:
            node = self._fixed[name] = self._add(text())
        return node

    def _words(self, *parts: tuple[str, int]) -> list[tuple[str, int, int, int]]:
        """Parts of one word each."""
        return [(name, node, self._word, self._word * at) for at, (name, node) in enumerate(parts)]

    def _pointer(self, name: str, base: int = -1) -> str:
        target = f"!{base}" if base >= 0 else "null"
        return f'!DIDerivedType(tag: DW_TAG_pointer_type, name: "{name}", baseType: {target}, size: {self._word})'

    def _structure(self, name: str, size: int, parts: list[tuple[str, int, int, int]], kind: int = 0) -> str:
        """A structure of parts {name, node, size, offset}, in bits.

        The kind becomes an attribute that only Go knows; linker/gokinds.py gives it its name.
        """
        members = [
            self._add(
                f'!DIDerivedType(tag: DW_TAG_member, name: "{escape(part.encode())}", baseType: !{node}, '
                f"size: {length}, offset: {offset})"
            )
            for part, node, length, offset in parts
        ]
        elements = ", ".join(f"!{member}" for member in members)
        marked = f", runtimeLang: {kind}" if kind else ""
        return (
            f'distinct !DICompositeType(tag: DW_TAG_structure_type, name: "{name}", size: {size}, '
            f"elements: !{{{elements}}}{marked})"
        )
