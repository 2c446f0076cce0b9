"""A backup is taken into an empty installation, and the same company is there: rows, files, what the journal held."""

from __future__ import annotations

import asyncio
import errno
import json
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import update
from tests.unit.journal.samples import answered_call, voicemail_call

from offhook.backup import tables
from offhook.backup.journal import UNDER_WAY
from offhook.backup.making import Wish, make_backup
from offhook.backup.restoring import check_backup, restore_backup
from offhook.config import Settings
from offhook.db.engine import Database
from offhook.db.sealing import Sealer
from offhook.db.urls import DATABASE, OWNER
from offhook.demo import seed_demo
from offhook.directory.model import DeviceRow, ExtensionRow
from offhook.errors import ResourceError
from offhook.history.model import RecordingRow, VoicemailRow
from offhook.journal import records
from offhook.journal.flush import Flusher
from offhook.journal.log import Journal
from offhook.recording.keys import Vault, current_key
from offhook.recording.service import open_sound, seal_sound
from offhook.supervisor.key import take_key
from offhook.tenancy.service import list_tenants

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from offhook.db.postgres import EmbeddedPostgres

PASSPHRASE = "eight plain words would do"
SOUND = b"RIFF" + (36 + 320).to_bytes(4, "little") + b"WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0data"
SOUND += (320).to_bytes(4, "little") + bytes(range(160)) * 2


@pytest.fixture(autouse=True)
def _quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offhook.backup.locked._WORK", 1 << 10)


def database_of(server: EmbeddedPostgres) -> Iterator[str]:
    """Give the owner's URL of a database of its own, without tables."""
    name = f"test_{uuid4().hex}"
    administrator = server.administrator_url().replace(f"/{DATABASE}?", "/postgres?")
    with psycopg.connect(administrator, autocommit=True) as connection:
        names = (sql.Identifier(name), sql.Identifier(OWNER))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(*names))
        yield server.urls().owner_url.replace(f"/{DATABASE}?", f"/{name}?")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def empty(postgres: EmbeddedPostgres) -> Iterator[str]:
    yield from database_of(postgres)


@dataclass
class Office:
    """An installation with a company, calls, a sealed recording, and a journal that is still open."""

    settings: Settings
    database: Database
    tenant: Any
    journal: Journal
    live: str
    recording: str
    owner_url: str
    superuser: str


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def told(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables as texts."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = {}
        for table in tables.tables_of(connection):
            query = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(table.name))
            found[table.name] = connection.execute(query).fetchall()
        return found


@pytest.fixture
async def office(urls: Any, database: Database, tmp_path: Path, postgres_administrator: str) -> AsyncIterator[Office]:
    data = tmp_path / "here"
    for folder in ("recordings", "voicemail", "company-prompts/one", "run"):
        (data / folder).mkdir(parents=True)
    settings = Settings(data=data, database_url=urls.owner_url)
    take_key(data)
    await seed_demo(database, settings)
    (tenant,) = await list_tenants(database)
    async with database.tenant(tenant) as session:
        extension = (await session.scalars(ExtensionRow.__table__.select().with_only_columns(ExtensionRow.id))).first()
    (data / "recordings" / "one.wav").write_bytes(SOUND)
    (data / "voicemail" / "m.wav").write_bytes(SOUND)
    (data / "voicemail" / "greeting.wav").write_bytes(SOUND)
    (data / "company-prompts" / "one" / "p.wav").write_bytes(SOUND)
    journal = Journal(data / "journal")
    journal.replay()
    answered, left, live = answered_call(tenant), voicemail_call(tenant, extension or ""), answered_call(tenant)
    for record in [*answered, *left]:
        journal.append(record)
    flusher = Flusher(journal, journal.state, database)
    assert await flusher.flush()
    await flusher.stop()
    vault = Vault.of(data)
    async with database.tenant(tenant) as session:
        await session.execute(update(RecordingRow).values(path=str(data / "recordings" / "one.wav")))
        await session.execute(update(VoicemailRow).values(path=str(data / "voicemail" / "m.wav")))
        recording = (await session.scalars(RecordingRow.__table__.select().with_only_columns(RecordingRow.id))).one()
        key = await current_key(session, vault.sealer)
        seal_sound(data, str(data / "recordings" / "one.wav"), str(recording), key)
        await session.execute(update(RecordingRow).values(sealed_at=RecordingRow.started_at, key_id=key[0]))
        box = {"recorded": {"busy": str(data / "voicemail" / "greeting.wav")}}
        await session.execute(update(ExtensionRow).where(ExtensionRow.id == extension).values(box=box))
    (data / "recordings" / "one.wav").unlink()
    for record in live:
        if not isinstance(record, records.CallEnded | records.RecordingEnded):
            journal.append(record)
    journal.append(records.RegistrarSaved("phone-1", [{"uri": "sip:a@127.0.87.2"}]))
    journal.append(records.ErrandSaved("wake", tenant, {"kind": "wakeup", "at": "07:00"}))
    journal.flush_now()
    yield Office(
        settings, database, tenant, journal, live[0].call, str(recording), urls.owner_url, postgres_administrator
    )
    await journal.close()


async def test_the_same_company_is_there_again(office: Office, empty: str, tmp_path: Path) -> None:
    lines: list[str] = []
    target = tmp_path / "b.backup"
    made = await asyncio.to_thread(make_backup, office.settings, Wish(target, PASSPHRASE), lines.append)
    assert (made.files, made.missing, made.calls) == (8, [], 1)
    assert target.stat().st_mode & 0o777 == 0o600
    assert not list(office.settings.data.rglob(".backup"))
    assert SOUND not in target.read_bytes()

    there = Settings(data=tmp_path / "there" / "data", database_url=empty)
    found = await asyncio.to_thread(restore_backup, there, target, PASSPHRASE, lines.append)
    assert found.files == made.files
    before = told(office.superuser)
    written = before.pop("audit")  # what was done then: it names files where they were
    after = told(office.superuser.replace(office.owner_url.split("/")[-1], empty.rsplit("/", maxsplit=1)[-1]))
    assert after.pop("audit") == written
    old, new = str(office.settings.data), str(there.data)
    assert {name: [row[0].replace(old, new) for row in rows] for name, rows in before.items()} == {
        name: [row[0] for row in rows] for name, rows in after.items()
    }
    assert old not in json.dumps(after)

    restored = Database(empty.replace("offhook_owner", "offhook_app"))
    vault = Vault.of(there.data)
    async with restored.tenant(office.tenant) as session:
        row = await session.get_one(RecordingRow, (office.tenant, office.recording))
        sound = await open_sound(there.data, row.path, vault.keys(session))
        assert b"".join([part async for part in sound.read(0, sound.size)]) == SOUND
        device = (await session.scalars(DeviceRow.__table__.select())).first()
        assert device is not None
    await restored.close()
    assert Sealer.of(there.data).derive("x") == Sealer.of(office.settings.data).derive("x")
    assert (there.data / "voicemail" / "greeting.wav").read_bytes() == SOUND
    assert not (there.data / "restoring").exists()

    state = Journal(there.data / "journal").replay()
    assert state.registrations == {"phone-1": [{"uri": "sip:a@127.0.87.2"}]}
    assert state.errands["wake"].state == {"kind": "wakeup", "at": "07:00"}
    call = state.calls[office.live]
    assert (call.reason, call.live_legs, call.open_recordings) == (UNDER_WAY, [], [])


async def test_a_role_bound_by_row_level_security_sees_as_much_as_one_that_is_not(office: Office) -> None:
    counts = []
    for url in (office.owner_url, office.superuser):
        with psycopg.connect(url, autocommit=True) as connection:
            tables.begin_snapshot(connection)
            scopes = tables.scopes_of(connection)
            counts.append(
                {
                    table.name: tables.dump_table(connection, table, scopes, lambda _: None)
                    for table in tables.tables_of(connection)
                }
            )
    assert counts[0] == counts[1]
    assert counts[0]["devices"] > 0


async def test_what_is_deleted_meanwhile_is_there_or_all_begins_anew(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, begun = office.settings.data, []
    begin = tables.begin_snapshot

    def begin_late(connection: Any) -> None:
        begun.append(connection)
        (data / "voicemail" / "m.wav").unlink(missing_ok=True)  # held already
        with psycopg.connect(office.superuser, autocommit=True) as other:
            path = data / "recordings" / ("late.wav" if len(begun) == 1 else "one.wav")
            other.execute("UPDATE recordings SET path = %s", (str(path),))
        begin(connection)

    monkeypatch.setattr("offhook.backup.tables.begin_snapshot", begin_late)
    made = await asyncio.to_thread(make_backup, office.settings, Wish(tmp_path / "b"), lambda _: None)
    assert (len(begun), made.missing) == (2, [])
    with tarfile.open(tmp_path / "b") as tar:
        assert {"files/voicemail/m.wav", "files/recordings/one.wav.sealed"} <= set(tar.getnames())


async def test_a_file_that_was_gone_before_is_named(office: Office, tmp_path: Path) -> None:
    (office.settings.data / "voicemail" / "m.wav").unlink()
    made = await asyncio.to_thread(make_backup, office.settings, Wish(tmp_path / "b"), lambda _: None)
    assert made.missing == [str(office.settings.data / "voicemail" / "m.wav")]


async def test_recordings_may_be_left_out(office: Office, tmp_path: Path) -> None:
    wish = Wish(tmp_path / "b", recordings=False)
    assert not (await asyncio.to_thread(make_backup, office.settings, wish, lambda _: None)).missing
    with tarfile.open(wish.target) as tar:
        names = tar.getnames()
    assert "files/voicemail/m.wav" in names
    assert not any(name.startswith("files/recordings") for name in names)


async def test_a_full_disk_leaves_nothing(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("offhook.backup.archive.os.fsync", full)
    before = names_in(tmp_path)
    with pytest.raises(ResourceError, match="no room"):
        await asyncio.to_thread(make_backup, office.settings, Wish(tmp_path / "b"), lambda _: None)
    assert names_in(tmp_path) == before
    assert not list(office.settings.data.rglob(".backup"))


async def test_what_is_not_whole_is_refused_and_nothing_is_written(office: Office, tmp_path: Path, empty: str) -> None:
    plain, locked, bad = tmp_path / "plain", tmp_path / "locked", tmp_path / "bad"
    await asyncio.to_thread(make_backup, office.settings, Wish(plain), lambda _: None)
    await asyncio.to_thread(make_backup, office.settings, Wish(locked, PASSPHRASE), lambda _: None)
    with pytest.raises(ResourceError, match="already"):
        make_backup(office.settings, Wish(plain), lambda _: None)
    with pytest.raises(ResourceError, match="wants a passphrase"):
        check_backup(locked, None)
    with pytest.raises(ResourceError, match="another one"):
        check_backup(locked, "some other passphrase")
    octets = plain.read_bytes()
    at = octets.index(SOUND)
    for changed in (octets[: len(octets) // 2], octets[:at] + b"x" + octets[at + 1 :], b"", b"rubbish" * 1000):
        bad.write_bytes(changed)
        with pytest.raises(ResourceError):
            restore_backup(Settings(data=tmp_path / "there", database_url=empty), bad, None, lambda _: None)
        assert not (tmp_path / "there").exists()
    octets = locked.read_bytes()
    for changed in (octets[:-1], octets[: len(octets) // 2], octets + b"x", octets[:-20] + b"x" + octets[-19:]):
        bad.write_bytes(changed)
        with pytest.raises(ResourceError):
            check_backup(bad, PASSPHRASE)
    with pytest.raises(ResourceError, match="not empty"):
        restore_backup(office.settings, plain, None, lambda _: None)


async def test_what_fails_late_leaves_nothing(
    office: Office, tmp_path: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "b"
    await asyncio.to_thread(make_backup, office.settings, Wish(target), lambda _: None)

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("offhook.backup.restoring.os.utime", full)
    there = Settings(data=tmp_path / "there", database_url=empty)
    with pytest.raises(ResourceError, match="nothing was restored"):
        await asyncio.to_thread(restore_backup, there, target, None, lambda _: None)
    assert not [path for path in there.data.rglob("*") if path.is_file() and path.parent.name != "run"]


async def test_no_call_is_missing_that_was_over_when_the_backup_began(
    office: Office, empty: str, tmp_path: Path
) -> None:
    flusher = Flusher(office.journal, office.journal.state, office.database)
    flusher.start()
    over: list[str] = []
    enough = asyncio.Event()

    async def go_on_calling() -> None:
        while True:
            call = [
                one
                for one in answered_call(office.tenant)
                if not isinstance(one, records.RecordingStarted | records.RecordingEnded)
            ]
            for record in call:
                office.journal.append(record)
            over.append(call[0].call)
            if len(over) == 100:
                enough.set()
            await asyncio.sleep(0.001)

    calling = asyncio.create_task(go_on_calling())
    await enough.wait()
    before = set(over)
    await asyncio.to_thread(make_backup, office.settings, Wish(tmp_path / "b"), lambda _: None)
    calling.cancel()
    await flusher.stop()
    assert len(over) > len(before)  # calls came while it was made
    there = Settings(data=tmp_path / "there", database_url=empty)
    await asyncio.to_thread(restore_backup, there, tmp_path / "b", None, lambda _: None)
    restored = office.superuser.replace(office.owner_url.split("/")[-1], empty.rsplit("/", maxsplit=1)[-1])
    with psycopg.connect(restored) as connection:
        written = {str(row[0]) for row in connection.execute("SELECT id FROM calls")}
    kept = set(Journal(there.data / "journal").replay().calls)
    assert before <= written | kept
