"""Where the database is, for each of its two roles.

`offhook_owner` owns the tables and migrates; `offhook_app` serves and is bound by row-level security. With an
external server the installation's URL is the owner's, and the password of `offhook_app` is derived from
`DATA/secret.key`: nothing more has to be stored, and nodes that share a database share that key anyway, because it
opens the sealed secrets in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from offhook.db.cluster import sockets_of
from offhook.db.sealing import Sealer

if TYPE_CHECKING:
    from pathlib import Path

    from offhook.config import Settings

OWNER = "offhook_owner"
APP = "offhook_app"
DATABASE = "offhook"


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """The same database for both roles; they hold passwords, so they are never logged."""

    owner_url: str
    app_url: str


def database_urls(settings: Settings) -> DatabaseUrls:
    """Return the URLs of an installation's database, embedded or external; it need not run."""
    if settings.database_url is None:
        sockets = sockets_of(settings.data)
        return DatabaseUrls(socket_url(OWNER, sockets), socket_url(APP, sockets))
    password = Sealer.of(settings.data).derive("database role offhook_app")
    owner = urlsplit(settings.database_url)
    app = owner._replace(scheme="postgresql", netloc=f"{APP}:{password}@{owner.netloc.rpartition('@')[2]}")
    return DatabaseUrls(settings.database_url, app.geturl())


def socket_url(role: str, sockets: Path) -> str:
    """Return the URL of a role on the embedded server."""
    return f"postgresql://{role}@/{DATABASE}?host={quote(str(sockets), safe='')}"
