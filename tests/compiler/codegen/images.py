"""Compiles IR packages, links them with our linker and runs the image, natively or under qemu."""

import platform
import shutil
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from server.compiler.codegen.compile import compile_chunk
from server.compiler.codegen.emit import ChunkSource, emit_package
from server.compiler.ir.func import IRPackage
from server.linker.interface import ChunkRef, LinkOptions, LinkResult
from server.linker.link import link
from server.source.file import FileSet
from server.symbol import PackageRecord
from server.target import Target

MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


class ChunkProvider:
    """Compiles the chunks that the linker asks for."""

    def __init__(self, chunks: dict[str, ChunkSource], target: Target, level: int) -> None:
        self.chunks = chunks
        self.target = target
        self.level = level

    def objects(self, wanted: Sequence[ChunkRef]) -> Sequence[bytes]:
        """The objects in the order asked for."""
        return [compile_chunk(self.chunks[ref.key].text, self.target, self.level) for ref in wanted]


def link_packages(packages: Sequence[IRPackage], target: Target, level: int = 2) -> LinkResult:
    """The image of some packages."""
    records, chunks = [], {}
    for package in packages:
        sources = emit_package(package, FileSet(), target)
        chunks.update({source.key: source for source in sources})
        records.append(PackageRecord(package.path, tuple(source.record for source in sources)))
    return link(records, ChunkProvider(chunks, target, level), target, LinkOptions())


def run_image(image: bytes, target: Target, scratch: Path) -> subprocess.CompletedProcess[bytes]:
    """Run an image and keep what it prints."""
    path = scratch / "program"
    path.write_bytes(image)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    command = [str(path)]
    if MACHINES.get(platform.machine()) != target.goarch:
        if shutil.which(target.qemu) is None:
            pytest.skip(f"{target.qemu} is not installed")
        command.insert(0, target.qemu)
    return subprocess.run(command, capture_output=True, timeout=60, check=False)
