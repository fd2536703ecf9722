"""Lines of `-m` in the form in which they are compared: kind, place, and the text without the names of shapes.

Instances of generic functions count as equal whatever their type arguments are called; whether these are shapes counts.
Costs are no part of a line, as `-m` does not print them; `-m=2` gives them, and they are compared apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from tests.conformance.decisions.oracle import Line

# The kinds that -m prints, then those that -m=2 adds.
KINDS: Final = {
    "can inline": re.compile(r"can inline (?P<name>.*?)(?: with cost (?P<cost>\d+) as: .*)?", re.DOTALL),
    "inlining call to": re.compile(r"inlining call to (?P<name>.*)", re.DOTALL),
    "devirtualizing": re.compile(r"devirtualizing .* to (?P<name>.*)", re.DOTALL),
    "escapes to heap": re.compile(r".* escapes to heap", re.DOTALL),
    "moved to heap": re.compile(r"moved to heap: .*"),
    "does not escape": re.compile(r".* does not escape", re.DOTALL),
    "leaking param": re.compile(r"leaking param: \S+"),
    "leaking param content": re.compile(r"leaking param content: .*"),
    "leaking param to result": re.compile(r"leaking param: .* to result .* level=\d+"),
    "ignoring self-assignment": re.compile(r".* ignoring self-assignment in .*", re.DOTALL),
    "zero-copy": re.compile(r"zero-copy string->\[\]byte conversion"),
    "unsafe uintptr": re.compile(r"(assuming|marking) .* uintptr"),
    "cannot inline": re.compile(r"cannot inline (?P<name>\S.*?): (?P<cost>.*)", re.DOTALL),
}
EXPLAINED: Final = frozenset({"cannot inline"})  # printed by -m=2 only
PRINTED: Final = tuple(kind for kind in KINDS if kind not in EXPLAINED)
_SHAPE: Final = "go.shape."
_TOO_COMPLEX: Final = re.compile(r"cost (\d+) exceeds")


@dataclass(frozen=True, slots=True)
class Said:
    """One line. cost: of a function, where it is said; "" otherwise."""

    kind: str
    file: str
    line: int
    column: int
    text: str
    cost: str = field(default="", compare=False)


def said(file: str, line: int, column: int, text: str) -> Said | None:
    """A message as it is compared; None for one that is not compared."""
    for kind, pattern in KINDS.items():
        match = pattern.fullmatch(text)
        if match is not None:
            named = match.groupdict()
            if "name" not in named:
                return Said(kind, file, line, column, text.replace(_SHAPE, ""))
            return Said(kind, file, line, column, _name(kind, named["name"]), _cost(kind, named.get("cost") or ""))
    return None


def _name(kind: str, name: str) -> str:
    if kind == "devirtualizing":
        return without_arguments(name)[0].rsplit(".", 1)[-1]
    plain, shaped = without_arguments(name)
    return plain + ("~" if shaped else "")


def _cost(kind: str, shown: str) -> str:
    if kind == "can inline":
        return shown
    found = _TOO_COMPLEX.search(shown)
    return found[1] if found else ""


def without_arguments(name: str) -> tuple[str, bool]:
    """A function's name without what stands in brackets, and whether shapes stand there."""
    out, depth = [], 0
    for char in name:
        depth += char == "["
        if depth == 0:
            out.append(char)
        elif depth == 1 and char == "[":
            out.append("[]")
        depth -= char == "]"
    return "".join(out), "go.shape" in name


def lines_of_gc(lines: Iterable[Line]) -> Iterator[Said]:
    """gc's lines as they are compared."""
    for line in lines:
        found = said(line.file, line.line, line.column, line.text)
        if found is not None:
            yield found
