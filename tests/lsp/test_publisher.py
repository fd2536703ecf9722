"""When diagnostics are computed: after a pause between edits, at once after a save."""

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types

from server.build.documents import Documents, Edit
from server.build.workspace import Views, ViewSettings, Workspace
from server.lsp import publisher
from server.lsp.publisher import Publisher
from server.lsp.worker import Worker
from server.target import TARGETS

LONG = 3600.0  # seconds: longer than any test


async def test_a_save_ends_the_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publisher, "PAUSE", LONG)
    path, documents, views, worker = str(tmp_path / "main.go"), Documents(), Views(ViewSettings(TARGETS[0])), Worker()
    published: list[types.PublishDiagnosticsParams] = []
    done = asyncio.Event()

    def workspace() -> Workspace:
        return Workspace(documents.current(), views)

    ours = Publisher(worker, workspace, published.append, done.set, lambda _: None)
    monkeypatch.setattr(publisher, "QUIET", LONG)
    documents.open(Path(path).as_uri(), path, 1, "package main\n\nfunc main() {}\n")
    ours.schedule(path)
    await asyncio.wait_for(done.wait(), 60)
    done.clear()
    documents.change(path, 2, [Edit(None, (0, 0), "package main\n\nfunc main() { nope() }\n")])
    ours.schedule(path)
    ours.hurry()
    await asyncio.wait_for(done.wait(), 60)
    assert [item.message for item in published[-1].diagnostics] == ["undefined: nope"]
    worker.close()
