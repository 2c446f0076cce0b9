"""Calls that never were, for the made-up company: one with everything known of it, the others as lists show them."""

from __future__ import annotations

import io
import wave
from datetime import UTC, datetime, timedelta
from typing import Any

from offhook.api.calls import (
    LegModel,
    MessageModel,
    QualityModel,
    RecordingModel,
)
from offhook.api.models import PartyModel
from offhook.api.traces import TracedLegModel, TracedMessageModel, TraceModel

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)  # a Friday, 14:00 in Tallinn
NUMBER = "+3726000100"
ANNA, BORIS, CLARA = (
    PartyModel(number=number, name=name)
    for number, name in (("201", "Anna Kask"), ("202", "Boris Tamm"), ("203", "Clara Saar"))
)
CUSTOMER = PartyModel(number="+37255501234", name="")


def ident(number: int) -> str:
    return f"0197c1a2-7d0e-7cc3-98c4-{number:012d}"


def silence(seconds: float) -> bytes:
    """Return a WAV of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(int(seconds * 8000) * 4))
    return file.getvalue()


def _call(which: int, ago_s: float, **facts: Any) -> dict[str, Any]:
    start = NOW - timedelta(seconds=ago_s)
    waiting, talking = facts.pop("waiting", 8.0), facts.pop("talking", None)
    live = facts.pop("live", False)
    connected = None if talking is None else start + timedelta(seconds=waiting)
    return {
        "id": ident(which),
        "direction": "inbound",
        "state": "live" if live else "ended",
        "caller": CUSTOMER,
        "number": NUMBER,
        "callee": None,
        "started_at": start,
        "answered_at": connected,
        "connected_at": connected,
        "ended_at": None if live else start + timedelta(seconds=waiting + (talking or 0)),
        "waiting_seconds": waiting,
        "talking_seconds": talking,
        "result": None if live else "answered",
        "hangup_side": None if live else "caller",
        "status": None,
        "reason": "",
        "owed": False,
        "recording_url": None,
        "recording": None,
        "voicemail": None,
        "steps": [],
        **facts,
    }


def _recorded(number: int) -> dict[str, Any]:
    return {
        "recording_url": f"/api/v1/calls/{ident(number)}/recording",
        "recording": RecordingModel(
            duration_seconds=72, complete=True, error=None, id=ident(number), rule="", deleted_at=None
        ),
    }


JOURNEY: tuple[tuple[float, str, dict[str, Any]], ...] = (
    (0, "received", {"from": CUSTOMER.number, "number": NUMBER, "trunk": "Demo operator"}),
    (0, "scenario", {"name": "Main line", "version": 1}),
    (3, "played", {"prompt": "welcome", "interrupted_by": "1"}),
    (3, "menu", {"choice": "1", "label": "Sales", "attempt": 1}),
    (3, "ringing", {"who": [ANNA.model_dump(), BORIS.model_dump()], "seconds": 20}),
    (9, "answered", {"who": BORIS.model_dump(), "after_s": 6}),
    (9, "cancelled", {"who": ANNA.model_dump(), "reason": "Call completed elsewhere"}),
    (9, "connected", {"who": BORIS.model_dump()}),
    (81, "hangup", {"side": "caller", "reason": ""}),
)


def legs(start: datetime) -> list[LegModel]:
    def leg(number: int, party: PartyModel, *, answered: bool, quality: QualityModel | None) -> LegModel:
        inbound = number == 1
        return LegModel(
            id=ident(900 + number),
            direction="inbound" if inbound else "outbound",
            party=party.model_dump(),
            started_at=start,
            rang_at=start,
            answered_at=start if answered else None,
            ended_at=start + timedelta(seconds=81),
            status=200 if answered else 487,
            cause=16 if answered else None,
            by="party" if inbound else "us",
            reason="" if answered else "Call completed elsewhere",
            transport="udp" if answered else None,
            codec="PCMA" if answered else None,
            encryption="dtls" if party == BORIS else None,
            sip_call_id=None,
            quality=quality,
        )

    good = QualityModel(
        codec="PCMA",
        packets_received=3600,
        packets_lost=2,
        loss_percent=0.06,
        jitter_ms=1.4,
        mos=4.36,
        verdict="good",
        round_trip_ms=24.0,
        there=None,
    )
    poor = good.model_copy(update={"packets_lost": 190, "loss_percent": 5.3, "mos": 3.4, "verdict": "poor"})
    return [
        leg(1, CUSTOMER, answered=True, quality=poor),
        leg(2, BORIS, answered=True, quality=good),
        leg(3, ANNA, answered=False, quality=None),
    ]


def trace() -> TraceModel:
    """What was said on the wire about call 3: the customer calls, is answered, is rated, and hangs up."""
    said = (
        (0, "sip", False, "INVITE (SDP)", f"INVITE sip:{NUMBER}@192.0.2.1 SIP/2.0\r\nMax-Forwards: 70\r\n"),
        (1, "sip", True, "200 OK (SDP)", "SIP/2.0 200 OK\r\n"),
        (6, "rtcp", True, "RTCP SR", "loss 0 %"),
        (81, "sip", False, "BYE", "BYE sip:offhook@192.0.2.1 SIP/2.0\r\n"),
    )
    start = NOW - timedelta(seconds=700)
    messages = [
        TracedMessageModel(
            at=start + timedelta(seconds=after),
            kind=kind,  # type: ignore[arg-type]  # one of them
            sent=sent,
            leg_id=ident(901),
            transport="udp",
            local="192.0.2.1:5060",
            remote="198.51.100.1:5060",
            summary=summary,
            text=text,
        )
        for after, kind, sent, summary, text in said
    ]
    traced = [
        TracedLegModel(leg_id=ident(901), name=CUSTOMER.number, direction="inbound"),
        TracedLegModel(leg_id=ident(902), name="Boris Tamm (202)", direction="outbound"),
    ]
    return TraceModel(kept_days=7, complete=True, legs=traced, messages=messages, steps=[])


def calls() -> list[dict[str, Any]]:
    mobile = PartyModel(number="+79165554433", name="")
    named = PartyModel(number="+4930901820", name="Weber Logistik GmbH")
    hidden = PartyModel(number="", name="")
    message = MessageModel(
        id=ident(501),
        at=NOW - timedelta(hours=2),
        duration_seconds=14,
        heard_at=None,
        audio_url=f"/api/v1/voicemails/{ident(501)}/audio",
    )
    return [
        _call(1, 41, live=True, waiting=9.0, talking=32.0, callee=ANNA),
        _call(2, 5, live=True, waiting=5.0, caller=named),
        _call(3, 700, waiting=9.0, talking=72.0, callee=BORIS, **_recorded(3)),
        _call(
            4,
            2400,
            caller=ANNA,
            number="+79165554433",
            direction="outbound",
            callee=mobile,
            waiting=11.0,
            talking=305.0,
        ),
        _call(5, 7200, caller=named, result="missed", owed=True, waiting=54.0, voicemail=message),
        _call(6, 9000, result="abandoned", owed=True, waiting=17.0),
        _call(7, 12000, caller=BORIS, number="201", direction="internal", callee=ANNA, waiting=4.0, talking=61.0),
        _call(8, 90000, caller=hidden, result="missed", waiting=61.0, hangup_side="system"),
        _call(9, 93000, caller=CLARA, number="*43", direction="internal", result="service", waiting=0.0, talking=20.0),
        _call(
            10,
            99000,
            caller=ANNA,
            number="+37255500000",
            direction="outbound",
            result="busy",
            status=486,
            reason="Busy Here",
            waiting=6.0,
        ),
        _call(11, 400000, result="failed", status=503, reason="Service Unavailable", waiting=1.0),
    ]
