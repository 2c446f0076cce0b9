from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.journal.samples import T0, S, answered_call, voicemail_call

from offhook.journal import records
from offhook.journal.events import EventHappened, EventsFlushed
from offhook.journal.state import _APPLY, AnyRecord, CallsFlushed, SwitchState


def fold(found: list[records.Record]) -> SwitchState:
    state = SwitchState()
    for record in found:
        state.apply(record)
    return state


def test_every_kind_of_record_is_applied() -> None:
    kinds = set(get_args(AnyRecord))
    assert set(_APPLY) == kinds
    assert {kind for kind in records.Record.__subclasses__() if kind.__module__ == records.__name__} <= kinds


def test_an_answered_call() -> None:
    call = fold(answered_call("t", call="c")).calls["c"]
    assert not call.live
    assert (call.answered_at, call.connected_at, call.ended_at) == (T0 + S // 10, T0 + 10 * S, T0 + 70 * S)
    assert call.callee
    assert call.callee.name == "Boris"
    assert (call.result, call.hangup_side, call.status, call.owed) == ("answered", "caller", 200, False)
    assert [step.kind for step in call.steps][:4] == ["received", "scenario", "played", "menu"]
    assert [leg.status for leg in call.legs.values()] == [200, 487, 200]
    assert not call.live_legs
    assert not call.open_recordings
    assert call.checkpoint is None
    assert all(leg.saved is None for leg in call.legs.values())


def test_what_a_restarted_switch_needs() -> None:
    call = fold(answered_call("t", call="c")[:-5]).calls["c"]
    assert call.live
    assert [(leg.party.name, leg.saved_kind) for leg in call.live_legs] == [("", "dialog"), ("Boris", "dialog")]
    assert len(call.open_recordings) == 1
    assert call.checkpoint
    assert call.checkpoint.state["node"] == "sales"


def test_voicemail_and_debt() -> None:
    (call,) = fold(voicemail_call("t", "x")).calls.values()
    assert call.owed
    assert [message.duration_ms for message in call.voicemails.values()] == [11_500]


def test_saving_legs_and_checkpoints_changes_no_history() -> None:
    state = fold(answered_call("t", call="c"))
    leg = next(iter(state.calls["c"].legs))
    state.dirty.clear()
    state.apply(records.LegSaved("c", leg, "dialog", {}))
    state.apply(records.Checkpointed("c", "scenario", {}))
    assert not state.dirty
    state.apply(records.StepTaken("c", 1, "held"))
    assert state.dirty == {"c"}


@pytest.mark.parametrize("record", [record for record in answered_call("t", call="c") if hasattr(record, "call")][1:])
def test_records_of_unknown_calls_are_ignored(record: records.Record) -> None:
    state = fold([record])
    assert not state.calls
    assert not state.dirty


def test_flushed_calls_and_empty_bindings_are_forgotten() -> None:
    state = fold([*answered_call("t", call="c"), records.RegistrarSaved("u", [{"uri": "x"}])])
    state.apply(CallsFlushed(["c", "unknown"]))
    state.apply(records.RegistrarSaved("u", []))
    state.apply(records.RegistrarSaved("never", []))
    assert not state.calls
    assert not state.dirty
    assert not state.registrations


@given(st.permutations(answered_call("t", call="c")))
def test_no_order_of_records_breaks_the_fold(order: list[records.Record]) -> None:
    state = fold(order)
    assert set(state.calls) == {"c"}


def test_leg_that_goes_on_in_another_call_is_in_that_one_only() -> None:
    state = fold([*answered_call("t", call="a")[:-1], *answered_call("t", call="b")[:-5]])
    moved = next(leg for leg in state.calls["b"].legs if state.calls["b"].legs[leg].party.name == "Boris")
    state.dirty.clear()
    state.apply(records.LegMoved("b", moved, "a"))
    assert moved in state.calls["a"].legs
    assert moved not in state.calls["b"].legs
    assert state.dirty == {"a", "b"}
    state.apply(records.LegMoved("a", moved, "unknown"))
    assert moved in state.calls["a"].legs


def test_events_wait_until_they_are_flushed_and_ids_never_come_again() -> None:
    state = fold([EventHappened(at, "t", at, "call.appeared", None, [], [], {}) for at in (5, 3, 9)])
    state.apply(EventsFlushed(5))
    again = fold(state.snapshot(state.snapshot_keys()))
    for one in (state, again):
        assert [event.id for event in one.events.oldest(10)] == [9]
    state.apply(EventsFlushed(9))
    assert fold(state.snapshot(state.snapshot_keys())).events.last == 9
