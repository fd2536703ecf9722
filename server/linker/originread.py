"""Reads back what a binary says of its origin: `.go.buildinfo` of gc's programs and ours.

In an ELF64 image the section is looked up; in files of other formats the section's magic number is looked for, which
stands at a multiple of 16. Nothing in the file is trusted. Only the form that Go writes since 1.18, with the strings in
the section, is known.

Source: Go's debug/buildinfo (readRawBuildInfo), runtime/debug (ParseBuildInfo).
"""

import struct
from dataclasses import dataclass, field
from typing import Final

from server.diagnostics.codes import link as codes
from server.linker import elf
from server.linker.buildinfo import (
    BUILD_ID_NAME,
    BUILD_INFO_ALIGN,
    BUILD_INFO_NAME,
    FRAME_SIZE,
    HEADER_SIZE,
    INLINE_STRINGS,
    MAGIC,
    NOTE,
    NOTE_BUILD_ID,
)
from server.linker.interface import LinkError

_FLAGS_AT: Final = 15  # byte offset in the header
_MAX_DIGITS: Final = 10  # of a length
_NO_FORMAT: Final = "unrecognized file format"
_NO_GO: Final = "not a Go executable"
_FORMATS: Final = (  # how executables begin that are not ELF
    b"MZ", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf",
    b"\0asm", b"\x01\xdf", b"\x01\xf7",
)  # fmt: skip


@dataclass(slots=True)
class ModuleInfo:
    """A module of a binary."""

    path: str
    version: str = ""
    sum: str = ""
    replacement: "ModuleInfo | None" = None


@dataclass(slots=True)
class BinaryOrigin:
    """What a binary says of itself."""

    version: str  # of the toolchain: "go1.27.3"
    lines: tuple[str, ...]  # "path\texample.com/m", "build\tGOOS=linux"
    path: str = ""  # of package main
    main: ModuleInfo = field(default_factory=lambda: ModuleInfo(""))
    dependencies: list[ModuleInfo] = field(default_factory=list)
    settings: list[tuple[str, str]] = field(default_factory=list)


def read_origin(name: str, data: bytes) -> BinaryOrigin:
    """What an image says of its origin. Raises LinkError, which names the image, when it does not say."""
    try:
        version, modules = _strings(_section(data))
    except ValueError as err:
        raise LinkError(codes.NOT_AN_IMAGE, name, f"could not read Go build info from {name}: {err}") from err
    found = BinaryOrigin(version, tuple(modules.split("\n")[:-1]))
    for line in found.lines:
        _take(found, line)
    return found


def read_build_id(name: str, data: bytes) -> str:
    """The build id of an image; "" when it has none. Raises LinkError, which names the image, for what is none."""
    if not data.startswith(elf.MAGIC) or data[4:6] != bytes((elf.CLASS_64, elf.LITTLE_ENDIAN)):
        raise LinkError(codes.NOT_AN_IMAGE, name, "not supported yet: anything but 64-bit little-endian ELF")
    try:
        note = bytes(_elf_section(memoryview(data), BUILD_ID_NAME))
        owner, size, kind = NOTE.unpack_from(note)
    except (ValueError, struct.error):
        return ""
    start = NOTE.size + owner
    return note[start : start + size].decode("utf-8", "replace") if kind == NOTE_BUILD_ID else ""


def _section(data: bytes) -> memoryview:
    """The bytes from the header of the build info on. Raises ValueError."""
    view = memoryview(data)
    if data.startswith(elf.MAGIC) and data[4:6] == bytes((elf.CLASS_64, elf.LITTLE_ENDIAN)):
        content = _elf_section(view, BUILD_INFO_NAME)
        if bytes(content[: len(MAGIC)]) != MAGIC:
            raise ValueError(_NO_GO)
        return content
    if not data.startswith((elf.MAGIC, *_FORMATS)):
        raise ValueError(_NO_FORMAT)
    at = data.find(MAGIC)
    while at >= 0:
        if at % BUILD_INFO_ALIGN == 0 and data[at + _FLAGS_AT : at + _FLAGS_AT + 1] == bytes((INLINE_STRINGS,)):
            return view[at:]
        at = data.find(MAGIC, at + 1)
    raise ValueError(_NO_GO)


def _elf_section(view: memoryview, wanted_name: str) -> memoryview:
    """The bytes of a section. Raises ValueError."""
    try:
        header = elf.HEADER.unpack_from(view)
        at, size, count, names = header[6], header[11], header[12], header[13]
        if size != elf.SECTION_HEADER.size or names >= count:
            raise ValueError(_NO_GO)
        rows = [elf.SECTION_HEADER.unpack_from(view, at + index * size) for index in range(count)]
    except (struct.error, OverflowError) as err:
        raise ValueError(_NO_FORMAT) from err
    wanted = wanted_name.encode() + b"\0"
    for row in rows:
        name = rows[names][4] + row[0]
        if bytes(view[name : name + len(wanted)]) == wanted:
            return view[row[4] : row[4] + row[5]]
    raise ValueError(_NO_GO)


def _strings(content: memoryview) -> tuple[str, str]:
    """The version and the lines about modules and settings. Raises ValueError."""
    if len(content) < HEADER_SIZE or not content[_FLAGS_AT] & INLINE_STRINGS:
        raise ValueError(_NO_GO)
    version, rest = _counted(content[HEADER_SIZE:])
    modules, _ = _counted(rest)
    if not version:
        raise ValueError(_NO_GO)
    framed = len(modules) >= 2 * FRAME_SIZE + 1 and modules[-FRAME_SIZE - 1] == ord("\n")
    text = modules[FRAME_SIZE:-FRAME_SIZE] if framed else b""
    return version.decode("utf-8", "replace"), text.decode("utf-8", "replace")


def _counted(content: memoryview) -> tuple[bytes, memoryview]:
    """The string behind its length, and what follows. Raises ValueError."""
    length = 0
    for place, digit in enumerate(content[:_MAX_DIGITS]):
        length |= (digit & 0x7F) << 7 * place
        if digit < 0x80:
            start = place + 1
            if length > len(content) - start:
                break
            return bytes(content[start : start + length]), content[start + length :]
    raise ValueError(_NO_GO)


def _take(into: BinaryOrigin, line: str) -> None:
    """Note what one line says; lines of another form say nothing."""
    kind, *fields = line.split("\t")
    match kind, fields:
        case "path", [path]:
            into.path = path
        case "mod", [path, version, *sums]:
            into.main = ModuleInfo(path, version, "".join(sums[:1]))
        case "dep", [path, version, *sums]:
            into.dependencies.append(ModuleInfo(path, version, "".join(sums[:1])))
        case "=>", [path, version, checksum]:
            last = into.dependencies[-1] if into.dependencies else into.main
            last.replacement = ModuleInfo(path, version, checksum)
        case "build", [_, *_]:
            name, _, value = line.removeprefix("build\t").partition("=")
            into.settings.append((name, _unquoted(value)))


def _unquoted(value: str) -> str:
    """The text of a Go string; the value itself when it is none."""
    if len(value) < 2 or value[0] not in '"`' or value[-1] != value[0]:
        return value
    if value[0] == "`":
        return value[1:-1]
    out, at, inside = "", 0, value[1:-1]
    while at < len(inside):
        char, at = inside[at], at + 1
        if char != "\\":
            out += char
            continue
        letter, at = inside[at : at + 1], at + 1
        digits = _CODED.get(letter, 0)
        if digits:
            code, at = inside[at : at + digits], at + digits
            out += _character(code)
        else:
            out += _LETTERS.get(letter, letter)
    return out


_CODED: Final = {"x": 2, "u": 4, "U": 8}
_LETTERS: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def _character(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return "\ufffd"
