"""A company that is suspended, or whose plan is full: who is turned away, how, and who is not; beside another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from tests.pair.company import MAIN, OUTSIDE, company
from tests.pair.test_transfer import called_from_outside, hears, talk

from offhook.call.recording_rules import Facts, decide
from offhook.configuration import RecordingRule

if TYPE_CHECKING:
    from tests.pair.board import Board

SINCE = "2026-11-01T00:00:00+00:00"


def suspend(board: Board) -> None:
    board.use(company(suspended_at=SINCE))


def test_telephones_of_a_suspended_company_come_back_by_themselves(board: Board) -> None:
    """They are told to try again later, and nobody is banned for trying."""
    suspend(board)
    anna = board.phone("anna", registered=False)
    anna.register(must=False)
    assert not board.registrar.bindings("anna")
    assert anna.account is not None
    assert anna.account.status.last_status == 503
    board.use(company())
    anna.register()
    assert board.registrar.bindings("anna")


def test_calls_to_and_from_a_suspended_company_are_refused_with_a_reason(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    suspend(board)
    anna.dial("202")
    board.until(lambda: bool(board.calls) and board.over)
    (call,) = board.calls
    assert (call.result, call.status, call.reason) == ("failed", 403, "the company is suspended")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: len(board.calls) > 1 and board.over)
    assert (board.calls[-1].status, board.calls[-1].reason) == (480, "the company is suspended")
    assert not boris.rings


@pytest.mark.parametrize("more", [{"suspended_at": SINCE}, {"max_channels": 1}])
def test_emergency_services_are_always_called(board: Board, more: dict[str, object]) -> None:
    anna, boris, dora = (board.phone(name) for name in ("anna", "boris", "dora"))
    talk(board, anna, "202", boris)
    board.use(company(**more))
    dora.dial("112")
    board.until(lambda: bool(board.operator.invites))
    assert board.operator.invites[0].request.uri.startswith("sip:112@")


def test_calls_that_go_on_are_left_alone_also_over_a_restart(board: Board) -> None:
    boris = board.phone("boris")
    dialog = called_from_outside(board, boris)
    suspend(board)
    board.run(5)
    assert hears(board, boris) == board.operator.host
    assert board.restart() == 1
    boris.hang_up(dialog)
    assert board.ended().result == "answered"


def test_one_call_more_than_the_plan_has_is_turned_away(board: Board) -> None:
    """The next one after that goes through; a company without a limit has none."""
    board.use(company(max_channels=1))
    anna, boris, clara, dora = (board.phone(name) for name in ("anna", "boris", "clara", "dora"))
    talk(board, anna, "202", boris)
    clara.dial("204")
    board.until(lambda: any(call.status for call in board.calls))
    refused = board.calls[-1]
    assert (refused.status, refused.reason) == (503, "all 1 calls of the company's plan are taken")
    assert not dora.rings
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: len(board.calls) == 3 and board.calls[-1].status is not None)
    assert board.calls[-1].status == 480
    anna.hang_up()
    board.until(lambda: board.over)
    clara.dial("204")
    board.until(lambda: dora.rings)


def test_a_full_company_takes_nothing_from_another(board: Board) -> None:
    """Both have the same extensions; only what is unique in the installation differs."""
    first = company(max_channels=1)
    second = msgspec.structs.replace(
        company(),
        id="t-two",
        sip_domain="second.test",
        devices=(msgspec.structs.replace(company().devices[2]), msgspec.structs.replace(company().devices[3])),
        numbers=(),
        trunks=(),
    )
    board.use(msgspec.structs.replace(first, devices=first.devices[:2]), second)
    anna, boris, clara, dora = (board.phone(name) for name in ("anna", "boris", "clara", "dora"))
    talk(board, anna, "202", boris)
    clara.dial("204")
    board.until(lambda: dora.rings)


def test_without_room_only_what_a_rule_demands_is_recorded() -> None:
    full = company(storage_full=True)
    facts = Facts("a call", "inbound", MAIN)
    assert decide(company(), facts, None).mode == "always"
    assert decide(full, facts, None).mode == "never"
    demanded = msgspec.structs.replace(full, recording_rules=(RecordingRule("r-all", "By law"),))
    assert decide(demanded, facts, None).mode == "always"
