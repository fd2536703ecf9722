"""Debug sections of the image: those of all objects that contribute code or data, behind each other.

DWARF's own references between sections (abbreviations, line tables, address and string offset tables) are relocations
in the objects, so concatenation keeps them right. Two things are shared: strings of `.debug_str` and
`.debug_line_str`, and abbreviation tables that are equal byte for byte.

Addresses here are offsets in the output section. For strings that are merged, they are first offsets in the
concatenation of all inputs; `MergedStrings.translate` turns those into offsets in what is left. References to code
that was dropped become zero, which debuggers skip because nothing is mapped there.

Source: DWARF 5, sections 7.5.4 (abbreviations), 7.26 (string offsets), 7.4 (32-bit format).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from server.linker import elf
from server.linker.layout import OutputSection
from server.linker.objectfile import ObjectFile, Section
from server.linker.relocation import Ints

_PREFIX: Final = ".debug_"
ABBREVIATIONS: Final = ".debug_abbrev"
_STRINGS: Final = (".debug_str", ".debug_line_str")


@dataclass(frozen=True, slots=True)
class MergedStrings:
    """NUL-terminated strings of many inputs, each kept once."""

    inputs: Sequence[Section]
    content: bytes
    old: Ints  # ascending offsets of the strings in the concatenated inputs
    new: Ints  # their offsets in `content`

    def translate(self, offsets: Ints) -> Ints:
        """Offsets in the concatenation to offsets in the content; an offset may point into a string."""
        if not len(self.old):
            return offsets
        piece = np.maximum(np.searchsorted(self.old, offsets, side="right") - 1, 0)
        return self.new[piece] + offsets - self.old[piece]


@dataclass(frozen=True, slots=True)
class DebugInfo:
    """What the writer and the relocator need."""

    outputs: list[OutputSection]  # without file offsets
    merged: list[MergedStrings]

    @property
    def sections(self) -> list[Section]:
        """The input sections that are copied into the image."""
        return [section for output in self.outputs for section in output.inputs]


def collect_debug(objects: Iterable[ObjectFile]) -> DebugInfo:
    """Keep the debug sections of the objects that have something kept, and place them in their outputs."""
    inputs: dict[str, list[Section]] = {}
    for owner in sorted(objects, key=lambda o: o.order):
        if any(section and section.kept for section in owner.sections):
            for section in owner.sections:
                if section and section.name.startswith(_PREFIX) and not section.is_loaded:
                    inputs.setdefault(section.name, []).append(section)
    info = DebugInfo([], [])
    for name in sorted(inputs):
        for section in inputs[name]:
            section.kept = True
        if name in _STRINGS:
            merged = _merge_strings(inputs[name])
            info.merged.append(merged)
            info.outputs.append(_string_output(name, merged.content))
        else:
            info.outputs.append(_concatenate(name, inputs[name]))
    return info


def _string_output(name: str, content: bytes) -> OutputSection:
    flags = elf.SHF_MERGE | elf.SHF_STRINGS
    return OutputSection(name, elf.SHT_PROGBITS, flags, size=len(content), content=content, entry_size=1)


def _concatenate(name: str, inputs: Sequence[Section]) -> OutputSection:
    """Place the inputs behind each other; equal abbreviation tables share one place."""
    output = OutputSection(name, elf.SHT_PROGBITS, 0)
    known: dict[bytes, int] = {}
    at = 0
    for section in inputs:
        if name == ABBREVIATIONS:
            section.address = known.setdefault(bytes(section.data), at)
            if section.address != at:
                continue
        at = (at + section.align - 1) & -section.align
        section.address = at
        at += section.size
        output.align = max(output.align, section.align)
        output.inputs.append(section)
    output.size = at
    return output


def _merge_strings(inputs: Sequence[Section]) -> MergedStrings:
    """Keep each string once, in the order of first appearance."""
    parts, base = [], 0
    for section in inputs:
        data = bytes(section.data)
        data += b"" if data.endswith(b"\0") else b"\0"
        section.address = base
        base += len(data)
        parts.append(data)
    pieces = b"".join(parts).split(b"\0")[:-1]
    lengths = np.fromiter(map(len, pieces), np.int64, len(pieces)) + 1
    places: dict[bytes, int] = {}
    at = 0
    new = np.empty(len(pieces), np.int64)
    for index, piece in enumerate(pieces):
        place = places.get(piece)
        if place is None:
            place = places[piece] = at
            at += len(piece) + 1
        new[index] = place
    content = b"\0".join(places) + b"\0" if places else b""
    return MergedStrings(inputs, content, np.cumsum(lengths) - lengths, new)
