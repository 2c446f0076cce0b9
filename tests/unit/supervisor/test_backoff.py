"""The first death is free, further ones cost ever more, a good life is forgiven."""

from __future__ import annotations

from offhook.supervisor.backoff import HEALTHY_SECONDS, LONGEST_PAUSE, Backoff


def test_pauses_grow_to_a_limit_and_start_again_after_a_good_life() -> None:
    backoff = Backoff()
    pauses = [backoff.pause(0.1) for _ in range(10)]
    assert pauses[:5] == [0.0, 0.5, 1.0, 2.0, 4.0]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    assert backoff.pause(HEALTHY_SECONDS) == 0.0
    assert backoff.pause(0.1) == 0.5
