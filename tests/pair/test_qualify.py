"""Telephones that have stopped answering are not rung, until they answer or register again."""

from __future__ import annotations

import pytest
from tests.pair.company import MAIN, OUTSIDE


@pytest.fixture
def asking(board):
    """The board of a switch that asks its telephones each minute."""
    board.qualify_s, board.keep_alive_s = 60, 25
    board.restart()
    return board


def options(peer) -> int:
    return sum(request.method == "OPTIONS" for request in peer.asked)


def reachable(board, username: str) -> list[bool]:
    return [one.reachable for one in board.registrar.bindings(username)]


def vanish(board, peer) -> None:
    """Let a telephone lose its power."""
    board.wire.parties.pop((peer.host, 5060))


def come_back(board, peer) -> None:
    board.wire.parties[peer.host, 5060] = peer.party


def test_telephone_that_answers_is_asked_each_minute_and_stays(asking):
    anna = asking.phone("anna")
    asking.run(301)
    assert 5 <= options(anna) <= 6
    assert reachable(asking, "anna") == [True]
    (binding,) = asking.registrar.bindings("anna")
    assert asking.switch.qualify.answer_s(binding) < 0.5
    first = next(request for request in anna.asked if request.method == "OPTIONS")
    assert first.uri == "sip:anna@203.0.113.11:5060"


@pytest.mark.parametrize("status", [404, 405, 481, 500, 503, 603])
def test_any_answer_shows_that_a_telephone_is_there(asking, status):
    anna = asking.phone("anna")
    anna.answers["OPTIONS"] = [status]
    asking.run(200)
    assert options(anna) >= 3
    assert reachable(asking, "anna") == [True]


def test_two_silences_and_it_is_rung_no_more(asking):
    anna, boris = asking.phone("anna"), asking.phone("boris")
    vanish(asking, anna)
    asking.until(lambda: reachable(asking, "anna") == [False], 75)
    boris.dial("201")
    asking.until(lambda: boris.talks and bool(asking.spoken()), 5)  # the message box, at once
    assert not anna.invites
    assert reachable(asking, "boris") == [True]
    boris.hang_up()
    asking.ended()


def test_it_is_rung_again_when_it_answers(asking):
    anna, boris = asking.phone("anna"), asking.phone("boris")
    vanish(asking, anna)
    asking.run(80)
    assert reachable(asking, "anna") == [False]
    come_back(asking, anna)
    asking.until(lambda: reachable(asking, "anna") == [True], 40)
    boris.dial("201")
    asking.until(lambda: anna.rings)
    boris.cancel()
    asking.ended()


def test_it_is_rung_again_when_it_registers(asking):
    anna = asking.phone("anna")
    vanish(asking, anna)
    asking.run(80)
    come_back(asking, anna)
    anna.register()
    assert reachable(asking, "anna") == [True]


def test_call_to_a_silent_telephone_counts(asking):
    anna, boris = asking.phone("anna"), asking.phone("boris")
    vanish(asking, anna)
    boris.dial("201")
    asking.until(lambda: not anna.invites and reachable(asking, "anna") == [False], 30)
    boris.hang_up() if boris.talks else boris.cancel()
    asking.ended()


def test_call_that_is_given_up_at_once_says_nothing(asking):
    anna, boris = asking.phone("anna"), asking.phone("boris")
    boris.dial("201")
    asking.run(0.5)
    boris.cancel()
    asking.ended()
    asking.run(5)
    assert reachable(asking, "anna") == [True]
    assert options(anna) == 0


def test_what_was_found_outlives_the_switch(asking):
    anna = asking.phone("anna")
    asking.phone("boris")
    vanish(asking, anna)
    asking.run(80)
    asking.restart()
    asking.run(0.1)
    assert (reachable(asking, "anna"), reachable(asking, "boris")) == ([False], [True])
    come_back(asking, anna)
    asking.run(61)
    assert reachable(asking, "anna") == [True]


def test_presence_and_messages_follow(asking):
    anna, boris = asking.phone("anna"), asking.phone("boris")
    boris.subscribe(username="201", package="presence")
    asking.run(1)
    vanish(asking, anna)
    asking.run(80)
    closed = [request.body.decode() for request in boris.asked if request.method == "NOTIFY"][-1]
    assert "closed" in closed


def test_nothing_is_asked_where_it_is_not_wanted(board):
    anna = board.phone("anna")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.run(300)
    assert options(anna) == 0
    assert board.driver.kept_open == []
