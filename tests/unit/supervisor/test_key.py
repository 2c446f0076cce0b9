"""A data folder whose key is missing or another one is refused, with what to do; an empty folder gets one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from offhook.config import Settings
from offhook.configuration import Configuration
from offhook.db.sealing import Sealer
from offhook.supervisor.errors import CannotStart
from offhook.supervisor.key import NAME, key_trouble, take_key
from offhook.supervisor.run import run
from offhook.tenancy.loading import COPY, save_copy

if TYPE_CHECKING:
    from pathlib import Path


def test_an_empty_folder_gets_a_key_and_keeps_it(tmp_path: Path) -> None:
    assert key_trouble(tmp_path) == ""
    assert list(tmp_path.iterdir()) == []
    take_key(tmp_path)
    key = (tmp_path / "secret.key").read_bytes()
    take_key(tmp_path)
    assert (tmp_path / "secret.key").read_bytes() == key
    assert key.hex() not in (tmp_path / NAME).read_text()


@pytest.mark.parametrize("told", [True, False], ids=["its name is kept", "from before names were kept"])
def test_a_key_that_is_missing_or_another_one_is_refused(tmp_path: Path, *, told: bool) -> None:
    key = tmp_path / "secret.key"
    take_key(tmp_path)
    save_copy(tmp_path, Sealer.of(tmp_path), Configuration((), 0))
    if not told:
        (tmp_path / NAME).unlink()
    right = key.read_bytes()
    for wrong, text in ((bytes(32), "not the key"), (b"short", "32 bytes"), (None, "missing")):
        key.unlink(missing_ok=True)
        if wrong is not None:
            key.write_bytes(wrong)
        with pytest.raises(CannotStart, match=text) as refused:
            take_key(tmp_path)
        assert "from your backup" in str(refused.value)
    assert not key.exists()
    with pytest.raises(CannotStart, match="missing"):
        asyncio.run(run(Settings(data=tmp_path), demo=False, tell=print))
    assert not key.exists()
    key.write_bytes(right)
    take_key(tmp_path)
    # It is lost for good: what the advice says lets a new one begin.
    key.unlink()
    (tmp_path / NAME).unlink()
    (tmp_path / COPY).unlink()
    take_key(tmp_path)
    assert key.read_bytes() != right
