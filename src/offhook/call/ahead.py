"""Calls made ready ahead: their ids, and two sessions of each at the media server, with ports.

To open a session takes a round trip, and a switch that sleeps and wakes up pays more for that than for the command.
Invariant: what is taken belongs to a call, which closes what it does not use (`Exchange._finish`); what nobody took
goes with the media server, or is closed by the next process (`switch/recovery.py`).
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from offhook.call.leg import ORPHAN_SECONDS
from offhook.errors import MediaError
from offhook.ids import new_id
from offhook.media import protocol as media

if TYPE_CHECKING:
    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg

_PAUSE_SECONDS: Final = 1.0  # after a refusal


@dataclass(slots=True)
class Prepared:
    """A call to come.

    `legs` are ids for its first legs, `ports` those of the sessions that wait for them at a local `address`.
    """

    call_id: str
    address: str
    legs: deque[str]
    ports: dict[str, int] = field(default_factory=dict)


class Ahead:
    """Keeps up to `most` calls ready for each local address that calls come by; the first one there waits as ever."""

    def __init__(self, exchange: Exchange, most: int) -> None:
        self._exchange = exchange
        self._most = most
        self._ready: dict[str, deque[Prepared]] = {}
        self._not_before: dict[str, float] = {}  # loop time; infinite while some are being made

    def take(self, address: str) -> Prepared | None:
        """Return a call whose sessions are bound to a local address; None when there is none."""
        if not self._most or not self._exchange.media.connected:
            return None
        ready = self._ready.setdefault(address, deque())
        found = ready.popleft() if ready else None
        if len(ready) <= self._most // 2 and self._exchange.loop.time() >= self._not_before.get(address, 0.0):
            self._not_before[address] = float("inf")
            self._exchange.spawn(self._fill(address, ready))
        return found

    def port_of(self, leg: Leg, address: str) -> int | None:
        """Return the port of the session that waits for a leg at a local address; None when there is none."""
        prepared = leg.call.prepared
        port = prepared.ports.pop(leg.leg_id, None) if prepared is not None else None
        if prepared is None or port is None or prepared.address == address:
            return port
        self._exchange.media.post(media.SessionClose(session=leg.leg_id))  # its name is wanted elsewhere
        return None

    def forget(self) -> list[str]:
        """Forget all, because the media server seems to be gone; return the names of the sessions that were ready."""
        names = [leg_id for ready in self._ready.values() for call in ready for leg_id in call.ports]
        for ready in self._ready.values():
            ready.clear()
        return names

    async def _fill(self, address: str, ready: deque[Prepared]) -> None:
        calls = [Prepared(new_id(), address, deque((new_id(), new_id()))) for _ in range(self._most - len(ready))]
        places = [(call, leg_id) for call in calls for leg_id in call.legs]
        outcomes = await asyncio.gather(*(self._open(*place) for place in places), return_exceptions=True)
        refused = False
        for (call, leg_id), outcome in zip(places, outcomes, strict=True):
            if not isinstance(outcome, BaseException):
                call.ports[leg_id] = outcome.port
            elif isinstance(outcome, MediaError):
                refused = True
            else:
                raise outcome
        for call in calls:
            if len(call.ports) == len(call.legs):
                ready.append(call)
            else:
                self.close(call)
        self._not_before[address] = self._exchange.loop.time() + _PAUSE_SECONDS if refused else 0.0

    def _open(self, call: Prepared, leg_id: str) -> asyncio.Future[media.Opened]:
        return self._exchange.media.ask(
            media.SessionOpen(
                session=leg_id,
                group=call.call_id,
                address=call.address,
                note=call.call_id.encode(),
                orphan_s=ORPHAN_SECONDS,
                dscp=self._exchange.dscp,
            )
        )

    def close(self, call: Prepared) -> None:
        """Close the sessions of a call that it does not need."""
        for leg_id in call.ports:
            self._exchange.media.post(media.SessionClose(session=leg_id))
        call.ports.clear()
