"""What a party may do to its leg: hold, resume, move, late answers, keys by INFO, requests we do not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pair.company import MAIN, OUTSIDE
from tests.pair.peer import describe

from offhook.call.answers import on_confirmed
from offhook.call.keys import DIGIT
from offhook.media import protocol as media
from offhook.sip import events as sip
from offhook.sip import sdp

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer


def talking(board: Board) -> tuple[Peer, Peer]:
    """Anna has called Boris."""
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    boris.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(0.1)
    return anna, boris


def leg_of(board: Board, peer: Peer):
    return board.exchange.sessions[peer.session]


def last_set(board: Board, peer: Peer) -> media.SessionSet:
    return [one for one in board.media.given(media.SessionSet) if one.session == peer.session][-1]


@pytest.mark.parametrize(("asked", "ours"), [("sendonly", "recvonly"), ("inactive", "inactive")])
def test_hold_and_resume(board, asked, ours):
    anna, _ = talking(board)
    anna.reinvite(describe(anna.host, direction=asked, version=2))
    board.run(1)
    answer = sdp.parse(anna.party.last(sip.ReinviteAnswered).sdp)
    assert answer.direction_of(answer.media[0]) == ours
    assert last_set(board, anna).direction == ours
    assert last_set(board, anna).relatch is True
    assert board.detail("held") == {"by": "Anna"}
    assert board.call.legs[anna.session].saved["held"] is True
    anna.reinvite(describe(anna.host, version=3))
    board.run(1)
    answer = sdp.parse(anna.party.last(sip.ReinviteAnswered).sdp)
    assert answer.direction_of(answer.media[0]) == "sendrecv"
    assert answer.origin.version == "3"
    assert board.detail("resumed") == {"by": "Anna"}
    assert not board.over


def test_hold_as_in_rfc_2543(board):
    anna, _ = talking(board)
    anna.reinvite(describe("0.0.0.0"))  # noqa: S104  nothing is bound
    board.run(1)
    assert board.steps()[-1] == "held"
    assert board.media.given(media.SessionSet)[-1].remote is None


def test_phone_that_moves(board):
    anna, _ = talking(board)
    anna.reinvite(describe("203.0.113.77", port=5004, version=2))
    board.run(1)
    remotes = [one.remote for one in board.media.given(media.SessionSet)]
    assert (remotes[-1].address, remotes[-1].port, remotes[-1].rtcp_port) == ("203.0.113.77", 5004, 5005)
    assert board.steps()[-1] == "connected"  # that is no hold


@pytest.mark.parametrize(
    ("body", "status"),
    [(describe("203.0.113.11", codecs="18"), 488), (b"v=0\r\nm=audio none RTP/AVP 8\r\n", 400)],
)
def test_reinvite_that_cannot_be_accepted_changes_nothing(board, body, status):
    anna, boris = talking(board)
    before = last_set(board, anna)
    anna.reinvite(body)
    board.run(1)
    assert anna.party.last(sip.ReinviteRefused).status == status
    assert last_set(board, anna) == before
    assert board.media.sessions[anna.session].peer == boris.session
    anna.reinvite(describe(anna.host, version=5))
    board.run(1)
    assert anna.party.all(sip.ReinviteAnswered)


def test_reinvite_without_offer_is_answered_in_the_ack(board):
    anna, _ = talking(board)
    anna.reinvite(b"")
    board.until(lambda: bool(anna.party.all(sip.ReinviteAnswered)))
    offered = sdp.parse(anna.party.last(sip.ReinviteAnswered).sdp)
    assert [known.name for known in offered.media[0].payloads][:3] == ["PCMA", "PCMU", "G722"]


def test_held_party_that_asks_for_our_offer_stays_held_until_its_answer(board):
    anna, _ = talking(board)
    leg = leg_of(board, anna)
    anna.reinvite(describe(anna.host, direction="sendonly", version=2))
    board.run(1)
    anna.reinvite(b"")
    board.run(1)
    assert leg.held
    assert board.call.legs[leg.leg_id].saved["offering"] is True
    on_confirmed(leg, sip.Confirmed(leg.dialog, describe("203.0.113.78", codecs="0", direction="sendonly")))
    board.run(0.1)
    assert leg.held
    settings = board.media.sessions[leg.leg_id].set
    assert (settings.remote.address, settings.send.codec) == ("203.0.113.78", "PCMU")
    anna.reinvite(b"")
    board.run(1)
    on_confirmed(leg, sip.Confirmed(leg.dialog, describe("203.0.113.78", codecs="0")))
    board.run(0.1)
    assert not leg.held
    assert [step for step in board.steps() if step in {"held", "resumed"}] == ["held", "resumed"]
    assert board.call.legs[leg.leg_id].saved["offering"] is False


def test_ack_with_a_superfluous_description_changes_nothing(board):
    anna, _ = talking(board)
    leg = leg_of(board, anna)
    before = last_set(board, anna)
    on_confirmed(leg, sip.Confirmed(leg.dialog, describe("203.0.113.78", codecs="18")))
    board.run(0.1)
    assert last_set(board, anna) == before
    assert not leg.gone


def test_acknowledged_answer_is_not_sent_again_after_a_restart(board):
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: board.operator.talks)
    board.run(0.1)
    board.restart()
    (call,) = board.exchange.calls.values()
    (leg,) = call.legs.values()
    assert leg.dialog.confirmed
    assert leg.dialog.unacknowledged is None


def test_caller_without_offer_gets_ours(board):
    board.operator.dial(MAIN, shown=OUTSIDE, offer=b"")
    board.until(lambda: board.operator.talks)
    offered = sdp.parse(board.operator.party.one(sip.Accepted).sdp)
    assert offered.media[0].port == next(iter(board.media.sessions.values())).port
    board.operator.answer_offer(describe("198.51.100.1", codecs="0"))
    assert last_set(board, board.operator).send.codec == "PCMU"
    board.operator.hang_up()
    board.ended()


def test_caller_without_offer_whose_answer_is_useless_is_hung_up(board):
    board.operator.dial(MAIN, shown=OUTSIDE, offer=b"")
    board.until(lambda: board.operator.talks)
    board.operator.answer_offer(describe("198.51.100.1", codecs="18"))
    board.ended()
    assert board.operator.gone


@pytest.mark.parametrize(
    ("body", "digit"),
    [
        (b"Signal=1\r\nDuration=160\r\n", "1"),
        (b"Signal= 5\r\nDuration= 100\r\n", "5"),
        (b"Duration=160\r\nSignal=7\r\n", "7"),
        (b"signal=a", "A"),
        (b"Signal=*", "*"),
        (b"Signal=#\n", "#"),
        (b"9", "9"),
        (b" 9 \r\n", "9"),
        (b"", None),
        (b"Signal=\r\n", None),
        (b"Signal=12\r\n", None),
        (b"Signal=x\r\n", None),
        (b"Duration=1\r\n", None),
        (b"\xff\xfe\x00", None),
    ],
)
def test_info_bodies(body, digit):
    found = DIGIT.search(body)
    assert (found[1].decode().upper() if found else None) == digit


@given(st.binary(max_size=200))
def test_info_bodies_never_fail(body):
    if found := DIGIT.search(body):
        assert found[1].decode().upper() in "0123456789*#ABCD"


def test_key_by_info_reaches_the_other_party(board):
    anna, boris = talking(board)
    anna.info(b"Signal=5\r\n")
    board.run(1)
    assert [(one.session, one.digits) for one in board.media.given(media.DigitsSend)] == [(boris.session, "5")]
    assert anna.responses[-1] == 200


def test_info_without_a_body_only_asks_whether_the_call_exists(board):
    anna, _ = talking(board)
    anna.info(b"", "")
    board.run(1)
    assert anna.party.last(sip.ResponseReceived).response.status == 200
    assert not board.over


def test_info_of_another_kind_is_refused(board):
    anna, _ = talking(board)
    anna.info(b"<media_control/>", "application/media_control+xml")
    board.run(1)
    assert anna.responses[-1] == 415
    assert not board.media.given(media.DigitsSend)


@pytest.mark.parametrize(
    ("method", "status"), [("OPTIONS", 200), ("UPDATE", 200), ("NOTIFY", 489), ("REFER", 400), ("SUBSCRIBE", 489)]
)
def test_other_requests_in_a_dialog(board, method, status):
    anna, _ = talking(board)
    anna.party.endpoint.send_in_dialog(anna.dialog, method, [], b"", anna.now)
    board.kick()
    board.run(1)
    assert anna.responses[-1] == status
    assert not board.over


def test_late_events_of_a_leg_that_is_over_are_harmless(board):
    anna, _ = talking(board)
    leg = leg_of(board, anna)
    anna.hang_up()
    board.ended()
    leg.hang_up()
    leg.answer()
    leg.ring()
    leg.open_early()
    leg.end("remote", "again")
    board.run(1)
    assert (leg.gone_by, leg.gone_reason) == ("remote", "")
