"""Trunks of the session's company."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from cryptography import x509
from sqlalchemy import select

from offhook.db.engine import tenant_of
from offhook.errors import InvalidValue
from offhook.ids import TrunkId, new_id
from offhook.sip.codec import allow_list
from offhook.trunks.model import TrunkRow, trunk_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.configuration import Encryption, ForwardedHeader, IdentityHeader, TrunkRedirects, TrunkTransport
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
    authority: str | None = None
    identity: IdentityHeader = "pai"
    trusted: bool = False
    withhold: bool = False
    forwarded: ForwardedHeader = "diversion"
    redirects: TrunkRedirects = "same_host"
    large_by_tcp: bool = True


@dataclass(frozen=True, slots=True)
class TrunkChanges:
    """Settings of a trunk to be changed; None leaves one as it is. See `configuration.Trunk` for the fields."""

    codecs: Sequence[str] | None = None
    encryption: Encryption | None = None
    identity: IdentityHeader | None = None
    trusted: bool | None = None
    withhold: bool | None = None
    forwarded: ForwardedHeader | None = None
    redirects: TrunkRedirects | None = None
    large_by_tcp: bool | None = None


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
            identity=new.identity,
            trusted=new.trusted,
            withhold=new.withhold,
            forwarded=new.forwarded,
            redirects=new.redirects,
            large_by_tcp=new.large_by_tcp,
        )
    )
    await session.flush()
    return TrunkId(trunk_id)


async def change_trunk(session: AsyncSession, trunk_id: str, changes: TrunkChanges) -> TrunkRow | None:
    """Change a trunk's settings. None when there is no such trunk.

    Raises:
        InvalidValue: a codec is unknown.
    """
    trunk = await session.scalar(select(TrunkRow).where(TrunkRow.id == trunk_id))
    if trunk is None:
        return None
    for setting in fields(changes):
        value = getattr(changes, setting.name)
        if value is not None:
            setattr(trunk, setting.name, allow_list(value) if setting.name == "codecs" else value)
    await session.flush()
    return trunk


async def list_trunks(session: AsyncSession) -> Sequence[TrunkRow]:
    """Return the company's trunks by name."""
    return (await session.scalars(select(TrunkRow).order_by(TrunkRow.name))).all()
