"""Owed calls come with the history and go with a conversation, in any order and however often it is written."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from tests.integration.journal.test_flush import add_company
from tests.unit.journal.samples import T0, S

from offhook.configuration import Queue
from offhook.ids import TenantId, new_id
from offhook.journal import records
from offhook.journal.flush import Flusher
from offhook.journal.log import Journal
from offhook.journal.records import Party, Record, StepTaken
from offhook.owed.model import OwedCallRow
from offhook.switch.dialling import DatabaseOwedCalls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from offhook.db.engine import Database

JUERI = "+37255512346"


class Line:
    """The flusher of a company, and its calls."""

    def __init__(self, database: Database, journal: Journal, tenant: TenantId) -> None:
        self._database, self._journal, self.tenant = database, journal, tenant
        self._flusher = Flusher(journal, journal.state, database)

    async def write(self, *calls: list[Record]) -> None:
        for call in calls:
            for record in call:
                self._journal.append(record)
        assert await self._flusher.flush()

    def missed(self, at: int, *, number: str = JUERI, steps: tuple[StepTaken, ...] = (), **party: str) -> list[Record]:
        call = new_id()
        return [
            records.CallStarted(call, self.tenant, at, "inbound", Party(number, "Jüri"), "+3726000100", new_id()),
            *(records.LegStarted(call, new_id(), at, "outbound", Party("201", "Anna", **party)) for _ in party),
            *(StepTaken(call, at, step.kind, None, step.detail) for step in steps),
            records.CallEnded(call, at + 10 * S, "missed", "caller", None, owed=True),
        ]

    def talked(self, at: int, *, outbound: bool = False, number: str = JUERI) -> list[Record]:
        call, other, anna = new_id(), Party(number), Party("201", "Anna")
        direction: records.Direction = "outbound" if outbound else "inbound"
        caller, callee = (anna, other) if outbound else (other, anna)
        dialled = "5551 2346" if outbound else "+3726000100"
        return [
            records.CallStarted(call, self.tenant, at, direction, caller, dialled),
            records.CallConnected(call, at + 5 * S, callee),
            records.CallEnded(call, at + 60 * S, "answered", "caller", 200),
        ]

    def in_vain(self, at: int, number: str = JUERI) -> list[Record]:
        call = new_id()
        return [
            records.CallStarted(call, self.tenant, at, "outbound", Party("201", "Anna"), "5551 2346"),
            records.LegStarted(call, new_id(), at, "outbound", Party(number, trunk_id=new_id())),
            records.CallEnded(call, at + 30 * S, "unanswered", "system", 486),
        ]

    async def owed(self) -> list[OwedCallRow]:
        async with self._database.tenant(self.tenant) as session:
            return list(await session.scalars(select(OwedCallRow).order_by(OwedCallRow.since)))

    async def open(self) -> list[str]:
        return [row.number for row in await self.owed() if row.closed_at is None]


@pytest.fixture
async def line(database: Database, tmp_path: Path) -> AsyncIterator[Line]:
    journal = Journal(tmp_path / "journal")
    journal.replay()
    yield Line(database, journal, await add_company(database, "one"))
    await journal.close()


@pytest.mark.requirement("RT-20")
async def test_a_caller_whom_nobody_answered_is_owed_one_call(line: Line) -> None:
    first, second = line.missed(T0), line.missed(T0 + 100 * S)
    await line.write(first)
    await line.write(second, line.missed(T0 + 50 * S, number="+37255500000"))
    one, other = await line.owed()
    assert (one.number, one.name, one.id) == (JUERI, "Jüri", first[0].call)
    assert one.call_ids == [first[0].call, second[0].call]
    assert (one.since.timestamp(), one.last_at.timestamp()) == (T0 / S, T0 / S + 110)
    assert one.due_at.timestamp() == T0 / S + 10 + 3600
    assert one.number_id == next(one.number_id for one in second if isinstance(one, records.CallStarted))
    assert (one.owner_id, one.after_hours, one.closed_at) == (None, False, None)
    assert other.number == "+37255500000"


async def test_written_again_it_is_the_same(line: Line) -> None:
    missed = line.missed(T0)
    for _ in range(3):
        await line.write(missed)
    await line.write(line.talked(T0 + 100 * S))
    await line.write(missed)
    (row,) = await line.owed()
    assert len(row.call_ids) == 1
    assert row.closed_at is not None, "a call that is written again owes nothing new"


@pytest.mark.parametrize("outbound", [False, True])
async def test_a_conversation_in_either_direction_closes_it(line: Line, *, outbound: bool) -> None:
    await line.write(line.missed(T0))
    talked = line.talked(T0 + 100 * S, outbound=outbound)
    await line.write(line.talked(T0 + 90 * S, outbound=outbound, number="+37255500000"))
    assert await line.open() == [JUERI]
    await line.write(talked)
    (row,) = await line.owed()
    assert row.closed_at is not None
    assert row.closed_at.timestamp() == T0 / S + 105
    assert row.closed_by == talked[0].call
    again = line.missed(T0 + 500 * S)
    await line.write(again)
    assert await line.open() == [JUERI]
    assert [row.id for row in await line.owed()][-1] == again[0].call


async def test_missed_and_talked_in_one_batch(line: Line) -> None:
    await line.write(line.talked(T0 + 100 * S), line.missed(T0))
    assert await line.open() == []


async def test_an_earlier_conversation_closes_nothing(line: Line) -> None:
    await line.write(line.talked(T0), line.missed(T0 + 100 * S))
    assert await line.open() == [JUERI]


async def test_hidden_callers_cannot_be_called_back(line: Line) -> None:
    await line.write(line.missed(T0, number=""), line.missed(T0, number="anonymous"))
    assert await line.owed() == []


@pytest.mark.requirement("RT-20")
async def test_after_hours_and_whose_it_is(line: Line) -> None:
    closed = StepTaken("", T0, "schedule", None, {"name": "Office", "says": "closed", "why": "hours"})
    opened = StepTaken("", T0, "schedule", None, {"name": "Office", "says": "open", "why": "hours"})
    anna = new_id()
    await line.write(line.missed(T0, steps=(closed,)))
    await line.write(line.missed(T0 + S, number="+37255500000", steps=(opened,), person_id=anna))
    night, day = await line.owed()
    assert (night.after_hours, night.owner_id) == (True, None)
    assert (day.after_hours, day.owner_id) == (False, anna)


@pytest.mark.requirement("QU-05")
async def test_calls_in_vain_are_counted_once_and_put_off_the_next(line: Line, database: Database) -> None:
    first, second = line.missed(T0), line.missed(T0 + S, number="+37255500000")
    tried = line.in_vain(T0 + 100 * S)
    await line.write(first, second)
    for _ in range(2):
        await line.write(tried)
    rows = await line.owed()
    assert [(row.number, row.tried_by) for row in rows] == [(JUERI, [tried[0].call]), ("+37255500000", [])]
    assert rows[0].tried_at is not None
    assert rows[0].tried_at.timestamp() == T0 / S + 130
    store, queue = DatabaseOwedCalls(database), Queue("q", "Sales", dial_tries=2, dial_pause_s=600)
    ended = rows[0].tried_at

    async def due(after_s: int, **changes: Any) -> list[str]:
        wanted = replace(queue, **changes)
        return [one.number for one in await store.due(line.tenant, wanted, ended + timedelta(seconds=after_s))]

    assert await due(599) == ["+37255500000"]
    assert await due(600) == [JUERI, "+37255500000"]
    assert await due(600, dial_tries=1) == ["+37255500000"]
    assert await due(600, dial_numbers=(new_id(),)) == []
    await line.write(line.talked(T0 + 200 * S))
    assert await due(600) == ["+37255500000"]
    assert await store.closed(line.tenant, [row.id for row in rows]) == [first[0].call]
