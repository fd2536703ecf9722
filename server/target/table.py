"""The table of targets. A new target is a row here plus its files in `linker/`, `codegen/` and `runtime/asm/`."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Target:
    """One GOOS/GOARCH pair that binaries can be made for."""

    goos: str
    goarch: str
    triple: str  # LLVM's name
    cpu: str  # LLVM's baseline processor
    features: str  # LLVM target features in force for every function
    elf_machine: int  # e_machine of the ELF header
    pointer_size: int  # bytes
    page_size: int  # bytes; alignment of segments in the image
    qemu: str  # the qemu-user program that runs it elsewhere
    fuses_products: bool = False  # the baseline has fused multiply-add, which gc then uses for x*y + z

    @property
    def name(self) -> str:
        """`linux/amd64`, as `go tool dist list` prints it."""
        return f"{self.goos}/{self.goarch}"


TARGETS: Final = (
    Target("linux", "amd64", "x86_64-unknown-linux-gnu", "x86-64", "", 62, 8, 0x1000, "qemu-x86_64"),
    Target(
        "linux",
        "arm64",
        "aarch64-unknown-linux-gnu",
        "generic",
        "+reserve-x28",
        183,
        8,
        0x10000,
        "qemu-aarch64",
        fuses_products=True,
    ),
)


def find_target(goos: str, goarch: str) -> Target | None:
    """The target of that name, or None when we have none."""
    return next((t for t in TARGETS if (t.goos, t.goarch) == (goos, goarch)), None)
