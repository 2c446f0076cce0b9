"""The audit log is written by the database itself, and nobody who serves can write, change or forget it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import delete, insert, select, text, update
from tests.integration.db.test_isolation import COMPANY_TABLES, as_company
from tests.unit.journal.samples import T0, S, answered_call

from offhook.audit.model import NOT_AUDITED, AuditRow
from offhook.audit.service import AuditFilter, list_entries
from offhook.db.acting import Actor, acting
from offhook.db.base import WITHOUT_TENANT, TenantRow
from offhook.db.notes import Note, note
from offhook.directory.model import ContactRow, DeviceRow, PersonRow
from offhook.directory.service import NewDevice, add_device, add_person
from offhook.ids import TenantId, new_id
from offhook.journal.flush import Flusher
from offhook.journal.log import Journal
from offhook.journal.records import StepTaken
from offhook.number_lists.service import add_list
from offhook.tenancy.service import add_tenant

if TYPE_CHECKING:
    from pathlib import Path

    from offhook.db.engine import Database
    from offhook.db.sealing import Sealer
    from offhook.db.urls import DatabaseUrls

SECRET = re.compile(r"hash|secret|sealed|passw|token|(^|_)pin($|_)|totp|(^|_)keys?($|_)")
ANNA = Actor("token CRM", "anna", new_id(), "192.0.2.7", new_id())


@pytest.fixture
async def tenant(database: Database) -> TenantId:
    tenant = TenantId(new_id())
    async with database.tenant(tenant) as session:
        await add_company(session)
    return tenant


async def add_company(session: Any) -> None:
    add_tenant(
        session,
        TenantRow(
            name="One", country="EE", language="en", timezone="UTC", currency="EUR", sip_domain=f"{new_id()}.test"
        ),
    )
    await session.flush()


async def entries(database: Database, tenant: TenantId, **wanted: Any) -> list[AuditRow]:
    async with database.tenant(tenant) as session:
        found, _ = await list_entries(session, AuditFilter(**wanted), limit=200)
        return list(reversed(found))


def test_every_table_is_watched_or_named(urls: DatabaseUrls) -> None:
    with psycopg.connect(urls.owner_url) as connection:
        tables = {row[0] for row in connection.execute(COMPANY_TABLES, (sorted(WITHOUT_TENANT),))}
        triggers = connection.execute("SELECT tgrelid::regclass::text, tgargs FROM pg_trigger WHERE tgname = 'audited'")
        watched = {table: arguments.decode().split("\0") for table, arguments in triggers}
        columns = connection.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        ).fetchall()
    assert tables - set(watched) == set(NOT_AUDITED), "call `audited` in the table's migration, or name the table"
    for table, column, kind in columns:
        if table in watched and (kind == "bytea" or (kind != "timestamp with time zone" and SECRET.search(column))):
            assert column == "key_id" or column in watched[table][0].split(","), (
                f"{table}.{column} would be copied into the log"
            )


async def test_a_change_says_who_what_and_when(database: Database, tenant: TenantId, sealer: Sealer) -> None:
    with acting(ANNA):
        async with database.tenant(tenant) as session:
            person = await add_person(session, "Dora")
            await add_device(session, sealer, NewDevice("dora-phone", "a secret of hers", person))
        async with database.tenant(tenant) as session:  # in bulk, past the ORM
            await session.execute(update(PersonRow).values(name="Dora Lepp", hidden=True))
            await session.execute(update(PersonRow).values(name="Dora Lepp"))  # as it is already
            await session.execute(update(DeviceRow).values(secret_sealed=b"another"))
    async with database.tenant(tenant) as session:
        await session.execute(delete(PersonRow))
    company, made, device, changed, secret, *gone = await entries(database, tenant)
    assert (company.action, company.resource, company.via) == ("create", "tenants", "database offhook_app")
    assert (made.action, made.resource, made.row_id, made.name) == ("create", "people", person, "Dora")
    assert made.after["name"] == "Dora"
    assert made.before == {}
    assert (made.login, made.via, made.address, made.user_id) == ("anna", "token CRM", "192.0.2.7", ANNA.user_id)
    assert {made.change_id, device.change_id, changed.change_id} == {ANNA.change_id}
    assert (device.of_id, device.unshown) == (person, ["secret_sealed"])
    assert changed.before == {"name": "Dora", "hidden": False}
    assert changed.after == {"name": "Dora Lepp", "hidden": True}
    assert (secret.before, secret.after, secret.unshown) == ({}, {}, ["secret_sealed"])
    assert {(one.action, one.resource) for one in gone} == {("delete", "people"), ("change", "devices")}
    assert {one.login for one in gone} == {""}
    assert len({one.change_id for one in gone}) == 1
    for one in (made, device, changed, secret, *gone):
        assert "secret" not in str((one.before, one.after))
    found = await entries(database, tenant, row_id=person)
    assert sorted(one.resource for one in found) == ["devices"] * 3 + ["people"] * 3


async def test_long_values_and_nested_secrets_are_left_out(database: Database, tenant: TenantId) -> None:
    async with database.tenant(tenant) as session:
        await add_list(session, "Important", [f"+3725551{number:04}" for number in range(1000)])
        await session.execute(
            text(
                "INSERT INTO extensions (tenant_id, id, number, name, kind, voicemail, box) "
                "VALUES (:tenant, :id, '300', 'Box', 'echo', true, '{\"pin\": \"sealed\", \"most\": 5}')"
            ),
            {"tenant": tenant, "id": new_id()},
        )
        await session.execute(text('UPDATE extensions SET box = \'{"pin": "other", "most": 5}\''))
    _, numbers, made, changed = await entries(database, tenant)
    assert (numbers.after["name"], numbers.unshown) == ("Important", ["numbers"])
    assert (made.after["box"], made.unshown) == ({"most": 5}, ["box.pin"])
    assert (changed.before, changed.after, changed.unshown) == ({}, {}, ["box.pin"])


async def test_what_is_rolled_back_is_not_told(database: Database, tenant: TenantId) -> None:
    async def fail() -> None:
        async with database.tenant(tenant) as session:
            await add_person(session, "Dora")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert [one.resource for one in await entries(database, tenant)] == ["tenants"]


async def test_the_log_goes_with_its_company_only(database: Database, tenant: TenantId) -> None:
    async with database.tenant(tenant) as session:
        await add_person(session, "Dora")
        await session.execute(delete(TenantRow))
    assert await entries(database, tenant) == []


async def test_nobody_who_serves_writes_to_it(urls: DatabaseUrls, database: Database, tenant: TenantId) -> None:
    async with database.tenant(tenant) as session:
        await add_person(session, "Dora")
    before = [one.id for one in await entries(database, tenant)]
    for statement in (
        "UPDATE audit SET login = 'boris'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "INSERT INTO audit SELECT * FROM audit",
        "SELECT offhook_audit_write(id, 'login', 'users', id, id, '', '{}', '{}', '{}') FROM tenants",
        "SELECT offhook_audit_note('delete', 'people', null, '', '{}', '0')",
        "ALTER TABLE people DISABLE TRIGGER audited",
        "SET session_replication_role = replica",
    ):
        with as_company(urls.app_url, tenant) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement)  # type: ignore[call-overload]  # constants
    assert [one.id for one in await entries(database, tenant)] == before
    other = TenantId(new_id())
    async with database.tenant(other) as session:
        await add_company(session)
    assert [one.name for one in await entries(database, other)] == ["One"]


async def test_notes_of_one_hearing_are_one(database: Database, tenant: TenantId) -> None:
    call = new_id()
    for actor in (ANNA, ANNA, Actor("session", "boris", new_id())):
        with acting(actor):
            async with database.tenant(tenant) as session:
                await note(session, Note("hear", "calls", call, details={"why": "x"}), once_within=timedelta(minutes=1))
    found = await entries(database, tenant, action="hear")
    assert [(one.login, one.row_id, one.after) for one in found] == [
        ("anna", call, {"why": "x"}),
        ("boris", call, {"why": "x"}),
    ]


async def test_who_listens_to_whom_is_told_once(database: Database, tenant: TenantId, tmp_path: Path) -> None:
    *began, hung_up = answered_call(tenant)[:-4]
    call = began[0].call  # type: ignore[attr-defined]
    journal = Journal(tmp_path / "journal")
    journal.replay()
    for record in began:
        journal.append(record)
    flusher = Flusher(journal, journal.state, database)
    for number, kind in enumerate(("listening", "whispering", "barging")):
        at = T0 + (20 + number) * S
        journal.append(StepTaken(call, at, kind, None, {"who": "Dora", "agent": "Boris"}))
        assert await flusher.flush()
    journal.append(StepTaken(call, T0 + 30 * S, "taken_over", None, {"who": "Dora", "instead": "Boris"}))
    journal.append(hung_up)
    assert await flusher.flush()
    await flusher.stop()
    await journal.close()
    found = await entries(database, tenant, resource="calls", row_id=call)
    assert [(one.action, one.login, one.name, one.via) for one in found] == [
        (action, "Dora", "Boris", "telephone") for action in ("listen", "whisper", "barge", "take_over")
    ]
    assert found[0].at.timestamp() == T0 / S + 20


async def test_many_rows_at_once(database: Database, tenant: TenantId) -> None:
    rows = [
        {"tenant_id": tenant, "id": new_id(), "name": f"Customer {number}", "company": "", "numbers": ["+37255512345"],
         "email": "", "note": "", "vip": False, "labels": [], "short": None}
        for number in range(2000)
    ]  # fmt: skip
    async with database.tenant(tenant) as session:
        await session.execute(insert(ContactRow), rows)
        await session.execute(update(ContactRow).values(vip=True))
    async with database.tenant(tenant) as session:
        found = (await session.execute(select(AuditRow.action, AuditRow.change_id))).all()
    assert len(found) == 4001
    assert len({change for _, change in found}) == 2  # the company's making, and this
