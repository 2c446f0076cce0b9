"""Where text messages wait for telephones that are away: the table `messages`, company by company.

Invariant: a message stands here from before its sender is told 202 until a telephone took it or its time is over.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import delete, exc, func, select

from offhook.directory.model import MessageRow
from offhook.errors import ResourceError
from offhook.ids import TenantId

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.engine import Database

KEPT_DAYS = 7
MOST_WAITING = 100  # for one extension


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A message of one extension for another; `at` is UTC."""

    id: str
    tenant: str
    extension_id: str
    at: datetime
    sender_number: str
    sender_name: str
    content_type: str
    body: bytes


class MessageStore(Protocol):
    """What keeps messages; each method raises ResourceError while it cannot."""

    async def keep(self, message: TextMessage) -> bool:
        """Keep a message; False when too many wait for this extension already."""
        ...

    async def waiting(self, tenant: str, extension_id: str) -> Sequence[TextMessage]:
        """Return what waits for an extension, oldest first."""
        ...

    async def extensions(self, tenant: str) -> Sequence[str]:
        """Forget what is too old, and return the extensions for which something waits."""
        ...

    async def forget(self, message: TextMessage) -> None:
        """Forget a message that was taken."""
        ...


class DatabaseMessages:
    """The table of the companies' database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, message: TextMessage) -> bool:
        """Keep a message; False when too many wait for this extension already.

        Raises:
            ResourceError: the database is away.
        """
        async with self._session(message.tenant) as session:
            waiting = await session.scalar(
                select(func.count()).select_from(MessageRow).where(MessageRow.extension_id == message.extension_id)
            )
            if (waiting or 0) >= MOST_WAITING:
                return False
            session.add(
                MessageRow(
                    tenant_id=message.tenant,
                    id=message.id,
                    extension_id=message.extension_id,
                    at=message.at,
                    expires_at=message.at + timedelta(days=KEPT_DAYS),
                    sender_number=message.sender_number,
                    sender_name=message.sender_name,
                    content_type=message.content_type,
                    body=message.body,
                )
            )
        return True

    async def waiting(self, tenant: str, extension_id: str) -> Sequence[TextMessage]:
        """Return what waits for an extension, oldest first.

        Raises:
            ResourceError: the database is away.
        """
        query = (
            select(MessageRow)
            .where(MessageRow.extension_id == extension_id, MessageRow.expires_at > func.now())
            .order_by(MessageRow.at, MessageRow.id)
        )
        async with self._session(tenant) as session:
            return [
                TextMessage(
                    row.id,
                    tenant,
                    row.extension_id,
                    row.at.astimezone(UTC),
                    row.sender_number,
                    row.sender_name,
                    row.content_type,
                    row.body,
                )
                for row in await session.scalars(query)
            ]

    async def extensions(self, tenant: str) -> Sequence[str]:
        """Forget what is too old, and return the extensions for which something waits.

        Raises:
            ResourceError: the database is away.
        """
        async with self._session(tenant) as session:
            await session.execute(delete(MessageRow).where(MessageRow.expires_at <= func.now()))
            return list(await session.scalars(select(MessageRow.extension_id).distinct()))

    async def forget(self, message: TextMessage) -> None:
        """Forget a message that was taken.

        Raises:
            ResourceError: the database is away.
        """
        async with self._session(message.tenant) as session:
            await session.execute(delete(MessageRow).where(MessageRow.id == message.id))

    @asynccontextmanager
    async def _session(self, tenant: str) -> AsyncIterator[AsyncSession]:
        try:
            async with self._database.tenant(TenantId(tenant)) as session:
                yield session
        except (exc.DBAPIError, exc.TimeoutError) as error:
            raise ResourceError(f"the database is away: {type(error).__name__}") from error
