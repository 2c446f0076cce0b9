"""What the database refuses because of others: a value that is taken, or something that is gone meanwhile.

Invariant: a service's own check gives the better words, but between that and its writing somebody else may have
written; the rules of the tables hold then, too, and each is told by the field that the API knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import select
from sqlalchemy.schema import ColumnCollectionConstraint

from offhook.db.base import Base, TenantRow
from offhook.db.engine import tenant_of
from offhook.errors import InUse, InvalidValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.exc import IntegrityError
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.base import CompanyTable

_COMPANY = "tenant_id"


async def take_turn(session: AsyncSession) -> None:
    """Have other changes of the company that take turns wait until this transaction ends: for rules no table knows."""
    company = select(TenantRow.id).where(TenantRow.id == tenant_of(session))
    await session.execute(company.with_for_update(key_share=True))  # rows that refer to the company need not wait


async def remove_unused(
    session: AsyncSession, row: CompanyTable | None, uses: Sequence[tuple[str, str]], refusal: str
) -> bool:
    """Remove a row that nothing needs; `uses` are kinds and names of what does. False when there is no row.

    Raises:
        InUse: something needs it; the text is `refusal`.
    """
    if row is None:
        return False
    if uses:
        raise InUse(refusal, tuple(uses))
    await session.delete(row)
    await session.flush()
    return True


def broken_rule(error: IntegrityError) -> InvalidValue | None:
    """Return the field whose value is taken, or names what is no more; None where our own code broke a rule."""
    match error.orig:
        case psycopg.errors.UniqueViolation() as refused:
            words = "another one has it"
        case psycopg.errors.ForeignKeyViolation() as refused:
            words = "what it names is there no longer"
        case _:
            return None
    table = Base.metadata.tables.get(refused.diag.table_name or "")
    for constraint in () if table is None else table.constraints:
        if isinstance(constraint, ColumnCollectionConstraint) and constraint.name == refused.diag.constraint_name:
            field = next((one.name for one in constraint.columns if one.name not in (_COMPANY, "id")), None)
            return None if field is None else InvalidValue(field, words)
    return None
