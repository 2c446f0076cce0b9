"""The demo company: complete, seeded once, and nothing changes the second time."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import psycopg

from offhook.access.service import authenticate_token, verify_login
from offhook.config import Settings
from offhook.demo import seed_demo
from offhook.prompts.sentences import SENTENCES
from offhook.routing.installation import Office
from offhook.scenario.graph import read_graph
from offhook.scenario.verify import Company, verify
from offhook.tenancy.loading import load_configuration

if TYPE_CHECKING:
    from pathlib import Path

    from offhook.db.engine import Database
    from offhook.db.sealing import Sealer


def everything(url: str) -> dict[str, list[str]]:
    """All rows of all our tables as texts."""
    with psycopg.connect(url) as connection:
        names = [row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return {
            name: sorted(row[0] for row in connection.execute(f"SELECT t::text FROM {name} t"))  # noqa: S608  names of the catalog
            for name in names
            if not name.startswith("procrastinate")
        }


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_seeds_once(database: Database, tmp_path: Path, sealer: Sealer, postgres_administrator: str) -> None:
    settings = Settings(data=tmp_path, sip="127.0.0.1:5070", http="127.0.0.1:8081")
    first = await seed_demo(database, settings)
    assert await authenticate_token(database, (tmp_path / "admin.token").read_text().strip()), "it notes its first use"
    rows, files = everything(postgres_administrator), contents(tmp_path)
    assert await seed_demo(database, settings) == first
    assert everything(postgres_administrator) == rows
    assert contents(tmp_path) == files

    (company,) = (await load_configuration(database, sealer)).companies
    assert (company.country, company.currency, company.timezone) == ("EE", "EUR", "Europe/Tallinn")
    assert {e.number: e.kind for e in company.extensions} == {
        "201": "person",
        "202": "person",
        "203": "person",
        "*43": "echo",
        "500": "conference",
    }
    assert [(d.username, d.secret) for d in company.devices] == [(e.username, e.password) for e in first.extensions]
    (number,) = company.numbers
    assert number.e164 == "+3726000100"
    main, night = company.scenarios
    assert (main.id, main.name, night.name) == (number.scenario_id, "Main line", "Night")
    assert main.graph["nodes"]["sales"]["members"] == ["201", "202"]
    office = Office.of(company)
    assert [one.name for one in (*company.schedules, *company.lists)] == ["Office hours", "Important customers"]
    for scenario in (main, night):
        judged = verify(read_graph(scenario.graph), Company(office, SENTENCES.__contains__, scenario.id))
        assert judged == [], scenario.name
    (trunk,) = company.trunks
    assert (trunk.id, trunk.host, trunk.match) == (number.trunk_id, "127.0.0.10", ("127.0.0.10",))


async def test_files(database: Database, tmp_path: Path) -> None:
    await seed_demo(database, Settings(data=tmp_path, sip="127.0.0.1:5070", http="127.0.0.1:8081"))
    facts = json.loads((tmp_path / "demo.json").read_text(encoding="utf-8"))
    assert facts["number"] == "+3726000100"
    assert facts["operator"] == {"address": "127.0.0.10:5060"}
    assert [e["number"] for e in facts["extensions"]] == ["201", "202", "203"]
    assert {e["domain"] for e in facts["extensions"]} == {"127.0.0.1:5070"}
    assert facts["web"]["url"] == "http://127.0.0.1:8081"
    for login in facts["web"]["logins"]:
        principal = await verify_login(database, login["user"], login["password"])
        assert principal is not None
        assert principal.role == login["role"]
    token = tmp_path / "admin.token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    principal = await authenticate_token(database, token.read_text(encoding="utf-8").strip())
    assert principal is not None
    assert principal.role == "admin"


async def test_lost_token_is_replaced(database: Database, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    await seed_demo(database, settings)
    (tmp_path / "admin.token").unlink()
    demo = await seed_demo(database, settings)
    assert demo.extensions[0].domain == "127.0.0.1"
    assert await authenticate_token(database, (tmp_path / "admin.token").read_text(encoding="utf-8").strip())
