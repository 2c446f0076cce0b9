"""Recordings by rule and by hand: who is recorded, pauses, codes, consent; through transfers and a killed switch."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.pair.company import BORIS, MAIN, OUTSIDE, company, with_graph
from tests.pair.test_meeting import comes_in, with_conference
from tests.pair.test_supervising_conferences import first, invited
from tests.pair.test_transfer import called_from_outside, over, talk

from offhook.configuration import PersonRules, RecordingRule, Turn
from offhook.history.words import step_text
from offhook.media import protocol as media
from offhook.switch.live import LiveCalls


def ruled(board, *rules: RecordingRule, **changes: Any) -> None:
    board.use(company(recording_rules=rules, **changes))


def rule(name: str = "Sales", **changes: Any) -> RecordingRule:
    return RecordingRule(id=f"r-{name.lower()}", name=name, **changes)


def two(board) -> tuple[Any, Any]:
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    return anna, boris


def recorded(board) -> list[str]:
    """What the only recorder there is takes, by channel."""
    (recorder,) = board.media.recorders.values()
    return [session for _, session in sorted(recorder.taps.items())]


def ask(board, action: str, **more: Any) -> str:
    answer = LiveCalls(board.exchange).record("t-one", first(board), action=action, by="Olga", **more)
    board.run(0.5)
    return answer


def press(board, peer, code: str) -> None:
    for key in code:
        peer.press(key)
        board.run(0.3)
    board.run(0.3)


def said_in_rooms(board) -> list[str]:
    items = [item for play in board.media.given(media.RoomPlay) for item in play.items]
    return [item.file.rpartition("/")[2].removesuffix(".wav") for item in items if isinstance(item, media.File)]


def kinds(board) -> list[str]:
    return [kind for kind in board.steps() if kind.startswith(("recording", "consent"))]


# -- rules


@pytest.mark.requirement("RC-01")
def test_the_rule_that_decided_stands_in_the_history(board):
    ruled(board, rule("Chief", mode="never", extensions=("e-dora",)), rule("Sales", keep_days=90))
    anna, boris = two(board)
    assert recorded(board) == [anna.session, boris.session]
    (step,) = [step for step in board.call.steps if step.kind == "recording_always"]
    assert step_text(step.kind, step.detail, "en") == "Recorded by the rule “Sales”"
    anna.hang_up()
    over(board)
    (found,) = board.call.recordings.values()
    assert (found.rule, found.rule_name, found.keep_days) == ("r-sales", "Sales", 90)


@pytest.mark.requirement("RC-01")
def test_several_numbers_are_recorded_at_the_same_time_both_ways(board):
    ruled(board, rule(directions=("inbound", "outbound"), numbers=("n-main",)), record_calls=False)
    anna, boris = board.phone("anna"), board.phone("boris")
    called_from_outside(board, boris)
    anna.dial(OUTSIDE)
    board.until(lambda: board.operator.rings)
    board.operator.answer()
    board.run(1)
    assert len(board.media.recorders) == 2
    clara, dora = board.phone("clara"), board.phone("dora")
    talk(board, clara, "204", dora)
    assert len(board.media.recorders) == 2


def test_after_a_transfer_the_rules_are_asked_again(board):
    ruled(board, rule("Chief", mode="never", extensions=("e-clara",)), rule("All"))
    anna, boris = two(board)
    clara = board.phone("clara")
    by = next(leg["id"] for leg in LiveCalls(board.exchange).list("t-one")[0]["legs"] if leg["number"] == "202")
    assert LiveCalls(board.exchange).transfer("t-one", first(board), to="203", by=by) == "accepted"
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(1)
    assert board.media.recorders == {}
    assert kinds(board) == ["recording_always", "recording_never"]
    (found,) = board.call.recordings.values()
    assert found.ended_at is not None
    anna.hang_up()
    over(board)
    assert boris.gone


def test_those_who_talk_are_told_once_that_they_are_recorded(board):
    ruled(board, rule(announce=True))
    anna, boris = two(board)
    (play,) = board.media.given(media.RoomPlay)
    assert {*play.to} == {anna.session, boris.session}
    assert said_in_rooms(board) == ["call_is_recorded"]
    board.media.end_room_play(play.room, play.play)
    board.run(0.5)
    assert board.media.rooms == {}
    board.restart(away_s=1)
    board.run(1)
    assert kinds(board).count("recording_announced") == 1


# -- pauses


@pytest.mark.requirement("RC-04")
def test_a_pause_silences_both_and_stands_in_the_time_line(board):
    anna, boris = two(board)
    board.run(10)
    press(board, boris, "*4")
    assert recorded(board) == []
    assert said_in_rooms(board) == ["recording_is_paused"]
    board.run(20)
    press(board, boris, "*4")
    assert recorded(board) == [anna.session, boris.session]
    assert kinds(board) == ["recording_paused", "recording_resumed"]
    (found,) = board.call.recordings.values()
    (pause,) = found.pauses
    assert 10_000 < pause.from_ms < 13_000
    assert 20_000 < pause.to_ms - pause.from_ms < 22_500
    assert "Boris" in pause.by
    anna.hang_up()
    over(board)


def test_a_pause_outlives_the_switch_and_a_transfer(board):
    anna, boris = two(board)
    assert ask(board, "pause") == "accepted"
    assert ask(board, "pause") == "accepted"
    board.restart(away_s=2)
    board.run(1)
    assert recorded(board) == []
    assert LiveCalls(board.exchange).list("t-one")[0]["recording_paused"]
    clara = board.phone("clara")
    by = next(leg["id"] for leg in LiveCalls(board.exchange).list("t-one")[0]["legs"] if leg["number"] == "202")
    LiveCalls(board.exchange).transfer("t-one", first(board), to="203", by=by)
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(1)
    assert recorded(board) == []
    assert ask(board, "resume") == "accepted"
    assert recorded(board) == [anna.session, clara.session]
    assert [len(one.pauses) for one in board.call.recordings.values()] == [1]
    assert boris.gone


def test_the_beep_is_silent_in_a_pause(board):
    ruled(board, record_tone=True)
    two(board)
    assert len(board.media.rooms) == 1
    ask(board, "pause")
    assert board.media.rooms == {}
    ask(board, "resume")
    assert len(board.media.rooms) == 1


def test_a_pause_in_a_conference_of_three(board):
    two(board)
    clara = board.phone("clara")
    third = invited(board, clara, "203")
    (mix,) = recorded(board)
    ask(board, "pause")
    assert recorded(board) == []
    clara.hang_up(third)
    board.run(1)
    assert recorded(board) == []
    ask(board, "resume")
    assert len(recorded(board)) == 2
    assert mix.startswith("room")


def test_a_pause_of_a_meeting_by_any_of_its_calls(board):
    with_conference(board)
    for name in ("anna", "boris"):
        comes_in(board, name)
    live = LiveCalls(board.exchange)
    for call in live.list("t-one"):
        assert call["recording"]
    last = live.list("t-one")[-1]["id"]
    assert live.record("t-one", last, action="pause", by="Olga") == "accepted"
    board.run(0.5)
    assert recorded(board) == []
    assert live.record("t-one", last, action="resume", by="Olga") == "accepted"
    assert live.record("t-one", last, action="stop", by="Olga") == "must-record"
    board.run(0.5)
    assert len(recorded(board)) == 1


# -- on demand


def test_on_demand_by_code_begins_and_ends(board):
    ruled(board, rule(mode="on_demand"))
    anna, boris = two(board)
    assert board.media.recorders == {}
    press(board, anna, "*1")
    assert recorded(board) == [anna.session, boris.session]
    press(board, anna, "*1")
    assert board.media.recorders == {}
    press(board, boris, "*1")
    assert len(board.media.recorders) == 1
    assert said_in_rooms(board) == ["recording_is_on", "recording_is_off", "recording_is_on"]
    anna.hang_up()
    over(board)
    assert len(board.call.recordings) == 2
    assert all(one.ended_at for one in board.call.recordings.values())


def test_what_the_rules_forbid_is_refused_in_words(board):
    ruled(board, rule("Never", mode="never"))
    anna, _ = two(board)
    press(board, anna, "*1")
    assert (board.media.recorders, said_in_rooms(board)) == ({}, ["recording_may_not_change"])
    assert ask(board, "start") == "no-recording"
    assert ask(board, "pause") == "not-recorded"
    assert kinds(board) == ["recording_never", "recording_not_changed"]


def test_a_recording_that_must_be_is_not_ended_by_hand(board):
    anna, boris = two(board)
    press(board, anna, "*1")
    assert recorded(board) == [anna.session, boris.session]
    assert ask(board, "stop") == "must-record"
    assert ask(board, "start") == "accepted"
    assert len(board.call.recordings) == 1
    assert ask(board, "pause", people=["p-clara"]) == "no-call"


def test_an_outside_party_has_no_codes(board):
    boris = board.phone("boris")
    called_from_outside(board, boris)
    press(board, board.operator, "*4")
    assert len(recorded(board)) == 2


def test_begun_by_hand_it_goes_on_after_the_switch_died(board):
    ruled(board, rule(mode="on_demand"))
    anna, boris = two(board)
    ask(board, "start")
    board.restart(away_s=2)
    board.run(1)
    assert recorded(board) == [anna.session, boris.session]
    assert ask(board, "stop") == "accepted"
    assert board.media.recorders == {}


def test_a_disk_that_is_full_stops_no_conversation(board):
    ruled(board, rule(mode="on_demand"))
    anna, boris = two(board)
    board.media.refusing[media.RecordOpen] = "bad-value"
    board.faults |= {"no-recorder", "bad-value"}
    ask(board, "start")
    assert "recording_failed" in board.steps()
    assert not anna.gone
    assert not boris.gone


# -- consent


def asked(board, keys: str, **form: Any) -> Any:
    """Somebody calls from outside, is asked, presses keys, and talks with Boris."""
    node = {"kind": "consent", "prompts": ["consent_by_key"], "agreed": "ring", "declined": "ring", **form}
    graph = {
        "start": "ask",
        "rescue": "bye",
        "nodes": {
            "ask": node,
            "ring": {"kind": "ring", "members": ["202"], "busy": "bye", "unanswered": "bye", "unreachable": "bye"},
            "bye": {"kind": "hangup", "prompts": ["goodbye"]},
        },
    }
    board.use(with_graph(graph))
    boris = board.phone("boris")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: "consent_by_key" in board.spoken())
    if keys:
        board.operator.press(keys)
    board.until(lambda: boris.rings)
    return boris


@pytest.mark.parametrize(
    ("keys", "form", "step"),
    [
        ("1", {}, "consent_agreed"),
        ("2", {}, "consent_refused"),
        ("", {}, "consent_refused"),
        ("", {"staying": True}, "consent_agreed"),
        ("2", {"staying": True}, "consent_refused"),
        ("1", {"agree": "1", "decline": "1"}, "consent_refused"),
    ],
)
def test_consent_by_key_or_by_staying(board, keys, form, step):
    boris = asked(board, keys, **form)
    boris.answer()
    board.run(1)
    assert kinds(board)[0] == step
    agreed = step == "consent_agreed"
    assert len(board.media.recorders) == agreed
    if not agreed:
        assert ask(board, "start") == "no-consent"
        assert kinds(board) == [step, "recording_refused"]


def test_a_refusal_outlives_the_switch(board):
    boris = asked(board, "2")
    board.restart(away_s=1)
    board.until(lambda: boris.rings)
    boris.answer()
    board.run(1)
    assert board.media.recorders == {}


def test_a_meeting_is_not_recorded_while_one_is_in_it_who_refused(board):
    with_conference(board)
    comes_in(board, "anna")
    assert len(board.media.recorders) == 1
    boris = board.phone("boris")
    boris.dial("500")
    board.until(lambda: len(board.exchange.calls) == 2)
    list(board.exchange.calls.values())[-1].capture.agreed = False
    board.until(lambda: not board.media.recorders)
    assert "recording_refused" in board.steps()


@pytest.mark.requirement("RC-05")
def test_a_rule_for_a_colleague_is_one_for_the_mobile_too(board):
    mobile = "+37255500000"
    boris = msgspec.structs.replace(BORIS, rules=PersonRules(turns=(Turn(mobile),)))
    extensions = tuple(boris if one.id == boris.id else one for one in company().extensions)
    ruled(board, rule(extensions=("e-boris",)), record_calls=False, extensions=extensions)
    anna = board.phone("anna")
    anna.dial("202")
    board.until(lambda: bool(board.operator.invites))
    board.operator.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(1)
    assert recorded(board) == [anna.session, board.operator.session]
    assert kinds(board) == ["recording_always"]
