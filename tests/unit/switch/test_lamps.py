"""Message lamps: who may subscribe, what is told, and what outlives the process and the database."""

from __future__ import annotations

import pytest
from tests.pair.board import EPOCH
from tests.pair.company import BORIS, DORA, company

from offhook.configuration import Device


def kinds(board, word: str) -> list[str]:
    return [kind for kind in board.wire.kinds(board.switch_party) if word in kind]


def test_subscribing_needs_a_password(board):
    dora = board.phone("dora")
    dora.credentials = None
    dora.subscribe()
    board.run(1)
    assert dora.responses[-1] == 401
    assert dora.lamps == []


def test_device_without_mailbox(board):
    lobby = Device("d-lobby", "lobby", "secret of lobby", None)
    board.use(company(devices=(*company().devices, lobby)))
    phone = board.phone("anna", registered=False)
    phone.username, phone.credentials = "lobby", phone.credentials.__class__("lobby", "secret of lobby")
    phone.subscribe()
    board.run(1)
    assert phone.responses[-1] == 404


def test_extension_without_voicemail_has_no_lamp(board):
    clara = board.phone("clara")
    clara.subscribe()
    board.run(1)
    assert clara.responses[-1] == 404


def test_counts_are_of_the_own_box(board):
    board.mailboxes.counts = {DORA.id: (1, 0), BORIS.id: (7, 7)}
    dora = board.phone("dora")
    dora.subscribe()
    board.run(1)
    assert dora.lamps == ["0/0", "1/0"]
    assert board.mailboxes.asked == [("t-one", DORA.id)]
    body = dora.asked[-1].body.decode()
    assert "Messages-Waiting: yes" in body
    assert "Message-Account: sip:204@example.test" in body


def test_heard_message_puts_the_lamp_out(board):
    board.mailboxes.counts[DORA.id] = (1, 0)
    dora = board.phone("dora")
    dora.subscribe()
    board.run(1)
    board.mailboxes.counts[DORA.id] = (0, 1)
    board.loop.call_soon(board.lamps.changed, "t-one", DORA.id)
    board.run(1)
    assert dora.lamps[-1] == "0/1"
    told = len(dora.asked)
    board.loop.call_soon(board.lamps.refresh)  # nothing changed: nothing is told
    board.run(1)
    assert len(dora.asked) == told


def test_database_away_leaves_the_known_count(board):
    board.mailboxes.counts[DORA.id] = (2, 0)
    dora = board.phone("dora")
    dora.subscribe()
    board.run(1)
    board.mailboxes.away = True
    board.loop.call_soon(board.lamps.message_left, board.switch.installation.offices["t-one"], DORA.id)
    board.run(5)
    assert dora.lamps[-1] == "3/0"
    board.mailboxes.away = False
    board.mailboxes.counts[DORA.id] = (3, 0)
    board.loop.call_soon(board.lamps.refresh)
    board.run(1)
    assert dora.lamps[-1] == "3/0"


def test_first_subscription_while_the_database_is_away(board):
    board.mailboxes.away = True
    dora = board.phone("dora")
    dora.subscribe()
    board.run(1)
    assert dora.lamps == ["0/0"]
    board.mailboxes.away = False
    board.mailboxes.counts[DORA.id] = (1, 0)
    board.loop.call_soon(board.lamps.refresh)
    board.run(1)
    assert dora.lamps == ["0/0", "1/0"]


def test_lamp_stays_lit_over_a_restart_without_database(board):
    board.mailboxes.counts[DORA.id] = (2, 1)
    dora = board.phone("dora")
    dora.subscribe()
    board.run(1)
    dora.asked.clear()
    board.mailboxes.away = True
    board.restart(away_s=3)
    board.run(1)
    assert dora.lamps == ["2/1"]
    board.mailboxes.away = False
    board.mailboxes.counts[DORA.id] = (0, 3)
    board.loop.call_soon(board.lamps.refresh)
    board.run(1)
    assert dora.lamps == ["2/1", "0/3"]


def test_subscriptions_are_written_when_they_change_only(board):
    dora = board.phone("dora")
    dora.subscribe()
    board.run(1)
    assert len(board.journal.state.subscriptions) == 1
    before = len(board.journal.octets)
    board.loop.call_soon(board.lamps.pump)
    board.run(1)
    assert len(board.journal.octets) == before


def test_a_subscription_writes_nothing_about_other_mailboxes(board):
    dora, anna = board.phone("dora"), board.phone("anna")
    dora.subscribe()
    board.run(1)
    (before,) = board.journal.state.subscriptions
    seen = len(board.journal.octets)
    anna.subscribe()
    board.run(1)
    assert set(board.journal.state.subscriptions) > {before}
    assert before.encode() not in bytes(board.journal.octets[seen:])


def test_phone_that_refuses_is_told_no_more(board):
    dora = board.phone("dora")
    dora.answers["NOTIFY"] = [481]
    dora.subscribe()
    board.run(1)
    assert not board.journal.state.subscriptions


def test_phone_that_is_gone_is_told_no_more(board):
    dora = board.phone("dora")
    dora.subscribe()
    board.run(1)
    board.wire.parties.pop(dora.party.address)
    board.loop.call_soon(board.lamps.message_left, board.switch.installation.offices["t-one"], DORA.id)
    board.run(40)
    assert not board.journal.state.subscriptions


def test_subscription_runs_out(board):
    dora = board.phone("dora")
    dora.subscribe(expires=600)
    board.run(590)
    assert len(board.journal.state.subscriptions) == 1
    board.run(20)
    assert not board.journal.state.subscriptions
    assert dora.asked[-1].get("Subscription-State") == "terminated;reason=timeout"


def test_another_package_is_refused(board):
    dora = board.phone("dora")
    dora.subscribe(package="conference")
    board.run(1)
    assert dora.responses[-1] == 489


def test_subscriptions_by_a_closed_connection_are_forgotten(board):
    dora = board.phone("dora", transport="tcp")
    dora.subscribe()
    board.run(1)
    ((saved,),) = board.journal.state.subscriptions.values()
    board.lamps.connection_closed(saved["flow"][-1])
    board.loop.call_soon(board.lamps.pump)
    board.run(1)
    assert not board.journal.state.subscriptions


def test_expiry_is_of_the_wall_clock(board, monkeypatch):
    monkeypatch.setattr("offhook.switch.lamps.time.time", lambda: EPOCH + board.loop.time())
    dora = board.phone("dora")
    dora.subscribe(expires=600)
    board.run(1)
    ((saved,),) = board.journal.state.subscriptions.values()
    assert saved["expires"] - EPOCH - board.loop.time() == pytest.approx(599, abs=1)
