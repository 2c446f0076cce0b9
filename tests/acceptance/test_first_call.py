"""A customer dials the number and reaches the right person."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.audio import longest_gap, read_channels, share_of
from tests.acceptance.pbx import kinds, offhook, step_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.pbx import Pbx
    from tests.acceptance.stage import Stage

pytestmark = pytest.mark.real_time

CUSTOMER_HZ = 440
ANNA_HZ = 700
BORIS_HZ = 1000
TALK_SECONDS = 2.5


def check_recording(pbx: Pbx, call: dict, path: Path, left: float, right: float) -> None:
    """The recording holds one party on each side, without gaps."""
    assert call["recording"]["complete"]
    rate, channels = read_channels(pbx.download(call["recording_url"], path))
    for samples, hertz in zip(channels, (left, right), strict=True):
        assert samples.size / rate > TALK_SECONDS - 0.5
        assert share_of(samples, rate, hertz) > 0.9
        assert longest_gap(samples, rate) < 0.1


def check_sealed(pbx: Pbx, call: dict, plain: bytes) -> None:
    """Soon after the call the recording is encrypted on the disk, sounds as before, and can be proved unchanged."""
    url = f"/recordings/{call['recording']['id']}"
    pbx.wait_until(lambda: pbx.get(url)["sealed_at"], 30)
    assert pbx.api.get(f"/api/v1{url}/audio").content == plain
    part = pbx.api.get(call["recording_url"], headers={"Range": "bytes=44-1043"})
    assert (part.status_code, part.content) == (206, plain[44:1044])
    proof = pbx.api.post(f"/api/v1{url}/verify").json()
    assert (proof["unchanged"], proof["sha256"]) == (True, sha256(plain).hexdigest())
    files: list[Path] = []

    def is_alone() -> bool:
        files[:] = (pbx.data / "recordings").rglob(f"{call['recording']['id']}*")
        return len(files) == 1

    pbx.wait_until(is_alone, 10)
    (file,) = files
    assert plain[1000:1100] not in file.read_bytes()


def check_trace(pbx: Pbx, call: dict, path: Path) -> None:
    """All SIP of the call is there, for people, for Wireshark and in the terminal."""
    said: dict[str, list[str]] = {}

    def is_written() -> bool:
        said.clear()
        for message in pbx.api.get(f"/api/v1/calls/{call['id']}/trace").json()["messages"]:
            if message["kind"] == "sip":
                said.setdefault(message["leg_id"], []).append(message["summary"])
        return sum("BYE" in messages for messages in said.values()) == 2

    pbx.wait_until(is_written, 20)
    for leg in call["legs"]:
        if leg["answered_at"]:
            assert {"INVITE (SDP)", "ACK", "BYE"} <= set(said[leg["id"]])
            assert any(one.startswith("200 ") and one.endswith("(SDP)") for one in said[leg["id"]])
    assert sum("CANCEL" in messages for messages in said.values()) == 1
    path.write_bytes(pbx.api.get(f"/api/v1/calls/{call['id']}/trace.pcapng").content)
    read = subprocess.run(["tshark", "-r", path, "-Y", "sip.Method == BYE"], capture_output=True, text=True, check=True)
    assert len(read.stdout.splitlines()) == 2
    drawn = subprocess.run([*offhook(), "trace", call["id"]], env=pbx.environment, capture_output=True, check=True)
    assert b" INVITE (SDP) " in drawn.stdout


@pytest.mark.requirement("RC-04")
@pytest.mark.parametrize(
    ("operator_codec", "phone_codec", "transport", "ends"),
    [("pcma", "pcma", "udp", "caller"), ("pcmu", "pcma", "udp", "callee"), ("pcma", "g722", "tcp", "callee")],
)
def test_the_customer_reaches_sales(
    pbx: Pbx, stage: Stage, operator_codec: str, phone_codec: str, transport: str, ends: str
) -> None:
    number = f"+3725550{['caller', 'callee'].index(ends)}{len(operator_codec + phone_codec)}{ord(operator_codec[-1])}"
    anna = stage.phone(pbx, "201", ANNA_HZ)
    boris = stage.phone(pbx, "202", BORIS_HZ, codecs=phone_codec, transport=transport)
    operator = stage.operator(pbx, CUSTOMER_HZ, number, codecs=operator_codec)

    operator.dial(f"sip:{pbx.number}@{pbx.sip}")
    operator.wait_for("CALL_ESTABLISHED")
    operator.wait_until_heard()
    operator.press("1")
    ringing = boris.wait_for("CALL_INCOMING")
    anna.wait_for("CALL_INCOMING")
    assert number in ringing["peeruri"]
    boris.answer()
    boris.wait_for("CALL_ESTABLISHED")
    anna.wait_for("CALL_CLOSED")
    pbx.wait_for_step(number, "connected")
    boris.wait_until_heard(CUSTOMER_HZ, TALK_SECONDS)
    operator.wait_until_heard(BORIS_HZ, TALK_SECONDS)
    first, second = (operator, boris) if ends == "caller" else (boris, operator)
    first.hang_up()
    second.wait_for("CALL_CLOSED")

    call = pbx.ended_call(number)
    assert not pbx.calls_from(number), "it must be one call in the history"
    assert call["number"] == pbx.number
    assert call["direction"] == "inbound"
    assert call["result"] == "answered"
    assert call["hangup_side"] == ends
    assert not call["owed"]
    assert TALK_SECONDS - 0.5 < call["talking_seconds"] < 10.0
    assert 0.5 < call["waiting_seconds"] < 20.0
    assert call["to"] == {"number": "202", "name": "Boris Tamm"}
    journey = ["received", "scenario", "played", "menu", "ringing", "answered", "cancelled", "connected", "hangup"]
    assert kinds(call) == journey
    assert step_of(call, "menu")["choice"] == "1"
    assert [one["number"] for one in step_of(call, "ringing")["who"]] == ["201", "202"]
    assert step_of(call, "cancelled") == {"who": "Anna Kask", "reason": "Call completed elsewhere"}
    qualities = [leg["quality"] for leg in call["legs"] if leg["answered_at"]]
    assert len(qualities) == 2
    for quality in qualities:
        assert quality["loss_percent"] < 1
        assert quality["mos"] > 4
    check_recording(pbx, call, stage.folder / "recording.wav", CUSTOMER_HZ, BORIS_HZ)
    check_sealed(pbx, call, (stage.folder / "recording.wav").read_bytes())

    check_trace(pbx, call, stage.folder / "call.pcapng")
    shown = subprocess.run([*offhook(), "calls"], env=pbx.environment, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr
    (line,) = [line for line in shown.stdout.splitlines() if number in line]
    assert "Boris Tamm (202)" in line
    assert "answered" in line
    assert "recorded" in line


def test_phones_are_told_who_calls_and_who_answered(pbx: Pbx, stage: Stage) -> None:
    number = "+37255500042"
    anna = stage.sipp_phone(pbx, "201", "phone_rings")
    sound, boris_sound = stage.sound(operator=True), stage.sound()
    boris = stage.sipp_phone(pbx, "202", "phone_answers", pause_ms=700, sound=boris_sound.port)
    caller = stage.caller(pbx, "dial", number, sound)
    sound.send_to(caller.media())
    sound.wait_for_sound()
    sound.press("1")

    invite = anna.wait_for("INVITE")
    assert f"sip:{number}@" in (invite.header("From") or "")
    assert (invite.header("From") or "").startswith('"Main line"')
    boris_sound.send_to(boris.media("INVITE"))
    cancel = anna.wait_for("CANCEL")
    assert cancel.header("Reason") == 'SIP;cause=200;text="Call completed elsewhere"'
    anna.finish()
    boris.wait_for("ACK")
    sound.tone(CUSTOMER_HZ)
    boris_sound.tone(BORIS_HZ)
    sound.wait_for_tone(BORIS_HZ)
    boris_sound.wait_for_tone(CUSTOMER_HZ)
