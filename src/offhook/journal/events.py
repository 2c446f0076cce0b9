"""What subscribers of a company are told, as the journal keeps it until the database has it.

Invariant: ids rise for ever in one order per switch, also over restarts and kills, and over a journal that was lost: an
id is the event's time in microseconds since 1970, or one more than the last where that is not greater. An event is in
the journal's state until the database, or a file beside the journal, has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from offhook.journal.records import Record

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from offhook.journal.records import Party
    from offhook.journal.state import CallState, SwitchState


class EventHappened(Record, frozen=True):
    """Something of `kind` (`offhook/events/kinds.py`) that concerns `people` and `queues` (ids), and maybe a call."""

    id: int
    tenant: str
    at: int
    kind: str
    call: str | None
    people: list[str]
    queues: list[str]
    data: dict[str, Any]


class EventsFlushed(Record, frozen=True):
    """Events up to the id `upto` are in the database or in a spool file; `last` is the greatest id that was given."""

    upto: int
    last: int = 0


class Events:
    """Events that are not flushed yet, by their ids, and the greatest id that was ever given."""

    __slots__ = ("last", "pending")

    def __init__(self) -> None:
        self.pending: dict[int, EventHappened] = {}
        self.last = 0

    def happened(self, event: EventHappened) -> None:
        """Take an event."""
        self.pending[event.id] = event
        self.last = max(self.last, event.id)

    def flushed(self, record: EventsFlushed) -> None:
        """Forget what is flushed."""
        self.last = max(self.last, record.upto, record.last)
        for event in [event for event in self.pending if event <= record.upto]:
            del self.pending[event]

    def oldest(self, limit: int) -> list[EventHappened]:
        """Return at most `limit` events in their order; after a replay they lie in any."""
        return [self.pending[event] for event in sorted(self.pending)[:limit]]


class _Journal(Protocol):
    @property
    def state(self) -> SwitchState: ...

    def append(self, record: Record, /) -> None: ...


class Concerns(NamedTuple):
    """Of whom an event tells: the company, the call where there is one, ids of people and of queues."""

    tenant: str
    call: str | None = None
    people: AbstractSet[str] = frozenset()
    queues: AbstractSet[str] = frozenset()


def concerned(call: CallState) -> Concerns:
    """Return whom an event about a call concerns: everybody of the company who called, rang or talked so far."""
    parties = (call.caller, *(leg.party for leg in call.legs.values()))
    people = {party.person_id for party in parties if party.person_id}
    queues = {step.detail["queue_id"] for step in call.steps if "queue_id" in step.detail}
    return Concerns(call.tenant, call.id, people, queues)


def party_of(party: Party) -> dict[str, str | None]:
    """Return how an event names somebody."""
    return {
        "number": party.number,
        "name": party.name,
        "extension_id": party.extension_id,
        "person_id": party.person_id,
    }


def tell(journal: _Journal, at: int, kind: str, data: dict[str, Any], concerns: Concerns) -> None:
    """Write down that something happened, for those who subscribe."""
    event = max(journal.state.events.last + 1, at)
    tenant, call, people, queues = concerns
    journal.append(EventHappened(event, tenant, at, kind, call, sorted(people), sorted(queues), data))
