"""After the first diagnostics: the cache gets the export data that was missing, from a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.build.surfaces import Library
from server.build.workspace import Workspace
from server.lsp.afterwards import fill
from server.lsp.server import create_server


def library_of(main: Path) -> Library:
    """What a new server uses for a file."""
    server = create_server()
    data = main.read_bytes()
    server.documents.open(main.as_uri(), str(main), 1, data.decode())
    workspace = Workspace(server.documents.current(), server.views)
    package = workspace.view(str(main)).package_of(str(main), lambda: False)
    assert package is not None
    assert [item.message for item in package.diagnostics] == []
    (library,) = server.views.libraries
    server.shutdown()
    return library


async def test_the_next_server_reads_no_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOFLAGS", "-tags=special")
    write = {
        "go/VERSION": "go1.27.3\n",
        "go/src/fmt/fmt.go": "package fmt\n",  # by which a GOROOT is known
        "go/src/low/low.go": "package low\n\ntype Number int\n",
        "go/src/high/high.go": '//go:build special\n\npackage high\n\nimport "low"\n\nvar First low.Number\n',
        "m/go.mod": "module example.com/m\n\ngo 1.27\n",
        "m/main.go": 'package main\n\nimport "high"\n\nfunc main() { println(high.First) }\n',
    }
    for name, text in write.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setenv("GOROOT", str(tmp_path / "go"))
    monkeypatch.setenv("BINDERY_CACHE", str(tmp_path / "cache"))
    before = library_of(tmp_path / "m/main.go")
    assert before.missing == ["low", "high"]
    assert await fill(before) == 0
    assert len(list((tmp_path / "cache/export").glob("??/*"))) == 2
