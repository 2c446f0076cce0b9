"""Calls from operators to the main line: greeting, menu, ringing, conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.pair.company import BARE, MAIN, OUTSIDE, company, with_graph
from tests.pair.peer import CLEARED, Peer, describe

from offhook.call.ring import ELSEWHERE
from offhook.media import protocol as media
from offhook.scenario.graph import Graph
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.menu import Choice, Menu
from offhook.scenario.nodes.play import Play
from offhook.scenario.nodes.ring import Ring
from offhook.scenario.nodes.voicemail import Voicemail

if TYPE_CHECKING:
    from tests.pair.board import Board


def greeted(board: Board) -> Peer:
    """A caller who hears the greeting."""
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: board.operator.talks)
    board.run(0.1)
    return board.operator


def asked(board: Board) -> Peer:
    """A caller who hears the menu."""
    caller = greeted(board)
    board.until(lambda: "menu_main" in board.spoken())
    return caller


def connected(board: Board) -> None:
    board.until(lambda: "connected" in board.steps())
    board.run(0.1)


def graph(**nodes) -> dict:
    return Graph(start=next(iter(nodes)), nodes=nodes).model_dump()


def test_greeting_menu_ringing_conversation_and_bye(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    caller = greeted(board)
    board.run(2.5)
    caller.press("1")
    board.until(lambda: anna.rings and boris.rings)
    board.run(2)
    dialog = boris.answer()
    connected(board)
    board.run(30)
    boris.hang_up(dialog)
    call = board.ended()
    assert board.steps() == [
        "received", "scenario", "played", "menu", "ringing", "answered", "cancelled", "connected", "hangup",
    ]  # fmt: skip
    assert len({leg.sip_call_id for leg in call.legs.values()} - {""}) == 3, "messages are found by them"
    assert caller.gone
    assert not anna.rings
    assert anna.cancelled == [ELSEWHERE]
    assert (call.direction, call.caller.number, call.dialled) == ("inbound", OUTSIDE, MAIN)
    assert (call.result, call.hangup_side, call.owed) == ("answered", "callee", False)
    assert call.callee is not None
    assert call.callee.name == "Boris"
    assert call.answered_at < call.connected_at < call.ended_at
    assert board.detail("menu") == {"choice": "1", "label": "Sales", "attempt": 1}
    assert board.detail("ringing")["who"] == [{"number": "201", "name": "Anna"}, {"number": "202", "name": "Boris"}]
    assert board.detail("answered") == {"who": "Boris", "after_s": pytest.approx(2.1, abs=0.2)}
    legs = {leg.party.name: leg for leg in call.legs.values()}
    assert (legs["Anna"].by, legs["Anna"].status, legs["Anna"].answered_at) == ("local", 487, None)
    assert (legs["Boris"].by, legs["Boris"].status) == ("remote", 200)
    assert legs["Boris"].quality is not None


def test_phone_shows_the_caller_and_the_line(board):
    anna = board.phone("anna")
    asked(board).press("1")
    board.until(lambda: anna.rings)
    from_ = anna.invites[0].request.from_
    assert (from_.display, from_.uri) == ("Main line", f"sip:{OUTSIDE}@example.test")


def test_recorder_is_open_and_taps_both_before_they_hear_each_other(board):
    anna = board.phone("anna")
    asked(board).press("1")
    board.until(lambda: anna.rings)
    anna.answer()
    connected(board)
    kinds = [type(command) for command in board.media.commands]
    start = kinds.index(media.RecordOpen)
    assert kinds[start : start + 4] == [media.RecordOpen, media.RecordTap, media.RecordTap, media.Link]
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: board.operator.session, 1: anna.session}
    assert (recorder.opened.channels, recorder.opened.rate) == (2, 8000)
    assert f"/recordings/{board.call.tenant}/" in recorder.opened.path
    board.run(10)
    board.operator.hang_up()
    call = board.ended()
    (recording,) = call.recordings.values()
    assert recording.duration_ms == pytest.approx(10_100, abs=100)
    assert (recording.error, call.hangup_side) == (None, "caller")
    assert anna.gone


def test_wideband_leg_is_recorded_at_16_khz(board):
    anna = board.phone("anna")
    asked(board).press("1")
    board.until(lambda: anna.rings)
    anna.answer(describe(anna.host, codecs="9"))
    connected(board)
    assert next(iter(board.media.recorders.values())).opened.rate == 16000


def test_recorder_that_cannot_start_does_not_stop_the_call(board):
    anna = board.phone("anna")
    board.media.refusing[media.RecordOpen] = "bad-value"
    board.faults.add("no-recorder")  # what was to be recorded was told in the same breath
    asked(board).press("1")
    board.until(lambda: anna.rings)
    anna.answer()
    connected(board)
    assert board.media.sessions[anna.session].peer == board.operator.session
    assert "bad-value" in board.detail("recording_failed")["reason"]
    anna.party.endpoint.bye(anna.party.log[-1].dialog, anna.now)
    board.kick()
    call = board.ended()
    assert (call.result, call.recordings) == ("answered", {})


def test_recorder_that_fails_on_the_way_is_noted(board):
    anna = board.phone("anna")
    asked(board).press("1")
    board.until(lambda: anna.rings)
    anna.answer()
    connected(board)
    (recorder,) = board.media.recorders
    board.media.tell(media.RecordFailed(at=0, recorder=recorder, text="/data/a/b.wav: disk full"))
    board.run(1)
    assert board.detail("recording_failed") == {"reason": "disk full"}
    assert not board.over
    board.operator.hang_up()
    board.ended()


def test_key_in_the_greeting_is_kept_for_the_menu(board):
    board.phone("anna")
    greeted(board).press("1")
    board.until(lambda: "ringing" in board.steps())
    assert board.detail("played") == {"prompt": "welcome", "interrupted_by": "1"}
    assert board.spoken() == ["welcome", "ringback"]
    assert board.call.steps[-1].node == "sales"


def test_prefix_of_an_extension_waits_for_more_keys(board):
    clara = board.phone("clara")
    caller = asked(board)
    at = board.loop.time()
    caller.press("2")
    board.until(lambda: clara.rings)
    assert board.loop.time() - at == pytest.approx(1.6, abs=0.2)
    assert board.detail("menu")["choice"] == "2"


def test_extension_is_dialled_through_the_menu(board):
    dora = board.phone("dora")
    asked(board).press("204")
    board.until(lambda: dora.rings)
    assert board.detail("extension_dialled") == {"number": "204", "name": "Dora"}
    board.until(lambda: "voicemail" in board.steps())
    assert board.detail("unanswered") == {"who": "Dora", "seconds": 20}
    assert dora.cancelled == [CLEARED]


def test_message_for_an_extension_of_the_menu_ends_the_call(board):
    asked(board).press("204")
    board.until(lambda: bool(board.media.recorders))
    board.run(5)
    board.operator.press("#")
    call = board.ended()
    assert [message.extension_id for message in call.voicemails.values()] == ["e-dora"]
    assert board.operator.gone
    assert call.reason == "the message is complete"


def test_wrong_key_silence_and_third_attempt(board):
    dora = board.phone("dora")
    asked(board).press("9")
    board.until(lambda: "menu_silence" in board.steps())
    assert board.detail("menu_invalid") == {"digits": "9", "attempt": 1}
    board.until(lambda: dora.rings)
    attempts = [step.detail["attempt"] for step in board.call.steps if step.kind == "menu_silence"]
    assert attempts == [2, 3]
    assert board.spoken() == ["welcome", "menu_main", "invalid", "menu_main", "menu_main", "ringback"]


def test_key_during_invalid_counts_for_the_next_attempt(board):
    anna = board.phone("anna")
    caller = asked(board)
    caller.press("9")
    board.until(lambda: "invalid" in board.spoken())
    caller.press("1")
    board.until(lambda: anna.rings)
    assert board.detail("menu")["attempt"] == 2
    assert board.spoken().count("menu_main") == 1


def test_half_an_extension_is_invalid(board):
    asked(board).press("20")
    board.until(lambda: "menu_invalid" in board.steps())
    assert board.detail("menu_invalid") == {"digits": "20", "attempt": 1}


def test_info_keys_count_as_well(board):
    anna = board.phone("anna")
    greeted(board).info(b"Signal=1\r\nDuration=160\r\n")
    board.until(lambda: anna.rings)
    assert board.operator.responses == [200]
    assert board.detail("played")["interrupted_by"] == "1"


def test_nobody_answers_and_the_duty_person_neither(board):
    anna, dora = board.phone("anna"), board.phone("dora")
    asked(board).press("1")
    board.until(lambda: dora.rings, 40)
    assert anna.cancelled == [CLEARED]
    board.until(lambda: "voicemail" in board.steps())
    who = [step.detail["who"] for step in board.call.steps if step.kind in {"ring_failed", "unanswered"}]
    assert who == ["Boris", "Anna", "Dora"]


def test_all_busy_goes_on_at_once(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    asked(board).press("1")
    board.until(lambda: anna.rings and boris.rings)
    at = board.loop.time()
    anna.refuse(486)
    boris.refuse(486)
    board.until(lambda: "voicemail" in board.steps())
    assert board.loop.time() - at < 1
    refusals = [step.detail for step in board.call.steps if step.kind == "ring_failed"]
    assert [(one["who"], one["status"]) for one in refusals] == [("Anna", 486), ("Boris", 486), ("Dora", 480)]


def test_one_refuses_the_other_rings_on(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    asked(board).press("1")
    board.until(lambda: anna.rings and boris.rings)
    anna.refuse(603)
    board.run(5)
    assert boris.rings
    boris.answer()
    connected(board)
    assert board.detail("ring_failed")["status"] == 603


def test_two_answers_at_once_leave_one(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    asked(board).press("1")
    board.until(lambda: anna.rings and boris.rings)
    anna.answer()
    boris.answer()
    connected(board)
    board.run(1)
    assert board.call.callee is not None
    winner, loser = (anna, boris) if board.call.callee.name == "Anna" else (boris, anna)
    assert loser.gone
    assert not winner.gone
    assert board.media.sessions.keys() == {winner.session, board.operator.session}


def test_answer_that_crosses_the_cancel_is_hung_up(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    asked(board).press("1")
    board.until(lambda: anna.rings and boris.rings)
    anna.answer()
    board.run(0.015)
    boris.answer()
    board.run(1)
    assert boris.gone or boris.cancelled
    assert board.call.callee.name == "Anna"
    assert [leg.party.name for leg in board.call.live_legs] == ["", "Anna"]


def test_caller_hangs_up_while_it_rings(board):
    anna = board.phone("anna")
    asked(board).press("1")
    board.until(lambda: anna.rings)
    board.run(3)
    board.operator.hang_up()
    call = board.ended()
    assert not anna.rings
    assert anna.cancelled == [CLEARED]
    assert (call.result, call.hangup_side, call.owed) == ("missed", "caller", True)


def test_caller_hangs_up_in_the_menu(board):
    asked(board).hang_up()
    call = board.ended()
    assert (call.result, call.hangup_side, call.owed) == ("abandoned", "caller", True)


def test_unanswered_caller_hears_180_when_a_phone_alerts_and_may_cancel(board):
    board.use(with_graph(graph(ring=Ring(members=("201",), unanswered="end"), end=Hangup())))
    anna = board.phone("anna")
    anna.alert = False
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.run(1)
    assert board.wire.kinds(board.switch_party).count("180 INVITE") == 0
    anna.early(180, sound=False)
    board.run(1)
    assert board.wire.kinds(board.switch_party).count("180 INVITE") == 1
    board.operator.cancel()
    call = board.ended()
    assert board.operator.refused == 487
    assert anna.cancelled == [CLEARED]
    assert (call.result, call.hangup_side, call.answered_at) == ("missed", "caller", None)
    (inbound,) = (leg for leg in call.legs.values() if leg.direction == "inbound")
    assert (inbound.status, inbound.by) == (487, "remote")


def test_phone_that_alerts_with_sound_still_makes_the_caller_hear_ringing(board):
    board.use(with_graph(graph(ring=Ring(members=("201",), unanswered="end"), end=Hangup())))
    anna = board.phone("anna")
    anna.alert = False
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.run(1)
    anna.early(183)
    board.run(1)
    assert board.wire.kinds(board.switch_party).count("180 INVITE") == 1
    anna.answer()
    connected(board)


def test_caller_who_leaves_in_the_instant_of_the_answer_was_not_connected(board):
    board.use(with_graph(graph(ring=Ring(members=("201",), unanswered="end"), end=Hangup())))
    anna = board.phone("anna")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: anna.rings)
    board.run(1)
    anna.answer()
    board.operator.cancel()
    call = board.ended()
    assert board.operator.refused == 487
    assert anna.gone
    assert (call.connected_at, call.result, call.recordings) == (None, "missed", {})


def test_unanswered_caller_is_answered_when_the_phone_is(board):
    board.use(with_graph(graph(ring=Ring(members=("201",), unanswered="end"), end=Hangup())))
    anna = board.phone("anna")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: anna.rings)
    assert not board.operator.talks
    anna.answer()
    board.until(lambda: board.operator.talks)
    connected(board)


def test_number_without_scenario_says_so_before_the_answer(board):
    board.operator.dial(BARE, shown=OUTSIDE)
    call = board.ended()
    assert board.operator.refused == 480
    assert board.spoken() == ["call_failed"]
    assert "183 INVITE" in board.wire.kinds(board.switch_party)
    assert (call.result, call.status, call.answered_at, call.owed) == ("failed", 480, None, True)


def test_stored_graph_that_is_none_ends_with_words(board):
    board.use(with_graph({"start": "x", "nodes": {}}))
    board.operator.dial(MAIN, shown=OUTSIDE)
    call = board.ended()
    assert board.operator.refused == 500
    assert call.reason == "the scenario leads nowhere here"
    assert call.result == "missed"


def test_scenario_that_goes_round_in_circles_ends(board):
    board.use(with_graph(graph(ring=Ring(members=("204",), unanswered="ring"))))
    board.operator.dial(MAIN, shown=OUTSIDE)
    call = board.ended()
    assert board.operator.refused == 500
    assert "circles" in call.reason


def test_menu_without_extensions_takes_its_choices_only(board):
    menu = Menu(prompts=("menu_main",), choices={"2": Choice(label="End", next="end")}, extensions=False,
                attempts=1, otherwise="end")  # fmt: skip
    board.use(with_graph(graph(menu=menu, end=Hangup(prompts=("goodbye",)))))
    greeted(board).press("2")
    call = board.ended()
    assert board.steps() == ["received", "scenario", "menu", "hangup"]
    assert board.spoken() == ["menu_main", "goodbye"]
    assert (call.result, call.hangup_side, call.owed) == ("service", "system", False)
    assert board.operator.gone


def test_ring_and_voicemail_of_extensions_that_are_gone(board):
    board.use(with_graph(graph(ring=Ring(members=("299",), unanswered="box"), box=Voicemail(extension="298"))))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.ended()
    failed = [(step.node, step.detail["who"]) for step in board.call.steps if step.kind == "ring_failed"]
    assert failed == [("ring", "299")]
    assert board.call.reason == "there is no extension 298 to leave a message for"
    assert board.spoken() == ["call_failed"]


def test_prompt_that_cannot_be_played_is_passed_over(board):
    board.use(with_graph(graph(play=Play(prompts=("welcome",), next="end"), end=Hangup())))
    greeted(board)
    board.media.fail_play(board.operator.session, "no such file")
    call = board.ended()
    assert board.detail("prompt_failed") == {"reason": "no such file"}
    assert call.result == "service"


def test_media_server_refuses_the_caller(board):
    board.media.refusing[media.SessionOpen] = "no-ports"
    board.operator.dial(MAIN, shown=OUTSIDE)
    call = board.ended()
    assert board.operator.refused == 503
    assert (call.result, call.status) == ("failed", 503)
    assert "no-ports" in call.reason


@pytest.mark.parametrize(
    ("offer", "status"),
    [
        (describe("198.51.100.1", codecs="18"), 488),
        (b"v=0\r\nm=audio none RTP/AVP 8\r\n", 400),
    ],
)
def test_offer_that_cannot_be_answered(board, offer, status):
    board.operator.dial(MAIN, shown=OUTSIDE, offer=offer)
    call = board.ended()
    assert (board.operator.refused, call.status, call.result) == (status, status, "failed")


def test_media_server_refuses_a_phone(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    caller = asked(board)
    board.media.refusing[media.SessionOpen] = "no-ports"
    caller.press("1")
    board.until(lambda: "voicemail" in board.steps())
    assert not (anna.invites)
    assert not (boris.invites)
    call = board.call
    refused = [leg for leg in call.legs.values() if leg.direction == "outbound"]
    assert [(leg.status, leg.by) for leg in refused] == [(503, "system")] * 2
    board.media.refusing.clear()
    caller.hang_up()
    board.ended()


def test_number_that_nobody_has(board):
    board.operator.dial("+3726000999", shown=OUTSIDE)
    board.run(1)
    assert board.operator.refused == 404
    assert board.calls == []


def test_name_of_the_line_is_the_company_without_label(board):
    scenario = company().scenarios[0]
    board.use(company(numbers=(company().numbers[1].__class__("n", MAIN, "", "k-op", scenario.id),)))
    anna = board.phone("anna")
    asked(board).press("1")
    board.until(lambda: anna.rings)
    assert anna.invites[0].request.from_.display == "Example"


def test_a_conversation_begins_with_one_round_trip_to_the_media_server(board):
    anna = board.phone("anna")
    asked(board).press("1")
    board.until(lambda: anna.rings)
    given = len(board.media.commands)
    anna.answer()
    connected(board)
    begun = [type(command) for command in board.media.commands[given:]]
    start = begun.index(media.RecordOpen)
    assert begun[start : start + 4] == [media.RecordOpen, media.RecordTap, media.RecordTap, media.Link]
