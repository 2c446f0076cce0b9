"""Two companies with the same extension numbers: whatever the application's role does as one, it never meets the other.

The tables are taken from PostgreSQL's catalog, so a table that a later migration adds is held to the same.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import delete, select

from offhook.access.groups import Groups, set_groups
from offhook.access.links import make_link
from offhook.access.second_factor import renew_codes
from offhook.access.service import NewUser, Principal, add_user, issue_token, open_session
from offhook.configuration import Queue, QueueMember, Route
from offhook.db.base import TENANT_TABLE, WITHOUT_TENANT
from offhook.db.engine import Database, tenant_of
from offhook.directory import service as directory
from offhook.directory.contacts import ContactChanges, add_contact
from offhook.directory.departments import DepartmentChanges, add_department
from offhook.directory.extensions import NewExtension, add_extension
from offhook.directory.model import ExtensionRow, MessageRow
from offhook.errors import MisuseError
from offhook.events.model import EventRow
from offhook.exports.service import ask_export
from offhook.history.model import CallLegRow, CallRow, RecordingRow, VoicemailRow
from offhook.idempotency.service import Keyed, begin
from offhook.ids import NumberId, TenantId, new_id
from offhook.number_lists.service import add_list
from offhook.numbers.asking import let_ask
from offhook.numbers.model import NumberRow
from offhook.numbers.service import NewNumber, add_number, tenant_of_number
from offhook.owed.model import OwedCallRow
from offhook.prompts.model import PromptRow
from offhook.queues.service import save_queue
from offhook.recording.keys import current_key
from offhook.recording.model import RecordingLinkRow
from offhook.recording.rules import add_rule
from offhook.scenario import store
from offhook.schedules.service import ScheduleChanges, add_schedule
from offhook.sites.service import SiteChanges, add_site
from offhook.tenancy.branches import BranchChanges, add_branch
from offhook.tenancy.model import TenantRow
from offhook.tenancy.service import add_tenant, list_tenants
from offhook.trunks.routes import replace_routes
from offhook.trunks.service import NewTrunk, add_trunk
from offhook.webhooks.model import DeliveryRow, WebhookHealthRow
from offhook.webhooks.service import WebhookChanges, add_webhook

if TYPE_CHECKING:
    from offhook.db.sealing import Sealer
    from offhook.db.urls import DatabaseUrls

NEVER_CHANGED = {"audit"}
COMPANY_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> ALL (%s) ORDER BY 1
"""


async def make_company(database: Database, sealer: Sealer, tag: str) -> TenantId:
    """A company with a row in every table."""
    tenant_id, at = TenantId(new_id()), datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=UTC)
    async with database.tenant(tenant_id) as session:
        add_tenant(
            session,
            TenantRow(
                name=tag,
                country="EE",
                language="en",
                timezone="Europe/Tallinn",
                currency="EUR",
                sip_domain=f"{tag}.test",
            ),
        )
        await session.flush()
        person = await directory.add_person(session, f"Person of {tag}")
        await add_branch(session, BranchChanges(name="Tartu"))
        await add_department(session, DepartmentChanges(name="Sales"))
        await directory.add_device(session, sealer, directory.NewDevice(f"{tag}-phone", "secret", person))
        extension = await add_extension(session, NewExtension("201", f"Desk of {tag}", person))
        trunk = await add_trunk(session, sealer, NewTrunk("Operator", "127.0.0.10"))
        await replace_routes(session, [Route("", trunk)])
        await add_site(session, SiteChanges(name="Office", networks=("192.0.2.0/24",)))
        await add_schedule(session, ScheduleChanges(name="Office hours"))
        await add_list(session, "Important", ["201"])
        await add_rule(session, {"name": "All"})
        await current_key(session, sealer)
        await add_contact(session, ContactChanges(name="Jaan", numbers=("+37255512345",), person_id=person), ())
        session.add(
            PromptRow(
                tenant_id=tenant_id,
                id=new_id(),
                name="sales",
                language="en",
                kind="upload",
                file="/p.wav",
                duration_ms=1,
            )
        )
        queue = await save_queue(session, Queue("", "Sales", members=(QueueMember(extension),)))
        scenario = await store.add_scenario(session, "Main line")
        await store.save_draft(session, scenario, {"of": tag})
        await store.publish(session, scenario)
        await add_number(session, NewNumber("+3726000100" if tag == "first" else "+3726000200", tag, trunk, scenario))
        number = await session.scalar(select(NumberRow.id))
        await let_ask(session, sealer, NumberId(number or ""), "https://crm.test/who", 2)
        user = await add_user(session, NewUser(f"{tag}@example.com", "long enough", "admin", person))
        await issue_token(session, user, "test")
        webhook, _ = await add_webhook(session, sealer, WebhookChanges(name="CRM", url="https://crm.test/"))
        await begin(session, Keyed(user, "a-key", b"", new_id()), sealer)
        await set_groups(session, user, Groups((queue.id,)))
        await ask_export(session, "test", recordings=False, include_secrets=False)
        await make_link(session, user, "invitation")
        await renew_codes(session, user)
        call, own = new_id(), {"tenant_id": tenant_id}
        session.add(
            CallRow(**own, id=call, started_at=at, direction="inbound", caller_number="", caller_name="", dialled="201")
        )
        await session.flush()
        session.add_all(
            [
                EventRow(**own, id=1, at=at, kind="call.appeared", call_id=call),
                WebhookHealthRow(**own, id=webhook.row.id, failing_since=at, failed_at=at, error="500"),
                DeliveryRow(
                    **own, id=new_id(), webhook_id=webhook.row.id, event_id=1, at=at, kind="call.ended", data={}
                ),
                CallLegRow(**own, id=new_id(), call_id=call, direction="inbound", party={}, started_at=at),
                MessageRow(
                    **own,
                    id=new_id(),
                    extension_id=extension,
                    at=at,
                    expires_at=at,
                    sender_number="202",
                    sender_name="B",
                    content_type="text/plain",
                    body=b"hello",
                ),
                OwedCallRow(
                    **own, id=new_id(), number="+37255512345", since=at, last_at=at, due_at=at, call_ids=[call]
                ),
                RecordingRow(**own, id=call, call_id=call, path="/a.wav", started_at=at),
                VoicemailRow(
                    **own, id=new_id(), call_id=call, extension_id=extension, at=at, path="/b.wav", duration_ms=1
                ),
            ]
        )
        await session.flush()
        session.add(
            RecordingLinkRow(
                **own, id=new_id(), recording_id=call, token_hash=tag.encode(), made_by="admin", expires_at=at
            )
        )
    await open_session(database, Principal(tenant_id, user, tag, "admin", None))
    return tenant_id


@pytest.fixture
async def companies(database: Database, sealer: Sealer) -> tuple[TenantId, TenantId]:
    first = await make_company(database, sealer, "first")
    return first, await make_company(database, sealer, "second")


@pytest.fixture
def company_tables(urls: DatabaseUrls) -> list[str]:
    with psycopg.connect(urls.owner_url) as connection:
        return [row[0] for row in connection.execute(COMPANY_TABLES, (sorted(WITHOUT_TENANT),))]


def key_of(table: str) -> sql.Identifier:
    return sql.Identifier("id" if table == TENANT_TABLE else "tenant_id")


def as_company(url: str, tenant_id: str) -> psycopg.Connection[Any]:
    connection = psycopg.connect(url)
    connection.execute("SELECT set_config('offhook.tenant', %s, true)", (tenant_id,))
    return connection


def test_every_table_is_bound(urls: DatabaseUrls, company_tables: list[str]) -> None:
    with psycopg.connect(urls.owner_url) as connection:
        bound = connection.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relname = ANY (%s)",
            (company_tables,),
        )
        assert sorted(row[0] for row in bound) == company_tables
        having = connection.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND column_name = 'tenant_id' AND is_nullable = 'NO'"
        )
        assert {row[0] for row in having} | {TENANT_TABLE} == set(company_tables)
        # A reference between companies' tables carries the company on both sides.
        loose = connection.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' "
            "AND conrelid::regclass::text = ANY (%s) AND confrelid <> 'tenants'::regclass AND NOT EXISTS ("
            "  SELECT FROM unnest(conkey, confkey) AS k (mine, theirs)"
            "  JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.mine"
            "  JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = k.theirs"
            "  WHERE a.attname = 'tenant_id' AND b.attname = 'tenant_id')",
            (company_tables,),
        )
        assert loose.fetchall() == []


def test_reads_only_its_own(
    urls: DatabaseUrls, companies: tuple[TenantId, TenantId], company_tables: list[str]
) -> None:
    for tenant_id in companies:
        with as_company(urls.app_url, tenant_id) as connection:
            for table in company_tables:
                query = sql.SQL("SELECT DISTINCT {}::text FROM {}").format(key_of(table), sql.Identifier(table))
                assert connection.execute(query).fetchall() == [(tenant_id,)], table


def test_changes_nothing_of_another(
    urls: DatabaseUrls,
    companies: tuple[TenantId, TenantId],
    company_tables: list[str],
    postgres_administrator: str,
) -> None:
    first, second = companies
    with psycopg.connect(postgres_administrator) as connection:
        before = {table: rows_of(connection, table, second) for table in company_tables}
    for table in company_tables:
        name, key = sql.Identifier(table), key_of(table)
        where = sql.SQL("WHERE {} = {}").format(key, sql.Literal(second))
        removal = sql.SQL("DELETE FROM {} {}").format(name, where)
        touch = sql.SQL("UPDATE {} SET {} = {} {}").format(name, key, key, where)
        for statement in (removal, touch):
            with as_company(urls.app_url, first) as connection:
                if table in NEVER_CHANGED:
                    with pytest.raises(errors.InsufficientPrivilege):
                        connection.execute(statement)
                else:
                    assert connection.execute(statement).rowcount == 0
        row = sql.Literal(json.dumps(before[table][0]))
        for statement in (
            sql.SQL("INSERT INTO {} SELECT (jsonb_populate_record(NULL::{}, {})).*").format(name, name, row),
            sql.SQL("UPDATE {} SET {} = {}").format(name, key, sql.Literal(second)),
            sql.SQL("TRUNCATE {} CASCADE").format(name),
        ):
            with as_company(urls.app_url, first) as connection, pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)
    with psycopg.connect(postgres_administrator) as connection:
        assert {table: rows_of(connection, table, second) for table in company_tables} == before


def rows_of(connection: psycopg.Connection[Any], table: str, tenant_id: str) -> list[Any]:
    query = sql.SQL("SELECT to_jsonb(t) FROM {} t WHERE {} = %s ORDER BY 1").format(
        sql.Identifier(table), key_of(table)
    )
    return [row[0] for row in connection.execute(query, (tenant_id,))]


def test_without_company_nothing_is_seen(
    urls: DatabaseUrls, companies: tuple[TenantId, TenantId], company_tables: list[str]
) -> None:
    with as_company(urls.app_url, companies[0]) as connection:
        connection.commit()  # now the setting is empty, not missing
        for table in company_tables:
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            assert connection.execute(query).fetchone() == (0,), table
    with psycopg.connect(urls.owner_url) as connection:
        seen = {
            table
            for table in company_tables
            if connection.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(table))).rowcount
        }
        # What the narrow functions look up; everything else is closed to the owner too.
        looked_up = {"tenants", "numbers", "users", "api_tokens", "sessions", "calls", "recordings", "recording_links"}
        looked_up |= {"password_links"}
        assert seen == looked_up | {"webhook_deliveries"}


def test_calls_are_found_in_one_company(urls: DatabaseUrls, companies: tuple[TenantId, TenantId]) -> None:
    found = (
        "SELECT found_id FROM offhook_find_calls(NULL, '-infinity', 'infinity', 'infinity', %s, NULL, NULL, NULL, 9)"
    )
    last = ("ffffffff-ffff-ffff-ffff-ffffffffffff",)
    each = []
    for company in companies:
        with as_company(urls.app_url, company) as connection:
            each.append(connection.execute(found, last).fetchall())
            assert each[-1] == connection.execute("SELECT id FROM calls").fetchall()
            connection.commit()
            assert connection.execute(found, last).fetchall() == []  # of no company
    assert [len(one) for one in each] == [1, 1]
    assert each[0] != each[1]


def test_cannot_point_into_another(urls: DatabaseUrls, companies: tuple[TenantId, TenantId]) -> None:
    first, second = companies
    with as_company(urls.app_url, second) as connection:
        row = connection.execute("SELECT id FROM people").fetchone()
        assert row is not None
    with as_company(urls.app_url, first) as connection, pytest.raises(errors.ForeignKeyViolation):
        connection.execute("UPDATE devices SET person_id = %s", (row[0],))


def test_application_role_is_weak(urls: DatabaseUrls) -> None:
    with psycopg.connect(urls.app_url) as connection:
        rights = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, "
            "pg_has_role(current_user, 'offhook_owner', 'member') FROM pg_roles WHERE rolname = current_user"
        )
        assert rights.fetchone() == (False,) * 6
        connection.commit()
        for statement in (
            "ALTER TABLE people DISABLE ROW LEVEL SECURITY",
            "CREATE TABLE mine (a int)",
            "DROP POLICY company ON people",
            "UPDATE alembic_version SET version_num = ''",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)
            connection.rollback()


async def test_pooled_connections_forget_the_company(urls: DatabaseUrls, companies: tuple[TenantId, TenantId]) -> None:
    database = Database(urls.app_url, connections=1)
    try:
        for tenant_id in (*companies, *companies):
            async with database.tenant(tenant_id) as session:
                (extension,) = await session.scalars(select(ExtensionRow))
                assert (extension.tenant_id, extension.number) == (tenant_id, "201")
            async with database.system() as session:
                assert (await session.scalars(select(ExtensionRow))).all() == []
                with pytest.raises(MisuseError):
                    tenant_of(session)
            async with database.raw() as connection:
                assert (await (await connection.execute("SELECT FROM extensions")).fetchall()) == []
            async with database.raw(tenant_id) as connection:
                found = await connection.execute("SELECT tenant_id FROM extensions")
                assert await found.fetchall() == [(tenant_id,)]
    finally:
        await database.close()


async def test_narrow_functions(database: Database, companies: tuple[TenantId, TenantId]) -> None:
    assert await list_tenants(database) == sorted(companies)
    assert await tenant_of_number(database, "+3726000100") == companies[0]
    assert await tenant_of_number(database, "+3726000200") == companies[1]
    assert await tenant_of_number(database, "+3726000300") is None


async def test_exception_rolls_back(database: Database, companies: tuple[TenantId, TenantId]) -> None:
    async def fail_in_session() -> None:
        async with database.tenant(companies[0]) as session:
            await session.execute(delete(ExtensionRow))
            raise ZeroDivisionError

    async def fail_in_raw() -> None:
        async with database.raw(companies[0]) as connection:
            await connection.execute("DELETE FROM extensions")
            raise ZeroDivisionError

    for fail in (fail_in_session, fail_in_raw):
        with pytest.raises(ZeroDivisionError):
            await fail()
    async with database.tenant(companies[0]) as session:
        assert len((await session.scalars(select(ExtensionRow))).all()) == 1
