"""Reliable provisional responses of ours (RFC 3262 §3, §5): one at a time, repeated until its PRACK comes.

Invariant: while a response with a session description waits for its PRACK, the 2xx waits too, but no longer than T2: a
caller that promised PRACKs and sends none is answered all the same.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from offhook.sip.address import Transmit
from offhook.sip.bodies import SDP_TYPE, session_of
from offhook.sip.dialog import Dialog, InDialogRequest
from offhook.sip.events import OfferAnswered, ReinviteReceived
from offhook.sip.headers import parse_cseq, parse_number
from offhook.sip.invite import ServerInvite

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.core import Core
    from offhook.sip.timers import Timer, TimerHeap
    from offhook.sip.transaction import ServerTransaction

_MAX_RSEQ = 2**32 - 1
_FIRST_RSEQS = 2**20


class Reliable:
    """The reliable provisional responses to one INVITE.

    `number` is the RSeq of the latest; `open` while its PRACK is awaited, `described` when it holds a session; `queue`
    has the status and session of those that wait for it.
    """

    __slots__ = ("cseq", "data", "described", "interval", "limit", "number", "open", "queue", "release", "resend")

    def __init__(self, cseq: int, number: int) -> None:
        self.cseq = cseq
        self.number = number
        self.open = False
        self.described = False
        self.data = b""
        self.interval = 0.0
        self.queue: deque[tuple[int, bytes | None]] = deque()
        self.resend: Timer | None = None
        self.limit: Timer | None = None
        self.release: Timer | None = None

    def quiet(self, heap: TimerHeap) -> None:
        """Repeat no more."""
        heap.cancel(self.resend)
        heap.cancel(self.limit)
        self.resend = self.limit = None

    def stop(self, heap: TimerHeap) -> None:
        """Stop whatever runs."""
        self.quiet(heap)
        heap.cancel(self.release)
        self.release = None
        self.queue.clear()


class ReliableResponses:
    """Sends them and takes their PRACKs.

    `early(invite)` gives the early dialog, `give_up(invite, now)` ends an INVITE whose caller sends no PRACK though it
    requires such responses, `released(invite, now)` sends a 2xx that waited.
    """

    __slots__ = ("_core", "_early", "_give_up", "_released", "freed")

    def __init__(
        self,
        core: Core,
        early: Callable[[ServerInvite], Dialog],
        give_up: Callable[[ServerInvite, float], None],
        released: Callable[[ServerInvite, float], None],
    ) -> None:
        self._core = core
        self._early = early
        self._give_up = give_up
        self._released = released
        self.freed: Callable[[Dialog, float], None] = lambda _dialog, _now: None

    def send(self, invite: ServerInvite, status: int, sdp: bytes | None, now: float) -> None:
        """Send 101 … 199, after those before it were acknowledged."""
        dialog = self._early(invite)
        state = dialog.reliable
        if state is None:
            number = int(self._core.fraction() * _FIRST_RSEQS)
            state = dialog.reliable = Reliable(invite.request.cseq.number, number)
        if state.open:
            state.queue.append((status, sdp))
        else:
            self._launch(invite, dialog, state, (status, sdp), now)

    def _launch(
        self, invite: ServerInvite, dialog: Dialog, state: Reliable, what: tuple[int, bytes | None], now: float
    ) -> None:
        core = self._core
        status, sdp = what
        state.number += 1
        response = invite.transaction.response(status)
        for header in invite.request.headers:
            if header[0] == "Record-Route":
                response.headers.append(header)
        response.headers += [("Contact", dialog.contact), core.agent, core.capabilities[0]]
        response.headers += [("Require", "100rel"), ("RSeq", str(state.number))]
        if sdp is not None and (dialog.offer_open == "theirs" or dialog.local_sdp is None):
            dialog.offer_open = "" if dialog.offer_open == "theirs" else "ours"
            dialog.local_sdp = sdp
            response.headers.append(("Content-Type", SDP_TYPE))
            response.body = sdp
        core.layer.respond(invite.transaction, response, now)
        state.open = True
        state.described = bool(response.body)
        state.data = invite.transaction.reply
        state.interval = core.config.timers.t1
        state.resend = core.heap.start(now + state.interval, self._again, invite)
        state.limit = core.heap.start(now + core.t1_64, self._never, invite)

    def wait(self, invite: ServerInvite, now: float) -> bool:
        """Tell whether the 2xx has to wait for a PRACK; if so, for how long is seen to here."""
        state = self._early(invite).reliable
        if state is None or not (state.open and state.described):
            return False
        state.release = self._core.heap.start(now + self._core.config.timers.t2, self._released, invite)
        return True

    def acknowledged(self, dialog: Dialog, transaction: ServerTransaction, now: float) -> None:
        """Take a PRACK."""
        core, state, request = self._core, dialog.reliable, transaction.request
        sdp = session_of(request)
        status = 200
        try:
            number, _, rest = (request.get("RAck") or "").strip().partition(" ")
            named = parse_number(number, _MAX_RSEQ), *parse_cseq(rest.strip())
        except ValueError:
            status, named = 400, (0, 0, "")
        if status == 200 and (state is None or not state.open or named != (state.number, state.cseq, "INVITE")):  # noqa: PLR2004
            status = 481
        if status != 200 or state is None:  # noqa: PLR2004
            core.layer.respond(transaction, transaction.response(status), now)
            return
        dialog.remote_cseq = max(dialog.remote_cseq, request.cseq.number)
        state.quiet(core.heap)
        state.open = False
        if sdp is not None and dialog.offer_open != "ours" and not dialog.ended:
            dialog.open_request = InDialogRequest(dialog, transaction, sdp)
            core.emit(ReinviteReceived(dialog, dialog.open_request, sdp))
        else:
            core.layer.respond(transaction, transaction.response(200), now)
            if sdp is not None and not dialog.ended:
                dialog.offer_open = ""
                dialog.remote_sdp = sdp
                core.emit(OfferAnswered(dialog, sdp))
        self._next(dialog, state, now)

    def _next(self, dialog: Dialog, state: Reliable, now: float) -> None:
        invite = dialog.invite
        if not isinstance(invite, ServerInvite) or not dialog.early:
            return
        if invite.held is not None:
            self._released(invite, now)
        elif state.queue and not dialog.ended:
            self._launch(invite, dialog, state, state.queue.popleft(), now)
        self.freed(dialog, now)

    def _again(self, invite: ServerInvite, now: float) -> None:
        dialog = self._early(invite)
        state = dialog.reliable
        if state is None or invite.transaction.answered:
            return
        self._core.layer.out.append(Transmit(invite.transaction.reply_flow, state.data))
        state.interval *= 2
        state.resend = self._core.heap.start(now + state.interval, self._again, invite)

    def _never(self, invite: ServerInvite, now: float) -> None:
        dialog = self._early(invite)
        state = dialog.reliable
        if state is None:
            return
        state.quiet(self._core.heap)
        if invite.reliability == "required":
            self._give_up(invite, now)
            return
        invite.reliability = ""
        state.open = False
        state.queue.clear()
