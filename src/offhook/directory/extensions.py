"""Extensions of the session's company: people's, and services such as an echo test or a conference.

Invariant: a number is given once in a company; a conference's settings are kept for conferences only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from offhook.db.engine import tenant_of
from offhook.directory.codes import refuse_hidden
from offhook.directory.model import ExtensionRow, PersonRow
from offhook.errors import InvalidValue
from offhook.ids import ExtensionId, PersonId, new_id
from offhook.scenario.answering import published_scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.ids import People

EXTENSION = re.compile(r"[0-9*#]{1,15}")
PIN = re.compile(r"[0-9]{1,15}")
PINS = ("pin", "moderator_pin")
FEWEST_PLACES, MOST_PLACES = 2, 100
Service = Literal["echo", "conference", "box", "paging", "queue", "scenario"]
MOST_MEMBERS = 100


@dataclass(frozen=True, slots=True)
class ConferenceSettings:
    """What a conference may be told; None leaves it, or is the default of a new one. An empty `pin` is none.

    `moderator_pin` lets somebody lead it; without one all people of the company do.
    `music` for who is alone, `announce` how many are there, at most `places` people, `record` the mix.
    """

    pin: str | None = None
    moderator_pin: str | None = None
    music: bool | None = None
    announce: bool | None = None
    places: int | None = None
    record: bool | None = None


@dataclass(frozen=True, slots=True)
class NewExtension:
    """An extension to be made: a person's, or without one a service."""

    number: str
    name: str
    person_id: PersonId | None = None
    voicemail: bool = False
    service: Service = "echo"
    conference: ConferenceSettings = ConferenceSettings()
    members: Sequence[str] | None = None
    scenario_id: str | None = None


async def add_extension(session: AsyncSession, new: NewExtension) -> ExtensionId:
    """Add an extension.

    Raises:
        InvalidValue: the number is none or hidden by a feature code, the name is empty, or a setting has no such value.
        sqlalchemy.exc.IntegrityError: the number is taken, or there is no such person.
    """
    extension = ExtensionRow(
        tenant_id=tenant_of(session),
        id=new_id(),
        number=new.number,
        name=new.name,
        kind=new.service if new.person_id is None else "person",
        person_id=new.person_id,
        voicemail=new.voicemail or (new.person_id is None and new.service == "box"),
    )
    _check(extension)
    await refuse_hidden(session, extension.number)
    _set_up(extension, new.conference)
    await _set_members(session, extension, new.members)
    await lead_to(session, extension, new.scenario_id)
    session.add(extension)
    await session.flush()
    return ExtensionId(extension.id)


async def find_extension(session: AsyncSession, extension_id: str) -> ExtensionRow | None:
    """Return one extension."""
    return await session.scalar(select(ExtensionRow).where(ExtensionRow.id == extension_id))


async def change_extension(
    session: AsyncSession,
    extension: ExtensionRow,
    *,
    number: str | None,
    name: str | None,
    conference: ConferenceSettings,
    members: Sequence[str] | None = None,
) -> None:
    """Change an extension; None leaves something as it is.

    Raises:
        InvalidValue: as `add_extension`.
        sqlalchemy.exc.IntegrityError: the number is taken.
    """
    if number is not None and number != extension.number:
        await refuse_hidden(session, number)
        extension.number = number
    extension.name = extension.name if name is None else name
    _check(extension)
    _set_up(extension, conference)
    await _set_members(session, extension, members)
    await session.flush()


async def remove_extension(session: AsyncSession, extension: ExtensionRow) -> None:
    """Take an extension away; who talks by it talks on."""
    await session.delete(extension)
    await session.flush()


async def list_extensions(session: AsyncSession) -> Sequence[ExtensionRow]:
    """Return the company's extensions by number."""
    return (await session.scalars(select(ExtensionRow).order_by(ExtensionRow.number))).all()


async def list_supervisors(session: AsyncSession, people: People | None = None) -> Sequence[ExtensionRow]:
    """Return the extensions of people who may supervise, or of one of them, by number."""
    query = (
        select(ExtensionRow)
        .join(PersonRow, (PersonRow.id == ExtensionRow.person_id) & (PersonRow.tenant_id == ExtensionRow.tenant_id))
        .where(PersonRow.may_supervise)
        .order_by(ExtensionRow.number)
    )
    return (await session.scalars(query if people is None else query.where(PersonRow.id.in_(people)))).all()


def _check(extension: ExtensionRow) -> None:
    if not EXTENSION.fullmatch(extension.number):
        raise InvalidValue("number", "1 to 15 of 0-9 * #")
    if not extension.name.strip():
        raise InvalidValue("name", "may not be empty")


async def _set_members(session: AsyncSession, extension: ExtensionRow, members: Sequence[str] | None) -> None:
    """Say whose telephones a paging extension calls: people's, by their extensions."""
    if members is None or (not members and extension.kind != "paging"):
        return
    if extension.kind != "paging":
        raise InvalidValue("members", "only paging has this")
    wanted = list(dict.fromkeys(members))
    people = select(ExtensionRow.number).where(ExtensionRow.kind == "person", ExtensionRow.number.in_(wanted))
    unknown = set(wanted) - set((await session.scalars(people)).all())
    if unknown:
        raise InvalidValue("members", f"nobody has the extension {min(unknown)}")
    if len(wanted) > MOST_MEMBERS:
        raise InvalidValue("members", f"{MOST_MEMBERS} at most")
    extension.members = wanted


async def lead_to(session: AsyncSession, extension: ExtensionRow, scenario_id: str | None) -> None:
    """Say which scenario answers who dials the extension.

    Raises:
        InvalidValue: it is none of this kind, or there is no such scenario that can answer.
    """
    if extension.kind != "scenario":
        if scenario_id:
            raise InvalidValue("scenario_id", "only an extension of the kind scenario has this")
        return
    if not scenario_id:
        raise InvalidValue("scenario_id", "say which scenario answers")
    extension.scenario_id = (await published_scenario(session, scenario_id)).id
    await session.flush()


async def extensions_by_scenario(session: AsyncSession, scenario_id: str) -> Sequence[ExtensionRow]:
    """Return the extensions that a scenario answers, by number."""
    query = select(ExtensionRow).where(ExtensionRow.scenario_id == scenario_id)
    return (await session.scalars(query.order_by(ExtensionRow.number))).all()


def _set_up(extension: ExtensionRow, settings: ConferenceSettings) -> None:
    given = {one.name: getattr(settings, one.name) for one in fields(settings)}
    for name, value in given.items():
        if value is None:
            continue
        if extension.kind != "conference":
            raise InvalidValue(name, "only a conference has this")
        setattr(extension, name, value or None if name in PINS else value)
    for name in PINS:
        if (pin := given[name]) and not PIN.fullmatch(pin):
            raise InvalidValue(name, "1 to 15 digits")
    if extension.pin and extension.pin == extension.moderator_pin:
        raise InvalidValue("moderator_pin", "it is the PIN of everybody else, too")
    if settings.places is not None and not FEWEST_PLACES <= settings.places <= MOST_PLACES:
        raise InvalidValue("places", f"{FEWEST_PLACES} to {MOST_PLACES}")
