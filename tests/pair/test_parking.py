"""Parked calls: on a slot that is said, taken from any phone, seen by lamps, brought back, and never forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.pair.company import OUTSIDE, company
from tests.pair.peer import Peer
from tests.pair.test_transfer import called_from_outside, hears, refer, talk, told
from tests.pair.test_watches import documents, lamp, watch

from offhook.configuration import Device, Person
from offhook.switch.parking import Parking

if TYPE_CHECKING:
    from tests.pair.board import Board

    from offhook.sip.dialog import Dialog


def park(board: Board, boris: Peer, dialog: Dialog, to: str = "*70") -> None:
    """Boris parks the caller from outside by a REFER."""
    refer(boris, dialog, f"<sip:{to}@example.test>")
    board.until(lambda: "parked" in board.steps())
    board.run(0.5)


def test_parked_by_keys_the_slot_is_said_and_anybody_takes_it(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    called_from_outside(board, boris)
    boris.press("##*70")
    board.until(lambda: "parked" in board.steps())
    board.until(lambda: boris.gone)
    assert "The call is parked on 1." in board.spoken()
    assert board.detail("parked") == {"by": "Boris", "who": OUTSIDE, "slot": 1}
    clara.dial("*701")
    board.until(lambda: clara.talks)
    board.run(1)
    assert (hears(board, clara), hears(board, board.operator)) == (board.operator.host, clara.host)
    clara.hang_up()
    call = board.ended()
    assert board.detail("retrieved") == {"who": "Clara", "slot": 1}
    assert call.result == "answered"


def test_a_phones_own_transfer_parks_on_the_slot_of_its_key(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    park(board, boris, called_from_outside(board, boris), "*7012")
    assert told(boris)[-1] == "200 OK"
    clara.dial("*70")  # whichever waits longest
    board.until(lambda: clara.talks)
    board.run(0.5)
    assert hears(board, clara) == board.operator.host
    clara.hang_up()
    board.ended()


def test_slot_is_watched_like_a_colleague(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    watch(clara, "*701", "dialog")
    assert lamp(clara) == [("full", [])]
    assert documents(clara)[0].get("entity") == "sip:*701@example.test"
    park(board, boris, called_from_outside(board, boris))
    assert lamp(clara)[-1] == ("partial", ["confirmed"])
    board.restart(away_s=1)
    board.run(1)
    assert lamp(clara)[-1] == ("full", ["confirmed"])
    board.operator.hang_up()
    board.run(1)
    assert lamp(clara)[-1] == ("partial", ["terminated"])
    board.ended()


@pytest.mark.parametrize("slot", ["*700", "*70100", "*70x"])
def test_no_slot(board, slot):
    clara = board.phone("clara")
    watch(clara, slot, "dialog")
    assert clara.responses[-1] == 404


def test_taken_slot_refuses_a_second_call(board):
    boris, anna, clara = board.phone("boris"), board.phone("anna"), board.phone("clara")
    park(board, boris, called_from_outside(board, boris), "*701")
    dialog, theirs = talk(board, anna, "203", clara)
    refer(anna, dialog, "<sip:*701@example.test>")
    board.until(lambda: "transfer_failed" in board.steps())
    board.until(lambda: hears(board, anna) == clara.host)
    assert told(anna)[-1].startswith("486")
    refer(anna, dialog, "<sip:*70@example.test>")
    board.until(lambda: board.steps().count("parked") == 2)
    assert [one.parked.slot for one in board.exchange.calls.values()] == [1, 2]
    clara.hang_up(theirs)
    board.operator.hang_up()
    board.until(lambda: board.over)


def test_nothing_is_parked(board):
    clara = board.phone("clara")
    clara.dial("*705")
    board.until(lambda: clara.refused == 480)
    board.ended()
    assert "nothing_parked" in board.spoken()


def test_two_at_once_only_one_gets_it(board):
    boris, anna, clara = board.phone("boris"), board.phone("anna"), board.phone("clara")
    park(board, boris, called_from_outside(board, boris))
    anna.dial("*701")
    clara.dial("*701")
    board.until(lambda: anna.talks or clara.talks)
    board.run(1)
    winner, loser = (anna, clara) if anna.talks else (clara, anna)
    assert loser.refused == 480
    assert hears(board, winner) == board.operator.host
    winner.hang_up()
    board.until(lambda: board.over)


def test_brought_back_to_who_parked_it(board):
    boris = board.phone("boris")
    park(board, boris, called_from_outside(board, boris))
    board.run(118)
    assert len(boris.invites) == 1
    board.until(lambda: len(boris.invites) == 2)
    assert boris.invites[-1].request.from_.display == "1: Main line"
    dialog = boris.answer()
    board.run(1)
    assert hears(board, boris) == board.operator.host
    boris.hang_up(dialog)
    board.ended()
    assert board.detail("returning") == {"who": OUTSIDE, "to": "Boris"}


def test_taken_while_it_rings_back(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    park(board, boris, called_from_outside(board, boris))
    board.until(lambda: len(boris.invites) == 2, 130)
    clara.dial("*701")
    board.until(lambda: clara.talks)
    board.run(1)
    assert boris.cancelled
    assert hears(board, clara) == board.operator.host
    clara.hang_up()
    board.ended()


def test_fallback_when_who_parked_it_does_not_answer(board):
    board.use(company(park_s=20, park_fallback="203"))
    boris, clara = board.phone("boris"), board.phone("clara")
    park(board, boris, called_from_outside(board, boris))
    board.until(lambda: clara.rings, 60)
    dialog = clara.answer()
    board.run(1)
    assert hears(board, clara) == board.operator.host
    clara.hang_up(dialog)
    board.ended()


def test_tried_again_then_voicemail(board):
    board.use(company(park_s=20))
    boris = board.phone("boris")
    park(board, boris, called_from_outside(board, boris))
    board.until(lambda: bool(board.call.voicemails) or "unavailable_leave_message" in board.spoken(), 200)
    assert board.steps().count("returning") == 3
    assert len(boris.invites) == 4
    board.operator.hang_up()
    board.ended()


def test_parked_call_outlives_the_switch(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    park(board, boris, called_from_outside(board, boris))
    board.run(100)
    board.restart(away_s=2)
    assert board.exchange.calls
    board.until(lambda: len(boris.invites) == 2, 30)  # the time goes on counting
    board.kill()
    board.restart(away_s=1)
    board.run(1)
    clara.dial("*701")
    board.until(lambda: clara.talks)
    board.run(1)
    assert hears(board, clara) == board.operator.host
    clara.hang_up()
    board.until(lambda: board.over)


def test_caller_who_leaves_frees_the_slot(board):
    boris = board.phone("boris")
    park(board, boris, called_from_outside(board, boris))
    board.operator.hang_up()
    board.ended()
    boris.dial("*701")
    board.until(lambda: boris.refused == 480)


def test_by_the_api(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    called_from_outside(board, boris)
    parking = Parking(board.switch)
    (call,) = board.exchange.calls
    assert parking.park("t-two", call) == "no-call"
    assert parking.park("t-one", call, people=["p-clara"]) == "no-call"
    assert parking.retrieve("t-one", call, extension="203") == "not-parked"
    assert parking.park("t-one", call, slot=7, people=["p-boris"]) == "accepted"
    assert parking.park("t-one", call) == "nobody-talks"
    board.until(lambda: boris.gone)
    assert parking.retrieve("t-one", call, extension="204") == "no-phone"
    assert parking.retrieve("t-one", call, extension="202", people=["p-clara"], login="p-clara") == "no-phone"
    assert parking.retrieve("t-one", call, people=["p-clara"], login="p-clara") == "accepted"
    board.until(lambda: clara.rings)
    dialog = clara.answer()
    board.run(1)
    assert hears(board, clara) == board.operator.host
    clara.hang_up(dialog)
    board.ended()
    assert board.detail("retrieved") == {"who": "Clara", "slot": 7}


@pytest.mark.requirement("FE-04")
def test_own_conversation_is_pulled_by_code(board):
    mobile = Device("d-mobile", "mobile", "secret of mobile", "p-boris")
    board.use(company(devices=(*company().devices, mobile)))
    boris, clara = board.phone("boris"), board.phone("clara")
    called_from_outside(board, boris)
    clara.dial("*74")
    board.until(lambda: clara.refused == 480)
    assert "nothing_to_take" in board.spoken()
    board.run(1)
    second = Peer(board, "203.0.113.44", "mobile", "secret of mobile")
    second.dial("*74")
    board.until(lambda: second.talks)
    board.run(1)
    assert boris.gone
    assert hears(board, board.operator) == second.host
    second.hang_up()
    board.until(lambda: board.over)


@pytest.mark.requirement("FE-04")
def test_colleagues_conversation_is_pulled_with_the_right_only(board):
    people = tuple(Person(f"p-{name}", name, may_supervise=name == "clara") for name in ("anna", "boris", "clara"))
    board.use(company(people=people))
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    called_from_outside(board, boris)
    anna.dial("*74202")
    board.until(lambda: anna.refused == 403)
    clara.dial("*74202")
    board.until(lambda: clara.talks)
    board.run(1)
    assert boris.gone
    assert board.detail("taken_over") == {"who": "Clara", "instead": "Boris"}
    assert hears(board, board.operator) == clara.host
    clara.hang_up()
    board.ended()
