"""Somebody leaves, and somebody else takes over: customers, owed calls, and all calls to the extension.

Invariant: it is done whole or not at all. Whoever dials the extension of who left reaches the successor; groups and
queues follow nobody's forwarding (docs/howto/people.md), so who is in them is changed there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
from sqlalchemy import select, update

from offhook.configuration import Forward
from offhook.directory.model import ContactRow, ExtensionRow, PersonRow
from offhook.directory.rules import rules_of
from offhook.errors import InvalidValue
from offhook.owed.model import OwedCallRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


class HandedOver(NamedTuple):
    """How much went to the successor; `extensions` are those whose calls go there."""

    contacts: int
    owed_calls: int
    extensions: tuple[str, ...]


async def hand_over(session: AsyncSession, person_id: str, to: str) -> HandedOver | None:
    """Let the person `to` be responsible for all that somebody was responsible for; None when nobody has that id.

    Raises:
        InvalidValue: the successor is nobody else with an extension, or sends all calls back.
    """
    if await session.scalar(select(PersonRow.id).where(PersonRow.id == person_id)) is None:
        return None
    successors = await _extensions(session, to)
    if not successors or to == person_id:
        raise InvalidValue("to", "somebody else of the company, who has an extension")
    left = await _extensions(session, person_id)
    numbers = tuple(one.number for one in left)
    await _refuse_circle(session, successors[0], numbers)
    for extension in left:
        rules = rules_of(extension)
        others = tuple(one for one in rules.forwards if one.when != "always")
        forwards = (Forward("always", successors[0].number), *others)
        extension.rules = msgspec.to_builtins(msgspec.structs.replace(rules, forwards=forwards, do_not_disturb=False))
    contacts = update(ContactRow).where(ContactRow.person_id == person_id).values(person_id=to)
    owed = update(OwedCallRow).where(OwedCallRow.owner_id == person_id, OwedCallRow.closed_at.is_(None))
    contacts_moved, owed_moved = [
        len((await session.scalars(change)).all())
        for change in (contacts.returning(ContactRow.id), owed.values(owner_id=to).returning(OwedCallRow.id))
    ]
    await session.flush()
    return HandedOver(contacts_moved, owed_moved, numbers)


async def _refuse_circle(session: AsyncSession, successor: ExtensionRow, numbers: Sequence[str]) -> None:
    """Refuse a successor whose calls are all forwarded to who left, however many others are in between."""
    passed: set[str] = set()
    at: ExtensionRow | None = successor
    while at is not None and at.number not in passed:
        passed.add(at.number)
        to = next((one.to for one in rules_of(at).forwards if one.when == "always"), "")
        if to in numbers:
            raise InvalidValue("to", f"all calls of {at.name} are forwarded to {to}: end that first")
        at = await session.scalar(select(ExtensionRow).where(ExtensionRow.number == to))


async def _extensions(session: AsyncSession, person_id: str) -> Sequence[ExtensionRow]:
    own = select(ExtensionRow).where(ExtensionRow.person_id == person_id, ExtensionRow.kind == "person")
    return (await session.scalars(own.order_by(ExtensionRow.number))).all()
