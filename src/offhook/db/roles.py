"""The serving role on an external server: made by the owner, with a password that only this installation derives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from offhook.db.engine import CONNECT_SECONDS, plain_url
from offhook.db.urls import APP, DatabaseUrls, database_urls
from offhook.errors import ResourceError

if TYPE_CHECKING:
    from offhook.config import Settings

LOCK = 0x0FF_4005  # any number that no other program takes


async def prepare_external(settings: Settings) -> DatabaseUrls:
    """Make `offhook_app` on the external server, or give it our password, unless it lets us in already.

    Raises:
        ResourceError: the server is away, the owner may not make roles, or the role would pass row-level security.
    """
    urls = database_urls(settings)
    try:
        if not await _lets_in(urls.app_url):
            await _make(urls)
        await _check(urls.app_url)
    except psycopg.Error as error:
        raise ResourceError(f"cannot prepare the role {APP} in the external database: {error}") from error
    return urls


async def _lets_in(app_url: str) -> bool:
    try:
        async with await psycopg.AsyncConnection.connect(app_url, connect_timeout=CONNECT_SECONDS):
            return True
    except psycopg.OperationalError:
        return False


async def _make(urls: DatabaseUrls) -> None:
    owner_url, password = plain_url(urls.owner_url), psycopg.conninfo.conninfo_to_dict(urls.app_url)["password"]
    async with await psycopg.AsyncConnection.connect(owner_url, connect_timeout=CONNECT_SECONDS) as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        found = await connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (APP,))
        verb = "ALTER" if await found.fetchone() else "CREATE"
        # The server's logs get a verifier to see, not the password.
        verifier = connection.pgconn.encrypt_password(str(password).encode(), APP.encode(), b"scram-sha-256").decode()
        await connection.execute(
            sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(sql.SQL(verb), sql.Identifier(APP), sql.Literal(verifier))
        )
        await connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                sql.Identifier(connection.info.dbname), sql.Identifier(APP)
            )
        )


async def _check(app_url: str) -> None:
    async with await psycopg.AsyncConnection.connect(app_url, connect_timeout=CONNECT_SECONDS) as connection:
        row = await connection.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if (await row.fetchone()) != (False,):
            raise ResourceError(f"the role {APP} passes row-level security; take SUPERUSER and BYPASSRLS from it")
