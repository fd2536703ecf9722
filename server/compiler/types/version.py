"""Language versions and the features they gate. Source: facts read from gc's own gates."""

from __future__ import annotations

from typing import Final, TypeAlias

Version: TypeAlias = tuple[int, int]

GO1_9: Final[Version] = (1, 9)
GO1_13: Final[Version] = (1, 13)
GO1_14: Final[Version] = (1, 14)
GO1_17: Final[Version] = (1, 17)
GO1_18: Final[Version] = (1, 18)
GO1_20: Final[Version] = (1, 20)
GO1_21: Final[Version] = (1, 21)
GO1_22: Final[Version] = (1, 22)
GO1_23: Final[Version] = (1, 23)
GO1_26: Final[Version] = (1, 26)
GO1_27: Final[Version] = (1, 27)


def parse_version(text: str) -> Version | None:
    """`go1.22`, `1.22`, `1.22.3`, `go1.27rc1` -> (1, 22); None for anything else."""
    parts = text.removeprefix("go").split(".")
    if len(parts) < 2 or not parts[0].isdigit():
        return None
    minor = parts[1]
    digits = len(minor) - len(minor.lstrip("0123456789"))
    return (int(parts[0]), int(minor[:digits])) if digits else None


def version_string(version: Version) -> str:
    """`go1.22`"""
    return f"go{version[0]}.{version[1]}"


def allows(current: Version | None, wanted: Version) -> bool:
    """Whether code of language version `current` (None: the newest) may use a feature of `wanted`."""
    return current is None or current >= wanted
