"""Calls outlive the switch and the database."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.audio import longest_gap, read_channels, share_of
from tests.acceptance.pbx import kinds, step_of

if TYPE_CHECKING:
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.stage import Stage

pytestmark = pytest.mark.real_time

CUSTOMER_HZ = 440
ANNA_HZ = 700
BORIS_HZ = 1000
GAP = 0.06


def wait_for_new_switch(pbx: Pbx, old: int) -> None:
    """Wait until another switch takes calls."""
    pbx.wait_until(lambda: [one.pid for one in pbx.children("switch")] not in ([old], []), 20)
    pbx.wait_until(lambda: pbx.get("/health")["switch"] == "ready", 20)


def test_a_conversation_goes_on(victim: Pbx, stage: Stage) -> None:
    """The switch is killed and PostgreSQL stopped; nobody on the phone notices."""
    pbx, number = victim, "+37255503001"
    boris = stage.phone(pbx, "202", BORIS_HZ)
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

    since = time.monotonic()
    pbx.kill_postgres()
    old = pbx.kill_switch()
    wait_for_new_switch(pbx, old)
    time.sleep(1.0)
    assert sound.lost(since) == 0
    assert sound.longest_gap(since) <= GAP
    assert sound.share(BORIS_HZ, time.monotonic() - since - 0.1) > 0.95
    boris.wait_until_heard(CUSTOMER_HZ, 2.0)
    own_pause = sound.longest_pause(since)

    boris.hang_up()
    caller.finish()
    pbx.wait_until(lambda: pbx.get("/health")["database"] == "ok", 30)
    call = pbx.ended_call(number, 30)
    assert not pbx.calls_from(number), "it must be one call in the history"
    assert call["result"] == "answered"
    assert call["hangup_side"] == "callee"
    assert call["to"]["number"] == "202"
    assert "recovered" in kinds(call)
    assert [leg["quality"]["codec"] for leg in call["legs"] if leg["answered_at"]] == ["PCMA", "PCMA"]
    assert call["recording"]["complete"]
    rate, (left, right) = read_channels(pbx.download(call["recording_url"], stage.folder / "recording.wav"))
    assert abs(left.size / rate - call["talking_seconds"]) < 0.5
    assert share_of(left, rate, CUSTOMER_HZ) > 0.9
    assert share_of(right, rate, BORIS_HZ) > 0.95
    assert longest_gap(right, rate) <= max(GAP, own_pause)
    assert longest_gap(left, rate) <= max(GAP, own_pause)

    again = stage.operator(pbx, CUSTOMER_HZ, number)
    again.dial(f"sip:{pbx.number}@{pbx.sip}")
    again.wait_until_heard()
    again.press("202")
    boris.wait_for("CALL_INCOMING")
    assert boris.log.read_text(errors="replace").count("200 OK") == 1, "the phone had to register again"


@pytest.mark.parametrize("side", ["caller", "callee"])
def test_who_hangs_up_while_the_switch_is_dead(victim: Pbx, stage: Stage, side: str) -> None:
    pbx, number = victim, f"+3725550302{len(side)}"
    boris = stage.phone(pbx, "202", BORIS_HZ, answer=True)
    operator = stage.operator(pbx, CUSTOMER_HZ, number)
    operator.dial(f"sip:{pbx.number}@{pbx.sip}")
    operator.wait_until_heard()
    operator.press("202")
    pbx.wait_for_step(number, "connected")
    operator.wait_until_heard(BORIS_HZ)
    first, second = (operator, boris) if side == "caller" else (boris, operator)
    pbx.kill_switch()
    first.hang_up()
    second.wait_for("CALL_CLOSED", 15)
    call = pbx.ended_call(number)
    assert call["result"] == "answered"
    assert call["hangup_side"] == side
    assert call["recording"]["complete"]
    assert kinds(call).count("hangup") == 1


def test_a_caller_in_the_menu_goes_on(victim: Pbx, stage: Stage) -> None:
    pbx, number = victim, "+37255503004"
    clara_sound, sound = stage.sound(), stage.sound(operator=True)
    clara = stage.sipp_phone(pbx, "203", "phone_answers", pause_ms=200, sound=clara_sound.port)
    caller = stage.caller(pbx, "dial", number, sound)
    sound.send_to(caller.media())
    sound.wait_for_sound()
    pbx.wait_for_step(number, "played")
    old = pbx.kill_switch()
    wait_for_new_switch(pbx, old)
    pbx.wait_for_step(number, "recovered")
    sound.press("203")
    clara_sound.send_to(clara.media("INVITE"))
    clara.wait_for("ACK")
    clara_sound.tone(BORIS_HZ)
    sound.tone(CUSTOMER_HZ)
    sound.wait_for_tone(BORIS_HZ)
    clara_sound.wait_for_tone(CUSTOMER_HZ)
    journey = pbx.wait_for_call(number, lambda call: "connected" in kinds(call))
    assert kinds(journey)[-5:] == ["recovered", "extension_dialled", "ringing", "answered", "connected"]


def test_phones_that_ring_ring_again(victim: Pbx, stage: Stage) -> None:
    """The forgotten ringing is cancelled, and the caller gets through."""
    pbx, number = victim, "+37255503005"
    anna = stage.sipp_phone(pbx, "201", "phone_rings", calls=2)
    boris = stage.phone(pbx, "202", BORIS_HZ)
    operator = stage.operator(pbx, CUSTOMER_HZ, number)
    operator.dial(f"sip:{pbx.number}@{pbx.sip}")
    operator.wait_until_heard()
    operator.press("1")
    boris.wait_for("CALL_INCOMING")
    anna.wait_for("INVITE")
    pbx.wait_for_step(number, "ringing")
    pbx.kill_switch()
    anna.wait_for("CANCEL")
    boris.wait_for("CALL_CLOSED")
    boris.wait_for("CALL_INCOMING")
    anna.wait_for("INVITE", count=2)
    boris.answer()
    operator.wait_until_heard(BORIS_HZ)
    boris.wait_until_heard(CUSTOMER_HZ)
    anna.wait_for("CANCEL", count=2)
    anna.finish()
    operator.hang_up()
    call = pbx.ended_call(number)
    assert call["to"]["number"] == "202"
    assert kinds(call).count("ringing") == 2
    assert call["recording"]["complete"]


def test_a_caller_who_was_not_answered_yet_goes_on(victim: Pbx, stage: Stage) -> None:
    """A colleague calls: nothing was answered, the INVITE itself is what is left."""
    pbx = victim
    boris = stage.phone(pbx, "202", BORIS_HZ)
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:202@{pbx.sip}")
    boris.wait_for("CALL_INCOMING")
    anna.wait_for("CALL_RINGING")
    pbx.wait_for_step("201", "ringing")
    pbx.kill_switch()
    boris.wait_for("CALL_CLOSED")
    boris.wait_for("CALL_INCOMING")
    boris.answer()
    anna.wait_for("CALL_ESTABLISHED")
    anna.wait_until_heard(BORIS_HZ)
    boris.wait_until_heard(ANNA_HZ)
    anna.hang_up()
    boris.wait_for("CALL_CLOSED")
    call = pbx.ended_call("201")
    assert not pbx.calls_from("201"), "it must be one call in the history"
    assert call["result"] == "answered"
    assert step_of(call, "connected") == {"who": "Boris Tamm"}
