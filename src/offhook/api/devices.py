"""Telephones: `GET /devices`: SIP settings without secrets, and where each is registered."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import Context, InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.configuration import DeviceRedirects, DtmfMode, Encryption, IdleCalls  # noqa: TC001  read by FastAPI at run time
from offhook.db.sealing import Sealer
from offhook.directory import service
from offhook.directory.extensions import list_extensions
from offhook.directory.service import change_device, list_devices, list_people
from offhook.tenancy.service import get_tenant

router = APIRouter(tags=["devices"])

SIP_PORT = 5060


class ContactModel(Model):
    """Where a device is registered; `address` is what its requests come from."""

    contact: str
    address: str
    transport: str
    user_agent: str
    expires_at: Utc
    reachable: bool = Field(default=True, description="Whether it answers; who does not is not rung until it does")
    answer_ms: int | None = Field(None, description="How long its last answer to OPTIONS took")


class DeviceModel(Model):
    """A SIP account; `domain` is its registrar, with the port unless that is 5060.

    `status` is `unknown` while the switch does not answer.
    """

    id: str
    username: str = Field(examples=["demo201"])
    domain: str = Field(examples=["pbx.example.com"])
    label: str
    person: str | None
    person_id: str | None = None
    extensions: list[str] = Field(examples=[["201"]])
    codecs: list[str] = Field(description="Allowed, in order of preference; empty: the usual ones")
    encryption: Encryption
    dtmf: DtmfMode = "auto"
    video: bool = True
    redirects: DeviceRedirects = "follow"
    gain_db: int = Field(default=0, description="What its microphone sends is made so much louder, dB")
    agc: bool = Field(default=False, description="Automatic gain")
    denoise: bool = Field(default=False, description="Suppression of noise")
    site_id: str | None = Field(default=None, description="Where it stands, if that was set by hand")
    shared: bool = Field(default=False, description="People log in there by code")
    idle_calls: IdleCalls = Field("internal", description="What may be dialled while nobody has; emergency always")
    seat_id: str | None = Field(default=None, description="The person who has; see `/desks`")
    status: Literal["registered", "unreachable", "unregistered", "unknown"] = Field(
        description="unreachable: registered, but none of its contacts answers"
    )
    contacts: list[ContactModel]


class DeviceChange(Body):
    """Settings of a device; what is left out stays."""

    label: str | None = Field(None, max_length=80)
    person_id: str | None = Field(None, max_length=64, description='Whose it is; "": nobody\'s')
    secret: str | None = Field(
        None, max_length=128, description="A new password; kept sealed. The telephone needs it from its next request on"
    )
    codecs: list[str] | None = Field(None, max_length=16, examples=[["OPUS", "PCMA"]])
    encryption: Encryption | None = Field(
        None,
        description="off: no SDES · optional: where the telephone offers it · required: calls without it are refused",
    )
    dtmf: DtmfMode | None = Field(
        None,
        description="Keys: auto: as agreed · rfc4733: telephone events only · info: SIP INFO only · inband: tones in "
        "the sound only",
    )
    video: bool | None = Field(None, description="Whether it may show and see; video passes where both parties may")
    redirects: DeviceRedirects | None = Field(
        None, description="Forwarding by the telephone itself (302): follow: as if it had dialled · refuse: ignored"
    )
    gain_db: int | None = Field(None, ge=-30, le=30, description="Of what its microphone sends")
    agc: bool | None = Field(None, description="Automatic gain: quiet voices louder, loud ones quieter")
    denoise: bool | None = Field(None, description="Suppression of noise; delays by 10 to 14 ms and costs much CPU")
    site_id: str | None = Field(
        None, max_length=64, description='The site where it stands; "": the one that its address belongs to'
    )
    shared: bool | None = Field(None, description="Nobody's: people log in there by code")
    idle_calls: IdleCalls | None = Field(
        None,
        description="While nobody has: internal: extensions of the company · emergency: emergency services only",
    )


class DeviceListModel(Model):
    """The company's devices, by user name."""

    items: list[DeviceModel]


class NewDevice(Body):
    """A SIP account to be added; what else can be set of it is changed afterwards."""

    username: str | None = Field(
        None, max_length=64, description="Unique in the installation; left out, one is made", examples=["customer-204"]
    )
    secret: str | None = Field(None, min_length=8, max_length=128, description="Left out, one is made")
    person_id: str | None = Field(None, max_length=64, description="Whose it is; absent: nobody's")
    label: str = Field("", max_length=80, examples=["Desk telephone"])


class MadeDeviceModel(Model):
    """What a telephone needs to register; `secret` is shown this once, where it was not chosen."""

    id: str
    username: str
    secret: str | None
    domain: str


@router.post("/devices", status_code=201, responses=responses(401, 403, 422, 503))
async def add_one_device(
    context: InContext, caller: Annotated[Caller, Depends(permitted("devices.change"))], new: NewDevice
) -> MadeDeviceModel:
    """Add a SIP account for a telephone or program."""
    username = new.username or f"t{secrets.token_hex(6)}"
    secret = new.secret or secrets.token_urlsafe(15)
    sealer = Sealer.of(context.settings.data)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        made = await service.add_device(session, sealer, service.NewDevice(username, secret))
        wanted = service.DeviceChange(person_id=new.person_id, label=new.label, secret=secret)
        await change_device(session, sealer, made, wanted)
    domain = await registrar_of(context, caller)
    return MadeDeviceModel(id=made, username=username, secret=None if new.secret else secret, domain=domain)


@router.delete("/devices/{device_id}", status_code=204, responses=responses(401, 403, 404, 503))
async def remove_one_device(
    context: InContext, caller: Annotated[Caller, Depends(permitted("devices.change"))], device_id: PathId
) -> None:
    """Take a SIP account away: its telephone registers no more; who talks by it talks on."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if not await service.remove_device(session, known_id(device_id)):
            raise HTTPException(404)


@router.get("/devices", responses=responses(401, 403, 503))
async def read_devices(
    context: InContext, caller: Annotated[Caller, Depends(permitted("devices.read"))]
) -> DeviceListModel:
    """List devices with their registrations."""
    domain = await registrar_of(context, caller)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        devices = await list_devices(session)
        people = {person.id: person.name for person in await list_people(session)}
        extensions = await list_extensions(session)
    registrations: dict[str, list[dict[str, Any]]] | None = await context.switch("registrations")
    items = []
    for device in sorted(devices, key=lambda device: device.username):
        contacts = [_contact(one) for one in (registrations or {}).get(device.username, ())]
        known: Literal["registered", "unreachable", "unregistered"] = "registered" if contacts else "unregistered"
        if contacts and not any(one.reachable for one in contacts):
            known = "unreachable"
        items.append(
            DeviceModel(
                id=device.id,
                username=device.username,
                domain=domain,
                label=device.label,
                person=people.get(device.person_id) if device.person_id else None,
                person_id=device.person_id,
                extensions=[one.number for one in extensions if one.person_id and one.person_id == device.person_id],
                codecs=device.codecs,
                encryption=device.encryption,  # type: ignore[arg-type]  # one of them by the table's check
                dtmf=device.dtmf,  # type: ignore[arg-type]  # as well
                video=device.video,
                redirects=device.redirects,  # type: ignore[arg-type]  # as well
                gain_db=device.gain_db,
                agc=device.agc,
                denoise=device.denoise,
                site_id=device.site_id,
                shared=device.shared,
                idle_calls=device.idle_calls,  # type: ignore[arg-type]  # as well
                seat_id=device.seat_id,
                status="unknown" if registrations is None else known,
                contacts=contacts,
            )
        )
    return DeviceListModel(items=items)


@router.patch("/devices/{device_id}", status_code=204, responses=responses(401, 403, 404, 422, 503))
async def change_settings(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("devices.change"))],
    device_id: PathId,
    change: DeviceChange,
) -> None:
    """Change a device's settings; calls that run keep theirs."""
    changes = service.DeviceChange(**change.model_dump())
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if await change_device(session, Sealer.of(context.settings.data), known_id(device_id), changes) is None:
            raise HTTPException(404)


async def registrar_of(context: Context, caller: Caller) -> str:
    """Return the company's registrar, with the port unless that is 5060."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        domain = (await get_tenant(session)).sip_domain
    port = context.settings.sip_address[1]
    return domain if port == SIP_PORT else f"{domain}:{port}"


def _contact(plain: dict[str, Any]) -> ContactModel:
    expires = datetime.fromtimestamp(plain["expires_at"] / 1e6, UTC)
    return ContactModel(**{**plain, "expires_at": expires})
