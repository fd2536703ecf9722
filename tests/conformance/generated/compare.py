"""What the programs of a batch print, program by program, and where two compilers differ.

A program that ends the process (a fault, a fatal error, a hang) is the last of its run; the others are run again from
the next one on.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROGRAM: Final = re.compile(r"^=== (\d+)$", re.MULTILINE)
_CASE: Final = re.compile(r"^--- (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Difference:
    """A case whose output is not gc's."""

    number: int  # of the program
    case: str  # pN.caseM
    text: str  # the first line that differs, or how the process ended

    @property
    def function(self) -> str:
        """The function's name in its package."""
        return self.case.partition(".")[2]


def run_all(command: Sequence[str], numbers: Sequence[int], limit: float, env: dict[str, str]) -> dict[int, str]:
    """What each program prints, with a last line on how it ended the process, if it did. limit: seconds a run."""
    outputs: dict[int, str] = {}
    left = list(numbers)
    while left:
        text, end = _run([*command, *map(str, left)], limit, env)
        parts = _PROGRAM.split(text)[1:]
        found = {int(number): body for number, body in zip(parts[::2], parts[1::2], strict=True)}
        if not found:
            found = {left[0]: "\n"}
        last = list(found)[-1]
        if end:
            found[last] += f"process: {end}\n"
        outputs |= found
        left = [number for number in left if number not in outputs] if end else []
    return outputs


def _run(command: Sequence[str], limit: float, env: dict[str, str]) -> tuple[str, str]:
    """Output, and what ended the process, "" for its end."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
        try:
            text, errors = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.communicate()[0].decode("utf-8", "replace"), f"no end within {limit:.0f} s"
    if process.returncode == 0:
        return text.decode("utf-8", "replace"), ""
    lines = [line for line in errors.decode("utf-8", "replace").splitlines() if line.strip()]
    return text.decode("utf-8", "replace"), f"exit {process.returncode}: {' / '.join(lines[:3])}"


def differences(number: int, ours: str, theirs: str) -> list[Difference]:
    """The cases of a program in which two outputs differ."""
    if ours == theirs:
        return []
    mine, wanted = _cases(ours), _cases(theirs)
    return [
        Difference(number, case, _first(mine.get(case, ""), wanted.get(case, "")))
        for case in wanted | mine
        if mine.get(case) != wanted.get(case)
    ]


def _cases(text: str) -> dict[str, str]:
    parts = _CASE.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _first(ours: str, theirs: str) -> str:
    """The first line that differs."""
    mine, wanted = ours.splitlines(), theirs.splitlines()
    for number, (one, other) in enumerate(zip(mine, wanted, strict=False), 1):
        if one != other:
            return f"line {number}:\n    ours {one[:300]}\n    gc   {other[:300]}"
    rest = mine[len(wanted) :] or ["nothing"]
    return f"{len(mine)} lines, gc {len(wanted)}: {rest[0][:300]}"


def function_text(path: Path, name: str) -> str:
    """The source of one function of a generated file."""
    found = re.search(rf"^func {name}\(.*?^}}$", path.read_text(), re.MULTILINE | re.DOTALL)
    return found[0] if found else ""
