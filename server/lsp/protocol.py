"""The protocol layer: pygls' own, with four differences.

- Document text is kept by our `Workspace` alone: the built-in synchronisation, which would keep a second copy with its
  own UTF-16 arithmetic, only calls our handlers.
- A request that cannot be read is answered with an error, so that no client waits for ever.
- Parameters of methods that the protocol does not know, such as our own, stay plain dictionaries.
- What goes wrong is logged, never sent to the user as a message box.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from typing import Any, TypeVar

from cattrs import Converter
from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.protocol.json_rpc import JsonRPCNotification, JsonRPCRequestMessage, JsonRPCResponseMessage

logger = logging.getLogger(__name__)

Message = TypeVar("Message", JsonRPCRequestMessage, JsonRPCNotification, JsonRPCResponseMessage)
Call = tuple[Callable[..., Any], tuple[Any, ...], None]


def make_converter() -> Converter:
    """The protocol's converter, with hooks for the messages of methods that it has no types of."""
    converter = get_converter()
    for kind in (JsonRPCRequestMessage, JsonRPCNotification, JsonRPCResponseMessage):
        converter.register_structure_hook(kind, _plain_message)
    return converter


def _plain_message(data: dict[str, Any], kind: type[Message]) -> Message:
    return kind(**data if kind is JsonRPCResponseMessage else {"params": None, **data})


def worth_telling(record: logging.LogRecord) -> bool:
    """A filter for pygls' log: an error that we answer on purpose is no fault, and one line tells it.

    Nothing is told of a request that was answered just before its cancellation arrived.
    """
    if str(record.msg).startswith("Cancel notification for unknown message id"):
        return False
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, JsonRpcException):
        record.msg, record.args, record.exc_info = f"{record.getMessage()}: {error}", None, None
    return True


class Protocol(LanguageServerProtocol):
    """See the head of the file."""

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Generator[Call, Any, None]:
        """A document was opened."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Generator[Call, Any, None]:
        """A document was edited."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Generator[Call, Any, None]:
        """A document was closed."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    def structure_message(self, data: dict[str, Any]) -> Any:
        """The message as an object; an unreadable request is answered here, because no handler will see it."""
        try:
            return super().structure_message(data)
        except JsonRpcException:
            if "method" in data and isinstance(data.get("id"), str | int):
                error = JsonRpcInvalidParams(f"malformed parameters of {data['method']}")
                self._send_response(data["id"], error=error.to_response_error())
            raise
