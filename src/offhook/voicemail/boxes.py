"""Mailboxes of the session's company: the column `box` of extensions, of people with voicemail and of the kind `box`.

Invariant: what is kept names prompts, schedules, people and targets that are there when it is set; what goes away later
is passed over by calls. A PIN is kept sealed, and never told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from offhook.configuration import Box
from offhook.db.engine import tenant_of
from offhook.directory.model import ExtensionRow, PersonRow
from offhook.errors import InvalidValue
from offhook.numbers.targets import target
from offhook.prompts.model import PromptRow
from offhook.prompts.sentences import SENTENCES
from offhook.routing.boxes import SITUATIONS, box_context
from offhook.schedules.model import ScheduleRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.sealing import Sealer

PIN = re.compile(r"[0-9]{4,12}")
ADDRESS = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}")
SHORTEST_S, LONGEST_S = 5, 1800
MOST_MESSAGES, MOST_DAYS, MOST_PEOPLE, MOST_ADDRESSES = 100_000, 3650, 200, 20


def box_of(extension: ExtensionRow) -> Box:
    """Return the settings of an extension's mailbox."""
    return msgspec.convert(extension.box, Box)


async def change_box(session: AsyncSession, sealer: Sealer, extension: ExtensionRow, change: Mapping[str, Any]) -> Box:
    """Change settings (fields of `Box`; `pin` is plain here); those that are not named stay.

    A greeting that is set replaces the one that was spoken by telephone.

    Raises:
        InvalidValue: a field has no such value, or names what is not there; it is told at the field.
    """
    wanted = dict(change)
    if pin := wanted.pop("pin", None):
        if not PIN.fullmatch(pin):
            raise InvalidValue("pin", "4 to 12 digits")
        context = box_context(tenant_of(session), extension.id)
        wanted["pin"] = sealer.seal(pin.encode(), context).hex()
    elif pin == "":
        wanted["pin"] = ""
    box = msgspec.convert({**extension.box, **wanted}, Box)
    spoken = {one: file for one, file in box.recorded.items() if one not in change}
    box = msgspec.structs.replace(box, recorded=spoken)
    _check(box)
    await _check_names(session, box, change)
    if box.full_to and "full_to" in change:
        to = await target(session, extension.number, box.full_to, ("person", "box"), "full_to")
        box = msgspec.structs.replace(box, full_to=to)
    extension.box = msgspec.to_builtins(box)
    flag_modified(extension, "box")
    await session.flush()
    return box


async def extensions_saying(session: AsyncSession, prompt: str) -> list[tuple[str, str]]:
    """Return ("extensions", its number) of each mailbox that says a prompt, by number."""
    return sorted(
        {
            ("extensions", row.number)
            for row in await _with_boxes(session)
            if any(getattr(box_of(row), one) == prompt for one in SITUATIONS)
        }
    )


async def extensions_leading_to(session: AsyncSession, number: str) -> list[tuple[str, str]]:
    """Return ("extensions", its number) of each mailbox that sends callers to an extension when it is full."""
    return sorted({("extensions", row.number) for row in await _with_boxes(session) if box_of(row).full_to == number})


async def _with_boxes(session: AsyncSession) -> Sequence[ExtensionRow]:
    return (await session.scalars(select(ExtensionRow).where(ExtensionRow.box != {}))).all()


def _check(box: Box) -> None:
    for name, least, most in (
        ("longest_s", SHORTEST_S, LONGEST_S),
        ("most", 0, MOST_MESSAGES),
        ("keep_days", 0, MOST_DAYS),
    ):
        if not least <= getattr(box, name) <= most:
            raise InvalidValue(name, f"{least} to {most}")
    if len(box.people) > MOST_PEOPLE:
        raise InvalidValue("people", f"{MOST_PEOPLE} at most")
    if len(box.emails) > MOST_ADDRESSES:
        raise InvalidValue("emails", f"{MOST_ADDRESSES} at most")
    for address in box.emails:
        if not ADDRESS.fullmatch(address):
            raise InvalidValue("emails", f"{address[:80]} is no e-mail address")


async def _check_names(session: AsyncSession, box: Box, change: Mapping[str, Any]) -> None:
    for name in SITUATIONS:
        prompt = getattr(box, name)
        known = prompt in SENTENCES or await session.scalar(
            select(PromptRow.id).where(PromptRow.name == prompt).limit(1)
        )
        if name in change and prompt and not known:
            raise InvalidValue(name, "there is no such prompt")
    if "schedule_id" in change and box.schedule_id is not None:
        schedules = (await session.scalars(select(ScheduleRow.id))).all()
        if box.schedule_id not in schedules:
            raise InvalidValue("schedule_id", "there is no such schedule")
    if "people" in change:
        people = set((await session.scalars(select(PersonRow.id))).all())
        if not people.issuperset(box.people):
            raise InvalidValue("people", "there is no such person")
