"""A client in conversation with a real server process; it remembers what the server published."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import register_lsp_features

from server.features.hover import LATER

COMMAND: Final = (sys.executable, "-P", "-m", "server", "lsp")
DECISIONS: Final = "goBindery.showDecisions"  # the command of lenses about them
PATIENCE: Final = 60.0  # seconds until a missing answer counts as a failure


class Session:
    """One client and its server. Documents are named by their path below `root`."""

    def __init__(self, client: LanguageClient, root: Path) -> None:
        self.client = client
        self.root = root
        self.published: list[types.PublishDiagnosticsParams] = []
        self.build_progress: list[Any] = []
        self.registrations: list[types.Registration] = []
        self.hint_refreshes = 0
        self._news = asyncio.Event()
        self._versions: dict[str, int] = {}
        self._running: dict[str, int] = {}  # nanoseconds by thread, as last seen
        self.capabilities = types.ServerCapabilities()

    def uri(self, name: str) -> str:
        """The URI of a file below the root; other URIs stay as they are."""
        return name if ":" in name else (self.root / name).as_uri()

    def document(self, name: str) -> types.TextDocumentIdentifier:
        """As requests name it."""
        return types.TextDocumentIdentifier(self.uri(name))

    def open(self, name: str, text: str | None = None, language: str = "go") -> None:
        """Open a document with the disk's text, or another."""
        self._versions[name] = 1
        shown = (self.root / name).read_text() if text is None else text
        item = types.TextDocumentItem(self.uri(name), language, 1, shown)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, name: str, text: str) -> int:
        """Replace a document's whole text; its new version."""
        return self.edit(name, types.TextDocumentContentChangeWholeDocument(text))

    def insert(self, name: str, line: int, character: int, text: str) -> int:
        """Type at a place; the document's new version."""
        place = types.Position(line, character)
        return self.edit(name, types.TextDocumentContentChangePartial(types.Range(place, place), text))

    def edit(self, name: str, *changes: types.TextDocumentContentChangeEvent) -> int:
        """Send changes in one message; the document's new version."""
        self._versions[name] += 1
        version = self._versions[name]
        identifier = types.VersionedTextDocumentIdentifier(version, self.uri(name))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, list(changes)))
        return version

    def close(self, name: str) -> None:
        """Close a document."""
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.document(name)))

    def note(self, params: types.PublishDiagnosticsParams) -> None:
        """Remember a publication."""
        params.diagnostics = list(params.diagnostics)
        self.published.append(params)
        self._news.set()

    def note_build(self, params: Any) -> None:
        """Remember the progress of a build."""
        self.build_progress.append(params)
        self._news.set()

    def note_hint_refresh(self, _: None) -> None:
        """Remember that inlay hints are to be asked for again."""
        self.hint_refreshes += 1
        self._news.set()

    def note_registration(self, params: types.RegistrationParams) -> None:
        """Remember what the server asked to hear of."""
        self.registrations += params.registrations

    async def diagnostics(self, name: str, version: int | None = 1) -> Sequence[types.Diagnostic]:
        """The diagnostics of one version, waited for; version None is what a file that is not open has."""

        def found() -> Sequence[types.Diagnostic] | None:
            for params in reversed(self.published):
                if params.uri == self.uri(name) and params.version == version:
                    return params.diagnostics
            return None

        while (diagnostics := found()) is None:
            await self.news()
        return diagnostics

    async def news(self) -> None:
        """Wait for the next message of the server."""
        assert not self.client.stopped, "the server has ended"
        self._news.clear()
        await asyncio.wait_for(self._news.wait(), PATIENCE)

    async def messages(self, name: str, version: int | None = 1) -> list[str]:
        """The texts of one version's diagnostics."""
        return [item.message for item in await self.diagnostics(name, version)]

    async def hover(self, name: str, line: int, character: int) -> str:
        """The text of a hover, asked for again until it is complete; "" for none."""
        params = types.HoverParams(self.document(name), types.Position(line, character))
        while True:
            result = await self.client.text_document_hover_async(params)
            if result is None:
                return ""
            assert isinstance(result.contents, types.MarkupContent)
            if LATER not in result.contents.value:
                return result.contents.value

    @property
    def process(self) -> int:
        """The server's process."""
        assert self.client._server is not None
        return self.client._server.pid

    def resident(self) -> int:
        """Bytes of memory that the server holds now."""
        assert self.client._server is not None
        status = Path(f"/proc/{self.client._server.pid}/status").read_text()
        return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])

    def processor_time(self) -> float:
        """Seconds that the server's threads have been running so far."""
        assert self.client._server is not None
        for task in Path(f"/proc/{self.client._server.pid}/task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):  # the thread may have ended
                self._running[task.name] = int((task / "schedstat").read_text().split()[0])
        return sum(self._running.values()) / 1e9

    async def lenses(self, name: str) -> list[tuple[int, str]]:
        """Line and title of each lens about decisions, resolved where that is necessary."""
        found = [lens if lens.command else await self.resolved(lens) for lens in await self.first_lenses(name)]
        shown = [(lens.range.start.line, lens.command) for lens in found if lens.command]
        return [(line, command.title) for line, command in shown if command.command == DECISIONS]

    async def first_lenses(self, name: str) -> Sequence[types.CodeLens]:
        """The answer to the question for lenses; some may have to be resolved."""
        return await self.client.text_document_code_lens_async(types.CodeLensParams(self.document(name))) or []

    async def resolved(self, lens: types.CodeLens) -> types.CodeLens:
        """A lens with its text."""
        return await self.client.code_lens_resolve_async(lens)


@asynccontextmanager
async def session(
    root: Path, options: Any = None, editor: str = "visual_studio_code", command: Sequence[str] = COMMAND
) -> AsyncIterator[Session]:
    """A server for the folder `root`; afterwards it has shut down in order, with exit code 0."""
    client = LanguageClient(converter_factory=default_converter)
    register_lsp_features(client)
    talk = Session(client, root)
    # pygls marks the functions it registers, which methods do not allow.
    del client.protocol.fm.features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS]
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(partial(talk.note))
    client.feature("goBindery/buildProgress")(partial(talk.note_build))
    client.feature(types.CLIENT_REGISTER_CAPABILITY)(partial(talk.note_registration))
    client.feature(types.WORKSPACE_CODE_LENS_REFRESH)(lambda _: None)
    client.feature(types.WORKSPACE_INLAY_HINT_REFRESH)(partial(talk.note_hint_refresh))
    await client.start_io(*command, cwd=str(root))
    capabilities = client_capabilities(editor)
    assert capabilities.workspace is not None
    capabilities.workspace.inlay_hint = types.InlayHintWorkspaceClientCapabilities(refresh_support=True)
    params = types.InitializeParams(
        capabilities=capabilities,
        root_uri=root.as_uri(),
        workspace_folders=[types.WorkspaceFolder(root.as_uri(), root.name)],
        initialization_options=options,
    )
    talk.capabilities = (await client.initialize_session(params)).capabilities
    try:
        yield talk
        await asyncio.wait_for(client.shutdown_session(), PATIENCE)
        assert client._server is not None
        assert client._server.returncode == 0
    finally:
        if client._server is not None and client._server.returncode is None:
            client._server.kill()  # a test has failed; its message matters, not an orderly end
        await client.stop()
