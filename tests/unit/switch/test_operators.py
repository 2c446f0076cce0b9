"""Registrations at operators with their visible status, and the addresses of host names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.pair.company import MAIN, OPERATOR, OUTSIDE, company

from offhook.configuration import Configuration, Trunk

if TYPE_CHECKING:
    from tests.pair.board import Board

ACCOUNT = Trunk("k-op", "Operator", OPERATOR[0], register=True, username="u", secret="s")
NAMED = Trunk("k-op", "Operator", "sip.operator.test")


def configure(board: Board, *trunks: Trunk) -> None:
    board.use(company(trunks=trunks))
    board.loop.call_soon(board.operators.configure, board.configuration)
    board.run(1)


def status(board: Board, trunk: str = "k-op") -> str:
    return board.operators.status()[trunk]["status"]


def asked(board: Board) -> list[tuple[str, str | None]]:
    return [(request.method, request.get("Contact")) for request in board.operator.asked]


def test_registering_with_a_password(board):
    board.operator.answers["REGISTER"] = [401, 200]
    configure(board, ACCOUNT)
    assert status(board) == "registered"
    first, second = board.operator.asked
    assert first.uri == "sip:198.51.100.1"
    assert first.to.uri == "sip:u@198.51.100.1"
    assert second.contacts[0].uri == "sip:u@192.0.2.1:5060"
    assert 'username="u"' in (second.get("Authorization") or "")
    found = board.operators.status()["k-op"]
    assert (found["last_status"], found["last_reason"]) == (200, "OK")
    assert found["since"] is not None
    assert found["next_attempt"] > found["since"]


def test_registration_is_renewed(board):
    configure(board, ACCOUNT)
    board.run(3600)
    assert len(board.operator.asked) >= 2
    assert status(board) == "registered"


@pytest.mark.parametrize("answer", [403, 500])
def test_refusal_is_shown_and_tried_again(board, answer):
    board.operator.answers["REGISTER"] = [answer, 200]
    configure(board, ACCOUNT)
    assert status(board) == "failed"
    assert board.operators.status()["k-op"]["last_status"] == answer
    board.run(4000)
    assert status(board) == "registered"


def test_wrong_password_is_not_hammered(board):
    board.operator.answers["REGISTER"] = [401]
    configure(board, ACCOUNT)
    assert status(board) == "failed"
    assert len(board.operator.asked) <= 3


def test_operator_that_does_not_answer(board):
    board.wire.parties.pop(OPERATOR)
    configure(board, ACCOUNT)
    assert status(board) == "registering"
    board.run(40)
    assert (status(board), board.operators.status()["k-op"]["last_status"]) == ("failed", 408)


def test_account_that_is_wanted_no_more_is_unregistered(board):
    configure(board, ACCOUNT)
    configure(board)
    assert board.operators.status() == {}
    assert (
        board.operator.asked[-1].contacts[0].parameters.get("expires", board.operator.asked[-1].get("Expires")) == "0"
    )


def test_changed_account_is_registered_anew(board):
    configure(board, ACCOUNT)
    changed = Trunk("k-op", "Operator", OPERATOR[0], register=True, username="other", secret="s")
    configure(board, changed)
    assert board.operator.asked[-1].to.uri == "sip:other@198.51.100.1"
    assert status(board) == "registered"


def test_unchanged_account_is_left_alone(board):
    configure(board, ACCOUNT)
    configure(board, ACCOUNT)
    assert len(board.operator.asked) == 1


def test_trunk_by_address_needs_no_registration(board):
    configure(board, Trunk("k-op", "Operator", OPERATOR[0]))
    assert status(board) == "by address"
    assert board.operator.asked == []


def test_host_name_is_resolved_and_calls_are_known_by_it(board):
    board.zone.hosts["sip.operator.test"] = [OPERATOR[0]]
    configure(board, NAMED)
    assert board.operators.addresses == {"sip.operator.test": (OPERATOR[0],)}
    assert status(board) == "by address"
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: board.operator.talks)


def test_name_that_is_not_known_is_said_and_tried_again_soon(board):
    configure(board, NAMED)
    found = board.operators.status()["k-op"]
    assert (found["status"], found["last_reason"]) == (
        "no address",
        "sip.operator.test has no known address: there is no such name",
    )
    board.zone.hosts["sip.operator.test"] = [OPERATOR[0]]
    board.run(20)
    assert status(board) == "by address"


def test_operator_of_an_ip_version_that_we_do_not_have(board):
    configure(board, Trunk("k-op", "Operator", "2001:db8::9", register=True, username="u", secret="s"))
    found = board.operators.status()["k-op"]
    assert found["gateways"][0]["reason"] == "SIP listens on no address of the IP version of 2001:db8::9"
    assert board.operator.asked == []


def test_operator_that_is_added_later_is_resolved_at_once(board):
    configure(board)
    board.zone.hosts["sip.operator.test"] = [OPERATOR[0]]
    configure(board, NAMED)
    assert status(board) == "by address"


def test_name_that_cannot_be_one_harms_no_other(board):
    board.zone.hosts["sip.operator.test"] = [OPERATOR[0]]
    configure(board, Trunk("k-bad", "Bad", "x" * 70 + ".test"), NAMED)
    assert (status(board, "k-bad"), status(board)) == ("no address", "by address")


def test_old_addresses_count_while_names_cannot_be_resolved(board):
    board.zone.hosts["sip.operator.test"] = [OPERATOR[0]]
    configure(board, NAMED)
    board.zone.away = True
    board.run(4000)
    assert status(board) == "by address"
    (gateway,) = board.operators.status()["k-op"]["gateways"]
    assert gateway["name_trouble"] == "DNS does not answer (192.0.2.53)"
    assert [one["address"] for one in gateway["targets"]] == [OPERATOR[0]]
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: board.operator.talks)


def test_addresses_of_before_are_known_for_an_hour(board):
    board.zone.ttl_s = 20
    board.zone.hosts["sip.operator.test"] = [OPERATOR[0]]
    configure(board, NAMED)
    board.zone.hosts["sip.operator.test"] = ["198.51.100.77"]
    board.run(60)
    assert set(board.operators.addresses["sip.operator.test"]) == {"198.51.100.77", OPERATOR[0]}
    board.run(3700)
    assert board.names.addresses() == {"sip.operator.test": ("198.51.100.77",)}


def test_name_with_new_addresses(board):
    board.zone.hosts["sip.operator.test"] = ["198.51.100.77"]
    configure(board, NAMED)
    board.zone.hosts["sip.operator.test"] = [OPERATOR[0], OPERATOR[0]]
    board.run(301)
    assert OPERATOR[0] in board.operators.addresses["sip.operator.test"]
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: board.operator.talks)


def test_registration_waits_for_the_address(board):
    named = Trunk("k-op", "Operator", "sip.operator.test", register=True, username="u", secret="s", domain="op.test")
    configure(board, named)
    assert board.operator.asked == []
    assert status(board) == "no address"
    board.zone.hosts["sip.operator.test"] = [OPERATOR[0]]
    board.run(20)
    assert status(board) == "registered"
    assert board.operator.asked[0].to.uri == "sip:u@op.test"


def test_leaving(board):
    configure(board, ACCOUNT)
    board.loop.run_until_complete(board.operators.stop())
    assert len(board.operator.asked) == 2
    assert status(board) == "off"


def test_leaving_does_not_wait_for_ever(board):
    configure(board, ACCOUNT)
    board.wire.parties.pop(OPERATOR)
    at = board.loop.time()
    board.loop.run_until_complete(board.operators.stop())
    assert board.loop.time() - at == pytest.approx(2, abs=0.1)


def test_nothing_is_configured(board):
    board.loop.call_soon(board.operators.configure, Configuration((), 0))
    board.run(1)
    assert board.operators.status() == {}
