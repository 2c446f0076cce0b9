"""Trunks of the session's company."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

import msgspec
from cryptography import x509
from phonenumbers import SUPPORTED_REGIONS
from sqlalchemy import delete, select

from offhook.configuration import NumberFormats
from offhook.db.engine import tenant_of
from offhook.errors import InvalidValue
from offhook.ids import TrunkId, new_id
from offhook.sip.codec import allow_list
from offhook.trunks.model import RouteRow, TrunkRow, trunk_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.configuration import (
        DtmfMode,
        Encryption,
        ForwardedHeader,
        Gateway,
        IdentityHeader,
        Route,
        TrunkRedirects,
        TrunkTransport,
    )
    from offhook.db.sealing import Sealer


@dataclass(frozen=True, slots=True)
class NewTrunk:
    """A trunk to be added; see `configuration.Trunk` for the fields."""

    name: str
    host: str
    port: int = 5060
    transport: TrunkTransport = "udp"
    match: tuple[str, ...] = ()
    register: bool = False
    username: str | None = None
    secret: str | None = None
    domain: str | None = None
    caller_id: str | None = None
    codecs: tuple[str, ...] = ()
    encryption: Encryption = "optional"
    dtmf: DtmfMode = "auto"
    video: bool = False
    authority: str | None = None
    identity: IdentityHeader = "pai"
    trusted: bool = False
    withhold: bool = False
    forwarded: ForwardedHeader = "diversion"
    redirects: TrunkRedirects = "same_host"
    large_by_tcp: bool = True
    gateways: tuple[Gateway, ...] = ()
    probe_s: int = 0
    backup_id: str | None = None
    channels_in: int = 0
    channels_out: int = 0
    channels: int = 0
    alarm_percent: int = 80
    formats: NumberFormats = field(default_factory=NumberFormats)


@dataclass(frozen=True, slots=True)
class TrunkChanges:
    """Settings of a trunk to be changed; None leaves one as it is. See `configuration.Trunk` for the fields."""

    codecs: Sequence[str] | None = None
    encryption: Encryption | None = None
    dtmf: DtmfMode | None = None
    video: bool | None = None
    identity: IdentityHeader | None = None
    trusted: bool | None = None
    withhold: bool | None = None
    forwarded: ForwardedHeader | None = None
    redirects: TrunkRedirects | None = None
    large_by_tcp: bool | None = None
    gateways: Sequence[Gateway] | None = None
    probe_s: int | None = None
    backup_id: str | None = None  # "" for none
    channels_in: int | None = None
    channels_out: int | None = None
    channels: int | None = None
    alarm_percent: int | None = None
    formats: NumberFormats | None = None


async def add_trunk(session: AsyncSession, sealer: Sealer, new: NewTrunk) -> TrunkId:
    """Add a trunk, its password sealed.

    Raises:
        InvalidValue: an address in `match` is none, a registration lacks its user name or password, a codec is unknown,
            or the authority is no certificate.
        sqlalchemy.exc.IntegrityError: the company has a trunk of this name already.
    """
    for network in new.match:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise InvalidValue("match", f"{network} is no address or network") from error
    if new.register and not (new.username and new.secret):
        raise InvalidValue("register", "needs a user name and a password")
    if new.authority is not None:
        try:
            x509.load_pem_x509_certificates(new.authority.encode())
        except ValueError as error:
            raise InvalidValue("authority", "is no certificate in PEM form") from error
    tenant_id, trunk_id = tenant_of(session), new_id()
    context = trunk_context(tenant_id, trunk_id)
    session.add(
        TrunkRow(
            tenant_id=tenant_id,
            id=trunk_id,
            name=new.name,
            host=new.host,
            port=new.port,
            transport=new.transport,
            match=list(new.match),
            register=new.register,
            username=new.username,
            secret_sealed=None if new.secret is None else sealer.seal(new.secret.encode(), context),
            domain=new.domain,
            authority=new.authority,
            caller_id=new.caller_id,
            codecs=allow_list(new.codecs),
            encryption=new.encryption,
            dtmf=new.dtmf,
            video=new.video,
            identity=new.identity,
            trusted=new.trusted,
            withhold=new.withhold,
            forwarded=new.forwarded,
            redirects=new.redirects,
            large_by_tcp=new.large_by_tcp,
            gateways=msgspec.to_builtins(_checked(new.gateways)),
            probe_s=new.probe_s,
            backup_id=new.backup_id or None,
            channels_in=new.channels_in,
            channels_out=new.channels_out,
            channels=new.channels,
            alarm_percent=new.alarm_percent,
            formats=msgspec.to_builtins(_readable(new.formats)),
        )
    )
    await session.flush()
    return TrunkId(trunk_id)


async def change_trunk(session: AsyncSession, trunk_id: str, changes: TrunkChanges) -> TrunkRow | None:
    """Change a trunk's settings. None when there is no such trunk.

    Raises:
        InvalidValue: a codec is unknown, a gateway has no host, or the stand-in is this trunk itself or none.
    """
    trunk = await session.scalar(select(TrunkRow).where(TrunkRow.id == trunk_id))
    if trunk is None:
        return None
    for setting in fields(changes):
        value = getattr(changes, setting.name)
        if value is None:
            continue
        match setting.name:
            case "codecs":
                value = allow_list(value)
            case "gateways":
                value = msgspec.to_builtins(_checked(value))
            case "formats":
                value = msgspec.to_builtins(_readable(value))
            case "backup_id":
                value = value or None
                if value == trunk_id or (value and value not in await _known(session)):
                    raise InvalidValue("backup_id", "is no other trunk of the company")
            case _:
                pass
        setattr(trunk, setting.name, value)
    await session.flush()
    return trunk


async def read_trunk(session: AsyncSession, trunk_id: str) -> TrunkRow | None:
    """Return one trunk, or None."""
    return await session.scalar(select(TrunkRow).where(TrunkRow.id == trunk_id))


async def list_routes(session: AsyncSession) -> Sequence[RouteRow]:
    """Return the company's routes, the longest prefix first, then by priority."""
    rows = (await session.scalars(select(RouteRow))).all()
    return sorted(rows, key=lambda row: (-len(row.prefix), row.prefix, row.priority))


async def replace_routes(session: AsyncSession, routes: Sequence[Route]) -> None:
    """Put these routes in the place of all that there are.

    Raises:
        InvalidValue: a prefix is no beginning of a number, a trunk is not the company's, or a pair comes twice.
    """
    known = await _known(session)
    pairs = set()
    for route in routes:
        if not re.fullmatch(r"[+]?[0-9]*", route.prefix, re.ASCII):
            raise InvalidValue("prefix", f"{route.prefix} is no beginning of a number")
        if route.trunk_id not in known:
            raise InvalidValue("trunk_id", f"{route.trunk_id} is no trunk of the company")
        if (route.prefix, route.trunk_id) in pairs:
            raise InvalidValue("prefix", f"{route.prefix} has the same trunk twice")
        pairs.add((route.prefix, route.trunk_id))
    await session.execute(delete(RouteRow))
    tenant_id = tenant_of(session)
    session.add_all(
        RouteRow(tenant_id=tenant_id, id=new_id(), prefix=one.prefix, trunk_id=one.trunk_id, priority=one.priority)
        for one in routes
    )
    await session.flush()


async def _known(session: AsyncSession) -> set[str]:
    return set(await session.scalars(select(TrunkRow.id)))


def _readable(formats: NumberFormats) -> NumberFormats:
    """Return the formats.

    Raises:
        InvalidValue: a country is none, or a rule or prefix holds what is no part of a number.
    """
    if formats.country is not None and formats.country not in SUPPORTED_REGIONS:
        raise InvalidValue("formats", f"{formats.country} is no country")
    rules = (*formats.called.rules, *formats.caller.rules, *formats.called_in, *formats.caller_in)
    for part in (text for rule in rules for text in (rule.prefix, rule.replacement)):
        if not re.fullmatch(r"[+]?[0-9*#]*", part, re.ASCII):
            raise InvalidValue("formats", f"{part!r} is no beginning of a number")
    for one in (formats.called, formats.caller):
        if not re.fullmatch(r"[0-9]{0,8}", one.international, re.ASCII):
            raise InvalidValue("formats", f"{one.international!r} is no international prefix")
    return formats


def _checked(gateways: Sequence[Gateway]) -> list[Gateway]:
    """Return the gateways.

    Raises:
        InvalidValue: a host is no name or address, or a place comes twice.
    """
    places = set()
    for gateway in gateways:
        if not re.fullmatch(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+", gateway.host):
            raise InvalidValue("gateways", f"{gateway.host!r} is no host name or address")
        place = (gateway.host.lower(), gateway.port, gateway.transport)
        if place in places:
            raise InvalidValue("gateways", f"{gateway.host}:{gateway.port} is there twice")
        places.add(place)
    return list(gateways)


async def list_trunks(session: AsyncSession) -> Sequence[TrunkRow]:
    """Return the company's trunks by name."""
    return (await session.scalars(select(TrunkRow).order_by(TrunkRow.name))).all()
