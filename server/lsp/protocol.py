"""The protocol layer: pygls' own, with six differences.

- Document text is kept by our `Workspace` alone: the built-in synchronisation, which would keep a second copy with its
  own UTF-16 arithmetic, only calls our handlers.
- A request that cannot be read, or that comes before the first or after the last, is answered with an error, so that no
  client waits for ever.
- A client that has gone ends the server.
- Positions are counted in UTF-16, which every client knows, whatever it prefers.
- Parameters of methods that the protocol does not know, such as our own, stay plain dictionaries.
- What goes wrong is logged, never sent to the user as a message box.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any, TypeVar

from cattrs import Converter
from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcServerNotInitialized,
)
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


class _Writer:
    """What goes to the client; the first message that nobody takes ends the server."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self.gone = False  # whether the client has

    def write(self, data: bytes) -> None:
        """Send a message; raises SystemExit."""
        if not self.gone:
            try:
                self._writer.write(data)
            except OSError:
                self.gone = True
                logger.error("the client has gone")
                sys.exit(1)

    def close(self) -> None:
        """Nothing more will be sent."""
        with suppress(OSError):
            self._writer.close()


class Protocol(LanguageServerProtocol):
    """See the head of the file."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._begun = False  # whether the client has said who it is
        self._ended = False  # whether it has said that it is leaving
        self.exit_code = 0  # of the process

    def set_writer(self, writer: Any, include_headers: bool = True) -> None:
        """Have messages sent by this writer."""
        super().set_writer(_Writer(writer), include_headers)

    @property
    def abandoned(self) -> bool:
        """Whether the client has gone without a word."""
        return isinstance(self.writer, _Writer) and self.writer.gone

    def _execute_handler(self, msg_id: Any, *arguments: Any, **keywords: Any) -> None:
        super()._execute_handler(msg_id, *arguments, **keywords)
        future = self._request_futures.get(msg_id)
        if future is not None:  # pygls forgets those of requests only
            future.add_done_callback(lambda _: self._request_futures.pop(msg_id, None))

    def handle_message(self, message: Any) -> None:
        """Have a message handled, if it may come now."""
        method = getattr(message, "method", "")
        # Specification, "Server lifecycle": what may come when, and with which error the rest is refused.
        if method == types.EXIT:
            self.exit_code = 0 if self._ended else 1
            super().handle_message(message)
        elif not method or message.jsonrpc != self.VERSION:
            super().handle_message(message)
        elif self._ended or (method == types.INITIALIZE and self._begun):
            self._refuse(message, JsonRpcInvalidRequest(f"{method} after {types.SHUTDOWN if self._ended else method}"))
        elif not self._begun and method != types.INITIALIZE:
            self._refuse(message, JsonRpcServerNotInitialized(f"{method} before {types.INITIALIZE}"))
        else:
            self._begun, self._ended = True, method == types.SHUTDOWN
            super().handle_message(message)

    def _refuse(self, message: Any, error: JsonRpcException) -> None:
        logger.warning("%s", error)
        if isinstance(getattr(message, "id", None), str | int):
            self._send_response(message.id, error=error.to_response_error())

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """A session begins. Positions are in UTF-16: pygls would promise the encoding that the client likes best."""
        if params.capabilities.general is not None:
            params.capabilities.general.position_encodings = None
        result: types.InitializeResult = yield from super().lsp_initialize(params)
        return result

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
