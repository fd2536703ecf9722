"""Every GOOS/GOARCH pair of Go 1.27, for checking programs: those that we build for and those that we do not.

Source: `go tool dist list` of Go 1.27.3; a test compares the two.
"""

from typing import Final

from server.target.table import TARGETS, Target, find_target

_PORTS: Final = """
    aix/ppc64 android/386 android/amd64 android/arm android/arm64 darwin/amd64 darwin/arm64 dragonfly/amd64
    freebsd/386 freebsd/amd64 freebsd/arm freebsd/arm64 illumos/amd64 ios/amd64 ios/arm64 js/wasm linux/386 linux/amd64
    linux/arm linux/arm64 linux/loong64 linux/mips linux/mips64 linux/mips64le linux/mipsle linux/ppc64 linux/ppc64le
    linux/riscv64 linux/s390x netbsd/386 netbsd/amd64 netbsd/arm netbsd/arm64 openbsd/386 openbsd/amd64 openbsd/arm
    openbsd/arm64 openbsd/ppc64 openbsd/riscv64 plan9/386 plan9/amd64 plan9/arm solaris/amd64 wasip1/wasm windows/386
    windows/amd64 windows/arm64
"""
_NARROW: Final = frozenset(("386", "arm", "mips", "mipsle"))  # pointers of four bytes


def _port(name: str) -> Target:
    goos, goarch = name.split("/")
    found = find_target(goos, goarch)
    return found or Target(goos, goarch, "", 4 if goarch in _NARROW else 8, 0, "")


# Those that we build for come first. The others have no facts of code generation.
PORTS: Final = (*TARGETS, *(port for port in map(_port, _PORTS.split()) if port not in TARGETS))


def find_port(goos: str, goarch: str) -> Target | None:
    """The port of that name, or None when Go has none."""
    return next((port for port in PORTS if (port.goos, port.goarch) == (goos, goarch)), None)
