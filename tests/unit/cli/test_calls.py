"""The history on the terminal: one line per call, and the whole story of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from offhook.cli.calls import length, story, summary, who
from offhook.history.call import Call, Leg, Message, Recording, Step, Who
from offhook.history.quality import Quality
from offhook.tenancy.zone import zone_of

START = datetime(2026, 7, 1, 7, 15, 2, tzinfo=UTC)
TALLINN = zone_of("Europe/Tallinn")
CALL = Call(
    id="01a20213-e616-73f1-9455-b3a7b6ff16a9",
    direction="inbound",
    state="ended",
    caller=Who("+37255500011", ""),
    number="+3726000100",
    callee=Who("202", "Boris Tamm"),
    started_at=START,
    answered_at=START,
    connected_at=START + timedelta(seconds=9),
    ended_at=START + timedelta(seconds=81),
    waiting_seconds=9.1,
    talking_seconds=72.4,
    result="answered",
    hangup_side="callee",
    status=None,
    reason="",
    owed=False,
    recording=Recording("1", "/data/1.wav", 72.0, complete=True, error=None),
    voicemail=None,
    steps=(Step(START + timedelta(seconds=3), "menu", "menu", "Pressed 1: Sales", {"choice": "1"}),),
    legs=(
        Leg(
            id="2",
            direction="outbound",
            party={"number": "202", "name": "Boris Tamm"},
            started_at=START,
            rang_at=None,
            answered_at=None,
            ended_at=START + timedelta(seconds=81),
            status=200,
            cause=16,
            by="remote",
            reason="",
            transport="udp",
            codec="PCMA",
            encryption=None,
            sip_call_id=None,
            quality=Quality("PCMA", 3600, 36, 1.0, 4.2, 4.1, "good"),
            video=Quality("VP8", 4800, 12, 0.25, 3.0, None, None),
        ),
    ),
)


def test_a_line_per_call() -> None:
    assert summary(CALL, TALLINN) == (
        "2026-07-01 10:15:02  inbound   +37255500011 → Boris Tamm (202): "
        "answered, waited 0:09, talked 1:12, recorded  [b3a7b6ff16a9]"
    )


def test_a_lost_caller() -> None:
    lost = replace(
        CALL, callee=None, talking_seconds=None, recording=None, result="abandoned", owed=True, caller=Who("", "")
    )
    assert "hidden number → +3726000100: hung up while waiting, waited 0:09, call back" in summary(lost, TALLINN)


def test_the_whole_story() -> None:
    told = story(CALL, TALLINN)
    for line in (
        "  ended by callee",
        "  10:15:05  Pressed 1: Sales",
        "  recording /data/1.wav (1:12, complete)",
        "  outbound leg Boris Tamm: from 10:15:02, ended 10:16:23, status 200",
        "    heard 3600 packets of PCMA, lost 1.0 %, jitter 4 ms, MOS 4.1 (good)",
    ):
        assert line in told.splitlines()


def test_what_is_not_whole_is_said() -> None:
    broken = replace(
        CALL,
        recording=Recording("1", "/data/1.wav", 3.0, complete=False, error="disk full"),
        voicemail=Message("3", START, 23.0, heard_at=None),
        legs=None,
    )
    told = story(broken, TALLINN)
    assert "disk full" in told
    assert ", recording incomplete  [" in summary(broken, TALLINN)
    assert "voice message of 0:23, not heard yet" in told


def test_texts_of_others_cannot_command_the_terminal() -> None:
    rude = replace(CALL, caller=Who("\r\n1", "\x1b]0;owned\x07"), reason="\x1b[2J\n2026-07-01  a line that never was")
    told = story(rude, TALLINN)
    assert not set(told) & set("\x1b\x07\r")
    assert len(told.splitlines()) == len(story(CALL, TALLINN).splitlines())


def test_small_words() -> None:
    assert [length(seconds) for seconds in (0, 59.4, 59.6, 3600)] == ["0:00", "0:59", "1:00", "60:00"]
    assert who(Who("201", "201")) == "201"
    assert zone_of("No/Where").key == zone_of(None).key == "UTC"
