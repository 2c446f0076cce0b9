"""Busy lamps, presence and registrations as phones see them; what they watch outlives the process."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from tests.pair.company import company
from tests.pair.test_taking import take
from tests.pair.test_transfer import talk

from offhook.sip.wire import Request

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

D = "{urn:ietf:params:xml:ns:dialog-info}"
R = "{urn:ietf:params:xml:ns:reginfo}"
P = "{urn:ietf:params:xml:ns:pidf}"


def watch(peer: Peer, target: str, package: str, **options) -> None:
    peer.subscribe(username=target, package=package, **options)
    peer.board.run(1)


def documents(peer: Peer) -> list[ET.Element]:
    """What was told, oldest first."""
    return [ET.fromstring(one.body) for one in peer.asked if one.method == "NOTIFY" and b"<?xml" in one.body]


def lamp(peer: Peer) -> list[tuple[str | None, list[str | None]]]:
    """The kind and the states of each dialog-info document."""
    return [(one.get("state"), [child.findtext(f"{D}state") for child in one]) for one in documents(peer)]


def basics(peer: Peer) -> list[tuple[str | None, bool]]:
    """What each presence document says: reachable, and whether on the phone."""
    return [(one.findtext(f".//{P}basic"), b"on-the-phone" in ET.tostring(one)) for one in documents(peer)]


def publish(peer: Peer, target: str, note: str, *headers: tuple[str, str]) -> None:
    body = (
        '<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:x@y"><tuple id="t"><status><basic>open</basic>'
        f"</status><note>{note}</note></tuple></presence>"
    ).encode()
    uri = f"sip:{target}@example.test"
    peer._asking = Request(
        "PUBLISH", uri,
        [("From", f"<{uri}>;tag=a"), ("To", f"<{uri}>"), ("Call-ID", peer.board.wire.token()), ("CSeq", "1 PUBLISH"),
         ("Event", "presence"), ("Content-Type", "application/pidf+xml"), *headers], body,
    )  # fmt: skip
    peer.request(peer._asking, "subscribe")
    peer.board.run(1)


def test_lamp_follows_a_call(board: Board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    watch(clara, "202", "dialog")
    assert lamp(clara) == [("full", [])]
    anna.dial("202")
    board.until(lambda: boris.rings)
    board.run(1)
    assert lamp(clara)[-1] == ("partial", ["early"])
    (dialog,) = documents(clara)[-1]
    invite = boris.invites[-1]
    assert (dialog.get("call-id"), dialog.get("local-tag"), dialog.get("remote-tag")) == (
        invite.call_id,
        invite.local_tag,
        invite.remote_tag,
    )
    assert dialog.get("direction") == "recipient"
    assert dialog.findtext(f"{D}remote/{D}identity") == "sip:201@example.test"
    theirs = boris.answer()
    board.run(1)
    assert lamp(clara)[-1] == ("partial", ["confirmed"])
    boris.hang_up(theirs)
    board.run(1)
    assert lamp(clara)[-1] == ("partial", ["terminated"])
    assert [one.get("version") for one in documents(clara)] == [str(n) for n in range(len(documents(clara)))]


def test_lamp_is_enough_to_pick_up(board: Board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    watch(clara, "202", "dialog")
    anna.dial("202")
    board.until(lambda: boris.rings)
    board.run(1)
    (dialog,) = documents(clara)[-1]
    tags = f"to-tag={dialog.get('local-tag')};from-tag={dialog.get('remote-tag')}"
    take(clara, f"{dialog.get('call-id')};{tags};early-only")
    board.until(lambda: clara.talks)
    board.run(1)
    assert board.detail("picked_up")["instead"] == "Boris"


def test_lamp_of_the_caller(board: Board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    watch(clara, "201", "dialog")
    talk(board, anna, "202", boris)
    (dialog,) = documents(clara)[-1]
    assert (dialog.get("direction"), dialog.findtext(f"{D}state")) == ("initiator", "confirmed")
    assert dialog.findtext(f"{D}remote/{D}identity") == "sip:202@example.test"


def test_lamp_of_the_caller_while_it_waits(board: Board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    watch(clara, "201", "dialog")
    anna.dial("202")
    board.until(lambda: boris.rings)
    board.run(1)
    assert lamp(clara)[-1] == ("partial", ["early"])
    anna.cancel()
    board.run(1)
    assert lamp(clara)[-1] == ("partial", ["terminated"])
    assert board.switch.watches._legs_of == {}


def test_watchers_survive_a_restart_and_are_told_everything(board: Board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    watch(clara, "202", "dialog")
    talk(board, anna, "202", boris)
    told = len(documents(clara))
    before = int(documents(clara)[-1].get("version") or 0)
    board.restart(away_s=2)
    board.run(2)
    assert len(documents(clara)) > told
    assert lamp(clara)[-1] == ("full", ["confirmed"])
    assert int(documents(clara)[-1].get("version") or 0) > before
    anna.hang_up()
    board.run(1)
    assert lamp(clara)[-1] == ("partial", ["terminated"])


def test_refresh_tells_everything(board: Board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    talk(board, anna, "202", boris)
    watch(clara, "202", "dialog")
    assert lamp(clara) == [("full", ["confirmed"])]


@pytest.mark.parametrize(
    ("target", "package", "status"),
    [("999", "dialog", 404), ("999", "presence", 404), ("202", "reg", 403), ("202", "conference", 489)],
)
def test_what_cannot_be_watched(board: Board, target, package, status):
    clara = board.phone("clara")
    watch(clara, target, package)
    assert clara.responses[-1] == status


def test_other_companies_are_not_watched(board: Board):
    board.use(company(), company(id="t-two", sip_domain="other.test", devices=(), extensions=(), people=(), numbers=()))
    clara = board.phone("clara")
    watch(clara, "202", "dialog")
    assert documents(clara)[0].get("entity") == "sip:202@example.test"


def test_presence_follows_registration_and_calls(board: Board):
    clara = board.phone("clara")
    watch(clara, "202", "presence")
    boris, anna = board.phone("boris"), board.phone("anna")
    board.run(1)
    talk(board, anna, "202", boris)
    anna.hang_up()
    board.run(1)
    found = basics(clara)
    assert [one for place, one in enumerate(found) if place == 0 or found[place - 1] != one] == [
        ("closed", False),
        ("open", False),
        ("open", True),
        ("open", False),
    ]


def test_published_note_is_told_and_belongs_to_its_person(board: Board):
    boris, clara = board.phone("boris"), board.phone("clara")
    watch(clara, "202", "presence")
    publish(boris, "202", "back at noon")
    assert boris.responses[-1] == 200
    assert documents(clara)[-1].findtext(f".//{P}note") == "back at noon"
    publish(boris, "203", "I am Clara")
    assert boris.responses[-1] == 403
    publish(boris, "boris", "by my user name")
    assert documents(clara)[-1].findtext(f".//{P}note") == "by my user name"
    told = len(documents(clara))
    board.run(3700)
    assert len(documents(clara)) > told


def test_own_registration(board: Board):
    clara = board.phone("clara")
    watch(clara, "clara", "reg")
    root = documents(clara)[-1]
    assert root.findtext(f"{R}registration/{R}contact/{R}uri") == "sip:clara@203.0.113.13:5060"
    assert root.get("state") == "full"
    assert root[0].get("state") == "active"


def test_phone_that_vanished_is_forgotten(board: Board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    watch(clara, "202", "dialog")
    clara.answers["NOTIFY"] = [481]
    talk(board, anna, "202", boris)
    board.run(1)
    told = len(documents(clara))
    anna.hang_up()
    board.run(2)
    assert len(documents(clara)) == told
    assert not [account for account in board.journal.state.subscriptions if account.startswith("dialog")]
