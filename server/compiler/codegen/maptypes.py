"""The part of a map type's descriptor that describes its table: abi.MapType, as `internal/runtime/maps` reads it.

Entries lie in groups of eight slots. A group is a struct of our own making, whose descriptor tells the allocator its
size and where the pointers are; its name cannot be written in Go:

    struct { ctrl uint64; slots [8]struct { key K; elem E } }

Keys and elements over 128 bytes are stored elsewhere, and their slots hold pointers.

Source: internal/abi/map.go, without GOEXPERIMENT=mapsplitgroup.
"""

from __future__ import annotations

from typing import Final

from server.compiler.codegen.hashing import hash_function, hash_might_panic, needs_key_update
from server.compiler.codegen.module import Module
from server.compiler.irbuild.maps import GROUP_SLOTS, LARGEST_INLINE
from server.compiler.types.model import Array, Kind, Map, Pointer, Struct, Type
from server.compiler.types.objects import Var
from server.compiler.types.universe import TYP

GROUP_PREFIX: Final = "type:map.group"
_KEY_UPDATE, _MIGHT_PANIC, _INDIRECT_KEY, _INDIRECT_ELEMENT = 1, 2, 4, 8  # abi.MapType.Flags


def map_words(module: Module, typ: Map) -> list[str]:
    """The words of abi.MapType behind the common part."""
    layouts = module.layouts
    word = layouts.word
    key, element = _stored(module, typ.key), _stored(module, typ.element)
    slot = _struct(("key", key), ("elem", element))
    group = _struct(("ctrl", TYP[Kind.UINT64]), ("slots", Array(slot, GROUP_SLOTS)))
    name = f"{GROUP_PREFIX}[{module.names.link_name(typ.key)}]{module.names.link_name(typ.element)}"
    module.types.setdefault(name, group)
    first, stride = layouts.field_offset(group, 1), layouts.of(slot).size
    element_at = layouts.field_offset(slot, 1)
    numbers = (layouts.of(group).size, first, stride, first + element_at, stride, element_at)
    return [
        f"ptr {module.type_descriptor(typ.key)}",
        f"ptr {module.type_descriptor(typ.element)}",
        f"ptr {module.data(name)}",
        f"ptr {hash_function(module, typ.key)}",
        *(f"{word} {number}" for number in numbers),
        f"i32 {_flags(module, typ)}",
        "i32 0",
    ]


def _stored(module: Module, typ: Type) -> Type:
    """What a slot holds for a key or element."""
    return Pointer(typ) if _is_indirect(module, typ) else typ


def _is_indirect(module: Module, typ: Type) -> bool:
    return module.layouts.of(typ).size > LARGEST_INLINE


def _flags(module: Module, typ: Map) -> int:
    return (
        (_KEY_UPDATE if needs_key_update(typ.key) else 0)
        | (_MIGHT_PANIC if hash_might_panic(typ.key) else 0)
        | (_INDIRECT_KEY if _is_indirect(module, typ.key) else 0)
        | (_INDIRECT_ELEMENT if _is_indirect(module, typ.element) else 0)
    )


def _struct(*fields: tuple[str, Type]) -> Struct:
    return Struct([Var(name, None, None, typ, is_field=True) for name, typ in fields], [""] * len(fields))
