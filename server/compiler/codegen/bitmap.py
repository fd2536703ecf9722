"""Which words of a type hold pointers.

`pointer_words` lists them, in order. Descriptors keep them as a bitmap, one bit per word, up to the last pointer.
"""

from __future__ import annotations

from server.compiler.codegen.layout import Layouts
from server.compiler.types.model import Array, Interface, Struct, Type, underlying


def pointer_bytes(layouts: Layouts, typ: Type) -> int:
    """The length in bytes of the prefix of a type that may hold pointers; 0 if none does."""
    under = underlying(typ)
    if not layouts.of(typ).has_pointers:
        return 0
    word = layouts.word_size
    if isinstance(under, Array):
        stride = layouts.of(under.element).size
        return (under.length - 1) * stride + pointer_bytes(layouts, under.element)
    if isinstance(under, Struct):
        offsets = layouts.sizes.offsets(under.fields)
        fields = [(offset, f.type) for offset, f in zip(offsets, under.fields) if f.type is not None]
        ends = [offset + pointer_bytes(layouts, t) for offset, t in fields if layouts.of(t).has_pointers]
        return max(ends, default=0)
    return 2 * word if isinstance(under, Interface) else word


def pointer_bitmap(layouts: Layouts, typ: Type) -> bytes:
    """One bit per word of the pointer prefix, lowest bit first."""
    words = pointer_bytes(layouts, typ) // layouts.word_size
    bits = bytearray((words + 7) // 8)
    for word in _words(layouts, typ, 0):
        bits[word >> 3] |= 1 << (word & 7)
    return bytes(bits)


def _words(layouts: Layouts, typ: Type, base: int) -> list[int]:
    """The numbers of the words that hold pointers, for a value that begins at byte `base`."""
    under = underlying(typ)
    word = layouts.word_size
    if not layouts.of(typ).has_pointers:
        return []
    if isinstance(under, Array):
        stride = layouts.of(under.element).size // word
        first = _words(layouts, under.element, base)
        return [at + stride * i for i in range(under.length) for at in first]
    if isinstance(under, Struct):
        offsets = layouts.sizes.offsets(under.fields)
        pairs = [(offset, f.type) for offset, f in zip(offsets, under.fields) if f.type is not None]
        return [at for offset, field_type in pairs for at in _words(layouts, field_type, base + offset)]
    first_word = base // word
    return [first_word, first_word + 1] if isinstance(under, Interface) else [first_word]
