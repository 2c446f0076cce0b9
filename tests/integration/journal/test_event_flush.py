"""Events on their way from the journal to the table: each once, in order, whatever is away meanwhile."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.integration.journal.test_flush import add_company, journal, tenant
from tests.unit.journal.samples import T0, S

from offhook.db.engine import Database
from offhook.events.service import EventFilter, forget_events, read_events
from offhook.ids import TenantId, new_id
from offhook.journal.events import Concerns, EventsFlushed, tell
from offhook.journal.flush import Flusher
from offhook.journal.log import Journal
from offhook.journal.spool import event_files

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from offhook.events.model import EventRow
    from offhook.journal.events import EventHappened

__all__ = ["journal", "tenant"]
ALL = EventFilter()


async def told(database: Database, tenant: TenantId, after: int = 0, wanted: EventFilter = ALL) -> list[EventRow]:
    async with database.tenant(tenant) as session:
        return list(await read_events(session, after, wanted, 1000))


async def test_events_are_rows_in_the_order_of_their_ids(
    database: Database, tenant: TenantId, journal: Journal
) -> None:
    flusher, call, person, queue = Flusher(journal, journal.state, database), new_id(), new_id(), new_id()
    tell(journal, T0, "call.appeared", {"name": "Jü\0ri"}, Concerns(tenant, call, [person], [queue]))
    for _ in range(3):
        tell(journal, T0 - S, "registration", {}, Concerns(tenant))  # of the same moment, or before it
    assert flusher.events.complete == T0 - 1
    assert await flusher.flush()
    rows = await told(database, tenant)
    assert [row.id for row in rows] == [T0, T0 + 1, T0 + 2, T0 + 3]
    assert rows[0].at == datetime.fromtimestamp(T0 / S, UTC)
    assert (rows[0].kind, rows[0].call_id, rows[0].people, rows[0].queues) == ("call.appeared", call, [person], [queue])
    assert rows[0].data == {"name": "Jüri"}
    assert rows[1].call_id is None
    assert not journal.state.events.pending
    assert flusher.events.complete == journal.state.events.last == T0 + 3
    assert [row.id for row in await told(database, tenant, T0 + 1)] == [T0 + 2, T0 + 3]
    assert [row.id for row in await told(database, tenant, 0, EventFilter(frozenset({"call.appeared"})))] == [T0]
    assert [row.id for row in await told(database, tenant, 0, EventFilter(None, frozenset({person, new_id()})))] == [T0]
    assert await told(database, tenant, 0, EventFilter(None, frozenset())) == []


async def test_written_twice_nothing_changes(database: Database, tenant: TenantId, journal: Journal) -> None:
    tell(journal, T0, "call.appeared", {}, Concerns(tenant))
    pending = dict(journal.state.events.pending)
    for _ in range(2):
        assert await Flusher(journal, journal.state, database).flush()
        journal.state.events.pending |= pending  # as if the switch had been killed after the commit
    assert len(await told(database, tenant)) == 1


async def test_a_refused_event_does_not_hold_up_the_others(
    database: Database, tenant: TenantId, journal: Journal
) -> None:
    """A company that is gone, an id that is none."""
    flusher = Flusher(journal, journal.state, database)
    tell(journal, T0, "call.appeared", {}, Concerns(new_id()))
    tell(journal, T0, "call.appeared", {}, Concerns(tenant, "no-uuid"))
    tell(journal, T0, "call.ended", {}, Concerns(tenant))
    assert await flusher.flush()
    assert flusher.events.refused == 2
    assert [row.kind for row in await told(database, tenant)] == ["call.ended"]
    assert not journal.state.events.pending


async def test_companies_share_the_order_and_nothing_else(
    database: Database, tenant: TenantId, journal: Journal
) -> None:
    other = await add_company(database, "other")
    for owner in (tenant, other, tenant):
        tell(journal, T0, "call.appeared", {}, Concerns(owner))
    assert await Flusher(journal, journal.state, database).flush()
    assert [row.id for row in await told(database, tenant)] == [T0, T0 + 2]
    assert [row.id for row in await told(database, other)] == [T0 + 1]


async def test_events_wait_on_the_disk_while_the_database_is_away(
    database: Database, tenant: TenantId, journal: Journal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("offhook.journal.event_flush._SET_ASIDE_AT", 20)
    monkeypatch.setattr("offhook.journal.event_flush._FILE", 10)
    monkeypatch.setattr("offhook.journal.event_flush._BATCH", 7)
    nowhere = Database(f"postgresql://offhook_app@/offhook?host={tmp_path}")
    away = Flusher(journal, journal.state, nowhere)
    for _ in range(25):
        tell(journal, T0, "call.appeared", {}, Concerns(tenant))
    assert not await away.flush()
    assert len(event_files(journal.folder)) == 2
    assert sorted(journal.state.events.pending) == list(range(T0 + 20, T0 + 25))
    await journal.close()  # the switch is killed
    again = Journal(journal.folder)
    flusher = Flusher(again, again.replay(), database)
    assert flusher.events.complete == T0 - 1
    tell(again, T0, "call.appeared", {}, Concerns(tenant))
    seen = []
    flusher.events.on_complete = lambda: seen.append(flusher.events.complete - T0)
    assert await flusher.flush()
    assert seen == [9, 19, 25]
    assert [row.id for row in await told(database, tenant)] == list(range(T0, T0 + 26))
    assert not event_files(journal.folder)
    await again.close()
    await nowhere.close()


async def test_with_a_full_disk_too_memory_stays_bounded(
    tenant: TenantId, journal: Journal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("offhook.journal.event_flush._SET_ASIDE_AT", 10)
    monkeypatch.setattr("offhook.journal.event_flush._FILE", 10)
    monkeypatch.setattr("offhook.journal.event_flush._KEEP_AT_MOST", 15)

    def full(_folder: Path, _events: list[EventHappened]) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("offhook.journal.event_flush.write_events", full)
    nowhere = Database(f"postgresql://offhook_app@/offhook?host={tmp_path}")
    flusher = Flusher(journal, journal.state, nowhere)
    for _ in range(30):
        tell(journal, T0, "call.appeared", {}, Concerns(tenant))
    assert not await flusher.flush()
    assert flusher.events.lost == 15
    assert sorted(journal.state.events.pending) == list(range(T0 + 15, T0 + 30))
    await nowhere.close()


async def test_old_events_are_forgotten(database: Database, tenant: TenantId, journal: Journal) -> None:
    now = datetime.fromtimestamp(T0 / S, UTC)
    for days in (8, 6):
        tell(
            journal,
            int((now - timedelta(days=days)).timestamp()) * S,
            "call.appeared",
            {"days": days},
            Concerns(tenant),
        )
    assert await Flusher(journal, journal.state, database).flush()
    async with database.tenant(tenant) as session:
        await forget_events(session, now)
    assert [row.data["days"] for row in await told(database, tenant)] == [6]


async def test_ids_go_on_rising_when_all_is_flushed(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", segment_size=100)
    journal.replay()
    tell(journal, T0, "call.appeared", {}, Concerns("t"))
    journal.append(EventsFlushed(T0))
    journal.flush_now()
    await journal.close()
    again = Journal(tmp_path / "j", segment_size=100)
    assert again.replay().events.last == T0
    tell(again, T0 - 5 * S, "call.appeared", {}, Concerns("t"))  # the clock was set back
    assert list(again.state.events.pending) == [T0 + 1]
    await again.close()
