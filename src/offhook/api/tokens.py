"""API tokens: `/tokens`: own ones, and those of all for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, Field
from starlette.exceptions import HTTPException

from offhook.access.tokens import Wish, list_tokens, make_token, revoke_token
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.errors import InvalidValue

if TYPE_CHECKING:
    from offhook.access.tokens import Token

router = APIRouter(tags=["access"])
Own = Annotated[Caller, Depends(permitted("tokens.own"))]
Everybodys = Annotated[Caller, Depends(permitted("tokens.all"))]


class TokenModel(Model):
    """A token, without what it is."""

    id: str
    label: str = Field(examples=["CRM"])
    user_id: str
    login: str = Field(description="Whose it is")
    scopes: list[str] | None = Field(description="The only permissions; null: all that its login has")
    created_at: Utc
    expires_at: Utc | None
    used_at: Utc | None = Field(description="Last used, within the hour")


class TokenListModel(Model):
    """Tokens, the newest first."""

    items: list[TokenModel]


class NewTokenModel(Body):
    """A token to be made."""

    label: str = Field(min_length=1, max_length=120, examples=["CRM"], description="What it is for")
    scopes: list[str] | None = Field(
        None, max_length=200, description="Names of permissions (GET /permissions)", examples=[["calls.read"]]
    )
    expires_at: AwareDatetime | None = Field(None, description="At most a year away, which is the usual")
    never_expires: bool = Field(default=False, description="Only of an integration")
    user_id: str | None = Field(None, max_length=64, description="Whose; an administrator's choice, else the own login")


class MadeTokenModel(TokenModel):
    """A token just made."""

    token: str = Field(description="Shown this once", examples=["offhook_…"])


@router.get("/tokens", responses=responses(401, 403, 503))
async def read_tokens(context: InContext, caller: Own) -> TokenListModel:
    """List the own tokens."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await list_tokens(session, caller.principal.user_id)
    return TokenListModel(items=[_model(one) for one in found])


@router.get("/tokens/all", responses=responses(401, 403, 503))
async def read_all(context: InContext, caller: Everybodys) -> TokenListModel:
    """List the tokens of all logins of the company."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return TokenListModel(items=[_model(one) for one in await list_tokens(session, None)])


@router.post("/tokens", status_code=201, responses=responses(401, 403, 422, 503))
async def make(context: InContext, caller: Own, new: NewTokenModel) -> MadeTokenModel:
    """Make a token: it may what its scopes say, and never more than its login may at the moment of a request."""
    who = caller.principal
    user_id = who.user_id
    if new.user_id is not None:
        try:
            user_id = known_id(new.user_id)
        except HTTPException as error:
            raise InvalidValue("user_id", "is no id") from error
    if user_id != who.user_id and "tokens.all" not in who.permissions:
        raise HTTPException(403, "only an administrator makes tokens for others")
    wish = Wish(new.label, new.scopes, new.expires_at, new.never_expires)
    async with context.database.tenant(who.tenant_id) as session:
        made = await make_token(session, who, user_id, wish)
    if made is None:
        raise InvalidValue("user_id", "there is no such login")
    token, kept = made
    return MadeTokenModel(**_model(kept).model_dump(), token=token)


@router.delete("/tokens/{token_id}", status_code=204, responses=responses(401, 403, 404, 503))
async def revoke(context: InContext, caller: Own, token_id: PathId) -> None:
    """Revoke a token: the next request with it is refused. Others' only by an administrator."""
    who = caller.principal
    whose = None if "tokens.all" in who.permissions else who.user_id
    async with context.database.tenant(who.tenant_id) as session:
        if not await revoke_token(session, known_id(token_id), whose):
            raise HTTPException(404)


def _model(token: Token) -> TokenModel:
    row = token.row
    return TokenModel(
        id=row.id,
        label=row.label,
        user_id=row.user_id,
        login=token.login,
        scopes=row.scopes,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
