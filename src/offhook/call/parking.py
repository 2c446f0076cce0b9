"""Parked calls: a party waits on a slot of the company until somebody takes it from any telephone.

Invariant: a slot holds one call; the call itself remembers on which slot it waits, so a call that ends leaves none
taken. Who comes first has it: `taken` is set in the same turn of the loop in which somebody is let in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from offhook.call.call import Call
    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg
    from offhook.codes import Codes

MOST_SLOTS = 99
ANY_SLOT = 0


@dataclass(slots=True)
class Parked:
    """A party that waits on a slot since a time (UTC, microseconds)."""

    slot: int
    leg: Leg
    since: int
    taken: bool = False


def read_slot(codes: Codes, dialled: str) -> int | None:
    """Return the slot that the code for parking means, 0 where it names none; None for anything else."""
    code = codes.park
    if not code or not dialled.startswith(code):
        return None
    rest = dialled.removeprefix(code)
    if not rest:
        return ANY_SLOT
    return int(rest) if rest.isascii() and rest.isdigit() and rest[0] != "0" and int(rest) <= MOST_SLOTS else None


def parked_calls(exchange: Exchange, company_id: str) -> Iterator[tuple[Call, Parked]]:
    """Give the calls of a company that wait on a slot."""
    for call in exchange.calls.values():
        if call.company.id == company_id and call.parked is not None:
            yield call, call.parked


def find_parked(exchange: Exchange, company_id: str, slot: int) -> Call | None:
    """Return the call on a slot; for any slot the one that waits longest."""
    found = [one for one in parked_calls(exchange, company_id) if slot in {ANY_SLOT, one[1].slot} and not one[1].taken]
    return min(found, key=lambda one: one[1].since)[0] if found else None


def free_slot(exchange: Exchange, company_id: str, wanted: int) -> int | None:
    """Return the slot that is wanted, for any the first that is free; None when it, or all, are taken."""
    taken = {parked.slot for _, parked in parked_calls(exchange, company_id)}
    slots = range(1, MOST_SLOTS + 1) if wanted == ANY_SLOT else (wanted,)
    return next((slot for slot in slots if slot not in taken), None)


def show_parked(call: Call, parked: Parked | None, slot: int) -> None:
    """Let a call wait on a slot, or no longer, which the lamps of the slot tell."""
    call.parked = parked
    call.exchange.on_parking(call.company.id, slot)
