"""Pickup by codes and by INVITE with Replaces: who may take what, and one call in the history."""

from __future__ import annotations

import pytest
from tests.pair.company import company
from tests.pair.peer import Peer, describe
from tests.pair.test_transfer import called_from_outside, hears, talk

from offhook.call.ring import ELSEWHERE
from offhook.configuration import Device
from offhook.media import protocol as media
from offhook.sip.headers import NameAddr
from offhook.sip.invite import OutgoingInvite


def take(peer: Peer, replaces: str, *headers: tuple[str, str]) -> None:
    """Send an INVITE with Replaces."""
    extra = [("Replaces", replaces)] if replaces else []
    peer.invite = peer.party.endpoint.invite(
        OutgoingInvite(
            flow=peer.party.flow_to(peer.board.switch_party, peer.transport),
            uri="sip:x@192.0.2.1",
            from_=NameAddr("", f"sip:{peer.username}@{peer.host}"),
            to=NameAddr("", "sip:x@192.0.2.1"),
            offer=describe(peer.host),
            credentials=peer.credentials,
            headers=[*extra, *headers],
        ),
        peer.now,
    )
    peer.board.kick()


def rings(board, caller: Peer, callee: Peer, number: str) -> None:
    caller.dial(number)
    board.until(lambda: callee.rings)
    board.run(0.5)


def early(peer: Peer, suffix: str = "") -> str:
    """The ringing dialog of a phone, as dialog-info tells it."""
    invite = peer.invites[-1]
    return f"{invite.call_id};to-tag={invite.local_tag};from-tag={invite.remote_tag}{suffix}"


@pytest.mark.parametrize("code", ["*8202", "**", "replaces", "replaces early", "replaces turned"])
@pytest.mark.requirement("FE-03")
def test_ringing_phone_is_picked_up(board, code):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    rings(board, anna, boris, "202")
    invite = boris.invites[-1]
    match code:
        case "replaces":
            take(clara, early(boris))
        case "replaces early":
            take(clara, early(boris, ";early-only"))
        case "replaces turned":
            take(clara, f"{invite.call_id};to-tag={invite.remote_tag};from-tag={invite.local_tag}")
        case _:
            clara.dial(code)
    board.until(lambda: clara.talks and anna.talks)
    board.run(1)
    assert boris.cancelled == [ELSEWHERE]
    assert hears(board, anna) == clara.host
    assert board.detail("picked_up") == {"who": "Clara", "instead": "Boris"}
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: anna.session, 1: clara.session}
    clara.hang_up()
    call = board.ended()
    assert (call.result, call.callee.name, call.dialled) == ("answered", "Clara", "202")


def test_pickup_when_nothing_rings(board):
    clara = board.phone("clara")
    clara.dial("**")
    board.until(lambda: clara.refused == 480)
    clara.dial("*8202")
    board.run(1)
    assert clara.refused == 480
    assert board.calls == []


def test_outside_callers_are_picked_up_from_the_main_line(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    board.operator.dial("+3726000100", shown="+37255512345")
    board.until(lambda: "menu_main" in board.spoken())
    board.operator.press("1")
    board.until(lambda: anna.rings and boris.rings)
    board.run(0.5)
    clara.dial("**")
    board.until(lambda: "connected" in board.steps())
    board.run(1)
    assert anna.cancelled == boris.cancelled == [ELSEWHERE]
    assert hears(board, board.operator) == clara.host
    board.operator.hang_up()
    board.ended()


def test_another_company_has_nothing_to_pick_up(board):
    other = company(
        id="t-two",
        sip_domain="other.test",
        people=(),
        extensions=(),
        numbers=(),
        trunks=(),
        scenarios=(),
        devices=(Device("d-eve", "eve", "secret of eve", None),),
    )
    anna, boris = board.phone("anna"), board.phone("boris")
    board.use(company(), other)
    eve = Peer(board, "203.0.113.66", "eve", "secret of eve")
    eve.register()
    rings(board, anna, boris, "202")
    eve.dial("**")
    board.until(lambda: eve.refused == 480)
    take(eve, early(boris))
    board.run(1)
    assert eve.refused == 481
    assert boris.rings


def test_conversation_of_another_person_is_not_taken(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    mine, _ = talk(board, anna, "202", boris)
    named = f"{mine.call_id};to-tag={mine.remote_tag};from-tag={mine.local_tag}"
    take(clara, named)
    board.until(lambda: clara.refused == 403)
    take(clara, named + ";early-only")
    board.run(1)
    assert clara.refused == 486
    take(clara, "nobody;to-tag=a;from-tag=b")
    board.run(1)
    assert clara.refused == 481
    assert hears(board, anna) == boris.host


def test_waiting_caller_is_not_taken(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    rings(board, anna, boris, "202")
    take(clara, f"{anna.invite.call_id};to-tag={anna.invite.remote_tag};from-tag={anna.invite.local_tag}")
    board.run(1)
    assert clara.refused == 481
    assert boris.rings


@pytest.mark.requirement("FE-04")
def test_own_conversation_moves_to_another_phone(board):
    mobile = Device("d-mobile", "mobile", "secret of mobile", "p-boris")
    board.use(company(devices=(*company().devices, mobile)))
    boris = board.phone("boris")
    dialog = called_from_outside(board, boris)
    second = Peer(board, "203.0.113.44", "mobile", "secret of mobile")
    take(second, f"{dialog.call_id};to-tag={dialog.remote_tag};from-tag={dialog.local_tag}")
    board.until(lambda: second.talks)
    board.run(1)
    assert boris.gone
    assert hears(board, board.operator) == second.host
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: board.operator.session, 1: second.session}
    board.restart(away_s=1)
    board.run(1)
    assert hears(board, board.operator) == second.host
    second.hang_up()
    call = board.ended()
    assert "moved" in board.steps()
    assert [leg.party.name for leg in call.legs.values()].count("Boris") == 2


def test_join_and_ambiguous_names_are_refused(board):
    clara = board.phone("clara")
    take(clara, "", ("Join", "c;to-tag=a;from-tag=b"))
    board.until(lambda: clara.refused == 488)
    take(clara, "c;to-tag=a;from-tag=b", ("Replaces", "d;to-tag=a;from-tag=b"))
    board.run(1)
    assert clara.refused == 400
    take(clara, "", ("Require", "join"))
    board.run(1)
    assert clara.refused == 420


def test_taker_without_a_common_codec(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    rings(board, anna, boris, "202")
    clara.dial("**", offer=describe(clara.host, codecs="18"))
    board.until(lambda: clara.refused == 488)
    assert boris.rings
    anna.cancel()
    board.ended()


def test_media_server_refuses_the_taker(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    rings(board, anna, boris, "202")
    board.media.refusing[media.SessionOpen] = "no-ports"
    clara.dial("**")
    board.until(lambda: clara.refused == 503)
    board.media.refusing.clear()
    boris.answer()
    board.until(lambda: anna.talks)


def test_caller_gives_up_in_the_instant_of_the_pickup(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    rings(board, anna, boris, "202")
    clara.dial("**")
    anna.cancel()
    board.run(2)
    assert board.over
    assert clara.refused is not None or clara.gone
