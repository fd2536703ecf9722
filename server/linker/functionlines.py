"""What the debug information of one object says of its functions: lines, and calls that were replaced by bodies.

It follows from the object's bytes alone, so an object that is kept for the next link (memory.py) keeps it too.
"""

from __future__ import annotations

from operator import itemgetter

from server.diagnostics.codes import link as codes
from server.linker.debuginlines import InlinedCall, read_inlined
from server.linker.debuglines import UnitLines, read_lines
from server.linker.functionvalues import FileLine, FunctionValues
from server.linker.interface import LinkError
from server.linker.objectfile import ObjectFile, Remembered

_Place = tuple[int, int, int]  # index of the section, where the function begins in it, its size


class FunctionLines(Remembered):
    """See the head of the file."""

    def __init__(self, owner: ObjectFile) -> None:
        """Raises LinkError for malformed debug information."""
        self._rows: dict[int, list[FileLine]] = {}  # by section, with offsets in it
        self._known: dict[_Place, tuple[list[FileLine], list[InlinedCall]]] = {}
        self._values: dict[_Place, FunctionValues] = {}
        try:
            units = read_lines(owner)
            self._calls = read_inlined(owner, units)
            for unit in units.values():
                self._add(unit)
        except (IndexError, KeyError, ValueError) as problem:
            raise LinkError(codes.BROKEN_OBJECT, owner.label, "malformed debug information") from problem

    def _add(self, unit: UnitLines) -> None:
        for section, rows in unit.rows.items():
            self._rows.setdefault(section, []).extend((at, unit.files[file], line) for at, file, line in rows)

    def of(self, section: int, start: int, size: int) -> tuple[list[FileLine], list[InlinedCall]]:
        """The lines of a function, ascending, and the calls inlined into it, outer ones first."""
        place = section, start, size
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = self._find(section, start, start + size)
        return known

    def values(self, section: int, start: int, size: int, quantum: int) -> FunctionValues:
        """The tables of values of a function, for a target whose smallest instruction has `quantum` bytes."""
        place = section, start, size
        known = self._values.get(place)
        if known is None:
            known = self._values[place] = FunctionValues(*self.of(section, start, size), start, size, quantum)
        return known

    def _find(self, section: int, start: int, end: int) -> tuple[list[FileLine], list[InlinedCall]]:
        rows = [(at - start, file, line) for at, file, line in self._rows.get(section, ()) if start <= at < end]
        rows.sort(key=itemgetter(0))
        calls = self._calls.get(section, ())
        return rows, [call for call in calls if call.ranges and start <= call.ranges[0][0] < end]


def lines_of(owner: ObjectFile) -> FunctionLines:
    """The lines of an object's functions, read once. Raises LinkError for malformed debug information."""
    known = owner.lines
    if not isinstance(known, FunctionLines):
        known = owner.lines = FunctionLines(owner)
    return known
