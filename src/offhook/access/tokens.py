"""API tokens: made by people for their programs, and by administrators for integrations.

Invariant: a token may never do more than its user may at that moment, whatever its scopes say; it is shown once.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import func, select

from offhook.access.model import ApiTokenRow, UserRow
from offhook.access.rights import PERMISSIONS, permissions_of
from offhook.access.service import issue_token, rights_of_user
from offhook.access.users import check_reach
from offhook.errors import InvalidValue, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.access.service import Principal

LONGEST: Final = timedelta(days=366)
MOST: Final = 100
_EVER: Final = datetime.max.replace(tzinfo=UTC)


class Token(NamedTuple):
    """A token without what it is; `login` says whose."""

    row: ApiTokenRow
    login: str


class Wish(NamedTuple):
    """A token to be made; without `scopes` it may what its user may, without `expires_at` it lasts a year."""

    label: str
    scopes: Sequence[str] | None = None
    expires_at: datetime | None = None
    never: bool = False


async def list_tokens(session: AsyncSession, user_id: str | None) -> list[Token]:
    """Return the tokens of a login, or of all (None), newest first; those that are over as well."""
    query = select(ApiTokenRow, UserRow.login).join(UserRow, UserRow.id == ApiTokenRow.user_id)
    if user_id is not None:
        query = query.where(ApiTokenRow.user_id == user_id)
    found = await session.execute(query.order_by(ApiTokenRow.created_at.desc(), ApiTokenRow.id))
    return [Token(row, login) for row, login in found]


async def make_token(session: AsyncSession, actor: Principal, user_id: str, wish: Wish) -> tuple[str, Token] | None:
    """Make a token for a login and return it with what is kept; None when there is no such login.

    Raises:
        InvalidValue: a scope is unknown or more than the login has, the time is over or too far away.
        NotAllowed: the login has more rights than who asks, or who asks has not all of the scopes.
    """
    row = await session.scalar(select(UserRow).where(UserRow.id == user_id))
    if row is None:
        return None
    check_reach(actor, row)
    theirs = permissions_of(rights_of_user(row))
    if unknown := sorted(set(wish.scopes or ()) - PERMISSIONS.keys()):
        raise InvalidValue("scopes", f"there is no permission {unknown[0]}; GET /permissions lists them")
    if beyond := sorted(set(wish.scopes or ()) - theirs):
        raise InvalidValue("scopes", f"the role {row.role} does not have {beyond[0]}")
    if not (theirs if wish.scopes is None else frozenset(wish.scopes)) <= actor.permissions:
        raise NotAllowed("a token cannot make one that may do more than itself")
    if wish.scopes is not None and not wish.scopes:
        raise InvalidValue("scopes", "name at least one, or leave them out")
    now = datetime.now(UTC)
    expires = wish.expires_at or now + LONGEST - timedelta(days=1)
    if wish.never and row.role != "integration":
        raise InvalidValue("expires_at", "only tokens of integrations need no end; a year is the longest")
    if not wish.never and not now < expires <= now + LONGEST:
        raise InvalidValue("expires_at", "is over, or more than a year away")
    have = await session.scalar(select(func.count()).where(ApiTokenRow.user_id == user_id))
    if (have or 0) >= MOST:
        raise InvalidValue("label", f"the login has {MOST} tokens; revoke some")
    ends = None if wish.never else expires
    token = await issue_token(session, user_id, wish.label.strip(), expires_at=ends, scopes=wish.scopes)
    (made, *_) = await list_tokens(session, user_id)
    return token, made


async def revoke_token(session: AsyncSession, token_id: str, user_id: str | None) -> bool:
    """Revoke a token, of a login only where it is given; False when there is none."""
    row = await session.scalar(select(ApiTokenRow).where(ApiTokenRow.id == token_id))
    if row is None or user_id not in {None, row.user_id}:
        return False
    await session.delete(row)
    await session.flush()
    return True
