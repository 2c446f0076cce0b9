from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from offhook.api.app import create_app
from offhook.api.context import Context
from offhook.config import Settings
from offhook.db.engine import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

HTML = {"Accept": "text/html,*/*"}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    web = tmp_path / "dist"
    (web / "assets").mkdir(parents=True)
    (web / "index.html").write_text("the application")
    (web / "assets" / "app-1a2b.js").write_text("script")
    (tmp_path / "secret.txt").write_text("secret")
    (web / "link").symlink_to(tmp_path / "secret.txt")

    async def ask(*_args: object, **_named: object) -> None: ...

    database = Database(f"postgresql://x@/x?host={tmp_path}")
    app = create_app(Context(Settings(data=tmp_path), database, ask), web=web)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://pbx.test") as client:
        yield client
    await database.close()


async def test_files_and_the_applications_own_addresses(client: httpx.AsyncClient) -> None:
    asset = await client.get("/assets/app-1a2b.js")
    assert (asset.text, asset.headers["cache-control"]) == ("script", "public, max-age=31536000, immutable")
    assert asset.headers["x-content-type-options"] == "nosniff"
    for path in ("/", "/calls", "/calls/123?x=1", "/apiary", "/index.html"):
        response = await client.get(path, headers=HTML)
        assert (response.text, response.headers["cache-control"]) == ("the application", "no-cache")
    assert (await client.head("/", headers=HTML)).status_code == 200


async def test_nothing_else(client: httpx.AsyncClient) -> None:
    for path in ("/assets/old.js", "/favicon.ico", "/%00"):
        assert (await client.get(path)).status_code == 404
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/link", "//etc/passwd", "/%2fetc/passwd"):
        response = await client.get(path, headers=HTML)
        assert "secret" not in response.text
        assert "root:" not in response.text
    for path in ("/api", "/api/", "/api/v1", "/api/v1/nothing"):
        response = await client.get(path, headers=HTML)
        assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert (await client.post("/calls")).status_code == 405


async def test_the_address_alone_shows_the_application_to_any_client(client: httpx.AsyncClient) -> None:
    assert (await client.get("/")).text == "the application"
