"""`bindery check -against REV`: the functions about which the compiler decides something else than at a git revision.

The comparison is that of the editor's lenses: packages are looked at in two snapshots, one of which has the revision's
files laid over the working tree. A function may change because one that it calls has, in another package.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from server import GO_VERSION
from server.build.baseline import SAVED, Baseline
from server.build.progress import Events, Stage, never_cancelled
from server.build.request import BuildRequest
from server.build.revision import RevisionError
from server.build.snapshot import CheckedPackage, Snapshot
from server.build.workspace import Views, ViewSettings, Workspace
from server.cli.flags import ParsedFlags, UsageError
from server.cli.present import Presenter
from server.cli.progress_line import progress_line
from server.compiler.types.linkname import written_name
from server.features.changes import compare
from server.features.notes import forbids_allocation
from server.features.verdicts import Change, FunctionSummary, change_title, differences, summarise


@dataclass(frozen=True, slots=True)
class ChangedFunction:
    """One row of the answer."""

    package: str
    function: str
    file: str
    line: int
    col: int  # in bytes, from 1
    noalloc: bool  # whether it is marked //bindery:noalloc
    gained: bool  # whether it allocates more than before
    changes: tuple[Change, ...]


def compare_with(flags: ParsedFlags, request: BuildRequest) -> int:
    """Check what the request names, and print what changed; the exit code. Raises UsageError."""
    from server.build.driver import check  # the whole compiler: not needed to refuse a command line

    for name in ("mod", "modfile", "gcflags"):
        if flags.given(name):
            raise UsageError(f"-against and -{name} do not go together")
    revision = flags.text("against")
    if revision in ("", SAVED):
        raise UsageError("-against needs a git revision, such as HEAD or main")
    presenter = Presenter(request, flags.on("json"))
    try:
        with progress_line(flags.on("v")) as events:
            result = check(request, events)
            packages = list(_with_tests(result.files)) if flags.on("test") else result.files
            rows = list(_changed(request, packages, revision, events)) if result.ok else []
    except RevisionError as error:
        print(f"bindery check: {error}", file=sys.stderr)
        return 1
    presenter.show(result)
    for row in rows:
        print(json.dumps(asdict(row), ensure_ascii=False) if presenter.as_json else _line(row, presenter))
    if not presenter.as_json and result.ok:
        counted = "1 function" if len(rows) == 1 else f"{len(rows)} functions"
        print(f"{counted} changed against {revision}, by the rules of {GO_VERSION}", file=sys.stderr)
    return 0 if result.ok and not any(row.noalloc and row.gained for row in rows) else 1


def _with_tests(packages: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The files of each package, and then the tests in its folder."""
    for files in packages:
        yield files
        folder = Path(files[0]).parent if files else None
        yield tuple(map(str, sorted(folder.glob("*_test.go")))) if folder else ()


def _changed(
    request: BuildRequest, packages: Sequence[Sequence[str]], revision: str, events: Events
) -> Iterator[ChangedFunction]:
    """The functions that changed, package by package. Raises RevisionError."""
    views = Views(ViewSettings(request.target, tags=request.tags))
    baseline = Baseline(views, revision)
    workspace = Workspace({}, views)
    for files in filter(None, packages):
        events(Stage(f"Comparing {Path(files[0]).parent.name} with {revision}"))
        left = set(files)  # the tests of a folder may make up two packages
        for path in files:
            if path in left and workspace.choice(path).target == request.target:
                package = workspace.view(path).package_at(path, never_cancelled)
                own = [one for one in files if one in left and one in package.trees]
                left.difference_update(own)
                yield from _changed_in(workspace.view(path), package, own, baseline)


def _changed_in(
    snapshot: Snapshot, package: CheckedPackage, files: Sequence[str], baseline: Baseline
) -> Iterator[ChangedFunction]:
    """The functions of some files of a package that changed; none where no build takes them."""
    if package.stands_alone and files[0].endswith("_test.go"):
        return
    comparisons = (compare(snapshot, package, path, baseline, never_cancelled) for path in files)
    comparison = next(filter(None, comparisons), None)  # the revision may lack the first file
    for body in package.typed.functions:
        if body.tree.anchor.path not in files:
            continue
        compiled = package.functions.compiled(body, never_cancelled)
        found = comparison.changes(body, compiled) if comparison is not None else None
        noalloc = forbids_allocation(body.tree)
        if found is None:  # it is new: of interest where nothing may be allocated
            found = differences(FunctionSummary(compiled.verdict), summarise(compiled)) if noalloc else []
        if not found:
            continue
        name, file = body.decl.name, package.files.file(body.tree.anchor.path)
        assert file is not None
        line, column = file.lines.line_column(file.bases[body.tree.anchor] + name.start)
        gained = any(change.kind == "escape" and change.worse for change in found)
        place = (file.path, line, column)
        shown = written_name(body.obj)
        yield ChangedFunction(package.typed.package.path, shown, *place, noalloc, gained, tuple(found))


def _line(row: ChangedFunction, presenter: Presenter) -> str:
    """`./x.go:3:6: f: inline 78→83 ✗ · +1 escape: x`"""
    new = ", ".join(change.after for change in row.changes if change.kind == "escape" and change.after)
    names = f": {new}" if new else ""
    forbidden = " (marked //bindery:noalloc)" if row.noalloc and row.gained else ""
    where = f"{presenter.shown_path(row.file)}:{row.line}:{row.col}"
    return f"{where}: {row.function}: {change_title(row.changes)}{names}{forbidden}"
