"""Requests of ours that are no INVITE.

In dialogs (INFO, NOTIFY, UPDATE …) and outside of them (REGISTER, OPTIONS …).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.sip.authentication import in_dialog_with_credentials
from offhook.sip.events import RequestFailed, ResponseReceived

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.core import Core
    from offhook.sip.dialog import Dialog
    from offhook.sip.transaction import ClientTransaction
    from offhook.sip.wire import Request, Response

    Done = Callable[[Dialog, int, Response | None, float], None]


class DialogRequest:
    """A request in a dialog.

    `done(dialog, status, response, now)` is called once; a challenge is met once; a 481 ends the dialog.
    """

    __slots__ = ("_core", "_dialog", "_done", "_tried")

    def __init__(self, core: Core, dialog: Dialog, done: Done) -> None:
        self._core = core
        self._dialog = dialog
        self._done = done
        self._tried = False

    def send(self, request: Request, now: float) -> None:
        """Send it."""
        self._core.layer.start(request, self._dialog.flow, self, now)

    def on_response(self, transaction: ClientTransaction, response: Response, now: float) -> None:
        """Take a response."""
        status = response.status
        if status < 200:  # noqa: PLR2004
            return
        if status in (401, 407) and not self._tried:
            self._tried = True
            again = in_dialog_with_credentials(self._core.tokens, transaction.request, response, self._dialog)
            if again is not None:
                self.send(again, now)
                return
        self._done(self._dialog, status, response, now)
        if status == 481 and transaction.request.method != "NOTIFY" and not self._dialog.early:  # noqa: PLR2004
            # that of a NOTIFY ends a subscription only (RFC 5057)
            self._core.end(self._dialog, "remote", "481 to a request of ours", now)
            self._core.forget_soon(self._dialog, now)

    def on_failure(self, _: ClientTransaction, status: int, now: float) -> None:
        """Take the fact that there is none."""
        self._done(self._dialog, status, None, now)


class OutsideRequest:
    """A request outside dialogs; its responses are told with `tag`."""

    __slots__ = ("_core", "_tag")

    def __init__(self, core: Core, tag: object) -> None:
        self._core = core
        self._tag = tag

    def on_response(self, _: ClientTransaction, response: Response, __: float) -> None:
        """Take a response."""
        self._core.emit(ResponseReceived(self._tag, response))

    def on_failure(self, _: ClientTransaction, status: int, __: float) -> None:
        """Take the fact that there is none."""
        self._core.emit(RequestFailed(self._tag, status))
