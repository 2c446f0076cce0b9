"""REFER (RFC 3515): who is to be called instead, and telling the sender how that goes by NOTIFY of message/sipfrag.

The subscription is implicit; `Refer-Sub: false` (RFC 4488) and the option tag `nosub` (RFC 7614) do without.
Who sent it stands in Referred-By (RFC 3892), which we take as a claim and not as a proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offhook.errors import BadMessage
from offhook.sip.headers import parse_name_addr
from offhook.sip.names import REASONS
from offhook.sip.replaces import parse_replaces
from offhook.sip.uri import parse_uri

if TYPE_CHECKING:
    from offhook.sip.replaces import DialogName
    from offhook.sip.wire import Request

SIPFRAG = "message/sipfrag;version=2.0"
OPTIONS = ("norefersub", "nosub", "tdialog", "replaces")
"""Option tags of everything that this module and `replaces.py` understand."""
SUBSCRIPTION_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Refer:
    """A wish to have somebody else called: `user` is what would be dialled; `replaces` a dialog to be taken over.

    `subscribes`: the sender wants to hear what comes of it. `number` is the CSeq, which tells two of a dialog apart.
    """

    user: str
    uri: str
    replaces: DialogName | None
    referred_by: str | None
    subscribes: bool
    number: int


def read_refer(request: Request) -> Refer:
    """Read a REFER.

    Raises:
        BadMessage: 400 without exactly one readable Refer-To, 416 for another scheme, 403 for a method but INVITE.
    """
    values = request.all("Refer-To")
    if len(values) != 1:
        raise BadMessage(400, "One Refer-To, Please", request)
    try:
        text = parse_name_addr(values[0]).uri
    except ValueError as error:
        raise BadMessage(400, "Bad Refer-To", request) from error
    if text.partition(":")[0].lower() not in ("sip", "sips", "tel"):
        raise BadMessage(416, "Unsupported URI Scheme", request)
    try:
        uri = parse_uri(text)
        wanted = {name.lower(): value for name, value in uri.headers.items()}
        replaces = parse_replaces(wanted["replaces"]) if "replaces" in wanted else None
    except ValueError as error:
        raise BadMessage(400, "Bad Refer-To", request) from error
    if uri.parameters.get("method", "INVITE").upper() != "INVITE":
        raise BadMessage(403, "Only INVITE", request)
    return Refer(
        user=uri.user or "",
        uri=text.partition("?")[0],
        replaces=replaces,
        referred_by=_referred_by(request),
        subscribes=_subscribes(request),
        number=request.cseq.number,
    )


def _referred_by(request: Request) -> str | None:
    try:
        return parse_name_addr(request.get("Referred-By") or "").uri
    except ValueError:
        return None


def _subscribes(request: Request) -> bool:
    wanted = (request.get("Refer-Sub") or "true").partition(";")[0].strip().lower()
    return wanted != "false" and "nosub" not in request.tokens("Require")


class ReferProgress:
    """The implicit subscription of one REFER: what to put into each NOTIFY.

    Invariant: exactly one NOTIFY ends it, and it is the last; statuses below 200 are told once each.
    """

    __slots__ = ("_expires_at", "_told", "ended", "event")

    def __init__(self, refer: Refer, now: float, *, several: bool) -> None:
        self.event = f"refer;id={refer.number}" if several else "refer"  # RFC 3515 §2.4.6
        self._expires_at = now + SUBSCRIPTION_SECONDS
        self._told: set[int] = set()
        self.ended = not refer.subscribes

    def tell(self, status: int, now: float, reason: str = "") -> tuple[list[tuple[str, str]], bytes] | None:
        """Return the headers and body of the NOTIFY that tells this status; None when nothing is to be told."""
        if self.ended or status in self._told:
            return None
        self._told.add(status)
        left = max(0, round(self._expires_at - now))
        if status >= 200:  # noqa: PLR2004  final
            self.ended = True
        state = "terminated;reason=noresource" if self.ended else f"active;expires={left}"
        headers = [("Event", self.event), ("Subscription-State", state), ("Content-Type", SIPFRAG)]
        return headers, f"SIP/2.0 {status} {reason or REASONS.get(status, 'Unknown')}\r\n".encode()

    def is_meant(self, event: str) -> bool:
        """Tell whether a SUBSCRIBE with this Event header is about this subscription."""
        return event.replace(" ", "").lower() in {self.event, "refer"}

    @classmethod
    def restored(cls, event: str, now: float) -> ReferProgress:
        """Return a subscription of a former process, of which only its Event header is known."""
        progress = cls(Refer("", "", None, None, subscribes=True, number=0), now, several=False)
        progress.event = event
        return progress
