"""What debuggers need of a stripped image, in a file of its own; and how they find it.

The file has the image's section headers, with the contents of notes alone, and behind them the debug sections and the
symbol table. The image names it in `.gnu_debuglink`, with a checksum. Both carry the same build id: a digest of what is
loaded, so that it tells programs apart and not how they were stripped.

Source: GDB manual, "Debugging Information in Separate Files"; Linux's ELF note of type NT_GNU_BUILD_ID.
"""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import replace
from struct import Struct
from typing import Final

from server.linker import elf
from server.linker.layout import Layout, OutputSection
from server.linker.relocation import Architecture
from server.linker.writer import Plan, plan_file, write_contents, write_headers
from server.target import Target

BUILD_ID_NAME: Final = ".note.gnu.build-id"
LINK_NAME: Final = ".gnu_debuglink"

_NOTE: Final = Struct("<III4s")  # size of the owner, size of the id, type, owner
_BUILD_ID: Final = 3  # NT_GNU_BUILD_ID
_ID_SIZE: Final = 20  # bytes
_CHECKSUM_SIZE: Final = 4  # bytes


def build_id_note() -> bytes:
    """The section with the build id, which is still zero."""
    return _NOTE.pack(4, _ID_SIZE, _BUILD_ID, b"GNU\0") + bytes(_ID_SIZE)


def put_build_id(image: bytearray, plan: Plan) -> None:
    """Fill in the build id of an image whose loaded sections have their final contents, but no headers yet."""
    note = next(section for section in plan.layout.sections if section.name == BUILD_ID_NAME)
    digest = hashlib.sha256(memoryview(image)[: plan.layout.file_size]).digest()[:_ID_SIZE]
    at = note.offset + _NOTE.size
    image[at : at + _ID_SIZE] = digest


def debug_link(name: str) -> OutputSection:
    """The section that names the debug file; its checksum is still zero."""
    content = name.encode("utf-8", "surrogateescape") + b"\0"
    content += bytes(-len(content) % _CHECKSUM_SIZE + _CHECKSUM_SIZE)
    return OutputSection(LINK_NAME, elf.SHT_PROGBITS, 0, align=4, size=len(content), content=content)


def put_checksum(image: bytearray, link: OutputSection, debug: bytes) -> None:
    """Fill in the checksum of the debug file."""
    end = link.offset + link.size
    image[end - _CHECKSUM_SIZE : end] = zlib.crc32(debug).to_bytes(_CHECKSUM_SIZE, "little")


def debug_file(
    image: bytearray, plan: Plan, extra: Sequence[OutputSection], target: Target, architecture: Architecture, entry: int
) -> bytes:
    """The debug file of an image with its build id; `extra`: debug sections and symbol table."""
    sections = [_without_content(section, image) for section in plan.layout.sections]
    start = elf.HEADER.size + elf.PROGRAM_HEADER.size  # that of the stack
    own = plan_file(Layout([], [], start, start, {}), [*sections, *extra])
    result = write_contents(own, architecture)
    write_headers(result, own, target, entry)
    return bytes(result)


def _without_content(section: OutputSection, image: bytearray) -> OutputSection:
    """A loaded section as it stands in the debug file."""
    if section.type == elf.SHT_NOTE:
        return replace(section, inputs=[], content=bytes(image[section.offset : section.offset + section.size]))
    return replace(section, type=elf.SHT_NOBITS, inputs=[], content=None)
