"""Where calls may be sent on to: an extension of the session's company, or an outside number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from offhook.db.base import TenantRow
from offhook.directory.model import ExtensionRow
from offhook.errors import InvalidValue
from offhook.numbers.model import NumberRow
from offhook.routing.dialling import to_e164

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.ext.asyncio import AsyncSession

_KINDS = {"person": "no person's", "box": "no mailbox", "queue": "no queue"}


async def target(session: AsyncSession, own: str, text: str, kinds: Collection[str], field: str) -> str:
    """Return the target that was meant for calls of the extension `own`: an extension of these kinds, or E.164.

    Raises:
        InvalidValue: it is `own`, of another kind, a number of the company, or none; told at `field`.
    """
    found = await session.execute(select(ExtensionRow.number, ExtensionRow.kind))
    known: dict[str, str] = {row.number: row.kind for row in found}
    if text == own:
        raise InvalidValue(field, f"that is {own} itself")
    if text in known:
        if known[text] not in kinds:
            raise InvalidValue(field, f"{text} is {' and '.join(_KINDS[kind] for kind in kinds)}")
        return text
    country = (await session.scalars(select(TenantRow.country))).one()
    number = to_e164(text, country)
    if number is None:
        raise InvalidValue(field, f"{text} is nobody of the company and no telephone number")
    if await session.scalar(select(NumberRow.id).where(NumberRow.e164 == number)):
        raise InvalidValue(field, f"{number} is a number of the company itself")
    return number
