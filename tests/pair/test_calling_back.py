"""What an agent presses while a promised call back goes on does what it does in any other conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.pair.company import ANNA
from tests.pair.test_queue import promised, serve, with_queue
from tests.pair.test_supervising import heard
from tests.pair.test_transfer import hears

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

    from offhook.sip.dialog import Dialog


def called_back(board: Board) -> tuple[Peer, Dialog, Dialog]:
    """Anna talks to the customer whom she was to call back; return her telephone, its dialog and the customer's."""
    anna = board.phone("anna")
    with_queue(board)
    promised(board)
    floors = board.switch.services.floors
    before = len(board.operator.invites)
    floors.floor("t-one").desk.sign_in(ANNA.id, floors.now())
    dialog = serve(board, anna)
    board.until(lambda: len(board.operator.invites) == before + 1)
    customer = board.operator.answer()
    board.until(lambda: board.steps().count("connected") == 1)
    board.run(0.5)
    assert hears(board, anna) == board.operator.host
    return anna, dialog, customer


def over(board: Board) -> None:
    board.until(lambda: board.over)
    board.run(0.5)
    assert board.calls[-1].result == "answered"
    assert board.journal.state.promises == {}


@pytest.mark.requirement("FE-05", "RT-11")
def test_transfer_by_keys(board: Board) -> None:
    anna, _, _ = called_back(board)
    boris = board.phone("boris")
    anna.press("##")
    board.run(0.5)
    anna.press("202#")
    board.until(lambda: boris.rings)
    theirs = boris.answer()
    board.until(lambda: board.steps().count("connected") == 2)
    board.run(0.5)
    assert hears(board, boris) == board.operator.host
    boris.hang_up(theirs)
    over(board)
    assert anna.gone


def test_nobody_takes_the_transfer_and_the_agent_has_the_customer_back(board: Board) -> None:
    anna, _, customer = called_back(board)
    boris = board.phone("boris")
    anna.press("##")
    board.run(0.5)
    anna.press("202#")
    board.until(lambda: boris.rings)
    boris.refuse(486)
    board.until(lambda: board.steps().count("connected") == 2)
    board.run(0.5)
    assert hears(board, anna) == board.operator.host
    board.operator.hang_up(customer)
    over(board)


@pytest.mark.parametrize("dies", [False, True])
def test_a_third_one_comes_in(board: Board, *, dies: bool) -> None:
    anna, dialog, _ = called_back(board)
    clara = board.phone("clara")
    anna.press("*3")
    board.run(0.5)
    anna.press("203#")
    board.until(lambda: clara.rings)
    theirs = clara.answer()
    board.until(lambda: "consulting" in board.steps())
    board.run(0.5)
    anna.press("*3")
    board.run(0.5)
    three = {"anna": anna, "clara": clara, "operator": board.operator}
    if dies:
        assert board.restart(away_s=1) == 1
        with_queue(board)
        board.run(1)
    assert heard(board, **three) == {"anna": "co", "clara": "ao", "operator": "ac"}
    anna.hang_up(dialog)
    board.run(1)
    assert hears(board, clara) == board.operator.host
    clara.hang_up(theirs)
    over(board)
