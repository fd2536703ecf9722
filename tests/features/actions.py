"""What is offered at a mark in a program of one file."""

from collections.abc import Callable
from pathlib import Path

from lsprotocol import types

from server.build.documents import Document
from server.build.snapshot import Snapshot, Store
from server.source.mapper import LineTable
from server.target import TARGETS

Feature = Callable[[Snapshot, types.CodeActionParams, Callable[[], bool]], list[types.CodeAction]]


def offered(feature: Feature, folder: Path, marked: str) -> tuple[bytes, list[types.CodeAction]]:
    """The program without its mark `«»`, and what a feature offers there."""
    data = marked.replace("«»", "").encode()
    (folder / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    path = folder / "main.go"
    place = types.Position(*LineTable(data).utf16_position(len(marked.partition("«»")[0].encode())))
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(path.as_uri()), types.Range(place, place), types.CodeActionContext([])
    )
    snapshot = Snapshot({str(path): Document(path.as_uri(), str(path), 1, data)}, Store(TARGETS[0]))
    return data, feature(snapshot, params, lambda: False)
