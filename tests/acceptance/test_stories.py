"""A working day with real telephones: parking, the intercom, a mailbox, recording, codes, day and night, a meeting."""

from __future__ import annotations

import contextlib
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.acceptance.audio import CLEAR, LOUD, read_channels, share_of
from tests.acceptance.pbx import kinds, step_of
from tests.acceptance.test_conferences import wait_until_heard
from tests.acceptance.test_transfers import ANNA_HZ, BORIS_HZ, CLARA_HZ, CUSTOMER_HZ, customer_talks
from tests.acceptance.test_voicemail import leave_message
from tests.acceptance.wire import authorization

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.baresip import Baresip
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.sound import Sound
    from tests.acceptance.stage import Stage
    from tests.acceptance.wire import Wire

END = {"kind": "hangup", "prompts": ["goodbye"]}
PIN, MODERATOR_PIN = "4711", "4712"


def given(answer: Any) -> Any:
    """Return what the API made."""
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


def extension_id(pbx: Pbx, number: str) -> str:
    return str(next(one["id"] for one in pbx.get("/extensions")["items"] if one["number"] == number))


@contextlib.contextmanager
def main_line(pbx: Pbx, name: str, nodes: dict[str, Any]) -> Iterator[None]:
    """Let the main number lead to a scenario that begins with the first of these nodes; return to the former then."""
    graph = {"start": next(iter(nodes)), "rescue": "end", "nodes": {**nodes, "end": END}}
    made = pbx.api.post("/api/v1/scenarios", json={"name": name, "graph": graph})
    scenario = given(made)["id"]
    given(pbx.api.post(f"/api/v1/scenarios/{scenario}/publish", headers={"If-Match": made.headers["etag"]}))
    (number,) = pbx.get("/numbers")["items"]
    url = f"/api/v1/scenarios/{number['scenario_id']}/stand-in"
    given(pbx.api.put(url, json={"scenario_id": scenario}))
    pbx.settle()
    try:
        yield
    finally:
        given(pbx.api.put(url, json={"scenario_id": ""}))
        pbx.settle()


def calls_in(pbx: Pbx, stage: Stage, number: str) -> Sound:
    """A customer dials the company and hears something."""
    sound = stage.sound(operator=True)
    caller = stage.caller(pbx, "dial", number, sound)
    sound.send_to(caller.media())
    sound.wait_for_sound()
    return sound


def dials_and_hears_it_done(phone: Baresip, pbx: Pbx, code: str) -> None:
    """Dial a code that says what it did and ends."""
    phone.dial(f"sip:{code}@{pbx.sip}")
    phone.wait_for("CALL_ESTABLISHED")
    phone.wait_for("CALL_CLOSED")


def has_heard(phone: Baresip, hertz: float) -> bool:
    """Tell whether a tone is anywhere in what a telephone heard."""
    with contextlib.suppress(ValueError):  # there is no file, or no data in it yet
        rate, heard = phone.heard()
        length = int(rate * 0.4)
        parts = (heard[at : at + length] for at in range(0, heard.size - length, length // 2))
        return any(abs(part).max() > LOUD and share_of(part, rate, hertz) > CLEAR for part in parts)
    return False


class Lamp:
    """A key of a telephone that watches something, such as a slot for parked calls."""

    def __init__(self, pbx: Pbx, stage: Stage, extension: str, watched: str, package: str = "dialog") -> None:
        self.wire: Wire = stage.wire(pbx)
        facts = pbx.facts(extension)
        event = f"Event: {package}\r\nExpires: 600\r\n"
        challenge = self.wire.ask(self.wire.request("SUBSCRIBE", facts["username"], watched, headers=event))
        proof = authorization(
            challenge, "SUBSCRIBE", f"sip:{watched}@{self.wire.place}", facts["username"], facts["password"]
        )
        asked = self.wire.request("SUBSCRIBE", facts["username"], watched, headers=event + proof)
        assert self.wire.ask(asked).status == 200

    def wait_for(self, pattern: str, seconds: float = 15.0) -> None:
        """Wait until what is told has this in it; what is told is answered."""
        deadline, told = time.monotonic() + seconds, []
        while time.monotonic() < deadline:
            if (message := self.wire.receive(0.5)) is not None and message.start.startswith("NOTIFY "):
                self.wire.send(message.answer(200))
                told.append(message.body.decode())
                if re.search(pattern, told[-1]):
                    return
        raise AssertionError(f"no {pattern} within {seconds} s: {told}")


def test_a_customer_is_parked_seen_on_the_lamp_and_taken_by_somebody_else(pbx: Pbx, stage: Stage) -> None:
    number = "+37255510001"
    lamp = Lamp(pbx, stage, "201", "*703")
    boris, clara = stage.phone(pbx, "202", BORIS_HZ), stage.phone(pbx, "203", CLARA_HZ)
    sound = customer_talks(pbx, stage, number, boris)
    boris.command("transfer", f"sip:*703@{pbx.sip}")
    lamp.wait_for("<state>confirmed</state>")
    boris.wait_for("CALL_CLOSED")
    clara.dial(f"sip:*703@{pbx.sip}")
    clara.wait_for("CALL_ESTABLISHED")
    lamp.wait_for("<state>terminated</state>")
    sound.wait_for_tone(CLARA_HZ)
    clara.wait_until_heard(CUSTOMER_HZ, 0.5)
    clara.hang_up()
    call = pbx.ended_call(number)
    assert (step_of(call, "parked")["slot"], step_of(call, "retrieved")["who"]) == (3, "Clara Saar")


@pytest.mark.requirement("FE-03")
def test_a_ringing_call_is_taken_by_two_digits(pbx: Pbx, stage: Stage) -> None:
    number = "+37255510002"
    boris, clara = stage.phone(pbx, "202", BORIS_HZ), stage.phone(pbx, "203", CLARA_HZ)
    sound = calls_in(pbx, stage, number)
    sound.press("202")
    boris.wait_for("CALL_INCOMING")
    clara.dial(f"sip:**@{pbx.sip}")
    clara.wait_for("CALL_ESTABLISHED")
    boris.wait_for("CALL_CLOSED")
    sound.wait_for_tone(CLARA_HZ)
    clara.hang_up()
    assert step_of(pbx.ended_call(number), "picked_up") == {"who": "Clara Saar", "instead": "Boris Tamm"}


@pytest.mark.requirement("RT-24")
def test_calls_are_forwarded_by_a_code_and_come_back_by_another(pbx: Pbx, stage: Stage) -> None:
    boris, clara = stage.phone(pbx, "202", BORIS_HZ), stage.phone(pbx, "203", CLARA_HZ)
    anna = stage.phone(pbx, "201", ANNA_HZ)
    for code, rings, stays in (("*72203", clara, boris), ("*73", boris, clara)):
        dials_and_hears_it_done(boris, pbx, code)
        pbx.ended_call("202")
        anna.dial(f"sip:202@{pbx.sip}")
        rings.wait_for("CALL_INCOMING")
        rings.answer()
        anna.wait_for("CALL_ESTABLISHED")
        assert not [one for one in stays.poll() if one.get("type") == "CALL_INCOMING"]
        anna.hang_up()
        assert ("forwarded" in kinds(pbx.ended_call("201"))) == (code == "*72203")


def test_night_falls_and_ends_by_codes(pbx: Pbx, stage: Stage) -> None:
    week = [{"days": [1, 2, 3, 4, 5, 6, 7], "begins": "00:00", "ends": "24:00"}]
    schedule = given(pbx.api.post("/api/v1/schedules", json={"name": "Always", "hours": week}))["id"]
    place = sorted(one["name"] for one in pbx.get("/schedules")["items"]).index("Always") + 1
    given(pbx.api.patch("/api/v1/company/codes", json={"night": "*28", "day": "*29"}))
    boris = stage.phone(pbx, "202", BORIS_HZ)
    nodes = {
        "hours": {"kind": "schedule", "schedule": schedule, "open": "desk", "closed": "closed"},
        "desk": {"kind": "ring", "members": ["202"], "unanswered": "end"},
        "closed": {"kind": "play", "prompts": [{"text": "We are closed"}], "next": "end"},
    }
    with main_line(pbx, "Day and night", nodes):
        for code, number in (("*28", "+37255510003"), ("*29", "+37255510004")):
            dials_and_hears_it_done(boris, pbx, f"{code}{place}")
            pbx.ended_call("202")
            sound = stage.sound(operator=True)
            caller = stage.caller(pbx, "dial", number, sound)
            if code == "*28":
                sound.send_to(caller.media())
                sound.wait_for_sound()
            else:
                boris.wait_for("CALL_INCOMING")
                boris.answer()
                boris.wait_for("CALL_ESTABLISHED")
                boris.hang_up()
            call = pbx.ended_call(number)
            assert step_of(call, "schedule")["says"] == ("closed" if code == "*28" else "open")
            assert (call["result"] == "answered") == (code == "*29")
    given(pbx.api.patch("/api/v1/company/codes", json={"night": "", "day": ""}))


def test_telephones_answer_the_intercom_and_a_page_by_themselves(pbx: Pbx, stage: Stage) -> None:
    """SIPp stands for a telephone that goes by the header, as baresip 1.0 and linphonec do not; Clara's is set to."""
    sound = stage.sound()
    boris = stage.sipp_phone(pbx, "202", "phone_answers", sound=sound.port)
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:*50202@{pbx.sip}")
    sound.send_to(boris.media("INVITE"))
    sound.tone(BORIS_HZ)
    invite = boris.wait_for("INVITE")
    assert (invite.header("Call-Info") or "").endswith(";answer-after=0")
    assert "info=alert-autoanswer" in (invite.header("Alert-Info") or "")
    assert invite.header("Answer-Mode") == "Auto"
    anna.wait_for("CALL_ESTABLISHED")
    anna.wait_until_heard(BORIS_HZ, 0.5)
    sound.wait_for_tone(ANNA_HZ)
    anna.hang_up()
    assert pbx.ended_call("201")["result"] == "answered"
    boris.finish()

    group = {"number": "520", "name": "Everywhere", "kind": "paging", "members": ["203"]}
    made = given(pbx.api.post("/api/v1/extensions", json=group))["id"]
    pbx.settle()
    clara = stage.phone(pbx, "203", CLARA_HZ, answer=True)
    anna.dial(f"sip:520@{pbx.sip}")
    clara.wait_for("CALL_ESTABLISHED")
    wait_until_heard({clara: {ANNA_HZ}})
    wait_until_heard({anna: set()})  # who is spoken to is not heard
    anna.hang_up()
    clara.wait_for("CALL_CLOSED")
    pbx.ended_call("201")
    given(pbx.api.delete(f"/api/v1/extensions/{made}"))


@pytest.mark.requirement("VM-01")
def test_a_message_is_heard_and_deleted_by_telephone_with_a_pin(pbx: Pbx, stage: Stage) -> None:
    number = "+37255510005"
    box = f"/api/v1/extensions/{extension_id(pbx, '203')}/box"
    given(pbx.api.patch(box, json={"pin": PIN}))
    pbx.settle()
    for one in pbx.get("/voicemails")["items"]:
        given(pbx.api.patch(f"/api/v1/voicemails/{one['id']}", json={"deleted": True}))
    lamp = Lamp(pbx, stage, "203", pbx.facts("203")["username"], "message-summary")
    lamp.wait_for("Messages-Waiting: no")
    leave_message(pbx, stage, number, "203", CUSTOMER_HZ)
    pbx.ended_call(number)
    lamp.wait_for("Voice-Message: 1/0")

    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:*97203@{pbx.sip}")
    anna.wait_for("CALL_ESTABLISHED")
    anna.wait_until_heard()
    anna.press("1111#")
    anna.wait_until_heard(length=0.5)
    anna.press(f"{PIN}#")
    pbx.wait_for_step("201", "mailbox")
    anna.press("1")
    pbx.wait_until(lambda: has_heard(anna, CUSTOMER_HZ), 40)
    anna.press("3")
    lamp.wait_for("Messages-Waiting: no")
    anna.hang_up()
    pbx.ended_call("201")
    pbx.wait_until(lambda: not [one for one in pbx.get("/voicemails")["items"] if one["from"]["number"] == number], 15)
    given(pbx.api.patch(box, json={"pin": ""}))


@pytest.mark.requirement("RC-01")
def test_a_rule_and_the_caller_let_it_be_recorded_but_not_the_card_number(pbx: Pbx, stage: Stage) -> None:
    number, refused = "+37255510006", "+37255510007"
    rule = {"name": "Contracts", "mode": "always", "extensions": [extension_id(pbx, "202")]}
    made = given(pbx.api.post("/api/v1/recording-rules", json=rule))["id"]
    boris = stage.phone(pbx, "202", BORIS_HZ)
    nodes = {
        "ask": {"kind": "consent", "agreed": "desk", "declined": "desk"},
        "desk": {"kind": "ring", "members": ["202"], "unanswered": "end"},
    }
    with main_line(pbx, "With consent", nodes):
        for who, key in ((number, "1"), (refused, "2")):
            sound = calls_in(pbx, stage, who)
            sound.press(key)
            boris.wait_for("CALL_INCOMING")
            sound.tone(CUSTOMER_HZ)
            boris.answer()
            boris.wait_for("CALL_ESTABLISHED")
            sound.wait_for_tone(BORIS_HZ)
            time.sleep(1.0)
            if who == number:
                for step in ("recording_paused", "recording_resumed"):
                    boris.press("*4")
                    pbx.wait_for_step(who, step)
                    time.sleep(1.5)
            boris.hang_up()
            boris.wait_for("CALL_CLOSED")
    call, other = pbx.ended_call(number), pbx.ended_call(refused)
    assert (step_of(call, "consent_agreed")["key"], step_of(other, "consent_refused")["key"]) == ("1", "2")
    assert other["recording_url"] is None
    rate, channels = read_channels(pbx.download(call["recording_url"], stage.folder / "recording.wav"))
    for samples, hertz in zip(channels, (CUSTOMER_HZ, BORIS_HZ), strict=True):
        parts = [samples[at : at + rate // 4] for at in range(0, samples.size - rate // 4, rate // 4)]
        silent = [float(abs(part).max()) < LOUD for part in parts]
        assert sum(silent) >= 4, "a second of the pause at least"
        first, last = silent.index(True), len(silent) - 1 - silent[::-1].index(True)
        for loud in (samples[: (first - 1) * rate // 4], samples[(last + 2) * rate // 4 :]):
            assert share_of(loud, rate, hertz) > 0.8
    (found,) = pbx.get(f"/recordings?call={call['id']}")["items"]
    assert (found["rule"], len(found["pauses"])) == ("Contracts", 1)
    given(pbx.api.delete(f"/api/v1/recording-rules/{made}"))


def comes_in(pbx: Pbx, phone: Baresip, room: str, pin: str) -> None:
    phone.dial(f"sip:{room}@{pbx.sip}")
    phone.wait_for("CALL_ESTABLISHED")
    phone.wait_until_heard()
    phone.press(f"{pin}#")


@pytest.mark.requirement("FE-06")
def test_a_meeting_with_a_pin_that_somebody_leads(pbx: Pbx, stage: Stage) -> None:
    room = {"number": "560", "name": "Plans", "kind": "conference", "pin": PIN, "moderator_pin": MODERATOR_PIN}
    made = given(pbx.api.post("/api/v1/extensions", json=room))["id"]
    pbx.settle()
    anna, boris, clara = (
        stage.phone(pbx, extension, hertz)
        for extension, hertz in (("201", ANNA_HZ), ("202", BORIS_HZ), ("203", CLARA_HZ))
    )
    comes_in(pbx, anna, "560", MODERATOR_PIN)
    pbx.wait_for_step("201", "meeting")
    comes_in(pbx, boris, "560", "9999")
    boris.wait_until_heard(length=0.5)
    boris.press(f"{PIN}#")
    pbx.wait_for_step("202", "meeting")
    wait_until_heard({anna: {BORIS_HZ}, boris: {ANNA_HZ}})
    anna.press("*3203#")  # somebody is called in
    clara.wait_for("CALL_INCOMING")
    clara.answer()
    clara.wait_for("CALL_ESTABLISHED")
    wait_until_heard({boris: {ANNA_HZ, CLARA_HZ}, clara: {ANNA_HZ, BORIS_HZ}})
    anna.press("*5")  # only who leads is heard
    wait_until_heard({boris: {ANNA_HZ}, clara: {ANNA_HZ}})
    anna.press("*9")
    for phone in (anna, boris, clara):
        phone.wait_for("CALL_CLOSED")
    given(pbx.api.delete(f"/api/v1/extensions/{made}"))
