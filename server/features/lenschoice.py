"""Which lenses a client wants, and what an unresolved lens says of itself. Lenses are made in lens.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from lsprotocol import types

from server.build.baseline import Baseline

PATIENCE: Final = 0.08  # seconds that the lenses of a document are computed for before the answer

BUILD: Final = ("Build", "goBindery.buildStatic")
RUN: Final = ("Run", "goBindery.run")  # the extension's


@dataclass(frozen=True, slots=True)
class LensChoice:
    """Which lenses there are.

    `at` is the line whose function alone gets one; `changed` leaves out what is as it was in the baseline; `complain`
    hears why there is nothing to compare with. patience: in seconds; None: all lenses have their texts at once.
    `programs` are title and command of the lenses on a program's function main; their argument is the URI.
    """

    baseline: Baseline | None = None
    at: int | None = None
    changed: bool = False
    complain: Callable[[str], None] = lambda _: None
    patience: float | None = None
    programs: tuple[tuple[str, str], ...] = ()


def lens_data(lens: types.CodeLens) -> tuple[str, int]:
    """URI and version of the document that an unresolved lens was made for; ("", 0) if somebody else made it."""
    data: Any = lens.data
    if isinstance(data, list | tuple) and len(data) == 2 and isinstance(data[0], str) and isinstance(data[1], int):
        return data[0], data[1]
    return "", 0
