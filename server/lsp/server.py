"""The server object and its handlers: three lines each (snapshot, feature, return), listed in one table.

The event loop only keeps documents and settings; what takes time runs in `Worker` threads on snapshots, and builds run
in processes of their own. A fault of ours while answering is logged with its request, and the answer is then empty.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar
from typing import Protocol as Structural

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from server import __version__
from server.build.baseline import Baseline
from server.build.documents import Documents, Edit
from server.build.snapshot import Snapshot
from server.build.workspace import Views, Workspace
from server.compiler.types.checker import Cancelled
from server.features.lenschoice import PATIENCE, LensChoice, lens_data
from server.features.positions import path_of
from server.lsp.afterwards import Afterwards, late
from server.lsp.builds import Builds
from server.lsp.complaints import Complaints
from server.lsp.loading import Loading
from server.lsp.protocol import Protocol, make_converter, worth_telling
from server.lsp.publisher import Publisher
from server.lsp.settings import Settings, changed_settings, initial_settings
from server.lsp.views import view_settings
from server.lsp.worker import Worker, prepare_threads

if TYPE_CHECKING:
    from server.features.definition import definition
    from server.features.fixes import code_actions
    from server.features.hover import hover
    from server.features.inlay import inlay_hints
    from server.features.lens import code_lenses, resolve_lens
    from server.features.references import references
    from server.features.symbols import document_symbols
    from server.features.view import describe_view
else:
    definition = late("definition", "definition")
    code_actions = late("fixes", "code_actions")
    hover = late("hover", "hover")
    inlay_hints = late("inlay", "inlay_hints")
    code_lenses = late("lens", "code_lenses")
    resolve_lens = late("lens", "resolve_lens")
    references = late("references", "references")
    document_symbols = late("symbols", "document_symbols")
    describe_view = late("view", "describe_view")

logger = logging.getLogger(__name__)

R = TypeVar("R")

WATCHED: Final = (
    *("**/*.go", "**/go.mod", "**/go.work", "**/go.sum", "**/go.work.sum", "**/vendor/modules.txt"),
    "**/.git/logs/HEAD",  # revisions have come or gone
)


class OfDocument(Structural):
    """Parameters that name a document, as most requests' do."""

    text_document: types.TextDocumentIdentifier


P = TypeVar("P", bound=OfDocument)


class BinderyServer(LanguageServer):
    """One client's server."""

    def __init__(self) -> None:
        super().__init__("go-bindery", __version__, protocol_cls=Protocol, converter_factory=make_converter)
        self.settings = Settings()
        self.documents = Documents()
        self.loading = Loading(self)
        self.views = Views(view_settings(self.settings), self.loading.notice)
        self.baseline = Baseline(self.views)
        self.complaints = Complaints(self)
        self.worker = Worker()
        self.afterwards = Afterwards(self)
        publish = self.text_document_publish_diagnostics
        self.publisher = Publisher(self.worker, self.current, publish, self.afterwards.begin)
        self.builds = Builds(self)
        self.cursor: tuple[str, int] | None = None  # path and line, as far as the client tells

    def current(self) -> Workspace:
        """The workspace as it is now."""
        folders = self.protocol.workspace.folders.values() if self.documents.current() else ()
        return Workspace(self.documents.current(), self.views, [path_of(folder.uri) for folder in folders])

    async def answer(self, feature: Callable[[Snapshot, P, Callable[[], bool]], R], params: P, empty: R) -> R:
        """The feature's result for the newest text, computed in a thread.

        When the document changes meanwhile, work on it ends. A question about a position has then lost its meaning and
        is answered with `empty`; any other is asked again.
        """
        path = path_of(params.text_document.uri)
        while True:
            workspace = self.current()
            snapshot = workspace.view(path)
            outdated = partial(self._is_outdated, path, snapshot)
            try:
                result = await self.worker.run(partial(_unless_outdated, feature, snapshot, params, outdated))
            except Cancelled:
                result = empty
                if not outdated():
                    return result
            except Exception:  # a fault of ours must not reach the user as a message box
                logger.exception("cannot answer %s", params)
                return empty
            if not outdated():
                return result
            if hasattr(params, "position"):
                return empty

    def _is_outdated(self, path: str, snapshot: Snapshot) -> bool:
        """Whether a document has changed since a snapshot; for all threads."""
        return self.documents.current().get(path) is not snapshot.document(path)

    def apply_settings(self, settings: Settings) -> None:
        """Put settings in force."""
        self.settings = settings
        self.publisher.enabled = settings.diagnostics
        self.publisher.notes = settings.decisions if settings.trusted else None
        views = view_settings(settings)
        if views != self.views.settings:
            self.use_views(Views(views, self.loading.notice))
        elif settings.lens.baseline != self.baseline.revision:
            self.use_views(self.views)

    def use_views(self, views: Views) -> None:
        """Compute in these views from now on, and what that is compared with beside them."""
        self.views = views
        self.baseline = Baseline(views, self.settings.lens.baseline)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Faults go to the log, where pygls would open a message box; those of requests it has logged already."""
        if source is not FeatureRequestError:
            logger.error("%s: %s", getattr(source, "__name__", source), error)

    def shutdown(self) -> None:
        """Stop the threads and the builds as well."""
        self.worker.close()
        self.afterwards.close()
        self.builds.close()
        super().shutdown()  # type: ignore[no-untyped-call]  # pygls leaves it unannotated


def _unless_outdated(
    feature: Callable[[Snapshot, P, Callable[[], bool]], R],
    snapshot: Snapshot,
    params: P,
    outdated: Callable[[], bool],
    cancelled: Callable[[], bool],
) -> R:
    """The feature's result; raises Cancelled soon after it has lost its meaning."""
    return feature(snapshot, params, lambda: cancelled() or outdated())


def initialize(ls: BinderyServer, params: types.InitializeParams) -> None:
    """Take the client's settings; register for it the commands that it does not handle itself."""
    ls.apply_settings(initial_settings(params.initialization_options))
    if not ls.settings.client_handles_commands:
        ls.command("goBindery.buildStatic")(build_command)
        ls.command("goBindery.restart")(restart_command)


def initialized(ls: BinderyServer, _: types.InitializedParams) -> None:
    """Ask to hear of files that change outside the editor, if the client can tell."""
    ls.loading.begin()
    ls.complaints.begin()
    workspace = ls.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if watching is None or not watching.dynamic_registration:
        return
    watchers = [types.FileSystemWatcher(glob) for glob in WATCHED]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    ls.client_register_capability(types.RegistrationParams([types.Registration("go-files", method, options)]))


async def shutdown(ls: BinderyServer, _: None) -> None:
    """The client is leaving: builds end now."""
    await ls.builds.finish()


def did_open(ls: BinderyServer, params: types.DidOpenTextDocumentParams) -> None:
    """The editor's text replaces the disk's."""
    document = params.text_document
    path = path_of(document.uri)
    is_go = document.language_id == "go" or path.endswith(".go")
    ls.documents.open(document.uri, path, document.version, document.text, is_go)
    ls.publisher.schedule(path)


def did_change(ls: BinderyServer, params: types.DidChangeTextDocumentParams) -> None:
    """The editor's text changed."""
    path = path_of(params.text_document.uri)
    edits = [_edit(change) for change in params.content_changes]
    if not ls.documents.change(path, params.text_document.version, edits):
        logger.warning("change of a document that is not open: %s", params.text_document.uri)
        return
    ls.publisher.schedule(path)


def _edit(change: types.TextDocumentContentChangeEvent) -> Edit:
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        return Edit(None, (0, 0), change.text)
    start, end = change.range.start, change.range.end
    return Edit((start.line, start.character), (end.line, end.character), change.text)


def did_save(ls: BinderyServer, _: types.DidSaveTextDocumentParams) -> None:
    """What documents are compared with has changed."""
    ls.baseline.forget()
    refresh_lenses(ls)


def did_close(ls: BinderyServer, params: types.DidCloseTextDocumentParams) -> None:
    """The disk's text counts again."""
    ls.documents.close(path_of(params.text_document.uri))
    workspace = ls.current()
    ls.views.keep([ls.views.settings.target, *(workspace.choice(path).target for path in workspace.documents)])
    ls.publisher.schedule()


def files_changed(ls: BinderyServer, _: types.DidChangeWatchedFilesParams) -> None:
    """Snapshots look at the disk by themselves: a new one will see what changed."""
    ls.baseline.forget()
    ls.publisher.schedule()
    refresh_lenses(ls)


def folders_changed(ls: BinderyServer, _: types.DidChangeWorkspaceFoldersParams) -> None:
    """Packages are found from their files upwards: folders decide nothing, but modules may have come or gone."""
    ls.publisher.schedule()


def configuration_changed(ls: BinderyServer, params: types.DidChangeConfigurationParams) -> None:
    """New settings: lenses, hints and diagnostics may have to appear or vanish."""
    section = params.settings.get("goBindery") if isinstance(params.settings, dict) else None
    ls.apply_settings(changed_settings(ls.settings, section))
    ls.publisher.schedule()
    refresh_lenses(ls)
    refresh_inlay_hints(ls)


def cursor_moved(ls: BinderyServer, params: Any) -> None:
    """The client tells the line of the cursor, for the setting that wants lenses only there."""
    uri, line = (params.get("uri"), params.get("line")) if isinstance(params, dict) else (None, None)
    ls.cursor = (path_of(uri), line) if isinstance(uri, str) and isinstance(line, int) else None
    if ls.settings.lens.where == "cursor":
        refresh_lenses(ls)


def refresh_inlay_hints(ls: BinderyServer) -> None:
    """The same for inlay hints."""
    workspace = ls.client_capabilities.workspace
    if workspace and workspace.inlay_hint and workspace.inlay_hint.refresh_support:
        ls.workspace_inlay_hint_refresh(None)


def refresh_lenses(ls: BinderyServer) -> None:
    """Have the client ask for lenses again, which it does by itself only after an edit."""
    workspace = ls.client_capabilities.workspace
    if workspace and workspace.code_lens and workspace.code_lens.refresh_support:
        ls.workspace_code_lens_refresh(None)


async def hover_request(ls: BinderyServer, params: types.HoverParams) -> types.Hover | None:
    """Type and SSA under the cursor."""
    if not ls.settings.trusted:
        return None
    return await ls.answer(partial(hover, with_types=ls.settings.diagnostics), params, None)


async def code_lens_request(ls: BinderyServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    """A summary of decisions on each function."""
    if not ls.settings.trusted or ls.settings.lens.where == "off":
        return []
    choice = lens_choice(ls, path_of(params.text_document.uri))
    return await ls.answer(partial(code_lenses, choice=choice), params, [])


def lens_choice(ls: BinderyServer, path: str) -> LensChoice:
    """Which lenses a document gets."""
    wanted, cursor = ls.settings.lens.where, ls.cursor
    line = cursor[1] if cursor and cursor[0] == path else -1
    at = line if wanted == "cursor" else None
    return LensChoice(ls.baseline, at, wanted == "changed", ls.complaints.hear, PATIENCE)


async def resolve_lens_request(ls: BinderyServer, lens: types.CodeLens) -> types.CodeLens:
    """The text of a lens that had none yet."""
    uri, _ = lens_data(lens)
    if not uri or not ls.settings.trusted:
        return lens
    choice, params = lens_choice(ls, path_of(uri)), types.CodeLensParams(types.TextDocumentIdentifier(uri))

    def feature(snapshot: Snapshot, _: types.CodeLensParams, cancelled: Callable[[], bool]) -> types.CodeLens:
        return resolve_lens(snapshot, lens, cancelled, choice)

    return await ls.answer(feature, params, lens)


async def inlay_hint_request(ls: BinderyServer, params: types.InlayHintParams) -> list[types.InlayHint]:
    """What lives on the heap, and padding."""
    wanted = ls.settings.inlay
    if not ls.settings.trusted or not (wanted.heap or wanted.padding):
        return []
    return await ls.answer(partial(inlay_hints, heap=wanted.heap, padding=wanted.padding), params, [])


async def definition_request(ls: BinderyServer, params: types.DefinitionParams) -> types.Location | None:
    """Where a name is declared."""
    if not (ls.settings.trusted and ls.settings.diagnostics):
        return None
    return await ls.answer(definition, params, None)


async def references_request(ls: BinderyServer, params: types.ReferenceParams) -> list[types.Location]:
    """Where a name is used in its package."""
    if not (ls.settings.trusted and ls.settings.diagnostics):
        return []
    return await ls.answer(references, params, [])


async def code_action_request(ls: BinderyServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Quick fixes."""
    if not (ls.settings.trusted and ls.settings.diagnostics):
        return []
    return await ls.answer(code_actions, params, [])


async def symbols_request(ls: BinderyServer, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """The outline of a document."""
    if not (ls.settings.trusted and ls.settings.diagnostics):
        return []
    return await ls.answer(document_symbols, params, [])


async def view_request(ls: BinderyServer, params: Any) -> Any:
    """For which target, with which standard library a file is looked at, and why."""
    uri = params.get("uri") if isinstance(params, dict) else None
    if not isinstance(uri, str):
        raise JsonRpcInvalidParams("the URI of a file is missing")
    return await ls.worker.run(lambda _: describe_view(ls.current(), path_of(uri)))


async def build_request(ls: BinderyServer, params: Any) -> Any:
    """The extension's build: it shows the progress itself."""
    return await ls.builds.for_extension(params)


async def build_command(ls: BinderyServer, *arguments: Any) -> Any:
    """The same for other clients: `[uri]`, or `[{uri, target}]`, with work-done progress."""
    return await ls.builds.for_client(arguments)


def restart_command(ls: BinderyServer, *_: Any) -> None:
    """Forget all that is known and check everything anew; a client that wants a new process starts one."""
    ls.use_views(ls.views.emptied())
    ls.publisher.restart()


HANDLERS: Final[tuple[tuple[str, Callable[..., Any]], ...]] = (
    (types.INITIALIZE, initialize),
    (types.INITIALIZED, initialized),
    (types.SHUTDOWN, shutdown),
    (types.TEXT_DOCUMENT_DID_OPEN, did_open),
    (types.TEXT_DOCUMENT_DID_CHANGE, did_change),
    (types.TEXT_DOCUMENT_DID_SAVE, did_save),
    (types.TEXT_DOCUMENT_DID_CLOSE, did_close),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, files_changed),
    (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, folders_changed),
    (types.WORKSPACE_DID_CHANGE_CONFIGURATION, configuration_changed),
    (types.TEXT_DOCUMENT_HOVER, hover_request),
    (types.TEXT_DOCUMENT_CODE_LENS, code_lens_request),
    (types.CODE_LENS_RESOLVE, resolve_lens_request),
    (types.TEXT_DOCUMENT_INLAY_HINT, inlay_hint_request),
    (types.TEXT_DOCUMENT_DEFINITION, definition_request),
    (types.TEXT_DOCUMENT_REFERENCES, references_request),
    (types.TEXT_DOCUMENT_CODE_ACTION, code_action_request),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, symbols_request),
    ("goBindery/build", build_request),
    ("goBindery/view", view_request),
    ("goBindery/cursor", cursor_moved),
)

COMMANDS: Final[tuple[tuple[str, Callable[..., Any]], ...]] = (
    ("goBindery.server.build", build_command),
    ("goBindery.server.restart", restart_command),
)


def create_server() -> BinderyServer:
    """A server with all its handlers, not yet started."""
    server = BinderyServer()
    for method, handler in HANDLERS:
        server.feature(method)(handler)
    for name, handler in COMMANDS:
        server.command(name)(handler)
    return server


def main() -> int:
    """Serve the client at standard input and output until it leaves; the exit code."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    logging.getLogger("pygls.protocol.json_rpc").addFilter(worth_telling)
    prepare_threads()
    sys.stdout = sys.stderr  # standard output belongs to the protocol
    try:
        create_server().start_io(stdin, stdout)
    except MemoryError:
        logger.error("a message is larger than the memory; the server ends")
        return 1
    return 0
