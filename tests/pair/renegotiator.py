"""A party that is asked by re-INVITE for something else, and answers as its kind does, refuses, or is silent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from offhook.sip import events as sip

if TYPE_CHECKING:
    from tests.pair.peer import Peer


@dataclass
class Renegotiator:
    """What stands behind a peer; `asked` are the offers that came, `waiting` the re-INVITEs that it left unanswered."""

    peer: Peer
    status: int = field(default=200, kw_only=True)
    silent: bool = field(default=False, kw_only=True)
    asked: list[bytes] = field(default_factory=list, init=False)
    waiting: list[sip.ReinviteReceived] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        before = self.peer.party.on_event

        def take(event: sip.Event) -> None:
            if isinstance(event, sip.ReinviteReceived):
                self.asked.append(event.sdp or b"")
                self.waiting.append(event)
                if not self.silent:
                    self.react()
            else:
                before(event)

        self.peer.party.on_event = take

    def react(self) -> None:
        """Answer the latest re-INVITE that waits."""
        event, endpoint, now = self.waiting.pop(), self.peer.party.endpoint, self.peer.board.wire.now
        if self.status != 200:
            endpoint.refuse(event.request, self.status, now)
        else:
            endpoint.answer_reinvite(event.request, self.answer(event.sdp or b""), now)

    def answer(self, offered: bytes) -> bytes:
        """What this kind of party answers."""
        raise NotImplementedError
