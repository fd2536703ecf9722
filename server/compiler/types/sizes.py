"""Sizes, alignments and field offsets of types on one target, as gc lays them out.

Spec: "Size and alignment guarantees". All figures are bytes; -1 stands for a size that does not fit 63 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from server.compiler.types.model import Array, Basic, Interface, Kind, Named, Slice, Struct, Type, underlying
from server.compiler.types.objects import Var
from server.target import Target

_BASIC: Final = {
    Kind.BOOL: 1,
    Kind.INT8: 1,
    Kind.INT16: 2,
    Kind.INT32: 4,
    Kind.INT64: 8,
    Kind.UINT8: 1,
    Kind.UINT16: 2,
    Kind.UINT32: 4,
    Kind.UINT64: 8,
    Kind.FLOAT32: 4,
    Kind.FLOAT64: 8,
    Kind.COMPLEX64: 8,
    Kind.COMPLEX128: 16,
}
_LIMIT: Final = 1 << 63
_ALIGN64_PACKAGES: Final = frozenset({"sync/atomic", "internal/runtime/atomic"})


class Sizes:
    """Sizes for one pointer width."""

    def __init__(self, pointer_size: int) -> None:
        self.word = pointer_size

    @classmethod
    def of_target(cls, target: Target) -> Sizes:
        """The sizes of a target."""
        return cls(target.pointer_size)

    def size_of(self, typ: Type) -> int:
        """unsafe.Sizeof"""
        match underlying(typ):
            case Basic(kind=kind):
                if kind in _BASIC:
                    return _BASIC[kind]
                return self.word * 2 if kind is Kind.STRING else self.word
            case Array(element=element, length=length):
                if length <= 0:
                    return 0
                size = self.size_of(element)
                return -1 if size < 0 or size * length >= _LIMIT else size * length
            case Slice():
                return self.word * 3
            case Interface():
                return self.word * 2
            case Struct() as struct:
                return self._size_of_struct(struct)
        return self.word

    def _size_of_struct(self, struct: Struct) -> int:
        if not struct.fields:
            return 0
        offset = self.offsets(struct.fields)[-1]
        size = self.size_of(struct.fields[-1].type or struct)
        if offset < 0 or size < 0:
            return -1
        if offset > 0 and size == 0:
            size = 1  # a pointer to the last field must not point past the struct
        total = _align(offset + size, self.align_of(struct))
        return -1 if total >= _LIMIT else total

    def align_of(self, typ: Type) -> int:
        """unsafe.Alignof"""
        under = underlying(typ)
        match under:
            case Array(element=element):
                return self.align_of(element)
            case Struct(fields=fields):
                if not fields and _is_align64(typ):
                    return 8
                return max((self.align_of(f.type) for f in fields if f.type is not None), default=1)
            case Slice() | Interface():
                return self.word
            case Basic(kind=Kind.STRING):
                return self.word
        size = self.size_of(under)
        if isinstance(under, Basic) and under.kind in (Kind.COMPLEX64, Kind.COMPLEX128):
            size //= 2
        return max(1, min(size, self.word))

    def offsets(self, fields: Sequence[Var]) -> list[int]:
        """The offset of each field; -1 from the first one on that cannot be placed."""
        offsets: list[int] = []
        end = 0
        for field in fields:
            assert field.type is not None
            if end >= 0:
                end = _align(end, self.align_of(field.type))
            offsets.append(end)
            size = self.size_of(field.type)
            end = -1 if end < 0 or size < 0 or end + size >= _LIMIT else end + size
        return offsets

    def offset_of(self, typ: Type, path: Sequence[int]) -> int:
        """The offset of the field that `path` leads to through embedded structs; -1 if it is too large."""
        offset = 0
        for index in path:
            struct = underlying(typ)
            assert isinstance(struct, Struct)
            step = self.offsets(struct.fields)[index]
            if step < 0:
                return -1
            offset += step
            field_type = struct.fields[index].type
            assert field_type is not None
            typ = field_type
        return offset


def _align(offset: int, alignment: int) -> int:
    return (offset + alignment - 1) // alignment * alignment


def _is_align64(typ: Type) -> bool:
    """The marker type that forces 8-byte alignment on 32-bit targets."""
    return (
        isinstance(typ, Named)
        and typ.obj.name == "align64"
        and typ.obj.package is not None
        and typ.obj.package.path in _ALIGN64_PACKAGES
    )
