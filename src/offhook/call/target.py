"""Whom an outbound leg calls, and as whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from offhook.call.terms import MediaTerms
from offhook.sip.invite import OutgoingInvite

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from offhook.call.call import Call
    from offhook.call.ways import Ways
    from offhook.journal.records import Party
    from offhook.media.protocol import PlayItem
    from offhook.sip.address import Flow
    from offhook.sip.digest import Credentials
    from offhook.sip.headers import NameAddr


@dataclass(frozen=True, slots=True)
class Target:
    """One contact of a device, or an outside number behind a trunk.

    `silence_limit_s` is how long silence from the far end (no provisional response) is borne; `follow` gives the
    targets to ring instead for a contact of a redirection, none where the policy forbids it. `way` is the key of an
    operator's gateway in `call/health.py`. With `any_host` a redirection may lead to other hosts, whose
    names are looked up. Of several `ways` to the party this is one. `asks` is what
    who answers hears until key 1 takes the call; without it the call is taken by answering.
    """

    party: Party
    flow: Flow
    uri: str
    from_: NameAddr
    to: NameAddr
    route: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    credentials: Credentials | None = None
    terms: MediaTerms = field(default_factory=MediaTerms)
    silence_limit_s: float | None = None
    large_by_tcp: bool = False
    way: str = ""
    any_host: bool = False
    asks: tuple[PlayItem, ...] = ()
    follow: Callable[[Call, NameAddr], Sequence[Target | Ways]] | None = field(default=None, compare=False)
    ways: Ways | None = field(default=None, compare=False)

    def invite(self, offer: bytes, max_forwards: int = 70, headers: Sequence[tuple[str, str]] = ()) -> OutgoingInvite:
        """Return the INVITE to send with this SDP, and with more headers."""
        return OutgoingInvite(
            flow=self.flow,
            uri=self.uri,
            from_=self.from_,
            to=self.to,
            offer=offer,
            headers=[*self.headers, *headers],
            route=list(self.route),
            credentials=self.credentials,
            max_forwards=max_forwards,
            large_by_tcp=self.large_by_tcp,
        )
