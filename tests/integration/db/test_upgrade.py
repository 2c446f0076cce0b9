"""A database of the first release, with a company and calls in it, becomes one of today; nothing of it is lost.

`releases/first.sql` was written by `pg_dump` from the program as it was with its first schema, `first.key` is the key
of that installation.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest
from fastapi.routing import APIRoute
from psycopg import sql
from sqlalchemy import select
from tests.integration.api.conftest import FakeSwitch, made_once
from tests.integration.db.test_migrate import bare

from offhook.access.model import UserRow
from offhook.access.service import issue_token
from offhook.api.app import PREFIX, RESOURCES, create_app
from offhook.api.context import Context
from offhook.config import Settings
from offhook.db.engine import Database
from offhook.db.migrate import head_revision, migrate
from offhook.db.sealing import Sealer
from offhook.tenancy.loading import load_configuration
from offhook.tenancy.service import list_tenants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from offhook.db.postgres import EmbeddedPostgres

__all__ = ["bare"]

RELEASES = Path(__file__).with_name("releases")
REWRITTEN = {"scenario_versions": {"graph"}}  # in the form of today: test_old_graphs.py
OF_SCHEMA = {"alembic_version", "queue_migrations"}
ENDLESS = {"/events"}
Rows = dict[str, list[dict[str, Any]]]


def rows_of(url: str) -> Rows:
    """Return all rows of all tables."""
    with psycopg.connect(url, autocommit=True) as connection:
        names = [row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return {
            name: [
                row[0]
                for row in connection.execute(sql.SQL("SELECT to_jsonb(t) FROM {} t").format(sql.Identifier(name)))
            ]
            for name in names
            if name not in OF_SCHEMA
        }


def lists() -> list[str]:
    """Return what can be read without naming anything; what streams on for ever is left out."""
    return [
        PREFIX + route.path
        for module in RESOURCES
        for route in module.router.routes
        if isinstance(route, APIRoute)
        and "GET" in (route.methods or ())
        and "{" not in route.path
        and route.path not in ENDLESS
        and not any(one.field_info.is_required() for one in route.dependant.query_params)
    ]


@pytest.fixture
def first(bare: str, postgres: EmbeddedPostgres) -> Iterator[tuple[str, str]]:
    """URLs of the owner and of the superuser of a database of the first release."""
    with psycopg.connect(bare, autocommit=True) as connection:
        connection.execute((RELEASES / "first.sql").read_text(encoding="utf-8"))
    return bare, postgres.administrator_url().split("@")[0] + "@" + bare.split("@")[1]


async def test_every_row_of_the_first_release_is_still_there(first: tuple[str, str]) -> None:
    owner, superuser = first
    before = rows_of(superuser)
    assert {name for name, rows in before.items() if rows} >= {"tenants", "devices", "calls", "recordings", "users"}
    await migrate(owner)
    after = rows_of(superuser)
    for table, rows in before.items():
        known = {row["id"]: row for row in after[table]} if rows and "id" in rows[0] else {}
        assert len(after[table]) >= len(rows)
        for row in rows:
            now = known.get(row.get("id"), {})
            assert now, f"a row of {table} is gone"
            changed = {name for name in row.keys() & now.keys() if row[name] != now[name]}
            assert changed <= REWRITTEN.get(table, set()), table


async def test_what_was_there_works_with_the_program_of_today(first: tuple[str, str], tmp_path: Path) -> None:
    owner, _ = first
    await migrate(owner)
    settings = Settings(data=tmp_path)
    (tmp_path / "secret.key").write_bytes(bytes.fromhex((RELEASES / "first.key").read_text()))
    database = Database(owner.replace("offhook_owner", "offhook_app"))
    try:
        demo, other = sorted(
            (await load_configuration(database, Sealer.of(tmp_path))).companies, key=lambda one: -len(one.devices)
        )
        assert all(device.secret for device in demo.devices)
        assert (len(demo.devices) > 2, len(other.devices)) == (True, 0)
        assert demo.id in await list_tenants(database)
        async with database.tenant(demo.id) as session:
            admin = (await session.scalars(select(UserRow.id).where(UserRow.role == "admin"))).first()
            token = await issue_token(session, str(admin), "test")
        app = made_once(create_app(Context(settings, database, FakeSwitch()), web=tmp_path))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://pbx.test") as client:
            client.headers["Authorization"] = f"Bearer {token}"
            answers = {path: await client.get(path) for path in lists()}
            refused = {path: one.status_code for path, one in answers.items() if one.status_code >= 400}
            assert refused.keys() <= {"/api/v1/health/ready"} | {path for path, one in refused.items() if one == 503}
            calls = answers["/api/v1/calls"].json()["items"]
            assert len(calls) == 2
            for call in calls:
                told = (await client.get(f"/api/v1/calls/{call['id']}")).json()
                assert len(told["steps"]) > 2
                assert told["legs"]
    finally:
        await database.close()


def test_today_is_not_the_first() -> None:
    assert head_revision() != "0001"
