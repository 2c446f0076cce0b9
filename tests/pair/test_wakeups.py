"""Wake-up calls: set and cancelled by a code, rung at their time whatever is set otherwise, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from tests.pair.board import EPOCH
from tests.pair.company import ANNA, company
from tests.pair.test_feature_codes import dial

from offhook.configuration import Forward, PersonRules
from offhook.journal import records
from offhook.journal.state import SwitchState
from offhook.routing.wake_times import clock, moment_of, next_moment, read_keys

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

ZONE = "Europe/Tallinn"
TENANT = "t-one"


def soon(board: Board, minutes: int = 10) -> str:
    return clock(EPOCH + board.loop.time() + minutes * 60, ZONE)


def order(board: Board, minutes: int = 10, **more: Any) -> dict[str, Any]:
    """Set a wake-up call of Anna by the API."""
    made = board.switch.wakeups.order(TENANT, "e-anna", soon(board, minutes), **more)
    assert isinstance(made, dict)
    return made


def listed(board: Board) -> list[tuple[str, bool]]:
    return [(one["time"], one["daily"]) for one in board.switch.wakeups.told(TENANT)]


def rung(board: Board, peer: Peer, seconds: float = 900) -> None:
    board.until(lambda: peer.rings, seconds)


def woken(board: Board, peer: Peer) -> None:
    """Answer, and listen to the end."""
    rung(board, peer)
    peer.answer()
    board.until(lambda: board.over, 120)


def unanswered(board: Board, peer: Peer) -> None:
    rung(board, peer)
    board.until(lambda: board.over, 120)


def test_a_person_is_woken_at_the_time(board):
    anna = board.phone("anna")
    time = soon(board)
    assert dial(board, anna, f"*94{time.replace(':', '')}").split() == ["wake_is_set", time, "wake_once", "goodbye"]
    assert board.steps(board.calls[0]) == ["received", "wake_set", "hangup"]
    board.run(8 * 60)
    assert not anna.rings
    woken(board, anna)
    assert clock(board.calls[-1].started_at / 1e6, ZONE) == time
    assert board.spoken()[-4:-1] == ["wake_up", time, "wake_again"]
    call = board.calls[-1]
    assert board.steps(call) == ["waking", "ringing", "answered", "woken", "hangup"]
    assert (call.result, call.caller.name, call.owed) == ("answered", "Anna", False)
    assert listed(board) == []
    assert board.journal.state.errands == {}
    calls = len(board.calls)
    board.run(86_500)
    assert len(board.calls) == calls


def test_the_time_is_asked_for_and_what_is_set_is_cancelled(board):
    anna = board.phone("anna")
    order(board, 60)
    anna.dial("*94")
    board.until(lambda: "wake_cancel" in board.spoken())
    anna.press("*")
    board.until(lambda: "wake_enter" in board.spoken())
    anna.press("2560")
    board.until(lambda: "wake_no_time" in board.spoken())
    board.until(lambda: board.spoken()[-1] == "wake_enter")
    anna.press("0630")
    board.until(lambda: "wake_how_often" in board.spoken())
    anna.press("2")
    board.until(lambda: board.over)
    assert listed(board) == [("06:30", True)]
    assert board.spoken()[-4:] == ["wake_is_set", "06:30", "wake_daily", "goodbye"]
    assert board.steps()[1:3] == ["wake_cancelled", "wake_set"]
    anna.dial("*94")
    board.until(lambda: board.spoken()[-1] == "wake_cancel")
    anna.press("0700")  # it is kept, and the keys are of a new one
    board.until(lambda: board.spoken()[-1] == "wake_how_often")
    board.until(lambda: board.over)
    assert listed(board) == [("06:30", True), ("07:00", False)]


@pytest.mark.parametrize("code", ["*942460", "*9412", "*94123456"])
def test_what_is_no_time_sets_nothing(board, code):
    anna = board.phone("anna")
    assert "wake_no_time" in dial(board, anna, code)
    assert listed(board) == []


def test_it_rings_in_spite_of_rules_and_follows_no_forwarding(board):
    rules = PersonRules(do_not_disturb=True, forwards=(Forward("always", "202"), Forward("unanswered", "voicemail")))
    anna = msgspec.structs.replace(ANNA, rules=rules)
    kept = tuple(one for one in company().extensions if one.id != anna.id)
    board.use(company(extensions=(anna, *kept), wake_tries=1))
    phone, boris = board.phone("anna"), board.phone("boris")
    order(board)
    rung(board, phone)
    phone.refuse(302, headers=[("Contact", "<sip:202@example.test>")])
    board.until(lambda: board.over)
    assert not boris.invites
    assert board.spoken() == []
    assert board.steps(board.calls[-1])[-2:] == ["wake_given_up", "hangup"]


def test_who_does_not_answer_is_rung_again_until_it_is_given_up(board):
    anna = board.phone("anna")
    order(board)
    for n in range(3):
        unanswered(board, anna)
        assert len(board.calls) == n + 1
    starts = [call.started_at / 1e6 for call in board.calls]
    assert [round(two - one) // 60 for one, two in pairwise(starts)] == [5, 5]
    assert [board.steps(call)[-2] for call in board.calls] == ["wake_put_off", "wake_put_off", "wake_given_up"]
    assert {(call.result, call.reason) for call in board.calls} == {
        ("unanswered", "Anna did not answer the wake-up call")
    }
    board.run(1200)
    assert len(board.calls) == 3
    assert listed(board) == []


def test_a_telephone_that_is_away_is_tried_again(board):
    board.use(company(wake_pause_s=60))
    order(board)
    board.until(lambda: len(board.calls) == 1 and board.over, 700)
    assert board.steps() == ["waking", "ring_failed", "wake_put_off", "hangup"]
    woken(board, board.phone("anna"))
    assert "woken" in board.steps()


def test_who_has_answered_may_sleep_on_for_a_while(board):
    anna = board.phone("anna")
    order(board)
    rung(board, anna)
    anna.answer()
    board.until(lambda: "wake_up" in board.spoken())
    anna.press("1")
    board.until(lambda: board.over)
    assert board.steps()[-2:] == ["wake_put_off", "hangup"]
    first = board.calls[-1].started_at
    woken(board, anna)
    assert round((board.calls[-1].started_at - first) / 60e6) == 5
    assert listed(board) == []


def test_every_day_at_the_same_time(board):
    anna = board.phone("anna")
    made = order(board, daily=True)
    woken(board, anna)
    board.run(85_000)
    anna.register()
    rung(board, anna, 3000)
    anna.answer()
    board.until(lambda: board.over, 120)
    first, second = (datetime.fromtimestamp(call.started_at / 1e6, ZoneInfo(ZONE)) for call in board.calls)
    assert (second.date() - first.date()).days == 1
    assert first.strftime("%H:%M") == second.strftime("%H:%M") == made["time"]
    assert board.switch.wakeups.remove(TENANT, made["id"], "p-boris") is False
    assert board.switch.wakeups.remove(TENANT, made["id"], "p-anna") is True
    assert board.journal.state.errands == {}


def test_it_outlives_the_switch(board):
    anna = board.phone("anna")
    order(board)
    copy = SwitchState()
    for record in board.journal.state.snapshot(board.journal.state.snapshot_keys()):
        copy.apply(record)
    assert copy.errands == board.journal.state.errands
    board.restart(away_s=2)
    assert len(listed(board)) == 1
    woken(board, anna)
    board.restart(away_s=2)
    board.run(900)
    assert len(board.calls) == 1


def test_it_rings_late_when_the_switch_was_away(board):
    anna = board.phone("anna")
    time = order(board)["time"]
    board.restart(away_s=15 * 60)
    woken(board, anna)
    told = board.spoken()
    assert told[:3] == ["wake_late", time, "wake_up"]
    assert told[3] == soon(board, 0) or told[3] > time
    (waking,) = [step for step in board.call.steps if step.kind == "waking"]
    assert 4 <= waking.detail["late_min"] <= 6


def test_after_too_long_the_history_says_that_nobody_was_woken(board):
    anna = board.phone("anna")
    made = order(board, daily=True)
    board.restart(away_s=90 * 60)
    board.run(5)
    assert not anna.invites
    assert board.steps() == ["wake_missed", "hangup"]
    assert (board.call.result, board.call.live) == ("unanswered", False)
    (still,) = board.switch.wakeups.told(TENANT)
    assert (still["id"], round(still["due"] - made["due"])) == (made["id"], 86_400)


def test_killed_while_it_rings(board):
    anna = board.phone("anna")
    order(board)
    rung(board, anna)
    board.restart(away_s=2)
    board.run(60)
    assert len(board.calls) == 1  # not at once again
    woken(board, anna)
    assert len(board.calls) == 2
    assert listed(board) == []


def test_killed_at_the_last_attempt(board):
    board.use(company(wake_tries=1))
    anna = board.phone("anna")
    order(board)
    rung(board, anna)
    board.restart(away_s=2)
    board.run(600)
    assert len(board.calls) == 2
    assert board.steps(board.calls[-1]) == ["wake_given_up", "hangup"]
    assert listed(board) == []


def test_killed_while_the_time_is_told(board):
    anna = board.phone("anna")
    order(board)
    rung(board, anna)
    anna.answer()
    board.until(lambda: "wake_up" in board.spoken())
    assert board.restart(away_s=1) == 1
    board.until(lambda: board.over, 120)
    board.run(900)
    assert len(board.calls) == 1
    assert board.spoken().count("wake_up") >= 2


def test_two_wake_ups_ring_once(board):
    anna = board.phone("anna")
    first = order(board)
    order(board)  # the same time: it takes the place
    assert len(listed(board)) == 1
    assert board.switch.wakeups.told(TENANT)[0]["id"] != first["id"]
    order(board, 15)  # when the first is tried again
    rung(board, anna)
    board.until(lambda: board.over, 120)
    woken(board, anna)
    board.run(1800)
    assert len(board.calls) == 2
    assert listed(board) == []


def test_many_at_the_same_time_are_begun_one_after_the_other(board, monkeypatch):
    monkeypatch.setattr("offhook.switch.wakeups.AT_ONCE", 1)
    phones = [board.phone(name) for name in ("anna", "boris", "dora")]
    for name in ("e-anna", "e-boris", "e-dora"):
        board.switch.wakeups.order(TENANT, name, soon(board))
    board.until(lambda: all(phone.rings for phone in phones), 700)
    starts = sorted(call.started_at for call in board.calls)
    assert all(0.09 <= (two - one) / 1e6 <= 0.2 for one, two in pairwise(starts))
    for phone in phones:
        phone.answer()
    board.until(lambda: board.over, 120)
    assert listed(board) == []


def test_a_shared_telephone_wakes_who_sits_there(board):
    devices = tuple(
        msgspec.structs.replace(one, person_id=None, shared=True, seat_id="p-anna") if one.username == "dora" else one
        for one in company().devices
    )
    board.use(company(devices=devices))
    desk = board.phone("dora")
    order(board)
    woken(board, desk)
    assert listed(board) == []


def test_the_same_time_on_other_days_is_another_one(board):
    wakeups = board.switch.wakeups
    for day in ("2027-01-05", "2027-01-06", "2027-01-05"):
        assert isinstance(wakeups.order(TENANT, "e-anna", "06:30", day=day), dict)
    assert len(listed(board)) == 2
    for _ in range(2):
        wakeups.order(TENANT, "e-anna", "06:30", daily=True)
    assert listed(board) == [("06:30", True), ("06:30", False), ("06:30", False)]


def test_cancelled_while_it_is_tried_again(board):
    anna = board.phone("anna")
    made = order(board)
    unanswered(board, anna)
    assert board.switch.wakeups.remove(TENANT, made["id"])
    board.run(1800)
    assert len(board.calls) == 1


def test_nobody_and_too_many(board):
    board.use(company(devices=tuple(msgspec.structs.replace(one, person_id=None) for one in company().devices)))
    dial(board, anna := board.phone("anna"), "*940600")
    assert anna.refused == 403
    wakeups = board.switch.wakeups
    assert wakeups.order(TENANT, "e-echo", "06:00") == "no-person"
    assert wakeups.order("t-none", "e-anna", "06:00") == "no-person"
    assert wakeups.order(TENANT, "e-anna", "06:00", day="2020-01-01") == "past"
    assert all(isinstance(wakeups.order(TENANT, "e-anna", f"06:{n:02}"), dict) for n in range(20))
    assert wakeups.order(TENANT, "e-anna", "07:00") == "too-many"
    assert isinstance(wakeups.order(TENANT, "e-anna", "06:00"), dict)
    assert wakeups.told("t-none") == wakeups.told(TENANT, people=["p-boris"]) == []


def test_a_person_who_is_gone_is_forgotten(board):
    order(board)
    board.use(company(extensions=()))
    board.run(86_400)
    assert len(board.journal.state.errands) == 1  # a configuration may come that knows it
    board.run(2.5 * 86_400)
    assert board.journal.state.errands == {}
    assert board.calls == []


def test_the_companys_clock_is_changed(board):
    made = order(board, 60, daily=True)
    board.use(company(timezone="Europe/Berlin"))
    board.run(60)
    (one,) = board.switch.wakeups.told(TENANT)
    assert one["due"] - made["due"] == 3600
    assert [one.kind for one in board.calls] == []


def test_errands_of_both_kinds_are_kept_apart(board):
    board.phone("anna")
    order(board)
    board.journal.append(records.ErrandSaved("x", TENANT, {
        "id": "x", "tenant": TENANT, "extension_id": "e-anna", "kind": "retry", "number": "202",
        "at": EPOCH + 9e5, "since": EPOCH + 9e5, "attempts": 0,
    }))  # fmt: skip
    board.restart(away_s=1)
    assert len(listed(board)) == 1
    assert board.switch.errands.drop("e-anna", "retry") == 1
    assert len(listed(board)) == 1


def utc(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("at", "after", "next_one"),
    [
        ("07:00", "2026-03-28T04:00", "2026-03-28T05:00"),  # winter: two hours before UTC
        ("07:00", "2026-03-28T05:00", "2026-03-29T04:00"),  # clocks go forward in that night
        ("03:30", "2026-03-28T12:00", "2026-03-29T01:30"),  # there is no such time: read as before the change
        ("03:30", "2026-03-29T01:30", "2026-03-30T00:30"),
        ("07:00", "2026-10-24T05:00", "2026-10-25T05:00"),  # clocks go back: 25 hours
        ("03:30", "2026-10-24T12:00", "2026-10-25T00:30"),  # comes twice: the first
        ("03:30", "2026-10-25T00:30", "2026-10-26T01:30"),
        ("00:00", "2026-06-01T20:59", "2026-06-01T21:00"),
    ],
)
def test_summer_time(at, after, next_one):
    assert next_moment(at, ZONE, utc(after)) == utc(next_one)


def test_keys_and_days():
    assert [read_keys(keys) for keys in ("0630", "2359", "2400", "0660", "630", "", "06*0", "٠٦٣٠")] == [
        "06:30", "23:59", None, None, None, None, None, None,
    ]  # fmt: skip
    assert moment_of(datetime(2026, 1, 5, tzinfo=UTC).date(), "06:30", ZONE) == utc("2026-01-05T04:30")
