"""A subscriber gets each event once and in order, however flushes, lost streams, kills and its own pace interleave."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pair.journal import MemoryJournal

from offhook.errors import ResourceError
from offhook.events.feed import Feed, Told, follow, look
from offhook.events.kinds import KINDS, TEXTS, table
from offhook.journal.events import Concerns, EventHappened, EventsFlushed, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

T0 = 1_790_000_000_000_000
OPS = ("tell", "other", "begin flush", "commit", "end flush", "kill switch", "cut", "connect", "restart web", "look")
MOST = 4  # events in the buffer, so that it overflows


class World:
    """A switch with its journal and its table, a web process, and one subscriber of the company `us`."""

    def __init__(self) -> None:
        self.journal = MemoryJournal()
        self.table: dict[int, EventHappened] = {}
        self.flushing: list[EventHappened] = []
        self.committed = False
        self.feed = Feed(Path(), MOST)
        self.connected = False
        self.position = T0 - 1
        self.got: list[int] = []
        self.away = False
        self.during: list[str] = []

    def do(self, op: str) -> None:  # noqa: C901  one case for each thing that happens
        match op:
            case "tell" | "other":
                tell(self.journal, T0, "call.appeared", {}, Concerns("us" if op == "tell" else "them"))
                if self.connected:
                    self.feed.take(self.complete, self.pending[-1:])
            case "begin flush" if not self.flushing:
                self.flushing, self.committed = self.journal.state.events.oldest(3), False
            case "commit" if self.flushing:
                self.table |= {event.id: event for event in self.flushing}
                self.committed = True
            case "end flush" if self.flushing and self.committed:
                self.journal.append(EventsFlushed(self.flushing[-1].id))
                self.flushing = []
                if self.connected:
                    self.feed.take(self.complete)
            case "kill switch":
                self.journal, self.connected, self.flushing = MemoryJournal(bytes(self.journal.octets)), False, []
            case "cut":
                self.connected = False
            case "connect" if not self.connected:
                self.connected = True
                since = self.pending[0].id - 1 if self.pending else self.journal.state.events.last
                self.feed.begin(since, self.complete, self.pending)
            case "restart web":  # and the subscriber comes again with the last id that it has
                self.feed, self.connected = Feed(Path(), MOST), False
            case _:
                pass

    @property
    def pending(self) -> list[EventHappened]:
        return self.journal.state.events.oldest(1000)

    @property
    def complete(self) -> int:
        return self.pending[0].id - 1 if self.pending else self.journal.state.events.last

    async def read(self, after: int) -> tuple[Sequence[Told], bool]:
        for op in self.during:
            self.do(op)
        found = [self.table[one] for one in sorted(self.table) if one > after and self.table[one].tenant == "us"]
        self.during, during = [], self.during
        for op in reversed(during):
            self.do(op)
        return [told(event) for event in found[:2]], len(found[:2]) == 2

    def look(self) -> bool:
        coming = look(self.feed, "us", self.position, self.read)
        with pytest.raises(StopIteration) as stopped:
            coming.send(None)
        found, self.position, more = stopped.value.value
        self.got += [one.id for one in found]
        return bool(found or more)


def told(event: EventHappened) -> Told:
    at: Any = event.at
    return Told(event.id, at, event.kind, event.call, event.people, event.queues, event.data)


@given(st.lists(st.tuples(st.sampled_from(OPS), st.lists(st.sampled_from(OPS[:-1]), max_size=2)), max_size=60))
def test_each_event_comes_once_and_in_order(ops: list[tuple[str, list[str]]]) -> None:
    world = World()
    for op, during in ops:
        if op == "look":
            world.during = during
            world.look()
        else:
            world.do(op)
    for _ in range(100):  # in the end everything runs
        for op in ("connect", "begin flush", "commit", "end flush"):
            world.do(op)
        if not world.look() and not world.pending:
            break
    all_told = [event for event in unframed(world.journal) if event.tenant == "us"]
    assert world.got == [event.id for event in all_told]
    assert sorted(set(world.table)) == [event.id for event in unframed(world.journal)]


def unframed(journal: MemoryJournal) -> list[EventHappened]:
    from offhook.journal.segment import unframe  # noqa: PLC0415  for this only

    return [record for record in unframe(bytes(journal.octets)).records if isinstance(record, EventHappened)]


async def test_who_waits_is_woken_and_hears_when_nothing_happens() -> None:
    feed = Feed(Path())
    feed.begin(T0, T0)

    async def read(_after: int) -> tuple[Sequence[Told], bool]:
        raise AssertionError("the buffer has it all")

    coming = follow(feed, "us", T0, read, 0.02)
    assert await anext(coming) == ((), T0) or True
    waiting = asyncio.ensure_future(anext(coming))
    await asyncio.sleep(0)
    event = EventHappened(T0 + 5, "us", T0, "call.appeared", "c", [], [], {"a": "ü\n"})
    feed.take(T0, [EventHappened(T0 + 4, "them", T0, "call.appeared", "c", [], [], {}), event])
    (one,), position = await waiting
    assert (one.id, position) == (T0 + 5, T0 + 5)
    head, kind, data, *rest = one.text.decode().split("\n")
    assert (head, kind, rest) == (f"id: {T0 + 5}", "event: call.appeared", ["", ""])
    assert data.startswith('data: {"id":1790000000000005,"at":"2026-09-21T')
    await coming.aclose()
    assert not feed._listeners


async def test_while_the_database_is_away_a_subscriber_waits() -> None:
    feed = Feed(Path())
    asked = 0

    async def read(_after: int) -> tuple[Sequence[Told], bool]:
        nonlocal asked
        asked += 1
        raise ResourceError("away")

    coming = follow(feed, "us", 5, read, 0.01)
    assert await anext(coming) == ((), 5)
    assert asked
    await coming.aclose()


def test_every_kind_is_described() -> None:
    assert tuple(TEXTS) == KINDS
    assert all(f"| `{kind}` |" in table() for kind in KINDS)
