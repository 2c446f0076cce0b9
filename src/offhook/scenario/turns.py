"""Whose turn it is: the memory behind the orders in which members are rung.

Invariant: kept by the switch that owns the company, for as long as it runs; after a restart turns begin anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Turns:
    """Who was begun with, and who was called, in which order."""

    def __init__(self) -> None:
        self._begun: dict[tuple[str, str, str], str] = {}
        self._called: dict[tuple[str, str], int] = {}
        self._count = 0

    def rotated(self, company: str, scenario: str, node: str, members: Sequence[str]) -> list[str]:
        """Return the members beginning with the one after the last that a call began with."""
        before = self._begun.get((company, scenario, node))
        first = (members.index(before) + 1) % len(members) if before in members else 0
        self._begun[company, scenario, node] = members[first]
        return [*members[first:], *members[:first]]

    def longest_uncalled(self, company: str, members: Sequence[str]) -> list[str]:
        """Return the members, those first that were not called for the longest time."""
        return sorted(members, key=lambda member: self._called.get((company, member), 0))

    def called(self, company: str, member: str) -> None:
        """Note that a member is rung now."""
        self._count += 1
        self._called[company, member] = self._count
