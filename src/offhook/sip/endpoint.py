"""The one SIP object that a switch drives: bytes and time in, bytes and events out. Being built: the signatures are final."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from offhook.sip.transaction import Timers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from offhook.sip.address import Flow, Transmit
    from offhook.sip.dialog import Dialog, InDialogRequest
    from offhook.sip.events import Event
    from offhook.sip.invite import ClientInvite, OutgoingInvite, ServerInvite
    from offhook.sip.transaction import ServerTransaction
    from offhook.sip.wire import Request, Response


@dataclass(frozen=True, slots=True)
class EndpointConfig:
    """Settings of an endpoint; times in seconds."""

    user_agent: str = "Offhook"
    timers: Timers = field(default_factory=Timers)
    session_expires: int = 1800
    min_se: int = 90
    allow: tuple[str, ...] = (
        "INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "INFO", "UPDATE", "REFER", "NOTIFY", "SUBSCRIBE", "MESSAGE", "REGISTER",
    )  # fmt: skip
    supported: tuple[str, ...] = ("timer", "replaces", "path")
    max_transactions: int = 20_000


class Endpoint:
    """All SIP of one switch: transactions, dialogs, INVITEs."""

    def __init__(self, config: EndpointConfig, tokens: Callable[[], str]) -> None:
        raise NotImplementedError

    def receive(self, data: bytes, flow: Flow, now: float) -> None:
        """Take one datagram or one framed message; never raises on remote input."""
        raise NotImplementedError

    def transport_failed(self, flow: Flow, now: float) -> None:
        """A TCP connection was refused or closed, or sending failed."""
        raise NotImplementedError

    def timeout(self, now: float) -> None:
        """Run all timers that are due."""
        raise NotImplementedError

    def next_timer(self) -> float | None:
        """Return when timeout wants to be called next, None for never."""
        raise NotImplementedError

    def outgoing(self) -> list[Transmit]:
        """Drain what has to be sent."""
        raise NotImplementedError

    def events(self) -> list[Event]:
        """Drain what happened."""
        raise NotImplementedError

    def respond(self, transaction: ServerTransaction, response: Response, now: float) -> None:
        """Answer a RequestReceived."""
        raise NotImplementedError

    def request(self, request: Request, flow: Flow, tag: object, now: float) -> None:
        """Send a request outside dialogs; Via, Max-Forwards and User-Agent are added."""
        raise NotImplementedError

    def invite(self, invite: OutgoingInvite, now: float) -> ClientInvite:
        """Call."""
        raise NotImplementedError

    def cancel(self, invite: ClientInvite, reason: str | None, now: float) -> None:
        """Give up an INVITE of ours; `reason` is the text of a Reason header (RFC 3326)."""
        raise NotImplementedError

    def provisional(self, invite: ServerInvite, status: int, now: float, *, sdp: bytes | None = None) -> None:
        """Send 180 or 183."""
        raise NotImplementedError

    def accept(self, invite: ServerInvite, sdp: bytes, now: float) -> Dialog:
        """Answer with 200."""
        raise NotImplementedError

    def reject(
        self,
        invite: ServerInvite,
        status: int,
        now: float,
        *,
        reason: str | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Refuse an INVITE; `reason` is the text of a Reason header."""
        raise NotImplementedError

    def bye(self, dialog: Dialog, now: float, *, reason: str | None = None) -> None:
        """Hang up."""
        raise NotImplementedError

    def reinvite(self, dialog: Dialog, sdp: bytes, now: float) -> None:
        """Offer a changed session."""
        raise NotImplementedError

    def answer_reinvite(self, request: InDialogRequest, sdp: bytes, now: float) -> None:
        """Answer a ReinviteReceived."""
        raise NotImplementedError

    def refuse(self, request: InDialogRequest, status: int, now: float) -> None:
        """Refuse any request in a dialog."""
        raise NotImplementedError

    def acknowledge(
        self, request: InDialogRequest, now: float, *, status: int = 200, headers: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Answer a request in a dialog without a body."""
        raise NotImplementedError

    def send_in_dialog(
        self, dialog: Dialog, method: str, headers: Sequence[tuple[str, str]], body: bytes, now: float
    ) -> None:
        """Send INFO, NOTIFY, MESSAGE …"""
        raise NotImplementedError

    def snapshot(self, dialog: Dialog) -> dict[str, Any]:
        """Return the dialog as plain values."""
        raise NotImplementedError

    def restore(self, snapshot: dict[str, Any], now: float) -> Dialog:
        """Bring a dialog back."""
        raise NotImplementedError

    def cancel_snapshot(self, invite: ClientInvite) -> dict[str, Any]:
        """Return what cancel_orphan needs, as plain values."""
        raise NotImplementedError

    def cancel_orphan(self, snapshot: dict[str, Any], reason: str | None, now: float) -> None:
        """Cancel an INVITE of a process that is gone."""
        raise NotImplementedError
