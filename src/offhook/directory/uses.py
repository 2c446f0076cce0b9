"""What of a company the rules and boxes of its people need, so that nothing is removed that calls go by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from offhook.directory.model import ExtensionRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def people_naming(session: AsyncSession, thing: str) -> list[tuple[str, str]]:
    """Return ("extensions", number and name) of each person whose rules or box name a schedule or list by its id."""
    rows = (await session.scalars(select(ExtensionRow).order_by(ExtensionRow.number))).all()
    return [
        ("extensions", f"{row.number} {row.name}") for row in rows if _names(row.rules, thing) or _names(row.box, thing)
    ]


def _names(settings: dict[str, Any], thing: str) -> bool:
    lists = (*settings.get("white_lists", ()), *settings.get("black_lists", ()))
    return thing == settings.get("schedule_id") or thing in lists
