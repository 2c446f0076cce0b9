"""Connections to operators: `GET /trunks`, with how each stands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.configuration import (  # noqa: TC001  read by FastAPI at run time
    Encryption,
    ForwardedHeader,
    IdentityHeader,
    TrunkRedirects,
)
from offhook.trunks.service import TrunkChanges, change_trunk, list_trunks

router = APIRouter(tags=["trunks"])


class TrunkModel(Model):
    """A trunk without its secret; `status` is `unknown` while the switch does not answer."""

    id: str
    name: str
    host: str
    port: int
    transport: str
    register_: bool = Field(serialization_alias="register")
    username: str | None
    caller_id: str | None
    codecs: list[str] = Field(description="Allowed, in order of preference; empty: the usual ones")
    encryption: Encryption
    identity: IdentityHeader = "pai"
    trusted: bool = False
    withhold: bool = False
    forwarded: ForwardedHeader = "diversion"
    redirects: TrunkRedirects = "same_host"
    large_by_tcp: bool = True
    status: str = Field(examples=["registered", "by address", "unknown"])
    since: Utc | None
    last_status: int | None
    last_reason: str | None
    next_attempt: Utc | None


class TrunkChange(Model):
    """Settings of a trunk: sound, who calls, forwarded and redirected calls; what is left out stays."""

    codecs: list[str] | None = Field(None, max_length=16, examples=[["PCMA", "PCMU"]])
    encryption: Encryption | None = Field(
        None, description="off: no SDES · optional: where the operator offers it · required: offered, and nothing else"
    )
    identity: IdentityHeader | None = Field(
        None,
        description="The header, besides From, that says who calls: from: none · pai: P-Asserted-Identity · "
        "ppi: P-Preferred-Identity · rpid: Remote-Party-ID",
    )
    trusted: bool | None = Field(
        None, description="Believe the operator's P-Asserted-Identity, Remote-Party-ID and Diversion"
    )
    withhold: bool | None = Field(None, description="Hide our number from the people that are called (CLIR)")
    forwarded: ForwardedHeader | None = Field(
        None, description="The header that says of a forwarded call for whom it was first"
    )
    redirects: TrunkRedirects | None = Field(
        None,
        description="3xx: refuse: the call fails · same_host: followed at the operator's address · any: followed "
        "anywhere · pass: given to the telephone that calls",
    )
    large_by_tcp: bool | None = Field(None, description="Send requests of over 1,300 bytes by TCP where possible")


class TrunkListModel(Model):
    """The company's trunks, by name."""

    items: list[TrunkModel]


@router.get("/trunks", responses=responses(401, 403, 503))
async def read_trunks(
    context: InContext, caller: Annotated[Caller, Depends(permitted("trunks.read"))]
) -> TrunkListModel:
    """List trunks with their live status."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        trunks = await list_trunks(session)
    statuses: dict[str, dict[str, Any]] = await context.switch("trunks") or {}
    items = []
    for trunk in trunks:
        status = statuses.get(trunk.id, {})
        items.append(
            TrunkModel(
                id=trunk.id,
                name=trunk.name,
                host=trunk.host,
                port=trunk.port,
                transport=trunk.transport,
                register_=trunk.register,
                username=trunk.username,
                caller_id=trunk.caller_id,
                codecs=trunk.codecs,
                encryption=trunk.encryption,  # type: ignore[arg-type]  # one of them by the table's check
                identity=trunk.identity,  # type: ignore[arg-type]  # as well
                trusted=trunk.trusted,
                withhold=trunk.withhold,
                forwarded=trunk.forwarded,  # type: ignore[arg-type]  # as well
                redirects=trunk.redirects,  # type: ignore[arg-type]  # as well
                large_by_tcp=trunk.large_by_tcp,
                status=status.get("status", "unknown"),
                since=_time(status.get("since")),
                last_status=status.get("last_status"),
                last_reason=status.get("last_reason") or None,
                next_attempt=_time(status.get("next_attempt")),
            )
        )
    return TrunkListModel(items=items)


@router.patch("/trunks/{trunk_id}", status_code=204, responses=responses(401, 403, 404, 422, 503))
async def change_settings(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("trunks.change"))],
    trunk_id: PathId,
    change: TrunkChange,
) -> None:
    """Change a trunk's settings; calls that run keep theirs."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        known = known_id(trunk_id)
        if await change_trunk(session, known, TrunkChanges(**change.model_dump())) is None:
            raise HTTPException(404)


def _time(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else datetime.fromtimestamp(microseconds / 1e6, UTC)
