"""The sections that identify a binary: `.go.buildinfo` and the note with the build id, in Go's own formats.

Source: Go's debug/buildinfo (reader of the first), cmd/internal/buildid (reader of the second), System V ABI, "Note
Section".
"""

from struct import Struct
from typing import Final

from server.linker.interface import BuildInfo

BUILD_INFO_NAME: Final = ".go.buildinfo"
BUILD_ID_NAME: Final = ".note.go.buildid"
BUILD_INFO_ALIGN: Final = 16  # bytes; the reader looks only there

MAGIC: Final = b"\xff Go buildinf:"
HEADER_SIZE: Final = 32  # bytes
INLINE_STRINGS: Final = 2  # flag: the strings follow the header
_FRAME_START: Final = bytes.fromhex("3077af0c9274080241e1c107e6d618e6")
_FRAME_END: Final = bytes.fromhex("f932433186182072008242104116d8f2")
FRAME_SIZE: Final = 16  # bytes of each
_NOTE_OWNER: Final = b"Go\0\0"
NOTE_BUILD_ID: Final = 4  # type
NOTE: Final = Struct("<III")  # sizes of owner and text, type


def build_info_section(info: BuildInfo, pointer_size: int) -> bytes:
    """The bytes of `.go.buildinfo`; `pointer_size` in bytes."""
    header = (MAGIC + bytes((pointer_size, INLINE_STRINGS))).ljust(HEADER_SIZE, b"\0")
    modules = _FRAME_START + info.modules.encode() + _FRAME_END if info.modules else b""
    body = header + _counted(info.version.encode()) + _counted(modules)
    return body + bytes(-len(body) % BUILD_INFO_ALIGN)


def build_id_section(build_id: str) -> bytes:
    """The bytes of the note: sizes, type, owner, and the id padded to 4 bytes."""
    text = build_id.encode()
    return NOTE.pack(len(_NOTE_OWNER), len(text), NOTE_BUILD_ID) + _NOTE_OWNER + text + bytes(-len(text) % 4)


def _counted(text: bytes) -> bytes:
    """A string behind its length as a base-128 number, low digits first."""
    length, digits = len(text), bytearray()
    while length >= 0x80:
        digits.append(length & 0x7F | 0x80)
        length >>= 7
    digits.append(length)
    return bytes(digits) + text
