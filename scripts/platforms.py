"""The platforms that there are packages of the extension for, as data.

Which they are is decided by llvmlite: it has wheels for these, and none for Macs with Intel processors, Linux with musl
or 32 bits. One package serves all versions of Python in `PYTHONS`: extension modules carry the version in their names,
so those of several wheels lie side by side, and LLVM's library is loaded by ctypes, which asks for no version.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_ELF, _MACH_O, _MACH_O_FAT = b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"


@dataclass(frozen=True)
class Platform:
    """One platform."""

    name: str  # as VS Code names it
    tags: tuple[str, ...]  # of wheels that run there, as pip is told them
    machine: int  # in the header of its executables
    library: str  # LLVM's
    markers: Mapping[str, str]  # what conditions in requirements ask
    glibc: str = ""  # the oldest that the wheels run with
    pins: Mapping[str, str] = field(default_factory=dict)  # package: requirement that replaces the lock's
    without: tuple[str, ...] = ()  # packages that have no wheel, and whose absence the server bears


def _linux(name: str, processor: str, machine: int) -> Platform:
    tags = (*(f"manylinux_2_{minor}_{processor}" for minor in range(28, 16, -1)), f"manylinux2014_{processor}")
    markers = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": processor}
    return Platform(name, tags, machine, "llvmlite/binding/libllvmlite.so", markers, glibc="2.28")


def _windows(
    name: str, processor: str, machine: int, pins: Mapping[str, str] | None = None, without: tuple[str, ...] = ()
) -> Platform:
    markers = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": processor}
    tags = (f"win_{processor.lower()}",)
    return Platform(name, tags, machine, "llvmlite/binding/llvmlite.dll", markers, pins=pins or {}, without=without)


# Newer ones have no wheel for Windows on Arm.
_WINDOWS_ON_ARM = {
    "cryptography": "cryptography==46.0.3 "
    "--hash=sha256:5d7f93296ee28f68447397bf5198428c9aeeab45705a55d53a6343455dcb2c3c"
}

PLATFORMS = {
    platform.name: platform
    for platform in (
        _linux("linux-x64", "x86_64", 62),
        _linux("linux-arm64", "aarch64", 183),
        Platform(
            "darwin-arm64",
            tuple(f"macosx_{major}_0_{kind}" for major in (12, 11) for kind in ("arm64", "universal2"))
            + tuple(f"macosx_10_{minor}_universal2" for minor in range(15, 8, -1)),
            0x0100000C,
            "llvmlite/binding/libllvmlite.dylib",
            {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
        ),
        _windows("win32-x64", "AMD64", 0x8664),
        _windows("win32-arm64", "ARM64", 0xAA64, pins=_WINDOWS_ON_ARM, without=("capstone",)),
    )
}


def machines_of(data: bytes) -> set[int]:
    """The processors that an executable or library (its beginning) is for; none when it is neither."""
    if data.startswith(_ELF):
        return {struct.unpack_from("<H", data, 18)[0]}
    if data.startswith(_MACH_O):
        return {struct.unpack_from("<I", data, 4)[0]}
    if data.startswith(_MACH_O_FAT):
        count = struct.unpack_from(">I", data, 4)[0]
        return {struct.unpack_from(">I", data, 8 + 20 * index)[0] for index in range(count)}
    if data.startswith(b"MZ"):
        place = struct.unpack_from("<I", data, 0x3C)[0]
        return {struct.unpack_from("<H", data, place + 4)[0]} if data[place : place + 4] == b"PE\0\0" else set()
    return set()
