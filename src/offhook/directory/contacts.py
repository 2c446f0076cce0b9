"""Outside contacts of the session's company: its address book, with short numbers to dial.

Invariant: what is kept passed `contact_checks.py` while others who change short numbers, extensions or codes waited.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, or_, select, tuple_

from offhook.db.base import TenantRow
from offhook.db.engine import tenant_of
from offhook.db.rules import take_turn
from offhook.directory.codes import company_codes
from offhook.directory.contact_checks import MOST_CONTACTS, ContactChanges, Known, checked
from offhook.directory.contact_sheet import Fault, Line, changes_of
from offhook.directory.model import ContactRow, ExtensionRow, PersonRow
from offhook.directory.name_cursor import cursor_after, read_cursor
from offhook.errors import InvalidValue
from offhook.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Sought:
    """Which contacts: with a text in name, company, address, labels or numbers; with a label; important ones."""

    text: str = ""
    label: str = ""
    vip: bool | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a sheet: nothing where there are faults."""

    added: int = 0
    changed: int = 0
    faults: tuple[Fault, ...] = ()


async def add_contact(session: AsyncSession, new: ContactChanges, own: Collection[str]) -> ContactRow:
    """Add a contact; it needs a name. `own` are the company's numbers.

    Raises:
        InvalidValue: something cannot be; it is told at the field.
    """
    known = await _known(session, own)
    if new.name is None:
        raise InvalidValue("name", "may not be empty")
    await _refuse_more(session, 1)
    row = _row(tenant_of(session))
    _apply(row, checked(new, known))
    session.add(row)
    await session.flush()
    return row


async def change_contact(
    session: AsyncSession, contact_id: str, changes: ContactChanges, own: Collection[str]
) -> ContactRow | None:
    """Change a contact. None when there is no such contact.

    Raises:
        InvalidValue: as `add_contact`.
    """
    known = await _known(session, own)
    row = await read_contact(session, contact_id)
    if row is None:
        return None
    _apply(row, checked(changes, known, row.id))
    await session.flush()
    return row


async def remove_contact(session: AsyncSession, contact_id: str) -> bool:
    """Remove a contact; calls keep the name that they had. False when there is none."""
    row = await read_contact(session, contact_id)
    if row is None:
        return False
    await session.delete(row)
    await session.flush()
    return True


async def read_contact(session: AsyncSession, contact_id: str) -> ContactRow | None:
    """Return one contact."""
    return await session.scalar(select(ContactRow).where(ContactRow.id == contact_id))


async def list_contacts(
    session: AsyncSession, sought: Sought, *, limit: int, cursor: str | None = None
) -> tuple[Sequence[ContactRow], str | None]:
    """Return contacts by name, at most `limit`, and the cursor of the next page.

    Raises:
        InvalidValue: the cursor is not one of ours.
    """
    row, name = ContactRow, func.lower(ContactRow.name)
    query = select(row).order_by(name, row.id).limit(limit + 1)
    if sought.text:
        query = query.where(or_(*_found_in(sought.text)))
    if sought.label:
        query = query.where(row.labels.contains([sought.label]))
    if sought.vip is not None:
        query = query.where(row.vip == sought.vip)
    if cursor is not None:
        last, known = read_cursor(cursor)
        query = query.where(tuple_(name, row.id) > tuple_(func.lower(literal(last)), literal(known, row.id.type)))
    rows = (await session.scalars(query)).all()
    shown = rows[:limit]
    return shown, cursor_after(shown[-1]) if len(rows) > limit and shown else None


async def all_contacts(session: AsyncSession) -> Sequence[ContactRow]:
    """Return all contacts by name."""
    return (await session.scalars(select(ContactRow).order_by(func.lower(ContactRow.name), ContactRow.id))).all()


async def import_contacts(session: AsyncSession, lines: Sequence[Line], own: Collection[str]) -> Imported:
    """Add the contacts of a sheet, or change those that are there: of the same name, with one of the numbers.

    All of them or, when a line has a fault, none. Columns that the sheet does not have stay as they are.

    Raises:
        InvalidValue: they are too many.
    """
    known = await _known(session, own)
    people = await _people(session)
    there: dict[tuple[str, str], ContactRow] = {}
    for row in await all_contacts(session):
        there |= {(row.name.casefold(), number): row for number in row.numbers}
    faults: list[Fault] = []
    wanted: list[tuple[ContactRow, ContactChanges]] = []
    shorts = dict(known.shorts)
    added = 0
    for line in lines:
        try:
            changes = checked(changes_of(line, people), replace(known, shorts={}))
            keys = [((changes.name or "").casefold(), number) for number in changes.numbers or ()]
            found = next((there[key] for key in keys if key in there), None)
            row = found or _row(tenant_of(session))
            checked(ContactChanges(short=changes.short), replace(known, shorts=shorts), row.id)
            _refuse_nothing_to_call(row, changes)
        except InvalidValue as error:
            faults.append(Fault(line.number, error.field, str(error).removeprefix(f"{error.field}: ")))
            continue
        there |= dict.fromkeys(keys, row)
        if changes.short:
            shorts[changes.short] = row.id
        added += found is None
        wanted.append((row, changes))
    if faults:
        return Imported(faults=tuple(faults))
    await _refuse_more(session, added)
    for row, changes in wanted:
        _apply(row, changes)
    session.add_all([row for row, _ in wanted])
    await session.flush()
    return Imported(added, len({row.id for row, _ in wanted}) - added)


def _found_in(text: str) -> list[ColumnElement[bool]]:
    row = ContactRow
    digits = "".join(one for one in text if one.isdigit())
    texts = [row.name, row.company, row.email, func.array_to_string(row.labels, " ")]
    found = [one.icontains(text, autoescape=True) for one in texts]
    found.append(row.short == text)
    if digits and not text.strip("+0123456789 ()-./"):
        found.append(func.array_to_string(row.numbers, " ").contains(digits.lstrip("0") or digits, autoescape=True))
    return found


def _apply(row: ContactRow, changes: ContactChanges) -> None:
    _refuse_nothing_to_call(row, changes)
    for one in fields(changes):
        value = getattr(changes, one.name)
        if value is not None:
            setattr(row, one.name, (value or None) if one.name in ("person_id", "short") else value)


def _refuse_nothing_to_call(row: ContactRow, changes: ContactChanges) -> None:
    short = row.short if changes.short is None else changes.short
    if short and not (row.numbers if changes.numbers is None else changes.numbers):
        raise InvalidValue("short", "a contact without a number has nothing to call")


def _row(tenant_id: str) -> ContactRow:
    texts = {"name": "", "company": "", "email": "", "note": ""}
    return ContactRow(tenant_id=tenant_id, id=new_id(), numbers=[], labels=[], vip=False, short=None, **texts)


async def _refuse_more(session: AsyncSession, more: int) -> None:
    if (await session.scalar(select(func.count()).select_from(ContactRow)) or 0) + more > MOST_CONTACTS:
        raise InvalidValue("contacts", f"a company has at most {MOST_CONTACTS} contacts")


async def _known(session: AsyncSession, own: Collection[str]) -> Known:
    await take_turn(session)
    extensions = (await session.scalars(select(ExtensionRow))).all()
    shorts = await session.execute(select(ContactRow.short, ContactRow.id).where(ContactRow.short.is_not(None)))
    return Known(
        country=(await session.scalars(select(TenantRow.country))).one(),
        own=own,
        extensions={one.number: one.name for one in extensions},
        codes=await company_codes(session),
        people=set(await session.scalars(select(PersonRow.id))),
        shorts={short: contact for short, contact in shorts if short},
    )


async def _people(session: AsyncSession) -> dict[str, str]:
    """Return the ids of people by their extensions and names."""
    names = await session.execute(select(PersonRow.name, PersonRow.id))
    numbers = await session.execute(
        select(ExtensionRow.number, ExtensionRow.person_id).where(ExtensionRow.person_id.is_not(None))
    )
    return {name.casefold(): person for name, person in names} | {number: str(person) for number, person in numbers}
