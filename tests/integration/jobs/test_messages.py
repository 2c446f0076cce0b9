"""Sealing voice messages, sending them on, and changing keys: real files, a real database; a crash loses nothing."""

from __future__ import annotations

import errno
import os
import wave
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text, update
from tests.integration.jobs.test_recordings import START, company, recorded

from offhook.db.sealing import SealBroken, Sealer
from offhook.directory.model import ExtensionRow
from offhook.history.model import RecordingRow, VoicemailRow
from offhook.ids import TenantId, VoicemailId, new_id
from offhook.jobs import room
from offhook.jobs.messages import forgotten_messages, seal_voicemail
from offhook.jobs.process import connector
from offhook.jobs.recordings import seal_recording
from offhook.jobs.resealing import AGAIN_ROUNDS, Progress, reseal
from offhook.jobs.tasks import WorkerContext, make_app
from offhook.recording.keys import Vault, current_key, list_keys, rotate_key
from offhook.recording.room import Room
from offhook.recording.sealed import sealed_path
from offhook.recording.service import open_sound
from offhook.voicemail.forwarding import Forwarded, forward_message
from offhook.voicemail.keeping import tidy_boxes

if TYPE_CHECKING:
    from pathlib import Path

    from offhook.db.engine import Database
    from offhook.db.urls import DatabaseUrls


@pytest.fixture
def vault(tmp_path: Path, sealer: Sealer) -> Vault:
    return Vault(tmp_path, sealer)


def sound(path: Path, seconds: int = 5, sample: bytes = b"\1\2") -> bytes:
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(sample * 8000 * seconds)
    return path.read_bytes()


async def left(database: Database, tenant: TenantId, data: Path) -> tuple[VoicemailId, Path]:
    """A message for Anna."""
    recording, _ = await recorded(database, tenant, data)
    message = VoicemailId(new_id())
    path = data / f"{message}.wav"
    sound(path)
    async with database.tenant(tenant) as session:
        call = await session.scalar(select(RecordingRow.call_id).where(RecordingRow.id == recording))
        anna = await session.scalar(select(ExtensionRow.id).where(ExtensionRow.number == "201"))
        session.add(
            VoicemailRow(tenant_id=tenant, id=message, call_id=call, extension_id=anna, at=START, path=str(path),
                         duration_ms=5000)
        )  # fmt: skip
    return message, path


async def content(database: Database, vault: Vault, tenant: TenantId, path: Path | str) -> bytes:
    async with database.tenant(tenant) as session:
        opened = await open_sound(vault.data, str(path), vault.keys(session))
        return b"".join([piece async for piece in opened.read(0, opened.size)])


async def row_of(database: Database, tenant: TenantId, message: str) -> VoicemailRow:
    async with database.tenant(tenant) as session:
        return (await session.scalars(select(VoicemailRow).where(VoicemailRow.id == message))).one()


@pytest.mark.requirement("VM-01")
async def test_messages_of_before_are_sealed_by_the_sweep(database: Database, urls: DatabaseUrls, vault: Vault) -> None:
    tenant = await company(database, vault.data)
    message, path = await left(database, tenant, vault.data)
    plain = path.read_bytes()
    assert await forgotten_messages(database) == [(tenant, message)]
    app = make_app(connector(urls.app_url))
    async with app.open_async():
        for _ in range(2):
            await app.configure_task("sweep").defer_async(timestamp=0)
            context = {"worker": WorkerContext(database, None, "", vault=vault)}
            await app.run_worker_async(wait=False, delete_jobs="successful", install_signal_handlers=False,
                                       additional_context=context)  # fmt: skip
    assert not path.exists()
    assert plain[1000:1100] not in sealed_path(path).read_bytes()
    assert await content(database, vault, tenant, path) == plain
    assert (await row_of(database, tenant, message)).key_id is not None
    assert await forgotten_messages(database) == []
    async with database.tenant(tenant) as session:  # deleted, taken back, and at last gone for good
        await session.execute(update(VoicemailRow).values(deleted_at=datetime.now(UTC)))
    assert await tidy_boxes(database, tenant, datetime.now(UTC)) == 0
    assert await content(database, vault, tenant, path) == plain
    assert await tidy_boxes(database, tenant, datetime.now(UTC) + timedelta(days=8)) == 1
    assert not sealed_path(path).exists()


async def test_a_crash_or_a_full_disk_loses_no_message(
    database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = await company(database, vault.data)
    message, path = await left(database, tenant, vault.data)
    plain = path.read_bytes()

    class Killed(BaseException):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("offhook.recording.sealed.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            await seal_voicemail(database, vault, tenant, message)
    assert [one.name for one in vault.data.glob(f"{message}*")] == [path.name]
    assert path.read_bytes() == plain
    for place in ("offhook.recording.sealed._sync_folder", "offhook.jobs.messages.datetime",
                  "offhook.jobs.messages.forget_plain"):  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(place, die)
            with pytest.raises((Killed, AttributeError)):
                await seal_voicemail(database, vault, tenant, message)
        assert path.read_bytes() == plain
    assert await seal_voicemail(database, vault, tenant, message)
    assert [one.name for one in vault.data.glob(f"{message}*")] == [f"{path.name}.sealed"]
    assert await content(database, vault, tenant, path) == plain


@pytest.mark.parametrize("sealed", [False, True])
async def test_what_is_sent_on_is_sealed_at_once(database: Database, vault: Vault, sealed: bool) -> None:  # noqa: FBT001
    tenant = await company(database, vault.data)
    message, path = await left(database, tenant, vault.data)
    plain = path.read_bytes()
    if sealed:
        await seal_voicemail(database, vault, tenant, message)
    comment = vault.data / "comment.wav"
    sound(comment, 1, b"\7\0")
    async with database.tenant(tenant) as session:
        boris = await session.scalar(select(ExtensionRow.id).where(ExtensionRow.number == "202"))
    for spoken in ("", str(comment)):
        wanted = Forwarded(new_id(), boris or "", "Anna", spoken=spoken)
        for killed in (True, False, False):  # before the end of the transaction; and once more after it
            async with database.tenant(tenant) as session:
                assert await forward_message(session, vault, message, wanted)
                if killed:
                    await session.rollback()
        row = await row_of(database, tenant, wanted.id)
        assert row.sealed_at is not None
        assert sorted(one.name for one in vault.data.glob(f"{wanted.id}*")) == [f"{wanted.id}.wav.sealed"]
        found = await content(database, vault, tenant, row.path)
        if spoken:
            assert (row.duration_ms, len(found)) == (6000, len(plain) + 16_000)
            assert found[44 : 44 + 16_000] == b"\7\0" * 8000
            assert found[44 + 16_000 :] == plain[44:]
            assert int.from_bytes(found[40:44], "little") == len(found) - 44
        else:
            assert (row.duration_ms, found) == (5000, plain)


async def test_a_new_key_is_for_new_files_and_old_ones_follow(
    database: Database, vault: Vault, caplog: pytest.LogCaptureFixture
) -> None:
    tenant = await company(database, vault.data)
    contents: dict[Path, bytes] = {}
    for _ in range(2):
        message, path = await left(database, tenant, vault.data)
        contents[path] = path.read_bytes()
        await seal_voicemail(database, vault, tenant, message)
    recording, path = await recorded(database, tenant, vault.data)
    contents[path] = path.read_bytes()
    await seal_recording(database, vault, tenant, recording)
    progress: Progress = {}
    assert await reseal(database, vault, progress) == 0
    async with database.tenant(tenant) as session:
        await session.execute(text("UPDATE recordings SET key_id = NULL"))  # sealed before rows told the key
        old, _ = await current_key(session, vault.sealer)
        first = await rotate_key(session, vault.sealer, "olga")
        assert (await rotate_key(session, vault.sealer, "olga")).id == first.id  # pressed twice
        assert [(one.id, one.made_by, one.files) for one in await list_keys(session)] == [
            (first.id, "olga", 0),
            (old, "", 3),
        ]
    for path, plain in contents.items():
        assert await content(database, vault, tenant, path) == plain
    broken = next(iter(contents))
    octets = bytearray(sealed_path(broken).read_bytes())
    octets[-1] ^= 1
    sealed_path(broken).write_bytes(octets)
    assert await reseal(database, vault, progress, most=1) == 1  # a little in each round
    assert await reseal(database, vault, progress) == 1
    assert "stays sealed with its old key" in caplog.text
    assert await reseal(database, vault, progress) == 0
    async with database.tenant(tenant) as session:
        assert [one.files for one in await list_keys(session)] == [2, 1]
    for path, plain in contents.items():
        if path != broken:
            assert await content(database, vault, tenant, path) == plain
    octets[-1] ^= 1
    sealed_path(broken).write_bytes(octets)
    assert sum([await reseal(database, vault, progress) for _ in range(2 * AGAIN_ROUNDS)]) == 1
    assert await content(database, vault, tenant, broken) == contents[broken]


async def test_who_reads_while_a_file_is_sealed_anew_gets_all_of_it(database: Database, vault: Vault) -> None:
    tenant = await company(database, vault.data)
    message, path = await left(database, tenant, vault.data)
    plain = path.read_bytes()

    async def key(key_id: str) -> bytes:
        async with database.tenant(tenant) as session:
            return await vault.keys(session)(key_id)

    was_plain = await open_sound(vault.data, str(path), key)
    await seal_voicemail(database, vault, tenant, message)
    was_old = await open_sound(vault.data, str(path), key)
    async with database.tenant(tenant) as session:
        await rotate_key(session, vault.sealer, "olga")
    assert await reseal(database, vault, {}) == 1
    for opened in (was_plain, was_old):
        assert b"".join([piece async for piece in opened.read(100, opened.size)]) == plain[100:]


async def test_a_company_whose_keys_are_lost_goes_on_with_a_new_one(database: Database, vault: Vault) -> None:
    tenant = await company(database, vault.data)
    message, path = await left(database, tenant, vault.data)
    await seal_voicemail(database, vault, tenant, message)
    other = Vault(vault.data, Sealer(bytes(32)))
    second, _ = await left(database, tenant, vault.data)
    with pytest.raises(SealBroken):
        await seal_voicemail(database, other, tenant, second)
    with pytest.raises(SealBroken):
        await content(database, other, tenant, path)
    async with database.tenant(tenant) as session:
        await rotate_key(session, other.sealer, "olga")
    assert await seal_voicemail(database, other, tenant, second)
    assert await reseal(database, other, {}) == 0
    assert await content(database, vault, tenant, path)  # the right key opens it as before


async def test_a_full_disk_is_told_once_and_only_what_is_to_go_goes(
    database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tenant = await company(database, vault.data)
    kept, _ = await left(database, tenant, vault.data)
    binned, path = await left(database, tenant, vault.data)
    async with database.tenant(tenant) as session:
        await session.execute(
            update(VoicemailRow).where(VoicemailRow.id == binned).values(deleted_at=datetime.now(UTC) - timedelta(1))
        )
    due, due_path = await recorded(database, tenant, vault.data, keep_days=1)
    alarm = room.Alarm()
    assert await room.keep_room(database, vault, alarm) == 0
    monkeypatch.setattr("offhook.jobs.room.room_of", lambda _: Room(1000, "full"))
    caplog.clear()
    assert await room.keep_room(database, vault, alarm) == 2
    assert not path.exists()
    assert not due_path.exists()
    for _ in range(room.AGAIN_ROUNDS - 1):
        assert await room.keep_room(database, vault, alarm) == 0
    told = [record for record in caplog.records if record.levelname == "ERROR"]
    assert ["the disk is full" in record.getMessage() for record in told] == [True]
    assert (await row_of(database, tenant, kept)).deleted_at is None
    assert due
