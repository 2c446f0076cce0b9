"""Names that strangers choose for themselves."""

import pytest
from tests.pair.company import MAIN, OUTSIDE

from offhook.switch.said import LONGEST_NAME, shown_name


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Jüri Õunapuu 👍", "Jüri Õunapuu 👍"),
        ("\x1b]0;owned\x07\x1b[31mRED", "]0;owned [31mRED"),
        ("a\tb\r\nc\x00", "a b c"),
        ("\u202egpj.exe", "gpj.exe"),
        ("J\udcfcri", "J ri"),
        ("A" * 20_000, "A" * LONGEST_NAME),
        ("", ""),
    ],
)
def test_names_are_fit_for_one_line(sent, shown):
    assert shown_name(sent) == shown


def test_caller_in_the_history_is_printable(board):
    board.operator.dial(MAIN, shown="%1b%5b31m%0d%0a" + OUTSIDE, name="\x1b[31mRED")
    board.until(lambda: board.operator.talks)
    assert (board.call.caller.number, board.call.caller.name) == ("[31m  " + OUTSIDE, "[31mRED")
