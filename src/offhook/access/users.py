"""Who may log in to a company: made, changed, shut out and removed by its administrators.

Invariant: a company keeps an administrator who may log in; nobody changes own rights, and nobody gives rights, or acts
on a login with rights, beyond the own ones. Other rights end the login's sessions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, exists, func, select

from offhook.access.groups import Groups, groups_of, set_groups
from offhook.access.model import SessionRow, UserRow
from offhook.access.rights import permissions_of, rights_of
from offhook.access.service import NewUser, add_user, normal_login, rights_of_user, role_of
from offhook.db.rules import take_turn
from offhook.directory.model import PersonRow
from offhook.errors import InUse, InvalidValue, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.access.rights import Role
    from offhook.access.service import Principal


class User(NamedTuple):
    """A login, with the name of its person and its groups (None: it sees the whole company)."""

    row: UserRow
    person: str | None
    groups: Groups | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a login is to be; `groups` None: it sees everybody."""

    login: str
    role: Role
    person_id: str | None = None
    groups: Groups | None = None
    hears: bool = False
    disabled: bool = False


async def list_users(session: AsyncSession) -> list[User]:
    """Return all logins of the session's company, by login."""
    return await _told(session, (await session.scalars(select(UserRow).order_by(UserRow.login))).all())


async def get_user(session: AsyncSession, user_id: str, *, to_change: bool = False) -> User | None:
    """Return one, or None when there is none; who reads it `to_change` it is alone with the company's logins."""
    if to_change:
        await take_turn(session)
    row = await session.scalar(select(UserRow).where(UserRow.id == user_id))
    return None if row is None else (await _told(session, [row]))[0]


async def create_user(session: AsyncSession, actor: Principal, wanted: Wanted) -> User:
    """Make a login without a password: an invitation brings one, and an integration needs none.

    Raises:
        InvalidValue: the login is empty or taken, the person or a group is not the company's.
        NotAllowed: the role has more rights than who makes it.
    """
    _check_form(wanted)
    _check_granted(actor, wanted.role, hears=wanted.hears)
    await _check_person(session, wanted.person_id)
    user_id = await add_user(session, NewUser(wanted.login, None, wanted.role))
    row = await session.get_one(UserRow, (actor.tenant_id, user_id))
    await _set(session, row, wanted)
    return (await _told(session, [row]))[0]


async def change_user(session: AsyncSession, actor: Principal, user_id: str, wanted: Wanted) -> User | None:
    """Make a login as it is wanted; None when there is none.

    Raises:
        InvalidValue: as for `create_user`.
        NotAllowed: the rights are the own ones, or beyond them.
        InUse: it is the last administrator.
    """
    found = await get_user(session, user_id, to_change=True)
    if found is None:
        return None
    _check_form(wanted)
    row = found.row
    check_reach(actor, row)
    before = Wanted(row.login, role_of(row), row.person_id, found.groups, row.hears, row.disabled)
    rights = _rights(before) != _rights(wanted)
    if rights and actor.user_id == user_id:
        raise NotAllowed("nobody changes their own rights; ask another administrator")
    _check_granted(actor, wanted.role, hears=wanted.hears)
    if row.role == "admin" and (wanted.role != "admin" or wanted.disabled):
        await _check_not_last(session, row)
    if wanted.person_id != row.person_id:
        await _check_person(session, wanted.person_id)
    await _set(session, row, wanted)
    if rights:
        await session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))
    return (await _told(session, [row]))[0]


async def remove_user(session: AsyncSession, actor: Principal, user_id: str) -> bool:
    """Remove a login with its sessions and tokens; False when there is none.

    Raises:
        NotAllowed: it is the own one, or one with more rights.
        InUse: it is the last administrator.
    """
    found = await get_user(session, user_id, to_change=True)
    if found is None:
        return False
    check_reach(actor, found.row)
    if actor.user_id == user_id:
        raise NotAllowed("nobody removes their own login; ask another administrator")
    await _check_not_last(session, found.row)
    await session.delete(found.row)
    await session.flush()
    return True


def check_reach(actor: Principal, row: UserRow) -> None:
    """Let nobody act on a login that has more rights.

    Raises:
        NotAllowed: it has.
    """
    theirs = permissions_of(rights_of_user(row))
    if actor.user_id != row.id and not theirs <= actor.permissions:
        raise NotAllowed("this login has rights that yours does not have")


def _check_granted(actor: Principal, role: Role, *, hears: bool) -> None:
    if not permissions_of(rights_of(role, hears=hears)) <= actor.permissions:
        raise NotAllowed(f"nobody gives rights beyond their own; the role {role} has such")


def _check_form(wanted: Wanted) -> None:
    if wanted.groups is not None and wanted.role != "supervisor":
        raise InvalidValue("groups", "only a supervisor has groups; leave them out")
    if wanted.hears and wanted.role != "auditor":
        raise InvalidValue("hear_recordings", "says whether an auditor hears; other roles have it of themselves or not")


async def _check_person(session: AsyncSession, person_id: str | None) -> None:
    if person_id is not None and not await session.scalar(select(exists().where(PersonRow.id == person_id))):
        raise InvalidValue("person_id", "names nobody of the company")


async def _check_not_last(session: AsyncSession, row: UserRow) -> None:
    others = select(func.count()).where(UserRow.role == "admin", ~UserRow.disabled, UserRow.id != row.id)
    if row.role == "admin" and not row.disabled and not await session.scalar(others):
        text = "this is the company's last administrator; make another one first"
        raise InUse(text, (("administrator", row.login),))


async def _set(session: AsyncSession, row: UserRow, wanted: Wanted) -> None:
    row.login, row.role, row.person_id = normal_login(wanted.login), wanted.role, wanted.person_id
    row.hears, row.disabled, row.everybody = wanted.hears, wanted.disabled, wanted.groups is None
    await session.flush()
    await set_groups(session, row.id, wanted.groups or Groups())


def _rights(wanted: Wanted) -> tuple[object, ...]:
    groups = None if wanted.groups is None else tuple(frozenset(some) for some in wanted.groups)
    return wanted.role, wanted.person_id, groups, wanted.hears, wanted.disabled


async def _told(session: AsyncSession, rows: Sequence[UserRow]) -> list[User]:
    people = {row.person_id for row in rows if row.person_id is not None}
    named = select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(people))
    names: dict[str, str] = {row.id: row.name for row in await session.execute(named)} if people else {}
    groups = await groups_of(session, [row.id for row in rows if not row.everybody])
    return [
        User(
            row,
            names.get(row.person_id or ""),
            groups.get(row.id),
        )
        for row in rows
    ]
