"""Which outside system a number asks who is to answer; its secret is shown once, as that of a webhook."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from offhook.errors import InvalidValue
from offhook.numbers.model import NumberAskingRow, NumberRow, asking_context
from offhook.outbound.signature import OVERLAP_HOURS, new_secret

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.sealing import Sealer
    from offhook.ids import NumberId


async def read_asking(session: AsyncSession, number_id: str) -> NumberAskingRow | None:
    """Return what a number asks, or None."""
    return await session.scalar(select(NumberAskingRow).where(NumberAskingRow.id == number_id))


async def let_ask(
    session: AsyncSession, sealer: Sealer, number_id: NumberId, url: str, seconds: float
) -> tuple[NumberAskingRow, str | None] | None:
    """Let a number ask at a URL from its next call on; a secret is made, and returned, when it asked nobody before.

    The URL is one that `outbound.addresses` let pass. Returns None when there is no such number.

    Raises:
        InvalidValue: no scenario answers the number when its question is not answered.
    """
    number = await session.scalar(select(NumberRow).where(NumberRow.id == number_id).with_for_update(key_share=True))
    if number is None:
        return None
    if number.scenario_id is None:
        raise InvalidValue("url", "let a scenario answer the number first: it serves callers when no answer comes")
    row, secret = await read_asking(session, number_id), None
    if row is None:
        secret = new_secret()
        sealed = sealer.seal(secret.encode(), asking_context(number.tenant_id, number_id))
        row = NumberAskingRow(tenant_id=number.tenant_id, id=number_id, secret_sealed=sealed)
        session.add(row)
    row.url, row.seconds = url, seconds
    await session.flush()
    return row, secret


async def ask_no_more(session: AsyncSession, number_id: str) -> bool:
    """Have a number ask nobody. False when it does not ask."""
    row = await read_asking(session, number_id)
    if row is not None:
        await session.delete(row)
        await session.flush()
    return row is not None


async def rotate_asking_secret(session: AsyncSession, sealer: Sealer, number_id: str) -> tuple[str, datetime] | None:
    """Make a new secret; the one before it signs as well until the time that is returned. None: it does not ask."""
    row = await session.scalar(select(NumberAskingRow).where(NumberAskingRow.id == number_id).with_for_update())
    if row is None:
        return None
    secret, until = new_secret(), datetime.now(UTC) + timedelta(hours=OVERLAP_HOURS)
    row.former_sealed, row.former_until = row.secret_sealed, until
    row.secret_sealed = sealer.seal(secret.encode(), asking_context(row.tenant_id, row.id))
    await session.flush()
    return secret, until
