"""Which packages have functions whose bodies are made here.

The packages are compiled from the files that gc takes for the architecture; there these functions have no body. They
are called only when the processor has the instructions, which package internal/cpu finds out when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from server.compiler.codegen.hardware.aes import emit_aes
from server.compiler.codegen.hardware.crc32 import emit_crc32
from server.compiler.codegen.hardware.gcm import emit_gcm
from server.compiler.codegen.hardware.sha256 import emit_sha256
from server.compiler.codegen.module import Module

BODIES: Final[Mapping[str, Callable[[Module], None]]] = {
    "crypto/internal/fips140/aes": emit_aes,
    "crypto/internal/fips140/aes/gcm": emit_gcm,
    "crypto/internal/fips140/sha256": emit_sha256,
    "hash/crc32": emit_crc32,
}
