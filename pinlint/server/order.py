"""The order of the messages in a session, as the protocol defines it for ``initialize`` and ``shutdown``."""

from __future__ import annotations

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class OrderedProtocol(LanguageServerProtocol):
    """Answers a request at the wrong time with the error that the protocol defines. A notification at the wrong time is ignored.

    ``ended`` says whether the editor has asked to end the session.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._begun = False
        self.ended = False

    def handle_message(self, message: Any) -> None:
        """Passes the message to its handler if it may come now."""
        method = getattr(message, "method", None)  # an answer has none
        error = self._error(method) if method not in (None, types.EXIT) else None
        if error is None:
            self._begun = self._begun or method == types.INITIALIZE
            self.ended = self.ended or method == types.SHUTDOWN
            super().handle_message(message)
        elif (number := getattr(message, "id", None)) is not None:
            self._send_response(number, error=error)

    def _error(self, method: str | None) -> types.ResponseError | None:
        if not self._begun and method != types.INITIALIZE:
            code: int = types.ErrorCodes.ServerNotInitialized
            return types.ResponseError(code, "the session has not been initialized")
        if self.ended:
            return types.ResponseError(types.ErrorCodes.InvalidRequest, "the session has been shut down")
        if self._begun and method == types.INITIALIZE:
            return types.ResponseError(types.ErrorCodes.InvalidRequest, "the session is initialized already")
        return None
