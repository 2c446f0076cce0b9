"""Calls from devices: to colleagues, to the echo test, outside by one operator or the next."""

from __future__ import annotations

import pytest
from tests.pair.company import BARE, MAIN, OPERATOR, OUTSIDE, company
from tests.pair.peer import CLEARED, describe

from offhook.configuration import Trunk
from offhook.media import protocol as media


def test_colleague_answers(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    assert boris.invites[0].request.from_.display == "Anna"
    assert boris.invites[0].request.from_.uri == "sip:201@example.test"
    boris.answer()
    board.until(lambda: anna.talks)
    board.run(5)
    anna.hang_up()
    call = board.ended()
    assert (call.direction, call.result, call.hangup_side) == ("internal", "answered", "caller")
    assert call.caller.extension_id == "e-anna"
    assert boris.gone


def test_every_registered_contact_rings(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    second = board.phone("boris", host="203.0.113.99")
    anna.dial("202")
    board.until(lambda: boris.rings and second.rings)
    second.answer()
    board.until(lambda: anna.talks)
    board.run()
    assert not boris.rings
    assert board.steps().count("cancelled") == 0  # it was Boris who answered


def test_colleague_without_voicemail_is_busy(board):
    anna, clara = board.phone("anna"), board.phone("clara")
    anna.dial("203")
    board.until(lambda: clara.rings)
    clara.refuse(486)
    call = board.ended()
    assert anna.refused == 486
    assert board.spoken() == ["all_busy"]
    assert (call.result, call.status) == ("busy", 486)


def test_colleague_who_declines_takes_no_message(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    boris.refuse(603)
    board.ended()
    assert anna.refused == 603
    assert "voicemail" not in board.steps()


def test_colleague_without_phone_takes_a_message(board):
    anna = board.phone("anna")
    anna.dial("202")
    board.until(lambda: anna.talks)
    board.until(lambda: "voicemail" in board.steps())
    assert board.detail("ring_failed")["reason"] == "no phone is registered"


def test_echo(board):
    anna = board.phone("anna")
    anna.dial("600")
    board.until(lambda: "echo" in board.steps())
    assert board.media.sessions[anna.session].peer == anna.session
    board.run(599)
    assert not board.over
    call = board.ended()
    assert (call.result, call.hangup_side) == ("service", "system")
    assert anna.gone


def test_number_that_is_none_is_said(board):
    anna = board.phone("anna")
    anna.dial("*99#")
    call = board.ended()
    assert (anna.refused, call.result) == (404, "failed")
    assert board.spoken() == ["number_not_known"]


def test_operator_is_called_with_the_companys_number(board):
    anna = board.phone("anna")
    anna.dial("55512345")
    board.until(lambda: bool(board.operator.invites))
    request = board.operator.invites[0].request
    assert request.uri == f"sip:{OUTSIDE}@{OPERATOR[0]}"
    assert request.from_.uri == f"sip:{MAIN}@192.0.2.1:5060"
    assert request.get("P-Asserted-Identity") == f"<sip:{MAIN}@192.0.2.1:5060>"
    board.operator.early(180, sound=False)
    board.run(1)
    assert "180 INVITE" in board.wire.kinds(board.switch_party)
    dialog = board.operator.answer()
    board.until(lambda: anna.talks)
    board.run(3)
    board.operator.hang_up(dialog)
    call = board.ended()
    assert (call.direction, call.result, call.hangup_side) == ("outbound", "answered", "callee")
    assert board.detail("outbound") == {"trunk": "Operator", "number": OUTSIDE, "as": MAIN}


def test_emergency_number_is_called_as_it_is(board):
    anna = board.phone("anna")
    anna.dial("112")
    board.until(lambda: bool(board.operator.invites))
    assert board.operator.invites[0].request.uri == f"sip:112@{OPERATOR[0]}"
    board.operator.answer()
    board.until(lambda: anna.talks)


def test_early_sound_of_the_operator_passes(board):
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.early(183)
    board.run(1)
    assert board.wire.kinds(board.switch_party).count("183 INVITE") == 1
    assert board.media.sessions[anna.session].peer == board.operator.session
    board.operator.refuse(404)
    call = board.ended()
    assert anna.refused == 404
    assert board.spoken() == []  # the operator has said it
    assert (call.result, call.status) == ("failed", 404)


@pytest.mark.parametrize(
    ("status", "given", "words", "result"),
    [
        (486, 486, "number_busy", "busy"),
        (600, 600, "number_busy", "busy"),
        (404, 404, "number_not_known", "failed"),
        (484, 484, "number_not_known", "failed"),
        (604, 604, "number_not_known", "failed"),
        (403, 403, "call_failed", "rejected"),
        (603, 603, "call_declined", "rejected"),
        (480, 480, "person_not_available", "unanswered"),
    ],
)
def test_refusal_of_the_operator_is_said_and_passed_on(board, status, given, words, result):
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.refuse(status)
    call = board.ended()
    assert anna.refused == given
    assert board.spoken() == [words]
    assert (call.result, call.status, call.owed) == (result, given, False)
    assert not board.spare.invites


@pytest.mark.parametrize("status", [500, 503, 408, 504])
def test_fault_of_an_operator_leads_to_the_next(board, status):
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.refuse(status)
    board.until(lambda: bool(board.spare.invites))
    board.spare.answer()
    board.until(lambda: anna.talks)
    assert [step.detail["trunk"] for step in board.call.steps if step.kind == "outbound"] == ["Operator", "Spare"]
    anna.hang_up()
    assert board.ended().result == "answered"


def test_silent_operator_is_given_half_of_four_seconds(board):
    board.wire.parties.pop(OPERATOR)
    anna = board.phone("anna")
    at = board.loop.time()
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.spare.invites))
    assert board.loop.time() - at == pytest.approx(2, abs=0.2)
    assert board.detail("ring_failed") == {"who": OUTSIDE, "status": 408, "reason": "no response"}
    board.spare.refuse(503)
    call = board.ended()
    assert anna.refused == 503
    assert board.spoken() == ["operator_unreachable"]
    assert call.reason == "the operator cannot be reached"


def test_operator_that_only_tries_is_not_silent(board):
    anna = board.phone("anna")
    anna.dial(OUTSIDE)  # its endpoint sends 100 by itself
    board.run(30)
    assert not board.spare.invites
    board.operator.answer()
    board.until(lambda: anna.talks)


def test_nobody_answers_outside(board):
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.early(180, sound=False)
    board.until(lambda: "unanswered" in board.steps(), 100)
    call = board.ended()
    assert board.operator.cancelled == [CLEARED]
    assert (anna.refused, call.result) == (480, "unanswered")
    assert board.detail("unanswered")["seconds"] == 90


def test_caller_gives_up(board):
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.early(180, sound=False)
    board.run(2)
    anna.cancel()
    call = board.ended()
    assert anna.refused == 487
    assert board.operator.cancelled == [CLEARED]
    assert (call.result, call.owed) == ("abandoned", False)


def test_operator_without_address_is_passed_over(board):
    hidden = Trunk("k-hidden", "Hidden", "sip.operator.test")
    board.use(company(trunks=(hidden, company().trunks[1])))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.spare.invites))
    assert board.detail("ring_failed")["reason"] == "sip.operator.test has no known address"
    anna.cancel()
    board.ended()


def test_company_without_operator(board):
    board.use(company(trunks=()))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    assert board.ended().reason == "no operator is connected"
    assert anna.refused == 503


def test_company_without_number_cannot_call_outside(board):
    board.use(company(numbers=()))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.ended()
    reasons = {step.detail["reason"] for step in board.call.steps if step.kind == "ring_failed"}
    assert reasons == {"the company has no number to show"}
    assert anna.refused == 503


def test_own_number_stays_inside(board):
    anna = board.phone("anna")
    anna.dial(MAIN)
    board.until(lambda: "menu_main" in board.spoken())
    assert not board.operator.invites
    anna.hang_up()
    board.ended()


def test_own_number_without_scenario(board):
    anna = board.phone("anna")
    anna.dial(BARE)
    board.ended()
    assert anna.refused == 480


def test_operators_challenge_is_answered(board):
    trunk = Trunk("k-op", "Operator", OPERATOR[0], username="u", secret="s")
    board.use(company(trunks=(trunk,)))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.challenge()
    board.until(lambda: len(board.operator.invites) > 1)
    assert 'username="u"' in board.operator.invites[1].request.get("Authorization")
    board.operator.answer()
    board.until(lambda: anna.talks)


def test_answer_that_cannot_be_used_ends_the_leg(board):
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.answer(describe(OPERATOR[0], codecs="18"))
    board.until(lambda: "ring_failed" in board.steps())
    assert board.detail("ring_failed")["status"] == 488
    board.ended()
    assert board.operator.gone
    assert anna.refused == 488


def test_media_server_refuses_the_second_session(board):
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.media.sessions))
    board.media.refusing[media.SessionOpen] = "no-ports"
    board.ended()
    assert anna.refused == 503


def test_device_over_tcp(board):
    anna, boris = board.phone("anna", transport="tcp"), board.phone("boris")
    boris.dial("201")
    board.until(lambda: anna.rings)
    assert anna.invites[0].flow.transport == "tcp"
    anna.answer()
    board.until(lambda: boris.talks)
    board.run()
    boris.hang_up()
    board.ended()
    assert anna.gone


def test_ringing_tone_while_the_second_operator_is_tried_after_early_sound(board):
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.early(183)
    board.run(1)
    board.operator.refuse(503)
    board.until(lambda: bool(board.spare.invites))
    board.spare.early(180, sound=False)
    board.run(1)
    assert board.spoken() == ["ringback"]
    board.spare.early(183)
    board.run(1)
    assert board.media.sessions[anna.session].play is None
    assert board.media.sessions[anna.session].peer == board.spare.session
    board.spare.answer()
    board.until(lambda: anna.talks)
