"""How keys are carried: each setting of a device, between parties whose settings differ."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from tests.pair.company import company
from tests.pair.peer import describe
from tests.pair.test_transfer import over, talk

from offhook.media import protocol as media
from offhook.sip import events as sip
from offhook.sip import sdp

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

SIGNAL = re.compile(rb"Signal=(.)\r\nDuration=(\d+)\r\n")


def without_events(host: str, codecs: str = "8") -> bytes:
    """A session description of a party that knows no telephone events."""
    session = f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
    return f"{session}m=audio 4000 RTP/AVP {codecs}\r\n".encode()


def setting(board: Board, **modes: Any) -> None:
    plain = company()
    devices = tuple(replace(one, dtmf=modes.get(one.username, "auto")) for one in plain.devices)
    board.use(replace(plain, devices=devices))


def last_set(board: Board, peer: Peer) -> media.SessionSet:
    return [one for one in board.media.given(media.SessionSet) if one.session == peer.session and one.send][-1]


def keys_told(peer: Peer) -> list[tuple[str, int]]:
    """The keys that came by INFO, with their durations."""
    found = [SIGNAL.fullmatch(event.request.request.body) for event in peer.party.all(sip.InfoReceived)]
    return [(one[1].decode(), int(one[2])) for one in found if one]


def acknowledge(peer: Peer) -> None:
    """Answer the last INFO."""
    peer.party.endpoint.acknowledge(peer.party.last(sip.InfoReceived).request, peer.now)
    peer.board.kick()
    peer.board.run(0.1)


@pytest.mark.parametrize(
    ("mode", "knows_events", "offered", "tones"),
    [
        ("auto", True, True, False),
        ("auto", False, True, True),
        ("rfc4733", True, True, False),
        ("rfc4733", False, True, False),
        ("info", True, False, False),
        ("inband", True, False, True),
    ],
)
def test_what_is_offered_and_listened_for(board, mode, knows_events, offered, tones):
    setting(board, boris=mode)
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    ours = sdp.parse(boris.party.last(sip.InviteReceived).request.body)
    assert any(one.name == "telephone-event" for one in ours.media[0].payloads) is offered
    boris.answer(describe(boris.host, codecs="8") if knows_events and offered else without_events(boris.host))
    board.until(lambda: "connected" in board.steps())
    board.run(0.1)
    told = last_set(board, boris)
    assert told.detect_dtmf is tones
    assert told.send.dtmf_tones is tones
    assert (told.send.dtmf_payload is not None) is (knows_events and offered)


def test_keys_for_who_wants_info(board):
    setting(board, boris="info")
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    for digit in "4#":
        board.media.press(anna.session, digit)
    board.run(0.3)
    assert keys_told(boris) == [("4", 100)]  # the second waits, so that none overtakes another
    acknowledge(boris)
    assert keys_told(boris) == [("4", 100), ("#", 100)]
    acknowledge(boris)
    anna.info(b"Signal=7\r\nDuration=250\r\n")
    board.run(0.1)
    assert keys_told(boris)[2:] == [("7", 250)]
    assert not board.media.given(media.DigitsSend)
    acknowledge(boris)
    anna.hang_up()
    over(board)


def test_keys_of_who_sends_info(board):
    setting(board, anna="info")
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    anna.info(b"Signal=5\r\nDuration=9999\r\n")
    board.run(0.1)
    given = board.media.given(media.DigitsSend)
    assert [(one.session, one.digits, one.duration_ms) for one in given] == [(boris.session, "5", 5000)]
    assert keys_told(boris) == []


@pytest.mark.parametrize("mode", ["rfc4733", "inband"])
def test_info_is_not_taken_where_another_way_is_set(board, mode):
    setting(board, anna=mode)
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    anna.info(b"Signal=5\r\n")
    board.run(0.1)
    assert anna.responses[-1] == 200
    assert not board.media.given(media.DigitsSend)
    assert not board.exchange.sessions[anna.session].digits


def test_tones_are_no_longer_listened_for_once_info_has_come(board):
    setting(board)
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202", offer=without_events(anna.host))
    board.until(lambda: boris.rings)
    boris.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(0.2)
    assert last_set(board, anna).detect_dtmf is True
    anna.info(b"Signal=5\r\n")
    anna.info(b"Signal=6\r\n")
    board.run(0.1)
    quiet = [one for one in board.media.given(media.SessionSet) if one.detect_dtmf is False and not one.send]
    assert [one.session for one in quiet] == [anna.session]
    assert [one.digits for one in board.media.given(media.DigitsSend)] == ["5", "6"]


def test_a_party_that_never_acknowledges_is_not_told_without_end(board):
    setting(board, boris="info")
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    for _ in range(100):
        board.media.press(anna.session, "1")
    board.run(0.3)
    leg = board.exchange.sessions[boris.session]
    assert len(leg.keys) == 64
    board.run(33)  # the transaction times out, and the next key goes
    assert len(leg.keys) == 63
    assert len(keys_told(boris)) == 2
