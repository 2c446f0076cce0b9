"""INVITEs of ours (RFC 3261 §13.2): ringing, answers of one or several forks, giving up, answers that come too late.

Invariant: every 2xx is acknowledged, whoever still wants it, and one that nobody wants is hung up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offhook.sip.authentication import once_more, with_credentials
from offhook.sip.bodies import SDP_TYPE, session_of
from offhook.sip.core import seconds_of
from offhook.sip.dialog import (
    acknowledge,
    confirm_as_client,
    contact_value,
    dialog_as_client,
    flow_from_snapshot,
    flow_snapshot,
    plain,
    text,
    user_of,
)
from offhook.sip.early import EarlyDialogs
from offhook.sip.events import Accepted, Refused
from offhook.sip.invite import ClientInvite, OutgoingInvite
from offhook.sip.names import REASONS
from offhook.sip.transaction import NOBODY
from offhook.sip.wire import Request

if TYPE_CHECKING:
    from offhook.sip.address import Flow
    from offhook.sip.core import Core
    from offhook.sip.dialog import Dialog
    from offhook.sip.reinvite import Reinviting
    from offhook.sip.transaction import ClientTransaction
    from offhook.sip.wire import Response

_MAX_422 = 2
_CANCEL_HEADERS = ("Via", "From", "To", "Call-ID", "CSeq", "Route")


class Calling:
    """All INVITEs that we sent."""

    __slots__ = ("_core", "_early", "_reinviting")

    def __init__(self, core: Core, reinviting: Reinviting) -> None:
        self._core = core
        self._early = EarlyDialogs(core)
        self._reinviting = reinviting

    def invite(self, outgoing: OutgoingInvite, now: float) -> ClientInvite:
        """Send an INVITE."""
        core = self._core
        invite = ClientInvite(core.tokens(), core.tokens(), outgoing.flow, self)
        invite.local_uri = outgoing.from_.uri
        invite.remote_uri = outgoing.to.uri
        invite.offer = outgoing.offer
        invite.credentials = outgoing.credentials
        invite.contact = contact_value(user_of(outgoing.from_), outgoing.flow)
        headers = [
            ("Max-Forwards", str(outgoing.max_forwards)),
            *[("Route", route) for route in outgoing.route],
            ("From", f"{outgoing.from_};tag={invite.local_tag}"),
            ("To", str(outgoing.to)),
            ("Call-ID", invite.call_id),
            ("CSeq", "1 INVITE"),
            ("Contact", invite.contact),
            core.agent,
            *core.capabilities,
            *self._reinviting.session_timers.offer(None),
        ]
        request = Request("INVITE", outgoing.uri, headers, outgoing.offer)
        for name, value in outgoing.headers:
            request.add(name, value)
        if outgoing.offer:
            request.headers.append(("Content-Type", SDP_TYPE))
        invite.large_by_tcp = outgoing.large_by_tcp
        invite.transaction = core.layer.start(request, outgoing.flow, invite, now, large_by_tcp=invite.large_by_tcp)
        if outgoing.ring_limit_s is not None:
            invite.ring_limit = core.heap.start(now + outgoing.ring_limit_s, self._rang_enough, invite)
        return invite

    def cancel(self, invite: ClientInvite, reason: str | None, now: float) -> None:
        """Give up; without a provisional response yet the CANCEL waits for one (RFC 3261 §9.1)."""
        if invite.done or invite.cancelled:
            return
        invite.cancelled = True
        invite.cancel_reason = reason
        self._core.heap.cancel(invite.ring_limit)
        if invite.provisional:
            self._send_cancel(invite, now)

    def cancel_snapshot(self, invite: ClientInvite) -> dict[str, Any]:
        """Return what `cancel_orphan` needs, as plain values."""
        request = invite.transaction.request
        headers = [plain(list(header)) for header in request.headers if header[0] in _CANCEL_HEADERS]
        return {
            "uri": plain(request.uri),
            "headers": headers,
            "flow": flow_snapshot(invite.flow),
            "contact": invite.contact,
        }

    def cancel_orphan(self, snapshot: dict[str, Any], reason: str | None, now: float) -> None:
        """Cancel the INVITE of a process that is gone; its answers are acknowledged and hung up, nothing is told."""
        flow = flow_from_snapshot(snapshot["flow"])
        headers = [(text(name), text(value)) for name, value in snapshot["headers"]]
        request = Request("INVITE", text(snapshot["uri"]), headers)
        invite = ClientInvite(request.call_id, request.from_.tag or "", flow, self)
        invite.contact = snapshot["contact"]
        invite.done = invite.cancelled = invite.provisional = True
        invite.cancel_reason = reason
        invite.transaction = self._core.layer.adopt(request, flow, invite, now)
        self._send_cancel(invite, now)

    def stray(self, response: Response, flow: Flow, now: float) -> None:
        """Take a 2xx to an INVITE that no transaction knows: acknowledge it, and hang up unless its dialog is known."""
        dialog = self._core.dialogs.get((response.call_id, response.from_.tag or "", response.to.tag or ""))
        if dialog is not None:
            if dialog.ack_cseq == response.cseq.number:
                self._core.ack_again(dialog)
            return
        headers = [(name, response.get(name) or "") for name in ("From", "To", "Call-ID", "CSeq")]
        request = Request("INVITE", response.to.uri, headers)
        self._refuse_answer(dialog_as_client(request, response, flow, ""), request, now)

    # what comes back

    def response(self, invite: ClientInvite, transaction: ClientTransaction, response: Response, now: float) -> None:
        """Take a response to our INVITE."""
        if response.status < 200:  # noqa: PLR2004
            self._rings(invite, transaction, response, now)
        elif response.status < 300:  # noqa: PLR2004
            self._answered(invite, transaction, response, now)
        elif transaction is invite.transaction and not invite.done and not self._again(invite, response, now):
            self._finish(invite, response.status, response.reason, response, now)

    def failure(self, invite: ClientInvite, transaction: ClientTransaction, status: int, now: float) -> None:
        """Take the fact that no response will come."""
        if transaction is invite.transaction and not invite.done:
            if invite.cancelled:
                status = 487
            self._finish(invite, status, REASONS[status], None, now)

    def _rings(self, invite: ClientInvite, transaction: ClientTransaction, response: Response, now: float) -> None:
        if transaction is not invite.transaction:
            return
        invite.provisional = True
        if invite.cancelled:
            if not invite.done:
                self._send_cancel(invite, now)
            return
        if invite.done or response.status == 100:  # noqa: PLR2004
            return
        invite.remote_tag = response.to.tag
        event, settled = self._early.provisional(invite, transaction.request, response, now)
        if event is not None:
            self._core.emit(event)
            if settled and event.dialog is not None:
                self._reinviting.resume(event.dialog, now)

    def answer_offer(self, dialog: Dialog, sdp: bytes, now: float) -> None:
        """Answer the offer of a reliable provisional response, or of a 2xx, to an INVITE without one."""
        if dialog.early:
            self._early.answer(dialog, sdp, now)
            self._reinviting.resume(dialog, now)
            return
        request = dialog.answer_due
        if request is None or dialog.ended:
            return
        dialog.answer_due = None
        dialog.offer_open = ""
        dialog.local_sdp = sdp
        ack = acknowledge(dialog, request)
        ack.headers.append(("Content-Type", SDP_TYPE))
        ack.body = sdp
        self._core.send_ack(dialog, ack)
        self._reinviting.resume(dialog, now)

    def _answered(self, invite: ClientInvite, transaction: ClientTransaction, response: Response, now: float) -> None:
        core = self._core
        tag = response.to.tag or ""
        dialog = invite.dialogs.get(tag)
        if dialog is not None and not dialog.early:
            core.ack_again(dialog)
            return
        request = transaction.request
        if dialog is None:
            dialog = invite.dialogs[tag] = dialog_as_client(request, response, invite.flow, invite.contact)
            dialog.credentials = invite.credentials
            dialog.local_sdp = invite.offer or None
        else:
            confirm_as_client(dialog, response)
        if invite.done or invite.cancelled:
            self._refuse_answer(dialog, request, now)
            if not invite.done:
                self._finish(invite, 487, REASONS[487], None, now)
            return
        invite.done = True
        invite.remote_tag = tag
        core.heap.cancel(invite.ring_limit)
        self._early.drop(invite, now, but=dialog)
        core.dialogs[dialog.key] = dialog
        sdp = session_of(response)
        offered = sdp is not None and dialog.local_sdp is None
        if dialog.revised or sdp is None:
            sdp = dialog.remote_sdp or invite.early_sdp
        dialog.remote_sdp = sdp
        if offered:
            dialog.offer_open = "theirs"
            dialog.answer_due = request
        else:
            dialog.offer_open = ""
            dialog.answer_due = None
            core.send_ack(dialog, acknowledge(dialog, request))
        self._reinviting.session_timers.agreed(dialog, response, now)
        core.emit(Accepted(invite, dialog, sdp or b"", response, offered))
        self._reinviting.resume(dialog, now)

    def _refuse_answer(self, dialog: Dialog, request: Request, now: float) -> None:
        """Acknowledge and hang up an answer that nobody wants."""
        core = self._core
        dialog.silent = True
        dialog.ended = False
        core.dialogs[dialog.key] = dialog
        core.send_ack(dialog, acknowledge(dialog, request))
        core.hang_up(dialog, "local", now)

    def _again(self, invite: ClientInvite, response: Response, now: float) -> bool:
        """Send the INVITE again if its refusal can be met: a challenge, or a longer session interval."""
        if invite.cancelled:
            return False
        core = self._core
        old = invite.transaction.request
        number = old.cseq.number + 1
        again: Request | None = None
        if response.status in (401, 407) and invite.credentials is not None:
            again = with_credentials(old, response, invite.credentials, invite.nonces, number, core.tokens())
        elif response.status == 422:  # noqa: PLR2004
            minimum = seconds_of(response, "Min-SE")
            invite.attempts += 1
            if minimum is not None and invite.attempts <= _MAX_422:
                again = once_more(old, number)
                again.set("Session-Expires", str(max(minimum, core.config.session_expires)))
                again.set("Min-SE", str(minimum))
        if again is None:
            return False
        invite.provisional = False
        self._early.drop(invite, now)
        invite.dialogs.clear()
        invite.transaction = core.layer.start(again, invite.flow, invite, now, large_by_tcp=invite.large_by_tcp)
        return True

    # giving up

    def _send_cancel(self, invite: ClientInvite, now: float) -> None:
        if invite.cancel_sent:
            return
        invite.cancel_sent = True
        core = self._core
        core.layer.cancel(invite.transaction, invite.cancel_reason, NOBODY, now)
        invite.cancel_limit = core.heap.start(now + core.t1_64, self._cancelled_long_ago, invite)

    def _cancelled_long_ago(self, invite: ClientInvite, now: float) -> None:
        self._core.layer.abandon(invite.transaction)
        if not invite.done:
            self._finish(invite, 487, REASONS[487], None, now)

    def _rang_enough(self, invite: ClientInvite, now: float) -> None:
        invite.limit_reached = True
        self.cancel(invite, None, now)

    def _finish(self, invite: ClientInvite, status: int, reason: str, response: Response | None, now: float) -> None:
        invite.done = True
        self._early.drop(invite, now)
        self._core.heap.cancel(invite.ring_limit)
        self._core.heap.cancel(invite.cancel_limit)
        if invite.limit_reached and status == 487:  # noqa: PLR2004
            status, reason = 408, "Nobody answered"
        self._core.emit(Refused(invite, status, reason, response))
