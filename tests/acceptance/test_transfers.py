"""Transfers and pickup with real telephones: who hears whom, what the history and the recording say."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.audio import read_channels, share_of
from tests.acceptance.pbx import kinds, step_of
from tests.acceptance.test_survival import wait_for_new_switch
from tests.acceptance.wire import Wire, authorization

if TYPE_CHECKING:
    from tests.acceptance.baresip import Baresip
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.sound import Sound
    from tests.acceptance.stage import Stage

CUSTOMER_HZ = 440
ANNA_HZ = 700
BORIS_HZ = 1000
CLARA_HZ = 1400


def customer_talks(pbx: Pbx, stage: Stage, number: str, boris: Baresip) -> Sound:
    """A customer dials the company and the extension of Boris, who answers; return the customer's ear and mouth."""
    sound = stage.sound(operator=True)
    caller = stage.caller(pbx, "dial", number, sound)
    sound.send_to(caller.media())
    sound.wait_for_sound()
    sound.press("202")
    boris.wait_for("CALL_INCOMING")
    sound.tone(CUSTOMER_HZ)
    boris.answer()
    boris.wait_for("CALL_ESTABLISHED")
    pbx.wait_for_step(number, "connected")
    sound.wait_for_tone(BORIS_HZ)
    return sound


@pytest.mark.requirement("FE-05")
def test_blind_transfer(pbx: Pbx, stage: Stage) -> None:
    number = "+37255508001"
    boris, clara = stage.phone(pbx, "202", BORIS_HZ), stage.phone(pbx, "203", CLARA_HZ)
    sound = customer_talks(pbx, stage, number, boris)
    time.sleep(1.0)
    boris.command("transfer", f"sip:203@{pbx.sip}")
    ringing = clara.wait_for("CALL_INCOMING")
    assert number in ringing["peeruri"], "the target sees the customer"
    clara.answer()
    boris.wait_for("CALL_CLOSED")
    sound.wait_for_tone(CLARA_HZ)
    clara.wait_until_heard(CUSTOMER_HZ, 1.0)
    clara.hang_up()
    call = pbx.ended_call(number)
    assert not pbx.calls_from(number), "it must be one call in the history"
    assert call["result"] == "answered"
    assert step_of(call, "transferred") == {"by": "Boris Tamm", "who": number, "to": "Clara Saar", "how": "blind"}
    assert call["to"]["number"] == "202"
    assert [leg["party"]["name"] for leg in call["legs"] if leg["answered_at"] and "name" in leg["party"]] == [
        "Boris Tamm",
        "Clara Saar",
    ]
    assert call["recording"]["complete"]
    rate, (left, right) = read_channels(pbx.download(call["recording_url"], stage.folder / "recording.wav"))
    assert abs(left.size / rate - call["talking_seconds"]) < 0.7
    assert share_of(left[rate : 2 * rate], rate, CUSTOMER_HZ) > 0.9
    assert share_of(right[: rate // 2], rate, BORIS_HZ) > 0.9
    assert share_of(right[-rate // 2 :], rate, CLARA_HZ) > 0.9


def test_busy_target_returns_the_customer(pbx: Pbx, stage: Stage) -> None:
    """The telephone hangs up as soon as it is told of the failure, so it rings."""
    number = "+37255508002"
    boris = stage.phone(pbx, "202", BORIS_HZ)
    clara = stage.sipp_phone(pbx, "203", "phone_refuses", status="486 Busy Here")
    sound = customer_talks(pbx, stage, number, boris)
    boris.command("transfer", f"sip:203@{pbx.sip}")
    clara.finish()
    step = pbx.wait_for_step(number, "transfer_failed")
    assert step["detail"] == {"who": "203", "status": 486, "reason": "Busy Here"}
    boris.wait_for("CALL_INCOMING")
    boris.answer()
    sound.wait_for_tone(BORIS_HZ)
    boris.wait_until_heard(CUSTOMER_HZ, 1.0)
    boris.hang_up()
    assert pbx.ended_call(number)["result"] == "answered"


def dialogs_of(pbx: Pbx, stage: Stage, extension: str) -> list[tuple[str, str, str]]:
    """Return Call-ID, the phone's tag and ours of an extension's dialogs, oldest first, as its lamp tells them."""
    facts = pbx.facts("201")
    wire: Wire = stage.wire(pbx)
    event = "Event: dialog\r\nExpires: 600\r\n"
    challenge = wire.ask(wire.request("SUBSCRIBE", facts["username"], extension, headers=event))
    uri = f"sip:{extension}@{pbx.sip}"
    proof = authorization(challenge, "SUBSCRIBE", uri, facts["username"], facts["password"])
    assert wire.ask(wire.request("SUBSCRIBE", facts["username"], extension, headers=event + proof)).status == 200
    notify = wire.receive()
    assert notify is not None
    pattern = r'call-id="([^"]+)" local-tag="([^"]+)" remote-tag="([^"]+)"'
    return re.findall(pattern, notify.body.decode())


@pytest.mark.requirement("FE-05")
def test_attended_transfer(pbx: Pbx, stage: Stage) -> None:
    number = "+37255508003"
    boris, clara = stage.phone(pbx, "202", BORIS_HZ), stage.phone(pbx, "203", CLARA_HZ)
    sound = customer_talks(pbx, stage, number, boris)
    (first,) = dialogs_of(pbx, stage, "202")
    boris.dial(f"sip:203@{pbx.sip}")
    clara.wait_for("CALL_INCOMING")
    clara.answer()
    clara.wait_for("CALL_ESTABLISHED")
    pbx.wait_for_step("202", "connected")
    call_id, theirs, ours = first
    boris.command("transfer", f"<sip:x@{pbx.sip}?Replaces={call_id}%3Bto-tag%3D{ours}%3Bfrom-tag%3D{theirs}>")
    sound.wait_for_tone(CLARA_HZ)
    clara.wait_until_heard(CUSTOMER_HZ, 1.0)
    boris.wait_for("CALL_CLOSED")
    boris.wait_for("CALL_CLOSED")
    clara.hang_up()
    call = pbx.ended_call(number)
    assert step_of(call, "transferred")["how"] == "attended"
    assert {"Boris Tamm", "Clara Saar"} <= {leg["party"].get("name") for leg in call["legs"]}
    consultation = pbx.ended_call("202")
    assert consultation["result"] == "answered"
    assert "joined" in kinds(consultation)
    rate, (left, right) = read_channels(pbx.download(call["recording_url"], stage.folder / "recording.wav"))
    assert share_of(left[-rate // 2 :], rate, CUSTOMER_HZ) > 0.9
    assert share_of(right[-rate // 2 :], rate, CLARA_HZ) > 0.9


@pytest.mark.requirement("FE-05")
def test_attended_transfer_by_keys(pbx: Pbx, stage: Stage) -> None:
    number = "+37255508004"
    boris, clara = stage.phone(pbx, "202", BORIS_HZ), stage.phone(pbx, "203", CLARA_HZ)
    sound = customer_talks(pbx, stage, number, boris)
    boris.press("*2")
    boris.wait_until_heard(length=0.5)
    boris.press("203")
    clara.wait_for("CALL_INCOMING")
    sound.wait_for_sound()  # the music
    clara.answer()
    pbx.wait_for_step(number, "consulting")
    boris.wait_until_heard(CLARA_HZ, 0.5)
    clara.wait_until_heard(BORIS_HZ, 0.5)
    boris.hang_up()
    sound.wait_for_tone(CLARA_HZ)
    clara.wait_until_heard(CUSTOMER_HZ, 1.0)
    clara.hang_up()
    call = pbx.ended_call(number)
    assert step_of(call, "transferred")["how"] == "attended"


@pytest.mark.requirement("FE-03")
def test_pickup_of_a_ringing_colleague(pbx: Pbx, stage: Stage) -> None:
    boris, clara = stage.phone(pbx, "202", BORIS_HZ), stage.phone(pbx, "203", CLARA_HZ)
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:202@{pbx.sip}")
    boris.wait_for("CALL_INCOMING")
    clara.dial(f"sip:*8202@{pbx.sip}")
    clara.wait_for("CALL_ESTABLISHED")
    boris.wait_for("CALL_CLOSED")
    anna.wait_until_heard(CLARA_HZ, 0.5)
    clara.wait_until_heard(ANNA_HZ, 0.5)
    anna.hang_up()
    call = pbx.ended_call("201")
    assert call["to"]["number"] == "203"
    assert step_of(call, "picked_up") == {"who": "Clara Saar", "instead": "Boris Tamm"}


def test_switch_is_killed_in_the_middle(victim: Pbx, stage: Stage) -> None:
    """The transferor is told that it failed, and gets the customer back."""
    pbx, number = victim, "+37255508005"
    boris, clara = stage.phone(pbx, "202", BORIS_HZ), stage.phone(pbx, "203", CLARA_HZ)
    sound = customer_talks(pbx, stage, number, boris)
    boris.command("transfer", f"sip:203@{pbx.sip}")
    clara.wait_for("CALL_INCOMING")
    wait_for_new_switch(pbx, pbx.kill_switch())
    clara.wait_for("CALL_CLOSED")
    boris.wait_for("CALL_INCOMING")
    boris.answer()
    sound.wait_for_tone(BORIS_HZ)
    boris.wait_until_heard(CUSTOMER_HZ, 1.0)
    boris.hang_up()
    call = pbx.ended_call(number, 30)
    assert {"recovered", "transfer_failed"} <= set(kinds(call))
    assert call["recording"]["complete"]


def test_text_message_waits_for_a_telephone(pbx: Pbx, stage: Stage) -> None:
    sender, receiver = pbx.facts("201"), pbx.facts("203")
    pbx.wait_until_unregistered("203")
    wire: Wire = stage.wire(pbx)
    text = "the parcel is here"
    assert wire.text(sender["username"], sender["password"], "203", text).status == 202
    phone: Wire = stage.wire(pbx)
    assert phone.register(receiver["username"], receiver["password"]).status == 200
    message = phone.receive()
    assert message is not None
    assert message.start.startswith("MESSAGE ")
    assert message.body.decode() == text
    phone.send(message.answer(200))
    assert phone.register(receiver["username"], receiver["password"]).status == 200
    assert phone.receive(1.0) is None, "it comes once"
    phone.register(receiver["username"], receiver["password"], expires=0)
