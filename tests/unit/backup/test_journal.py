"""What a backup takes of a journal: also what lies in files beside it; calls under way are over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.journal.samples import answered_call

from offhook.backup.journal import (
    UNDER_WAY,
    decode_journal,
    encode_journal,
    end_calls,
    files_of,
    move_files,
    read_journal,
)
from offhook.errors import ResourceError
from offhook.journal import records
from offhook.journal.events import EventHappened, EventsFlushed
from offhook.journal.log import Journal
from offhook.journal.segment import segment_path
from offhook.journal.spool import frames, write_events, write_spool
from offhook.journal.state import CallsFlushed

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_900_000_000_000_000


def test_calls_and_events_set_aside_are_there(tmp_path: Path):
    journal = Journal(tmp_path)
    journal.replay()
    call = answered_call("t")
    for record in call:
        journal.append(record)
    event = EventHappened(7, "t", 7, "call.ended", None, [], [], {})
    journal.append(event)
    write_spool(tmp_path, frames(journal.state.calls.values()))
    write_events(tmp_path, [event])
    journal.append(CallsFlushed([call[0].call]))
    journal.append(EventsFlushed(7))
    journal.flush_now()
    found = read_journal(tmp_path)
    assert list(found.calls) == [call[0].call]
    assert list(decode_journal(encode_journal(found)).events.pending) == [7]


def test_a_torn_end_is_left_out_and_nothing_is_changed(tmp_path: Path):
    journal = Journal(tmp_path)
    journal.replay()
    journal.append(records.RegistrarSaved("phone", [{"uri": "sip:a@b"}]))
    journal.flush_now()
    path = segment_path(tmp_path, 1)
    path.write_bytes(path.read_bytes() + b"\x10\0\0\0to")
    before = path.read_bytes()
    assert read_journal(tmp_path).registrations == {"phone": [{"uri": "sip:a@b"}]}
    assert path.read_bytes() == before


def test_a_journal_that_is_replaced_all_the_time_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("offhook.backup.journal.segments", lambda folder: [folder / "gone.journal"])
    with pytest.raises(ResourceError, match="replaced"):
        read_journal(tmp_path)


def test_calls_under_way_are_over_and_files_follow(tmp_path: Path):
    journal = Journal(tmp_path)
    state = journal.replay()
    over, live = answered_call("t"), answered_call("t")
    for record in over:
        journal.append(record)
    for record in live:
        if isinstance(record, records.RecordingStarted):
            record = records.RecordingStarted(record.call, record.recording, record.at, "/old/recordings/x.wav")  # noqa: PLW2901
        if not isinstance(record, records.CallEnded | records.RecordingEnded | records.LegEnded):
            journal.append(record)
    journal.append(records.SettingChosen("k", "t", 1, "greeting.busy", "box", "/old/voicemail/g.wav"))
    end_calls(state, {over[0].call}, NOW)
    (call,) = state.calls.values()
    assert (call.id, call.ended_at, call.reason, call.live_legs) == (live[0].call, NOW, UNDER_WAY, [])
    assert [one.ended_at for one in call.recordings.values()] == [NOW]
    assert files_of(state) == {"/old/recordings/x.wav", "/old/voicemail/g.wav"}
    move_files(state, lambda path: path.replace("/old", "/new"))
    assert files_of(state) == {"/new/recordings/x.wav", "/new/voicemail/g.wav"}
