"""Lists of numbers of the session's company.

Invariant: a list holds E.164 numbers, beginnings of them that end with `*`, and extensions, each once and in order, so
that what an operator sends as the caller can be looked up as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from offhook.db.base import TenantRow
from offhook.db.engine import tenant_of
from offhook.db.rules import remove_unused
from offhook.directory.model import ExtensionRow
from offhook.errors import InvalidValue
from offhook.ids import new_id
from offhook.number_lists.model import NumberListRow
from offhook.routing.dialling import to_e164

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

MOST_NUMBERS = 10_000
BEGINNING = re.compile(r"\+[1-9][0-9]{0,13}\*")


async def add_list(session: AsyncSession, name: str, numbers: Sequence[str] = ()) -> NumberListRow:
    """Add a list.

    Raises:
        InvalidValue: the name is empty or taken, or a number is none.
    """
    row = NumberListRow(tenant_id=tenant_of(session), id=new_id(), name="", numbers=[])
    row.name = await _name(session, row, name)
    row.numbers = _whole(await _read(session, numbers))
    session.add(row)
    await session.flush()
    return row


async def change_list(
    session: AsyncSession, list_id: str, *, name: str | None = None, numbers: Sequence[str] | None = None
) -> NumberListRow | None:
    """Name a list, or replace all its numbers; None leaves something as it is. None when there is no such list.

    Raises:
        InvalidValue: as `add_list`.
    """
    row = await read_list(session, list_id, lock=True)
    if row is None:
        return None
    if name is not None:
        row.name = await _name(session, row, name)
    if numbers is not None:
        row.numbers = _whole(await _read(session, numbers))
    await session.flush()
    return row


async def add_numbers(session: AsyncSession, list_id: str, numbers: Sequence[str]) -> NumberListRow | None:
    """Put numbers on a list; those that are there already stay. None when there is no such list.

    Raises:
        InvalidValue: a number is none, or they are too many.
    """
    row = await read_list(session, list_id, lock=True)
    if row is not None:
        row.numbers = _whole([*row.numbers, *await _read(session, numbers)])
        await session.flush()
    return row


async def remove_numbers(session: AsyncSession, list_id: str, numbers: Sequence[str]) -> NumberListRow | None:
    """Take numbers off a list; those that are not there do no harm. None when there is no such list.

    Raises:
        InvalidValue: a number is none.
    """
    row = await read_list(session, list_id, lock=True)
    if row is not None:
        gone = set(await _read(session, numbers))
        row.numbers = [number for number in row.numbers if number not in gone]
        await session.flush()
    return row


async def remove_list(session: AsyncSession, list_id: str, uses: Sequence[tuple[str, str]]) -> bool:
    """Remove a list that nothing asks; `uses` are kinds and names of what does. False when there is none.

    Raises:
        InUse: something asks it.
    """
    refusal = "the list is in use: let those ask another one first"
    return await remove_unused(session, await read_list(session, list_id), uses, refusal)


async def read_list(session: AsyncSession, list_id: str, *, lock: bool = False) -> NumberListRow | None:
    """Return one list, or None; `lock` keeps others from changing it until the transaction ends."""
    query = select(NumberListRow).where(NumberListRow.id == list_id)
    return await session.scalar(query.with_for_update() if lock else query)


async def list_lists(session: AsyncSession) -> Sequence[NumberListRow]:
    """Return the company's lists by name."""
    return (await session.scalars(select(NumberListRow).order_by(NumberListRow.name))).all()


async def _name(session: AsyncSession, row: NumberListRow, name: str) -> str:
    name = name.strip()
    if not name:
        raise InvalidValue("name", "may not be empty")
    query = select(NumberListRow.id).where(NumberListRow.name == name, NumberListRow.id != row.id)
    if await session.scalar(query):
        raise InvalidValue("name", "another list has this name")
    return name


async def _read(session: AsyncSession, texts: Sequence[str]) -> list[str]:
    """Return numbers in their one form; national ones are read by the company's country."""
    country = (await session.scalars(select(TenantRow.country))).one()
    extensions = set(await session.scalars(select(ExtensionRow.number)))
    found = []
    for place, text in enumerate(texts):
        bare = re.sub(r"[\s().-]", "", text)
        number = bare if BEGINNING.fullmatch(bare) or bare in extensions else to_e164(bare, country)
        if number is None:
            raise InvalidValue(
                f"numbers.{place}", f"{text!r} is no number; a beginning is written with + and an asterisk (+37255*)"
            )
        found.append(number)
    return found


def _whole(numbers: list[str]) -> list[str]:
    once = list(dict.fromkeys(numbers))
    if len(once) > MOST_NUMBERS:
        raise InvalidValue("numbers", f"a list has at most {MOST_NUMBERS} numbers")
    return once
