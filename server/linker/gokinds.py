"""Attributes of Go's types in debug information that debuggers want and that LLVM does not write.

By its kind Delve knows a string or slice among structures; without the size of an array it finds no elements. The code
generator has LLVM write the kind as the class of a run-time system, DW_AT_APPLE_runtime_class, and the size in bytes as
DW_AT_bit_stride. The names of the attributes that are meant take as many bytes in an abbreviation table, so one is put
in place of the other and nothing moves.

Invariant: a table that is not one stays as it is.

Source: DWARF 5, 7.5.3 "Abbreviations Tables"; the attributes of gc's cmd/internal/dwarf.
"""

from typing import Final

_ARRAY: Final = b"\x01"  # DW_TAG_array_type
_STRUCTURE: Final = b"\x13"  # DW_TAG_structure_type
_CLASS: Final = b"\xe6\x7f"  # DW_AT_APPLE_runtime_class, 0x3fe6
_STRIDE: Final = b"\x2e"  # DW_AT_bit_stride
# What is written, by tag and attribute -> what is meant.
_NAMES: Final = {
    (_STRUCTURE, _CLASS): b"\x80\x52",  # DW_AT_go_kind, 0x2900
    (_ARRAY, _STRIDE): b"\x0b",  # DW_AT_byte_size
}
_SIGNS: Final = (_CLASS, _ARRAY + b"\x01" + _STRIDE)  # tables without these have nothing to rename
_IMPLICIT: Final = 0x21  # DW_FORM_implicit_const: the value stands in the table


def with_go_kinds(table: bytes) -> bytes:
    """An abbreviation table, or several behind each other, with the attributes' names that debuggers look for."""
    if not any(sign in table for sign in _SIGNS):
        return table
    found = bytearray(table)
    at = 0
    try:
        while at < len(table):
            at = _rename(table, at, found) if table[at] else at + 1  # 0: the end of a table
    except IndexError:
        return table
    return bytes(found)


def _rename(table: bytes, at: int, into: bytearray) -> int:
    """Rename the attributes of one declaration; the offset behind it. Raises IndexError."""
    tag_at = _behind(table, at)
    at = _behind(table, tag_at)
    tag = table[tag_at:at]
    at += 1  # whether it has children
    while table[at] or table[at + 1]:
        form = _behind(table, at)
        name = _NAMES.get((tag, table[at:form]))
        if name is not None:
            into[at:form] = name
        at = _behind(table, form)
        if table[form] == _IMPLICIT:
            at = _behind(table, at)
    return at + 2


def _behind(table: bytes, at: int) -> int:
    """The offset behind a number of variable length. Raises IndexError."""
    while table[at] & 0x80:
        at += 1
    return at + 1
