"""Errors and warnings as the editor shows them: ranges, codes, faded code, related places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from lsprotocol import types

from server.build.snapshot import Snapshot
from server.build.workspace import Workspace
from server.diagnostics.data import Diagnostic, Severity
from server.features.positions import location_of, range_of, uri_of
from server.source.file import FileSet

SOURCE: Final = "bindery"

SEVERITY: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}

START: Final = types.Range(types.Position(0, 0), types.Position(0, 0))


def package_diagnostics(
    snapshot: Snapshot, path: str, cancelled: Callable[[], bool]
) -> dict[str, types.PublishDiagnosticsParams]:
    """For each file of the package that `path` belongs to: what is wrong in it, by path of the file.

    Files of the folder that the package leaves out have their place when something is wrong with them; what is wrong
    with imported packages is told where they are open. Beside a document that stands alone (a test, say) other files
    were checked only for its sake.
    """
    package = snapshot.package_of(path, cancelled)
    if package is None:
        return {}
    folder = None if package.stands_alone else Path(path).parent
    own = (*package.trees, path) if folder else (path,)
    found: dict[str, list[types.Diagnostic]] = {file: [] for file in own}
    for diagnostic in package.diagnostics:
        place = diagnostic.span.anchor.path if diagnostic.span else path
        if place in found or Path(place).parent == folder:
            shown = to_protocol(diagnostic, package.files)
            if shown not in found.setdefault(place, []):
                found[place].append(shown)
    return {file: _publication(snapshot, file, items) for file, items in found.items()}


def document_diagnostics(
    workspace: Workspace, path: str, cancelled: Callable[[], bool]
) -> dict[str, types.PublishDiagnosticsParams]:
    """The same for an open document, in the view of its target."""
    return package_diagnostics(workspace.view(path), path, cancelled)


def _publication(snapshot: Snapshot, path: str, items: list[types.Diagnostic]) -> types.PublishDiagnosticsParams:
    document = snapshot.document(path)
    items.sort(key=lambda item: (item.range.start.line, item.range.start.character))
    if document is None:
        return types.PublishDiagnosticsParams(uri_of(path), items)
    return types.PublishDiagnosticsParams(document.uri, items, document.version)


def to_protocol(diagnostic: Diagnostic, files: FileSet) -> types.Diagnostic:
    """One finding in the protocol's form; without a span it stands at the file's start."""
    where = START
    if diagnostic.span is not None:
        place = files.locate(diagnostic.span)
        file = files.file(place.path)
        where = range_of(file.lines, place.start, place.end) if file else START
    return types.Diagnostic(
        range=where,
        message=diagnostic.message,
        severity=SEVERITY[diagnostic.row.severity],
        code=diagnostic.row.code,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if diagnostic.row.unnecessary else None,
        related_information=_related(diagnostic, files),
    )


def _related(diagnostic: Diagnostic, files: FileSet) -> list[types.DiagnosticRelatedInformation] | None:
    places = ((location_of(files, related.span), related.message) for related in diagnostic.related)
    return [types.DiagnosticRelatedInformation(place, text) for place, text in places if place] or None
