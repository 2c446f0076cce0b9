"""Graphs that were stored before nodes had members and scenarios a rescue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config
from tests.integration.db.test_migrate import bare

from offhook.db.engine import driver_url
from offhook.db.migrate import FOLDER, migrate
from offhook.db.migrations.versions.scenario_rescue import former, renewed
from offhook.ids import new_id
from offhook.scenario.graph import read_graph
from offhook.scenario.nodes.ring import Ring

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["bare"]  # the fixture

OLD = {
    "start": "greeting",
    "nodes": {
        "bye": {"kind": "hangup", "title": "", "prompts": ["goodbye"]},
        "greeting": {"kind": "play", "title": "Greeting", "prompts": ["welcome"], "next": "menu"},
        "menu": {
            "kind": "menu", "title": "", "prompts": ["menu_main"], "extensions": True, "extension_seconds": 20.0,
            "attempts": 3, "wait_seconds": 5.0, "digit_seconds": 1.5, "otherwise": "bye",
            "choices": {"1": {"label": "Sales", "next": "sales"}},
        },
        "sales": {"kind": "ring", "title": "", "extensions": ["201", "202"], "seconds": 20.0, "unanswered": "message"},
        "message": {
            "kind": "voicemail", "title": "", "extension": "201",
            "prompts": ["unavailable_leave_message"], "max_seconds": 180.0,
        },
    },
}  # fmt: skip


def run(url: str, step: Callable[..., None], revision: str) -> None:
    engine = sqlalchemy.create_engine(driver_url(url), poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
        config.attributes["connection"] = connection
        step(config, revision)
        connection.commit()


def as_company(connection: psycopg.Connection[Any], tenant: str) -> None:
    connection.execute("SELECT set_config('offhook.tenant', %s, true)", (tenant,))


async def test_all_versions_of_all_companies_are_rewritten(bare: str) -> None:
    run(bare, command.upgrade, "0019")
    tenants = [new_id(), new_id()]
    with psycopg.connect(bare) as connection:
        for place, tenant in enumerate(tenants):
            as_company(connection, tenant)
            connection.execute(
                "INSERT INTO tenants (id, name, country, language, timezone, currency, sip_domain) "
                "VALUES (%s, 'A', 'EE', 'en', 'UTC', 'EUR', %s)",
                (tenant, f"{place}.test"),
            )
            scenario = new_id()
            connection.execute(
                "INSERT INTO scenarios (tenant_id, id, name) VALUES (%s, %s, 'Main line')", (tenant, scenario)
            )
            for version, published in ((1, "2026-01-01"), (2, None)):
                connection.execute(
                    "INSERT INTO scenario_versions (tenant_id, id, scenario_id, version, graph, published_at) "
                    "VALUES (%s, %s, %s, %s, %s, %s)",
                    (tenant, new_id(), scenario, version, json.dumps(OLD), published),
                )
    await migrate(bare)
    for tenant in tenants:
        with psycopg.connect(bare) as connection:
            as_company(connection, tenant)
            graphs = [row[0] for row in connection.execute("SELECT graph FROM scenario_versions")]
        assert len(graphs) == 2
        for graph in map(read_graph, graphs):
            ring = graph.nodes["sales"]
            assert isinstance(ring, Ring)
            assert ring.members == ("201", "202")
            assert graph.rescue == "message"


@pytest.mark.parametrize(
    ("graph", "rescue"),
    [
        (OLD, "message"),
        ({"start": "a", "nodes": {"a": {"kind": "play", "next": "b"}, "b": {"kind": "hangup"}}}, "b"),
        ({"start": "a", "nodes": {"a": {"kind": "ring", "extensions": ["1"], "unanswered": "a"}}}, ""),
        ({"start": "gone", "nodes": {"b": {"kind": "hangup"}}}, ""),
    ],
)
def test_the_rescue_is_the_nearest_voicemail_or_goodbye(graph: dict[str, Any], rescue: str) -> None:
    new = renewed(graph)
    assert new["rescue"] == rescue
    assert renewed(new) == new
    assert former(new) == graph


def test_what_is_no_graph_is_left_alone() -> None:
    assert renewed({"of": "first"}) == {"of": "first"} == former({"of": "first"})
