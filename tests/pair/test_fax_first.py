"""Calls that begin with T.38, without any sound: to a telephone, to the operator, by a scenario, and back to sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.pair.company import MAIN, OUTSIDE, company, with_graph
from tests.pair.peer import Peer, describe
from tests.pair.test_fax import ATTRIBUTES, THEIRS, Machine, carried, fax, lines
from tests.pair.test_transfer import over, refer

from offhook.configuration import Device
from offhook.media import protocol as media
from offhook.sip import events as sip
from offhook.sip import sdp
from offhook.sip.fax import fax_of

if TYPE_CHECKING:
    from tests.pair.board import Board

    from offhook.sip.dialog import Dialog

RING: dict[str, Any] = {
    "start": "boris",
    "nodes": {
        "boris": {"kind": "ring", "members": ["202"], "seconds": 20, "unanswered": "sorry"},
        "sorry": {"kind": "hangup", "prompts": ["goodbye"]},
    },
}


def only(host: str, *, attributes: tuple[str, ...] = ATTRIBUTES) -> bytes:
    """A description of T.38 without a line for sound."""
    described = fax(host, attributes=attributes)
    return described.replace(b"m=audio 0 RTP/AVP 8\r\n", b"")


def sound_beside(host: str) -> bytes:
    """A description of sound, with the line of T.38 before it that is off now."""
    return describe(host, codecs="8", version=3).replace(b"m=audio", b"m=image 0 udptl t38\r\nm=audio")


def kinds(description: bytes) -> list[tuple[str, bool]]:
    return [(one.kind, bool(one.port)) for one in sdp.parse(description).media]


def faxing(board: Board, caller: Peer, number: str, callee: Peer) -> tuple[Dialog, Dialog]:
    """Two machines fax from the first; return the dialogs of both."""
    caller.dial(number, offer=only(caller.host))
    board.until(lambda: callee.rings)
    theirs = callee.answer(only(callee.host, attributes=THEIRS))
    board.until(lambda: "connected" in board.steps())
    board.run(0.5)
    return caller.dialog, theirs


@pytest.mark.parametrize("to", ["telephone", "operator"])
def test_a_fax_reaches_a_telephone_and_the_operator(board, to):
    anna = board.phone("anna")
    callee = board.phone("boris") if to == "telephone" else board.operator
    faxing(board, anna, "202" if to == "telephone" else OUTSIDE, callee)
    offered = lines(callee.invites[-1].request.body)
    assert offered == [offered[0], *(f"a={one}" for one in ATTRIBUTES)]
    assert offered[0].startswith("m=image ")
    answered = lines(anna.party.last(sip.Accepted).sdp)
    assert answered[1:] == [f"a={one}" for one in THEIRS]
    assert carried(board) == dict.fromkeys(board.exchange.sessions, True)
    places = {
        one.session: one.remote for one in board.media.given(media.SessionSet) if isinstance(one.remote, media.Remote)
    }
    assert {one.address for one in places.values()} == {anna.host, callee.host}
    assert len(board.media.given(media.Link)) == 1
    assert board.media.given(media.RecordOpen) == []
    assert board.detail("fax") == {"by": "Anna"}
    anna.hang_up()
    assert board.ended().result == "answered"
    assert {leg.codec for leg in board.call.legs.values()} == {"T.38"}


def test_a_scenario_that_rings_first_lets_a_fax_through(board):
    board.use(with_graph(RING))
    boris = board.phone("boris")
    faxing(board, board.operator, MAIN, boris)
    assert all(carried(board).values())
    boris.hang_up(boris.party.last(sip.Confirmed).dialog)
    assert board.ended().result == "answered"


@pytest.mark.parametrize("number", [MAIN, "600"])
def test_what_needs_sound_refuses_with_the_reason(board, number):
    caller = board.operator if number == MAIN else board.phone("anna")
    caller.dial(number, offer=only(caller.host), shown=OUTSIDE if caller is board.operator else "")
    board.until(lambda: caller.refused is not None)
    assert caller.refused == 488
    assert "T.38" in board.detail("refused")["reason"]
    call = board.ended()
    assert (call.result, call.status) == ("failed", 488)
    assert "T.38" in call.reason
    assert board.spoken() == []
    assert board.exchange.failures == 0


def test_who_has_no_t38_is_a_refusal_without_voicemail(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202", offer=only(anna.host))
    board.until(lambda: boris.rings)
    boris.refuse(488)
    board.until(lambda: anna.refused is not None)
    assert anna.refused == 488
    assert "voicemail" not in board.steps()
    over(board)


def test_an_answer_without_t38_is_a_refusal(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202", offer=only(anna.host))
    board.until(lambda: boris.rings)
    boris.answer()
    board.until(lambda: anna.refused is not None)
    assert (anna.refused, boris.gone) == (488, True)
    assert board.detail("ring_failed")["reason"] == "the answer has no T.38"
    over(board)


def test_a_telephone_that_is_always_encrypted_is_not_rung(board):
    known = company()
    devices = tuple(
        Device(one.id, one.username, one.secret, one.person_id, encryption="required")
        if one.username == "boris"
        else one
        for one in known.devices
    )
    board.use(company(devices=devices))
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202", offer=only(anna.host))
    board.until(lambda: anna.refused is not None)
    assert (anna.refused, boris.invites) == (488, [])
    assert "encrypted" in board.detail("ring_failed")["reason"]
    over(board)


def test_a_fax_can_turn_into_sound_and_back(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    dialog, _ = faxing(board, anna, "202", boris)
    one, other = Machine(anna), Machine(boris, answers=[sound_beside(boris.host)])
    one.wants(dialog, sound_beside(anna.host))
    assert kinds(one.answered) == [("image", False), ("audio", True)]
    assert kinds(other.asked[-1]) == [("image", False), ("audio", True)]
    assert not any(carried(board).values())
    one.wants(dialog, only(anna.host) + b"m=audio 0 RTP/AVP 8\r\n")
    assert fax_of(other.asked[-1]) is not None
    assert all(carried(board).values())
    anna.hang_up()
    over(board)


def test_a_killed_switch_goes_on_with_the_fax_and_brings_it_to_sound(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    dialog, _ = faxing(board, anna, "202", boris)
    one, other = Machine(anna), Machine(boris, answers=[sound_beside(boris.host)])
    assert board.restart() == 1
    assert all(leg.fax is not None and leg.fax.side is not None for leg in board.exchange.sessions.values())
    one.wants(dialog, sound_beside(anna.host))
    assert kinds(other.asked[-1]) == [("image", False), ("audio", True)]
    assert not any(carried(board).values())
    anna.hang_up()
    over(board)


def test_a_switch_killed_while_it_rings_offers_the_fax_anew(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202", offer=only(anna.host))
    board.until(lambda: boris.rings)
    board.run(0.5)
    board.restart()
    board.until(lambda: len(boris.invites) == 2)
    boris.answer(only(boris.host))
    board.until(lambda: anna.talks)
    board.run(0.5)
    assert all(carried(board).values())
    anna.hang_up()
    over(board)


@pytest.mark.parametrize("begun", ["first", "later"])
def test_who_is_transferred_out_of_a_fax_comes_back_to_sound_first(board, begun):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    if begun == "first":
        _, theirs = faxing(board, anna, "202", boris)
        one, _ = Machine(anna, answers=[sound_beside(anna.host)]), Machine(boris)
    else:
        one, _ = Machine(anna), Machine(boris)
        anna.dial("202")
        board.until(lambda: boris.rings)
        theirs = boris.answer()
        board.until(lambda: anna.talks)
        board.run(0.5)
        one.wants(anna.dialog, fax(anna.host))
    assert all(carried(board).values())
    refer(boris, theirs, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    assert kinds(one.asked[-1]).count(("audio", True)) == 1
    assert ("image", True) not in kinds(one.asked[-1])
    assert kinds(clara.invites[-1].request.body)[0] == ("audio", True)
    clara.answer()
    board.until(lambda: board.steps().count("connected") == 2)
    board.run(0.5)
    told = carried(board)
    assert not any(told[session] for session in board.exchange.sessions if session in told)
    recorder = board.media.recorders
    assert len(recorder) == 1
    anna.hang_up()
    over(board)


def test_a_fax_picked_up_by_a_telephone_with_sound_is_refused(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    anna.dial("202", offer=only(anna.host))
    board.until(lambda: boris.rings)
    clara.dial("*8202")
    board.until(lambda: anna.refused is not None)
    assert anna.refused == 488
    board.until(lambda: clara.gone)
    over(board)
    assert board.exchange.failures == 0


def test_a_fax_cannot_pick_up_a_call(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    anna.dial("202")
    board.until(lambda: boris.rings)
    clara.dial("*8202", offer=only(clara.host))
    board.until(lambda: clara.refused is not None)
    assert clara.refused == 488
    anna.cancel()
    over(board)
    assert board.exchange.failures == 0
