"""What operators do that phones do not: reliable 183s, UPDATE before the answer, forks, redirections, late offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.pbx import OPERATOR, kinds, step_of

if TYPE_CHECKING:
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.stage import Stage

ANNA_HZ = 700
FIRST_HZ = 520
SECOND_HZ = 1300
OUTSIDE = "+79165554433"


def test_sound_moves_before_the_answer(pbx: Pbx, stage: Stage) -> None:
    first, second = stage.sound(operator=True), stage.sound(operator=True)
    operator = stage.answering_operator(pbx, "operator_updates", pause_ms=3000, sound=first.port, moved=second.port)
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:{OUTSIDE}@{pbx.sip}")
    place = operator.media("INVITE")
    assert "100rel" in (operator.wait_for("INVITE").header("Supported") or "")
    prack = operator.wait_for("PRACK")
    assert prack.header("RAck") == "4711 1 INVITE"
    first.send_to(place)
    first.tone(FIRST_HZ)
    anna.wait_until_heard(FIRST_HZ)
    answer = operator.wait_for("SIP/2.0 200")  # to the UPDATE
    assert answer.header("CSeq") == "1 UPDATE"
    first.silence()
    second.send_to(answer.media or place)
    second.tone(SECOND_HZ)
    anna.wait_until_heard(SECOND_HZ)
    anna.wait_for("CALL_ESTABLISHED")
    second.wait_for_tone(ANNA_HZ)
    anna.hang_up()
    operator.finish()
    assert "Q.850;cause=16" in (operator.wait_for("BYE").header("Reason") or "")
    assert pbx.ended_call("201")["result"] == "answered"


def test_the_fork_that_spoke_last_is_heard(pbx: Pbx, stage: Stage) -> None:
    first, second = stage.sound(operator=True), stage.sound(operator=True)
    operator = stage.answering_operator(pbx, "operator_forks", pause_ms=3000, sound=first.port, moved=second.port)
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:{OUTSIDE}@{pbx.sip}")
    place = operator.media("INVITE")
    for sound, hertz in ((first, FIRST_HZ), (second, SECOND_HZ)):
        sound.send_to(place)
        sound.tone(hertz)
    anna.wait_until_heard(FIRST_HZ)
    anna.wait_until_heard(SECOND_HZ)
    assert not operator.received("ACK"), "the second branch was heard only after its answer"
    anna.wait_for("CALL_ESTABLISHED")
    second.wait_for_tone(ANNA_HZ)
    anna.hang_up()
    operator.finish()
    assert pbx.ended_call("201")["result"] == "answered"


def test_redirection_to_the_operator_itself_is_followed(pbx: Pbx, stage: Stage) -> None:
    sound = stage.sound(operator=True)
    operator = stage.answering_operator(pbx, "operator_moves", calls=2, sound=sound.port)
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:{OUTSIDE}@{pbx.sip}")
    anna.wait_for("CALL_ESTABLISHED")
    sound.wait_for_tone(ANNA_HZ)
    anna.hang_up()
    operator.finish()
    asked = [invite.start.split()[1] for invite in operator.received("INVITE")]
    assert [uri.partition("@")[0] for uri in asked] == [f"sip:{OUTSIDE}", "sip:+79160000000"]
    assert all(OPERATOR[0] in uri for uri in asked)
    call = pbx.ended_call("201")
    assert "redirected" in kinds(call)
    assert step_of(call, "redirected")["who"] == OUTSIDE


def test_longer_session_interval(pbx: Pbx, stage: Stage) -> None:
    sound = stage.sound(operator=True)
    operator = stage.answering_operator(pbx, "operator_interval", sound=sound.port)
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:{OUTSIDE}@{pbx.sip}")
    anna.wait_for("CALL_ESTABLISHED")
    anna.hang_up()
    operator.finish()
    again = operator.wait_for("INVITE", count=2)
    assert (again.header("Session-Expires"), again.header("Min-SE")) == ("3600", "3600")
    assert again.header("CSeq") == "2 INVITE"
    assert pbx.ended_call("201")["result"] == "answered"


def test_operator_that_calls_without_an_offer_hears_the_greeting(pbx: Pbx, stage: Stage) -> None:
    sound = stage.sound(operator=True)
    operator = stage.caller(pbx, "dial_without_offer", "+37255500007", sound, pause_ms=4000)
    sound.send_to(operator.media("SIP/2.0 200"))
    sound.tone(FIRST_HZ)
    sound.wait_for_sound()
    operator.finish()
    call = pbx.ended_call("+37255500007")
    assert "played" in kinds(call)
