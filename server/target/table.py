"""The table of targets. A new target is a row here; a new architecture is a row in `machine.py` first."""

from dataclasses import dataclass
from typing import Final

from server.target.machine import MACHINES, Machine


@dataclass(frozen=True, slots=True)
class Target:
    """One GOOS/GOARCH pair that binaries can be made for."""

    goos: str
    goarch: str
    triple: str  # LLVM's name
    pointer_size: int  # bytes
    page_size: int  # bytes; alignment of segments in the image
    qemu: str  # the qemu-user program that runs it elsewhere

    @property
    def name(self) -> str:
        """`linux/amd64`, as `go tool dist list` prints it."""
        return f"{self.goos}/{self.goarch}"

    @property
    def machine(self) -> Machine:
        """The facts of the architecture; only of targets that binaries can be made for."""
        return MACHINES[self.goarch]


TARGETS: Final = (
    Target("linux", "amd64", "x86_64-unknown-linux-gnu", 8, 0x1000, "qemu-x86_64"),
    Target("linux", "arm64", "aarch64-unknown-linux-gnu", 8, 0x10000, "qemu-aarch64"),
    Target("linux", "riscv64", "riscv64-unknown-linux-gnu", 8, 0x1000, "qemu-riscv64"),
)


def find_target(goos: str, goarch: str) -> Target | None:
    """The target of that name, or None when we have none."""
    return next((t for t in TARGETS if (t.goos, t.goarch) == (goos, goarch)), None)
