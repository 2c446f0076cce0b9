"""What an Endpoint tells the layer above: frozen dataclasses, matched by type.

Of each dialog exactly one DialogEnded is told, and of each outgoing INVITE exactly one of Accepted and Refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from offhook.sip.address import Flow
    from offhook.sip.dialog import Dialog, InDialogRequest
    from offhook.sip.invite import ClientInvite, ServerInvite
    from offhook.sip.transaction import ServerTransaction
    from offhook.sip.wire import Request, Response

EndedBy = Literal["remote", "local", "timeout", "session timer", "no ACK", "transport"]


@dataclass(frozen=True, slots=True)
class InviteReceived:
    """Somebody calls; 100 is sent. Answer with provisional, accept or reject."""

    invite: ServerInvite
    request: Request
    flow: Flow


@dataclass(frozen=True, slots=True)
class InviteCancelled:
    """The caller gave up before our answer; 487 is sent. `reason` is the text of its Reason header."""

    invite: ServerInvite
    reason: str | None


@dataclass(frozen=True, slots=True)
class Ringing:
    """A provisional response of 101 … 199 to our INVITE; `sdp` is early media's answer.

    `dialog` is the early one of the fork that sent it. Where `offered`, the INVITE had no offer and `sdp` is one:
    answer it with answer_offer. Of a 199 (RFC 6228) the `sdp` is that of another fork, which still goes on.
    """

    invite: ClientInvite
    status: int
    sdp: bytes | None
    response: Response
    dialog: Dialog | None = None
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """Our INVITE was answered; the ACK is sent, unless it was `offered` `sdp`: then answer_offer sends it."""

    invite: ClientInvite
    dialog: Dialog
    sdp: bytes
    response: Response
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Our INVITE came to nothing.

    Refused, cancelled (487), timed out (408) or the transport failed (503, no response).
    """

    invite: ClientInvite
    status: int
    reason: str
    response: Response | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The ACK for our 200 to an INVITE or re-INVITE came; `sdp` is its body, the answer when the 200 had the offer."""

    dialog: Dialog
    sdp: bytes | None


@dataclass(frozen=True, slots=True)
class OfferAnswered:
    """The PRACK of our reliable 183 came with the answer to the offer in it."""

    dialog: Dialog
    sdp: bytes


@dataclass(frozen=True, slots=True)
class ReinviteReceived:
    """The other side wants to change the session (re-INVITE, or UPDATE or PRACK with an offer).

    Answer with answer_reinvite or refuse.
    """

    dialog: Dialog
    request: InDialogRequest
    sdp: bytes | None


@dataclass(frozen=True, slots=True)
class ReinviteAnswered:
    """Our re-INVITE was answered; the ACK is sent."""

    dialog: Dialog
    sdp: bytes


@dataclass(frozen=True, slots=True)
class ReinviteRefused:
    """Our re-INVITE was refused; the session stays as it was."""

    dialog: Dialog
    status: int


@dataclass(frozen=True, slots=True)
class InfoReceived:
    """An INFO in a dialog; answer with acknowledge or refuse."""

    dialog: Dialog
    request: InDialogRequest
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class InDialogReceived:
    """Another request in a dialog (REFER, NOTIFY, MESSAGE, SUBSCRIBE …); answer with acknowledge or refuse."""

    dialog: Dialog
    request: InDialogRequest


@dataclass(frozen=True, slots=True)
class DialogEnded:
    """The call on this dialog is over, told once; `reason` is a Reason header's text or what went wrong."""

    dialog: Dialog
    by: EndedBy
    reason: str | None


@dataclass(frozen=True, slots=True)
class RequestReceived:
    """A request outside dialogs (REGISTER, OPTIONS, SUBSCRIBE, MESSAGE …); answer with respond."""

    transaction: ServerTransaction
    request: Request
    flow: Flow


@dataclass(frozen=True, slots=True)
class ResponseReceived:
    """A response to Endpoint.request (provisional too) or, with the dialog as tag, a final one to send_in_dialog."""

    tag: object
    response: Response


@dataclass(frozen=True, slots=True)
class RequestFailed:
    """No response came (408) or the transport failed (503)."""

    tag: object
    status: int


Event = (
    InviteReceived
    | InviteCancelled
    | Ringing
    | Accepted
    | Refused
    | Confirmed
    | OfferAnswered
    | ReinviteReceived
    | ReinviteAnswered
    | ReinviteRefused
    | InfoReceived
    | InDialogReceived
    | DialogEnded
    | RequestReceived
    | ResponseReceived
    | RequestFailed
)
