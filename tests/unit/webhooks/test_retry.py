"""When an attempt in vain is made again."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from offhook.webhooks.retry import LONGEST_S, pause


@given(st.integers(1, 10_000), st.integers(0, 2**32), st.floats(0, 1e6))
def test_a_pause_is_between_a_second_and_an_hour(attempts: int, seed: int, wished: float) -> None:
    found = pause(attempts, Random(seed), wished)
    assert 1.0 <= found <= LONGEST_S
    assert found >= min(wished, LONGEST_S)


def test_pauses_grow_to_an_hour_and_differ() -> None:
    chance = Random(1)
    assert pause(1, chance) <= 2
    assert 2 <= pause(3, chance) <= 8
    assert pause(50, chance) >= LONGEST_S / 2
    assert len({pause(8, chance) for _ in range(20)}) == 20


def test_a_day_has_some_dozen_attempts() -> None:
    chance, at, attempts = Random(2), 0.0, 0
    while at < 24 * 3600:
        attempts += 1
        at += pause(attempts, chance)
    assert 25 <= attempts <= 60
