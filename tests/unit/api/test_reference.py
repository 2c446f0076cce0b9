"""The pages of the API's description refer to nothing but our own files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx

from offhook.api.app import create_app
from offhook.api.context import Context
from offhook.config import Settings
from offhook.control import ask
from offhook.db.engine import Database

if TYPE_CHECKING:
    from pathlib import Path


async def test_pages_and_their_files(tmp_path: Path) -> None:
    app = create_app(Context(Settings(data=tmp_path), Database("postgresql://unused"), ask), web=tmp_path)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://pbx.test") as client:
        for page, fewest in (("/api/docs", 3), ("/api/redoc", 1)):
            answer = await client.get(page)
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
            assert "default-src 'self'" in answer.headers["content-security-policy"]
            assert "<script>" not in answer.text
            files = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
            assert len(files) >= fewest
            for file in files:
                assert file.startswith("/api/reference/")
                found = await client.get(file)
                assert found.status_code == 200
                assert found.headers["content-type"].startswith(("text/javascript", "text/css"))
        for name in ("x.js", "..%2f__init__.py", ""):
            assert (await client.get(f"/api/reference/{name}")).status_code == 404
