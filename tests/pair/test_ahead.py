"""Calls made ready ahead: their sessions wait at the media server, and nothing of them is left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.pair.company import MAIN, OUTSIDE, with_graph

from offhook.call.ahead import Ahead
from offhook.media import protocol as media
from offhook.scenario.graph import Graph
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.ring import Ring
from offhook.sip import sdp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pair.board import Board

RING = Graph(start="ring", nodes={"ring": Ring(members=("201",), unanswered="end"), "end": Hangup()}).model_dump()
END = Graph(start="end", nodes={"end": Hangup()}).model_dump()
MOST = 4


@pytest.fixture
def ready(board: Board) -> Iterator[Board]:
    """A switch that has calls ready, because one came before."""
    board.use(with_graph(END))
    board.exchange.ahead = Ahead(board.exchange, MOST)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: bool(board.calls) and board.over)
    board.run(0.5)
    yield board
    for name in board.exchange.ahead.forget():
        board.media.post(media.SessionClose(session=name))


def opened(board: Board) -> list[str]:
    return [one.session for one in board.media.given(media.SessionOpen)]


def test_a_call_has_its_sessions_at_once(ready):
    anna = ready.phone("anna")
    ready.use(with_graph(RING))
    assert len(ready.media.sessions) == 2 * MOST
    before, told = opened(ready), len(ready.calls)
    ready.operator.dial(MAIN, shown=OUTSIDE)
    ready.until(lambda: anna.rings)
    assert opened(ready) == before
    dialog = anna.answer()
    ready.until(lambda: "connected" in ready.steps())
    call = ready.calls[told]
    assert list(call.legs) == before[:2]
    first, second = (ready.media.sessions[leg] for leg in call.legs)
    assert first.peer == second.opened.session
    assert {first.opened.group, second.opened.group, first.opened.note.decode()} == {call.id}
    assert sdp.parse(anna.invites[-1].request.body).media[0].port == second.port
    anna.hang_up(dialog)
    ready.until(lambda: ready.over)
    ready.run(0.5)
    assert not set(call.legs) & ready.media.sessions.keys()


def test_what_a_call_does_not_need_is_closed(ready):
    ready.operator.dial(MAIN, shown=OUTSIDE)
    ready.until(lambda: ready.over)
    ready.run(0.5)
    assert len(ready.media.sessions) == 2 * (MOST - 1)


def test_there_are_always_some(ready):
    anna = ready.phone("anna")
    ready.use(with_graph(RING))
    for _ in range(3 * MOST):
        ready.operator.dial(MAIN, shown=OUTSIDE)
        ready.until(lambda: anna.rings)
        ready.operator.cancel()
        ready.until(lambda: ready.over)
    ready.run(0.5)
    assert 2 * MOST // 2 <= len(ready.media.sessions) <= 2 * MOST
    requests = len(opened(ready))
    assert requests <= 1 + 2 * 4 * MOST


def test_a_server_without_ports_is_asked_again_a_second_later(board):
    board.use(with_graph(END))
    board.exchange.ahead = Ahead(board.exchange, MOST)
    board.media.refusing[media.SessionOpen] = "no-ports"
    for calls in (1, 2):
        board.operator.dial(MAIN, shown=OUTSIDE)
        board.until(lambda calls=calls: len(board.calls) == calls and board.over)
    assert board.operator.refused == 503
    assert len(opened(board)) == 2 + 2 * MOST
    board.run(1)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: len(board.calls) == 3 and board.over)
    assert len(opened(board)) == 3 + 2 * 2 * MOST


def test_the_next_process_closes_what_waits(ready):
    ready.restart()
    ready.run(0.5)
    assert ready.media.sessions == {}


@pytest.mark.parametrize("same", [True, False])
def test_nothing_is_left_of_a_server_that_was_away(ready, same):
    ready.media.lose(crash=not same)
    ready.run(5)
    ready.media.back(same=same)
    ready.run(0.5)
    assert ready.media.sessions == {}
    ready.operator.dial(MAIN, shown=OUTSIDE)
    ready.until(lambda: len(ready.calls) == 2 and ready.over)
    assert ready.calls[-1].status != 503


def test_a_leg_that_meets_us_elsewhere_gets_a_session_there(ready):
    ready.use(with_graph(RING))
    anna = ready.phone("anna", transport="ws")
    ready.operator.dial(MAIN, shown=OUTSIDE)
    ready.until(lambda: anna.rings)
    leg = list(ready.calls[-1].legs)[1]
    assert leg in ready.media.sessions
    ready.operator.cancel()
    ready.until(lambda: ready.over)
