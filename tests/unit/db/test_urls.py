"""Where the database is: embedded by its socket, external by the owner's URL."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from offhook.config import Settings
from offhook.db.cluster import SOCKET_PATH_LIMIT, fits, sockets_of
from offhook.db.engine import Database, driver_url, plain_url
from offhook.db.urls import database_urls
from offhook.errors import MisuseError
from offhook.ids import TenantId


def test_embedded(tmp_path: Path) -> None:
    urls = database_urls(Settings(data=tmp_path / "with space&more"))
    for url, role in ((urls.owner_url, "offhook_owner"), (urls.app_url, "offhook_app")):
        facts = psycopg.conninfo.conninfo_to_dict(url)
        assert facts == {"user": role, "dbname": "offhook", "host": str(tmp_path / "with space&more" / "postgres")}
        assert make_url(driver_url(url)).query["host"] == facts["host"]
        assert psycopg.conninfo.conninfo_to_dict(plain_url(url)) == facts


def test_external(tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path, database_url="postgresql://me:p%40ss@db.example.com:6432/pbx?sslmode=verify-full"
    )
    urls = database_urls(settings)
    assert urls == database_urls(settings)
    facts = psycopg.conninfo.conninfo_to_dict(urls.app_url)
    assert (facts["user"], facts["dbname"], facts["sslmode"]) == ("offhook_app", "pbx", "verify-full")
    assert len(str(facts["password"])) == 64
    assert urls.owner_url == settings.database_url


def test_external_by_socket_with_spaces(tmp_path: Path) -> None:
    url = "postgres://me@/pbx?host=%2Frun%2Fmy%20pg%2B"
    facts = psycopg.conninfo.conninfo_to_dict(database_urls(Settings(data=tmp_path, database_url=url)).app_url)
    assert (facts["user"], facts["host"]) == ("offhook_app", "/run/my pg+")
    assert make_url(driver_url(url)).query["host"] == "/run/my pg+"


@pytest.mark.parametrize("extra", [0, 1])
def test_socket_paths_stay_within_the_limit(extra: int) -> None:
    at_limit = SOCKET_PATH_LIMIT - len("//postgres/.s.PGSQL.5432.lock") + extra
    data = Path("/" + "a" * at_limit)
    sockets = sockets_of(data)
    assert (sockets == data / "postgres") == (extra == 0)
    assert fits(sockets)
    assert sockets_of(data) != sockets_of(Path("/" + "b" * at_limit))


async def test_tenant_must_be_named() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(MisuseError):
        async with database.tenant(TenantId("")):
            pass
    await database.close()
