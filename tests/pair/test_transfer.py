"""Transfers: blind and attended, by phones and by keys; what fails comes back; one call, one recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.pair.company import MAIN, OUTSIDE
from tests.pair.peer import describe

from offhook.sip.events import DialogEnded
from offhook.sip.wire import parse

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

    from offhook.sip.dialog import Dialog


def talk(board: Board, caller: Peer, number: str, callee: Peer) -> tuple[Dialog, Dialog]:
    """Two people talk; return the caller's and the callee's dialog."""
    before = board.steps().count("connected")
    caller.dial(number)
    board.until(lambda: callee.rings)
    board.run(1)
    theirs = callee.answer()
    board.until(lambda: board.steps().count("connected") > before)
    board.run(0.5)
    return caller.dialog, theirs


def called_from_outside(board: Board, callee: Peer) -> Dialog:
    """Somebody outside talks to a person who was reached by the extension; return the person's dialog."""
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: "menu_main" in board.spoken())
    board.operator.press({"anna": "201", "boris": "202", "dora": "204"}[callee.username])
    board.until(lambda: callee.rings)
    dialog = callee.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(0.5)
    return dialog


def refer(peer: Peer, dialog: Dialog, to: str, *headers: tuple[str, str]) -> None:
    """Send a REFER in a dialog."""
    peer.party.endpoint.send_in_dialog(dialog, "REFER", [("Refer-To", to), *headers], b"", peer.now)
    peer.board.kick()


def told(peer: Peer) -> list[str]:
    """What a transferor was told by NOTIFY."""
    return [
        one.body.decode().strip().removeprefix("SIP/2.0 ")
        for one in peer.asked
        if one.method == "NOTIFY" and (one.get("Event") or "").startswith("refer")
    ]


def hears(board: Board, peer: Peer) -> str:
    """Whom a peer hears, by address."""
    session = board.media.sessions[peer.session].peer
    return "" if session is None else board.media.sessions[session].remote.address  # type: ignore[union-attr]


def over(board: Board) -> None:
    board.until(lambda: board.over)
    board.run(1)


def replaces(dialog: Dialog) -> str:
    """The Refer-To that names a dialog of the sender."""
    value = f"{dialog.call_id}%3Bto-tag%3D{dialog.remote_tag}%3Bfrom-tag%3D{dialog.local_tag}"
    return f"<sip:x@example.test?Replaces={value}>"


def test_blind_transfer_by_the_called_person(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    assert clara.invites[0].request.from_.uri == f"sip:{OUTSIDE}@example.test"
    board.run(0.2)
    assert told(boris) == ["100 Trying", "180 Ringing"]
    clara.answer()
    board.run(1)
    assert told(boris) == ["100 Trying", "180 Ringing", "200 OK"]
    assert boris.gone
    assert (hears(board, clara), hears(board, board.operator)) == (board.operator.host, clara.host)
    board.operator.hang_up()
    call = board.ended()
    assert (call.result, call.hangup_side) == ("answered", "caller")
    assert board.detail("transfer") == {"by": "Boris", "who": OUTSIDE, "to": "203", "how": "blind"}
    assert board.detail("transferred") == {"by": "Boris", "who": OUTSIDE, "to": "Clara", "how": "blind"}
    assert call.callee is not None
    assert call.callee.name == "Boris"
    assert {leg.party.name for leg in call.legs.values()} >= {"Boris", "Clara"}
    (recording,) = call.recordings.values()
    assert recording.error is None


def test_recording_follows_and_the_newcomer_takes_the_free_channel(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: board.operator.session, 1: boris.session}
    refer(boris, dialog, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    assert recorder.taps == {0: board.operator.session}
    clara.answer()
    board.run(1)
    assert recorder.taps == {0: board.operator.session, 1: clara.session}


def test_blind_transfer_by_the_caller(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    mine, _ = talk(board, anna, "202", boris)
    refer(anna, mine, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    assert clara.invites[0].request.from_.display == "Boris"
    assert clara.invites[0].request.get("Referred-By") == "<sip:201@example.test>"
    clara.answer()
    board.run(1)
    assert hears(board, boris) == clara.host
    board.run(2)
    clara.hang_up(clara.party.endpoint._core.dialogs.copy().popitem()[1])
    call = board.ended()
    assert (call.caller.name, call.callee.name, call.result) == ("Anna", "Boris", "answered")
    assert anna.gone
    assert boris.gone


def test_transferor_that_leaves_at_once(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>")
    boris.hang_up(dialog)
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(1)
    assert hears(board, clara) == board.operator.host
    assert told(boris)[-1] == "200 OK"


@pytest.mark.parametrize("stays", [True, False])
def test_busy_target_returns_to_the_transferor(board, stays):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    if not stays:
        boris.hang_up(dialog)
    clara.refuse(486)
    board.run(1)
    assert told(boris)[-1] == "486 Busy Here"
    if not stays:
        board.until(lambda: boris.rings)
        boris.answer()
        assert board.detail("returning")["to"] == "Boris"
    board.until(lambda: board.steps().count("connected") == 2)
    assert "transfer_failed" in board.spoken()
    assert hears(board, boris) == board.operator.host
    assert board.detail("transfer_failed") == {"who": "203", "status": 486, "reason": "Busy Here"}
    board.operator.hang_up()
    assert board.ended().result == "answered"


def test_nobody_answers_and_the_transferor_does_not_either(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>")
    boris.hang_up(dialog)
    board.until(lambda: clara.rings)
    board.until(lambda: len(boris.invites) == 2 and boris.rings, 30)
    board.until(lambda: "voicemail" in board.steps(), 60)
    board.operator.hang_up()
    call = board.ended()
    assert (call.result, call.owed) == ("answered", False)


@pytest.mark.parametrize(("to", "status"), [("999", "404 Not Found"), ("204", "480 Temporarily Unavailable")])
def test_target_that_cannot_be_reached(board, to, status):
    boris = board.phone("boris")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, f"<sip:{to}@example.test>")
    board.until(lambda: board.steps().count("connected") == 2)
    assert told(boris) == ["100 Trying", status]
    assert hears(board, boris) == board.operator.host


@pytest.mark.parametrize("user", ["%0A%1B[31m", "%E2%80%AE203", "2" * 300, "", "203%00"])
def test_numbers_that_cannot_be_shown_are_cleaned(board, user):
    boris = board.phone("boris")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, f"<sip:{user}@example.test>")
    board.until(lambda: board.steps().count("connected") == 2)
    for step in board.call.steps:
        assert all(str(fact).isprintable() and len(str(fact)) < 120 for fact in step.detail.values())
    assert hears(board, boris) == board.operator.host


def test_transfer_to_the_world_and_to_services(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    mine, _ = talk(board, anna, "202", boris)
    refer(anna, mine, f"<sip:{OUTSIDE}@example.test>")
    board.until(lambda: board.operator.rings)
    board.operator.answer()
    board.run(1)
    assert hears(board, boris) == board.operator.host
    board.operator.hang_up(next(iter(board.operator.party.endpoint._core.dialogs.values())))
    call = board.ended()
    assert call.direction == "internal"
    assert board.detail("transferred")["to"] == OUTSIDE


@pytest.mark.parametrize(("to", "step"), [("600", "echo"), (MAIN, "scenario")])
def test_transfer_to_a_service_releases_the_transferor(board, to, step):
    anna, boris = board.phone("anna"), board.phone("boris")
    _, theirs = talk(board, anna, "202", boris)
    refer(boris, theirs, f"<sip:{to}@example.test>")
    board.until(lambda: step in board.steps())
    board.run(1)
    assert told(boris) == ["100 Trying", "200 OK"]
    assert boris.gone
    anna.hang_up()
    board.ended()


def test_who_waits_gives_up(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    board.operator.hang_up()
    call = board.ended()
    assert not clara.rings
    assert told(boris)[-1] == "487 Request Terminated"
    assert boris.gone
    assert call.result == "answered"


def test_transfer_of_a_transfer(board):
    boris, clara, dora = board.phone("boris"), board.phone("clara"), board.phone("dora")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    second = clara.answer()
    board.run(1)
    refer(clara, second, "<sip:204@example.test>")
    board.until(lambda: dora.rings)
    third = dora.answer()
    board.run(1)
    assert clara.gone
    assert hears(board, dora) == board.operator.host
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: board.operator.session, 1: dora.session}
    dora.hang_up(third)
    call = board.ended()
    assert len(call.recordings) == 1
    assert board.steps().count("transferred") == 2


def test_operator_may_not_transfer(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    called_from_outside(board, boris)
    refer(board.operator, board.operator.dialog, "<sip:203@example.test>")
    board.run(2)
    assert "403 REFER" in board.wire.kinds(board.switch_party)
    assert not clara.rings
    assert hears(board, boris) == board.operator.host


def test_refer_is_refused_where_nobody_can_be_transferred(board):
    anna = board.phone("anna")
    anna.dial("600")
    board.until(lambda: anna.talks)
    refer(anna, anna.dialog, "<sip:203@example.test>")
    board.run(1)
    assert "480 REFER" in board.wire.kinds(board.switch_party)
    refer(anna, anna.dialog, "nonsense")
    board.run(1)
    assert "416 REFER" in board.wire.kinds(board.switch_party)


def test_second_refer_waits_for_the_first(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    refer(boris, dialog, "<sip:204@example.test>")
    board.run(1)
    assert "491 REFER" in board.wire.kinds(board.switch_party)


def test_refer_without_a_subscription(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>", ("Refer-Sub", "false"))
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(1)
    assert told(boris) == []
    assert boris.gone


def test_phone_that_does_not_know_the_subscription_keeps_its_call(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    boris.answers["NOTIFY"] = [481]
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    assert not boris.gone
    clara.refuse(486)
    board.until(lambda: board.steps().count("connected") == 2)
    assert hears(board, boris) == board.operator.host


def test_attended_transfer_joins_two_calls(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    first = called_from_outside(board, boris)
    second, _ = talk(board, boris, "203", clara)
    board.run(3)
    refer(boris, first, replaces(second))
    board.run(1)
    assert (hears(board, clara), hears(board, board.operator)) == (board.operator.host, clara.host)
    assert told(boris) == ["100 Trying", "200 OK"]
    assert len([one for one in boris.party.all(DialogEnded) if one.by == "remote"]) == 2
    consultation = next(call for call in board.calls if not call.live)
    assert (consultation.dialled, consultation.result) == ("203", "answered")
    assert [leg.party.name for leg in consultation.legs.values()] == ["Boris"]
    main = next(call for call in board.calls if call.live)
    assert "Clara" in {leg.party.name for leg in main.legs.values()}
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: board.operator.session, 1: clara.session}
    board.operator.hang_up()
    over(board)
    assert [call.result for call in board.calls] == ["answered", "answered"]
    assert clara.gone


def test_attended_transfer_by_the_consultation_keeps_the_customers_call(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    first = called_from_outside(board, boris)
    second, _ = talk(board, boris, "203", clara)
    refer(boris, second, replaces(first))
    board.run(1)
    assert (hears(board, clara), hears(board, board.operator)) == (board.operator.host, clara.host)
    assert told(boris) == ["100 Trying", "200 OK"]
    (main,) = [call for call in board.calls if call.live]
    assert main.direction == "inbound"
    board.operator.hang_up()
    over(board)


def test_attended_transfer_while_the_target_rings(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    first = called_from_outside(board, boris)
    boris.dial("203")
    board.until(lambda: clara.rings)
    board.run(1)
    early = clara.invites[0]
    invite = boris.invite
    value = f"{invite.call_id}%3Bto-tag%3D{invite.remote_tag}%3Bfrom-tag%3D{invite.local_tag}"
    refer(boris, first, f"<sip:203@example.test?Replaces={value}>")
    board.until(lambda: len(clara.invites) == 2)
    assert early.gone
    assert clara.invites[1].request.from_.uri == f"sip:{OUTSIDE}@example.test"
    clara.answer()
    board.run(1)
    assert hears(board, clara) == board.operator.host
    assert boris.gone
    assert boris.refused == 487
    board.operator.hang_up()
    over(board)


def test_attended_transfer_to_a_dialog_that_is_not_ours_or_not_the_senders(board):
    anna, boris, clara, dora = (board.phone(name) for name in ("anna", "boris", "clara", "dora"))
    first = called_from_outside(board, boris)
    foreign, _ = talk(board, anna, "203", clara)
    refer(boris, first, "<sip:x@y?Replaces=nobody%3Bto-tag%3Da%3Bfrom-tag%3Db>")
    board.run(1)
    assert told(boris)[-1] == "481 Call/Transaction Does Not Exist"
    refer(boris, first, replaces(foreign))
    board.run(1)
    assert told(boris)[-1] == "403 Forbidden"
    assert hears(board, boris) == board.operator.host
    assert not dora.rings


def test_keys_transfer_blind(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    talk(board, anna, "202", boris)
    boris.press("##")
    board.run(0.5)
    assert "dial" in board.spoken()
    boris.press("203")
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(1)
    assert hears(board, clara) == anna.host
    assert boris.gone


def test_keys_without_a_number_change_nothing(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    boris.press("##")
    board.until(lambda: board.steps().count("connected") == 2)
    assert hears(board, boris) == anna.host


def test_keys_of_outside_callers_mean_nothing(board):
    boris = board.phone("boris")
    called_from_outside(board, boris)
    board.operator.press("##203")
    board.run(2)
    assert hears(board, boris) == board.operator.host
    assert "transfer" not in board.steps()


def test_music_while_on_hold(board, tmp_path):
    board.exchange.music = tmp_path / "music.wav"
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    anna.reinvite(describe(anna.host, direction="sendonly", version=2))
    board.run(1)
    session = board.media.sessions[boris.session]
    assert session.play is not None
    assert session.play.items[0].file == str(board.exchange.music)
    anna.reinvite(describe(anna.host, version=3))
    board.run(1)
    assert session.play is None


def test_phones_are_told_whom_they_talk_to(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    mine, _ = talk(board, anna, "202", boris)
    refer(anna, mine, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(1)
    updates = [parse(one.data) for one in board.wire.log if one.kind == "UPDATE"]
    assert [one.get("P-Asserted-Identity") for one in updates] == ['"Clara" <sip:203@example.test>']


def test_outside_parties_are_told_nothing(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(1)
    assert "UPDATE" not in board.wire.kinds()
