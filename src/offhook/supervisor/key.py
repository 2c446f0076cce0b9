"""Whether the key of the installation is still the one that its data folder was sealed with.

Invariant: `secret.key` is made once, for an empty folder. Beside it lies its name, which tells nothing of it; a folder
whose key is missing or another one is refused before anything is sealed with a wrong one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from offhook.db.sealing import SealBroken, Sealer
from offhook.errors import ResourceError
from offhook.supervisor.errors import CannotStart
from offhook.tenancy.loading import COPY, COPY_CONTEXT

if TYPE_CHECKING:
    from pathlib import Path

KEY: Final = "secret.key"
NAME: Final = "secret.key.name"
_PURPOSE: Final = "name of the key of the installation"


def key_trouble(data: Path) -> str:
    """Return what is wrong with the key of a folder, "" for nothing; nothing is changed."""
    name, copy = data / NAME, data / COPY
    if not (data / KEY).exists():
        return f"{data / KEY} is missing" if name.exists() or copy.exists() else ""
    try:
        sealer = Sealer.of(data)
        if name.exists():
            right = name.read_text().strip() == sealer.derive(_PURPOSE)
        else:
            right = not copy.exists() or bool(sealer.open(copy.read_bytes(), COPY_CONTEXT))
    except SealBroken:
        right = False
    except ResourceError as error:
        return str(error)
    except (OSError, ValueError) as error:
        return f"{name} or {copy} cannot be read: {error}"
    return "" if right else f"{data / KEY} is not the key that this folder was sealed with"


def key_advice(data: Path) -> str:
    """Return what to do about it."""
    return (
        f"put {KEY} back from your backup: without it telephones and trunks have no passwords, and recordings and "
        f"messages cannot be heard. Only if it is lost for good, remove {data / NAME} and {data / COPY}, start with "
        "another key, and set all passwords anew"
    )


def take_key(data: Path) -> None:
    """Make the key of an empty folder, remember which it is, and refuse another one.

    Raises:
        CannotStart: it is missing, unreadable or another one.
    """
    if trouble := key_trouble(data):
        raise CannotStart(f"{trouble}. To mend it, {key_advice(data)}")
    name = data / NAME
    try:
        told = Sealer.of(data).derive(_PURPOSE)
        if not name.exists():
            draft = data / f".{NAME}"
            draft.write_text(f"{told}\n")
            draft.chmod(0o600)
            draft.replace(name)
    except (ResourceError, OSError) as error:
        raise CannotStart(f"the key of the installation cannot be kept: {error}") from error
