"""The rules by which people of the session's company want to be called: the column `rules` of their extensions.

Invariant: what is kept names devices of the person, people and numbers that are there when it is set, and leads to no
number of the company itself, whose scenario might lead back. What goes away later is passed over by calls.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from offhook.configuration import PersonRules
from offhook.db.base import TenantRow
from offhook.directory.model import DeviceRow, ExtensionRow
from offhook.errors import InvalidValue
from offhook.routing.dialling import to_e164
from offhook.routing.person_rules import VOICEMAIL
from offhook.routing.presenting import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.configuration import Forward, Turn

LISTED = re.compile(r"\+?[0-9]{1,15}\*?")
LONGEST_RING, LONGEST_TURN = 300, 120
MOST = 200


def rules_of(extension: ExtensionRow) -> PersonRules:
    """Return the rules of a person's extension."""
    return msgspec.convert(extension.rules, PersonRules)


@dataclass(frozen=True, slots=True)
class Company:
    """What else of the company rules may name, or may not: its own numbers (E.164)."""

    numbers: Collection[str]
    schedules: Collection[str]  # by their ids
    lists: Collection[str] = ()  # by their ids


async def change_rules(
    session: AsyncSession, extension: ExtensionRow, change: Mapping[str, Any], company: Company
) -> PersonRules:
    """Change rules (fields of `PersonRules`); those that are not named stay. Numbers are kept as E.164.

    Raises:
        InvalidValue: a field has no such value, or names what is not there; it is told at the field.
    """
    try:
        rules = msgspec.convert({**extension.rules, **change}, PersonRules)
    except msgspec.ValidationError as error:
        raise InvalidValue(next(iter(change), "rules"), str(error)) from error
    country = (await session.scalars(select(TenantRow.country))).one()
    if "turns" in change:
        owner = extension.person_id
        devices = (await session.scalars(select(DeviceRow.id).where(DeviceRow.person_id == owner))).all()
        turns = tuple(turn if turn.who in devices else _turn(turn, country, company) for turn in rules.turns)
        rules = msgspec.structs.replace(rules, turns=turns)
    if "forwards" in change:
        found = await session.execute(select(ExtensionRow.number, ExtensionRow.kind))
        kinds = {number: kind for number, kind in found if number != extension.number}
        forwards = tuple(_forward(forward, kinds, country, company) for forward in rules.forwards)
        rules = msgspec.structs.replace(rules, forwards=forwards)
    if change.get("shows"):
        rules = msgspec.structs.replace(rules, shows=_shown(rules.shows, country, company))
    _check(rules)
    if change.get("schedule_id") is not None and rules.schedule_id not in company.schedules:
        raise InvalidValue("schedule_id", "there is no such schedule")
    for name in ("white_lists", "black_lists"):
        if name in change and not set(getattr(rules, name)) <= set(company.lists):
            raise InvalidValue(name, "there is no such list")
    extension.rules = msgspec.to_builtins(rules)
    flag_modified(extension, "rules")
    await session.flush()
    return rules


def _check(rules: PersonRules) -> None:
    if not 0 <= rules.ring_s <= LONGEST_RING:
        raise InvalidValue("ring_s", f"0 to {LONGEST_RING} seconds")
    for name in ("turns", "forwards", "white", "black", "white_lists", "black_lists"):
        if len(getattr(rules, name)) > MOST:
            raise InvalidValue(name, f"{MOST} at most")
    for name in ("white", "black"):
        for number in getattr(rules, name):
            if not LISTED.fullmatch(number):
                raise InvalidValue(name, f"{number}: digits, + before a number of the world, * at the end for more")
    _check_steps(rules)


def _check_steps(rules: PersonRules) -> None:
    whens = [one.when for one in rules.forwards]
    if len(set(whens)) < len(whens):
        raise InvalidValue("forwards", "one for each case at most")
    if not all(0 <= one.after_s <= LONGEST_TURN for one in rules.turns):
        raise InvalidValue("turns", f"0 to {LONGEST_TURN} seconds")
    if len({one.who for one in rules.turns}) < len(rules.turns):
        raise InvalidValue("turns", "one for each telephone at most")
    if "closed" in whens and rules.schedule_id is None:
        raise InvalidValue("schedule_id", "a schedule must say when the person's hours are")


def _turn(turn: Turn, country: str, company: Company) -> Turn:
    return msgspec.structs.replace(turn, who=_outside("turns", turn.who, country, company))


def _forward(forward: Forward, kinds: Mapping[str, str], country: str, company: Company) -> Forward:
    number = ""
    if forward.shows == "fixed":
        number = to_e164(forward.number, country) or ""
        if not number:
            raise InvalidValue("forwards", "the number to be shown is none")
    to = forward.to
    if to in kinds and kinds[to] not in {"person", "box"}:
        raise InvalidValue("forwards", f"{to} is no person's and no mailbox")
    if to != VOICEMAIL and to not in kinds:
        to = _outside("forwards", to, country, company)
    return msgspec.structs.replace(forward, to=to, number=number)


def _shown(text: str, country: str, company: Company) -> str:
    if text == HIDDEN:
        return text
    number = to_e164(text, country) or ""
    if number not in company.numbers:
        raise InvalidValue("shows", f"{text} is no number of the company")
    return number


def _outside(field: str, text: str, country: str, company: Company) -> str:
    number = to_e164(text, country)
    if number is None:
        raise InvalidValue(field, f"{text} is nobody else of the company and no telephone number")
    if number in company.numbers:
        raise InvalidValue(field, f"{number} is a number of the company itself")
    return number
