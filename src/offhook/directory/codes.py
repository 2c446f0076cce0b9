"""The feature codes of the session's company: the usual ones, and what was set otherwise.

Invariant: no code begins another one that is pressed or dialled in the same place, and none that is dialled begins an
extension or a contact's short number, so that what people press means one thing.
"""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from offhook.codes import Codes
from offhook.db.base import TenantRow
from offhook.db.rules import take_turn
from offhook.directory.model import ContactRow, ExtensionRow
from offhook.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

CODE = re.compile(r"[0-9*#]{0,8}")
PRESSED = ("blind", "attended", "conference", "record", "record_pause")
MEETING = (
    "meeting_invite",
    "meeting_lock",
    "meeting_record",
    "meeting_mute_all",
    "meeting_mute",
    "meeting_end",
)
DIALLED = (
    "pickup",
    "group_pickup",
    "supervise",
    "agent",
    "agent_break",
    "dnd_on",
    "dnd_off",
    "forward",
    "forward_off",
    "night",
    "day",
    "park",
    "pull",
    "last_caller",
    "redial",
    "retry",
    "retry_off",
    "voicemail",
    "intercom",
    "show",
    "hide",
    "wakeup",
    "desk_in",
    "desk_out",
)
WHOLE = frozenset(  # nothing follows them
    {
        "group_pickup",
        "agent",
        "agent_break",
        "dnd_on",
        "dnd_off",
        "forward_off",
        "last_caller",
        "redial",
        "retry_off",
        "desk_out",
    }
)


async def company_codes(session: AsyncSession) -> Codes:
    """Return all codes of the company."""
    stored = (await session.scalars(select(TenantRow.codes))).one()
    return msgspec.convert(stored, Codes)


async def change_codes(session: AsyncSession, change: Mapping[str, str]) -> None:
    """Change codes; an empty one is switched off, those that are not named stay.

    Raises:
        InvalidValue: a code has other signs, or begins another one or an extension.
    """
    await take_turn(session)
    company = (await session.scalars(select(TenantRow))).one()
    wanted = {**company.codes, **change}
    for name, code in change.items():
        if not CODE.fullmatch(code):
            raise InvalidValue(name, "up to 8 of 0-9 * #")
    codes = msgspec.convert(wanted, Codes)
    for group in (PRESSED, MEETING, DIALLED):
        for one, other in permutations(group, 2):
            if (begins := getattr(codes, one)) and getattr(codes, other).startswith(begins):
                raise InvalidValue(one if one in change else other, f"the code of {other} begins with that of {one}")
    numbers = (await session.scalars(select(ExtensionRow.number))).all()
    for name in DIALLED:
        if name in change and (taken := next((one for one in numbers if hides(codes, name, one)), None)):
            raise InvalidValue(name, f"the extension {taken} begins so")
    shorts = (await session.scalars(select(ContactRow.short).where(ContactRow.short.is_not(None)))).all()
    for name in DIALLED:
        if name in change and (taken := next((one for one in shorts if one and hides(codes, name, one)), None)):
            raise InvalidValue(name, f"the short number {taken} of a contact begins so")
    company.codes = wanted
    await session.flush()


def hides(codes: Codes, name: str, number: str) -> bool:
    """Tell whether a code that is dialled could mean an extension."""
    code: str = getattr(codes, name)
    if not code:
        return False
    return number == code if name in WHOLE else number.startswith(code)


async def refuse_hidden(session: AsyncSession, number: str) -> None:
    """Refuse a number for an extension that a code would hide, or that is a contact's short number.

    Raises:
        InvalidValue: there is such a code or contact.
    """
    await take_turn(session)
    if name := await session.scalar(select(ContactRow.name).where(ContactRow.short == number)):
        raise InvalidValue("number", f"the short number of {name} is the same")
    codes = await company_codes(session)
    if found := next((name for name in DIALLED if hides(codes, name, number)), None):
        raise InvalidValue("number", f"the feature code {getattr(codes, found)} begins so")
