"""INVITEs of others (RFC 3261 §13.3): ringing, answering, refusing, and the caller who gives up first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.sip.acknowledgement import Unacknowledged
from offhook.sip.bodies import SDP_TYPE, session_of
from offhook.sip.dialog import contact_value, dialog_as_server, user_of
from offhook.sip.events import DialogEnded, InviteCancelled, InviteReceived
from offhook.sip.invite import ServerInvite
from offhook.sip.reliable import ReliableResponses

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

    __slots__ = ("_core", "_reinviting", "reliable")

    def __init__(self, core: Core, reinviting: Reinviting) -> None:
        self._core = core
        self._reinviting = reinviting
        self.reliable = ReliableResponses(core, self.early_dialog, self._unacknowledged, self._release)
        self.reliable.freed = reinviting.resume

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
        """Send 101 … 199, and again each minute so that proxies on the way do not give up.

        It is sent reliably where the caller requires it, and with a session where the caller understands it.
        """
        if invite.gone:
            return
        if invite.reliability == "required" or (invite.reliability and sdp is not None):
            self.reliable.send(invite, status, sdp, now)
        elif sdp is None or invite.sdp is not None:  # an offer is only for a reliable response
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
        if invite.gone:
            dialog = dialog_as_server(invite.transaction, self._contact(invite))
            dialog.ended = True
            self._core.emit(DialogEnded(dialog, "remote", "cancelled"))
            return dialog
        dialog = invite.dialog or self._dialog(invite)
        if invite.dialog is not None and self.reliable.wait(invite, now):
            self._leave(invite)
            invite.held = sdp
            return dialog
        self._leave(invite)
        self._accept(invite, dialog, sdp, now)
        return dialog

    def _accept(self, invite: ServerInvite, dialog: Dialog, sdp: bytes, now: float) -> None:
        """Send the 200.

        The session stands in it again where it answered the INVITE's offer before (RFC 3261 §13.2.1), but not after an
        UPDATE, nor where a PRACK answered our offer.
        """
        core = self._core
        transaction = invite.transaction
        request = invite.request
        dialog.early = False
        dialog.invite = None
        response = transaction.response(200)
        self._dress(response, invite)
        response.headers += core.capabilities
        response.headers += self._reinviting.session_timers.accept(dialog, request, now)
        if dialog.local_sdp is None or (
            dialog.remote_sdp is not None and not dialog.revised and invite.sdp is not None
        ):
            dialog.offer_open = "" if invite.sdp is not None else "ours"
            dialog.local_sdp = sdp
            response.headers.append(("Content-Type", SDP_TYPE))
            response.body = sdp
        core.dialogs[dialog.key] = dialog
        core.layer.respond(transaction, response, now)
        answer = Unacknowledged(request.cseq.number, transaction.reply, transaction.reply_flow)
        self._reinviting.acknowledgements.expect(dialog, answer, now)

    def _release(self, invite: ServerInvite, now: float) -> None:
        """Send the 200 that waited for a PRACK."""
        dialog, sdp = invite.dialog, invite.held
        if dialog is None or sdp is None:
            return
        invite.held = None
        if dialog.reliable is not None:
            dialog.reliable.stop(self._core.heap)
        self._accept(invite, dialog, sdp, now)

    def _unacknowledged(self, invite: ServerInvite, now: float) -> None:
        """Refuse a caller that requires reliable responses and acknowledges none (RFC 3262 §3)."""
        if not invite.gone:
            self.reject(invite, 504, None, (), now)
            self._core.emit(InviteCancelled(invite, "no PRACK"))

    def early_dialog(self, invite: ServerInvite) -> Dialog:
        """Return the early dialog of an INVITE, made when it is first needed."""
        if invite.dialog is None:
            dialog = invite.dialog = self._dialog(invite)
            dialog.early = True
            dialog.invite = invite
            dialog.owner = invite.owner
            self._core.dialogs[dialog.key] = dialog
        return invite.dialog

    def _dialog(self, invite: ServerInvite) -> Dialog:
        dialog = dialog_as_server(invite.transaction, self._contact(invite))
        dialog.remote_sdp = invite.sdp
        dialog.offer_open = "theirs" if dialog.remote_sdp is not None else ""
        return dialog

    def reject(
        self, invite: ServerInvite, status: int, reason: str | None, headers: Sequence[tuple[str, str]], now: float
    ) -> None:
        """Refuse with 300 … 699; `reason` is the text of a Reason header."""
        if invite.gone:
            return
        self._leave(invite)
        self._drop(invite, now)
        response = invite.transaction.response(status)
        response.headers.append(self._core.agent)
        if reason:
            response.headers.append(("Reason", reason))
        for name, value in headers:
            response.add(name, value)
        self._core.layer.respond(invite.transaction, response, now)

    def cancelled(self, invite: ServerInvite, cancel: Request | None, now: float) -> None:
        """End an INVITE by its caller: a CANCEL, or a BYE in the early dialog."""
        reason = cancel.get("Reason") if cancel is not None else None
        if invite.held is not None and invite.dialog is not None:
            invite.held = None
            self._core.layer.respond(invite.transaction, invite.transaction.response(487), now)
            self._core.end(invite.dialog, "remote", reason or "cancelled", now)
            self._drop(invite, now)
            return
        if invite.gone:
            return
        self._leave(invite)
        self._drop(invite, now)
        self._core.layer.respond(invite.transaction, invite.transaction.response(487), now)
        self._core.emit(InviteCancelled(invite, reason))

    def broken(self, invite: ServerInvite, now: float) -> None:
        """End an INVITE whose caller cannot be reached any more."""
        if invite.held is not None:
            self.cancelled(invite, None, now)
        elif not invite.gone:
            self._leave(invite)
            self._drop(invite, now)
            self._core.emit(InviteCancelled(invite, "transport failed"))

    def _leave(self, invite: ServerInvite) -> None:
        invite.gone = True
        self._core.heap.cancel(invite.repeat)
        self._core.early.pop((invite.call_id, invite.local_tag, invite.remote_tag), None)

    def _drop(self, invite: ServerInvite, now: float) -> None:
        if invite.dialog is not None:
            self._core.drop_early(invite.dialog, now)

    def _repeat(self, invite: ServerInvite, now: float) -> None:
        if not invite.gone:
            if invite.reliability == "required":
                self.reliable.send(invite, invite.transaction.status, None, now)
            else:
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
