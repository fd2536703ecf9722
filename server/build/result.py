"""What a build or check gives back: plain data, places resolved."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from server.build.artefact import PlacedDecision, PlacedStep
from server.build.compilerflags import CompilerFlags
from server.build.debugflags import ON_REQUEST
from server.build.gcplace import gc_places
from server.compiler.ir.decisions import Decision
from server.diagnostics.collector import Collector
from server.diagnostics.render import GENERATED, NOWHERE, Place, Resolved, locate, resolve_all
from server.linker.interface import KeepGraph, MapRow
from server.source.file import FileSet

if TYPE_CHECKING:
    from server.build.explain import Explanation
    from server.build.packages import LoadedPackage


@dataclass(frozen=True, slots=True)
class Report:
    """What was found about one package, in the order of discovery.

    The import path is "" for what precedes compiling: patterns, files, imports, the environment, the link.
    """

    import_path: str
    diagnostics: tuple[Resolved, ...]
    decisions: tuple[PlacedDecision, ...] = ()
    named: bool = True  # the command names the package; otherwise it is a dependency
    flags: CompilerFlags = field(default_factory=CompilerFlags)  # what the user wants to know about it
    assembly: str = ""  # what -S asked for


@dataclass(frozen=True, slots=True)
class Output:
    """One linked program."""

    import_path: str
    name: str  # file name that the program gets by default
    path: Path | None  # where it was written
    image: bytes
    rows: tuple[MapRow, ...]  # the account of its bytes
    make_graph: Callable[[], KeepGraph] | None = None  # what keeps what, if it was linked now; made when asked for
    debug_path: Path | None = None  # where its symbols and debug information were written, if not into it


@dataclass(slots=True)
class BuildResult:
    """The outcome of a build or a check."""

    reports: list[Report] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    dump: str = ""  # what -dump asked for
    files: list[tuple[str, ...]] = field(default_factory=list)  # of each package that a check was asked for
    explained: list["Explanation"] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)  # the names of all that could have been explained
    packages: Mapping[str, "LoadedPackage"] = field(default_factory=dict)  # of a build: all of them, by import path
    seconds: float = 0.0
    # What may be done when the result has been shown: it makes the next run faster. Told when to stop.
    afterwards: Callable[[Callable[[], bool]], None] = lambda _: None

    @property
    def diagnostics(self) -> list[Resolved]:
        """All diagnostics of all reports."""
        return [item for report in self.reports for item in report.diagnostics]

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return not any(item.is_error for item in self.diagnostics)

    def add(
        self,
        import_path: str,
        found: Collector,
        files: FileSet,
        named: bool = True,
        flags: CompilerFlags | None = None,
    ) -> None:
        """Report what a collector holds, if anything."""
        if found.items:
            items = tuple(resolve_all(found.items, files))
            self.reports.append(Report(import_path, items, (), named, flags or CompilerFlags()))

    def add_resolved(self, import_path: str, found: Iterable[Resolved]) -> None:
        """Report diagnostics whose places are known, if any."""
        if items := tuple(found):
            self.reports.append(Report(import_path, items))


def place_decisions(decisions: Iterable[Decision], files: FileSet) -> tuple[PlacedDecision, ...]:
    """Decisions with lines and columns in the place of spans."""
    return tuple(
        PlacedDecision(
            item.kind.value,
            item.func,
            GENERATED if item.generated and item.span is None else locate(item.span, files),
            item.subject,
            item.verdict,
            item.reason,
            tuple(PlacedStep(locate(step.span, files), step.text) for step in item.steps),
            *_reported(item, files),
            item.within,
        )
        for item in decisions
    )


def _reported(item: Decision, files: FileSet) -> tuple[Place, str, int, tuple[Place, ...]]:
    """The fields about gc's report of a decision."""
    if item.kind.value not in ON_REQUEST or item.span is None:
        return NOWHERE, item.message, item.level, ()
    first, *inside = gc_places(item.span, files)
    return first, item.message, item.level, tuple(inside)
