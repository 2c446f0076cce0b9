"""INVITEs of others (RFC 3261 §13.3): ringing, answering, refusing, and the caller who gives up first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.sip.acknowledgement import Unacknowledged
from offhook.sip.bodies import SDP_TYPE, session_of
from offhook.sip.dialog import contact_value, dialog_as_server, user_of
from offhook.sip.events import DialogEnded, InviteCancelled, InviteReceived
from offhook.sip.invite import ServerInvite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.sip.core import Core
    from offhook.sip.dialog import Dialog
    from offhook.sip.reinvite import Reinviting
    from offhook.sip.transaction import ServerTransaction
    from offhook.sip.wire import Request, Response

_REPEAT = 60.0


class Answering:
    """All INVITEs that others sent and that have no final response yet."""

    __slots__ = ("_core", "_reinviting")

    def __init__(self, core: Core, reinviting: Reinviting) -> None:
        self._core = core
        self._reinviting = reinviting

    def received(self, transaction: ServerTransaction, now: float) -> None:
        """Take an INVITE outside dialogs."""
        core = self._core
        request = transaction.request
        if request.body and (request.get("Content-Encoding") or session_of(request) is None):
            response = transaction.response(415)
            response.add("Accept", SDP_TYPE)
            core.layer.respond(transaction, response, now)
            return
        if self._reinviting.session_timers.too_small(request):
            response = transaction.response(422)
            response.add("Min-SE", str(core.config.min_se))
            core.layer.respond(transaction, response, now)
            return
        core.layer.respond(transaction, transaction.response(100), now)
        invite = ServerInvite(transaction)
        transaction.owner = invite
        core.early[(request.call_id, transaction.local_tag, invite.remote_tag)] = invite
        core.emit(InviteReceived(invite, request, transaction.flow))

    def provisional(self, invite: ServerInvite, status: int, sdp: bytes | None, now: float) -> None:
        """Send 101 … 199, and again each minute so that proxies on the way do not give up."""
        if invite.gone:
            return
        response = invite.transaction.response(status)
        self._dress(response, invite)
        if sdp is not None:
            response.headers.append(("Content-Type", SDP_TYPE))
            response.body = sdp
        self._core.layer.respond(invite.transaction, response, now)
        self._core.heap.cancel(invite.repeat)
        invite.repeat = self._core.heap.start(now + _REPEAT, self._repeat, invite)

    def accept(self, invite: ServerInvite, sdp: bytes, now: float) -> Dialog:
        """Answer with 200; if the caller gave up in the same instant, the dialog returned has ended."""
        core = self._core
        transaction = invite.transaction
        request = invite.request
        dialog = dialog_as_server(transaction, self._contact(invite))
        dialog.local_sdp = sdp
        dialog.remote_sdp = session_of(request)
        if invite.gone:
            dialog.ended = True
            core.emit(DialogEnded(dialog, "remote", "cancelled"))
            return dialog
        self._leave(invite)
        response = transaction.response(200)
        self._dress(response, invite)
        response.headers += core.capabilities
        response.headers += self._reinviting.session_timers.accept(dialog, request, now)
        response.headers.append(("Content-Type", SDP_TYPE))
        response.body = sdp
        core.dialogs[dialog.key] = dialog
        core.layer.respond(transaction, response, now)
        answer = Unacknowledged(request.cseq.number, transaction.reply, transaction.reply_flow)
        self._reinviting.acknowledgements.expect(dialog, answer, now)
        return dialog

    def reject(
        self, invite: ServerInvite, status: int, reason: str | None, headers: Sequence[tuple[str, str]], now: float
    ) -> None:
        """Refuse with 300 … 699; `reason` is the text of a Reason header."""
        if invite.gone:
            return
        self._leave(invite)
        response = invite.transaction.response(status)
        response.headers.append(self._core.agent)
        if reason:
            response.headers.append(("Reason", reason))
        for name, value in headers:
            response.add(name, value)
        self._core.layer.respond(invite.transaction, response, now)

    def cancelled(self, invite: ServerInvite, cancel: Request | None, now: float) -> None:
        """End an INVITE by its caller: a CANCEL, or a BYE in the early dialog."""
        if invite.gone:
            return
        self._leave(invite)
        self._core.layer.respond(invite.transaction, invite.transaction.response(487), now)
        self._core.emit(InviteCancelled(invite, cancel.get("Reason") if cancel is not None else None))

    def broken(self, invite: ServerInvite) -> None:
        """End an INVITE whose caller cannot be reached any more."""
        if not invite.gone:
            self._leave(invite)
            self._core.emit(InviteCancelled(invite, "transport failed"))

    def _leave(self, invite: ServerInvite) -> None:
        invite.gone = True
        self._core.heap.cancel(invite.repeat)
        self._core.early.pop((invite.call_id, invite.local_tag, invite.remote_tag), None)

    def _repeat(self, invite: ServerInvite, now: float) -> None:
        if not invite.gone:
            self._core.layer.repeat(invite.transaction)
            invite.repeat = self._core.heap.start(now + _REPEAT, self._repeat, invite)

    def _dress(self, response: Response, invite: ServerInvite) -> None:
        """Add what makes the caller's dialog."""
        for header in invite.request.headers:
            if header[0] == "Record-Route":
                response.headers.append(header)
        response.headers += [("Contact", self._contact(invite)), self._core.agent]

    def _contact(self, invite: ServerInvite) -> str:
        return contact_value(user_of(invite.request.uri), invite.flow)
