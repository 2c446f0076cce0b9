"""A queue with a number of its own: dialled, transferred to, dialled on to; and what comes when nobody answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from tests.pair.company import ANNA, OUTSIDE, company
from tests.pair.test_queue import caller, serve, with_queue
from tests.pair.test_transfer import called_from_outside, hears, refer

from offhook.configuration import Extension, QueueMember
from offhook.scenario.graph import Graph
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.menu import Menu
from offhook.scenario.rehearse import Assumptions, rehearse

if TYPE_CHECKING:
    from tests.pair.board import Board

LINE = Extension("e-line", "700", "Sales line", "queue", queue_id="q-sales")
ALONE = (QueueMember(ANNA.id, always=True),)


def with_number(board: Board, overflow: str = "", *more: Extension, **queue: Any) -> None:
    """The queue of the tests, whose only agent is Anna, under the number 700."""
    with_queue(board, **({"members": ALONE, "wrap_up_s": 0} | queue))
    own = board.configuration.companies[0]
    line = replace(LINE, overflow=overflow)
    board.use(replace(own, extensions=(*own.extensions, line, *more)))


@pytest.mark.requirement("QU-01")
def test_colleague_dials_the_queue(board: Board) -> None:
    anna, clara = board.phone("anna"), board.phone("clara")
    with_number(board)
    clara.dial("700")
    serve(board, anna)
    assert hears(board, clara) == anna.host
    clara.hang_up()
    assert board.ended().result == "answered"
    assert {"queued", "queue_served"} <= set(board.steps())


@pytest.mark.requirement("QU-01")
def test_caller_is_transferred_to_the_queue(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    with_number(board)
    own = board.configuration.companies[0]
    board.use(replace(own, scenarios=company().scenarios))  # the menu
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:700@example.test>")
    board.until(lambda: anna.rings)
    assert boris.gone
    serve(board, anna)
    assert hears(board, anna) == board.operator.host
    board.operator.hang_up()
    board.ended()


@pytest.mark.parametrize(
    ("settings", "why"), [({"longest_wait_s": 20}, "timeout"), ({"members": (QueueMember(ANNA.id),)}, "nobody")]
)
def test_who_leaves_unanswered_goes_to_the_colleague_that_the_number_names(
    board: Board, settings: dict[str, Any], why: str
) -> None:
    board.phone("anna")
    boris, clara = board.phone("boris"), board.phone("clara")
    with_number(board, "202", **settings)
    clara.dial("700")
    board.until(lambda: boris.rings)
    boris.answer()
    board.run(1)
    assert hears(board, clara) == boris.host
    assert board.detail("forwarded") == {
        "who": "Sales line", "to": {"number": "202", "name": "Boris"}, "forwards": why,
    }  # fmt: skip
    clara.hang_up()
    board.ended()


def test_overflow_into_a_mailbox_and_outside(board: Board) -> None:
    clara = board.phone("clara")
    with_number(board, "204", members=())
    clara.dial("700")
    board.until(lambda: "voicemail" in board.steps())
    board.run(3)
    clara.hang_up()
    board.ended()
    with_number(board, OUTSIDE, members=())
    clara.dial("700")
    board.until(lambda: board.operator.rings)
    board.operator.answer()
    board.run(1)
    assert hears(board, clara) == board.operator.host
    clara.hang_up()
    board.until(lambda: board.over)


@pytest.mark.parametrize("overflow", ["", "999", "700", "701"])
def test_nobody_is_left_in_silence(board: Board, overflow: str) -> None:
    clara = board.phone("clara")
    other = Extension("e-other", "701", "Other line", "queue", queue_id="q-gone", overflow="700")
    with_number(board, overflow, other, members=())
    clara.dial("700")
    board.until(lambda: board.over and bool(board.calls))
    board.run(0.5)
    assert board.spoken()[-1] == "person_not_available"
    assert clara.gone
    assert board.call.result == "missed"


def test_place_is_kept_over_a_restart(board: Board) -> None:
    anna, clara = board.phone("anna"), board.phone("clara")
    with_number(board)
    first = caller(board)
    dialog = serve(board, anna)
    clara.dial("700")
    board.run(50)
    line = board.switch.services.floors.floor("t-one").lines["q-sales"]
    (before,) = [(one.id, one.since) for one in line.order()]
    assert board.restart(away_s=1) == 2
    board.run(2)
    line = board.switch.services.floors.floor("t-one").lines["q-sales"]
    assert [(one.id, one.since) for one in line.order()] == [before]
    anna.hang_up(dialog)
    board.run(1)
    serve(board, anna)
    assert hears(board, clara) == anna.host
    assert not {one.id: one for one in board.calls}[first.id].live


def test_colleague_who_is_rung_after_the_queue_is_rung_again_after_a_restart(board: Board) -> None:
    boris, clara = board.phone("boris"), board.phone("clara")
    with_number(board, "202", members=())
    clara.dial("700")
    board.until(lambda: boris.rings)
    board.restart()
    board.until(lambda: len(boris.invites) == 2)
    assert board.steps().count("queue_nobody") == 1
    hang_up_all(board)


def hang_up_all(board: Board) -> None:
    for call in list(board.exchange.calls.values()):
        call.end_as("system", "the test is over")
        for leg in call.legs.values():
            leg.hang_up()
    board.until(lambda: board.over)


def test_rehearsal_goes_where_the_call_would(board: Board) -> None:
    graph = Graph(
        start="menu",
        rescue="end",
        nodes={
            "menu": Menu(prompts=("menu",), choices={}, extensions=True, attempts=1, otherwise="end"),
            "end": Hangup(prompts=("goodbye",)),
        },
    )
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    for overflow, members, ending, who in (
        ("202", ALONE, "conversation", "201"),
        ("202", (), "conversation", "202"),
        ("204", (), "conversation", "204"),
        ("", (), "refused", "480"),
        ("700", (), "refused", "480"),
    ):
        with_number(board, overflow, members=members)
        office = board.switch.installation.offices["t-one"]
        path = rehearse(graph, office, Assumptions(at, keys=("700",)))
        assert (path.ending, path.who) == (ending, who), overflow
