"""Where a login is logged in: its browsers' sessions, and ending them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from offhook.access.model import SessionRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

LONGEST_DEVICE = 120
# In this order: what names itself first is often what it imitates.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("YaBrowser", "Yandex"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"), ("Linux", "Linux"),
)  # fmt: skip
_CONTROLS = re.compile(r"[^\x20-\x7e]+")


def device_text(user_agent: str) -> str:
    """Return what a person knows a browser by, of its User-Agent: `Firefox on Windows`; else its beginning."""
    browser = next((name for sign, name in _BROWSERS if f"{sign}/" in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return _CONTROLS.sub(" ", browser or system or user_agent).strip()[:LONGEST_DEVICE]


async def list_sessions(session: AsyncSession, user_id: str) -> Sequence[SessionRow]:
    """Return the live sessions of a login, the one used last first."""
    query = select(SessionRow).where(SessionRow.user_id == user_id, SessionRow.expires_at > func.now())
    return (await session.scalars(query.order_by(SessionRow.seen_at.desc(), SessionRow.id))).all()


async def end_sessions(session: AsyncSession, user_id: str, *, only: str | None = None, but: str | None = None) -> int:
    """End the sessions of a login: all, or `only` one, or all `but` one; return how many there were."""
    query = delete(SessionRow).where(SessionRow.user_id == user_id).returning(SessionRow.id)
    if only is not None:
        query = query.where(SessionRow.id == only)
    if but is not None:
        query = query.where(SessionRow.id != but)
    return len((await session.scalars(query)).all())
