"""Which passwords are taken."""

from __future__ import annotations

import pytest

from offhook.access.policy import LONGEST, SHORTEST, check_password
from offhook.errors import InvalidValue


@pytest.mark.parametrize(
    "password",
    [
        "seven green umbrellas",
        "correct horse battery",
        "xK3!pq88Lm",
        "дождь над рекой",
        "a" * 5 + "bcdef" * 3,
        "long enough",
    ],
)
def test_long_ones_are_taken(password: str) -> None:
    check_password("dora@example.com", password)


@pytest.mark.parametrize(
    "password",
    [
        "short", "x" * 9, "x" * (LONGEST + 1), "1234567890", "0987654321", "aaaaaaaaaaaa", "abababababab",
        "password2024", "P@ssw0rd2024!", "!!!Qwertyuiop1", "Letmein_12345", "Welcome1234",
        "dora@example.com", " DORA@example.com ", "Offhook2026!",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(InvalidValue) as told:
        check_password("dora@example.com", password, "new")
    assert told.value.field == "new"


def test_the_demos_and_the_shortest_are_taken() -> None:
    for login in ("admin", "agent", "supervisor", "accountant", "auditor"):
        check_password(login, f"demo-{login}" if login != "admin" else "demo-admin")
    check_password("x", "q7" * (SHORTEST // 2 - 2) + "rstu")
