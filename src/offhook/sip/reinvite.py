"""Changing a session (RFC 3261 §14): re-INVITEs of both sides, UPDATE with a body (RFC 3311), glare and its retry.

Invariant: one offer at a time per dialog. Ours waits for theirs to be answered and acknowledged; theirs during ours
gets 491, a second one of theirs 500 with Retry-After. An early dialog is changed by UPDATE only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.sip.acknowledgement import Acknowledgements, Unacknowledged
from offhook.sip.authentication import in_dialog_with_credentials
from offhook.sip.bodies import SDP_TYPE, session_of
from offhook.sip.core import seconds_of
from offhook.sip.dialog import Dialog, InDialogRequest, acknowledge
from offhook.sip.events import ReinviteAnswered, ReinviteReceived, ReinviteRefused
from offhook.sip.session_timer import SessionTimers

if TYPE_CHECKING:
    from offhook.sip.core import Core
    from offhook.sip.timers import Timer
    from offhook.sip.transaction import ClientTransaction, ServerTransaction
    from offhook.sip.wire import Request, Response


_LONGEST_OVERLAP = 10
_OVERLAPS = 3


class PendingReinvite:
    """Our re-INVITE or UPDATE: waiting for its turn, sent, or waiting to be sent again.

    `refresh` ones change nothing and are not told.
    """

    __slots__ = ("_user", "dialog", "finished", "following", "refresh", "retry", "sdp", "sent", "tried")

    def __init__(self, user: Reinviting, dialog: Dialog, sdp: bytes, *, refresh: bool) -> None:
        self._user = user
        self.dialog = dialog
        self.sdp = sdp
        self.refresh = refresh
        self.sent = False
        self.finished = False
        self.tried: list[int] = []
        self.retry: Timer | None = None
        self.following: bytes | None = None

    def on_response(self, transaction: ClientTransaction, response: Response, now: float) -> None:
        """Pass a response on."""
        self._user.response(self, transaction, response, now)

    def on_failure(self, _: ClientTransaction, status: int, now: float) -> None:
        """Pass a failure on."""
        self._user.failure(self, status, now)


class Reinviting:
    """Re-INVITEs of both directions, with the ACKs and session timers that hang on them."""

    __slots__ = ("_core", "acknowledgements", "session_timers")

    def __init__(self, core: Core) -> None:
        self._core = core
        self.acknowledgements = Acknowledgements(core, self.resume)
        self.session_timers = SessionTimers(core, self._refresh)

    # ours

    def start(self, dialog: Dialog, sdp: bytes, now: float) -> None:
        """Offer a changed session as soon as the dialog is free; an offer that still waits is replaced."""
        cannot = dialog.early and dialog.peer_allows and "UPDATE" not in dialog.peer_allows
        if dialog.ended or cannot:
            self._core.emit(ReinviteRefused(dialog, 481 if dialog.ended else 405))
            return
        pending = dialog.pending
        if pending is None:
            dialog.pending = PendingReinvite(self, dialog, sdp, refresh=False)
            self.resume(dialog, now)
        else:
            if pending.following is not None:
                self._core.emit(ReinviteRefused(dialog, 491))
            pending.following = sdp

    def resume(self, dialog: Dialog, now: float) -> None:
        """Send what waits, if the dialog is free."""
        pending = dialog.pending
        if pending is None or pending.sent or pending.retry is not None:
            return
        if dialog.ended or dialog.unacknowledged is not None or dialog.open_request is not None:
            return
        if dialog.offer_open or (dialog.early and dialog.reliable is not None and dialog.reliable.open):
            return
        if dialog.early and (dialog.remote_sdp is None or "UPDATE" not in dialog.peer_allows):
            return
        self._send(pending, now)

    def _refresh(self, dialog: Dialog, now: float) -> None:
        if dialog.pending is None and dialog.local_sdp is not None:
            dialog.pending = PendingReinvite(self, dialog, dialog.local_sdp, refresh=True)
            self.resume(dialog, now)
        else:
            self.session_timers.not_refreshed(dialog, now)

    def _send(self, pending: PendingReinvite, now: float) -> None:
        dialog = pending.dialog
        pending.sent = True
        request = dialog.request("UPDATE" if dialog.early else "INVITE")
        request.headers += [("Contact", dialog.contact), self._core.agent, *self._core.capabilities]
        if not dialog.early:
            request.headers += self.session_timers.offer(dialog)
        request.headers.append(("Content-Type", SDP_TYPE))
        request.body = pending.sdp
        self._core.layer.start(request, dialog.flow, pending, now)

    def response(
        self, pending: PendingReinvite, transaction: ClientTransaction, response: Response, now: float
    ) -> None:
        """Take a response to our re-INVITE."""
        status = response.status
        if status < 200:  # noqa: PLR2004
            return
        if status < 300:  # noqa: PLR2004
            self._succeeded(pending, transaction, response, now)
        elif not pending.finished and not self._again(pending, transaction, response, now):
            self._finish(pending, now)
            if status in (408, 481) and not pending.dialog.early:
                self._refused(pending, status, now)
                self._core.hang_up(pending.dialog, "timeout", now, f"{status} to a re-INVITE")
            else:
                self._refused(pending, status, now)

    def failure(self, pending: PendingReinvite, status: int, now: float) -> None:
        """Take the fact that there is no response: without one in time the call is over (RFC 3261 §14.1)."""
        self._finish(pending, now)
        self._refused(pending, status, now)
        if status == 408 and not pending.dialog.early:  # noqa: PLR2004
            self._core.hang_up(pending.dialog, "timeout", now, "re-INVITE not answered")

    def _succeeded(
        self, pending: PendingReinvite, transaction: ClientTransaction, response: Response, now: float
    ) -> None:
        dialog = pending.dialog
        number = response.cseq.number
        if dialog.ack_cseq == number:
            self._core.ack_again(dialog)
            return
        dialog.refresh_target(response)
        updated = transaction.request.method == "UPDATE"
        if not updated:
            self._core.send_ack(dialog, acknowledge(dialog, transaction.request))
        if pending.finished:
            return
        sdp = session_of(response)
        dialog.local_sdp = pending.sdp
        dialog.revised = True
        if sdp is not None:
            dialog.remote_sdp = sdp
        if not dialog.ended:
            if not updated:
                self.session_timers.agreed(dialog, response, now)
            if not pending.refresh:
                self._core.emit(ReinviteAnswered(dialog, sdp or b""))
        self._finish(pending, now)

    def _again(self, pending: PendingReinvite, transaction: ClientTransaction, response: Response, now: float) -> bool:
        """Send it again if its refusal can be met; each kind once, overlaps thrice, glare as often as it happens."""
        dialog, status = pending.dialog, response.status
        if dialog.ended:
            return False
        if status == 491:  # noqa: PLR2004
            pending.sent = False
            fraction = self._core.fraction()
            wait = 2.1 + 1.9 * fraction if dialog.initiator else 2.0 * fraction
            pending.retry = self._core.heap.start(now + wait, self._retry, pending)
            return True
        later = seconds_of(response, "Retry-After") if status == 500 else None  # noqa: PLR2004
        if later is not None and later <= _LONGEST_OVERLAP and pending.tried.count(status) < _OVERLAPS:
            pending.tried.append(status)
            pending.sent = False
            pending.retry = self._core.heap.start(now + later, self._retry, pending)
            return True
        if status in pending.tried:
            return False
        pending.tried.append(status)
        minimum = seconds_of(response, "Min-SE")
        if status == 422 and minimum is not None:  # noqa: PLR2004
            self.session_timers.raise_interval(dialog, minimum)
            self._send(pending, now)
            return True
        again = None
        if status in (401, 407):
            again = in_dialog_with_credentials(self._core.tokens, transaction.request, response, dialog)
        if again is not None:
            self._core.layer.start(again, dialog.flow, pending, now)
        return again is not None

    def _retry(self, pending: PendingReinvite, now: float) -> None:
        pending.retry = None
        self.resume(pending.dialog, now)

    def _refused(self, pending: PendingReinvite, status: int, now: float) -> None:
        if pending.refresh:
            self.session_timers.not_refreshed(pending.dialog, now)
        elif not pending.dialog.ended:
            self._core.emit(ReinviteRefused(pending.dialog, status))

    def _finish(self, pending: PendingReinvite, now: float) -> None:
        pending.finished = True
        dialog = pending.dialog
        if dialog.pending is not pending:
            return
        dialog.pending = None
        if pending.following is not None and not dialog.ended:
            self.start(dialog, pending.following, now)

    # theirs

    def received(self, dialog: Dialog, transaction: ServerTransaction, now: float) -> None:
        """Take a re-INVITE or UPDATE; an UPDATE without a body and a session as it is are answered at once."""
        request = transaction.request
        refusal = self._refusal(dialog, request)
        if refusal:
            response = transaction.response(refusal)
            if refusal == 422:  # noqa: PLR2004
                response.add("Min-SE", str(self._core.config.min_se))
            elif refusal == 500:  # noqa: PLR2004
                response.add("Retry-After", str(int(self._core.fraction() * 10)))
            elif refusal == 415:  # noqa: PLR2004
                response.add("Accept", SDP_TYPE)
            self._core.layer.respond(transaction, response, now)
            return
        dialog.refresh_target(request)
        sdp = session_of(request)
        if request.method == "UPDATE" and sdp is None:
            self._agree(InDialogRequest(dialog, transaction), None, now)
            return
        waiting = InDialogRequest(dialog, transaction, sdp)
        if sdp is not None and sdp == dialog.remote_sdp and dialog.local_sdp is not None:
            self._agree(waiting, dialog.local_sdp, now)
            return
        dialog.open_request = waiting
        self._core.emit(ReinviteReceived(dialog, waiting, sdp))

    def answer(self, waiting: InDialogRequest, sdp: bytes, now: float) -> None:
        """Answer a ReinviteReceived; one that was answered before, or whose dialog ended, is left alone."""
        dialog = waiting.dialog
        if dialog.open_request is not waiting or dialog.ended:
            return
        dialog.open_request = None
        dialog.local_sdp = sdp
        dialog.revised = True
        if waiting.sdp is not None:
            dialog.remote_sdp = waiting.sdp
        else:
            dialog.offer_open = "ours"
        self._agree(waiting, sdp, now)
        self.resume(dialog, now)

    def refused(self, waiting: InDialogRequest, now: float) -> None:
        """Note that the layer above refused it."""
        if waiting.dialog.open_request is waiting:
            waiting.dialog.open_request = None
            self.resume(waiting.dialog, now)

    def _refusal(self, dialog: Dialog, request: Request) -> int:
        pending = dialog.pending
        if request.method == "INVITE" or request.body:
            if dialog.open_request is not None or dialog.offer_open == "theirs":
                return 500
            if dialog.offer_open == "ours" or (pending is not None and pending.sent):
                return 491
            if request.method == "INVITE" and dialog.unacknowledged is not None:
                return 491
        if request.body and session_of(request) is None:
            return 415
        return 422 if self.session_timers.too_small(request) else 0

    def _agree(self, waiting: InDialogRequest, sdp: bytes | None, now: float) -> None:
        dialog, transaction, core = waiting.dialog, waiting.transaction, self._core
        response = transaction.response(200)
        response.headers.append(core.agent)
        if waiting.method != "PRACK":
            response.headers += [("Contact", dialog.contact), *core.capabilities]
            if not dialog.early:
                response.headers += self.session_timers.accept(dialog, transaction.request, now)
        if sdp is not None:
            response.headers.append(("Content-Type", SDP_TYPE))
            response.body = sdp
        core.layer.respond(transaction, response, now)
        if waiting.method == "INVITE":
            answer = Unacknowledged(transaction.request.cseq.number, transaction.reply, transaction.reply_flow)
            self.acknowledgements.expect(dialog, answer, now)
