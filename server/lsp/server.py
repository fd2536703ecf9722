"""The server object and its handlers: three lines each (snapshot, feature, return), listed in one table.

The event loop only keeps documents and settings; what takes time runs in `Worker` threads on snapshots, and builds run
in processes of their own. A fault of ours while answering is logged with its request, and the answer is then empty.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeVar
from typing import Protocol as Structural

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from server import __version__
from server.build.baseline import Baseline
from server.build.constraints import BuildTags
from server.build.documents import Documents, Edit
from server.build.messages import Insight
from server.build.snapshot import Snapshot
from server.build.workspace import Views, Workspace
from server.compiler.types.checker import Cancelled
from server.features.actionchoice import ActionChoice
from server.features.lenschoice import BUILD, PATIENCE, RUN, LensChoice, lens_data
from server.features.positions import path_of
from server.lsp.afterwards import Afterwards, late
from server.lsp.builds import Builds
from server.lsp.compiledviews import CompiledViews
from server.lsp.complaints import Complaints
from server.lsp.insights import Insights
from server.lsp.loading import Loading
from server.lsp.patience import Patience
from server.lsp.protocol import Protocol, make_converter, worth_telling
from server.lsp.publisher import Publisher
from server.lsp.settings import Settings, changed_settings, initial_settings
from server.lsp.sizes import Sizes
from server.lsp.tidying import Tidying
from server.lsp.views import view_settings
from server.lsp.worker import Worker, prepare_threads

if TYPE_CHECKING:
    from server.features.actions import all_actions
    from server.features.definition import definition
    from server.features.hover import hover
    from server.features.inlay import inlay_hints
    from server.features.lens import code_lenses, resolve_lens
    from server.features.mains import main_packages
    from server.features.references import references
    from server.features.symbols import document_symbols
    from server.features.view import describe_view
else:
    all_actions = late("actions", "all_actions")
    definition = late("definition", "definition")
    hover = late("hover", "hover")
    inlay_hints = late("inlay", "inlay_hints")
    code_lenses = late("lens", "code_lenses")
    resolve_lens = late("lens", "resolve_lens")
    main_packages = late("mains", "main_packages")
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

    @property
    def text_document(self) -> types.TextDocumentIdentifier:
        """The document."""


P = TypeVar("P", bound=OfDocument)


class BinderyServer(LanguageServer):
    """One client's server."""

    protocol: Protocol

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
        self.tidying = Tidying(self.worker)
        publish = self.text_document_publish_diagnostics
        self.insights = Insights(self)
        self.publisher = Publisher(self.worker, self.current, publish, self.afterwards.begin, self.marked_insight)
        self.hovers = Patience[types.Hover | None]()
        self.builds = Builds(self)
        self.compiled = CompiledViews(self)
        self.sizes = Sizes(self)
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
        self.tidying.postpone()
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
        self.afterwards.forget()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Faults go to the log, where pygls would open a message box; those of requests it has logged already."""
        if source is not FeatureRequestError:
            logger.error("%s: %s", getattr(source, "__name__", source), error)

    def marked_insight(self, path: str) -> Insight | None:
        """What a build found out about a file's program, if that is to be marked."""
        return self.insights.of(path) if self.settings.size_marks else None

    def insight_came(self) -> None:
        """A build has found something out: show it."""
        self.publisher.schedule()
        if self.settings.inlay.imports:
            refresh_inlay_hints(self)

    def shutdown(self) -> None:
        """Stop the threads and the builds as well."""
        self.worker.close()
        self.afterwards.close()
        self.tidying.close()
        self.builds.close()
        self.compiled.close()
        if self.protocol.abandoned:
            os._exit(1)  # the thread that waits for the client's next message cannot be woken
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
    ls.tidying.postpone()
    ls.publisher.schedule(path)


def did_change(ls: BinderyServer, params: types.DidChangeTextDocumentParams) -> None:
    """The editor's text changed."""
    ls.tidying.postpone()
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
    ls.publisher.hurry()
    ls.baseline.forget()
    refresh_lenses(ls)


def did_close(ls: BinderyServer, params: types.DidCloseTextDocumentParams) -> None:
    """The disk's text counts again; most packages without an open document are forgotten."""
    ls.tidying.postpone()
    ls.documents.close(path_of(params.text_document.uri))
    workspace = ls.current()
    targets = {ls.views.settings.target, *(workspace.choice(path).target for path in workspace.documents)}
    for known in (ls.views, ls.baseline):
        known.keep(targets, workspace.documents)
    ls.publisher.schedule()


def files_changed(ls: BinderyServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Snapshots look at the disk by themselves: a new one will see what changed, but in files that are open."""
    ls.baseline.forget()
    documents = ls.documents.current()
    if any(path_of(change.uri) not in documents for change in params.changes):
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
    settings = ls.settings
    feature = partial(hover, with_types=settings.diagnostics, with_views=settings.client_handles_commands)
    return await ls.hovers.answer(lambda early: ls.answer(partial(feature, early=early), params, None))


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
    programs = (BUILD, RUN) if ls.settings.client_handles_commands else (BUILD,)
    return LensChoice(ls.baseline, at, wanted == "changed", ls.complaints.hear, PATIENCE, programs)


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
    """What lives on the heap, padding, and what imports cost."""
    wanted, ours = ls.settings.inlay, ls.settings.client_handles_commands
    insight = ls.insights.of(path_of(params.text_document.uri)) if wanted.imports else None
    if not ls.settings.trusted or not (wanted.heap or wanted.padding or insight):
        return []
    feature = partial(inlay_hints, heap=wanted.heap, padding=wanted.padding, insight=insight, with_commands=ours)
    return await ls.answer(feature, params, [])


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
    """Quick fixes, another order of fields, why something was decided."""
    if not ls.settings.trusted:
        return []
    document = ls.client_capabilities.text_document
    known = document.code_action if document else None
    disabled = bool(known and known.disabled_support)
    choice = ActionChoice(ls.settings.diagnostics, ls.settings.client_handles_commands, disabled)
    return await ls.answer(partial(all_actions, choice=choice), params, [])


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


async def ssa_request(ls: BinderyServer, params: Any) -> Any:
    """The SSA of the function around a place, pass by pass."""
    return await ls.compiled.ssa(params)


async def assembly_request(ls: BinderyServer, params: Any) -> Any:
    """The machine code of the function around a place."""
    return await ls.compiled.assembly(params)


async def size_request(ls: BinderyServer, params: Any) -> Any:
    """What is in a program, against another one."""
    return await ls.sizes.report(params)


async def size_reason_request(ls: BinderyServer, params: Any) -> Any:
    """Why a symbol is in a program."""
    return await ls.sizes.reason(params)


async def size_retained_request(ls: BinderyServer, params: Any) -> Any:
    """What would go with each symbol of a program."""
    return await ls.sizes.retained(params)


async def size_defeats_request(ls: BinderyServer, params: Any) -> Any:
    """What keeps code that no call leads to."""
    return await ls.sizes.defeats(params)


async def size_source_request(ls: BinderyServer, params: Any) -> Any:
    """Where a symbol of a program is declared."""
    return await ls.sizes.source(params)


async def build_request(ls: BinderyServer, params: Any) -> Any:
    """The extension's build: it shows the progress itself."""
    return await ls.builds.for_extension(params)


async def mains_request(ls: BinderyServer, _: Any) -> Any:
    """The programs that the extension can offer to build."""
    roots = [path_of(folder.uri) for folder in ls.protocol.workspace.folders.values()]
    documents, view = ls.documents.current(), ls.views.settings
    tags = BuildTags.for_target(view.target, view.tags)
    return await ls.worker.run(partial(main_packages, roots, documents, tags))


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
    ("goBindery/mains", mains_request),
    ("goBindery/view", view_request),
    ("goBindery/ssa", ssa_request),
    ("goBindery/assembly", assembly_request),
    ("goBindery/size", size_request),
    ("goBindery/sizeReason", size_reason_request),
    ("goBindery/sizeRetained", size_retained_request),
    ("goBindery/sizeDefeats", size_defeats_request),
    ("goBindery/sizeSource", size_source_request),
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
    codes: list[int] = []
    # A message may be nested so deeply that only the threads that we start have the stack for it.
    thread = threading.Thread(target=lambda: codes.append(_serve(stdin, stdout)), name="server")
    thread.start()
    try:
        thread.join()
    except KeyboardInterrupt:
        os._exit(1)  # the thread waits for the client and cannot be woken
    return codes[0] if codes else 1


def _serve(stdin: BinaryIO, stdout: BinaryIO) -> int:
    server = create_server()
    try:
        server.start_io(stdin, stdout)
    except MemoryError:
        logger.error("a message is larger than the memory; the server ends")
        return 1
    return server.protocol.exit_code
