"""Who calls: operators by their address, devices by their password; and requests outside calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pair.company import MAIN, OPERATOR, OUTSIDE, company, with_graph
from tests.pair.peer import Peer

from offhook.configuration import Device, Number, Trunk
from offhook.scenario.graph import Graph
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.ring import Ring
from offhook.sip.wire import Request
from offhook.switch.said import LONGEST_DIALLED, dialled_in

if TYPE_CHECKING:
    from tests.pair.board import Board


def ask(peer: Peer, method: str, **headers: str) -> None:
    """Send a request outside dialogs."""
    token = peer.board.wire.token
    uri = "sip:192.0.2.1"
    peer.request(
        Request(
            method,
            uri,
            [
                ("From", f"<sip:x@{peer.host}>;tag={token()}"),
                ("To", f"<{uri}>"),
                ("Call-ID", token()),
                ("CSeq", f"1 {method}"),
                *((name.replace("_", "-"), value) for name, value in headers.items()),
            ],
        )
    )
    peer.board.run(1)


def test_options_say_what_can_be_done(board):
    ask(board.operator, "OPTIONS")
    assert board.operator.responses == [200]


@pytest.mark.parametrize(("method", "status"), [("MESSAGE", 401), ("PUBLISH", 401), ("REFER", 401), ("NOTIFY", 405)])
def test_other_methods_are_not_taken(board, method, status):
    ask(board.operator, method)
    assert board.operator.responses == [status]


def test_unknown_address_must_be_a_device(board):
    stranger = Peer(board, "203.0.113.66", "stranger", "a guess")
    stranger.dial(MAIN)
    board.run(2)
    assert stranger.refused == 403
    assert board.calls == []


def test_wrong_password(board):
    thief = Peer(board, "203.0.113.66", "anna", "a guess")
    thief.dial("202")
    board.run(2)
    assert thief.refused == 403
    thief.subscribe()
    board.run(1)
    assert thief.responses[-1] == 403
    assert board.calls == []


def test_no_password(board):
    nobody = Peer(board, "203.0.113.66", "anna")
    nobody.dial("202")
    board.run(2)
    assert nobody.refused == 401


def test_wrong_password_cannot_register(board):
    thief = Peer(board, "203.0.113.66", "anna", "a guess")
    with pytest.raises(AssertionError):
        thief.register()
    assert board.registrar.bindings("anna") == []


def test_registration_is_written_down_and_withdrawn(board):
    anna = board.phone("anna")
    assert list(board.journal.state.registrations) == ["anna"]
    anna.account.stop(anna.now)
    anna._send_account()
    board.run(1)
    assert board.journal.state.registrations == {}


def test_registration_runs_out(board):
    anna = board.phone("anna")
    board.wire.parties.pop(anna.party.address)
    board.run(4000)
    assert board.journal.state.registrations == {}


@pytest.mark.parametrize("sent", ["+3726000100", "3726000100", "6000100", "003726000100"])
def test_number_as_operators_write_it(board, sent):
    board.operator.dial(sent, shown="37255512345", name="Jaan")
    board.until(lambda: board.operator.talks)
    call = board.call
    assert (call.dialled, call.number_id) == (MAIN, "n-main")
    assert (call.caller.number, call.caller.name, call.caller.trunk_id) == (OUTSIDE, "Jaan", "k-op")
    assert board.detail("received") == {"from": OUTSIDE, "number": MAIN, "trunk": "Operator"}


@pytest.mark.parametrize("sent", ["anonymous", "Restricted", "unavailable"])
def test_caller_who_hides_its_number_is_shown_as_hidden_and_not_owed(board, sent):
    anna = board.phone("anna")
    ring = Graph(start="ring", nodes={"ring": Ring(members=("201",), unanswered="end"), "end": Hangup()})
    board.use(with_graph(ring.model_dump()))
    board.operator.dial(MAIN, shown=sent, name="Anonymous")
    board.until(lambda: anna.rings)
    assert (anna.invites[0].request.from_.uri, board.call.caller.name) == ("sip:anonymous@example.test", "")
    board.operator.cancel()
    call = board.ended()
    assert (call.caller.number, call.result, call.owed) == ("", "missed", False)


def test_one_carrier_two_companies(board):
    other = company(
        id="t-two",
        trunks=(Trunk("k-two", "Operator", OPERATOR[0]),),
        numbers=(Number("n-two", "+3726000200", "Second", "k-two", None),),
        devices=(),
    )
    board.use(company(), other)
    board.operator.dial("6000200", shown=OUTSIDE)
    call = board.ended()
    assert (call.tenant, call.number_id) == ("t-two", "n-two")


def test_same_extension_in_two_companies(board):
    boris = board.phone("boris")
    lone = Device("d-lone", "lone", "secret of lone", "p-lone")
    other = company(id="t-two", devices=(lone,), trunks=(), numbers=())
    board.use(company(), other)
    phone = Peer(board, "203.0.113.50", "lone", "secret of lone")
    phone.dial("202")
    board.until(lambda: bool(board.calls))
    board.run(1)
    assert boris.invites == []
    assert board.call.tenant == "t-two"


def test_device_behind_the_operators_address(board):
    boris = board.phone("boris")
    board.operator.username, board.operator.credentials = "anna", board.phone("anna").credentials
    board.operator.dial("202")
    board.until(lambda: boris.rings)
    assert board.call.caller.device_id == "d-anna"


def test_device_of_nobody_is_shown_by_its_name(board):
    lobby = Device("d-lobby", "lobby", "secret of lobby", None, label="Lobby")
    board.use(company(devices=(*company().devices, lobby)))
    boris = board.phone("boris")
    phone = Peer(board, "203.0.113.50", "lobby", "secret of lobby")
    phone.dial("202")
    board.until(lambda: boris.rings)
    assert boris.invites[0].request.from_.display == "Lobby"
    assert boris.invites[0].request.from_.uri == "sip:lobby@example.test"
    assert board.call.caller.device_id == "d-lobby"


def test_running_call_keeps_the_configuration_it_began_with(board):
    anna = board.phone("anna")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: "menu_main" in board.spoken())
    board.use(company(extensions=(), scenarios=()))
    board.operator.press("1")
    board.until(lambda: anna.rings)


@pytest.mark.parametrize(
    ("uri", "dialled"),
    [
        ("sip:201@example.test", "201"),
        ("sip:%2B3726000100@example.test", MAIN),
        ("sip:+3726000100;phone-context=x@example.test;user=phone", MAIN),
        ("tel:+3726000100", MAIN),
        ("sip:example.test", ""),
        ("nonsense", ""),
        ("sip:" + "1" * 100 + "@example.test", "1" * LONGEST_DIALLED),
    ],
)
def test_dialled(uri, dialled):
    assert dialled_in(Request("INVITE", uri)) == dialled


@given(st.text(max_size=60))
def test_any_uri(text):
    assert len(dialled_in(Request("INVITE", text))) <= LONGEST_DIALLED


def test_lamp_of_a_company_that_is_gone(board: Board):
    board.exchange.on_voicemail("t-gone", "e")
    board.run(1)
