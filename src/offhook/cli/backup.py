"""`offhook backup` and `offhook restore`."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from offhook.backup.making import Wish, make_backup
from offhook.backup.restoring import check_backup, restore_backup
from offhook.errors import ResourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from offhook.config import Settings

PASSPHRASE: Final = "OFFHOOK_BACKUP_PASSPHRASE"  # noqa: S105  the name of a variable
_SHORTEST: Final = 12
_SHOWN: Final = 5


def back_up(
    settings: Settings, target: Path, passphrase_file: Path | None, tell: Callable[[str], None], *, recordings: bool
) -> list[str]:
    """Make a backup and say what is in it.

    Raises:
        ResourceError: it was not made.
    """
    passphrase = _passphrase(passphrase_file)
    if passphrase is not None and len(passphrase) < _SHORTEST:
        raise ResourceError(f"the passphrase is too short: {_SHORTEST} characters at least")
    path = target.absolute()
    if path.is_dir():
        path /= f"offhook-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.backup"
    told = make_backup(settings, Wish(path, passphrase, recordings), tell)
    size = path.stat().st_size
    lines = [
        f"{path}: {size / (1 << 20):.1f} MiB, {told.rows} rows, {told.files} files ({told.size / (1 << 20):.1f} MiB)"
    ]
    if not passphrase:
        lines.append("It holds the key of the installation and has no passphrase: keep it where nobody else reads it.")
    if told.missing:
        lines.append(f"{len(told.missing)} files that the database names were gone before:")
        lines += [f"  {name}" for name in told.missing[:_SHOWN]]
    return lines


def look_through(source: Path, passphrase_file: Path | None) -> list[str]:
    """Say what a backup is.

    Raises:
        ResourceError: it is none, or not whole.
    """
    manifest = check_backup(source, _passphrase(passphrase_file))
    return [f"{source} is whole. {_story(manifest)}"]


def take_in(settings: Settings, source: Path, passphrase_file: Path | None, tell: Callable[[str], None]) -> list[str]:
    """Restore a backup and say what to do next.

    Raises:
        ResourceError: nothing was restored.
    """
    found = restore_backup(settings, source, _passphrase(passphrase_file), tell)
    lines = [f"Restored into {settings.data}: {found.rows} rows, {found.files} files."]
    if not found.recordings:
        lines.append("The backup was made without recordings: the history names them, but they cannot be heard.")
    here = {name: value for name, value in found.settings.items() if os.environ.get(name) != value}
    here.pop("OFFHOOK_DATA", None)
    if here:
        lines.append("Settings of the machine that was backed up, which are other ones here:")
        lines += [f"  {name}={value}" for name, value in here.items()]
    return [*lines, "Start it with: offhook up"]


def _story(manifest: dict[str, Any]) -> str:
    rows = sum(manifest["rows"].values())
    without = "" if manifest["recordings"] else ", without recordings"
    return f"Made at {manifest['made_at']} by Offhook {manifest['made_by']}: {rows} rows{without}."


def _passphrase(file: Path | None) -> str | None:
    """Return the passphrase, None without one.

    Raises:
        ResourceError: the file cannot be read, or is empty.
    """
    if file is None:
        return os.environ.get(PASSPHRASE) or None
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"cannot read the passphrase in {file}: {error}") from error
    if not lines or not lines[0].strip():
        raise ResourceError(f"{file} is empty: its first line is to be the passphrase")
    return lines[0].strip()
