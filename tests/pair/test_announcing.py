"""Announcements into a conversation: who hears them, who is heard meanwhile, and what cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.pair.test_conference import leg_of, live, three_by_code
from tests.pair.test_meeting import comes_in, with_conference
from tests.pair.test_record_tone import two
from tests.pair.test_supervising import heard
from tests.pair.test_transfer import hears, over, talk

from offhook.media import protocol as media
from offhook.switch.announcing import Announcing


def said(board) -> list[tuple[str, list[str] | None, float, float]]:
    """What was said to whom, how loud, and how loud the others were meanwhile."""
    return [
        (Path(one.items[0].file).stem, one.to, one.db, one.voices_db)
        for one in board.media.given(media.RoomPlay)
        if isinstance(one.items[0], media.File)
    ]


def ends(board) -> None:
    """Let the last announcement come to its end."""
    play = board.media.given(media.RoomPlay)[-1]
    board.media.end_room_play(play.room, play.play)
    board.run(0.5)


def test_to_all_and_to_one(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    call, announcing = live(board)["id"], Announcing(board.switch)
    assert announcing.play("t-one", call, sound="goodbye", voices_db=-10.0) == "accepted"
    board.run(0.5)
    both = [anna.session, boris.session]
    assert said(board) == [("goodbye", both, 0.0, -10.0)]
    assert heard(board, anna=anna, boris=boris) == {"anna": "b", "boris": "a"}
    assert announcing.play("t-one", call, text="two minutes", to=leg_of(board, "202"), db=-6.0) == "accepted"
    board.run(0.5)
    assert said(board)[1] == ("two minutes", [boris.session], -6.0, 0.0)
    assert len(board.media.rooms) == 1
    ends(board)
    assert len(board.media.rooms) == 1  # the first goes on
    first = board.media.given(media.RoomPlay)[0]
    board.media.end_room_play(first.room, first.play)
    board.run(0.5)
    assert board.media.rooms == {}
    assert hears(board, anna) == boris.host
    assert board.steps().count("announced") == 2
    announcing.play("t-one", call, text="too late")
    anna.hang_up()
    over(board)


def test_over_the_beep_of_a_recording(board):
    parties = two(board)
    assert Announcing(board.switch).play("t-one", live(board)["id"], sound="goodbye") == "accepted"
    board.run(0.5)
    (room,) = board.media.rooms
    assert [one.room for one in board.media.given(media.RoomPlay)] == [room, room]
    ends(board)
    assert list(board.media.rooms) == [room]
    parties["anna"].hang_up()
    over(board)


def test_a_transfer_ends_it(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    talk(board, anna, "202", boris)
    announcing: Any = Announcing(board.switch)
    announcing.play("t-one", live(board)["id"], sound="goodbye")
    board.run(0.5)
    boris.press("##")
    board.run(0.5)
    assert board.media.rooms == {}
    boris.press("203#")
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(1)
    assert hears(board, anna) == clara.host
    assert announcing.play("t-one", live(board)["id"], sound="goodbye") == "accepted"
    board.run(0.5)
    ends(board)
    assert board.media.rooms == {}
    assert hears(board, anna) == clara.host


def test_in_a_conference(board):
    three = three_by_code(board)
    assert Announcing(board.switch).play("t-one", live(board)["id"], sound="goodbye") == "accepted"
    board.run(0.5)
    assert {*said(board)[0][1]} == {peer.session for peer in three.values()}  # type: ignore[misc]


def test_in_a_meeting(board):
    with_conference(board)
    anna, boris = comes_in(board, "anna"), comes_in(board, "boris")
    first = next(iter(board.exchange.calls))
    assert Announcing(board.switch).play("t-one", first, sound="goodbye") == "accepted"
    board.run(0.5)
    assert said(board) == [("goodbye", [anna.session], 0.0, 0.0)]
    assert heard(board, anna=anna, boris=boris) == {"anna": "b", "boris": "a"}


def test_what_cannot_be(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    board.run(0.5)
    call, announcing = live(board)["id"], Announcing(board.switch)
    assert announcing.play("t-one", call, sound="goodbye") == "nobody-talks"
    boris.answer()
    board.run(1)
    assert announcing.play("t-two", call, sound="goodbye") == "no-call"
    assert announcing.play("t-one", "none", sound="goodbye") == "no-call"
    assert announcing.play("t-one", call, sound="goodbye", people=["p-clara"]) == "no-call"
    assert announcing.play("t-one", call, sound="goodbye", to="another") == "no-party"
    assert announcing.play("t-one", call, sound="unknown") == "no-sound"
    assert announcing.play("t-one", call, text="unspeakable") == "accepted"
    board.run(1)
    assert board.detail("prompt_failed") == {"reason": "no voice"}
    assert hears(board, anna) == boris.host
    anna.hang_up()
    over(board)
