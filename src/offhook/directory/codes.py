"""The feature codes of the session's company: the usual ones, and what was set otherwise.

Invariant: no code begins another one that is pressed or dialled in the same place, and none that is dialled begins an
extension or a contact's short number, so that what people press means one thing.
"""

from __future__ import annotations

import re
from itertools import permutations, product
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from offhook.codes import Codes
from offhook.db.base import TenantRow
from offhook.db.rules import take_turn
from offhook.directory.model import ContactRow, ExtensionRow
from offhook.errors import InvalidValue
from offhook.routing.dialling import is_emergency

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

CODE = re.compile(r"[0-9*#]{0,8}")
LONGEST_EMERGENCY = 3
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
        InvalidValue: a code has other signs, or begins another one, an extension, a short or an emergency number.
    """
    await take_turn(session)
    company = (await session.scalars(select(TenantRow))).one()
    wanted = {**company.codes, **change}
    for name, code in change.items():
        if not CODE.fullmatch(code):
            raise InvalidValue(name, "up to 8 of 0-9 * #")
    codes = msgspec.convert(wanted, Codes)
    _refuse_beginnings(codes, change)
    await _refuse_numbers(session, codes, change, company.country)
    company.codes = wanted
    await session.flush()


def _refuse_beginnings(codes: Codes, change: Mapping[str, str]) -> None:
    for group in (PRESSED, MEETING, DIALLED):
        for one, other in permutations(group, 2):
            if not {one, other} & change.keys():
                continue  # what an upgrade brought keeps nothing else from being changed
            if (begins := getattr(codes, one)) and getattr(codes, other).startswith(begins):
                raise InvalidValue(one if one in change else other, f"the code of {other} begins with that of {one}")


async def _refuse_numbers(session: AsyncSession, codes: Codes, change: Mapping[str, str], country: str) -> None:
    changed = [name for name in DIALLED if name in change]
    for name in changed:
        if emergency := _emergency(change[name], country):
            raise InvalidValue(name, f"the emergency number {emergency} begins so")
    numbers = (await session.scalars(select(ExtensionRow.number))).all()
    for name in changed:
        if taken := next((one for one in numbers if hides(codes, name, one)), None):
            raise InvalidValue(name, f"the extension {taken} begins so")
    shorts = (await session.scalars(select(ContactRow.short).where(ContactRow.short.is_not(None)))).all()
    for name in changed:
        if taken := next((one for one in shorts if one and hides(codes, name, one)), None):
            raise InvalidValue(name, f"the short number {taken} of a contact begins so")


def _emergency(code: str, country: str) -> str:
    """Return an emergency number that a code begins, "" where there is none."""
    rest = LONGEST_EMERGENCY - len(code)
    if not code.isdigit() or rest < 0:
        return ""
    longer = (f"{code}{''.join(more)}" for size in range(rest + 1) for more in product("0123456789", repeat=size))
    return next((number for number in longer if is_emergency(number, country)), "")


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
