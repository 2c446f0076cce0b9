"""Connections to operators: `/trunks`, with how each and its gateways stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.configuration import (
    DtmfMode,
    Encryption,
    ForwardedHeader,
    Gateway,
    IdentityHeader,
    NumberForm,
    NumberFormats,
    TrunkRedirects,
    TrunkTransport,
)
from offhook.db.sealing import Sealer
from offhook.numbers.service import numbers_by_trunk
from offhook.trunks.service import (
    NewTrunk,
    TrunkChanges,
    add_trunk,
    change_trunk,
    list_trunks,
    read_trunk,
    remove_trunk,
)

if TYPE_CHECKING:
    from offhook.trunks.model import TrunkRow

router = APIRouter(tags=["trunks"])

SIP_PORT = 5060
USUAL_PORTS = {"tls": 5061, "auto": 0}


class RuleModel(Body):
    """Numbers that begin with `prefix` begin with `replacement` instead; the first rule that fits is applied."""

    prefix: str = Field("", max_length=16, examples=["+7"])
    replacement: str = Field("", max_length=16, examples=["8"])


Rules = Annotated[list[RuleModel], Field(max_length=64)]


class NumberFormatModel(Body):
    """How the operator wants numbers; `rules` change the beginning of the number in its form."""

    form: NumberForm = Field(
        "e164",
        description="e164: +372… · plain: 372… · national: as dialled inside the country, numbers of other countries "
        "international · international: with the prefix in front",
    )
    international: str = Field("00", max_length=8, examples=["00", "810"])
    rules: Rules = Field([], description="The first that fits is applied")


class NumberFormatsModel(Body):
    """Numbers both ways; inside they are E.164."""

    country: str | None = Field(None, description="ISO 3166, of the operator; null: the company's")
    called: NumberFormatModel = NumberFormatModel.model_construct()
    caller: NumberFormatModel = NumberFormatModel.model_construct()
    called_in: Rules = Field([], description="Applied to called numbers that come, before they are read")
    caller_in: Rules = Field([], description="The same for the callers' numbers")


class GatewayModel(Body):
    """One place where the operator takes calls."""

    host: str = Field(min_length=1, max_length=253, examples=["sip1.example.net"])
    port: int = Field(5060, ge=0, le=65535, description="0: what DNS says (SRV), else the usual one")
    transport: TrunkTransport = Field("udp", description="auto: what DNS says (NAPTR, SRV), else UDP")
    priority: int = Field(1, ge=0, le=1000, description="Lower ones are tried first")
    weight: int = Field(1, ge=1, le=1000, description="The share of calls among gateways of one priority")
    enabled: bool = True


GatewayState = Literal["unknown", "up", "lagging", "down"]


class TargetModel(Model):
    """A server that the name of a gateway leads to, in the order to be tried in."""

    address: str = Field(examples=["192.0.2.10"])
    port: int
    transport: str
    state: GatewayState
    reason: str
    answer_ms: int | None


class RegistrationModel(Model):
    """Our registration at a gateway."""

    status: str = Field(examples=["registered", "failed", "no address"])
    since: Utc | None
    last_status: int | None
    last_reason: str | None
    next_attempt: Utc | None


class GatewayStatusModel(GatewayModel):
    """A gateway and how it stands; `unknown`: nothing was heard or asked yet."""

    state: GatewayState = "unknown"
    since: Utc | None = None
    reason: str = Field("", examples=["no answer to OPTIONS for 4 s"])
    answer_ms: int | None = Field(None, description="How long its last answer took")
    targets: list[TargetModel] = Field([], description="What DNS has made of its name; none of an address")
    name_trouble: str = Field(
        "",
        description="Why its name has no address, or why an old answer serves",
        examples=["DNS does not answer (192.0.2.53)"],
    )
    registration: RegistrationModel | None = None


class AlarmModel(Model):
    """The channels of a trunk run out: `used` of `limit` were taken when it began."""

    level: Literal["near", "full"]
    since: Utc
    of: Literal["inbound", "outbound", "all"]
    used: int
    limit: int


class TrunkModel(Model):
    """A trunk without its secret; `status` is `unknown` while the switch does not answer."""

    id: str
    name: str
    host: str
    port: int
    transport: str
    register_: bool = Field(serialization_alias="register")
    match: list[str] = Field([], description="Addresses and networks that its calls come from, besides its hosts'")
    username: str | None
    has_credentials: bool = Field(default=False, description="Whether a password is kept; it is never told")
    domain: str | None = Field(None, description="In From and in the registration; null: the host")
    authority: str | None = Field(None, description="PEM: who signs the certificate of its TLS server; null: as usual")
    caller_id: str | None
    codecs: list[str] = Field(description="Allowed, in order of preference; empty: the usual ones")
    encryption: Encryption
    dtmf: DtmfMode = "auto"
    video: bool = False
    identity: IdentityHeader = "pai"
    trusted: bool = False
    withhold: bool = False
    forwarded: ForwardedHeader = "diversion"
    redirects: TrunkRedirects = "same_host"
    large_by_tcp: bool = True
    gateways: list[GatewayStatusModel] = Field([], description="Where calls to it go; none of its own: its host")
    probe_s: int = Field(0, description="Seconds between OPTIONS to each gateway; 0: none are sent")
    backup_id: str | None = Field(None, description="The trunk that stands in for it")
    channels_in: int = Field(0, description="Calls at once that may come; 0: any number")
    channels_out: int = Field(0, description="Calls at once that may go; 0: any number")
    channels: int = Field(0, description="Calls at once both ways together; 0: any number")
    alarm_percent: int = Field(80, description="Of a limit: from there on `alarm` warns")
    formats: NumberFormatsModel = NumberFormatsModel.model_construct()
    used_in: int | None = Field(None, description="Calls that come by it now; null while the switch does not answer")
    used_out: int | None = None
    alarm: AlarmModel | None = None
    status: str = Field(examples=["registered", "by address", "unknown"])
    since: Utc | None
    last_status: int | None
    last_reason: str | None
    next_attempt: Utc | None


class TrunkChange(Body):
    """Settings of a trunk; what is left out stays. An empty text stands for none."""

    name: str | None = Field(None, min_length=1, max_length=80)
    host: str | None = Field(None, min_length=1, max_length=253, examples=["sip.example.net", "192.0.2.7"])
    port: int | None = Field(None, ge=0, le=65535, description="0: what DNS says (SRV), else the usual one")
    transport: TrunkTransport | None = None
    match: list[Annotated[str, Field(max_length=64)]] | None = Field(
        None,
        max_length=64,
        examples=[["192.0.2.0/24"]],
        description="Addresses and networks that its calls come from, besides those of its hosts; whoever sits there "
        "calls as the operator",
    )
    register_: bool | None = Field(
        None, alias="register", description="Register there, with the user name and the password"
    )
    username: str | None = Field(
        None, max_length=128, description="Also what the operator's challenges are answered as"
    )
    secret: str | None = Field(None, max_length=256, description="The password; kept sealed and never told again")
    domain: str | None = Field(None, max_length=253, description="In From and in the registration; empty: the host")
    authority: str | None = Field(
        None, max_length=65_536, description="PEM: who signs its TLS server's certificate; empty: as browsers trust"
    )
    caller_id: str | None = Field(
        None, max_length=32, description="The number shown; empty: the company's first", examples=["+3726000100"]
    )
    codecs: list[str] | None = Field(None, max_length=16, examples=[["PCMA", "PCMU"]])
    encryption: Encryption | None = Field(
        None, description="off: no SDES · optional: where the operator offers it · required: offered, and nothing else"
    )
    dtmf: DtmfMode | None = Field(
        None,
        description="Keys: auto: as agreed · rfc4733: telephone events only · info: SIP INFO only · inband: tones in "
        "the sound only",
    )
    video: bool | None = Field(None, description="Whether video is offered to the operator and taken from it")
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

    gateways: list[GatewayModel] | None = Field(None, max_length=16, description="Empty: calls go to the trunk's host")
    probe_s: int | None = Field(None, ge=0, le=3600)
    backup_id: str | None = Field(None, description='The trunk that stands in for this one; "": none')
    channels_in: int | None = Field(None, ge=0, le=100_000, description="Calls at once that may come; 0: any number")
    channels_out: int | None = Field(None, ge=0, le=100_000)
    channels: int | None = Field(None, ge=0, le=100_000, description="Both ways together")
    alarm_percent: int | None = Field(None, ge=1, le=100)
    formats: NumberFormatsModel | None = Field(None, description="Replaced whole")


class NewTrunkModel(TrunkChange):
    """A trunk to be added; what is left out is as usual."""

    name: str = Field(min_length=1, max_length=80)
    host: str = Field(min_length=1, max_length=253, examples=["sip.example.net", "192.0.2.7"])


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
    return TrunkListModel(items=[_model(trunk, statuses.get(trunk.id, {})) for trunk in trunks])


@router.get("/trunks/{trunk_id}", responses=responses(401, 403, 404, 503))
async def read_one_trunk(
    context: InContext, caller: Annotated[Caller, Depends(permitted("trunks.read"))], trunk_id: PathId
) -> TrunkModel:
    """Show one trunk with its live status."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        trunk = await read_trunk(session, known_id(trunk_id))
    if trunk is None:
        raise HTTPException(404)
    statuses: dict[str, dict[str, Any]] = await context.switch("trunks") or {}
    return _model(trunk, statuses.get(trunk.id, {}))


@router.post("/trunks", status_code=201, responses=responses(401, 403, 422, 503))
async def add_new_trunk(
    context: InContext, caller: Annotated[Caller, Depends(permitted("trunks.change"))], new: NewTrunkModel
) -> TrunkModel:
    """Add a trunk; it is used within a second."""
    values = {name: value for name, value in _values(new).items() if value is not None}
    if new.port is None:
        values["port"] = USUAL_PORTS.get(new.transport or "udp", SIP_PORT)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        trunk_id = await add_trunk(session, Sealer.of(context.settings.data), NewTrunk(**values))
        trunk = await read_trunk(session, trunk_id)
    assert trunk is not None
    return _model(trunk, {})


@router.patch("/trunks/{trunk_id}", status_code=204, responses=responses(401, 403, 404, 422, 503))
async def change_settings(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("trunks.change"))],
    trunk_id: PathId,
    change: TrunkChange,
) -> None:
    """Change a trunk's settings; calls that run keep theirs."""
    changes = TrunkChanges(**_values(change))
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if await change_trunk(session, Sealer.of(context.settings.data), known_id(trunk_id), changes) is None:
            raise HTTPException(404)


@router.delete("/trunks/{trunk_id}", status_code=204, responses=responses(401, 403, 404, 409, 503))
async def remove_one_trunk(
    context: InContext, caller: Annotated[Caller, Depends(permitted("trunks.change"))], trunk_id: PathId
) -> None:
    """Remove a trunk that no number, route or other trunk needs; calls that run go on.

    `errors` of a 409 name what needs it: `numbers`, `routes` (their prefixes) and `trunks` that it stands in for.
    """
    known = known_id(trunk_id)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        numbers = [number.e164 for number in await numbers_by_trunk(session, known)]
        if not await remove_trunk(session, known, numbers):
            raise HTTPException(404)


def _values(change: TrunkChange) -> dict[str, Any]:
    """Return what a request sets as the service takes it."""
    values = change.model_dump()
    values["register"] = values.pop("register_")
    if change.gateways is not None:
        values["gateways"] = [Gateway(**one.model_dump()) for one in change.gateways]
    if change.formats is not None:
        values["formats"] = msgspec.convert(values["formats"], NumberFormats)
    return values


def _model(trunk: TrunkRow, status: dict[str, Any]) -> TrunkModel:
    return TrunkModel(
        id=trunk.id,
        name=trunk.name,
        host=trunk.host,
        port=trunk.port,
        transport=trunk.transport,
        register_=trunk.register,
        match=trunk.match,
        username=trunk.username,
        has_credentials=trunk.secret_sealed is not None,
        domain=trunk.domain,
        authority=trunk.authority,
        caller_id=trunk.caller_id,
        codecs=trunk.codecs,
        video=trunk.video,
        encryption=trunk.encryption,  # type: ignore[arg-type]  # one of them by the table's check
        dtmf=trunk.dtmf,  # type: ignore[arg-type]  # as well
        identity=trunk.identity,  # type: ignore[arg-type]  # as well
        trusted=trunk.trusted,
        withhold=trunk.withhold,
        forwarded=trunk.forwarded,  # type: ignore[arg-type]  # as well
        redirects=trunk.redirects,  # type: ignore[arg-type]  # as well
        large_by_tcp=trunk.large_by_tcp,
        gateways=_gateways(trunk, status.get("gateways", [])),
        probe_s=trunk.probe_s,
        backup_id=trunk.backup_id,
        channels_in=trunk.channels_in,
        channels_out=trunk.channels_out,
        channels=trunk.channels,
        alarm_percent=trunk.alarm_percent,
        formats=NumberFormatsModel(**trunk.formats),
        used_in=status.get("used_in"),
        used_out=status.get("used_out"),
        alarm=_alarm(status.get("alarm")),
        status=status.get("status", "unknown"),
        since=_time(status.get("since")),
        last_status=status.get("last_status"),
        last_reason=status.get("last_reason"),
        next_attempt=_time(status.get("next_attempt")),
    )


def _alarm(told: dict[str, Any] | None) -> AlarmModel | None:
    return None if told is None else AlarmModel(**{**told, "since": _time(told["since"])})


def _gateways(trunk: TrunkRow, live: list[dict[str, Any]]) -> list[GatewayStatusModel]:
    """Return a trunk's gateways, or its host as the only one, with what the switch knows of each."""
    known = {(one["host"], one["port"], one["transport"]): one for one in live}
    configured = trunk.gateways or [{"host": trunk.host, "port": trunk.port, "transport": trunk.transport}]
    found = []
    for one in configured:
        state = known.get((one["host"], one["port"], one["transport"]), {})
        names = ("state", "reason", "answer_ms", "targets", "name_trouble")
        told = {name: state[name] for name in names if name in state}
        registration = _registration(state.get("registration"))
        found.append(GatewayStatusModel(**one, **told, since=_time(state.get("since")), registration=registration))
    return found


def _registration(told: dict[str, Any] | None) -> RegistrationModel | None:
    if told is None:
        return None
    return RegistrationModel(**{**told, "since": _time(told["since"]), "next_attempt": _time(told["next_attempt"])})


def _time(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else datetime.fromtimestamp(microseconds / 1e6, UTC)
