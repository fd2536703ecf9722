"""Builds on behalf of a client, each in a process of its own (`build/child.py`), with progress and cancellation.

Cancelling closes the child's standard input: it stops its workers and removes what it had begun to write. One that
does not end within `GRACE` is killed. Invariant: no child outlives the server, because its input ends with us.

A child whose program is ready stays to find out what can be marked in the source, until the same is built again.
"""

from __future__ import annotations

import asyncio
import uuid
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from lsprotocol import types
from pygls.exceptions import JsonRpcException

import server
from server.build.interpreter import python_command
from server.build.messages import BOOT, ChildRequest, Insight, Message, Outcome, Progress
from server.build.workers import worker_environment
from server.features.build import BuildRefused, build_message, build_request, build_result
from server.features.positions import path_of

if TYPE_CHECKING:
    from server.lsp.server import BinderyServer

GRACE: Final = 5.0  # seconds a cancelled build has to clean up
LINE_LIMIT: Final = 1 << 26  # bytes of one message: an outcome with very many diagnostics
UNTRUSTED: Final = "building needs a trusted workspace; in Restricted Mode there are diagnostics only"
BEGINNING: Final = Progress("Starting")  # told at once: the process takes a moment to come up
REQUEST_FAILED: Final = types.LSPErrorCodes.RequestFailed.value


class Builds:
    """The builds of one server."""

    def __init__(self, owner: BinderyServer) -> None:
        self._owner = owner
        self._running: set[Process] = set()
        self._ending: set[asyncio.Task[None]] = set()  # kept until they are done, as asyncio wants it
        self._staying: dict[Process, ChildRequest] = {}  # those of `_running` whose outcome is known

    async def for_extension(self, params: Any) -> dict[str, Any]:
        """The request `goBindery/build`; progress goes out as `goBindery/buildProgress`."""
        request = self._request(params)
        token = params.get("progressToken", "") if isinstance(params, dict) else ""

        def report(progress: Progress) -> None:
            note = {"token": token, "message": progress.message, "done": progress.done, "total": progress.total}
            self._owner.protocol.notify("goBindery/buildProgress", note)

        return build_result(await self._run(request, report))

    async def for_client(self, arguments: Sequence[Any]) -> dict[str, Any]:
        """The command, for a client that shows the protocol's own progress; it ends with a message to the user."""
        request = self._request(arguments[0] if arguments else None)
        window = self._owner.client_capabilities.window
        if window is None or not window.work_done_progress:
            outcome = await self._run(request, lambda _: None)
        else:
            outcome = await self._run_with_progress(request)
        kind = types.MessageType.Info if outcome.ok else types.MessageType.Error
        self._owner.window_show_message(types.ShowMessageParams(kind, build_message(outcome)))
        return build_result(outcome)

    async def finish(self) -> None:
        """Cancel all builds and wait for their end: the client is leaving in order."""
        await asyncio.gather(*(self._end(process) for process in tuple(self._running)), *tuple(self._ending))

    def close(self) -> None:
        """End all builds now: the event loop is gone."""
        for process in tuple(self._running):
            _kill(process)

    def _request(self, params: Any) -> ChildRequest:
        settings = self._owner.settings
        if not settings.trusted:
            raise JsonRpcException(UNTRUSTED, REQUEST_FAILED)
        roots = [path_of(folder.uri) for folder in self._owner.protocol.workspace.folders.values()]
        try:
            request = build_request(params, settings.build, self._owner.documents.current(), roots)
        except BuildRefused as refusal:
            raise JsonRpcException(str(refusal), REQUEST_FAILED) from refusal
        return msgspec.structs.replace(request, insight=settings.size_marks or settings.inlay.imports)

    async def _run_with_progress(self, request: ChildRequest) -> Outcome:
        progress, token = self._owner.work_done_progress, str(uuid.uuid4())
        await progress.create_async(token)
        progress.begin(token, types.WorkDoneProgressBegin("Building", cancellable=True))

        def report(step: Progress) -> None:
            percentage = 100 * step.done // step.total if step.total else None
            progress.report(token, types.WorkDoneProgressReport(message=step.message, percentage=percentage))

        task = asyncio.ensure_future(self._run(request, report))
        progress.tokens[token].add_done_callback(lambda future: task.cancel() if future.cancelled() else None)
        try:
            return await task
        finally:
            progress.end(token, types.WorkDoneProgressEnd())
            progress.tokens.pop(token, None)

    async def _run(self, request: ChildRequest, report: Callable[[Progress], None]) -> Outcome:
        """Run one child to its end. Raises JsonRpcException when it ends without an outcome."""
        report(BEGINNING)
        for one, earlier in self._staying.items():
            if (earlier.path, earlier.goos, earlier.goarch) == (request.path, request.goos, request.goarch):
                _let_go(one)
        root = str(Path(server.__file__).resolve().parents[1])
        process = await asyncio.create_subprocess_exec(
            *python_command(BOOT, root),
            stdin=PIPE,
            stdout=PIPE,
            env=self._environment(),
            cwd=root,
            limit=LINE_LIMIT,
        )
        self._running.add(process)
        outcome = None
        try:
            outcome = await _converse(process, request, report)
        finally:
            stays = outcome is not None and outcome.ok and request.insight
            ending = asyncio.ensure_future(self._hear_out(process, request) if stays else self._end(process))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
        if outcome is None:
            code = await process.wait()
            raise JsonRpcException(f"the build process ended with exit code {code}; the log tells more", REQUEST_FAILED)
        return outcome

    def _environment(self) -> dict[str, str]:
        goroot = self._owner.settings.goroot
        return {**worker_environment(), **({"GOROOT": goroot} if goroot else {})}

    async def _hear_out(self, process: Process, request: ChildRequest) -> None:
        """Take the insight into a program that was built, and end the child."""
        assert process.stdout is not None
        self._staying[process] = request
        try:
            async for line in process.stdout:
                message = msgspec.json.decode(line, type=Message)
                if isinstance(message, Insight):
                    self._owner.insights.add(message)
        finally:
            del self._staying[process]
            await self._end(process)

    async def _end(self, process: Process) -> None:
        _let_go(process)
        try:
            await asyncio.wait_for(process.wait(), GRACE)
        except TimeoutError:
            _kill(process)
            await process.wait()
        self._running.discard(process)


async def _converse(process: Process, request: ChildRequest, report: Callable[[Progress], None]) -> Outcome | None:
    """Send the request and follow the messages; None when the child ends without an outcome."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(msgspec.json.encode(request) + b"\n")
        await process.stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        return None  # it has ended already; its exit code tells
    async for line in process.stdout:
        message = msgspec.json.decode(line, type=Message)
        if isinstance(message, Outcome):
            return message
        report(message)
    return None


def _let_go(process: Process) -> None:
    """Close the child's standard input: there is nothing more for it to do."""
    if process.stdin is not None:
        process.stdin.close()


def _kill(process: Process) -> None:
    try:
        process.kill()
    except ProcessLookupError:
        pass  # it has just ended by itself
