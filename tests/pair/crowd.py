"""A crowd for the busy day on virtual time: callers who press keys, agents who answer, telephones that die."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.pair.company import MAIN
from tests.pair.peer import Peer, _Subscriber, describe

from offhook.sip import events as sip
from offhook.sip.headers import NameAddr
from offhook.sip.invite import OutgoingInvite

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pair.board import Board

    from offhook.sip.dialog import Dialog
    from offhook.sip.invite import ClientInvite


@dataclass
class Caller:
    """Who calls: presses each key so many seconds after the one before, and hangs up after `patience` at last."""

    number: str
    keys: tuple[tuple[float, str], ...]
    patience: float
    invite: ClientInvite | None = None
    dialog: Dialog | None = None
    status: int = 0
    gone: bool = False


@dataclass
class Callers:
    """All who call from the outside, and who answers when one of them is called."""

    board: Board
    all: list[Caller] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.board.operator.party.on_event = self._react
        self._waiting: dict[int, Caller] = {}
        self._talking: dict[int, Caller] = {}

    def call(self, caller: Caller) -> None:
        """Let somebody call."""
        board, operator = self.board, self.board.operator
        uri = f"sip:{MAIN}@{board.address[0]}"
        caller.invite = operator.party.endpoint.invite(
            OutgoingInvite(
                flow=operator.party.flow_to(board.switch_party),
                uri=uri,
                from_=NameAddr("", f"sip:{caller.number}@{operator.host}"),
                to=NameAddr("", uri),
                offer=describe(operator.host),
            ),
            operator.now,
        )
        self.all.append(caller)
        self._waiting[id(caller.invite)] = caller
        board.kick()

    def _react(self, event: sip.Event) -> None:
        board, endpoint = self.board, self.board.operator.party.endpoint
        match event:
            case sip.Accepted(invite=invite, dialog=dialog):
                caller = self._waiting.pop(id(invite))
                caller.dialog = dialog
                self._talking[id(dialog)] = caller
                self._next(caller, 0)
            case sip.Refused(invite=invite, status=status):
                caller = self._waiting.pop(id(invite))
                caller.status, caller.gone = status, True
            case sip.DialogEnded(dialog=dialog) if id(dialog) in self._talking:
                self._talking.pop(id(dialog)).gone = True
            case sip.InviteReceived(invite=invite):
                endpoint.provisional(invite, 180, board.wire.now)
                answer(board, board.operator, invite, 1.0, 5.0)
            case _:
                board.operator._react(event)

    def _next(self, caller: Caller, place: int) -> None:
        if place == len(caller.keys):
            self.board.loop.call_later(caller.patience, self._leave, caller)
        else:
            wait, key = caller.keys[place]
            self.board.loop.call_later(wait, self._press, caller, place, key)

    def _press(self, caller: Caller, place: int, key: str) -> None:
        if caller.gone:
            return
        found = [
            leg.leg_id
            for call in self.board.exchange.calls.values()
            if call.caller.number == caller.number
            for leg in call.legs.values()
            if leg.direction == "inbound" and leg.leg_id in self.board.media.sessions
        ]
        for session in found:
            self.board.media.press(session, key)
        self._next(caller, place + (1 if found else 0))  # a switch that starts has no ears

    def _leave(self, caller: Caller) -> None:
        if not caller.gone and caller.dialog is not None:
            self.board.operator.party.endpoint.bye(caller.dialog, self.board.operator.now)
            self.board.kick()


def answer(board: Board, peer: Peer, invite: object, after: float, talk: float, refer_to: str = "") -> None:
    """Answer an INVITE after a while, and hang up, or transfer, after another."""
    process = peer.party.endpoint

    def lives() -> bool:
        return peer.party._endpoint is process

    def accept() -> None:
        if lives() and not invite.gone:  # type: ignore[attr-defined]
            dialog = process.accept(invite, describe(peer.host, codecs="8"), peer.now)  # type: ignore[arg-type]
            board.loop.call_later(talk, leave, dialog)
            board.kick()

    def leave(dialog: Dialog) -> None:
        if not lives() or dialog.ended:
            return
        if refer_to:
            uri = f"<sip:{refer_to}@example.test>"
            process.send_in_dialog(dialog, "REFER", [("Refer-To", uri)], b"", peer.now)
        else:
            process.bye(dialog, peer.now)
        board.kick()

    board.loop.call_later(after, accept)


@dataclass
class Agent:
    """A person's telephone, which answers by itself and may die."""

    board: Board
    peer: Peer
    rings: float = 1.0
    talks: float = 6.0
    refer_to: str = ""

    def __post_init__(self) -> None:
        self.peer.alert = False
        self.peer.party.on_event = self._react

    def _react(self, event: sip.Event) -> None:
        if isinstance(event, sip.InviteReceived):
            self.peer.party.endpoint.provisional(event.invite, 180, self.board.wire.now)
            answer(self.board, self.peer, event.invite, self.rings, self.talks, self.refer_to)
        else:
            self.peer._react(event)

    def die(self, seconds: float = 10.0) -> None:
        """Fall silent at once; come back later and know nothing."""
        self.peer.party.replace(None)

        def live() -> None:
            self.peer.party.replace(_Subscriber(self.peer))
            self.peer.party.inbox.clear()

        self.board.loop.call_later(seconds, live)


def at_times(board: Board, times: list[float], act: Callable[[], None]) -> None:
    """Have something done at these times from now."""
    for time in times:
        board.loop.call_later(time, act)
