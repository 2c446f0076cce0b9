"""People and devices of the session's company."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from offhook.db.engine import tenant_of
from offhook.db.limits import within_plan
from offhook.db.rules import remove_unused
from offhook.directory.model import DeviceRow, PersonRow, device_context
from offhook.errors import InvalidValue
from offhook.ids import DeviceId, PersonId, new_id
from offhook.sip.codec import allow_list
from offhook.sites.service import read_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.configuration import DeviceRedirects, DtmfMode, Encryption, IdleCalls
    from offhook.db.sealing import Sealer

USERNAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
SHORTEST_SECRET = 8


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A SIP account to be made; `secret` is the plain password."""

    username: str
    secret: str
    person_id: PersonId | None = None
    label: str = ""
    codecs: tuple[str, ...] = ()
    encryption: Encryption = "optional"
    video: bool = True


@dataclass(frozen=True, slots=True)
class DeviceChange:
    """Settings of a device that are to change; None leaves one. `person_id` "" is nobody's; `secret` is plain."""

    label: str | None = None
    person_id: str | None = None
    secret: str | None = None
    codecs: Sequence[str] | None = None
    encryption: Encryption | None = None
    dtmf: DtmfMode | None = None
    video: bool | None = None
    redirects: DeviceRedirects | None = None
    gain_db: int | None = None
    agc: bool | None = None
    denoise: bool | None = None
    site_id: str | None = None  # "" for where its address belongs
    shared: bool | None = None
    idle_calls: IdleCalls | None = None


async def add_person(
    session: AsyncSession, name: str, *, email: str | None = None, language: str | None = None
) -> PersonId:
    """Add someone who works for the company.

    Raises:
        InvalidValue: the name is empty.
        InUse: the company's plan has no room for another person.
    """
    if not name.strip():
        raise InvalidValue("name", "may not be empty")
    await within_plan(session, "users", PersonRow)
    person = PersonRow(tenant_id=tenant_of(session), id=new_id(), name=name, email=email, language=language)
    session.add(person)
    await session.flush()
    return PersonId(person.id)


async def add_device(session: AsyncSession, sealer: Sealer, new: NewDevice) -> DeviceId:
    """Add a SIP account, its password sealed.

    Raises:
        InvalidValue: the user name has a wrong form, the password is empty, or a codec is unknown.
        sqlalchemy.exc.IntegrityError: the user name is taken.
    """
    if not USERNAME.fullmatch(new.username):
        raise InvalidValue("username", "1 to 64 of A-Z a-z 0-9 _ . -")
    if not new.secret:
        raise InvalidValue("secret", "may not be empty")
    tenant_id, device_id = tenant_of(session), new_id()
    session.add(
        DeviceRow(
            tenant_id=tenant_id,
            id=device_id,
            username=new.username,
            secret_sealed=sealer.seal(new.secret.encode(), device_context(tenant_id, device_id)),
            person_id=new.person_id,
            label=new.label,
            codecs=allow_list(new.codecs),
            encryption=new.encryption,
            video=new.video,
        )
    )
    await session.flush()
    return DeviceId(device_id)


async def change_device(
    session: AsyncSession, sealer: Sealer, device_id: str, change: DeviceChange
) -> DeviceRow | None:
    """Change a device's settings. None when there is no device.

    Raises:
        InvalidValue: a codec, the person or the site is unknown, the password is too short or cannot be typed, or it is
            somebody's and to be shared.
    """
    device = await session.scalar(select(DeviceRow).where(DeviceRow.id == device_id))
    if device is None:
        return None
    if change.codecs is not None:
        device.codecs = allow_list(change.codecs)
    await _change_account(session, sealer, device, change)
    for name in ("encryption", "dtmf", "video", "redirects", "gain_db", "agc", "denoise", "idle_calls"):
        if (wanted := getattr(change, name)) is not None:
            setattr(device, name, wanted)
    if change.site_id is not None:
        if change.site_id and await read_site(session, change.site_id) is None:
            raise InvalidValue("site_id", "is no site of the company")
        device.site_id = change.site_id or None
    await session.flush()
    return device


async def _change_account(session: AsyncSession, sealer: Sealer, device: DeviceRow, change: DeviceChange) -> None:
    if change.label is not None:
        device.label = change.label.strip()
    if change.person_id is not None:
        if change.person_id and change.person_id not in {person.id for person in await list_people(session)}:
            raise InvalidValue("person_id", f"{change.person_id} is nobody of the company")
        device.person_id = change.person_id or None
    if change.shared is not None:
        device.shared = change.shared
        if not device.shared:
            device.seat_id, device.seated_at = None, 0
    if device.shared and device.person_id is not None:
        field = "person_id" if change.person_id else "shared"
        raise InvalidValue(field, "a shared telephone is nobody's: people log in there")
    if change.secret is not None:
        if len(change.secret) < SHORTEST_SECRET or not change.secret.isprintable():
            raise InvalidValue("secret", f"{SHORTEST_SECRET} characters or more that can be typed")
        context = device_context(device.tenant_id, device.id)
        device.secret_sealed = sealer.seal(change.secret.encode(), context)


async def list_people(session: AsyncSession) -> Sequence[PersonRow]:
    """Return the company's people by name."""
    return (await session.scalars(select(PersonRow).order_by(PersonRow.name, PersonRow.id))).all()


async def list_devices(session: AsyncSession) -> Sequence[DeviceRow]:
    """Return the company's devices by user name."""
    return (await session.scalars(select(DeviceRow).order_by(DeviceRow.username))).all()


async def remove_device(session: AsyncSession, device_id: str) -> bool:
    """Take a SIP account away; who talks by it talks on. False when there is none."""
    device = await session.scalar(select(DeviceRow).where(DeviceRow.id == device_id))
    return await remove_unused(session, device, (), "")


async def remove_person(session: AsyncSession, person_id: str, uses: Sequence[tuple[str, str]]) -> bool:
    """Take a person and the person's extensions away; `uses` are kinds and names of what leads to these.

    The telephones become nobody's; history and recordings stay. False when there is no such person.

    Raises:
        InUse: something leads there.
    """
    person = await session.scalar(select(PersonRow).where(PersonRow.id == person_id))
    return await remove_unused(session, person, uses, "calls are led to this person: lead them elsewhere first")
