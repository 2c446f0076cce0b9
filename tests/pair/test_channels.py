"""How many calls a trunk carries: who is turned away, who goes round by another trunk, and the alarm before."""

from __future__ import annotations

import logging

import pytest
from tests.pair.company import MAIN, OPERATOR, OUTSIDE, SPARE, company
from tests.pair.peer import Peer

from offhook.configuration import Trunk


def use(board, *trunks: Trunk) -> None:
    board.use(company(trunks=trunks))


def trunk(**limits: int) -> Trunk:
    return Trunk("k-op", "Operator", OPERATOR[0], match=("198.51.100.0/24",), **limits)


def callers(board, count: int) -> list[Peer]:
    known = len(board.calls)
    found = [Peer(board, f"198.51.100.{20 + known + place}") for place in range(count)]
    for peer in found:
        peer.dial(MAIN, shown=OUTSIDE)
        board.run(0.5)
    return found


def alarm(board):
    return board.journal.state.alarms.get("k-op")


@pytest.mark.parametrize("limits", [{"channels_in": 2}, {"channels": 2}])
def test_a_call_too_many_is_turned_away(board, limits):
    use(board, trunk(**limits))
    first, second, third = callers(board, 3)
    board.until(lambda: first.talks and second.talks)
    assert third.refused == 480
    (refused,) = [call for call in board.calls if call.status == 480]
    assert (refused.result, refused.owed) == ("failed", True)
    assert "all 2" in refused.reason
    first.hang_up()
    board.run(1)
    third.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: third.talks)
    for peer in (second, third):
        peer.hang_up()
    board.until(lambda: board.over)
    assert board.exchange.channels.used("k-op") == (0, 0)


def test_the_caller_hears_that_all_lines_are_taken(board):
    use(board, trunk(channels_out=1))
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    boris.dial(OUTSIDE)
    board.until(lambda: boris.refused is not None)
    assert boris.refused == 503
    assert board.spoken() == ["lines_taken"]
    assert board.calls[1].reason == f"{OUTSIDE}: all 1 outbound channels are taken"
    assert board.exchange.channels.used("k-op") == (0, 1)
    anna.cancel()
    board.until(lambda: board.over)


def test_who_finds_a_trunk_full_goes_by_the_next(board):
    use(board, trunk(channels_out=1), Trunk("k-spare", "Spare", SPARE[0]))
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    boris.dial(OUTSIDE)
    board.until(lambda: bool(board.spare.invites))
    (passed,) = [step.detail for step in board.calls[1].steps if step.kind == "passed_over"]
    assert passed == {"trunk": "Operator", "reason": "all 1 outbound channels are taken"}
    for peer in (anna, boris):
        peer.cancel()
    board.until(lambda: board.over)


def test_calls_of_one_way_leave_the_other_alone(board):
    use(board, trunk(channels_in=1, channels_out=1))
    (caller,) = callers(board, 1)
    board.until(lambda: caller.talks)
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    assert board.exchange.channels.used("k-op") == (1, 1)
    anna.cancel()
    caller.hang_up()
    board.until(lambda: board.over)


def test_the_alarm_rises_before_the_end_and_falls_with_room(board, caplog):
    caplog.set_level(logging.INFO, "offhook.call.channels")
    use(board, trunk(channels_in=5, alarm_percent=60))
    people = callers(board, 2)
    assert alarm(board) is None
    people += callers(board, 1)
    found = alarm(board)
    assert (found.level, found.of, found.used, found.limit) == ("near", "inbound", 3, 5)
    assert board.operators.status() == {}  # not configured here
    people += callers(board, 2)
    assert alarm(board).level == "full"
    people[0].hang_up()
    board.run(1)
    assert alarm(board).level == "full"  # it does not come and go with each call
    for peer in people[1:]:
        peer.hang_up()
    board.until(lambda: board.over)
    board.run(1)
    assert alarm(board) is None
    assert [line.levelname for line in caplog.records if line.name == "offhook.call.channels"] == [
        "WARNING",
        "WARNING",
        "INFO",
    ]


def test_alarm_and_count_survive_the_switch(board):
    use(board, trunk(channels_in=2))
    first, second = callers(board, 2)
    board.until(lambda: first.talks and second.talks)
    board.restart()
    assert alarm(board).level == "full"
    assert board.exchange.channels.used("k-op") == (2, 0)
    (third,) = callers(board, 1)
    assert third.refused == 480
    board.loop.call_soon(board.operators.configure, board.configuration)
    board.run(0.1)
    status = board.operators.status()["k-op"]
    assert (status["used_in"], status["used_out"], status["alarm"]["level"]) == (2, 0, "full")
    for peer in (first, second):
        peer.hang_up()
    board.until(lambda: board.over)
    assert alarm(board) is None


@pytest.mark.parametrize(("limit", "percent", "at"), [(1, 80, 1), (2, 80, 1), (4, 80, 3), (10, 80, 8), (30, 50, 15)])
def test_there_is_always_a_channel_left_when_it_is_warned(board, limit, percent, at):
    use(board, trunk(channels_in=limit, alarm_percent=percent))
    people = callers(board, at - 1)
    assert alarm(board) is None
    people += [Peer(board, "198.51.100.250")]
    people[-1].dial(MAIN, shown=OUTSIDE)
    board.run(0.5)
    assert alarm(board).level == ("full" if limit == 1 else "near")
    for peer in people:
        peer.hang_up()
    board.until(lambda: board.over)
