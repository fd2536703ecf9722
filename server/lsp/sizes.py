"""The size panel's questions: what is in a program, why a symbol is kept, where it is declared.

Answers are about a file of the disk, not about the text in the editor. What was last read is kept, for a panel asks of
one program many times: the account, and the graph of what keeps what once somebody asks for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from server.diagnostics.collector import Collector
from server.linker.interface import LinkError
from server.lsp.afterwards import late

if TYPE_CHECKING:
    from server.build.account import Account, open_account
    from server.features.sizepanel import (
        Baseline,
        baseline_of,
        earlier,
        size_defeats,
        size_reason,
        size_report,
        size_retained,
        size_source,
    )
    from server.linker.retention import Retention
    from server.lsp.server import BinderyServer
else:
    open_account = late("account", "open_account", "server.build")
    baseline_of = late("sizepanel", "baseline_of")
    earlier = late("sizepanel", "earlier")
    size_defeats = late("sizepanel", "size_defeats")
    size_reason = late("sizepanel", "size_reason")
    size_report = late("sizepanel", "size_report")
    size_retained = late("sizepanel", "size_retained")
    size_source = late("sizepanel", "size_source")

R = TypeVar("R")

UNTRUSTED: Final = "sizes are shown in trusted workspaces; in Restricted Mode there are diagnostics only"
REQUEST_FAILED: Final = types.LSPErrorCodes.RequestFailed.value


class Sizes:
    """The questions of one client."""

    def __init__(self, owner: BinderyServer) -> None:
        self._owner = owner
        self._lock = threading.Lock()  # of what follows
        self._stamp: tuple[str, int, int] | None = None  # path, nanoseconds, bytes of the program that was last read
        self._account: Account | None = None
        self._graph: tuple[Account, Retention | None] | None = None

    async def report(self, params: Any) -> Any:
        """`SizeReport`: `{file, against?: {digest, name} | {file}}`."""
        file, against = self._text(params, "file"), params.get("against")
        return await self._run(lambda: size_report(self._open(file), _baseline(against, file)))

    async def reason(self, params: Any) -> Any:
        """`SizeReason`, or None: `{file, symbol}`."""
        file, symbol = self._text(params, "file"), self._text(params, "symbol")
        return await self._run(lambda: size_reason(self._retention(self._open(file)), symbol))

    async def retained(self, params: Any) -> Any:
        """`SizeRetained`, or None: `{file}`."""
        file = self._text(params, "file")
        return await self._run(lambda: size_retained(self._retention(self._open(file))))

    async def defeats(self, params: Any) -> Any:
        """`SizeDefeats`, or None: `{file}`."""
        file = self._text(params, "file")
        return await self._run(lambda: size_defeats(self._retention(self._open(file))))

    async def source(self, params: Any) -> Any:
        """`{path, line}`, or None: `{file, symbol}`."""
        file, symbol = self._text(params, "file"), self._text(params, "symbol")
        return await self._run(lambda: size_source(self._open(file), symbol, self._goroot(file)))

    def _text(self, params: Any, name: str) -> str:
        if not self._owner.settings.trusted:
            raise JsonRpcException(UNTRUSTED, REQUEST_FAILED)
        value = params.get(name) if isinstance(params, dict) else None
        if not isinstance(value, str) or not value:
            raise JsonRpcInvalidParams(f"{name} is missing")
        return value

    async def _run(self, work: Callable[[], R]) -> R:
        """The result of work in a thread; what the user can mend is told as the request's failure."""
        try:
            return await self._owner.worker.run(lambda _: work())
        except OSError as err:
            reason = (err.strerror or str(err)).lower()
            raise JsonRpcException(f"cannot read {err.filename}: {reason}", REQUEST_FAILED) from err
        except LinkError as err:
            raise JsonRpcException(str(err), REQUEST_FAILED) from err

    def _open(self, file: str) -> Account:
        """The account of a file as it is now. Raises OSError and LinkError."""
        state = Path(file).stat()
        stamp = file, state.st_mtime_ns, state.st_size
        with self._lock:
            if self._account is None or self._stamp != stamp:
                self._account, self._stamp = open_account(file, Path(file).parent), stamp
            return self._account

    def _retention(self, account: Account) -> Retention | None:
        with self._lock:
            if self._graph is None or self._graph[0] is not account:
                self._graph = account, account.retention()
            return self._graph[1]

    def _goroot(self, file: str) -> Path | None:
        around, _ = self._owner.current().view(file).surroundings(Path(file).parent, Collector())
        return around.goroot.directory if around.goroot is not None else None


def _baseline(against: Any, file: str) -> Baseline | None:
    """What to compare with: a file, or the digest of a program that was built here. Raises OSError and LinkError."""
    wanted = against if isinstance(against, dict) else {}
    other, digest, name = (str(wanted.get(key, "")) for key in ("file", "digest", "name"))
    folder = Path(file).parent
    if digest:
        return earlier(digest, name, folder)
    if not other:
        return None
    return baseline_of(open_account(other, folder))
