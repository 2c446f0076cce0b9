"""What calls leave behind when they are over: nothing, without the garbage collector's help."""

from __future__ import annotations

import gc
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from tests.pair.peer import describe
from tests.pair.test_conference import three_by_code
from tests.pair.test_early import branch, dialled
from tests.pair.test_queue import caller, with_queue
from tests.pair.test_transfer import called_from_outside, refer, replaces, talk

from offhook.call.call import Call
from offhook.call.leg import Leg
from offhook.sip.dialog import Dialog
from offhook.sip.invite import ClientInvite, ServerInvite
from offhook.sip.transaction import ClientTransaction, ServerTransaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.pair.board import Board

LINGERING = 70.0  # seconds until SIP has forgotten a call: twice 64·T1, and a little
OF_SIP = (Dialog, ClientInvite, ServerInvite, ClientTransaction, ServerTransaction)


def answered(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    anna.reinvite(describe(anna.host, direction="sendonly", version=2))
    board.run(1)
    anna.hang_up()


def hung_up_by_the_called(board: Board) -> None:
    boris = board.phone("boris")
    boris.hang_up(called_from_outside(board, boris))


def cancelled(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    anna.cancel()


def refused(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    boris.refuse(603)


def wrongly_dialled(board: Board) -> None:
    board.phone("anna").dial("299")
    board.until(lambda: bool(board.exchange.calls))


def given_up_by_the_system(board: Board) -> None:
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    board.loop.run_until_complete(board.exchange.end_all("the switch stops"))


def transferred(board: Board) -> None:
    boris, clara = board.phone("boris"), board.phone("clara")
    refer(boris, called_from_outside(board, boris), "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    clara.answer()
    board.run(3)
    board.operator.hang_up()


def transferred_after_asking(board: Board) -> None:
    boris, clara = board.phone("boris"), board.phone("clara")
    first = called_from_outside(board, boris)
    second, _ = talk(board, boris, "203", clara)
    refer(boris, first, replaces(second))
    board.run(2)
    board.operator.hang_up()


def queued(board: Board) -> None:
    with_queue(board)
    anna, boris = board.phone("anna"), board.phone("boris")
    caller(board)
    board.until(lambda: anna.rings or boris.rings)
    (anna if anna.rings else boris).answer()
    board.run(3)
    board.operator.hang_up()


def forked(board: Board) -> None:
    anna = dialled(board)
    branch(board, 183, "one", 4002)
    branch(board, 183, "two", 4004)
    branch(board, 199, "two")
    branch(board, 183, "three", 4006)
    branch(board, 200, "one")
    board.until(lambda: anna.talks)
    anna.hang_up()


def cancelled_while_forked(board: Board) -> None:
    anna = dialled(board)
    branch(board, 183, "one", 4002)
    branch(board, 183, "two", 4004)
    anna.cancel()


def parked_and_left(board: Board) -> None:
    boris = board.phone("boris")
    called_from_outside(board, boris)
    boris.press("##*70")
    board.until(lambda: "parked" in board.steps())
    board.run(2)
    board.operator.hang_up()


def three(board: Board) -> None:
    three_by_code(board)
    board.run(3)
    board.operator.hang_up()
    board.run(1)
    board.loop.run_until_complete(board.exchange.end_all("the switch stops"))


KINDS = (
    answered,
    hung_up_by_the_called,
    cancelled,
    refused,
    wrongly_dialled,
    given_up_by_the_system,
    transferred,
    transferred_after_asking,
    queued,
    forked,
    cancelled_while_forked,
    parked_and_left,
    three,
)


def held(board: Board) -> Iterator[Any]:
    """The objects of calls that the switch still has, reachable or not."""
    for one in gc.get_objects():
        if isinstance(one, (Call, Leg)) or (isinstance(one, OF_SIP) and one.flow.local == board.address):
            yield one


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_nothing_is_left_and_nothing_waits_for_the_collector(board: Board, kind: Callable[[Board], None]) -> None:
    phones = {name: board.phone(name) for name in ("anna", "boris", "clara")}
    board.phone = lambda name: phones[name]  # type: ignore[assignment, method-assign]  made anew, they would leave some
    board.run(LINGERING)
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        kind(board)
        board.until(lambda: board.over)
        board.run(1)
        board.switch_party.log.clear()
        assert Counter(type(one).__name__ for one in held(board) if isinstance(one, (Call, Leg))) == {}
        board.run(LINGERING)
        board.switch_party.log.clear()
        assert Counter(type(one).__name__ for one in held(board)) == {}
        gc.collect()
        left = gc.garbage[:]
        assert Counter(type(one).__name__ for one in left) == {}
    finally:
        del board.phone
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
