"""Three and more talk: by code, by request, with muting and leaving; who hears whom, and what is recorded."""

from __future__ import annotations

from typing import Any

import pytest
from tests.pair.company import OUTSIDE
from tests.pair.peer import describe
from tests.pair.test_supervising import heard
from tests.pair.test_transfer import called_from_outside, hears, over, talk

from offhook.media import protocol as media
from offhook.switch.conferring import Conferring
from offhook.switch.live import LiveCalls


def live(board) -> dict[str, Any]:
    (call,) = LiveCalls(board.exchange).list("t-one")
    return call


def leg_of(board, number: str) -> str:
    return next(leg["id"] for leg in live(board)["legs"] if leg["number"] == number)


def three_by_code(board) -> dict[str, Any]:
    """A customer talks with Boris, who lets Clara in."""
    boris, clara = board.phone("boris"), board.phone("clara")
    called_from_outside(board, boris)
    boris.press("*3")
    board.run(0.5)
    boris.press("203#")
    board.until(lambda: clara.rings)
    clara.answer()
    board.until(lambda: "consulting" in board.steps())
    board.run(0.5)
    boris.press("*3")
    board.run(0.5)
    return {"boris": boris, "clara": clara, "operator": board.operator}


ALL = {"boris": "co", "clara": "bo", "operator": "bc"}


def test_by_code(board):
    three = three_by_code(board)
    assert heard(board, **three) == ALL
    assert live(board)["conference"] is True
    (room,) = board.media.rooms
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: f"room {room}"}
    board.operator.press("*3##")
    three["boris"].press("##*2")
    board.run(1)
    assert heard(board, **three) == ALL
    assert Conferring(board.switch).remove("t-one", live(board)["id"], leg_of(board, "202")) == "accepted"
    board.run(1)
    assert hears(board, three["clara"]) == board.operator.host
    assert recorder.taps == {0: board.operator.session, 1: three["clara"].session}
    board.operator.hang_up()
    assert board.ended().result == "answered"
    assert three["clara"].gone


def test_by_request_without_a_gap(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    talk(board, anna, "202", boris)
    call = live(board)["id"]
    conferring = Conferring(board.switch)
    assert conferring.invite("t-one", call, "203") == "accepted"
    board.until(lambda: clara.rings)
    assert hears(board, anna) == boris.host
    before = len(board.media.commands)
    clara.answer()
    board.run(1)
    kinds = [type(one) for one in board.media.commands[before:]]
    assert media.Unlink not in kinds
    assert kinds.count(media.RoomJoin) == 3
    four = {"anna": anna, "boris": boris, "clara": clara}
    assert heard(board, **four) == {"anna": "bc", "boris": "ac", "clara": "ab"}
    assert conferring.invite("t-one", call, OUTSIDE) == "accepted"
    board.until(lambda: board.operator.rings)
    board.operator.answer()
    board.run(1)
    four["operator"] = board.operator
    assert heard(board, **four)["operator"] == "abc"
    for peer in (clara, boris):
        assert conferring.remove("t-one", call, leg_of(board, "203" if peer is clara else "202")) == "accepted"
        board.run(1)
        assert peer.gone
    assert hears(board, anna) == board.operator.host
    assert board.media.rooms == {}
    anna.hang_up()
    over(board)
    assert board.steps().count("left_conference") == 2


def test_muting(board):
    three = three_by_code(board)
    call, conferring = live(board)["id"], Conferring(board.switch)
    leg = leg_of(board, "203")
    assert conferring.mute("t-one", call, leg, muted=True) == "accepted"
    board.run(0.5)
    quiet = {"boris": "o", "clara": "bo", "operator": "b"}
    assert heard(board, **three) == quiet
    assert [one["muted"] for one in live(board)["legs"] if one["id"] == leg] == [True]
    assert board.restart(away_s=1) == 1
    board.run(1)
    assert heard(board, **three) == quiet
    conferring = Conferring(board.switch)
    assert [one["muted"] for one in live(board)["legs"] if one["id"] == leg] == [True]
    conferring.mute("t-one", call, leg, muted=False)
    board.run(0.5)
    assert heard(board, **three) == ALL
    board.operator.reinvite(describe(board.operator.host, direction="sendonly", version=2))
    board.run(0.5)
    assert heard(board, **three) == {"boris": "c", "clara": "b", "operator": "bc"}
    board.operator.reinvite(describe(board.operator.host, version=3))
    board.run(0.5)
    assert heard(board, **three) == ALL


@pytest.mark.parametrize("room", ["stays", "is lost"])
def test_a_conference_survives_the_switch(board, room):
    three = three_by_code(board)
    board.kill()
    if room == "is lost":
        board.media.rooms.clear()
    assert board.restart(away_s=1) == 1
    board.run(1)
    assert heard(board, **three) == ALL
    assert board.exchange.peers == {}
    call = live(board)["id"]
    dora = board.phone("dora")
    assert Conferring(board.switch).invite("t-one", call, "204") == "accepted"
    board.until(lambda: dora.rings)
    dora.answer()
    board.run(1)
    assert heard(board, **three, dora=dora)["dora"] == "bco"
    for number in ("203", "204"):
        Conferring(board.switch).remove("t-one", call, leg_of(board, number))
        board.run(1)
    assert hears(board, three["boris"]) == board.operator.host
    board.operator.hang_up()
    assert board.ended().result == "answered"


def test_one_leaves_while_no_switch_is_there(board):
    three = three_by_code(board)
    board.kill()
    board.operator.hang_up()
    assert board.restart(away_s=1) == 1
    board.run(1)
    assert hears(board, three["boris"]) == three["clara"].host


@pytest.mark.parametrize("then", ["back", "transfer"])
def test_who_is_asked_first_need_not_come(board, then):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    boris.press("*3")
    board.run(0.5)
    boris.press("203#")
    board.until(lambda: clara.rings)
    clara.answer()
    board.until(lambda: "consulting" in board.steps())
    board.run(0.5)
    if then == "back":
        boris.press("*2")
        board.run(5)
        assert hears(board, boris) == board.operator.host
        assert clara.gone
    else:
        boris.hang_up(dialog)
        board.run(1)
        assert hears(board, clara) == board.operator.host


def test_what_cannot_be(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    anna.dial("202")
    board.until(lambda: boris.rings)
    board.run(0.5)
    call, conferring = live(board)["id"], Conferring(board.switch)
    assert conferring.invite("t-one", call, "203") == "nobody-talks"
    boris.answer()
    board.run(1)
    for to in ("600", "204", "777", "", "+3726000100"):
        assert conferring.invite("t-one", call, to) == "no-number"
    for tenant, id_, people in (("t-two", call, None), ("t-one", "none", None), ("t-one", call, ["p-clara"])):
        assert conferring.invite(tenant, id_, "203", people=people) == "no-call"
        assert conferring.mute(tenant, id_, "x", muted=True, people=people) == "no-call"
        assert conferring.remove(tenant, id_, "x", people=people) == "no-call"
    assert conferring.remove("t-one", call, leg_of(board, "201")) == "no-conference"
    assert conferring.invite("t-one", call, "203", people=["p-anna"]) == "accepted"
    board.until(lambda: clara.rings)
    clara.refuse(603)
    board.run(1)
    assert board.detail("not_admitted")["status"] == 603
    assert hears(board, anna) == boris.host
    called = len(clara.invites)
    assert conferring.invite("t-one", call, "203") == "accepted"
    board.until(lambda: len(clara.invites) > called)
    board.media.refusing[media.RoomOpen] = "bad-value"
    clara.answer()
    board.run(1)
    assert hears(board, anna) == boris.host
    assert clara.gone
    board.media.refusing.clear()
    anna.hang_up()
    over(board)


def test_outside_numbers_are_tried_by_the_next_operator(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    assert Conferring(board.switch).invite("t-one", live(board)["id"], OUTSIDE) == "accepted"
    board.until(lambda: board.operator.rings)
    board.operator.refuse(503)
    board.until(lambda: board.spare.rings)
    board.spare.answer()
    board.run(1)
    assert heard(board, anna=anna, boris=boris, spare=board.spare)["spare"] == "ab"
