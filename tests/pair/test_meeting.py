"""The conference of an extension: who comes in and how, what each hears, who leaves; also when the switch is killed."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.pair.company import company
from tests.pair.test_supervising import heard
from tests.pair.test_transfer import called_from_outside

from offhook.configuration import Extension, Site
from offhook.media import protocol as media
from offhook.switch.conferring import Conferring
from offhook.switch.live import LiveCalls


def with_conference(board, **settings: Any) -> None:
    plain = company()
    room = Extension("e-room", "500", "Monday", "conference", voicemail=False, **settings)
    board.use(replace(plain, extensions=(*plain.extensions, room)))
    board.exchange.music = board.folder / "music.wav"


def comes_in(board, name: str) -> Any:
    peer = board.phone(name)
    before = len(board.media.given(media.RoomJoin))
    peer.dial("500")
    board.until(lambda: len(board.media.given(media.RoomJoin)) > before)
    board.run(1)
    return peer


def plays(board, peer: Any) -> str:
    play = board.media.sessions[peer.session].play
    return "" if play is None else str(getattr(play.items[0], "file", "")).rpartition("/")[2]


def meeting(board) -> dict[str, Any]:
    with_conference(board)
    return {name: comes_in(board, name) for name in ("anna", "boris", "clara")}


ALL = {"anna": "bc", "boris": "ac", "clara": "ab"}


def test_coming_and_leaving(board):
    with_conference(board)
    anna = comes_in(board, "anna")
    assert plays(board, anna) == "music.wav"
    boris = comes_in(board, "boris")
    assert plays(board, anna) == ""
    clara = comes_in(board, "clara")
    three = {"anna": anna, "boris": boris, "clara": clara}
    assert heard(board, **three) == ALL
    assert [one for one in board.spoken() if one.startswith("conference")] == [
        "conference_first", "conference_one", "conference_two",
    ]  # fmt: skip
    (room,) = board.media.rooms
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: f"room {room}"}
    assert recorder.opened.channels == 1
    anna.hang_up()
    board.run(1)
    (other,) = board.media.recorders.values()
    assert other is not recorder
    assert heard(board, boris=boris, clara=clara) == {"boris": "c", "clara": "b"}
    boris.hang_up()
    board.run(1)
    assert plays(board, clara) == "music.wav"
    clara.hang_up()
    board.until(lambda: board.over)
    board.run(1)
    assert board.exchange.meetings == {}
    assert {call.result for call in board.calls} == {"service"}
    assert [len(call.recordings) for call in board.calls] == [1, 1, 1]


@pytest.mark.parametrize(("keys", "inside"), [("4711#", True), ("12344711", True), ("1234#99999999", False)])
def test_pin(board, keys, inside):
    with_conference(board, pin="4711")
    anna = board.phone("anna")
    anna.dial("500")
    board.run(3)
    assert not board.media.rooms
    anna.press(keys)
    board.run(45)
    assert bool(board.media.rooms) is inside
    assert anna.gone is not inside
    if inside:
        anna.hang_up()
    board.ended()


def test_who_leaves_before_coming_in_leaves_no_room(board):
    with_conference(board)
    anna = board.phone("anna")
    board.media.deaf.add(media.RoomOpen)
    anna.dial("500")
    board.until(lambda: bool(board.exchange.meetings))
    anna.hang_up()
    board.run(15)
    assert board.exchange.meetings == {}
    board.media.deaf.clear()


def test_no_room_is_said(board):
    with_conference(board)
    board.media.refusing[media.RoomOpen] = "bad-value"
    anna = board.phone("anna")
    anna.dial("500")
    assert board.ended().result == "service"
    assert board.spoken()[-1] == "call_failed"


def test_a_full_conference(board):
    with_conference(board, places=2)
    comes_in(board, "anna")
    comes_in(board, "boris")
    clara = board.phone("clara")
    clara.dial("500")
    board.until(lambda: clara.gone)
    assert board.spoken()[-1] == "number_busy"


def test_a_silent_conference_that_is_not_recorded(board):
    with_conference(board, music=False, announce=False, record=False)
    anna = comes_in(board, "anna")
    assert plays(board, anna) == ""
    boris = comes_in(board, "boris")
    assert heard(board, anna=anna, boris=boris) == {"anna": "b", "boris": "a"}
    assert not any(one.startswith("conference") for one in board.spoken())
    assert board.media.recorders == {}


def test_muting_and_removing(board):
    three = meeting(board)
    conferring = Conferring(board.switch)
    (clara,) = [one for one in LiveCalls(board.exchange).list("t-one") if one["legs"][0]["number"] == "203"]
    assert clara["conference"] is True
    leg = clara["legs"][0]["id"]
    assert conferring.mute("t-one", clara["id"], leg, muted=True) == "accepted"
    board.run(0.5)
    assert heard(board, **three) == {"anna": "b", "boris": "a", "clara": "ab"}
    assert conferring.mute("t-one", clara["id"], "another", muted=True) == "no-leg"
    assert conferring.remove("t-one", clara["id"], leg, people=["p-clara"]) == "accepted"
    board.run(1)
    assert three["clara"].gone


def test_a_customer_is_transferred_into_it(board):
    with_conference(board)
    anna, boris = comes_in(board, "anna"), board.phone("boris")
    called_from_outside(board, boris)
    call = next(one for one in LiveCalls(board.exchange).list("t-one") if one["talking"])
    assert LiveCalls(board.exchange).transfer("t-one", call["id"], to="500") == "accepted"
    board.run(5)
    assert boris.gone
    assert heard(board, anna=anna, operator=board.operator) == {"anna": "o", "operator": "a"}


@pytest.mark.parametrize("room", ["stays", "is lost", "is taken away"])
def test_it_survives_the_switch(board, room):
    three = meeting(board)
    board.kill()
    if room == "is lost":
        board.media.rooms.clear()
        board.faults.add("no-room")
    if room == "is taken away":
        board.use(company())
    assert board.restart(away_s=1) == 3
    board.run(1)
    assert heard(board, **three) == ALL
    assert len(board.exchange.meetings) == 1
    if room != "is taken away":
        three["dora"] = comes_in(board, "dora")
        assert heard(board, **three)["dora"] == "abc"
    for peer in three.values():
        peer.hang_up()
        board.run(1)
    assert board.over
    assert board.exchange.meetings == {}


@pytest.mark.requirement("FE-11")
def test_people_of_two_branches_and_one_on_the_road_meet(board):
    with_conference(board)
    networks = {"l-tartu": "203.0.113.11/32", "l-narva": "203.0.113.12/32"}
    sites = tuple(Site(id_, id_.removeprefix("l-").title(), (network,)) for id_, network in networks.items())
    (office,) = board.configuration.companies
    board.use(replace(office, sites=sites))
    three = {name: comes_in(board, name) for name in ("anna", "boris", "clara")}
    assert {id_: one["legs"] for id_, one in board.exchange.sites.status().items()} == {"l-tartu": 1, "l-narva": 1}
    assert heard(board, **three) == ALL
    for phone in three.values():
        phone.hang_up()
    board.until(lambda: board.over)
