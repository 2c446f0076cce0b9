"""Keys, however they come: RFC 4733, SIP INFO, early, wrong, ambiguous, or not at all."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.pbx import kinds, step_of

if TYPE_CHECKING:
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.sipp import Sipp
    from tests.acceptance.sound import Sound
    from tests.acceptance.stage import Stage

CUSTOMER_HZ = 440
CLARA_HZ = 850


def call_in(pbx: Pbx, stage: Stage, number: str) -> tuple[Sipp, Sound]:
    """A customer who hears the greeting."""
    sound = stage.sound(operator=True)
    caller = stage.caller(pbx, "dial", number, sound)
    sound.send_to(caller.media())
    sound.wait_for_sound()
    return caller, sound


@pytest.mark.requirement("IV-04")
def test_an_extension_by_info_during_the_greeting(pbx: Pbx, stage: Stage) -> None:
    number = "+37255501001"
    sound, boris_sound = stage.sound(operator=True), stage.sound()
    boris = stage.sipp_phone(pbx, "202", "phone_answers", pause_ms=200, sound=boris_sound.port)
    caller = stage.caller(pbx, "dial_by_info", number, sound)
    sound.send_to(caller.media())
    boris_sound.send_to(boris.media("INVITE"))
    boris.wait_for("ACK")
    boris_sound.tone(CLARA_HZ)
    sound.wait_for_tone(CLARA_HZ)
    assert [one.start.split()[0] for one in caller.seen() if one.sent].count("INFO") == 3
    journey = pbx.wait_for_call(number, lambda call: "connected" in kinds(call))
    assert step_of(journey, "played")["interrupted_by"] == "2"
    assert step_of(journey, "extension_dialled") == {"number": "202", "name": "Boris Tamm"}
    assert "menu" not in kinds(journey)


@pytest.mark.requirement("IV-04")
def test_an_extension_by_telephone_events_during_the_greeting(pbx: Pbx, stage: Stage) -> None:
    number = "+37255501002"
    clara = stage.sipp_phone(pbx, "203", "phone_rings")
    caller, sound = call_in(pbx, stage, number)
    sound.press("203")
    clara.wait_for("INVITE")
    journey = pbx.wait_for_call(number, lambda call: "ringing" in kinds(call))
    assert step_of(journey, "played")["interrupted_by"] == "2"
    assert step_of(journey, "extension_dialled")["number"] == "203"
    assert caller.process.poll() is None


def test_a_key_that_also_begins_extensions_is_taken_after_a_moment(pbx: Pbx, stage: Stage) -> None:
    """2 is support, 201 to 203 are people: only a pause tells which was meant."""
    number = "+37255501003"
    clara = stage.sipp_phone(pbx, "203", "phone_rings")
    _caller, sound = call_in(pbx, stage, number)
    sound.press("2")
    pressed = time.monotonic()
    clara.wait_for("INVITE")
    assert 1.0 < time.monotonic() - pressed < 5.0
    journey = pbx.wait_for_call(number, lambda call: "ringing" in kinds(call))
    assert step_of(journey, "menu") == {"choice": "2", "label": "Support", "attempt": 1}
    assert step_of(journey, "ringing")["who"] == [{"number": "203", "name": "Clara Saar"}]


def test_rubbish_and_silence_lead_to_the_duty_person(pbx: Pbx, stage: Stage) -> None:
    number = "+37255501004"
    clara_sound = stage.sound()
    clara = stage.sipp_phone(pbx, "203", "phone_answers", pause_ms=200, sound=clara_sound.port)
    _caller, sound = call_in(pbx, stage, number)
    sound.press("9")
    pbx.wait_for_call(number, lambda call: kinds(call).count("menu_invalid") == 1)
    sound.press("204")
    pbx.wait_for_call(number, lambda call: kinds(call).count("menu_invalid") == 2)
    clara_sound.send_to(clara.media("INVITE", 30))
    clara.wait_for("ACK")
    clara_sound.tone(CLARA_HZ)
    sound.wait_for_tone(CLARA_HZ)
    journey = pbx.wait_for_call(number, lambda call: "connected" in kinds(call))
    wrong = [step["detail"] for step in journey["steps"] if step["kind"] == "menu_invalid"]
    assert wrong == [{"digits": "9", "attempt": 1}, {"digits": "204", "attempt": 2}]
    assert step_of(journey, "menu_silence") == {"attempt": 3}
    assert step_of(journey, "ringing")["who"] == [{"number": "203", "name": "Clara Saar"}]
    assert journey["to"]["number"] == "203"
