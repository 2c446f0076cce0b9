"""T.38 between two parties: passed on, refused, ended by either, and alive in a switch that was killed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from msgspec import UNSET
from tests.pair.peer import describe
from tests.pair.renegotiator import Renegotiator
from tests.pair.test_transfer import over, talk

from offhook.history.words import ENGLISH
from offhook.media import protocol as media
from offhook.sip import events as sip
from offhook.sip import sdp
from offhook.sip.fax import FaxSide, answer_fax, fax_of, offer_fax
from offhook.sip.offer_answer import LocalMedia, offer

if TYPE_CHECKING:
    from tests.pair.board import Board

    from offhook.sip.dialog import Dialog

ATTRIBUTES = (
    "T38FaxVersion:0",
    "T38MaxBitRate:14400",
    "T38FaxFillBitRemoval",
    "T38FaxRateManagement:transferredTCF",
    "T38FaxMaxBuffer:1800",
    "T38FaxMaxDatagram:400",
    "T38FaxUdpEC:t38UDPRedundancy",
)
THEIRS = ("T38FaxVersion:0", "T38MaxBitRate:9600", "T38FaxRateManagement:transferredTCF", "T38FaxUdpEC:t38UDPFEC")


def fax(host: str, *, port: int = 4000, sound: int = 0, attributes: tuple[str, ...] = ATTRIBUTES) -> bytes:
    """A description of a machine that wants T.38; `sound` is the port of the line of sound beside it."""
    lines = "".join(f"a={one}\r\n" for one in attributes)
    return (
        f"v=0\r\no=- 1 5 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {sound} RTP/AVP 8\r\nm=image {port} udptl t38\r\n{lines}"
    ).encode()


@dataclass
class Machine(Renegotiator):
    """A fax machine; `answers` come before what it would say by itself."""

    answers: list[bytes] = field(default_factory=list)

    def answer(self, offered: bytes) -> bytes:
        if self.answers:
            return self.answers.pop(0)
        if fax_of(offered) is not None:
            return fax(self.peer.host, attributes=THEIRS)
        return describe(self.peer.host, codecs="8")

    def wants(self, dialog: Dialog, description: bytes) -> None:
        """Send a re-INVITE."""
        self.peer.party.endpoint.reinvite(dialog, description, self.peer.now)
        self.peer.board.kick()
        self.peer.board.run(0.5)

    @property
    def answered(self) -> bytes:
        return self.peer.party.last(sip.ReinviteAnswered).sdp


def machines(board: Board) -> tuple[Machine, Dialog, Machine, Dialog]:
    """Two machines that talk, with the dialogs of both."""
    anna, boris = board.phone("anna"), board.phone("boris")
    one, other = Machine(anna), Machine(boris)
    dialog, theirs = talk(board, anna, "202", boris)
    return one, dialog, other, theirs


def lines(description: bytes) -> list[str]:
    return [line for line in description.decode().split("\r\n") if line.startswith(("m=", "a=T38"))]


def carried(board: Board) -> dict[str, bool]:
    """Which sessions carry T.38, as they were told last."""
    told: dict[str, bool] = {}
    for one in board.media.given(media.SessionSet):
        if isinstance(one.udptl, bool):
            told[one.session] = one.udptl
    return told


@pytest.mark.parametrize("begins", ["caller", "callee"])
@pytest.mark.parametrize("sound", [0, 4000])
def test_t38_is_passed_on_with_its_attributes_and_back(board, begins, sound):
    anna, dialog, boris, theirs = machines(board)
    first, second, here, there = (anna, boris, dialog, theirs) if begins == "caller" else (boris, anna, theirs, dialog)
    first.wants(here, fax(first.peer.host, port=5004, sound=sound))
    (asked,) = second.asked
    ours = next(line.split()[1] for line in lines(asked) if line.startswith("m=image"))
    assert lines(asked) == [
        "m=audio 0 RTP/AVP 8 101" if begins == "callee" else lines(asked)[0],
        f"m=image {ours} udptl t38",
        *(f"a={one}" for one in ATTRIBUTES),
    ]
    assert lines(asked)[0].startswith("m=audio 0 ")
    told = lines(first.answered)
    assert told[0].startswith("m=audio 0 ")
    assert told[2:] == [f"a={one}" for one in THEIRS]
    assert carried(board) == dict.fromkeys(board.exchange.sessions, True)
    places = {one.session: one.remote for one in board.media.given(media.SessionSet) if one.udptl is True}
    assert sorted((one.address, one.port) for one in places.values()) == sorted(
        [(first.peer.host, 5004), (second.peer.host, 4000)]
    )
    assert board.detail("fax") == {"by": "Anna" if begins == "caller" else "Boris"}
    assert "fax" in ENGLISH

    # Either may bring both back to sound.
    second.wants(there, describe(second.peer.host, codecs="8", version=9))
    assert lines(second.answered)[0].startswith("m=audio ")
    assert not lines(second.answered)[0].startswith("m=audio 0")
    back = sdp.parse(first.asked[-1])
    assert [(one.kind, bool(one.port)) for one in back.media] == [("audio", True), ("image", False)]
    assert not any(carried(board).values())
    timeouts = [one.timeout_s for one in board.media.given(media.SessionSet) if one.timeout_s is not UNSET]
    assert timeouts[-1] > 0
    # And to fax again.
    first.wants(here, fax(first.peer.host))
    assert [(one.kind, bool(one.port)) for one in sdp.parse(second.asked[-1]).media] == [
        ("audio", False),
        ("image", True),
    ]
    assert all(carried(board).values())
    anna.peer.hang_up()
    over(board)


@pytest.mark.parametrize("status", [488, 415, 606, 500])
def test_a_refusal_goes_back_and_the_sound_stays(board, status):
    anna, dialog, boris, _ = machines(board)
    boris.status = status
    anna.wants(dialog, fax(anna.peer.host))
    assert anna.peer.party.last(sip.ReinviteRefused).status == 488
    assert not carried(board)
    assert "fax" not in board.steps()
    assert not board.over
    # The machine goes on with the sound, and the other one may still be asked for what it can do.
    anna.wants(dialog, describe(anna.peer.host, version=7))
    assert lines(anna.answered)[0].startswith("m=audio ")
    assert len(boris.asked) == 1


def test_a_200_without_fax_is_a_refusal_and_the_sound_is_offered_again(board):
    anna, dialog, boris, _ = machines(board)
    boris.answers = [fax(boris.peer.host, port=0)]
    anna.wants(dialog, fax(anna.peer.host))
    board.run(1)
    assert anna.peer.party.last(sip.ReinviteRefused).status == 488
    assert [(one.kind, bool(one.port)) for one in sdp.parse(boris.asked[-1]).media] == [
        ("audio", True),
        ("image", False),
    ]
    assert not carried(board)
    assert not board.over


def test_who_answers_too_late_is_brought_back_to_sound(board):
    anna, dialog, boris, _ = machines(board)
    boris.silent = True
    anna.wants(dialog, fax(anna.peer.host))
    board.run(12)
    assert anna.peer.party.last(sip.ReinviteRefused).status == 488
    boris.silent = False
    boris.react()
    board.kick()
    board.run(1)
    assert [(one.kind, bool(one.port)) for one in sdp.parse(boris.asked[-1]).media] == [
        ("audio", True),
        ("image", False),
    ]
    assert not carried(board)
    assert not board.over


def test_t38_is_not_asked_of_who_is_protected_or_of_an_echo(board):
    secure = b"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + b"A" * 40 + b"\r\n"
    anna, boris = board.phone("anna"), board.phone("boris")
    machine, other = Machine(anna), Machine(boris)
    anna.dial("202", offer=describe(anna.host).replace(b"RTP/AVP", b"RTP/SAVP") + secure)
    board.until(lambda: boris.rings)
    boris.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(0.2)
    machine.wants(anna.dialog, fax(anna.host))
    assert anna.party.last(sip.ReinviteRefused).status == 488
    assert not other.asked


def test_a_refreshed_session_keeps_the_fax_and_a_new_address_is_taken(board):
    anna, dialog, boris, _ = machines(board)
    anna.wants(dialog, fax(anna.peer.host))
    anna.wants(dialog, fax(anna.peer.host, port=6000))
    assert lines(anna.answered)[2:] == [f"a={one}" for one in THEIRS]
    assert len(boris.asked) == 1
    moved = [one for one in board.media.given(media.SessionSet) if one.udptl is True][-1]
    assert moved.remote.port == 6000
    assert board.steps().count("fax") == 1
    anna.peer.party.endpoint.reinvite(dialog, b"", anna.peer.now)  # an offer is wanted of us
    board.kick()
    board.run(0.5)
    assert not board.over


def test_a_killed_switch_goes_on_with_the_fax(board):
    anna, dialog, boris, theirs = machines(board)
    anna.wants(dialog, fax(anna.peer.host))
    sessions = set(board.exchange.sessions)
    board.run(1)
    assert board.restart() == 1
    assert set(board.exchange.sessions) == sessions
    assert all(leg.fax is not None and leg.fax.side is not None for leg in board.exchange.sessions.values())
    boris.wants(theirs, describe(boris.peer.host, codecs="8", version=9))
    assert lines(boris.answered)[0].startswith("m=audio ")
    assert [(one.kind, bool(one.port)) for one in sdp.parse(anna.asked[-1]).media] == [
        ("audio", True),
        ("image", False),
    ]
    assert not any(carried(board).values())
    anna.peer.hang_up()
    over(board)


def test_a_held_party_is_not_asked(board):
    anna, dialog, boris, theirs = machines(board)
    boris.wants(theirs, describe(boris.peer.host, codecs="8", direction="sendonly", version=2))
    anna.wants(dialog, fax(anna.peer.host))
    assert anna.peer.party.last(sip.ReinviteRefused).status == 488
    assert not boris.asked


def test_both_ask_at_once(board):
    anna, dialog, boris, theirs = machines(board)
    anna.peer.party.endpoint.reinvite(dialog, fax(anna.peer.host), anna.peer.now)
    boris.peer.party.endpoint.reinvite(theirs, fax(boris.peer.host), boris.peer.now)
    board.kick()
    board.run(8)
    assert not board.over
    on = carried(board)
    assert not on or all(on.values())


def test_attributes_keep_the_spelling_that_machines_know():
    local = LocalMedia("192.0.2.9", 4444)
    shouted = fax("192.0.2.1").replace(b"a=T38", b"A=t38").replace(b"A=", b"a=").replace(b"FaxUdpEC", b"FAXUDPEC")
    side = fax_of(shouted)
    assert side is not None
    assert side.remote == ("192.0.2.1", 4000)
    offered = offer_fax(local, offer(local), list(side.attributes))
    assert [line for line in offered.decode().split("\r\n") if line.startswith("a=T38")] == [
        f"a={one}" for one in ATTRIBUTES
    ]
    assert "m=image 4444 udptl t38" in offered.decode()
    again = offer_fax(local, offered, list(side.attributes))
    assert again.count(b"m=image") == 1


@pytest.mark.parametrize(
    "line", ["m=image 0 udptl t38", "m=image 4000 tcp t38", "m=image 4000 udptl tiff", "m=audio 4000 udptl t38"]
)
def test_what_is_no_t38(line):
    description = f"v=0\r\nc=IN IP4 192.0.2.1\r\n{line}\r\n".encode()
    assert fax_of(description) is None
    with pytest.raises(Exception, match="no fax"):
        answer_fax(description, LocalMedia("192.0.2.9", 4444), [])


def test_a_description_of_two_faxes_is_answered_once():
    two = fax("192.0.2.1") + b"m=image 4002 udptl t38\r\n"
    answered = sdp.parse(answer_fax(two, LocalMedia("192.0.2.9", 4444), []))
    assert [(one.kind, one.port) for one in answered.media] == [("audio", 0), ("image", 4444), ("image", 0)]
    assert fax_of(answered) == FaxSide(("192.0.2.9", 4444))
