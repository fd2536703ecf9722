"""What the flood follows, noted while it runs; keepgraph.py makes a graph of it.

A note is one append per section, however much the section refers to: notes hold the lists that are there anyway.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from server.linker.objectfile import Section

NOTHING: Final = "runtime.mapinitnoop"  # called in the place of an initialisation that is not needed


class MethodKey(NamedTuple):
    """How interfaces know a method."""

    name: str
    signature: str  # descriptor; "" for any


@dataclass(frozen=True, slots=True)
class Doubtful:
    """References of a section that are followed if a method is wanted."""

    section: Section
    symbols: tuple[int, ...]


@dataclass(slots=True)
class KeepLog:
    """What the flood noted, in the order in which it went."""

    follows: list[tuple[Section, Sequence[int]]] = field(default_factory=list)  # references that count by themselves
    uses: list[tuple[Section, Sequence[str]]] = field(default_factory=list)  # descriptors of types in interfaces
    mentions: list[tuple[Section, str]] = field(default_factory=list)  # code, and a type that may be an interface
    wants: list[tuple[Section, Sequence[MethodKey]]] = field(default_factory=list)
    parts: list[tuple[str, Sequence[str]]] = field(default_factory=list)  # of a type that is in interfaces
    # (descriptor of the type that must be in interfaces, or "" for a kept itab; the method; what it needs)
    methods: list[tuple[str, MethodKey, Doubtful]] = field(default_factory=list)
    served: list[tuple[Section, str, str]] = field(default_factory=list)  # who calls it, variable, its initialisation
    interfaces: dict[str, list[MethodKey]] = field(default_factory=dict)  # methods of interface types, by descriptor
