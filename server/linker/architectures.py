"""What the linker knows of each architecture, by GOARCH. A new one is a row here and a file of its own."""

from typing import Final

from server.linker.amd64 import AMD64
from server.linker.arm64 import ARM64
from server.linker.relocation import Architecture
from server.linker.riscv64 import RISCV64

ARCHITECTURES: Final[dict[str, Architecture]] = {"amd64": AMD64, "arm64": ARM64, "riscv64": RISCV64}
