"""Departments that were texts at people before they became rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from alembic import command
from tests.integration.db.test_migrate import bare
from tests.integration.db.test_old_graphs import as_company, run

from offhook.db.migrations.versions import branches
from offhook.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["bare"]  # the fixture

NAMES: Sequence[tuple[str, str]] = (("A", "Sales"), ("B", "sales"), ("C", "Sales"), ("D", ""), ("E", "Board"))


@pytest.mark.requirement("OR-02")
async def test_each_company_keeps_its_departments(bare: str) -> None:
    """Spellings that differ by capitals only become one row, as most people had it; going back makes them texts."""
    run(bare, command.upgrade, branches.down_revision)
    tenants = [new_id(), new_id()]
    with psycopg.connect(bare) as connection:
        for tenant in tenants:
            as_company(connection, tenant)
            connection.execute(
                "INSERT INTO tenants (id, name, country, language, timezone, currency, sip_domain) "
                "VALUES (%s, 'A', 'EE', 'en', 'UTC', 'EUR', %s)",
                (tenant, f"{tenant}.test"),
            )
            for name, department in NAMES:
                connection.execute(
                    "INSERT INTO people (tenant_id, id, name, department) VALUES (%s, %s, %s, %s)",
                    (tenant, new_id(), name, department),
                )
    run(bare, command.upgrade, branches.revision)
    expected = [("A", "Sales"), ("B", "Sales"), ("C", "Sales"), ("D", ""), ("E", "Board")]
    joined = "SELECT p.name, coalesce(d.name, '') FROM people p LEFT JOIN departments d ON d.id = p.department_id"
    with psycopg.connect(bare) as connection:
        for tenant in tenants:
            as_company(connection, tenant)
            assert connection.execute(f"{joined} ORDER BY 1").fetchall() == expected
            assert connection.execute("SELECT count(*) FROM departments").fetchone() == (2,)
    run(bare, command.downgrade, branches.down_revision)
    with psycopg.connect(bare) as connection:
        as_company(connection, tenants[1])
        assert connection.execute("SELECT name, department FROM people ORDER BY 1").fetchall() == expected
