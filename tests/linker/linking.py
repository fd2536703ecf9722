"""What the linker's tests share: chunks, a provider that counts, and running an image."""

import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from server.linker.interface import (
    ChunkRecord,
    ChunkRef,
    LinkOptions,
    LinkResult,
    PackageRecord,
    SymbolKind,
    SymbolRecord,
)
from server.linker.link import link
from server.linker.memory import LinkMemory
from server.target import TARGETS, Target

BOTH = pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.goarch)
AMD64, ARM64, RISCV64 = TARGETS
# Where LLVM folds nil checks into accesses, which then have no line.
FOLDING = pytest.mark.parametrize("target", [AMD64, ARM64], ids=lambda t: t.goarch)
_NATIVE = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass
class Chunks:
    """Packages whose objects exist already; implements ObjectProvider."""

    data: dict[ChunkRef, bytes] = field(default_factory=dict)
    records: dict[str, list[ChunkRecord]] = field(default_factory=dict)
    asked: list[ChunkRef] = field(default_factory=list)

    def add(self, package: str, key: str, data: bytes, symbols: Sequence[SymbolRecord] | None = None) -> None:
        """Add a chunk; without records they are made from the object's own symbol table."""
        self.data[ChunkRef(package, key)] = data
        record = ChunkRecord(key, tuple(symbols if symbols is not None else records_of(data)))
        self.records.setdefault(package, []).append(record)

    def packages(self) -> list[PackageRecord]:
        """The records of all packages, in the order of addition."""
        return [PackageRecord(path, tuple(chunks)) for path, chunks in self.records.items()]

    def objects(self, wanted: Sequence[ChunkRef]) -> Sequence[bytes]:
        """The objects, remembering who asked."""
        self.asked += wanted
        return [self.data[ref] for ref in wanted]

    def link(self, target: Target, options: LinkOptions | None = None, memory: LinkMemory | None = None) -> LinkResult:
        """Link everything that `_rt0` needs."""
        return link(self.packages(), self, target, options or LinkOptions(), memory)


def records_of(data: bytes) -> list[SymbolRecord]:
    """Records for all global definitions of an object, read by a reader that is not ours."""
    elf = ELFFile(BytesIO(data))
    records = []
    for symbol in elf.get_section_by_name(".symtab").iter_symbols():
        index = symbol["st_shndx"]
        if symbol["st_info"]["bind"] == "STB_LOCAL" or not isinstance(index, int):
            continue
        section = elf.get_section(index)
        if section["sh_flags"] & 4:
            kind = SymbolKind.FUNC
        elif section["sh_flags"] & 1:
            kind = SymbolKind.BSS if section["sh_type"] == "SHT_NOBITS" else SymbolKind.DATA
        else:
            kind = SymbolKind.RODATA
        records.append(SymbolRecord(symbol.name, kind, "a.go", 1))
    return records


def run_image(image: bytes, target: Target, directory: Path) -> subprocess.CompletedProcess[bytes]:
    """Run an image, under qemu where the machine is another."""
    path = directory / f"image.{target.goarch}"
    path.write_bytes(image)
    path.chmod(0o755)
    command = [str(path)]
    if not sys.platform.startswith("linux") or _NATIVE.get(platform.machine()) != target.goarch:
        if shutil.which(target.qemu) is None:
            pytest.skip(f"{target.qemu} is not installed")
        command.insert(0, target.qemu)
    return subprocess.run(command, capture_output=True, timeout=60, check=False)


def read_elf(image: bytes) -> ELFFile:
    """The image as pyelftools sees it."""
    return ELFFile(BytesIO(image))


def symbols_of(image: bytes) -> dict[str, int]:
    """The addresses of the image's symbols."""
    table = read_elf(image).get_section_by_name(".symtab")
    return {symbol.name: symbol["st_value"] for symbol in table.iter_symbols()}


def memory_at(image: bytes, address: int, size: int) -> bytes:
    """Bytes of the loaded image at a virtual address."""
    for segment in read_elf(image).iter_segments("PT_LOAD"):
        start = segment["p_vaddr"]
        if start <= address and address + size <= start + segment["p_memsz"]:
            data = segment.data().ljust(segment["p_memsz"], b"\0")
            return data[address - start : address - start + size]
    raise AssertionError(f"{address:#x} is not in the image")
