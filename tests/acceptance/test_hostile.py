"""Damaged datagrams, to signalling and sound, while people talk: nobody notices. The long run is `bench.hostile`."""

from __future__ import annotations

import asyncio

import pytest
from bench.hostile import attack

pytestmark = pytest.mark.real_time


def test_five_thousand_damaged_datagrams_hurt_no_call() -> None:
    outcome = asyncio.run(attack(datagrams=5_000, rate=800, calls=20, seed=5))
    assert outcome.complaints() == [], outcome
    assert outcome.datagrams == 5_000
