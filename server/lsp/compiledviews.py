"""The views of compiled code, SSA and assembly: the client's questions, answered for the newest text.

Both compile what the workspace says, if only one function of it, so a workspace that is not trusted gets neither.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from server.build.snapshot import Snapshot
from server.build.workers import Failure
from server.lsp.afterwards import late
from server.lsp.assembler import Assembler

if TYPE_CHECKING:
    from server.features.assemblyview import assembly_listing, assembly_source, failed_listing
    from server.features.functionat import Question, read_question
    from server.features.ssaview import ssa_listing
    from server.lsp.server import BinderyServer
else:
    assembly_source = late("assemblyview", "assembly_source")
    assembly_listing = late("assemblyview", "assembly_listing")
    failed_listing = late("assemblyview", "failed_listing")
    read_question = late("functionat", "read_question")
    ssa_listing = late("ssaview", "ssa_listing")

UNTRUSTED: Final = "compiled code is shown in trusted workspaces; in Restricted Mode there are diagnostics only"


class CompiledViews:
    """The questions of one client."""

    def __init__(self, owner: BinderyServer) -> None:
        self._owner = owner
        self._assembler = Assembler()

    async def ssa(self, params: Any) -> dict[str, Any] | None:
        """`SsaListing` of the protocol; None where there is no function."""
        return await self._owner.answer(ssa_listing, self._question(params), None)

    async def assembly(self, params: Any) -> dict[str, Any] | None:
        """`AssemblyListing` of the protocol; None where there is no function."""
        found = await self._owner.answer(self._assembly, self._question(params), None)
        self._assembler.rest()
        return found

    def close(self) -> None:
        """The server ends."""
        self._assembler.close()

    def _question(self, params: Any) -> Question:
        if not self._owner.settings.trusted:
            raise JsonRpcException(UNTRUSTED, types.LSPErrorCodes.RequestFailed.value)
        question = read_question(params)
        if question is None:
            raise JsonRpcInvalidParams("the place of a function is missing")
        return question

    def _assembly(self, snapshot: Snapshot, question: Question, cancelled: Callable[[], bool]) -> dict[str, Any] | None:
        source = assembly_source(snapshot, question, cancelled)
        if source is None or source.chunk is None:
            return source.head if source is not None else None
        result = self._assembler.assemble(source.chunk.text, source.target, cancelled)
        return (
            failed_listing(source, result.reason) if isinstance(result, Failure) else assembly_listing(source, result)
        )
