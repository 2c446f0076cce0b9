"""INVITEs under way, outgoing and incoming (RFC 3261 §13): what the layer above holds until there is a dialog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from offhook.sip.bodies import session_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.sip.address import Flow
    from offhook.sip.dialog import Dialog
    from offhook.sip.digest import Credentials
    from offhook.sip.headers import NameAddr
    from offhook.sip.timers import Timer
    from offhook.sip.transaction import ClientTransaction, ServerTransaction
    from offhook.sip.wire import Request, Response


@dataclass(slots=True)
class OutgoingInvite:
    """A call to make.

    `uri` is the Request-URI, `offer` the SDP, `headers` extra ones, `route` values of Route headers, `ring_limit_s` the
    seconds after which the INVITE is cancelled and told as Refused 408. With `credentials` a 401 or 407 is answered
    without asking; with `large_by_tcp` a large one goes by TCP where the other side takes it (RFC 3261 §18.1.1).
    """

    flow: Flow
    uri: str
    from_: NameAddr
    to: NameAddr
    offer: bytes
    headers: Sequence[tuple[str, str]] = ()
    route: Sequence[str] = ()
    credentials: Credentials | None = None
    ring_limit_s: float | None = None
    max_forwards: int = 70
    large_by_tcp: bool = False


class InviteUser(Protocol):
    """Who handles what comes back to our INVITEs."""

    def response(self, invite: ClientInvite, transaction: ClientTransaction, response: Response, now: float) -> None:
        """Take a response."""

    def failure(self, invite: ClientInvite, transaction: ClientTransaction, status: int, now: float) -> None:
        """Take the fact that none will come."""


class ClientInvite:
    """An INVITE of ours.

    `done` once Accepted or Refused is told; `remote_tag` is that of the latest provisional response; `dialogs` are
    those of its forks by their tags, early and confirmed; `early_sdp` is the latest session before an answer.
    """

    __slots__ = (
        "_user",
        "attempts",
        "call_id",
        "cancel_limit",
        "cancel_reason",
        "cancel_sent",
        "cancelled",
        "contact",
        "credentials",
        "dialogs",
        "done",
        "early_sdp",
        "flow",
        "large_by_tcp",
        "limit_reached",
        "local_tag",
        "local_uri",
        "nonces",
        "offer",
        "owner",
        "provisional",
        "remote_tag",
        "remote_uri",
        "ring_limit",
        "transaction",
    )

    transaction: ClientTransaction

    def __init__(self, call_id: str, local_tag: str, flow: Flow, user: InviteUser) -> None:
        self._user = user
        self.call_id = call_id
        self.local_tag = local_tag
        self.flow = flow
        self.local_uri = ""
        self.remote_uri = ""
        self.remote_tag: str | None = None
        self.contact = ""
        self.offer = b""
        self.credentials: Credentials | None = None
        self.nonces: list[str] = []
        self.attempts = 0
        self.provisional = False
        self.cancelled = False
        self.cancel_sent = False
        self.cancel_reason: str | None = None
        self.cancel_limit: Timer | None = None
        self.ring_limit: Timer | None = None
        self.limit_reached = False
        self.large_by_tcp = False
        self.early_sdp: bytes | None = None
        self.dialogs: dict[str, Dialog] = {}
        self.done = False
        self.owner: Any = None

    def disown(self) -> None:
        """Let go of the owner: what still comes concerns nobody."""
        self.owner = None
        for dialog in self.dialogs.values():
            dialog.owner = None

    def on_response(self, transaction: ClientTransaction, response: Response, now: float) -> None:
        """Pass a response on to whoever handles INVITEs."""
        self._user.response(self, transaction, response, now)

    def on_failure(self, transaction: ClientTransaction, status: int, now: float) -> None:
        """Pass a failure on to whoever handles INVITEs."""
        self._user.failure(self, transaction, status, now)


class ServerInvite:
    """An INVITE of the other side; `gone` once it is answered, refused, cancelled or undeliverable.

    `reliability` tells what its caller wants of provisional responses (RFC 3262), `dialog` is its early dialog where
    one was needed, `held` the session of a 2xx that waits for a PRACK.
    """

    __slots__ = ("dialog", "flow", "gone", "held", "owner", "reliability", "repeat", "request", "transaction")

    def __init__(self, transaction: ServerTransaction) -> None:
        self.transaction = transaction
        self.request: Request = transaction.request
        self.flow = transaction.flow
        self.gone = False
        self.repeat: Timer | None = None
        self.reliability: Literal["", "supported", "required"] = reliability_of(self.request)
        self.dialog: Dialog | None = None
        self.held: bytes | None = None
        self.owner: Any = None

    def disown(self) -> None:
        """Let go of the owner: what still comes concerns nobody."""
        self.owner = None
        if self.dialog is not None:
            self.dialog.owner = None

    @property
    def call_id(self) -> str:
        """The Call-ID."""
        return self.request.call_id

    @property
    def local_tag(self) -> str:
        """The tag of our responses."""
        return self.transaction.local_tag

    @property
    def remote_tag(self) -> str:
        """The caller's tag, "" of an RFC 2543 caller."""
        return self.request.from_.tag or ""

    @property
    def local_uri(self) -> str:
        """The URI of the To."""
        return self.request.to.uri

    @property
    def remote_uri(self) -> str:
        """The URI of the From."""
        return self.request.from_.uri

    @property
    def sdp(self) -> bytes | None:
        """The offer, None when our answer has to carry one."""
        return session_of(self.request)


def reliability_of(request: Request) -> Literal["", "supported", "required"]:
    """Tell whether a caller understands reliable provisional responses, or takes no others (RFC 3262 §3)."""
    if "100rel" in request.tokens("Require"):
        return "required"
    return "supported" if "100rel" in request.tokens("Supported") else ""
