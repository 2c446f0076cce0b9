"""Text messages between extensions: delivered, kept, refused; and REFER beside the dialog that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.pair.company import company
from tests.pair.peer import Peer
from tests.pair.test_transfer import called_from_outside, hears, told

from offhook.configuration import Device
from offhook.sip.wire import Request
from offhook.switch.message_store import MOST_WAITING
from offhook.switch.messages import LONGEST_BODY

if TYPE_CHECKING:
    from tests.pair.board import Board


def ask(peer: Peer, method: str, target: str, *headers: tuple[str, str], body: bytes = b"") -> int:
    """Send a request outside dialogs as this phone; return what came of it."""
    own = f"sip:{peer.username}@example.test"
    uri = f"sip:{target}@example.test"
    peer._asking = Request(
        method, uri,
        [("From", f"<{own}>;tag={peer.board.wire.token()}"), ("To", f"<{uri}>"), ("Call-ID", peer.board.wire.token()),
         ("CSeq", f"1 {method}"), ("Contact", f"<sip:{peer.username}@{peer.host}:5060>"), *headers], body,
    )  # fmt: skip
    peer.request(peer._asking, "subscribe")
    peer.board.run(12)
    return peer.responses[-1]


def send(peer: Peer, target: str, text: str, kind: str = "text/plain") -> int:
    return ask(peer, "MESSAGE", target, ("Content-Type", kind), body=text.encode())


def texts(peer: Peer) -> list[str]:
    return [one.body.decode() for one in peer.asked if one.method == "MESSAGE"]


def test_message_goes_to_all_phones_of_a_person(board: Board):
    mobile = Device("d-mobile", "mobile", "secret of mobile", "p-boris")
    board.use(company(devices=(*company().devices, mobile)))
    anna, boris = board.phone("anna"), board.phone("boris")
    second = Peer(board, "203.0.113.44", "mobile", "secret of mobile")
    second.register()
    assert send(anna, "202", "Ünïcode, hello") == 202
    assert texts(boris) == texts(second) == ["Ünïcode, hello"]
    message = boris.asked[-1]
    assert (message.from_.display, message.from_.uri) == ("Anna", "sip:201@example.test")
    assert message.get("Date") is not None
    assert board.store.kept == []


def test_message_waits_for_the_offline_in_order(board: Board):
    anna = board.phone("anna")
    assert [send(anna, "202", text) for text in ("one", "two")] == [202, 202]
    boris = board.phone("boris")
    board.run(2)
    assert texts(boris) == ["one", "two"]
    assert board.store.kept == []


def test_message_survives_the_process(board: Board):
    anna, boris = board.phone("anna"), board.phone("boris")
    boris.answers["MESSAGE"] = [480]
    assert send(anna, "202", "later") == 202
    assert len(board.store.kept) == 1
    boris.answers["MESSAGE"] = [200]
    board.restart(away_s=1)
    board.loop.call_soon(board.switch.messages.sweep)
    board.run(2)
    assert texts(boris)[-1] == "later"
    assert board.store.kept == []


def test_database_is_away(board: Board):
    anna, boris = board.phone("anna"), board.phone("boris")
    board.store.away = True
    assert send(anna, "202", "now or never") == 202
    assert texts(boris) == ["now or never"]
    assert send(anna, "203", "nobody is there") == 480
    board.phone("clara")  # nothing can be looked up, and nothing fails
    board.run(1)


def test_full_box_and_typing(board: Board):
    anna = board.phone("anna")
    send(anna, "202", "0")
    board.store.kept *= MOST_WAITING
    assert send(anna, "202", "too many") == 480
    assert send(anna, "203", "<isComposing/>", "application/im-iscomposing+xml") == 480
    assert {one.extension_id for one in board.store.kept} == {"e-boris"}


@pytest.mark.parametrize(
    ("target", "text", "kind", "status"),
    [
        ("999", "x", "text/plain", 404),
        ("600", "x", "text/plain", 404),
        ("202", "x", "application/octet-stream", 415),
        ("202", "x" * (LONGEST_BODY + 1), "text/plain", 413),
    ],
)
def test_message_that_is_refused(board: Board, target, text, kind, status):
    anna, boris = board.phone("anna"), board.phone("boris")
    assert send(anna, target, text, kind) == status
    assert texts(boris) == []


def test_nothing_passes_between_companies(board: Board):
    eve_device = Device("d-eve", "eve", "secret of eve", None)
    other = company(
        id="t-two", sip_domain="other.test", people=(), extensions=(), numbers=(), trunks=(), scenarios=(),
        devices=(eve_device,),
    )  # fmt: skip
    boris = board.phone("boris")
    board.use(company(), other)
    eve = Peer(board, "203.0.113.66", "eve", "secret of eve")
    eve.register()
    assert send(eve, "202", "hello") == 404
    assert texts(boris) == []


def test_stranger_is_asked_who_it_is(board: Board):
    anna = board.phone("anna")
    anna.credentials = None
    assert send(anna, "202", "x") == 401


# -- REFER beside its dialog


def test_refer_by_target_dialog(board: Board):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    name = f"{dialog.call_id};local-tag={dialog.local_tag};remote-tag={dialog.remote_tag}"
    assert ask(boris, "REFER", "x", ("Refer-To", "<sip:203@example.test>"), ("Target-Dialog", name)) == 202
    assert clara.rings
    clara.answer()
    board.run(1)
    assert told(boris)[-1] == "200 OK"
    assert hears(board, clara) == board.operator.host


def test_refer_that_names_no_dialog_or_not_its_own(board: Board):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    to = ("Refer-To", "<sip:203@example.test>")
    name = f"{dialog.call_id};local-tag={dialog.local_tag};remote-tag={dialog.remote_tag}"
    assert ask(boris, "REFER", "x", to) == 403
    assert ask(boris, "REFER", "x", to, ("Target-Dialog", "c;local-tag=a;remote-tag=b")) == 481
    assert ask(boris, "REFER", "x", ("Target-Dialog", name)) == 400
    assert ask(clara, "REFER", "x", to, ("Target-Dialog", name)) == 403
    assert hears(board, boris) == board.operator.host
