"""Debug sections with final contents, as they stand in the image: relocated, and compressed where that saves space.

They are relocated in a buffer of their own, for the place of everything behind them in the file depends on the size
that compressing leaves. A compressed section begins with a header that says how large it was.

Invariant: the bytes follow from the contents and from the version of zlib on the host; without compression, from the
contents alone.

Source: System V ABI, "Section Compression"; DWARF 5, 6.4.1 "Structure of Call Frame Information", 6.4.2.
"""

import zlib
from collections.abc import Mapping
from struct import Struct
from typing import Final

from server.linker import elf
from server.linker.dwarf import ABBREVIATIONS, DebugInfo
from server.linker.gokinds import with_go_kinds
from server.linker.layout import OutputSection
from server.linker.relocate import relocate
from server.linker.relocation import Architecture
from server.linker.symbols import SymbolTable

_HEADER: Final = Struct("<IIQQ")  # type, reserved, size, alignment
_ZLIB: Final = 1  # ELFCOMPRESS_ZLIB
_LEVEL: Final = 1  # gc's linker takes the fastest too: each link compresses everything
_ALIGN: Final = 8  # bytes, of the header
_FRAMES: Final = ".debug_frame"
_FIRST: Final = ("runtime.goexit", "runtime.mstart")
_ENTRY: Final = Struct("<IIQQ")  # length of what follows, offset of the common part, place and size of the function
_LENGTH: Final = 4  # bytes
_COMMON_HEAD: Final = 8  # bytes: length, and what says that it is a common part
_VERSION_4: Final = b"\4\0\x08\0"  # version, no augmentation, bytes of an address and of a segment
_VERSION_3: Final = b"\3\0"
_COMMON: Final = 0xFFFFFFFF  # in place of the offset: this is a common part
_UNDEFINED: Final = 7  # DW_CFA_undefined


def debug_sections(
    debug: DebugInfo,
    symbols: SymbolTable,
    boundaries: Mapping[str, int],
    architecture: Architecture,
    compressed: bool,
) -> list[OutputSection]:
    """The sections, not placed yet. Raises LinkError as `relocate` does."""
    at = 0
    for output in debug.outputs:
        output.offset = at
        for section in output.inputs:
            section.offset = at + section.address
        at += output.size
    image = bytearray(at)
    for section in debug.sections:
        data = with_go_kinds(bytes(section.data)) if section.name == ABBREVIATIONS else section.data
        image[section.offset : section.offset + len(data)] = data
    relocate(image, debug.sections, symbols, boundaries, architecture, debug.merged)
    for output in debug.outputs:
        if output.name == _FRAMES:
            _adapt_frames(memoryview(image)[output.offset : output.offset + output.size], symbols, architecture)
        if output.content is None:
            output.content = bytes(image[output.offset : output.offset + output.size])
        if compressed:
            _compress(output)
    return debug.outputs


def _adapt_frames(frames: memoryview, symbols: SymbolTable, architecture: Architecture) -> None:
    """Make of LLVM's frame entries what Delve reads, too, and say where stacks end."""
    nobody = bytes((_UNDEFINED, architecture.return_register))
    beginnings = _beginnings(symbols)
    at = 0
    while at + _ENTRY.size <= len(frames):
        length, common, function, _ = _ENTRY.unpack_from(frames, at)
        end = at + _LENGTH + length
        if common == _COMMON:
            _to_version_3(frames[at + _COMMON_HEAD : end])
        elif function in beginnings:
            _end_stack(frames[at + _ENTRY.size : end], nobody)
        at = end


def _beginnings(symbols: SymbolTable) -> set[int]:
    """The addresses of the functions in which stacks begin."""
    found = (symbols.definitions.get(name) for name in _FIRST)
    return {one.section.address + one.symbol.value for one in found if one is not None and one.section.kept}


def _to_version_3(common: memoryview) -> None:
    """Delve knows no common parts of version 4, which add the size of addresses and segments; those of 3 are gc's."""
    text = bytes(common)
    if text.startswith(_VERSION_4):
        common[:] = (_VERSION_3 + text[len(_VERSION_4) :]).ljust(len(text), b"\0")


def _end_stack(instructions: memoryview, nobody: bytes) -> None:
    """Say of a function that nobody has called it, in place of where it saves registers.

    One that saves nothing has no room for that; it calls nobody either, so that no stack begins in it.
    """
    if len(instructions) >= len(nobody):
        instructions[:] = nobody.ljust(len(instructions), b"\0")


def _compress(output: OutputSection) -> None:
    """Compress one section, unless it would grow. Its bytes belong to no single package then."""
    assert output.content is not None
    packed = _HEADER.pack(_ZLIB, 0, output.size, output.align) + zlib.compress(output.content, _LEVEL)
    if len(packed) < output.size:
        output.content, output.size, output.align, output.inputs = packed, len(packed), _ALIGN, []
        output.flags |= elf.SHF_COMPRESSED
