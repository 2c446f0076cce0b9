"""Passwords as argon2id hashes (RFC 9106), computed in threads, few at once: each takes 64 MiB and some 50 ms."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

if TYPE_CHECKING:
    from collections.abc import Callable

AT_ONCE = 2
Result = TypeVar("Result")


class Passwords:
    """Hashes and checks passwords without holding up the event loop."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        """Return the hash of a password, with its parameters and salt."""
        return await self._compute(lambda: self._hasher.hash(password))

    async def matches(self, stored: str | None, password: str) -> bool:
        """Say whether `password` is the stored one; without a stored one it is not, after the same time."""
        if stored is None:
            await self.hash(password)
            return False
        return await self._compute(lambda: self._verify(stored, password))

    def outdated(self, stored: str) -> bool:
        """Say whether a hash has weaker parameters than new ones get."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _compute(self, function: Callable[[], Result]) -> Result:
        async with self._turns:
            return await asyncio.to_thread(function)
