from __future__ import annotations

import asyncio
import errno
from typing import TYPE_CHECKING, Any

import msgspec
import psycopg
import pytest
from sqlalchemy import select, text, update
from tests.integration.journal.proxy import Proxy
from tests.unit.journal.samples import T0, S, answered_call, voicemail_call

from offhook.db.base import TenantRow
from offhook.db.engine import Database
from offhook.history.model import CallLegRow, CallRow, RecordingRow, VoicemailRow
from offhook.ids import TenantId, new_id
from offhook.journal import records
from offhook.journal.flush import Flusher
from offhook.journal.log import Journal
from offhook.journal.spool import spools

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from offhook.db.urls import DatabaseUrls
    from offhook.journal.state import CallState


async def add_company(database: Database, name: str) -> TenantId:
    tenant = TenantId(new_id())
    async with database.tenant(tenant) as session:
        session.add(
            TenantRow(
                id=tenant,
                name=name,
                country="EE",
                language="en",
                timezone="Europe/Tallinn",
                currency="EUR",
                sip_domain=f"{name}.example",
            )
        )
    return tenant


@pytest.fixture
async def tenant(database: Database) -> TenantId:
    return await add_company(database, "one")


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    journal = Journal(tmp_path / "journal")
    journal.replay()
    yield journal
    await journal.close()


async def rows(database: Database, tenant: TenantId, table: type[Any]) -> list[Any]:
    async with database.tenant(tenant) as session:
        return list(await session.scalars(select(table).order_by(table.id)))


async def test_a_whole_call_is_one_row_with_all_below(database: Database, tenant: TenantId, journal: Journal) -> None:
    flusher = Flusher(journal, journal.state, database)
    call_records = answered_call(tenant)
    for record in call_records:
        journal.append(record)
    assert await flusher.flush()
    (call,) = await rows(database, tenant, CallRow)
    assert call.started_at.timestamp() == T0 / S
    assert (call.waiting_ms, call.talking_ms) == (10_000, 60_000)
    assert (call.result, call.hangup_side, call.direction, call.status) == ("answered", "caller", "inbound", 200)
    assert (call.caller_number, call.callee_name, call.callee_number) == ("+37255512345", "Boris", "202")
    assert [step["kind"] for step in call.journey][-2:] == ["connected", "hangup"]
    assert [party.get("name") for party in call.parties] == [None, "Anna", "Boris"]
    assert len(call.person_ids) == 2
    legs = await rows(database, tenant, CallLegRow)
    assert sorted((leg.direction, leg.status) for leg in legs) == [
        ("inbound", 200),
        ("outbound", 200),
        ("outbound", 487),
    ]
    assert {leg.quality and leg.quality["codec"] for leg in legs} == {"PCMA", None}
    (recording,) = await rows(database, tenant, RecordingRow)
    assert (recording.duration_ms, recording.size, recording.error) == (60_000, 1_920_044, None)
    assert not journal.state.calls
    assert not journal.state.dirty


async def test_any_split_of_the_flushes_gives_the_same_row(
    database: Database, tenant: TenantId, journal: Journal
) -> None:
    flusher = Flusher(journal, journal.state, database)
    for record in answered_call(tenant):
        journal.append(record)
        assert await flusher.flush()
    (call,) = await rows(database, tenant, CallRow)
    assert (call.waiting_ms, call.talking_ms, call.result) == (10_000, 60_000, "answered")
    assert len(await rows(database, tenant, CallLegRow)) == 3
    assert len(await rows(database, tenant, RecordingRow)) == 1
    assert not journal.state.calls


async def test_a_journal_that_lost_its_end_does_not_revive_a_call(
    database: Database, tenant: TenantId, journal: Journal, tmp_path: Path
) -> None:
    call_records = answered_call(tenant)
    for record in call_records:
        journal.append(record)
    assert await Flusher(journal, journal.state, database).flush()
    torn = Journal(tmp_path / "torn")
    torn.replay()
    for record in call_records[:20]:
        torn.append(record)
    assert await Flusher(torn, torn.state, database).flush()
    torn.append(records.CallEnded(call_records[0].call, T0 + 90 * S, "failed", "system", None, "the call was lost"))
    assert await Flusher(torn, torn.state, database).flush()
    await torn.close()
    (call,) = await rows(database, tenant, CallRow)
    assert (call.result, call.hangup_side, call.talking_ms) == ("answered", "caller", 60_000)
    assert {leg.status for leg in await rows(database, tenant, CallLegRow)} == {200, 487}


async def test_leg_of_a_joined_call_moves_with_its_row(database: Database, tenant: TenantId, journal: Journal) -> None:
    one, other = new_id(), new_id()
    for record in (*answered_call(tenant, call=one)[:-5], *answered_call(tenant, call=other)[:-5]):
        journal.append(record)
    flusher = Flusher(journal, journal.state, database)
    await flusher.flush()
    moved = journal.state.calls[other].live_legs[-1].id
    journal.append(records.LegMoved(other, moved, one))
    await flusher.flush()
    legs = await rows(database, tenant, CallLegRow)
    assert {leg.call_id for leg in legs if leg.id == moved} == {one}
    assert len(legs) == 6


async def test_calls_that_change_all_the_time_are_written_once_per_flush(
    database: Database, tenant: TenantId, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    write = Flusher._write

    async def write_and_change(self: Flusher, calls: Sequence[CallState]) -> None:
        written.append(len(calls))
        await write(self, calls)
        for call in calls:
            journal.append(records.StepTaken(call.id, T0 + len(written) * S, "held"))
        if len(written) > 3:
            raise AssertionError("the flush does not come to an end")

    monkeypatch.setattr(Flusher, "_write", write_and_change)
    flusher = Flusher(journal, journal.state, database)
    for _ in range(2):
        for record in answered_call(tenant)[:20]:
            journal.append(record)
    assert await flusher.flush()
    assert written == [2]
    assert len(journal.state.dirty) == 2
    assert await flusher.flush()
    assert written == [2, 2]
    assert {[step["kind"] for step in call.journey][-1] for call in await rows(database, tenant, CallRow)} == {"held"}


async def test_a_live_call_is_seen_and_stays_in_the_journal(
    database: Database, tenant: TenantId, journal: Journal
) -> None:
    flusher = Flusher(journal, journal.state, database)
    for record in answered_call(tenant)[:20]:
        journal.append(record)
    assert await flusher.flush()
    (call,) = await rows(database, tenant, CallRow)
    assert call.ended_at is None
    assert call.result is None
    assert len(journal.state.live_calls()) == 1


async def test_companies_get_their_own(database: Database, tenant: TenantId, journal: Journal) -> None:
    other = await add_company(database, "other")
    flusher = Flusher(journal, journal.state, database)
    for owner in (tenant, other, other):
        for record in answered_call(owner):
            journal.append(record)
    assert await flusher.flush()
    assert len(await rows(database, tenant, CallRow)) == 1
    assert len(await rows(database, other, CallRow)) == 2


async def test_a_message_is_mailed_once_and_stays_heard(
    database: Database, urls: DatabaseUrls, tenant: TenantId, journal: Journal
) -> None:
    flusher = Flusher(journal, journal.state, database)
    call_records = voicemail_call(tenant, new_id())
    for record in call_records[:-1]:
        journal.append(record)
    assert await flusher.flush()
    async with database.tenant(tenant) as session:
        await session.execute(update(VoicemailRow).values(heard_at=text("now()")))
    journal.append(call_records[-1])
    assert await flusher.flush()
    (message,) = await rows(database, tenant, VoicemailRow)
    assert message.heard_at is not None
    (call,) = await rows(database, tenant, CallRow)
    assert (call.owed, call.result, call.waiting_ms) == (True, "voicemail", 40_000)
    async with await psycopg.AsyncConnection.connect(urls.app_url) as connection:
        jobs = await (await connection.execute("SELECT task_name, args, queue_name FROM procrastinate_jobs")).fetchall()
    arguments = {"tenant": tenant, "voicemail": message.id}
    assert jobs == [("mail_voicemail", arguments, "default"), ("seal_voicemail", arguments, "default")]


async def test_listeners_are_told_which_calls_changed(
    database: Database, urls: DatabaseUrls, tenant: TenantId, journal: Journal
) -> None:
    flusher = Flusher(journal, journal.state, database)
    async with await psycopg.AsyncConnection.connect(urls.app_url, autocommit=True) as connection:
        await connection.execute("LISTEN offhook_events")
        calls = [answered_call(tenant) for _ in range(400)]
        for call in calls:
            for record in call:
                journal.append(record)
        assert await flusher.flush()
        told = [msgspec.json.decode(notice.payload) async for notice in connection.notifies(timeout=10, stop_after=4)]
    assert {notice["tenant"] for notice in told} == {tenant}
    assert {call for notice in told for call in notice["calls"]} == {call[0].call for call in calls}  # type: ignore[attr-defined]


async def test_a_late_end_of_a_recording_is_not_lost(
    database: Database, tenant: TenantId, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("offhook.journal.flush.time.time_ns", lambda: (T0 + 71 * S) * 1000)
    flusher = Flusher(journal, journal.state, database)
    call_records = answered_call(tenant)
    late = next(record for record in call_records if isinstance(record, records.RecordingEnded))
    for record in call_records:
        if record is not late:
            journal.append(record)
    assert await flusher.flush()
    assert len(journal.state.calls) == 1
    journal.append(late)
    assert await flusher.flush()
    assert not journal.state.calls
    (recording,) = await rows(database, tenant, RecordingRow)
    assert recording.duration_ms == 60_000


async def test_a_recording_that_never_ends_does_not_hold_the_call(
    database: Database, tenant: TenantId, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = (T0 + 71 * S) * 1000
    monkeypatch.setattr("offhook.journal.flush.time.time_ns", lambda: now)
    flusher = Flusher(journal, journal.state, database)
    for record in answered_call(tenant):
        if not isinstance(record, records.RecordingEnded):
            journal.append(record)
    assert await flusher.flush()
    assert journal.state.calls
    now += 31 * S * 1000
    assert await flusher.flush()
    assert not journal.state.calls


@pytest.mark.parametrize(
    ("name", "expected"), [("Jü\0ri", "Jüri"), ("\udcff", "\ufffd\ufffd\ufffd"), ("'; DROP TABLE calls; --", None)]
)
async def test_hostile_names_are_kept_as_text(
    database: Database, tenant: TenantId, journal: Journal, name: str, expected: str | None
) -> None:
    flusher = Flusher(journal, journal.state, database)
    call = new_id()
    journal.append(records.CallStarted(call, tenant, T0, "inbound", records.Party("+1", name), "+2"))
    journal.append(records.StepTaken(call, T0, "received", None, {"from": name, name: 1}))
    assert await flusher.flush()
    (row,) = await rows(database, tenant, CallRow)
    assert row.caller_name == (name if expected is None else expected)
    assert flusher.refused == 0


async def test_a_refused_call_does_not_hold_up_the_others(
    database: Database, tenant: TenantId, journal: Journal
) -> None:
    """A company removed during its call, an id that is none, a status that does not fit, facts that are no JSON."""
    flusher = Flusher(journal, journal.state, database)
    gone = answered_call(new_id())
    odd = answered_call(tenant, call="no-uuid")
    large = [*answered_call(tenant)[:-1]]
    large.append(records.CallEnded(large[0].call, T0, "answered", "caller", 1 << 40))  # type: ignore[attr-defined]
    strange = answered_call(tenant)
    strange.append(records.StepTaken(strange[0].call, T0, "menu", None, {"x": {None: 1}}))  # type: ignore[attr-defined]
    for call in (gone, answered_call(tenant), odd, large, strange, answered_call(tenant)):
        for record in call:
            journal.append(record)
    assert await flusher.flush()
    assert flusher.refused == 4
    assert len(await rows(database, tenant, CallRow)) == 2
    assert len(list(journal.folder.glob("refused-*.json"))) == 4
    assert not journal.state.calls


async def test_nothing_is_lost_while_the_database_is_away(  # noqa: PLR0917  all are fixtures
    urls: DatabaseUrls,
    database: Database,
    tenant: TenantId,
    journal: Journal,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    monkeypatch.setattr("offhook.journal.flush._INTERVAL_S", 0.02)
    monkeypatch.setattr("offhook.journal.flush._MAX_DELAY_S", 0.05)
    monkeypatch.setattr("offhook.journal.flush._SPOOL_AT", 40)
    monkeypatch.setattr("offhook.journal.flush._BATCH", 20)
    monkeypatch.setattr("offhook.journal.flush._SPOOL_BATCH", 20)
    proxy = Proxy(urls.app_url, tmp_path_factory.mktemp("p"))
    away = Database(proxy.url)
    flusher = Flusher(journal, journal.state, away)
    await proxy.mend()
    flusher.start()
    during = answered_call(tenant)
    for record in during[:20]:
        journal.append(record)
    async with asyncio.timeout(90):
        while not await rows(database, tenant, CallRow):  # noqa: ASYNC110  the database tells nobody here
            await asyncio.sleep(0.02)
    await proxy.cut()
    for record in during[20:]:
        journal.append(record)
    for _ in range(100):
        for record in answered_call(tenant):
            journal.append(record)
        await asyncio.sleep(0.002)
    await until(lambda: flusher.fault is not None and len(journal.state.calls) < 40)
    assert spools(journal.folder)
    # The switch is killed meanwhile as well: what it had is in the journal and in the spool files.
    await flusher.stop(within_s=0.1)
    await journal.close()
    again = Journal(journal.folder)
    state = again.replay()
    flusher = Flusher(again, state, away)
    flusher.start()
    for record in answered_call(tenant):
        again.append(record)
    await proxy.mend()
    await until(lambda: not state.calls and not spools(journal.folder))
    await flusher.stop()
    await again.close()
    await proxy.cut()
    await away.close()
    calls = await rows(database, tenant, CallRow)
    assert len(calls) == 102
    assert {call.result for call in calls} == {"answered"}
    assert len(await rows(database, tenant, CallLegRow)) == 306
    assert 1 <= caplog.text.count("waits in the journal") <= 2


async def test_with_a_full_disk_too_memory_stays_bounded(
    tenant: TenantId, journal: Journal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("offhook.journal.flush._SPOOL_AT", 10)
    monkeypatch.setattr("offhook.journal.flush._KEEP_AT_MOST", 15)
    monkeypatch.setattr("offhook.journal.flush._SPOOL_BATCH", 10)

    def full(_folder: Path, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("offhook.journal.flush.write_spool", full)
    nowhere = Database(f"postgresql://offhook_app@/offhook?host={tmp_path}")
    flusher = Flusher(journal, journal.state, nowhere)
    for number in range(30):
        for record in answered_call(tenant, call=f"call-{number:02d}", at=T0 + number):
            journal.append(record)
    assert not await flusher.flush()
    assert flusher.lost == 15
    assert sorted(journal.state.calls) == [f"call-{number:02d}" for number in range(15, 30)]
    await nowhere.close()


async def until(condition: Any) -> None:
    async with asyncio.timeout(90):
        while not condition():  # noqa: ASYNC110  what is waited for happens in other tasks and threads
            await asyncio.sleep(0.005)


async def test_a_recording_that_is_over_is_to_be_sealed_once_however_often_it_is_written(
    database: Database, urls: DatabaseUrls, tenant: TenantId, journal: Journal
) -> None:
    flusher = Flusher(journal, journal.state, database)
    call_records = answered_call(tenant)
    *before, ended = call_records
    for record in before:
        journal.append(record)
    paused = next(record for record in before if isinstance(record, records.RecordingStarted))
    assert await flusher.flush()
    journal.append(records.RecordingPaused(paused.call, paused.recording, paused.at + S, "Anna"))
    journal.append(ended)
    assert await flusher.flush()
    async with await psycopg.AsyncConnection.connect(urls.app_url) as connection:
        query = "SELECT args FROM procrastinate_jobs WHERE task_name = 'seal_recording'"
        jobs = await (await connection.execute(query)).fetchall()
    assert jobs == [({"tenant": tenant, "recording": paused.recording},)]
    (recording,) = await rows(database, tenant, RecordingRow)
    assert recording.pauses == [{"from_ms": 1000, "to_ms": None, "by": "Anna"}]
