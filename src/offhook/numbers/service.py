"""Outside numbers of the session's company, always E.164."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import phonenumbers
from sqlalchemy import Uuid, func, select

from offhook.branches.service import known_branch
from offhook.db.engine import tenant_of
from offhook.db.limits import within_plan
from offhook.db.rules import remove_unused
from offhook.errors import InvalidValue
from offhook.ids import NumberId, ScenarioId, TenantId, TrunkId, new_id
from offhook.numbers.model import NumberAskingRow, NumberRow
from offhook.scenario.answering import published_scenario
from offhook.trunks.service import list_trunks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.engine import Database


@dataclass(frozen=True, slots=True)
class NewNumber:
    """A number to be added: `e164` with plus sign; calls to it come by `trunk_id` and are answered by `scenario_id`."""

    e164: str
    label: str
    trunk_id: TrunkId | None = None
    scenario_id: ScenarioId | None = None


async def add_number(session: AsyncSession, new: NewNumber) -> NumberId:
    """Add an outside number.

    Raises:
        InvalidValue: it is no E.164 number.
        InUse: the company's plan has no room for another number.
        sqlalchemy.exc.IntegrityError: a company of this installation has it already.
    """
    wanted = e164(new.e164)
    await within_plan(session, "numbers", NumberRow)
    number = NumberRow(
        tenant_id=tenant_of(session),
        id=new_id(),
        e164=wanted,
        label=new.label,
        trunk_id=new.trunk_id,
        scenario_id=new.scenario_id,
    )
    session.add(number)
    await session.flush()
    return NumberId(number.id)


def e164(text: str) -> str:
    """Return an international number, written with any separators, as `+` and digits.

    Raises:
        InvalidValue: it is none.
    """
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as error:
        raise InvalidValue("number", "an international number that begins with +") from error
    if not phonenumbers.is_possible_number(number):
        raise InvalidValue("number", "has a wrong length for its country")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


async def tenant_of_number(database: Database, number: str) -> TenantId | None:
    """Return the company that has an E.164 number, or None."""
    async with database.system() as session:
        found = await session.scalar(select(func.offhook_tenant_of_number(number, type_=Uuid(as_uuid=False))))
    return None if found is None else TenantId(found)


async def list_numbers(session: AsyncSession) -> Sequence[NumberRow]:
    """Return the company's numbers in order."""
    return (await session.scalars(select(NumberRow).order_by(NumberRow.e164))).all()


async def numbers_by_trunk(session: AsyncSession, trunk_id: str) -> Sequence[NumberRow]:
    """Return the numbers that come by a trunk, in order."""
    return (
        await session.scalars(select(NumberRow).where(NumberRow.trunk_id == trunk_id).order_by(NumberRow.e164))
    ).all()


async def numbers_by_scenario(session: AsyncSession, scenario_id: str) -> Sequence[NumberRow]:
    """Return the numbers that a scenario answers, in order."""
    return (
        await session.scalars(select(NumberRow).where(NumberRow.scenario_id == scenario_id).order_by(NumberRow.e164))
    ).all()


async def change_number(
    session: AsyncSession,
    number_id: str,
    *,
    label: str | None = None,
    trunk_id: str | None = None,
    scenario_id: str | None = None,
    branch_id: str | None = None,
) -> NumberRow | None:
    """Change a number: its label, the trunk that it comes by, the scenario that answers it, its branch.

    None leaves something as it is, "" is no trunk, scenario or branch. Returns None when there is no such number.

    Raises:
        InvalidValue: the company has no such trunk, scenario or branch, or nothing of that is published.
    """
    number = await session.scalar(select(NumberRow).where(NumberRow.id == number_id))
    if number is None:
        return None
    if label is not None:
        number.label = label.strip()
    if trunk_id is not None:
        if trunk_id and trunk_id not in {trunk.id for trunk in await list_trunks(session)}:
            raise InvalidValue("trunk_id", f"{trunk_id} is no trunk of the company")
        number.trunk_id = trunk_id or None
    if scenario_id is not None:
        if scenario_id:
            await published_scenario(session, scenario_id)
        elif await session.scalar(select(NumberAskingRow.id).where(NumberAskingRow.id == number_id)):
            raise InvalidValue(
                "scenario_id", "the number asks an outside system, and needs one for when no answer comes"
            )
        number.scenario_id = scenario_id or None
    if branch_id is not None:
        number.branch_id = await known_branch(session, branch_id)
    await session.flush()
    return number


async def remove_number(session: AsyncSession, number_id: str) -> bool:
    """Take a number away; who showed it shows the trunk's. False when there is none."""
    number = await session.scalar(select(NumberRow).where(NumberRow.id == number_id))
    return await remove_unused(session, number, (), "")
