"""`offhook keys`: it lists the companies' keys, makes a new one for the company that is named, and shows none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.integration.jobs.test_recordings import company

from offhook.cli.keys import key_lines
from offhook.config import Settings
from offhook.errors import MisuseError, ResourceError
from offhook.recording.keys import Vault, current_key
from offhook.supervisor.key import take_key

if TYPE_CHECKING:
    from pathlib import Path

    from offhook.db.engine import Database
    from offhook.db.urls import DatabaseUrls


async def test_keys_are_listed_and_made(database: Database, urls: DatabaseUrls, tmp_path: Path) -> None:
    tenant = await company(database, tmp_path)
    take_key(tmp_path)
    settings = Settings(data=tmp_path, database_url=urls.owner_url)
    (line,) = await key_lines(settings, None)
    assert line.endswith(f"({tenant}): nothing is sealed yet")
    async with database.tenant(tenant) as session:
        _, key = await current_key(session, Vault.of(tmp_path).sealer)
    with pytest.raises(MisuseError, match="is called Nobody"):
        await key_lines(settings, "Nobody")
    lines = await key_lines(settings, line.partition(" (")[0])
    assert [("in use" in one, "at the command line" in one) for one in lines[1:]] == [(True, True), (False, False)]
    assert await key_lines(settings, tenant) == lines  # pressed twice
    assert not any(key.hex() in one for one in lines)
    (tmp_path / "secret.key").write_bytes(bytes(32))
    with pytest.raises(ResourceError, match="not the key"):
        await key_lines(settings, tenant)
