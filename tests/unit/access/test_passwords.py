"""Passwords: argon2id at a cost that is worth the name, without holding up the loop."""

from __future__ import annotations

import asyncio

import pytest
from argon2 import Type, extract_parameters

from offhook.access.passwords import Passwords


async def test_real_cost_and_match() -> None:
    passwords = Passwords()
    first, second = await asyncio.gather(passwords.hash("correct horse"), passwords.hash("correct horse"))
    assert first != second
    facts = extract_parameters(first)
    # OWASP's least for argon2id: 19 MiB and two passes.
    assert facts.type is Type.ID
    assert facts.memory_cost >= 19 * 1024
    assert facts.time_cost >= 2
    assert await passwords.matches(first, "correct horse")
    assert not await passwords.matches(first, "correct horse ")
    assert not await passwords.matches(None, "correct horse")
    assert not passwords.outdated(first)


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$v=19$m=1", "$2b$12$abcdefghijklmnopqrstuv"])
async def test_damaged_hash_matches_nothing(stored: str) -> None:
    assert not await Passwords().matches(stored, "plain")


async def test_the_loop_goes_on() -> None:
    """Turns of the loop happen during the computation; computed in the loop there would be none."""

    async def turns() -> int:
        hashing = asyncio.create_task(Passwords().hash("correct horse"))
        count = 0
        while not hashing.done():
            await asyncio.sleep(0.001)
            count += 1
        return count

    assert max([await turns() for _ in range(10)]) > 2  # a busy machine lets the thread run first now and then
