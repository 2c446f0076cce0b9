"""Rounds of queues on the loop that a switch runs on: its timers of this moment do not tell when they are."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
import uvloop

from offhook.call.floors import SETTLING_SECONDS, Floors


@pytest.mark.parametrize("later", [0.0, 1.0])
def test_a_round_is_asked_for_again_and_again(later: float) -> None:
    loop = uvloop.new_event_loop()
    try:
        floors = Floors(SimpleNamespace(loop=loop), lambda *_: False)  # type: ignore[arg-type]
        floors.begin()
        loop.run_until_complete(asyncio.sleep(SETTLING_SECONDS))
        floors.soon("t-one", later)
        floors.soon("t-one")
        floors.soon("t-one", 5.0)
        due, _ = floors._timers["t-one"]
        assert due <= loop.time(), "the earliest that was asked for counts"
    finally:
        loop.close()
