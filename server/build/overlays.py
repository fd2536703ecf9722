"""The table of overlays: of which packages of the standard library we compile other files than go does, and why.

`OVERRIDES` of `build/stdlib.py` says so in rules; here they are applied to a source tree. What is taken is the
standard library's own text, too, written for other processors or for builds without assembly: no file and no function
is replaced by text of ours, but package runtime, which is ours as a whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from server.build.constraints import BuildTags, admits
from server.build.stdlib import OVERRIDES, StandardLibrary
from server.target import Target


@dataclass(frozen=True, slots=True)
class Overlay:
    """One package of which other files are compiled."""

    path: str
    reason: str
    instead_of: tuple[str, ...]  # files that go compiles and we do not, in order
    taken: Mapping[str, int]  # files that we compile and go does not, with their lines, in order


def overlays(source: Path, targets: Sequence[Target]) -> Iterator[Overlay]:
    """The overlays of a GOROOT's `src` for any of these targets; packages for which there is no difference have none.

    Raises OSError, ConstraintError.
    """
    ours, theirs = StandardLibrary(source), StandardLibrary(source, pure=False)
    for path, override in sorted(OVERRIDES.items()):
        names = sorted(file.name for file in (source / path).glob("*.go") if not file.name.endswith("_test.go"))
        left: set[str] = set()
        taken: set[str] = set()
        for target in targets:
            mine, gos = ({name for name in names if _belongs(std, path, name, target)} for std in (ours, theirs))
            left |= gos - mine
            taken |= mine - gos
        if left or taken:
            lines = {name: (source / path / name).read_bytes().count(b"\n") for name in sorted(taken)}
            yield Overlay(path, override.reason, tuple(sorted(left)), lines)


def _belongs(std: StandardLibrary, path: str, name: str, target: Target) -> bool:
    forced = std.forced(path, name)
    if forced is not None:
        return forced
    return admits(name, (std.directory(path) / name).read_bytes(), std.tags(path, BuildTags.for_target(target)))


def render(table: Sequence[Overlay]) -> str:
    """The table as text: for each package its reason, the files taken with their lines, those they stand for."""
    parts = []
    for row in table:
        files = [f"\t+ {name} ({lines} lines)" for name, lines in row.taken.items()]
        parts.append("\n".join([f"{row.path}: {row.reason}", *files, *(f"\t- {name}" for name in row.instead_of)]))
    count, lines = size(table)
    total = f"{len(table)} packages, {count} files of {lines} lines taken, none changed"
    return "\n".join([*parts, "runtime: all of it is ours", total])


def size(table: Sequence[Overlay]) -> tuple[int, int]:
    """Files and lines that are taken."""
    return sum(len(row.taken) for row in table), sum(sum(row.taken.values()) for row in table)
