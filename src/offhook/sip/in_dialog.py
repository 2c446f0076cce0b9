"""Requests inside dialogs, theirs and ours (RFC 3261 §12.2, §15): order, BYE, INFO and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.sip.dialog import Dialog, InDialogRequest
from offhook.sip.events import InDialogReceived, InfoReceived, RequestFailed, ResponseReceived
from offhook.sip.invite import ServerInvite
from offhook.sip.requests import DialogRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.sip.answering import Answering
    from offhook.sip.core import Core
    from offhook.sip.reinvite import Reinviting
    from offhook.sip.transaction import ServerTransaction
    from offhook.sip.wire import Response


class InDialog:
    """What happens on established dialogs."""

    __slots__ = ("_answering", "_core", "_reinviting")

    def __init__(self, core: Core, reinviting: Reinviting, answering: Answering) -> None:
        self._core = core
        self._reinviting = reinviting
        self._answering = answering

    def received(self, dialog: Dialog, transaction: ServerTransaction, now: float) -> None:
        """Take a request of the other side."""
        core = self._core
        request = transaction.request
        method = request.method
        number = request.cseq.number
        if method == "PRACK":  # in any order: what it acknowledges is said in its RAck
            self._answering.reliable.acknowledged(dialog, transaction, now)
            return
        if number <= dialog.remote_cseq:
            core.layer.respond(transaction, transaction.response(500), now)  # RFC 3261 §12.2.2
            return
        dialog.remote_cseq = number
        if dialog.early and method in ("BYE", "INVITE"):
            self._early(dialog, transaction, now)
        elif method == "BYE":
            self._bye(dialog, transaction, now)
        elif dialog.ended:
            core.layer.respond(transaction, transaction.response(481), now)
        elif method in ("INVITE", "UPDATE"):
            self._reinviting.received(dialog, transaction, now)
        elif method == "INFO":
            waiting = InDialogRequest(dialog, transaction)
            core.emit(InfoReceived(dialog, waiting, request.content_type, request.body))
        elif method == "OPTIONS":
            response = transaction.response(200)
            response.headers += core.capabilities
            core.layer.respond(transaction, response, now)
        else:
            core.emit(InDialogReceived(dialog, InDialogRequest(dialog, transaction)))

    def answer(self, waiting: InDialogRequest, status: int, headers: Sequence[tuple[str, str]], now: float) -> None:
        """Answer a request without a body; one that was answered before is left alone."""
        transaction = waiting.transaction
        if transaction.answered:
            return
        response = transaction.response(status)
        response.headers.append(self._core.agent)
        for name, value in headers:
            response.add(name, value)
        self._core.layer.respond(transaction, response, now)
        self._reinviting.refused(waiting, now)

    def send(self, dialog: Dialog, method: str, headers: Sequence[tuple[str, str]], body: bytes, now: float) -> None:
        """Send a request; its final response is told with the dialog as tag."""
        if dialog.ended and method != "NOTIFY":  # a REFER's subscription outlives the call (RFC 5057)
            self._core.emit(RequestFailed(dialog, 481))
            return
        request = dialog.request(method)
        request.headers += [("Contact", dialog.contact), self._core.agent]
        for name, value in headers:
            request.add(name, value)
        request.body = body
        DialogRequest(self._core, dialog, self._done).send(request, now)

    def _done(self, dialog: Dialog, status: int, response: Response | None, _: float) -> None:
        self._core.emit(RequestFailed(dialog, status) if response is None else ResponseReceived(dialog, response))

    def _early(self, dialog: Dialog, transaction: ServerTransaction, now: float) -> None:
        """Take a BYE or a second INVITE before the final response (RFC 3261 §15, §14.2)."""
        core = self._core
        ours = not isinstance(dialog.invite, ServerInvite)
        request = transaction.request
        if request.method == "INVITE":
            response = transaction.response(491 if ours else 500)
            if not ours:
                response.add("Retry-After", str(int(core.fraction() * 10)))
            core.layer.respond(transaction, response, now)
        elif ours:
            core.layer.respond(transaction, transaction.response(481), now)  # who is called cannot hang up yet
        elif isinstance(dialog.invite, ServerInvite):
            invite = dialog.invite
            core.layer.respond(transaction, transaction.response(200), now)
            self._answering.cancelled(invite, request, now)

    def _bye(self, dialog: Dialog, transaction: ServerTransaction, now: float) -> None:
        core = self._core
        reason = transaction.request.get("Reason")  # the answer lets go of the request
        core.layer.respond(transaction, transaction.response(200), now)
        ours_waits = dialog.bye_pending
        dialog.bye_pending = False
        core.stop_unacknowledged(dialog)
        if core.end(dialog, "remote", reason, now) or ours_waits:
            core.forget_soon(dialog, now)
