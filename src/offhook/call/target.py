"""Whom an outbound leg calls, and as whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from offhook.call.terms import MediaTerms
from offhook.sip.invite import OutgoingInvite

if TYPE_CHECKING:
    from offhook.journal.records import Party
    from offhook.sip.address import Flow
    from offhook.sip.digest import Credentials
    from offhook.sip.headers import NameAddr


@dataclass(frozen=True, slots=True)
class Target:
    """One contact of a device, or an outside number behind a trunk.

    `silence_limit_s` is how long silence from the far end (no provisional response) is borne.
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

    def invite(self, offer: bytes) -> OutgoingInvite:
        """Return the INVITE to send with this SDP."""
        return OutgoingInvite(
            flow=self.flow,
            uri=self.uri,
            from_=self.from_,
            to=self.to,
            offer=offer,
            headers=list(self.headers),
            route=list(self.route),
            credentials=self.credentials,
        )
