"""INVITEs under way, outgoing and incoming (RFC 3261 §13): what the layer above holds until there is a dialog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.sip.address import Flow
    from offhook.sip.digest import Credentials
    from offhook.sip.headers import NameAddr
    from offhook.sip.transaction import ServerTransaction
    from offhook.sip.wire import Request


@dataclass(slots=True)
class OutgoingInvite:
    """A call to make. `uri` is the Request-URI, `offer` the SDP, `ring_limit_s` the seconds after which it is cancelled (Refused 408)."""

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


class ClientInvite:
    """An INVITE of ours that has no final response yet."""

    __slots__ = ("call_id", "flow", "local_tag", "local_uri", "owner", "remote_tag", "remote_uri")

    call_id: str
    flow: Flow
    local_tag: str
    local_uri: str
    remote_tag: str | None
    remote_uri: str
    owner: Any


class ServerInvite:
    """An INVITE of the other side that we have not answered yet; `sdp` is its offer, None when it has none."""

    __slots__ = (
        "call_id",
        "flow",
        "local_tag",
        "local_uri",
        "owner",
        "remote_tag",
        "remote_uri",
        "request",
        "transaction",
    )

    call_id: str
    flow: Flow
    local_tag: str
    local_uri: str
    remote_tag: str
    remote_uri: str
    request: Request
    transaction: ServerTransaction
    owner: Any

    @property
    def sdp(self) -> bytes | None:
        """The offer."""
        return self.request.body or None
