"""Which words of a type hold pointers: one bit per word up to the last pointer, lowest bit first."""

from __future__ import annotations

from server.compiler.codegen.layout import Layouts
from server.compiler.types.model import Array, Interface, Struct, Type, underlying


def pointer_bitmap(layouts: Layouts, typ: Type) -> bytes:
    """The bitmap of a type, for its pointer prefix."""
    words = layouts.of(typ).pointer_bytes // layouts.word_size
    bits = bytearray((words + 7) // 8)
    pending = [(typ, 0)]
    while pending:
        part, base = pending.pop()
        pending.extend(_parts(layouts, part, base))
        for word in _own_words(layouts, part, base):
            bits[word >> 3] |= 1 << (word & 7)
    return bytes(bits)


def stored_pointers(layouts: Layouts, typ: Type, most: int) -> list[int] | None:
    """The bytes at which a type has pointers that can keep something alive, in order; None if they are too many.

    The type word of an interface is not among them: tables of methods are never freed, and whoever makes a type at
    run time keeps it.
    """
    found: list[int] = []
    pending = [(typ, 0)] if layouts.of(typ).has_pointers else []
    while pending:
        part, base = pending.pop()
        under = underlying(part)
        if isinstance(under, Array | Struct):
            if isinstance(under, Array) and under.length > most:
                return None
            pending.extend(_parts(layouts, part, base))
        else:
            found.append(base + layouts.word_size if isinstance(under, Interface) else base)
        if len(found) + len(pending) > most:
            return None
    return sorted(found)


def _parts(layouts: Layouts, typ: Type, base: int) -> list[tuple[Type, int]]:
    """The parts of a type that hold pointers, with the byte at which each begins."""
    under = underlying(typ)
    if isinstance(under, Array) and layouts.of(under.element).has_pointers:
        stride = layouts.of(under.element).size
        return [(under.element, base + stride * i) for i in range(under.length)]
    if isinstance(under, Struct):
        fields = zip(layouts.of(typ).offsets, under.fields)
        return [(f.type, base + at) for at, f in fields if f.type is not None and layouts.of(f.type).has_pointers]
    return []


def _own_words(layouts: Layouts, typ: Type, base: int) -> list[int]:
    """The numbers of the words that hold pointers, for a type without parts."""
    under = underlying(typ)
    if isinstance(under, Array | Struct) or not layouts.of(typ).has_pointers:
        return []
    first = base // layouts.word_size
    return [first, first + 1] if isinstance(under, Interface) else [first]
