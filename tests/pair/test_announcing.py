"""Announcements into a conversation: who hears them, and what cannot be."""

from __future__ import annotations

from tests.pair.test_conference import leg_of, live
from tests.pair.test_meeting import comes_in, plays, with_conference
from tests.pair.test_transfer import hears, over, talk

from offhook.switch.announcing import Announcing


def test_to_all_and_to_one(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    call, announcing = live(board)["id"], Announcing(board.switch)
    assert announcing.play("t-one", call, sound="goodbye") == "accepted"
    board.run(0.5)
    assert plays(board, anna) == plays(board, boris) == "goodbye.wav"
    board.run(3)
    assert plays(board, anna) == plays(board, boris) == ""
    assert hears(board, anna) == boris.host
    assert announcing.play("t-one", call, text="two minutes", to=leg_of(board, "202")) == "accepted"
    board.run(0.5)
    assert (plays(board, anna), plays(board, boris)) == ("", "two minutes.wav")
    assert board.steps().count("announced") == 2
    announcing.play("t-one", call, text="too late")
    anna.hang_up()
    over(board)


def test_in_a_meeting(board):
    with_conference(board)
    anna, boris = comes_in(board, "anna"), comes_in(board, "boris")
    first = next(iter(board.exchange.calls))
    assert Announcing(board.switch).play("t-one", first, sound="goodbye") == "accepted"
    board.run(0.5)
    assert (plays(board, anna), plays(board, boris)) == ("goodbye.wav", "")


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
    assert announcing.play("t-one", call, sound="goodbye", person="p-clara") == "no-call"
    assert announcing.play("t-one", call, sound="goodbye", to="another") == "no-party"
    assert announcing.play("t-one", call, sound="unknown") == "no-sound"
    assert announcing.play("t-one", call, text="unspeakable") == "accepted"
    board.run(1)
    assert board.detail("prompt_failed") == {"reason": "no voice"}
    assert hears(board, anna) == boris.host
    anna.hang_up()
    over(board)
