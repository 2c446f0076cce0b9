"""The keys that recordings and messages are sealed with: `/sealing-keys`, listed and changed, never shown."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.db.sealing import Sealer
from offhook.recording.keys import KeyUse, list_keys, rotate_key

router = APIRouter(tags=["recordings"])
Reader = Annotated[Caller, Depends(permitted("keys.read"))]
Changer = Annotated[Caller, Depends(permitted("keys.change"))]


class SealingKeyModel(Model):
    """A key of the company; the key itself is never told."""

    id: str
    created_at: Utc
    made_by: str = Field(description="Who made it; empty: it came with the first file that was sealed")
    files: int = Field(description="How many recordings and messages are sealed with it")
    in_use: bool = Field(description="New files are sealed with it")


class SealingKeysModel(Model):
    """All keys of the company, the one in use first."""

    items: list[SealingKeyModel]


@router.get("/sealing-keys", responses=responses(401, 403, 503))
async def read_keys(context: InContext, caller: Reader) -> SealingKeysModel:
    """List the keys, with how many files are sealed with each: after a change the old one's number goes to 0."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _model(await list_keys(session))


@router.post("/sealing-keys", status_code=201, responses=responses(401, 403, 503))
async def change_key(context: InContext, caller: Changer) -> SealingKeysModel:
    """Make a new key: new files are sealed with it, old ones stay readable and are sealed anew in the background.

    Wished for again within a minute, it is the same key.
    """
    sealer = await asyncio.to_thread(Sealer.of, context.settings.data)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        await rotate_key(session, sealer, caller.principal.login)
        return _model(await list_keys(session))


def _model(keys: list[KeyUse]) -> SealingKeysModel:
    return SealingKeysModel(
        items=[
            SealingKeyModel(
                id=one.id, created_at=one.created_at, made_by=one.made_by, files=one.files, in_use=place == 0
            )
            for place, one in enumerate(keys)
        ]
    )
