"""The switch is killed while legs or calls end: each has an end in the history, and none comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.pair.company import MAIN, OUTSIDE, company

from offhook.configuration import Scenario
from offhook.media import protocol as media
from offhook.scenario.graph import Graph
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.ring import Ring

if TYPE_CHECKING:
    from tests.pair.board import Board


def with_group(board: Board) -> None:
    """The main line rings Anna and Boris together."""
    graph = Graph(
        start="all",
        rescue="end",
        nodes={"all": Ring(members=("201", "202"), unanswered="end"), "end": Hangup(prompts=("goodbye",))},
    )
    board.use(company(scenarios=(Scenario("s-main", "Main line", 4, graph.model_dump()),)))


@pytest.mark.parametrize("moment_s", [0.0, 0.5, 3.0])
def test_a_leg_that_is_being_retired_has_an_end(board: Board, moment_s: float) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    with_group(board)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: anna.rings and boris.rings)
    board.media.deaf = {media.SessionClose}
    anna.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(0.2)
    board.operator.hang_up()
    board.run(moment_s)
    board.kill()
    board.media.deaf = set()
    board.restart()
    board.run(1)
    assert board.call.ended_at is not None
    ended = {leg.party.name or leg.party.number: (leg.ended_at, leg.reason) for leg in board.call.legs.values()}
    assert all(at is not None for at, _ in ended.values())
    assert ended["Boris"][1] == "Call completed elsewhere", "as it was, not as the restart found it"


def test_a_call_is_over_when_all_is_known_of_its_legs(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    with_group(board)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: anna.rings and boris.rings)
    board.media.deaf = {media.SessionClose}
    dialog = anna.answer()
    board.until(lambda: "connected" in board.steps())
    board.media.deaf = set()
    anna.hang_up(dialog)
    board.run(0.5)
    assert board.call.live, "the figures of the telephone that fell silent are to come"
    board.ended()
    board.media.sessions.clear()  # it never heard of its end


def test_who_hung_up_does_not_come_back(board: Board) -> None:
    board.phone("anna")
    with_group(board)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: "ringing" in board.steps())
    board.run(1)
    board.media.deaf = {media.SessionClose}
    board.operator.hang_up() if board.operator.talks else board.operator.cancel()
    board.run(0.2)
    board.kill()
    board.media.deaf = set()
    assert board.restart() == 0
    board.run(1)
    assert (board.call.result, board.call.hangup_side, board.call.reason) == ("missed", "caller", "")
