"""How names and bytes are written in LLVM IR text.

Source: LLVM Language Reference, "Identifiers" and "String constants".
"""

from typing import Final

_PLAIN: Final = frozenset(range(0x20, 0x7F)) - frozenset(b'"\\')
_ESCAPES: Final = [chr(byte) if byte in _PLAIN else f"\\{byte:02X}" for byte in range(256)]


def escape(data: bytes) -> str:
    """Bytes as they stand between quotes: printable ASCII as it is, anything else as two hex digits."""
    return "".join([_ESCAPES[byte] for byte in data])


def symbol(name: str) -> str:
    """`@"main.(*T).Get"`: a global's name; Go's link names need quotes, and are UTF-8."""
    return f'@"{escape(name.encode())}"'


def code_section(package: str, name: str) -> str:
    """The same for a function. Those of the run-time have sections of their own kind: see linker/layout.py."""
    is_runtime = package == "runtime" or package.startswith("internal/runtime/")
    return section(".text..runtime" if is_runtime else ".text", name)


def section(prefix: str, name: str) -> str:
    """`section ".text.main.f"`: the clause that gives a global a section of its own."""
    return f'section "{prefix}.{escape(name.encode())}"'
