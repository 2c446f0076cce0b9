"""Records of a realistic call, for the tests of the journal."""

from __future__ import annotations

from offhook.ids import new_id
from offhook.journal import records
from offhook.journal.records import Party, Record, StepTaken

S = 1_000_000
T0 = 1_790_000_000 * S


def answered_call(tenant: str, *, call: str | None = None, at: int = T0) -> list[Record]:
    """Operator → menu → two phones ring → the second answers → recorded → the caller hangs up."""
    call = call or new_id()
    caller, one, two, recording = new_id(), new_id(), new_id(), new_id()
    outside = Party("+37255512345", "", trunk_id=new_id())
    anna = Party("201", "Anna", extension_id=new_id(), person_id=new_id(), device_id=new_id())
    boris = Party("202", "Boris", extension_id=new_id(), person_id=new_id(), device_id=new_id())
    dialog = {
        "call_id": "8f7a6b5c4d3e2f1a",
        "local_tag": "aa11",
        "remote_tag": "bb22",
        "route": [],
        "sdp": b"v=0\r\n" * 60,
    }
    who = [{"number": "201", "name": "Anna"}, {"number": "202", "name": "Boris"}]
    return [
        records.CallStarted(call, tenant, at, "inbound", outside, "+3726000100"),
        records.LegStarted(call, caller, at, "inbound", outside),
        records.LegSaved(call, caller, "offered", dialog, f"in-{call}"),
        StepTaken(call, at, "received", None, {"from": "+37255512345", "number": "+3726000100", "trunk": "Operator"}),
        StepTaken(call, at, "scenario", None, {"name": "Main line", "version": 1}),
        records.Checkpointed(call, "scenario", {"node": "greeting", "variables": {}}),
        records.LegAnswered(call, caller, at + S // 10),
        records.LegSaved(call, caller, "dialog", dialog, f"in-{call}"),
        records.Checkpointed(call, "scenario", {"node": "menu", "variables": {"attempt": 1}}),
        StepTaken(call, at + 4 * S, "played", "greeting", {"prompt": "welcome", "interrupted_by": "1"}),
        StepTaken(call, at + 4 * S, "menu", "menu", {"choice": "1", "label": "Sales", "attempt": 1}),
        records.Checkpointed(call, "scenario", {"node": "sales", "variables": {"attempt": 1}}),
        StepTaken(call, at + 4 * S, "ringing", "sales", {"who": who, "seconds": 20}),
        records.LegStarted(call, one, at + 4 * S, "outbound", anna),
        records.LegStarted(call, two, at + 4 * S, "outbound", boris),
        records.LegRang(call, one, at + 5 * S),
        records.LegRang(call, two, at + 5 * S),
        records.LegSaved(call, two, "ringing", dialog, f"out-{call}"),
        records.LegAnswered(call, two, at + 10 * S),
        records.LegSaved(call, two, "dialog", dialog, f"out-{call}"),
        StepTaken(call, at + 10 * S, "answered", "sales", {"who": who[1], "after_s": 6.0}),
        records.LegEnded(call, one, at + 10 * S, "local", 487, None, "Call completed elsewhere"),
        records.CallConnected(call, at + 10 * S, boris),
        StepTaken(call, at + 10 * S, "connected", "sales", {"who": who[1]}),
        records.RecordingStarted(call, recording, at + 10 * S, f"/data/recordings/{recording}.wav"),
        StepTaken(call, at + 70 * S, "hangup", None, {"side": "caller", "reason": ""}),
        records.RecordingEnded(call, recording, at + 70 * S, 60_000, 1_920_044),
        records.LegEnded(call, caller, at + 70 * S, "remote", 200, 16, "", _quality(0.1)),
        records.LegEnded(call, two, at + 70 * S, "local", 200, 16, "", _quality(2.5)),
        records.CallEnded(call, at + 70 * S, "answered", "caller", 200),
    ]


def voicemail_call(tenant: str, extension: str, *, at: int = T0) -> list[Record]:
    """Nobody answers and the caller leaves a message."""
    call, leg, message = new_id(), new_id(), new_id()
    outside = Party("+37255512346", "Jüri Õun")
    return [
        records.CallStarted(call, tenant, at, "inbound", outside, "+3726000100"),
        records.LegStarted(call, leg, at, "inbound", outside),
        records.LegAnswered(call, leg, at),
        StepTaken(
            call, at + 40 * S, "unanswered", "duty", {"who": [{"number": "203", "name": "Clara"}], "seconds": 20}
        ),
        StepTaken(
            call, at + 40 * S, "voicemail", "box", {"box": {"number": "203", "name": "Clara"}, "reason": "no answer"}
        ),
        records.VoicemailLeft(call, message, at + 52 * S, extension, f"/data/voicemail/{message}.wav", 11_500),
        StepTaken(call, at + 52 * S, "voicemail_left", "box", {"seconds": 11.5}),
        records.LegEnded(call, leg, at + 52 * S, "remote", 200, 16, "", _quality(0.0)),
        records.CallEnded(call, at + 52 * S, "voicemail", "caller", 200, "", owed=True),
    ]


def _quality(loss: float) -> dict[str, object]:
    return {
        "codec": "PCMA",
        "packets_sent": 3000,
        "packets_received": 3000,
        "packets_lost": int(loss * 30),
        "packets_expected": 3000,
        "loss_percent": loss,
        "jitter_ms": 1.5,
        "max_jitter_ms": 7.25,
        "mos": 4.3,
        "remote": None,
        "round_trip_ms": 12.0,
    }
