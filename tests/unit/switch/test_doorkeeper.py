"""What a switch notes of those who cannot prove themselves, and what it puts off."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from tests.pair.company import MAIN, OPERATOR
from tests.pair.peer import Peer

from offhook.defence.bans import BanRules
from offhook.sip.address import Flow
from offhook.sip.digest import Denied
from offhook.sip.wire import Request

RULES = BanRules()
GUESSER = "198.51.100.66"


def keeper(board):
    return board.switch.doorkeeper


def test_guessing_passwords_ends_with_a_ban(board):
    for number in range(RULES.failures):
        peer = Peer(board, GUESSER, "anna" if number % 2 else "nobody", "a guess")
        peer.dial(MAIN)
        board.run(0.5)
        assert peer.refused == 403
    assert not keeper(board).admits(GUESSER)
    (ban,) = keeper(board).list_bans()
    assert (ban["place"], ban["reason"]) == (GUESSER, "failures")
    assert ban["until"] - ban["since"] == pytest.approx(60e6, abs=1e4)
    assert keeper(board).lift(GUESSER)
    assert keeper(board).admits(GUESSER)
    assert not keeper(board).lift(GUESSER)


def test_a_company_sees_what_its_own_accounts_led_to(board):
    for number in range(RULES.failures):
        peer = Peer(board, GUESSER, "anna" if number % 2 else "nobody", "a guess")
        peer.dial(MAIN)
        board.run(0.5)
    other = "198.51.100.77"
    for _ in range(RULES.failures):
        peer = Peer(board, other, "nobody", "a guess")
        peer.dial(MAIN)
        board.run(0.5)
    assert [(one["place"], one["names"]) for one in keeper(board).list_bans()] == [
        (other, ("nobody",)),
        (GUESSER, ("nobody", "anna")),
    ]
    (own,) = keeper(board).list_bans("t-one")
    assert (own["place"], own["names"]) == (GUESSER, ["anna"])
    assert keeper(board).list_bans("t-two") == []


@pytest.mark.parametrize("method", ["INVITE", "SUBSCRIBE", "REGISTER"])
def test_the_same_answers_for_unknown_users_and_wrong_passwords(board, method):
    heard = []
    for username in ("anna", "nobody"):
        peer = Peer(board, GUESSER, username, "a guess")
        if method == "INVITE":
            peer.dial(MAIN)
        elif method == "SUBSCRIBE":
            peer.subscribe()
        else:
            peer.register(must=False)
        board.run(3)
        packets = [one for one in board.wire.log if one.flow.remote[0] == GUESSER]
        heard.append([one.data.split(b"\r\n", 1)[0] for one in packets])
        board.wire.log.clear()
    assert heard[0] == heard[1]
    assert b"SIP/2.0 403 Forbidden" in heard[0]


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls", "ws", "wss"])
def test_nonsense_ends_with_a_short_ban_whatever_it_comes_by(board, transport):
    flow = Flow(transport, board.address, (GUESSER, 5060), 0 if transport == "udp" else 7)
    nonsense = (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01" + bytes(40), b"INVITE sip:x SIP/2.0\r\n\r\n")
    for number in range(RULES.unproven):
        board.endpoint.receive(nonsense[number % 3], flow, board.loop.time())
    assert keeper(board).admits(GUESSER)
    board.endpoint.receive(nonsense[0], flow, board.loop.time())
    assert not keeper(board).admits(GUESSER)
    (ban,) = keeper(board).list_bans()
    assert (ban["reason"], ban["until"] - ban["since"]) == ("scanning", pytest.approx(RULES.scan_ban * 1e6, abs=1e4))


@pytest.mark.parametrize("transport", ["tcp", "tls", "ws"])
def test_names_are_scanned_by_any_transport(board, transport):
    flow = Flow(transport, board.address, (GUESSER, 5060), 7)
    now = board.loop.time()
    for number in range(RULES.names):
        request = Request("REGISTER", "sip:example.test", [("From", f"<sip:{number}@example.test>;tag=1")])
        verdict = board.switch.challenger.verify(request, lambda _: None, now)
        keeper(board).judge(verdict, request, flow, now)
    assert keeper(board).admits(GUESSER)
    request = Request("REGISTER", "sip:example.test", [("From", "<sip:last@example.test>;tag=1")])
    later = now + RULES.proof + 1
    keeper(board).judge(board.switch.challenger.verify(request, lambda _: None, later), request, flow, later)
    board.run(RULES.proof + 2)
    assert not keeper(board).admits(GUESSER)


def test_a_registered_phone_may_send_nonsense(board):
    phone = board.phone("anna")
    board.run(1)
    flow = Flow("udp", board.address, (phone.host, 5060))
    for _ in range(RULES.unproven * 2):
        board.endpoint.receive(b"GET / HTTP/1.1\r\n\r\n", flow, board.loop.time())
    assert keeper(board).admits(phone.host)


def test_an_operator_and_a_registered_phone_are_never_banned(board):
    phone = board.phone("anna")
    board.run(1)
    bans = keeper(board).bans
    for address in (OPERATOR[0], phone.host):
        for _ in range(200):
            bans.denied(address, "x", board.loop.time())
        assert keeper(board).admits(address)


def test_a_caller_in_a_call_is_not_banned(board):
    peer = board.phone("anna", registered=False)
    peer.dial(MAIN)
    board.until(lambda: peer.talks)
    for _ in range(200):
        keeper(board).bans.denied(peer.host, "x", board.loop.time())
    assert keeper(board).admits(peer.host)
    peer.hang_up()
    board.ended()


def test_networks_that_the_administrator_named(board):
    keeper(board).never = (ip_network("198.51.100.0/24"),)
    for _ in range(200):
        keeper(board).bans.denied(GUESSER, "x", board.loop.time())
    assert keeper(board).admits(GUESSER)


def test_browsers_behind_a_proxy_of_this_machine_are_not_one_place(board):
    request = Request("REGISTER", "sip:offhook", [("From", "<sip:x@offhook>;tag=1")])
    for transport, admitted in (("ws", True), ("udp", False)):
        flow = Flow(transport, ("127.0.0.1", 80), ("127.0.0.1", 4000), 7)
        for _ in range(100):
            keeper(board).judge(Denied("wrong password", "x", answered=True), request, flow, board.loop.time())
        assert keeper(board).admits("127.0.0.1") is admitted


def test_forged_answers_count_as_requests_only(board):
    request = Request("REGISTER", "sip:offhook", [("From", "<sip:x@offhook>;tag=1")])
    flow = Flow("udp", ("192.0.2.1", 5060), (GUESSER, 5060))
    for _ in range(RULES.failures * 2):
        keeper(board).judge(Denied("incomplete credentials"), request, flow, board.loop.time())
    assert keeper(board).admits(GUESSER)


def test_under_load_new_calls_are_put_off_and_the_rest_goes_on(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    board.run(1)
    anna.dial("202")
    board.until(lambda: boris.rings)
    boris.answer()
    board.until(lambda: anna.talks)
    board.endpoint.ask_first(keeper(board).admits_request)
    for _ in range(40):
        keeper(board).load.lagged(0.5)
    clara = board.phone("clara", registered=False)
    clara.dial(MAIN)
    board.run(2)
    assert clara.refused == 503
    assert [one for one in board.wire.log if b"\r\nRetry-After: " in one.data]
    anna.register()  # a refresh is served
    anna.hang_up()
    board.until(lambda: boris.gone)
    assert keeper(board).load.put_off == 1
    board.run(1)


def test_a_ban_by_hand_is_told_as_the_others_are(board):
    told = keeper(board).impose(GUESSER, 3600, "a note")["ban"]
    assert keeper(board).list_bans() == [told]
    assert (told["reason"], told["note"], told["until"] - told["since"]) == ("manual", "a note", 3600_000_000)
    assert "operator" in keeper(board).impose(OPERATOR[0], 3600, "")["refused"]
    assert keeper(board).impose("x", 3600, "") == {"refused": "x is no address or network"}
