"""Access to PostgreSQL for everything above: one pool of connections, three ways in.

Invariant: rows of a company are visible only in a transaction that named the company; the name dies with the
transaction (`SET LOCAL`), so a pooled connection never carries it on; who acts (`acting.py`) is named beside it.
Identifiers are texts, times are UTC.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from psycopg.types.string import TextLoader
from sqlalchemy import QueuePool, event, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from offhook.db.acting import encoded_actor
from offhook.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import psycopg

    from offhook.ids import TenantId

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 30
TENANT = "tenant"  # key in a session's `info`
SET_TENANT = "SELECT set_config('offhook.tenant', :tenant, true), set_config('offhook.actor', :actor, true)"


def driver_url(url: str) -> str:
    """Return a `postgresql://` URL in the form that SQLAlchemy wants for psycopg 3."""
    return f"postgresql+psycopg://{url.partition('://')[2]}"


def plain_url(url: str) -> str:
    """Return a URL in the form that psycopg and libpq take."""
    # Not by SQLAlchemy's URL, which writes a space as a plus sign; libpq reads that as itself.
    return f"postgresql://{url.partition('://')[2]}"


class Database:
    """PostgreSQL as the role of `url` sees it; connections are made when first needed."""

    def __init__(self, url: str, *, connections: int = 5) -> None:
        self.url = plain_url(url)
        self._engine = create_async_engine(
            driver_url(url),
            pool_size=connections,
            max_overflow=connections,
            pool_timeout=CONNECT_SECONDS,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "keepalives_idle": 10,
                "keepalives_interval": 5,
                "keepalives_count": 3,
                "options": f"-c timezone=UTC -c statement_timeout={STATEMENT_SECONDS}s",
            },
        )
        event.listen(self._engine.sync_engine, "connect", _prepare_connection)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    @asynccontextmanager
    async def tenant(self, tenant_id: TenantId) -> AsyncIterator[AsyncSession]:
        """Open a session in one transaction that sees this company only; an exception rolls it back."""
        _check_tenant(tenant_id)
        async with self._sessions() as session, session.begin():
            session.info[TENANT] = tenant_id
            await session.execute(text(SET_TENANT), {"tenant": tenant_id, "actor": encoded_actor()})
            yield session

    @asynccontextmanager
    async def system(self) -> AsyncIterator[AsyncSession]:
        """Open a session in one transaction that sees no company: for tables without one and narrow functions."""
        async with self._sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def raw(self, tenant_id: TenantId | None = None) -> AsyncIterator[psycopg.AsyncConnection[tuple[Any, ...]]]:
        """Lend a psycopg connection in one transaction that sees this company only (none without): for batches.

        Raises:
            sqlalchemy.exc.OperationalError: there is no connection to be had; later failures are psycopg's own.
        """
        if tenant_id is not None:
            _check_tenant(tenant_id)
        async with self._engine.connect() as lent:
            driver: psycopg.AsyncConnection[tuple[Any, ...]] | None
            driver = (await lent.get_raw_connection()).driver_connection
            assert driver is not None
            async with driver.transaction():
                if tenant_id is not None:
                    await driver.execute(
                        "SELECT set_config('offhook.tenant', %s, true), set_config('offhook.actor', %s, true)",
                        (tenant_id, encoded_actor()),
                    )
                yield driver

    def pool_figures(self) -> dict[str, int]:
        """Return how many connections are lent out, and how many wait to be."""
        pool = self._engine.pool
        assert isinstance(pool, QueuePool)
        return {"used": pool.checkedout(), "idle": pool.checkedin()}

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


def tenant_of(session: AsyncSession) -> TenantId:
    """Return the company of a session.

    Raises:
        MisuseError: the session was not opened by `Database.tenant`.
    """
    tenant_id: TenantId | None = session.info.get(TENANT)
    if tenant_id is None:
        raise MisuseError("this needs a company's session")
    return tenant_id


def _prepare_connection(connection: Any, _record: Any) -> None:
    connection.driver_connection.adapters.register_loader("uuid", TextLoader)


def _check_tenant(tenant_id: str) -> None:
    if not tenant_id:
        raise MisuseError("a company's transaction needs the company's id")
