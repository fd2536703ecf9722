"""Targets that we check programs for but do not build for."""

from dataclasses import replace
from typing import Final

from server.target import TARGETS

FOREIGN: Final = (
    replace(TARGETS[0], goos="windows"),
    replace(TARGETS[1], goos="darwin"),
)
