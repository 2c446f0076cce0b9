"""The recording rules of the session's company.

Invariant: rules stand in one order, numbered from 1 without gaps; who adds or moves one takes turns with others. What
a rule names exists when it is written; what is removed later makes the rule fit no call by it, never all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from offhook.db.engine import tenant_of
from offhook.db.rules import take_turn
from offhook.directory.model import ExtensionRow
from offhook.errors import InvalidValue
from offhook.ids import new_id
from offhook.number_lists.model import NumberListRow
from offhook.numbers.model import NumberRow
from offhook.queues.model import QueueRow
from offhook.recording.model import RecordingRuleRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

_NAMED = {"numbers": NumberRow, "extensions": ExtensionRow, "queues": QueueRow}


async def add_rule(session: AsyncSession, fields: Mapping[str, Any], place: int | None = None) -> RecordingRuleRow:
    """Add a rule at a place, the last one by default.

    Raises:
        InvalidValue: the name is empty or taken, or something that it names does not exist.
    """
    await take_turn(session)
    rules = list(await list_rules(session))
    row = RecordingRuleRow(tenant_id=tenant_of(session), id=new_id(), mode="always", place=0)
    await _fill(session, row, rules, fields)
    session.add(row)
    _place(rules, row, place or len(rules) + 1)
    await session.flush()
    await session.refresh(row)
    return row


async def change_rule(
    session: AsyncSession, rule_id: str, fields: Mapping[str, Any], place: int | None = None
) -> RecordingRuleRow | None:
    """Change fields of a rule, or move it; None when there is no such rule.

    Raises:
        InvalidValue: as `add_rule`.
    """
    await take_turn(session)
    rules = list(await list_rules(session))
    row = next((one for one in rules if one.id == rule_id), None)
    if row is None:
        return None
    await _fill(session, row, rules, fields)
    if place is not None:
        _place(rules, row, place)
    await session.flush()
    return row


async def remove_rule(session: AsyncSession, rule_id: str) -> bool:
    """Remove a rule; what it recorded stays as long as it said. False when there is none."""
    await take_turn(session)
    rules = list(await list_rules(session))
    row = next((one for one in rules if one.id == rule_id), None)
    if row is None:
        return False
    rules.remove(row)
    await session.delete(row)
    for place, one in enumerate(rules, 1):
        one.place = place
    await session.flush()
    return True


async def read_rule(session: AsyncSession, rule_id: str) -> RecordingRuleRow | None:
    """Return one rule, or None."""
    return await session.scalar(select(RecordingRuleRow).where(RecordingRuleRow.id == rule_id))


async def list_rules(session: AsyncSession) -> Sequence[RecordingRuleRow]:
    """Return the company's rules in their order."""
    order = (RecordingRuleRow.place, RecordingRuleRow.id)
    return (await session.scalars(select(RecordingRuleRow).order_by(*order))).all()


async def rules_naming(session: AsyncSession, thing: str) -> list[tuple[str, str]]:
    """Return ("recording-rules", its name) of each rule that names a queue or a list."""
    query = select(RecordingRuleRow.name).where(
        or_(RecordingRuleRow.list_id == thing, RecordingRuleRow.queues.contains([thing]))
    )
    return [("recording-rules", name) for name in sorted(await session.scalars(query))]


async def _fill(
    session: AsyncSession, row: RecordingRuleRow, rules: Sequence[RecordingRuleRow], fields: Mapping[str, Any]
) -> None:
    for field, value in fields.items():
        match field:
            case "name":
                name = value.strip()
                if not name:
                    raise InvalidValue("name", "may not be empty")
                if any(one.name == name for one in rules if one is not row):
                    raise InvalidValue("name", "another rule has this name")
                row.name = name
            case "numbers" | "extensions" | "queues":
                await _check(session, field, value)
                setattr(row, field, list(dict.fromkeys(value)))
            case "list_id":
                if value is not None and not await session.scalar(
                    select(NumberListRow.id).where(NumberListRow.id == value)
                ):
                    raise InvalidValue("list_id", "there is no such list of numbers")
                row.list_id = value
            case _:
                setattr(row, field, value)


async def _check(session: AsyncSession, field: str, wanted: Sequence[str]) -> None:
    table = _NAMED[field]
    found = set(await session.scalars(select(table.id).where(table.id.in_(wanted))))
    for place, one in enumerate(wanted):
        if one not in found:
            raise InvalidValue(f"{field}.{place}", "there is no such thing in the company")


def _place(rules: list[RecordingRuleRow], row: RecordingRuleRow, place: int) -> None:
    """Put a rule at a place, and number all anew."""
    others = [one for one in rules if one is not row]
    others.insert(place - 1, row)
    for number, one in enumerate(others, 1):
        one.place = number
