"""What all parts of an endpoint share: settings, transactions, dialogs, timers, events, and how a dialog ends.

Invariant: of each dialog that is not silent exactly one DialogEnded is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

from offhook.sip.address import Transmit
from offhook.sip.authentication import in_dialog_with_credentials, once_more
from offhook.sip.dialog import acknowledge
from offhook.sip.events import DialogEnded
from offhook.sip.headers import parse_number
from offhook.sip.invite import ServerInvite
from offhook.sip.timers import TimerHeap
from offhook.sip.transaction import Timers
from offhook.sip.transaction_layer import OUR_BRANCH, TransactionLayer, via_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.dialog import Dialog, DialogKey
    from offhook.sip.events import EndedBy, Event
    from offhook.sip.transaction import ClientTransaction, TransactionUser
    from offhook.sip.wire import Message, Request, Response

_MAX_SECONDS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class EndpointConfig:
    """Settings of an endpoint; times in seconds.

    `max_transactions` bounds the requests of others that are remembered.
    """

    user_agent: str = "Offhook"
    timers: Timers = field(default_factory=Timers)
    session_expires: int = 1800
    min_se: int = 90
    allow: tuple[str, ...] = (
        "INVITE",
        "ACK",
        "CANCEL",
        "BYE",
        "OPTIONS",
        "INFO",
        "PRACK",
        "UPDATE",
        "REFER",
        "NOTIFY",
        "SUBSCRIBE",
        "MESSAGE",
        "REGISTER",
    )
    supported: tuple[str, ...] = ("timer", "100rel", "replaces", "path")
    max_transactions: int = 20_000


class Core:
    """The shared state of one endpoint."""

    __slots__ = (
        "agent",
        "capabilities",
        "config",
        "dialogs",
        "early",
        "events",
        "heap",
        "layer",
        "t1_64",
        "tokens",
    )

    def __init__(self, config: EndpointConfig, tokens: Callable[[], str], user: TransactionUser) -> None:
        self.config = config
        self.tokens = tokens
        self.heap = TimerHeap()
        self.layer = TransactionLayer(user, self.heap, config.timers, tokens, config.max_transactions)
        self.dialogs: dict[DialogKey, Dialog] = {}
        self.early: dict[DialogKey, ServerInvite] = {}
        self.events: list[Event] = []
        self.t1_64 = 64 * config.timers.t1
        self.agent = ("User-Agent", config.user_agent)
        self.capabilities = [("Allow", ", ".join(config.allow)), ("Supported", ", ".join(config.supported))]

    def emit(self, event: Event) -> None:
        """Tell the layer above."""
        self.events.append(event)

    def fraction(self) -> float:
        """Return a number of 0 … 1 from the token source, for random delays."""
        return crc32(self.tokens().encode()) / 2**32

    def send_ack(self, dialog: Dialog, ack: Request) -> None:
        """Send the ACK of a 2xx and keep it for the 2xx's retransmissions."""
        ack.prepend("Via", via_value(dialog.flow, OUR_BRANCH + self.tokens()))
        dialog.ack = ack.encode()
        dialog.ack_cseq = ack.cseq.number
        self.layer.out.append(Transmit(dialog.flow, dialog.ack))

    def ack_again(self, dialog: Dialog) -> None:
        """Send the kept ACK again; one that waits for our answer goes out with it."""
        if dialog.ack:
            self.layer.out.append(Transmit(dialog.flow, dialog.ack))

    def end(self, dialog: Dialog, by: EndedBy, reason: str | None, now: float) -> bool:
        """Mark a dialog as ended, stop what runs on it and tell it; False when it had ended before."""
        if dialog.ended:
            return False
        self._wind_up(dialog, now)
        if not dialog.silent:
            self.emit(DialogEnded(dialog, by, reason))
        return True

    def drop_early(self, dialog: Dialog, now: float) -> None:
        """Forget an early dialog whose INVITE came to nothing, or to something else; that is told by other events."""
        self._wind_up(dialog, now)
        dialog.invite = None
        if self.dialogs.get(dialog.key) is dialog:
            del self.dialogs[dialog.key]

    def _wind_up(self, dialog: Dialog, now: float) -> None:
        dialog.ended = True
        if dialog.session is not None:
            self.heap.cancel(dialog.session.timer)
            dialog.session.timer = None
        if dialog.pending is not None:
            self.heap.cancel(dialog.pending.retry)
            dialog.pending.retry = None
            if not dialog.pending.sent:
                dialog.pending = None
        if dialog.reliable is not None:
            dialog.reliable.stop(self.heap)
        if dialog.open_request is not None:
            transaction = dialog.open_request.transaction
            dialog.open_request = None
            self.layer.respond(transaction, transaction.response(487), now)

    def hang_up(
        self, dialog: Dialog, by: EndedBy, now: float, reason: str | None = None, header: str | None = None
    ) -> None:
        """End a dialog with a BYE, whose Reason header is `header`; it waits for the ACK of our 2xx (RFC 3261 §15)."""
        if not self.end(dialog, by, reason, now):
            return
        if dialog.early:
            self._refuse_held(dialog, header, now)
            return
        unacknowledged = dialog.unacknowledged
        if unacknowledged is not None and not dialog.confirmed:
            dialog.bye_pending = True
            dialog.bye_reason = header
            return
        self.send_bye(dialog, header, now)

    def _refuse_held(self, dialog: Dialog, header: str | None, now: float) -> None:
        """Refuse a caller whose 2xx was held back for a PRACK when we hung up."""
        invite = dialog.invite
        self.drop_early(dialog, now)
        if isinstance(invite, ServerInvite):
            invite.held = None
            response = invite.transaction.response(480)
            response.headers.append(self.agent)
            if header:
                response.headers.append(("Reason", header))
            self.layer.respond(invite.transaction, response, now)

    def send_bye(self, dialog: Dialog, header: str | None, now: float) -> None:
        """Send the BYE of an ended dialog."""
        dialog.bye_pending = False
        self.stop_unacknowledged(dialog)
        if dialog.answer_due is not None:
            self.send_ack(dialog, acknowledge(dialog, dialog.answer_due))
            dialog.answer_due = None
        request = dialog.request("BYE")
        request.headers.append(self.agent)
        if header:
            request.headers.append(("Reason", header))
        self.layer.start(request, dialog.flow, Goodbye(self, dialog), now)

    def stop_unacknowledged(self, dialog: Dialog) -> None:
        """Stop the retransmission of a 2xx of ours."""
        unacknowledged = dialog.unacknowledged
        if unacknowledged is not None:
            self.heap.cancel(unacknowledged.resend)
            self.heap.cancel(unacknowledged.limit)
            dialog.unacknowledged = None

    def forget_soon(self, dialog: Dialog, now: float) -> None:
        """Drop an ended dialog after T4, when nothing of it can be under way any more."""
        self.heap.start(now + self.config.timers.t4, self._forget, dialog)

    def _forget(self, dialog: Dialog, _: float) -> None:
        if self.dialogs.get(dialog.key) is dialog:
            del self.dialogs[dialog.key]


class Goodbye:
    """Hears of the answer to our BYE and lets the dialog be forgotten.

    A challenge is met once, and a BYE that was lost with its connection is sent once more on a new one.
    """

    __slots__ = ("_core", "_dialog", "_resent", "_tried")

    def __init__(self, core: Core, dialog: Dialog) -> None:
        self._core = core
        self._dialog = dialog
        self._tried = False
        self._resent = False

    def on_response(self, transaction: ClientTransaction, response: Response, now: float) -> None:
        """Take the final response."""
        if response.status < 200:  # noqa: PLR2004
            return
        if response.status in (401, 407) and self._dialog.credentials is not None and not self._tried:
            self._tried = True
            again = in_dialog_with_credentials(self._core.tokens, transaction.request, response, self._dialog)
            if again is not None:
                self._core.layer.start(again, self._dialog.flow, self, now)
                return
        self._core.forget_soon(self._dialog, now)

    def on_failure(self, transaction: ClientTransaction, status: int, now: float) -> None:
        """Take the fact that there is none."""
        dialog = self._dialog
        if status == 503 and transaction.flow.connection and not self._resent:  # noqa: PLR2004
            self._resent = True
            dialog.local_cseq += 1
            self._core.layer.start(once_more(transaction.request, dialog.local_cseq), dialog.flow, self, now)
            return
        self._core.forget_soon(dialog, now)


def seconds_of(message: Message, name: str) -> int | None:
    """Return the leading number of seconds of a header (Min-SE, Retry-After …), None when it is bad or missing."""
    value = message.get(name)
    if value is None:
        return None
    try:
        return parse_number(value.partition(";")[0].partition("(")[0], _MAX_SECONDS)
    except ValueError:
        return None
