"""What is wrong with an open go.mod or go.work, told in the file itself."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from server.build.documents import Document
from server.build.module import parse_module
from server.build.modules.modfile import ModuleError, parse_workfile
from server.diagnostics.codes import build as codes
from server.features.diagnostics import SOURCE
from server.features.positions import range_of
from server.source.mapper import LineTable

MODULE, WORK = "go.mod", "go.work"


def is_module_file(path: str) -> bool:
    """Whether a document is one of those that say which modules there are."""
    return Path(path).name in (MODULE, WORK)


def module_file_diagnostics(document: Document) -> types.PublishDiagnosticsParams:
    """The first error, on its whole line; none when the file can be read."""
    path = Path(document.path)
    found = []
    try:
        (parse_module if path.name == MODULE else parse_workfile)(path, document.data)
    except ModuleError as err:
        found.append(_diagnostic(LineTable(document.data), err))
    return types.PublishDiagnosticsParams(document.uri, found, document.version)


def _diagnostic(lines: LineTable, err: ModuleError) -> types.Diagnostic:
    text = lines.line_text(err.line)
    start = lines.offset_of_line_column(err.line, 1 + len(text) - len(text.lstrip()))
    end = start + len(text.strip())
    severity = types.DiagnosticSeverity.Error
    return types.Diagnostic(range_of(lines, start, end), err.message, severity, codes.BAD_GO_MOD.code, source=SOURCE)
