"""Parts of type descriptors and itabs that decide what is kept: as `internal/abi` of Go 1.27 lays them out.

What is read here was written by codegen/descriptors.py: the code of a method (three references of a row in the list of
methods), the functions of an itab, and PtrToThis. All sizes are those of targets with 8-byte pointers.

    type:T              the descriptor of T
    type:.fields.T      the list of its fields, if T is a struct
    type:.methods.T     the list of its methods, if T is an interface
    go:itab.T,I         how T implements I
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.diagnostics.codes import link as codes
from server.linker import elf
from server.linker.interface import LinkError
from server.linker.objectfile import Section

DESCRIPTOR: Final = "type:"
FIELDS: Final = "type:.fields."
METHODS: Final = "type:.methods."
ITAB: Final = "go:itab."
_NOT_DESCRIPTORS: Final = "type:."

_TYPE_SIZE: Final = 48  # bytes of abi.Type
_FLAGS, _KIND, _TEXT, _POINTER_TO_THIS = 20, 23, 40, 44  # offsets in it
_UNCOMMON, _NAMED = 1, 4  # bits of abi.TFlag
# Bytes of the descriptors of a kind (abi.Kind), without the part about methods, where they are more than an abi.Type.
_SIZES: Final = {17: 72, 18: 64, 19: 56, 20: 80, 21: 136, 22: 56, 23: 56, 25: 80}
_ROW, _INTERFACE_ROW = 16, 8  # bytes of abi.Method and abi.Imethod
_ITAB_HEAD: Final = 24  # bytes of abi.ITab before its functions
_WORD: Final = 8

References = Mapping[int, int]  # the symbols that a section's relocations name, by the offset of the place


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What a descriptor refers to; numbers are those of symbols of its object."""

    certain: list[int]  # needed whenever the descriptor is
    methods: list[tuple[int, int, int, int]]  # name, descriptor of the signature, code for a data word and a receiver


def is_descriptor(name: str) -> bool:
    """Whether a symbol is a type descriptor."""
    return name.startswith(DESCRIPTOR) and not name.startswith(_NOT_DESCRIPTORS)


def is_list(name: str) -> bool:
    """Whether a symbol is the list of fields or methods that belongs to a descriptor."""
    return name.startswith((FIELDS, METHODS))


def references_of(section: Section) -> References:
    """The references of a section."""
    return {offset: info >> 32 for offset, info, _ in elf.RELA.iter_unpack(section.rela)}


def read_descriptor(section: Section) -> Descriptor:
    """The references of a descriptor. Raises LinkError when its list of methods lies outside of it."""
    references, data = dict(references_of(section)), section.data
    if len(data) < _TYPE_SIZE:
        raise LinkError(codes.BROKEN_OBJECT, section.owner.label, f"{section.label} is too short")
    record = section.owner.records.get(section.label)
    if not data[_FLAGS] & _NAMED and not (record is not None and record.converts):
        references.pop(_POINTER_TO_THIS, None)
    methods = []
    if data[_FLAGS] & _UNCOMMON:
        head = _SIZES.get(data[_KIND], _TYPE_SIZE)
        count = int.from_bytes(data[head + 4 : head + 6], "little")
        first = head + int.from_bytes(data[head + 8 : head + 12], "little")
        for at in range(first, first + count * _ROW, _ROW):
            name, signature = reference(section, references, at), reference(section, references, at + 4)
            codes_ = reference(section, references, at + 8), reference(section, references, at + 12)
            methods.append((name, signature, *codes_))
            for part in (4, 8, 12):
                del references[at + part]
    return Descriptor(list(dict.fromkeys(references.values())), methods)


def unnamed_kind(section: Section) -> int:
    """The abi.Kind of a descriptor whose type has no name; 0 for that of a type with a name."""
    data = section.data
    return 0 if len(data) < _TYPE_SIZE or data[_FLAGS] & _NAMED else data[_KIND]


def type_text(section: Section) -> str:
    """What the program prints for the type of a descriptor."""
    name = section.owner.symbols[reference(section, references_of(section), _TEXT)]
    place = section.owner.section_of(name)
    return read_name(place.data) if place is not None else ""


def interface_rows(section: Section) -> list[tuple[int, int]]:
    """Of the list of an interface type's methods: name, descriptor of the signature."""
    references, places = references_of(section), range(0, len(section.data), _INTERFACE_ROW)
    return [(reference(section, references, at), reference(section, references, at + 4)) for at in places]


def itab_functions(section: Section) -> tuple[int, int, list[int]]:
    """The interface type, the concrete type, and the functions in the order of the interface's methods."""
    references = references_of(section)
    inter, concrete = reference(section, references, 0), reference(section, references, _WORD)
    places = range(_ITAB_HEAD, len(section.data), _WORD)
    return inter, concrete, [reference(section, references, at) for at in places]


def reference(section: Section, references: References, at: int) -> int:
    """The symbol that a place refers to. Raises LinkError when it refers to none."""
    index = references.get(at)
    if index is None or index >= len(section.owner.symbols):
        raise LinkError(codes.BROKEN_OBJECT, section.owner.label, f"{section.label} has no reference at {at}")
    return index


def read_name(data: memoryview) -> str:
    """The text of an abi.Name: a byte of flags, the length in 7-bit groups from the lowest on, the bytes."""
    at, length, shift = 1, 0, 0
    while at < len(data):
        length |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            break
    return bytes(data[at : at + length]).decode("utf-8", "replace")
