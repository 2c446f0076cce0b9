"""`offhook backup` and `offhook restore` at the command line: what is refused, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from offhook.cli.backup import back_up, look_through, take_in
from offhook.config import Settings
from offhook.errors import ResourceError

if TYPE_CHECKING:
    from pathlib import Path


def refusal(settings: Settings, target: Path, passphrase: Path | None = None) -> str:
    with pytest.raises(ResourceError) as refused:
        back_up(settings, target, passphrase, print, recordings=True)
    return str(refused.value)


def test_without_an_installation_nothing_is_made(tmp_path: Path):
    settings = Settings(data=tmp_path / "none")
    assert "there is no installation" in refusal(settings, tmp_path / "b")
    assert not list(tmp_path.iterdir())


def test_a_backup_does_not_lie_in_what_it_is_a_copy_of(tmp_path: Path):
    settings = Settings(data=tmp_path)
    (tmp_path / "secret.key").write_bytes(bytes(32))
    assert "would be lost with it" in refusal(settings, tmp_path / "b")


def test_passphrases_are_held_to_something(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings, file = Settings(data=tmp_path), tmp_path / "pass"
    assert "cannot read" in refusal(settings, tmp_path / "b", file)
    file.write_text("\n")
    assert "is empty" in refusal(settings, tmp_path / "b", file)
    file.write_text("short\n")
    assert "too short" in refusal(settings, tmp_path / "b", file)
    monkeypatch.setenv("OFFHOOK_BACKUP_PASSPHRASE", "short, too")
    assert "too short" in refusal(settings, tmp_path / "b")


def test_what_is_no_backup_is_not_taken_in(tmp_path: Path):
    (tmp_path / "x").write_text("no backup")
    with pytest.raises(ResourceError, match="no backup"):
        look_through(tmp_path / "x", None)
    with pytest.raises(ResourceError, match="cannot read"):
        take_in(Settings(data=tmp_path / "d"), tmp_path / "missing", None, print)
    assert not (tmp_path / "d").exists()
