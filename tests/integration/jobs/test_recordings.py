"""Sealing and deleting recordings: real files, a real database, a real job queue; what a crash leaves is finished."""

from __future__ import annotations

import asyncio
import hashlib
import wave
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from offhook.config import Settings
from offhook.db.sealing import SealBroken, Sealer
from offhook.demo import NUMBER, seed_demo
from offhook.history.model import CallRow, RecordingRow
from offhook.ids import RecordingId, TenantId, new_id
from offhook.jobs.process import connector
from offhook.jobs.recordings import delete_due, forgotten_recordings, seal_recording
from offhook.jobs.tasks import WorkerContext, make_app
from offhook.numbers.service import tenant_of_number
from offhook.recording.keys import Vault, current_key, key_of
from offhook.recording.sealed import sealed_path
from offhook.recording.service import open_sound
from offhook.recording.store import get_recording, set_hold

if TYPE_CHECKING:
    from pathlib import Path

    from offhook.db.engine import Database
    from offhook.db.urls import DatabaseUrls

START = datetime.now(UTC) - timedelta(days=40)


async def company(database: Database, data: Path) -> TenantId:
    await seed_demo(database, Settings(data=data))
    tenant = await tenant_of_number(database, NUMBER)
    assert tenant is not None
    return tenant


async def recorded(database: Database, tenant: TenantId, data: Path, **changes: Any) -> tuple[RecordingId, Path]:
    """A recording of a call that is over."""
    call, recording = new_id(), RecordingId(new_id())
    path = data / f"{recording}.wav"
    with wave.open(str(path), "wb") as out:
        out.setparams((2, 2, 8000, 0, "NONE", ""))
        out.writeframes(bytes(32_000) + b"\1\2\3\4" * 40_000)
    fields = {"started_at": START, "duration_ms": 6000, "size": path.stat().st_size, "path": str(path)} | changes
    async with database.tenant(tenant) as session:
        own = {"tenant_id": tenant}
        session.add(
            CallRow(**own, id=call, started_at=START, ended_at=START, direction="inbound", caller_number="+37255512345",
                    caller_name="", dialled="201", journey=[{"at": 1, "kind": "connected", "node": None, "detail": {}}])
        )  # fmt: skip
        await session.flush()
        session.add(RecordingRow(**own, id=recording, call_id=call, **fields))
    return recording, path


async def row_of(database: Database, tenant: TenantId, recording: str) -> tuple[RecordingRow, CallRow]:
    async with database.tenant(tenant) as session:
        found = await get_recording(session, recording)
    assert found is not None
    return found


@pytest.mark.requirement("RC-04")
async def test_from_the_end_of_the_call_to_the_end_of_its_time(
    database: Database, urls: DatabaseUrls, tmp_path: Path, sealer: Sealer
) -> None:
    tenant = await company(database, tmp_path)
    kept, _ = await recorded(database, tenant, tmp_path, keep_days=365, rule="Contracts", rule_id=new_id())
    short, path = await recorded(database, tenant, tmp_path, rule="Sales", rule_id=new_id())
    held, _ = await recorded(database, tenant, tmp_path)
    old, _ = await recorded(database, tenant, tmp_path)
    plain = path.read_bytes()
    assert {one for _, one in await forgotten_recordings(database)} == {kept, short, held, old}
    app = make_app(connector(urls.app_url))
    async with app.open_async():
        for one in (kept, short, held, old):
            await app.configure_task("seal_recording").defer_async(tenant=tenant, recording=one)
        context = WorkerContext(database, None, "", vault=Vault(tmp_path, sealer))
        async with asyncio.timeout(120):
            await app.run_worker_async(wait=False, delete_jobs="successful", additional_context={"worker": context},
                                       install_signal_handlers=False)  # fmt: skip
    row, _ = await row_of(database, tenant, short)
    assert row.sha256 == hashlib.sha256(plain).hexdigest()
    assert row.sealed_at is not None
    assert row.waveform is not None
    assert len(row.waveform) == 2
    assert not path.exists()
    assert plain[1000:1100] not in sealed_path(path).read_bytes()

    async def find(key: str) -> bytes:
        async with database.tenant(tenant) as session:
            return await key_of(session, sealer, key)

    sound = await open_sound(tmp_path, str(path), find)
    assert b"".join([piece async for piece in sound.read(0, sound.size)]) == plain
    assert await forgotten_recordings(database) == []
    async with database.tenant(tenant) as session:
        found = await get_recording(session, held, lock=True)
        assert found is not None
        # Only now: the worker above may have been told to delete what is due.
        for one, days in ((short, 30), (held, 1)):
            await session.execute(update(RecordingRow).where(RecordingRow.id == one).values(keep_days=days))
        await set_hold(session, found[0], hold=True, by="olga")
    assert await delete_due(database, tmp_path) == 1
    assert not sealed_path(path).exists()
    row, call = await row_of(database, tenant, short)
    assert row.deleted_at is not None
    assert [step["kind"] for step in call.journey] == ["connected", "recording_deleted"]
    assert call.journey[1]["detail"]["rule"] == "Sales"
    assert await delete_due(database, tmp_path) == 0
    for one in (kept, held, old):
        assert (await row_of(database, tenant, one))[0].deleted_at is None


async def test_a_crash_at_any_point_loses_nothing(
    database: Database, tmp_path: Path, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = await company(database, tmp_path)
    recording, path = await recorded(database, tenant, tmp_path)
    plain = path.read_bytes()

    class Killed(BaseException):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    for place in ("offhook.jobs.recordings.mark_sealed", "offhook.jobs.recordings.forget_plain"):
        with monkeypatch.context() as patch:
            patch.setattr(place, die)
            with pytest.raises(Killed):
                await seal_recording(database, Vault(tmp_path, sealer), tenant, recording)
        assert path.read_bytes() == plain
    sha256 = (await row_of(database, tenant, recording))[0].sha256
    assert sha256 == hashlib.sha256(plain).hexdigest()
    assert await seal_recording(database, Vault(tmp_path, sealer), tenant, recording)
    assert not path.exists()
    assert sealed_path(path).exists()
    assert (await row_of(database, tenant, recording))[0].sha256 == sha256
    assert [one.name for one in tmp_path.glob(f"{recording}*")] == [f"{recording}.wav.sealed"]  # noqa: ASYNC240  a test


async def test_what_goes_on_is_not_sealed(database: Database, tmp_path: Path, sealer: Sealer) -> None:
    tenant = await company(database, tmp_path)
    recording, path = await recorded(database, tenant, tmp_path, duration_ms=None, size=None)
    assert await forgotten_recordings(database) == []
    assert not await seal_recording(database, Vault(tmp_path, sealer), tenant, recording)
    assert path.exists()


async def test_a_company_has_one_key_which_no_other_installation_opens(
    database: Database, tmp_path: Path, sealer: Sealer
) -> None:
    tenant = await company(database, tmp_path)

    async def key() -> tuple[str, bytes]:
        async with database.tenant(tenant) as session:
            return await current_key(session, sealer)

    found = await asyncio.gather(*(key() for _ in range(5)))
    assert len(set(found)) == 1
    async with database.tenant(tenant) as session:
        with pytest.raises(SealBroken):
            await key_of(session, Sealer(bytes(32)), found[0][0])
