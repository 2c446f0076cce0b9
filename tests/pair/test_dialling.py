"""Owed calls that agents are given to make: first to a free agent, then to the customer, at a set pace."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from tests.pair.company import ANNA, OUTSIDE
from tests.pair.test_queue import AGENTS, OTHERS, caller, hang_up, serve, with_queue

from offhook.configuration import NumberList, Schedule
from offhook.switch.attending import Attending
from offhook.switch.dialling import Owed

if TYPE_CHECKING:
    from tests.pair.board import Board

LANDLINE = "+3726000777"


def owing(board: Board, *numbers: str, person: str = "", **settings: Any) -> None:
    """The company owes calls, and its queue makes them."""
    board.owed.kept = [Owed(f"o-{number}", number, "", "", person) for number in numbers]
    with_queue(board, **{"dial_owed": True, "dial_pause_s": 600, "members": AGENTS[:1], "wrap_up_s": 0} | settings)
    board.switch.dialling.begin()


def dialling(board: Board) -> dict[str, Any]:
    """How it goes, as the API tells it."""
    told = Attending(board.switch).queue("t-one", "q-sales")
    assert told is not None
    return dict(told["dialling"])


@pytest.mark.requirement("QU-05", "RT-11")
def test_a_free_agent_hears_who_it_is_and_then_the_customer_rings(board: Board) -> None:
    anna = board.phone("anna")
    owing(board, OUTSIDE)
    assert dialling(board)["state"] == "nobody"
    board.until(lambda: anna.rings)
    assert dialling(board) == {"state": "dialling", "under_way": 1}
    assert board.operator.invites == []
    dialog = serve(board, anna)
    assert "3 7 2 5 5 5 1 2 3 4 5" in board.spoken()[0]
    board.until(lambda: bool(board.operator.invites))
    assert OUTSIDE in board.operator.invites[0].request.uri
    board.operator.answer()
    board.run(5)
    anna.hang_up(dialog)
    board.until(lambda: board.over)
    board.run(1000)
    assert len(board.calls) == 1, "it is owed no longer"
    assert board.journal.state.promises == {}


def test_who_does_not_answer_is_tried_again_after_a_pause_and_not_for_ever(board: Board) -> None:
    anna = board.phone("anna")
    owing(board, OUTSIDE, dial_tries=2)
    began = []
    for _ in range(2):
        board.until(lambda: anna.rings, 700)
        began.append(board.loop.time())
        serve(board, anna)
        board.until(lambda: board.operator.rings)
        board.operator.refuse(486)
        board.until(lambda: board.over)
    assert began[1] - began[0] >= 600
    board.run(3000)
    assert len(anna.invites) == 2
    assert dialling(board) == {"state": "nobody", "under_way": 0}


def test_the_pace_is_kept_and_callers_go_first(board: Board) -> None:
    anna = board.phone("anna")
    owing(board, *OTHERS, dial_per_hour=12)
    waits = caller(board)
    serve(board, anna)
    assert waits.connected_at, "not an owed call"
    board.run(10)
    assert dialling(board)["state"] == "busy"
    hang_up(board, waits)
    times = []
    for _ in range(3):
        board.until(lambda: anna.rings, 400)
        times.append(board.loop.time())
        serve(board, anna)
        board.until(lambda: board.operator.rings)
        board.operator.refuse(486)
        board.until(lambda: board.over)
    assert all(300 <= later - sooner < 310 for sooner, later in itertools.pairwise(times))


def test_who_calls_in_the_meantime_is_not_dialled(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    owing(board, OUTSIDE, members=AGENTS[:1])
    board.until(lambda: anna.rings)
    anna.refuse(486)
    board.run(0.5)
    assert dialling(board)["under_way"] == 1
    board.operator.dial("+3726000100", shown=OUTSIDE)
    board.run(4)
    called = [call for call in board.calls if call.direction == "inbound"]
    assert len(called) == 1
    board.until(lambda: anna.rings, 60)
    serve(board, anna)
    board.until(lambda: dialling(board)["under_way"] == 0, 10)
    assert called[0].connected_at
    assert boris.invites == []
    assert len([call for call in board.calls if call.direction == "outbound"]) == 1


def test_hours_lists_and_a_database_that_is_away(board: Board) -> None:
    anna = board.phone("anna")
    owing(board, OUTSIDE, dial_schedule="h-closed")
    own = board.configuration.companies[0]
    board.use(replace(own, schedules=(Schedule("h-closed", "Hours", switched="closed"),)))
    board.run(30)
    assert dialling(board)["state"] == "closed"
    owing(board, OUTSIDE, dial_never="l-never")
    board.use(replace(board.configuration.companies[0], lists=(NumberList("l-never", "Never", (OUTSIDE,)),)))
    board.run(30)
    assert dialling(board)["state"] == "nobody"
    board.owed.away = True
    owing(board, LANDLINE)
    board.run(30)
    assert anna.invites == []
    board.owed.away = False
    board.until(lambda: anna.rings, 10)


def test_stopped_and_killed(board: Board) -> None:
    anna = board.phone("anna")
    owing(board, OUTSIDE)
    board.until(lambda: anna.rings)
    board.restart()
    board.until(lambda: len(anna.invites) == 2, 30)
    assert dialling(board)["under_way"] == 1
    anna.refuse(486)
    board.run(0.5)
    with_queue(board, members=AGENTS[:1], dial_owed=False)
    board.run(20)
    assert dialling(board) == {"state": "off", "under_way": 0}
    assert board.journal.state.promises == {}
    board.run(60)
    assert len(anna.invites) == 2


def test_its_owner_is_waited_for_first(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    floors = board.switch.services.floors
    owing(board, OUTSIDE, person="p-boris", members=AGENTS, sticky_s=60)
    board.until(lambda: anna.rings or boris.rings)
    assert boris.rings
    assert anna.invites == []
    assert floors.floor("t-one").desk.agents[ANNA.id].free(floors.now())
