"""Extensions that are no person's, dialled in a menu: they answer, also after the switch was killed."""

from __future__ import annotations

import pytest
from tests.pair.company import MAIN, OUTSIDE, company

from offhook.configuration import Extension


@pytest.mark.parametrize("number", ["600", "*43"])
def test_an_echo_test_in_a_menu(board, number):
    echo = Extension("e-echo", number, "Echo test", "echo")
    board.use(company(extensions=(*company().extensions[:-1], echo)))
    caller = board.operator
    caller.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: "menu_main" in board.spoken())
    caller.press(number)
    board.until(lambda: "echo" in board.steps())
    assert board.detail("extension_dialled") == {"number": number, "name": "Echo test"}
    assert board.media.sessions[caller.session].peer == caller.session
    assert board.restart(away_s=1) == 1
    board.until(lambda: board.steps().count("echo") == 2)
    assert board.steps().count("scenario") == 1
    assert board.media.sessions[caller.session].peer == caller.session
    caller.hang_up()
    assert board.ended().result == "service"
