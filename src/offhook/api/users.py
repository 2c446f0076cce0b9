"""Who may log in: `/users`, and what each role may do: `GET /permissions`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.access.groups import Groups
from offhook.access.rights import ABOUT_ROLES, PERMISSIONS, ROLES, Role, holders
from offhook.access.service import LONGEST_LOGIN, role_of
from offhook.access.users import User, Wanted, change_user, create_user, get_user, list_users, remove_user
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.errors import InvalidValue

router = APIRouter(tags=["access"])
Reader = Annotated[Caller, Depends(permitted("users.read"))]
Writer = Annotated[Caller, Depends(permitted("users.change"))]

_GROUPS = "A supervisor sees these people only, live and in the history; null: the whole company"
_HEARS = "An auditor hears recordings and messages, too"
_LOGIN = "An e-mail address, which invitations go to, or a name"


class GroupsModel(Body):
    """Whom a supervisor sees."""

    queues: list[str] = Field([], max_length=100, description="Ids of queues: their agents")
    departments: list[str] = Field([], max_length=100, description="Ids of departments: their people")


class UserModel(Model):
    """A login."""

    id: str
    login: str = Field(examples=["dora@example.com"])
    role: Role
    person_id: str | None
    person: str | None = Field(description="The name", examples=["Dora Lepp"])
    groups: GroupsModel | None = Field(description=_GROUPS)
    hear_recordings: bool = Field(description=_HEARS)
    disabled: bool
    provider: bool = Field(description="Runs the installation, beyond the company")
    has_password: bool = Field(description="False until the invitation was followed")
    created_at: Utc


class UserListModel(Model):
    """All logins, by login."""

    items: list[UserModel]


class NewUserModel(Body):
    """A login to be made; it gets its password by `POST /users/{id}/invite`, and an integration tokens."""

    login: str = Field(min_length=1, max_length=LONGEST_LOGIN, description=_LOGIN, examples=["dora@example.com"])
    role: Role
    person_id: str | None = Field(None, max_length=64, description="Whose calls are this login's own")
    groups: GroupsModel | None = Field(None, description=_GROUPS)
    hear_recordings: bool = Field(default=False, description=_HEARS)


class UserChange(Body):
    """What is to change; what is left out stays. Other rights end the login's sessions."""

    login: str | None = Field(None, min_length=1, max_length=LONGEST_LOGIN, description=_LOGIN)
    role: Role | None = None
    person_id: str | None = Field(None, max_length=64, description='"": nobody')
    groups: GroupsModel | None = Field(None, description=_GROUPS)
    hear_recordings: bool | None = Field(None, description=_HEARS)
    disabled: bool | None = Field(None, description="Shut out: sessions end, tokens are refused")


class PermissionModel(Model):
    """What may be done, and who may."""

    name: str = Field(examples=["calls.read"])
    about: str
    narrowed: str = Field(description="What of it those have who do not see everybody; empty: all of it")
    roles: list[Role]


class RoleModel(Model):
    """A role."""

    name: Role
    about: str


class PermissionListModel(Model):
    """The table of permissions, and the own ones by name."""

    items: list[PermissionModel]
    roles: list[RoleModel]
    own: list[str]


@router.get("/permissions", responses=responses(401, 403, 503))
async def read_permissions(caller: Annotated[Caller, Depends(permitted("permissions.read"))]) -> PermissionListModel:
    """List what may be done, by which roles, and what this login may."""
    items = [
        PermissionModel(
            name=name,
            about=one.about,
            narrowed=one.narrowed,
            roles=[role for role in ROLES if role in holders(name)],
        )
        for name, one in sorted(PERMISSIONS.items())
    ]
    roles = [RoleModel(name=role, about=ABOUT_ROLES[role]) for role in ROLES]
    return PermissionListModel(items=items, roles=roles, own=sorted(caller.principal.permissions))


@router.get("/users", responses=responses(401, 403, 503))
async def read_users(context: InContext, caller: Reader) -> UserListModel:
    """List who may log in."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return UserListModel(items=[_model(one) for one in await list_users(session)])


@router.get("/users/{user_id}", responses=responses(401, 403, 404, 503))
async def read_user(context: InContext, caller: Reader, user_id: PathId) -> UserModel:
    """Show one login."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await get_user(session, known_id(user_id)))


@router.post("/users", status_code=201, responses=responses(401, 403, 422, 503))
async def add(context: InContext, caller: Writer, new: NewUserModel) -> UserModel:
    """Make a login. Nobody gives rights beyond the own ones."""
    person = _known("person_id", new.person_id) if new.person_id else None
    wanted = Wanted(new.login, new.role, person, _groups(new.groups), new.hear_recordings)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _model(await create_user(session, caller.principal, wanted))


@router.patch("/users/{user_id}", responses=responses(401, 403, 404, 409, 422, 503))
async def change(context: InContext, caller: Writer, user_id: PathId, change: UserChange) -> UserModel:
    """Change a login: its role, groups and person, or shut it out. The last administrator stays, as do own rights."""
    known = known_id(user_id)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await get_user(session, known, to_change=True)
        if found is None:
            raise HTTPException(404)
        wanted = _wanted(found, change)
        return _found(await change_user(session, caller.principal, known, wanted))


@router.delete("/users/{user_id}", status_code=204, responses=responses(401, 403, 404, 409, 503))
async def remove(context: InContext, caller: Writer, user_id: PathId) -> None:
    """Remove a login with its sessions and tokens; the person, and what it did, stay."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if not await remove_user(session, caller.principal, known_id(user_id)):
            raise HTTPException(404)


def _wanted(found: User, change: UserChange) -> Wanted:
    """Return how a login is to be: what a new role does not have goes with the old one, unless it was asked for."""
    row = found.row
    told = change.model_fields_set
    role = change.role or role_of(row)
    groups = _groups(change.groups) if "groups" in told else found.groups if role == "supervisor" else None
    hears = row.hears and role == "auditor" if change.hear_recordings is None else change.hear_recordings
    person = row.person_id
    if change.person_id is not None:
        person = _known("person_id", change.person_id) if change.person_id else None
    disabled = row.disabled if change.disabled is None else change.disabled
    return Wanted(change.login or row.login, role, person, groups, hears, disabled)


def _groups(told: GroupsModel | None) -> Groups | None:
    if told is None:
        return None
    return Groups(
        tuple(_known("groups.queues", one) for one in told.queues),
        tuple(_known("groups.departments", one) for one in told.departments),
    )


def _known(field: str, text: str) -> str:
    try:
        return known_id(text)
    except HTTPException as error:
        raise InvalidValue(field, "is no id") from error


def _found(user: User | None) -> UserModel:
    if user is None:
        raise HTTPException(404)
    return _model(user)


def _model(user: User) -> UserModel:
    row = user.row
    told: dict[str, Any] = {
        name: getattr(row, name) for name in ("id", "login", "role", "person_id", "disabled", "provider", "created_at")
    }
    return UserModel(
        **told,
        person=user.person,
        groups=None
        if user.groups is None
        else GroupsModel(queues=list(user.groups.queues), departments=list(user.groups.departments)),
        hear_recordings=row.hears,
        has_password=row.password_hash is not None,
    )
