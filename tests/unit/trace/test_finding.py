from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.trace.samples import AT, RECEIVER_REPORT, SENDER_REPORT, call, keep, leg, report

from offhook.trace import finding
from offhook.trace.entry import Entry
from offhook.trace.finding import find_trace
from offhook.trace.ladder import ladder
from offhook.trace.report_text import report_summary, report_text

if TYPE_CHECKING:
    from pathlib import Path

LATER = AT + 120_000_000
VOICE_METRICS = bytes.fromhex(
    "80cf000d 00000002 04000002 e1e2e3e4 00000000"
    "07000008 00000001 40200000 00000000 00500028 7f7f7f10 5d7f2a29 00000028 003c00c8"
)


def test_both_legs_of_a_call_with_their_reports_in_order(tmp_path: Path) -> None:
    keep(
        tmp_path,
        [
            *call("in", sent=False),
            *call("out", sent=True, at=AT + 500),
            *call("other", sent=False),
            report("a", sent=True),
        ],
    )
    trace = find_trace(tmp_path, [leg("a", "in", inbound=True), leg("b", "out", inbound=False)], LATER)
    assert [(message.leg_id, message.summary) for message in trace.messages] == [
        ("a", "INVITE (SDP)"), ("b", "INVITE (SDP)"), ("a", "200 OK (SDP)"), ("b", "200 OK (SDP)"),
        ("a", "ACK"), ("a", "RTCP SR SDES"), ("b", "ACK"), ("a", "BYE"), ("b", "BYE"), ("a", "200 OK"), ("b", "200 OK"),
    ]  # fmt: skip
    assert trace.complete


@pytest.mark.parametrize("inbound", [True, False])
def test_an_operator_that_keeps_call_ids_shows_each_company_its_own_side(tmp_path: Path, inbound: bool) -> None:  # noqa: FBT001
    keep(tmp_path, [*call("same", sent=True), *call("same", sent=False, at=AT + 500)])
    trace = find_trace(tmp_path, [leg("mine", "same", inbound=inbound)], LATER)
    assert len(trace.messages) == 5
    first = trace.messages[0].entry
    assert first.sent is not inbound
    assert {message.entry.remote for message in trace.messages} == {first.remote}


def test_messages_of_another_time_are_not_this_calls(tmp_path: Path) -> None:
    keep(tmp_path, call("in", sent=False, at=AT - 60_000_000))
    assert find_trace(tmp_path, [leg("a", "in", inbound=True)], LATER).messages == ()


def test_a_call_without_legs_or_traces_has_none(tmp_path: Path) -> None:
    assert find_trace(tmp_path / "none", [], LATER).messages == ()
    assert find_trace(tmp_path / "none", [leg("a", "", inbound=True)], LATER).messages == ()


def test_too_many_messages_are_cut_and_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_MESSAGES", 3)
    keep(tmp_path, call("in", sent=False))
    trace = find_trace(tmp_path, [leg("a", "in", inbound=True)], LATER)
    assert (len(trace.messages), trace.complete) == (3, False)
    assert ladder(trace)[-1] == "There are more messages than are shown."


def test_messages_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    broken = Entry(AT, "sip", False, "udp", ("::1", 1), ("::1", 2), b"INVITE in\r\n\r\n")  # noqa: FBT003
    keep(tmp_path, [broken, *call("in", sent=False)])
    assert len(find_trace(tmp_path, [leg("a", "in", inbound=True)], LATER).messages) == 5


def test_the_ladder_has_a_column_for_each_party(tmp_path: Path) -> None:
    keep(tmp_path, [*call("in", sent=False), *call("out", sent=True, at=AT + 500), report("a", sent=False)])
    lines = ladder(find_trace(tmp_path, [leg("a", "in", inbound=True), leg("b", "out", inbound=False)], LATER))
    assert lines == [
        "           Party a                       Offhook                       Party b",
        "       127.0.61.2:5070               127.0.61.1:5060               127.0.61.3:5060",
        "14:20:10.000  |------- INVITE (SDP) ------->|                             |",
        "14:20:10.000  |                             |------- INVITE (SDP) ------->|",
        "14:20:10.001  |<------ 200 OK (SDP) --------|                             |",
        "14:20:10.001  |                             |<------ 200 OK (SDP) --------|",
        "14:20:10.002  |------------ ACK ----------->|                             |",
        "14:20:10.002  |.... RTCP RR, lost 25 % ....>|                             |",
        "14:20:10.002  |                             |------------ ACK ----------->|",
        "14:20:10.003  |<----------- BYE ------------|                             |",
        "14:20:10.003  |                             |<----------- BYE ------------|",
        "14:20:10.004  |---------- 200 OK ---------->|                             |",
        "14:20:10.004  |                             |---------- 200 OK ---------->|",
    ]


def test_reports_in_words() -> None:
    assert report_summary(RECEIVER_REPORT) == "RTCP RR, lost 25 %"
    text = report_text(SENDER_REPORT + RECEIVER_REPORT)
    assert "sent 2 packets, 320 octets" in text
    assert "CNAME: 12" in text
    assert "about 00000001: lost 25.0 % lately, 5 in all" in text
    assert "last SR e3e40000, 1.000 s ago" in text
    text = report_text(VOICE_METRICS)
    assert "receiver reference time" in text
    assert "VoIP metrics about 00000001: lost 25.0 %, discarded 12.5 %" in text
    assert "round trip 80 ms, end system 40 ms, jitter buffer 40/60/200 ms" in text
    assert "R 93, MOS-LQ 4.2, MOS-CQ 4.1" in text


@given(st.binary(max_size=120), st.sampled_from([b"", b"\x81\xc8", b"\x82\xc9", b"\x81\xca", b"\x80\xcf"]))
def test_any_octets_give_a_text(data: bytes, start: bytes) -> None:
    assert report_summary(start + data)
    report_text(start + data)
