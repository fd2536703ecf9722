"""The table by which the runtime turns a fault into a nil panic.

LLVM folds a nil check into the access that follows it and records the pair (faulting instruction, handler) in the
object's `.llvm_faultmaps`: {version u8, reserved u8 + u16, functions u32}, then per function {address u64, faults u32,
reserved u32} and per fault {kind u32, fault offset u32, handler offset u32}, offsets counted from the function.

The image holds one table between `runtime.faultmap` and `runtime.efaultmap`: {fault u32, handler u32}, absolute
addresses, sorted by the first, for a binary search by the program counter. Addresses fit, for the image ends below
2 GiB. Kinds (load, store) are left out: the runtime resumes at the handler in every case.

Source: LLVM, "FaultMaps and implicit checks".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from struct import Struct
from struct import error as StructError  # noqa: N812
from typing import Final

from server.diagnostics.codes import link as codes
from server.linker import elf
from server.linker.interface import LinkError
from server.linker.objectfile import ObjectFile, Remembered, Section

INPUT_NAME: Final = ".llvm_faultmaps"
OUTPUT_NAME: Final = ".go.faultmap"
ENTRY: Final = Struct("<II")  # address of the fault, address of its handler

_HEADER: Final = Struct("<BBHI")
_FUNCTION: Final = Struct("<QII")
_FAULT: Final = Struct("<III")


@dataclass(frozen=True, slots=True)
class Fault:
    """One pair, as offsets in the section of its function."""

    section: Section
    fault: int
    handler: int


class ObjectFaults(Remembered):
    """The pairs of all functions of an object, kept or not, by the index of the section: offsets in it."""

    def __init__(self, owner: ObjectFile) -> None:
        """Raises LinkError for a malformed table."""
        self.pairs: dict[int, list[tuple[int, int]]] = {}
        for section in owner.sections:
            if section is not None and section.name == INPUT_NAME:
                self._read(section)

    def _read(self, section: Section) -> None:
        """Add the pairs of the functions that one input table lists."""
        owner = section.owner
        functions = {offset: info >> 32 for offset, info, _ in elf.RELA.iter_unpack(section.rela)}
        at = 0
        try:
            # The object may hold several tables behind each other, when it was linked from parts.
            while at < len(section.data):
                _, _, _, count = _HEADER.unpack_from(section.data, at)
                at += _HEADER.size
                for _ in range(count):
                    _, faults, _ = _FUNCTION.unpack_from(section.data, at)
                    symbol = owner.symbols[functions[at]]
                    at += _FUNCTION.size
                    rows = section.data[at : at + faults * _FAULT.size]
                    at += faults * _FAULT.size
                    self._add(owner.section_of(symbol), symbol.value, rows)
        except (StructError, KeyError, IndexError) as problem:
            raise LinkError(codes.BROKEN_OBJECT, owner.label, f"malformed {INPUT_NAME}") from problem

    def _add(self, code: Section | None, start: int, rows: memoryview) -> None:
        if code is None:
            return
        pairs = self.pairs.setdefault(code.index, [])
        for _, fault, handler in _FAULT.iter_unpack(rows):
            if start + max(fault, handler) >= code.size:
                raise LinkError(codes.BROKEN_OBJECT, code.owner.label, f"{INPUT_NAME} points beyond its function")
            pairs.append((start + fault, start + handler))


def faults_of(owner: ObjectFile) -> dict[int, list[tuple[int, int]]]:
    """The pairs of an object, read once. Raises LinkError for a malformed table."""
    known = owner.faults
    if not isinstance(known, ObjectFaults):
        known = owner.faults = ObjectFaults(owner)
    return known.pairs


def collect_faults(objects: Iterable[ObjectFile]) -> list[Fault]:
    """The pairs of all kept functions. Raises LinkError for a malformed table."""
    found = []
    for owner in objects:
        for index, pairs in faults_of(owner).items():
            section = owner.sections[index]
            if section is not None and section.kept:  # else dropped, or another object's copy was taken
                found += [Fault(section, fault, handler) for fault, handler in pairs]
    return found


def fault_table(faults: Iterable[Fault]) -> bytes:
    """The table of the image; every function has its address now."""
    entries = sorted((f.section.address + f.fault, f.section.address + f.handler) for f in faults)
    return b"".join(ENTRY.pack(*entry) for entry in entries)
